#include "git/discovery.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/places.h"

#define CONFIG_MAX (1 << 20) /* libgit2 takes seconds for ten */

static int check_file(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", dir, name);
	if (stat(path, &st) < 0)
		return TICK_OK;
	if (!S_ISREG(st.st_mode))
		return tick_error_set(TICK_EINVALID, "%s: not a file", path);
	if (st.st_size > CONFIG_MAX && strstr(name, "config"))
		return tick_error_set(TICK_ELIMIT, "%s: larger than 1 MiB",
				      path);
	return TICK_OK;
}

/* What would be taken for empty: see src/worker/posix.c. */
static int check_files(const char *dir)
{
	static const char *const names[] = {"config", "packed-refs", "shallow",
					    "config.worktree"};
	int err = TICK_OK;

	for (size_t i = 0; err == TICK_OK && i < sizeof(names) / sizeof(*names);
	     i++)
		err = check_file(dir, names[i]);
	return err;
}

int tick_discovery_check(const char *path)
{
	git_buf found = {NULL, 0, 0};
	int err = TICK_OK;

	/* where there is none, opening says why */
	if (git_repository_discover(&found, path, 0, NULL) == 0)
		err = check_files(found.ptr);
	git_buf_dispose(&found);
	return err;
}

/*
 * libgit2 1.5 says "not found" also of what another user owns, which is refused
 * as git does, and of what the system didn't let it look at.
 */
static int not_found(int giterr, const char *path)
{
	git_buf found = {NULL, 0, 0};
	struct stat st;
	bool is_there = git_repository_discover(&found, path, 0, NULL) == 0 &&
			stat(found.ptr, &st) == 0;

	git_buf_dispose(&found);
	if (giterr == GIT_EOWNER || (is_there && st.st_uid != geteuid()))
		return tick_error_set(TICK_EINVALID,
				      "%s: owned by another user; if you trust "
				      "it, name it as git's safe.directory",
				      path);
	if (is_there)
		return tick_error_set(TICK_ERROR,
				      "%s: the repository can't be read", path);
	return tick_error_set(TICK_ENOTFOUND,
			      access(path, F_OK) ? "%s: no such directory"
						 : "%s: not a git repository",
			      path);
}

int tick_discovery_error(int giterr, const char *path)
{
	return giterr == GIT_ENOTFOUND || giterr == GIT_EOWNER
		       ? not_found(giterr, path)
		       : tick_git_damaged(giterr, path);
}

/* Is `dir`, which ends in a slash, `path` or above it? */
static bool is_around(const char *dir, const char *path)
{
	size_t len = strlen(dir) - 1;

	return !strncmp(dir, path, len) && (!path[len] || path[len] == '/');
}

/* The repository that the folder `inner`, which ends in a slash, lies in. */
static bool has_other_around(const char *inner)
{
	git_buf found = {NULL, 0, 0};
	char above[PATH_MAX];
	bool other;

	snprintf(above, sizeof(above), "%s..", inner);
	other = git_repository_discover(&found, above, 0, NULL) == 0 &&
		strcmp(found.ptr, inner) != 0;
	git_buf_dispose(&found);
	return other;
}

int tick_discovery_expected(git_repository *git, const char *path)
{
	const char *dir = git_repository_path(git);
	char real[PATH_MAX], plain[PATH_MAX];

	snprintf(plain, sizeof(plain), "%.*s", (int)strlen(dir) - 1, dir);
	if (realpath(path, real) && is_around(dir, real) &&
	    has_other_around(dir) && !tick_place_is_safe(plain))
		return tick_error_set(
			TICK_EINVALID,
			"%s: a repository among the files of another one; if "
			"you trust it, name it as git's safe.directory",
			plain);
	return strcmp(git_repository_commondir(git), dir)
		       ? check_files(git_repository_commondir(git))
		       : TICK_OK;
}
