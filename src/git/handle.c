#include "git/handle.h"

#include <stdbool.h>

#include "base/error.h"

int tick_git_error(int giterr, const char *what)
{
	const git_error *e = git_error_last();
	int code = TICK_ERROR;

	if (e && e->klass == GIT_ERROR_NOMEMORY)
		return tick_error_nomem();
	if (giterr == GIT_ENOTFOUND)
		code = TICK_ENOTFOUND;
	else if (giterr == GIT_EINVALIDSPEC || giterr == GIT_EAMBIGUOUS ||
		 giterr == GIT_EOWNER)
		code = TICK_EINVALID;
	else if (giterr == GIT_ELOCKED || giterr == GIT_EMODIFIED ||
		 giterr == GIT_EEXISTS)
		code = TICK_ECONFLICT;
	return tick_error_set(code, "%s: %s", what,
			      e && e->message ? e->message : "unknown");
}

/* Of a file of settings, whose class doesn't tell; of references it says
 * nothing. */
#define STAT "failed to stat "

int tick_git_damaged(int giterr, const char *what)
{
	const git_error *e = git_error_last();
	bool is_told = e && e->message;
	bool refused = !is_told || e->klass == GIT_ERROR_OS ||
		       e->klass == GIT_ERROR_FILESYSTEM ||
		       !strncmp(e->message, STAT, strlen(STAT));
	int err = tick_git_error(giterr, what);

	return err == TICK_ERROR && !refused ? TICK_EINVALID : err;
}
