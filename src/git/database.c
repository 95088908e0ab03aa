#include "git/database.h"

#include <string.h>

#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/loose.h"
#include "git/packs.h"

/* Ours are asked first; then libgit2's own: packs come before loose objects. */
#define OURS_PRIORITY 3
#define PACKED_PRIORITY 2
#define LOOSE_PRIORITY 1

/* Hand `backend` over to `odb`. */
static int add(git_odb *odb, git_odb_backend *backend, int priority, bool first)
{
	int err = first ? git_odb_add_backend(odb, backend, priority)
			: git_odb_add_alternate(odb, backend, priority);

	if (err < 0)
		backend->free(backend);
	return err;
}

static int add_place(git_odb *odb, const char *path, bool first)
{
	git_odb_backend *backend = NULL;
	int err = git_odb_backend_pack(&backend, path);

	if (err == 0) {
		backend->freshen = NULL; /* nothing is written on disk */
		err = add(odb, backend, PACKED_PRIORITY, first);
	}
	if (err < 0) /* also "not found", of a directory that is there */
		return tick_git_error(-1, path);
	err = tick_packs_new(&backend, path);
	if (err != TICK_OK)
		return err;
	err = add(odb, backend, OURS_PRIORITY, first);
	if (err < 0)
		return tick_git_error(err, path);
	err = tick_loose_new(&backend, path);
	if (err != TICK_OK)
		return err;
	err = add(odb, backend, LOOSE_PRIORITY, first);
	return err < 0 ? tick_git_error(err, path) : TICK_OK;
}

int tick_database_open(git_odb **out, const char *list, size_t len)
{
	git_odb *odb = NULL;
	int err = git_odb_new(&odb);

	if (err < 0)
		return tick_git_error(err, "object database");
	for (size_t at = 0; err == TICK_OK && at < len;
	     at += strlen(list + at) + 1)
		err = add_place(odb, list + at, at == 0);
	if (err == TICK_OK)
		*out = odb;
	else
		git_odb_free(odb);
	return err;
}
