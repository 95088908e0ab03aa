/* Which repository a path is in, and what is refused before it is read. */
#ifndef GIT_DISCOVERY_H
#define GIT_DISCOVERY_H

#include <git2.h>

/* Are the files that libgit2 reads as it opens a repository files? */
int tick_discovery_check(const char *path);

/* Why opening `path` failed with `giterr`. */
int tick_discovery_error(int giterr, const char *path);

/*
 * Is it a repository that somebody means when they are at `path`? One that came
 * among the files of another is TICK_EINVALID, as with git's
 * safe.bareRepository.
 */
int tick_discovery_expected(git_repository *git, const char *path);

#endif
