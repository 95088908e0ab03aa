/* Object directories: a repository's own and its alternates. */
#ifndef GIT_PLACES_H
#define GIT_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * Absolute paths without links, each with a NUL; the first is where new
 * objects go. `refused` has pairs of a path and the reason. Zero-initialised is
 * empty.
 */
struct tick_places {
	struct tick_buffer list, refused;
	size_t len, refused_len, lines;
};

/*
 * Find `objects`, a directory, and its alternates, theirs included, as far as
 * git follows them and they are ours to read: owned by the user, by root, or
 * in a folder that git's safe.directory names. The rest is refused.
 */
int tick_places_find(struct tick_places *places, const char *objects);

/*
 * Add the directory `path`, absolute and below the first of `places`, which is
 * where git keeps a push's objects until its hooks have agreed. Anything else
 * is TICK_EINVALID.
 */
int tick_places_add(struct tick_places *places, const char *path);

void tick_places_clear(struct tick_places *places);

/* Is `path`, or the repository whose objects it is, git's safe.directory? */
bool tick_place_is_safe(const char *path);

#endif
