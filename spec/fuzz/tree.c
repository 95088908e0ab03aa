/*
 * Trees, through the reader that everybody uses: what it lets pass has names
 * that anyone may use, in git's order, and is the same when written and read
 * again, with nothing to remark; and that is so next to whatever other tree.
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
static tick_entries *read_tree(tick_oid *id, const void *data, size_t size)
{
	tick_entries *tree = NULL;
	git_oid oid;

	FUZZ_CHECK(!git_odb_write(&oid, repo.odb, data, size, GIT_OBJECT_TREE));
	*id = tick_oid_own(&oid);
	if (tick_entries_read(&tree, &repo, id) != TICK_OK)
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

static void check_same(const tick_entries *a, const tick_entries *b)
{
	size_t len, other, odd, other_odd;
	const struct tick_entry *x = tick_entries_list(a, &len);
	const struct tick_entry *y = tick_entries_list(b, &other);

	tick_entries_oddities(a, &odd);
	tick_entries_oddities(b, &other_odd);
	FUZZ_CHECK(len == other && odd == other_odd);
	for (size_t i = 0; i < len; i++) {
		FUZZ_CHECK(!tick_entry_compare(&x[i], &y[i]));
		FUZZ_CHECK(x[i].mode == y[i].mode && x[i].kind == y[i].kind);
		FUZZ_CHECK(!memcmp(x[i].id, y[i].id, TICK_OID_SIZE));
	}
}

/* Read next to another tree it is what it is alone. */
static void check_near(const tick_entries *tree, const tick_oid *id,
		       const tick_entries *near)
{
	tick_entries *again = NULL;

	tick_cache_clear(&repo.trees);
	FUZZ_CHECK(!tick_entries_read_near(&again, &repo, id, near));
	check_same(tree, again);
	tick_entries_free(again);
}

/* Next to what it was before an entry came; `copy` loses that. */
static void check_without(const tick_entries *tree, const tick_oid *id,
			  struct tick_entry *copy, size_t len)
{
	struct tick_buffer out = {0};
	size_t n = len / 2;
	tick_entries *near;
	tick_oid before;

	if (!len)
		return;
	memmove(&copy[n], &copy[n + 1], (len - n - 1) * sizeof(*copy));
	FUZZ_CHECK(tick_entries_format(&out, copy, len - 1) == TICK_OK);
	near = read_tree(&before, out.data ? out.data : "", out.len);
	FUZZ_CHECK(near);
	check_near(tree, id, near);
	tick_entries_free(near);
	tick_buffer_clear(&out);
}

static void check_again(tick_entries *tree, const tick_oid *id)
{
	size_t len, odd;
	const struct tick_entry *list = tick_entries_list(tree, &len);
	struct tick_entry *copy = malloc((len + 1) * sizeof(*copy));
	struct tick_buffer out = {0};
	tick_entries *again;
	tick_oid clean;

	memcpy(copy, list, len * sizeof(*copy));
	FUZZ_CHECK(tick_entries_format(&out, copy, len) == TICK_OK);
	again = read_tree(&clean, out.data, out.len);
	FUZZ_CHECK(again);
	tick_entries_oddities(again, &odd);
	FUZZ_CHECK(!odd);
	tick_entries_oddities(tree, &odd);
	if (!odd)
		check_same(tree, again);
	check_near(tree, id, again);
	tick_entries_free(again);
	check_without(tree, id, copy, len);
	tick_buffer_clear(&out);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tick_entries *tree;
	tick_oid id;

	if (!objects)
		open_repo();
	tree = read_tree(&id, data, size);
	if (tree) {
		check_entries(tree);
		check_again(tree, &id);
	}
	tick_entries_free(tree);
	tick_cache_clear(&repo.trees);
	git_mempack_reset(objects);
	return 0;
}
