/* What differs between two trees, by their raw entries. */
#ifndef GIT_DIFF_H
#define GIT_DIFF_H

#include "base/glob.h"
#include "git/problems.h"
#include "git/tree.h"

/* `old` or `now` is NULL where the file isn't there; never a tree. */
struct tick_difference {
	const char *path;
	size_t len;
	const struct tick_entry *old, *now;
};

/* Anything but TICK_OK ends the walk and is its result. */
typedef int tick_diff_fn(void *data, const struct tick_difference *found);

/*
 * Tell `found` of each file whose mode or id differs and whose path matches
 * one of `globs`, in order of paths. `old` may be NULL for nothing; so may
 * `commit`, which problems are filed under. An unreadable folder is a problem
 * and is passed over; an unreadable root is an error.
 */
int tick_diff_walk(tick_repo *repo, const tick_oid *old, const tick_oid *now,
		   const struct tick_globs *globs, tick_diff_fn *found,
		   void *data, struct tick_problems *problems,
		   const tick_oid *commit);

/* Every readable walk below a tree is bounded by these. */
#define TICK_DEPTH_MAX 128
#define TICK_DEPTH_FAULT "passed over: deeper than 128 folders"
#define TICK_WALK_MAX 4000000

#endif
