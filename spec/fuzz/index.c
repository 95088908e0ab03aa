/*
 * Indexes: as many entries as are promised, in the file or told by it, twice
 * the same; and what is remembered of trees is in order, in it, and in nothing
 * else that is remembered.
 */
#include <limits.h>
#include <string.h>

#include "fuzz.h"
#include "git/index.h"
#include "git/index_trees.h"

static void check_entries(struct tick_index *index, const uint8_t *data,
			  size_t size)
{
	struct tick_index_entry entry;
	bool more, conflict = false;
	uint32_t entries = 0;

	for (;;) {
		FUZZ_CHECK(!tick_index_next(&entry, &more, index));
		if (!more)
			break;
		entries++;
		conflict |= entry.stage != 0;
		FUZZ_CHECK(entry.len <= PATH_MAX);
		FUZZ_CHECK(!entry.len || !memchr(entry.path, 0, entry.len));
		FUZZ_CHECK(entry.id > data &&
			   entry.id + TICK_OID_SIZE < data + size);
	}
	FUZZ_CHECK(entries == index->count);
	FUZZ_CHECK(conflict == index->has_conflict);
}

static void check_trees(const struct tick_index *index)
{
	struct tick_index_trees trees;
	const struct tick_index_tree *tree, *before = NULL;

	FUZZ_CHECK(
		!tick_index_trees_read(&trees, index->trees, index->trees_len));
	for (size_t i = 0; (tree = tick_index_trees_at(&trees, i)); i++) {
		size_t least = tree->len;

		FUZZ_CHECK(!tree->len || tree->path[tree->len - 1] == '/');
		FUZZ_CHECK(tree->id > index->trees &&
			   tree->id + TICK_OID_SIZE <=
				   index->trees + index->trees_len);
		if (before && before->len < least)
			least = before->len;
		FUZZ_CHECK(!before ||
			   memcmp(before->path, tree->path, least) < 0 ||
			   (before->len <= tree->len &&
			    !memcmp(before->path, tree->path, least)));
		before = tree;
	}
	tick_index_trees_clear(&trees);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tick_index index;

	if (tick_index_open(&index, data, size) == TICK_OK) {
		check_entries(&index, data, size);
		check_trees(&index);
	}
	tick_index_close(&index);
	return 0;
}
