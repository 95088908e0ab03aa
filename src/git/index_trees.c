#include "git/index_trees.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/object.h"

#define PATHS_MAX ((size_t)64 << 20) /* bytes that all of them may take */

/*
 * The extension is a folder: its name, NUL, how many entries it has or -1,
 * a space, how many folders, a line's end, the id unless it is -1, and then
 * those folders. `folder` is the path of the one in hand; `known` how many
 * folders around it have a tree of their own.
 */
struct reading {
	const unsigned char *at, *end;
	struct tick_buffer folder;
	unsigned known;
	struct tick_index_trees *out;
};

/* A number and what ends it. */
static bool take_number(long *out, struct reading *r, char ending)
{
	bool below = r->at < r->end && *r->at == '-';
	const unsigned char *start = r->at += below;
	long n = 0;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
		if (n > INT32_MAX / 10)
			return false;
		n = 10 * n + (*r->at++ - '0');
	}
	if (r->at == start || r->at == r->end || *r->at++ != ending)
		return false;
	*out = below ? -n : n;
	return true;
}

/* Remember the folder in hand. Its path is a place until all are there. */
static int add(struct reading *r, size_t entries, const unsigned char *id)
{
	struct tick_buffer *paths = &r->out->paths;
	struct tick_index_tree tree = {
		.len = r->folder.len,
		.entries = entries,
		.id = id,
	};
	int err = tick_buffer_append(paths, r->folder.data, r->folder.len);

	return err == TICK_OK
		       ? tick_buffer_append(&r->out->list, &tree, sizeof(tree))
		       : err;
}

/* A folder's name behind those around it. */
static int enter(bool *whole, struct reading *r)
{
	const unsigned char *name = r->at;
	const unsigned char *nul = memchr(name, 0, (size_t)(r->end - name));
	bool is_all = r->folder.len == 0 && nul == name;
	int err;

	*whole = nul && r->folder.len + (size_t)(nul - name) < PATH_MAX &&
		 r->out->paths.len < PATHS_MAX;
	if (!*whole)
		return TICK_OK;
	r->at = nul + 1;
	if (is_all)
		return TICK_OK;
	err = tick_buffer_append(&r->folder, name, (size_t)(nul - name));
	return err == TICK_OK ? tick_buffer_append(&r->folder, "/", 1) : err;
}

/* Recursion is bounded by the length of a path. */
static int read_folder(bool *whole, struct reading *r)
{
	size_t around = r->folder.len;
	long entries, folders;
	bool is_known;
	int err = enter(whole, r);

	if (err != TICK_OK || !*whole)
		return err;
	*whole = take_number(&entries, r, ' ') &&
		 take_number(&folders, r, '\n') && folders >= 0;
	is_known = *whole && entries >= 0;
	if (is_known)
		*whole = r->end - r->at >= TICK_OID_SIZE;
	if (!*whole)
		return TICK_OK;
	if (is_known && !r->known)
		err = add(r, (size_t)entries, r->at);
	r->at += is_known ? TICK_OID_SIZE : 0;
	r->known += is_known;
	while (err == TICK_OK && *whole && folders-- > 0)
		err = read_folder(whole, r);
	r->known -= is_known;
	r->folder.len = around;
	return err;
}

static int compare(const void *a, const void *b)
{
	const struct tick_index_tree *one = a, *other = b;
	size_t least = one->len < other->len ? one->len : other->len;
	int order = memcmp(one->path, other->path, least);

	return order ? order
		     : (one->len > other->len) - (one->len < other->len);
}

static void put_in_order(struct tick_index_trees *trees)
{
	struct tick_index_tree *list = (void *)trees->list.data;
	size_t n = trees->list.len / sizeof(*list);
	const char *path = trees->paths.data ? trees->paths.data : "";

	for (size_t i = 0; i < n; i++) {
		list[i].path = path;
		path += list[i].len;
	}
	if (n)
		qsort(list, n, sizeof(*list), compare);
}

int tick_index_trees_read(struct tick_index_trees *out, const void *data,
			  size_t len)
{
	struct reading r = {.at = data, .out = out};
	bool whole;
	int err = TICK_OK;

	*out = (struct tick_index_trees){.list = {NULL, 0, 0}};
	if (!data)
		return TICK_OK;
	r.end = r.at + len;
	err = read_folder(&whole, &r);
	tick_buffer_clear(&r.folder);
	if (err == TICK_OK)
		put_in_order(out);
	else
		tick_index_trees_clear(out);
	return err;
}

const struct tick_index_tree *tick_index_trees_at(
	const struct tick_index_trees *trees, size_t at)
{
	const struct tick_index_tree *list = (const void *)trees->list.data;

	return at < trees->list.len / sizeof(*list) ? list + at : NULL;
}

void tick_index_trees_clear(struct tick_index_trees *trees)
{
	tick_buffer_clear(&trees->list);
	tick_buffer_clear(&trees->paths);
}
