#include "git/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/utf8.h"
#include "git/handle.h"
#include "git/tree_inside.h"

#define TREE_MAX ((size_t)64 << 20)
#define NAME_BYTES_MAX 4096
#define ENTRIES_MAX 500000 /* in one folder: a worker's memory is finite */
#define S_IFGITLINK 0160000
#define ENTRY_MIN (sizeof("0 a") + TICK_OID_SIZE)

const char *tick_kind_name(enum tick_kind kind)
{
	static const char *const names[] = {"blob", "symlink", "submodule",
					    "tree"};

	return names[kind];
}

tick_oid tick_entry_id(const struct tick_entry *entry)
{
	tick_oid id;

	memcpy(id.id, entry->id, TICK_OID_SIZE);
	return id;
}

int tick_entry_compare(const struct tick_entry *a, const struct tick_entry *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->name, b->name, len);
	unsigned char ca, cb;

	if (order)
		return order;
	ca = a->len > len                ? (unsigned char)a->name[len]
	     : a->kind == TICK_KIND_TREE ? '/'
					 : 0;
	cb = b->len > len                ? (unsigned char)b->name[len]
	     : b->kind == TICK_KIND_TREE ? '/'
					 : 0;
	return ca - cb;
}

static int compare_entries(const void *a, const void *b)
{
	return tick_entry_compare(a, b);
}

const char *tick_entry_fault(const char *name, size_t len)
{
	if (!len)
		return "passed over: an empty name";
	if (len > NAME_BYTES_MAX)
		return "passed over: a name longer than 4,096 bytes";
	if ((len <= 2 && !memcmp(name, "..", len)) ||
	    (len == 4 && !strncasecmp(name, ".git", 4)))
		return "passed over: a name that git reserves";
	for (size_t i = 0, size; i < len; i += size) {
		unsigned char c = (unsigned char)name[i];

		if (c == '/')
			return "passed over: a slash in its name";
		if (c < 0x20 || c == 0x7f)
			return "passed over: a control character in its name";
		size = tick_utf8_size(name + i, len - i);
		if (!size)
			return "passed over: a name that is not UTF-8";
	}
	return NULL;
}

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

static int parse_tree(tick_entries *tree)
{
	static struct tick_entry whole = {.name = ""};
	struct tick_entry *fitting;
	bool sorted = true;
	size_t size;
	int err;

	tick_object_data(tree->raw, &size);
	size = size / ENTRY_MIN + 1;
	if (size > ENTRIES_MAX + 1)
		size = ENTRIES_MAX + 1;
	tree->entries = malloc(size * sizeof(*tree->entries));
	if (!tree->entries)
		return tick_error_nomem();
	err = parse_entries(tree, &sorted);
	if (err == TICK_OK && !sorted) {
		err = add_oddity(tree, &whole, "its entries are out of order");
		qsort(tree->entries, tree->len, sizeof(*tree->entries),
		      compare_entries);
	}
	if (err == TICK_OK)
		err = drop_duplicates(tree);
	if (err != TICK_OK)
		return err;
	fitting = realloc(tree->entries,
			  (tree->len + 1) * sizeof(*tree->entries));
	if (fitting)
		tree->entries = fitting;
	tick_object_data(tree->raw, &size);
	tree->cost = sizeof(*tree) + size + tree->len * sizeof(*fitting);
	return TICK_OK;
}

int tick_entries_read(tick_entries **out, tick_repo *repo, const tick_oid *id)
{
	tick_entries *tree = tick_cache_find(&repo->trees, id);
	int err;

	if (tree) {
		tree->refs++;
		*out = tree;
		return TICK_OK;
	}
	tree = calloc(1, sizeof(*tree));
	if (!tree)
		return tick_error_nomem();
	tree->refs = 1;
	tree->id = *id;
	err = tick_object_read(&tree->raw, repo, id, TICK_TREE, TREE_MAX);
	if (err == TICK_OK)
		err = parse_tree(tree);
	if (err == TICK_OK) {
		tick_cache_add(&repo->trees, tree);
		*out = tree;
		tree = NULL; /* now owned by the caller and the cache */
	}
	tick_entries_free(tree);
	return err;
}

void tick_entries_free(tick_entries *tree)
{
	if (!tree || --tree->refs > 0)
		return;
	tick_object_free(tree->raw);
	free(tree->entries);
	free(tree->odd);
	free(tree);
}

const struct tick_entry *tick_entries_list(const tick_entries *tree,
					   size_t *len)
{
	*len = tree->len;
	return tree->entries;
}

const struct tick_oddity *tick_entries_oddities(const tick_entries *tree,
						size_t *len)
{
	*len = tree->odd_len;
	return tree->odd;
}

const struct tick_entry *tick_entries_find(const tick_entries *tree,
					   const char *name, size_t len)
{
	struct tick_entry key = {.name = name, .len = (uint32_t)len};
	const struct tick_entry *found;

	if (!tree->len || len > UINT32_MAX)
		return NULL;
	key.kind = TICK_KIND_BLOB;
	found = bsearch(&key, tree->entries, tree->len, sizeof(key),
			compare_entries);
	if (found)
		return found;
	key.kind = TICK_KIND_TREE;
	return bsearch(&key, tree->entries, tree->len, sizeof(key),
		       compare_entries);
}

int tick_entries_lookup(struct tick_entry *out, tick_oid *oid, tick_repo *repo,
			const tick_oid *id, const char *path, size_t len)
{
	const char *at = path, *end = path + len;

	*oid = *id;
	*out = (struct tick_entry){.mode = S_IFDIR, .kind = TICK_KIND_TREE};
	while (len && at <= end) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		const char *stop = slash ? slash : end;
		const struct tick_entry *found = NULL;
		tick_entries *tree = NULL;
		int err = TICK_OK;

		if (out->kind == TICK_KIND_TREE)
			err = tick_entries_read(&tree, repo, oid);
		if (err != TICK_OK)
			return err;
		if (tree)
			found = tick_entries_find(tree, at,
						  (size_t)(stop - at));
		if (found) {
			*out = *found;
			*oid = tick_entry_id(found);
		}
		tick_entries_free(tree);
		if (!found)
			return tick_error_set(TICK_ENOTFOUND,
					      "%.*s: no such path", (int)len,
					      path);
		at = stop + 1;
	}
	out->name = NULL;
	out->id = NULL;
	return TICK_OK;
}

int tick_entries_format(struct tick_buffer *out, struct tick_entry *list,
			size_t len)
{
	int err = TICK_OK;

	if (len)
		qsort(list, len, sizeof(*list), compare_entries);
	for (size_t i = 0; i < len && err == TICK_OK; i++) {
		char mode[16];
		int n = snprintf(mode, sizeof(mode), "%o ", list[i].mode);

		err = tick_buffer_append(out, mode, (size_t)n);
		if (err == TICK_OK)
			err = tick_buffer_append(out, list[i].name,
						 list[i].len);
		if (err == TICK_OK)
			err = tick_buffer_append(out, "", 1);
		if (err == TICK_OK)
			err = tick_buffer_append(out, list[i].id,
						 TICK_OID_SIZE);
	}
	return err;
}
