/* What is staged, as a tree: of the index, by git's own rules, in memory. */
#ifndef GIT_STAGED_H
#define GIT_STAGED_H

#include "git/object.h"

/*
 * The tree that a commit of the index in the file `path` would have. Its new
 * trees can be read from `repo`, and are nowhere on disk. TICK_ENOTFOUND if
 * there is no such file; TICK_EINVALID if it is none, or holds a conflict.
 */
int tick_staged_tree(tick_oid *out, tick_repo *repo, const char *path);

#endif
