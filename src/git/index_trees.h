/* What an index remembers of trees: those of folders that haven't changed. */
#ifndef GIT_INDEX_TREES_H
#define GIT_INDEX_TREES_H

#include <stddef.h>

#include "base/buffer.h"

/* A folder whose tree is known, in none that is. */
struct tick_index_tree {
	const char *path; /* with a "/" at its end; empty: the whole index */
	size_t len;
	size_t entries; /* of the index, below it */
	const unsigned char *id;
};

/* In the order of the index. Zero-initialised is empty. */
struct tick_index_trees {
	struct tick_buffer list; /* struct tick_index_tree */
	struct tick_buffer paths;
};

/*
 * Read the extension's bytes, of which ids are borrowed. What isn't as git
 * writes it ends it there: trees that nobody remembers are made.
 */
int tick_index_trees_read(struct tick_index_trees *out, const void *data,
			  size_t len);

/* NULL behind the last. */
const struct tick_index_tree *tick_index_trees_at(
	const struct tick_index_trees *trees, size_t at);

void tick_index_trees_clear(struct tick_index_trees *trees);

#endif
