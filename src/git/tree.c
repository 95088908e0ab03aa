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
#include "git/tree_parse.h"

#define TREE_MAX ((size_t)64 << 20)
#define NAME_BYTES_MAX 4096

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
		size = c < 0x80 ? 1 : tick_utf8_size(name + i, len - i);
		if (!size)
			return "passed over: a name that is not UTF-8";
	}
	return NULL;
}

int tick_entries_read_near(tick_entries **out, tick_repo *repo,
			   const tick_oid *id, const tick_entries *near)
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
		err = tick_tree_parse(tree, near);
	if (err == TICK_OK) {
		tick_cache_add(&repo->trees, tree);
		*out = tree;
		tree = NULL; /* now owned by the caller and the cache */
	}
	tick_entries_free(tree);
	return err;
}

int tick_entries_read(tick_entries **out, tick_repo *repo, const tick_oid *id)
{
	return tick_entries_read_near(out, repo, id, NULL);
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

const struct tick_entry *tick_entries_find_kind(const tick_entries *tree,
						const char *name, size_t len,
						enum tick_kind kind)
{
	struct tick_entry key = {
		.name = name, .len = (uint32_t)len, .kind = kind};

	if (!tree->len || len > UINT32_MAX)
		return NULL;
	return bsearch(&key, tree->entries, tree->len, sizeof(key),
		       compare_entries);
}

const struct tick_entry *tick_entries_find(const tick_entries *tree,
					   const char *name, size_t len)
{
	const struct tick_entry *found =
		tick_entries_find_kind(tree, name, len, TICK_KIND_BLOB);

	return found ? found
		     : tick_entries_find_kind(tree, name, len, TICK_KIND_TREE);
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

void tick_entries_sort(struct tick_entry *list, size_t len)
{
	if (len)
		qsort(list, len, sizeof(*list), compare_entries);
}

int tick_entries_format(struct tick_buffer *out, struct tick_entry *list,
			size_t len)
{
	int err = TICK_OK;

	tick_entries_sort(list, len);
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
