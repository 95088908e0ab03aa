#include "git/tree_parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "git/tree_inside.h"

#define ENTRIES_MAX 500000 /* in one folder: a worker's memory is finite */
#define S_IFGITLINK 0160000
#define ENTRY_MIN (sizeof("0 a") + TICK_OID_SIZE)
#define BLOCK 256 /* bytes compared at once */

/* Why an entry can't be used, or NULL. */
static const char *entry_fault(const struct tick_entry *entry, uint32_t mode)
{
	switch (mode & (S_IFMT | ~0xffffu)) {
	case S_IFREG:
	case S_IFLNK:
	case S_IFGITLINK:
	case S_IFDIR:
		return tick_entry_fault(entry->name, entry->len);
	default:
		return "passed over: an unknown mode";
	}
}

static enum tick_kind mode_kind(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return TICK_KIND_TREE;
	case S_IFLNK:
		return TICK_KIND_SYMLINK;
	case S_IFGITLINK:
		return TICK_KIND_SUBMODULE;
	default:
		return TICK_KIND_BLOB;
	}
}

static int add_oddity(tick_entries *tree, struct tick_entry *entry,
		      const char *why)
{
	struct tick_oddity *odd;

	/* grows at powers of two */
	if (!(tree->odd_len & (tree->odd_len - 1))) {
		size_t cap = tree->odd_len ? 2 * tree->odd_len : 1;

		odd = realloc(tree->odd, cap * sizeof(*odd));
		if (!odd)
			return tick_error_nomem();
		tree->odd = odd;
	}
	tree->odd[tree->odd_len++] = (struct tick_oddity){
		.name = entry->name, .len = entry->len, .why = why};
	entry->odd = true;
	return TICK_OK;
}

/* Read "<mode> <name>\0<id>" at `*at`; false if that isn't there. */
static bool next_entry(struct tick_entry *out, uint32_t *mode, const char **at,
		       const char *end)
{
	const char *p = *at, *nul;

	*mode = 0;
	while (p < end && *p >= '0' && *p <= '7' && *mode < 1u << 28)
		*mode = *mode << 3 | (uint32_t)(*p++ - '0');
	if (p == *at || p == end || *p++ != ' ')
		return false;
	nul = memchr(p, '\0', (size_t)(end - p));
	if (!nul || end - nul < 1 + TICK_OID_SIZE)
		return false;
	*out = (struct tick_entry){.name = p,
				   .id = (const unsigned char *)nul + 1,
				   .len = (uint32_t)(nul - p),
				   .mode = (uint16_t)*mode,
				   .kind = mode_kind(*mode)};
	*at = nul + 1 + TICK_OID_SIZE;
	return true;
}

static int tree_error(int code, const tick_entries *tree, const char *what)
{
	char hex[TICK_HEX_SIZE];

	tick_oid_format(hex, &tree->id);
	return tick_error_set(code, "%s: %s", hex, what);
}

/* Fill `entries`; `sorted` is told if git's order was kept. */
static int parse_entries(tick_entries *tree, bool *sorted)
{
	size_t size;
	const char *at = tick_object_data(tree->raw, &size);
	const char *end = at + size;

	while (at < end) {
		struct tick_entry *entry = &tree->entries[tree->len];
		const char *fault;
		uint32_t mode;

		if (tree->len + tree->odd_len == ENTRIES_MAX)
			return tree_error(TICK_ELIMIT, tree,
					  "a folder of too many entries");
		if (!next_entry(entry, &mode, &at, end))
			return tree_error(TICK_EINVALID, tree,
					  "malformed tree");
		fault = entry_fault(entry, mode);
		if (fault && add_oddity(tree, entry, fault) != TICK_OK)
			return TICK_ENOMEM;
		if (fault)
			continue;
		if (tree->len && tick_entry_compare(entry - 1, entry) > 0)
			*sorted = false;
		tree->len++;
	}
	return TICK_OK;
}

