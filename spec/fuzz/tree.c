/*
 * Trees, through the reader that everybody uses: what it lets pass has names
 * that anyone may use, in git's order, and is the same when written and read
 * again, with nothing to remark.
 */
#include <string.h>

#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "fuzz.h"
#include "git/handle.h"
#include "git/tree.h"

static struct tick_repo repo;
static git_odb_backend *objects;

static void open_repo(void)
{
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	FUZZ_CHECK(!git_odb_new(&repo.odb) && !git_mempack_new(&objects));
	FUZZ_CHECK(!git_odb_add_backend(repo.odb, objects, 1));
}

/* The tree of these bytes, or NULL. */
static tick_entries *read_tree(const void *data, size_t size)
{
	tick_entries *tree = NULL;
	git_oid oid;
	tick_oid id;

	FUZZ_CHECK(!git_odb_write(&oid, repo.odb, data, size, GIT_OBJECT_TREE));
	id = tick_oid_own(&oid);
	if (tick_entries_read(&tree, &repo, &id) != TICK_OK)
		FUZZ_CHECK(!tree);
	return tree;
}

static void check_entries(const tick_entries *tree)
{
	size_t len;
	const struct tick_entry *list = tick_entries_list(tree, &len);

	for (size_t i = 0; i < len; i++) {
		FUZZ_CHECK(!tick_entry_fault(list[i].name, list[i].len));
		FUZZ_CHECK(!list[i].odd);
		FUZZ_CHECK(tick_entries_find(tree, list[i].name, list[i].len) ==
			   &list[i]);
		FUZZ_CHECK(!i ||
			   tick_entry_compare(&list[i - 1], &list[i]) < 0);
	}
}

static void check_again(tick_entries *tree)
{
	size_t len, again_len, odd;
	const struct tick_entry *list = tick_entries_list(tree, &len), *found;
	struct tick_entry *copy = malloc((len + 1) * sizeof(*copy));
	struct tick_buffer out = {0};
	tick_entries *again;

	memcpy(copy, list, len * sizeof(*copy));
	FUZZ_CHECK(tick_entries_format(&out, copy, len) == TICK_OK);
	again = read_tree(out.data, out.len);
	FUZZ_CHECK(again);
	found = tick_entries_list(again, &again_len);
	tick_entries_oddities(again, &odd);
	FUZZ_CHECK(again_len == len && !odd);
	for (size_t i = 0; i < len; i++) {
		FUZZ_CHECK(!tick_entry_compare(&list[i], &found[i]));
		FUZZ_CHECK(list[i].mode == found[i].mode);
		FUZZ_CHECK(!memcmp(list[i].id, found[i].id, TICK_OID_SIZE));
	}
	tick_entries_free(again);
	tick_buffer_clear(&out);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tick_entries *tree;

	if (!objects)
		open_repo();
	tree = read_tree(data, size);
	if (tree) {
		check_entries(tree);
		check_again(tree);
	}
	tick_entries_free(tree);
	tick_cache_clear(&repo.trees);
	git_mempack_reset(objects);
	return 0;
}
