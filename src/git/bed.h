/* A folder that grows from commit to commit, and the folders in it that do. */
#ifndef GIT_BED_H
#define GIT_BED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "git/new_pack.h"
#include "git/tree.h"

struct tick_bed;

/* An entry. */
struct tick_plot {
	size_t at; /* of its name in the tree's bytes */
	uint32_t len;
	uint8_t kind;
	struct tick_bed *bed; /* of a folder that is new or was asked for */
};

struct tick_bed {
	tick_repo *repo;
	struct tick_buffer raw;   /* the tree's bytes */
	struct tick_buffer plots; /* struct tick_plot, in git's order */
	struct tick_basis last;   /* the tree before, and what is as it was */
};

/* The folder that is `tree`; NULL: a new one. Release with tick_bed_free(). */
int tick_bed_open(struct tick_bed **out, tick_repo *repo, const tick_oid *tree);

/* NULL is allowed. */
void tick_bed_free(struct tick_bed *bed);

/* Number of the entry of that name and kind, or the one that it would get. */
size_t tick_bed_find(bool *is_there, const struct tick_bed *bed,
		     const char *name, size_t len, enum tick_kind kind);

/* Add a file or a folder as entry `n`, which then has an id of zeros. */
int tick_bed_add(struct tick_bed *bed, size_t n, const char *name, size_t len,
		 enum tick_kind kind);

/* The folder that is entry `n`. Borrowed from `bed`. */
int tick_bed_folder(struct tick_bed **out, struct tick_bed *bed, size_t n);

void tick_bed_set_id(struct tick_bed *bed, size_t n, const tick_oid *id);

tick_oid tick_bed_id(const struct tick_bed *bed, size_t n);

/* Add the tree as it is now to `pack`, unless that is NULL. */
int tick_bed_pack(tick_oid *out, struct tick_bed *bed, tick_new_pack *pack);

#endif