/*
 * Pass over every entry whose name occurs twice: which one is meant differs
 * between readers. A file and a folder of one name don't stand side by side,
 * but only names that start with theirs stand between.
 */
static int drop_duplicates(tick_entries *tree)
{
	static const char why[] = "passed over: the same name twice";
	struct tick_entry *e = tree->entries;
	size_t kept = 0;

	for (size_t i = 1; i < tree->len; i++) {
		for (size_t j = i; j-- > 0;) {
			if (e[j].len < e[i].len ||
			    memcmp(e[j].name, e[i].name, e[i].len))
				break;
			if (e[j].len != e[i].len)
				continue;
			if (!e[j].odd && add_oddity(tree, &e[j], why))
				return TICK_ENOMEM;
			e[i].odd = true;
			break;
		}
	}
	if (!tree->odd_len)
		return TICK_OK;
	for (size_t i = 0; i < tree->len; i++) {
		if (!e[i].odd)
			e[kept++] = e[i];
	}
	tree->len = kept;
	return TICK_OK;
}

static size_t same_head(const char *a, const char *b, size_t len)
{
	size_t n = 0;

	while (n + BLOCK <= len && !memcmp(a + n, b + n, BLOCK))
		n += BLOCK;
	while (n < len && a[n] == b[n])
		n++;
	return n;
}

/* From the ends `a` and `b` backwards. */
static size_t same_tail(const char *a, const char *b, size_t len)
{
	size_t n = 0;

	while (n + BLOCK <= len && !memcmp(a - n - BLOCK, b - n - BLOCK, BLOCK))
		n += BLOCK;
	while (n < len && a[-1 - (ptrdiff_t)n] == b[-1 - (ptrdiff_t)n])
		n++;
	return n;
}

/* Where entry `n` of a tree without oddities starts, or where all end. */
static size_t start_of(const tick_entries *tree, size_t n)
{
	size_t len;
	const char *data = tick_object_data(tree->raw, &len);

	if (!n)
		return 0;
	return (size_t)((const char *)tree->entries[n - 1].id - data) +
	       TICK_OID_SIZE;
}

