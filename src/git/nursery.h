/* Objects that are made in memory and become one pack. */
#ifndef GIT_NURSERY_H
#define GIT_NURSERY_H

#include <stddef.h>

#include "base/buffer.h"
#include "git/append.h"

struct git_odb_backend;
struct git_repository;

/* Zero-initialised is empty. Release with tick_nursery_clear(). */
struct tick_nursery {
	tick_repo *repo; /* objects only, with those not written yet */
	struct git_repository *packer; /* what libgit2 packs for: the same */
	struct git_odb_backend *memory;
	struct tick_buffer ids;
};

/*
 * For new objects of `repo`. Opens nothing but its object directories, for a
 * locked worker may not read git's settings again.
 */
int tick_nursery_open(struct tick_nursery *nursery, const tick_repo *repo);
void tick_nursery_clear(struct tick_nursery *nursery);

/* Make an object. */
int tick_nursery_add(tick_oid *out, struct tick_nursery *nursery,
		     enum tick_type type, const void *data, size_t len);

/*
 * Make the tree of `base`, NULL for an empty one, with `files`, which come
 * back sorted. TICK_ECONFLICT when one is there already.
 */
int tick_nursery_plant(tick_oid *out, struct tick_nursery *nursery,
		       const tick_oid *base, struct tick_new_file *files,
		       size_t len);

/* Write all that was made as one synced pack. */
int tick_nursery_write(struct tick_nursery *nursery);

#endif