/* The first entry that starts at `at` or later. */
static size_t entry_from(const tick_entries *tree, size_t at)
{
	size_t low = 0, high = tree->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (start_of(tree, middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void compare(size_t *head, size_t *tail, const tick_entries *known,
		    const tick_entries *tree)
{
	size_t a_len, b_len, len, first, last;
	const char *a = tick_object_data(known->raw, &a_len);
	const char *b = tick_object_data(tree->raw, &b_len);

	len = a_len < b_len ? a_len : b_len;
	first = same_head(a, b, len);
	last = same_tail(a + a_len, b + b_len, len - first);
	/* the entry in which they begin to differ isn't shared */
	*head = entry_from(known, first + 1);
	*head -= start_of(known, *head) > first;
	*tail = known->len - entry_from(known, a_len - last);
}

void tick_tree_shared(size_t *head, size_t *tail, const tick_entries *known,
		      tick_entries *tree)
{
	struct tick_shared *last = &tree->last;

	if (known->odd_len || tree->odd_len) {
		*head = *tail = 0;
		return;
	}
	if (!last->is_known || memcmp(&last->id, &known->id, TICK_OID_SIZE)) {
		compare(&last->head, &last->tail, known, tree);
		last->id = known->id;
		last->is_known = true;
	}
	*head = last->head;
	*tail = last->tail;
}

/* Take over `n` entries of `near`; their bytes are `shift` further here. */
static void take(tick_entries *tree, const tick_entries *near, size_t from,
		 size_t n, ptrdiff_t shift)
{
	size_t len;
	const char *data = tick_object_data(tree->raw, &len);
	const char *old = tick_object_data(near->raw, &len);

	for (size_t i = from; i < from + n; i++) {
		struct tick_entry *entry = &tree->entries[tree->len++];
		ptrdiff_t name = near->entries[i].name - old + shift;

		*entry = near->entries[i];
		entry->name = data + name;
		entry->id = (const unsigned char *)data + name + entry->len + 1;
	}
}

/* Do the entries from `from` up to `to` stand where and as they should? */
static bool is_clean(const tick_entries *tree, size_t from, size_t to)
{
	const struct tick_entry *e = tree->entries;

	for (size_t i = from; i < to; i++) {
		if (i && tick_entry_compare(&e[i - 1], &e[i]) >= 0)
			return false;
		if (tick_entries_find_kind(tree, e[i].name, e[i].len,
					   e[i].kind == TICK_KIND_TREE
						   ? TICK_KIND_BLOB
						   : TICK_KIND_TREE))
			return false;
	}
	return !to || to == tree->len ||
	       tick_entry_compare(&e[to - 1], &e[to]) < 0;
}

static int reserve(tick_entries *tree, size_t len)
{
	tree->entries = malloc((len + 1) * sizeof(*tree->entries));
	return tree->entries ? TICK_OK : tick_error_nomem();
}

/*
 * What `near` has, too, is clean. `done` is false if nothing can be said of the
 * rest: then parse the tree as if there were no other.
 */
static int parse_near(bool *done, tick_entries *tree, const tick_entries *near)
{
	size_t head, tail, size, near_size, from;
	const char *data = tick_object_data(tree->raw, &size), *at, *stop;
	int err;

	tick_object_data(near->raw, &near_size);
	tick_tree_shared(&head, &tail, near, tree);
	from = near->len - tail;
	at = data + start_of(near, head);
	stop = data + size - (near_size - start_of(near, from));
	err = reserve(tree, head + (size_t)(stop - at) / ENTRY_MIN + tail);
	if (err != TICK_OK)
		return err;
	take(tree, near, 0, head, 0);
	*done = true;
	while (*done && at < stop) {
		struct tick_entry *entry = &tree->entries[tree->len++];
		uint32_t mode;

		*done = tree->len + tail <= ENTRIES_MAX &&
			next_entry(entry, &mode, &at, stop) &&
			!entry_fault(entry, mode);
	}
	if (*done) {
		take(tree, near, from, tail, (ptrdiff_t)(size - near_size));
		*done = is_clean(tree, head, tree->len - tail);
	}
	return TICK_OK;
}

/* Fill `entries` and the oddities. */
static int parse_whole(tick_entries *tree)
{
	static struct tick_entry whole = {.name = ""};
	struct tick_entry *fitting;
	bool sorted = true;
	size_t size;
	int err;

	tick_object_data(tree->raw, &size);
	size /= ENTRY_MIN;
	err = reserve(tree, size < ENTRIES_MAX ? size : ENTRIES_MAX);
	if (err == TICK_OK)
		err = parse_entries(tree, &sorted);
	if (err == TICK_OK && !sorted) {
		err = add_oddity(tree, &whole, "its entries are out of order");
		tick_entries_sort(tree->entries, tree->len);
	}
	if (err == TICK_OK)
		err = drop_duplicates(tree);
	if (err != TICK_OK)
		return err;
	fitting = realloc(tree->entries,
			  (tree->len + 1) * sizeof(*tree->entries));
	if (fitting)
		tree->entries = fitting;
	return TICK_OK;
}

int tick_tree_parse(tick_entries *tree, const tick_entries *near)
{
	bool done = false;
	size_t size;
	int err = TICK_OK;

	if (near && !near->odd_len)
		err = parse_near(&done, tree, near);
	if (err == TICK_OK && !done) {
		free(tree->entries);
		tree->entries = NULL;
		tree->len = 0;
		err = parse_whole(tree);
	}
	tick_object_data(tree->raw, &size);
	tree->cost = sizeof(*tree) + size + tree->len * sizeof(*tree->entries);
	return err;
}
