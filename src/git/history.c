#include "git/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/diff.h"
#include "git/handle.h"

#define NONE UINT32_MAX

/* A path; `text` is where it is in `paths`. */
struct item {
	uint32_t text, len;
	uint32_t first, last; /* of its versions */
};

struct tick_history {
	tick_line *line;
	struct tick_problems problems;
	struct tick_buffer paths, items, versions;
	uint32_t *table; /* item by path: open addressing, NONE is free */
	size_t table_len;
	uint32_t *order; /* items by path */
	uint32_t index;  /* of the commit at work */
};

static struct item *item_at(const tick_history *history, size_t i)
{
	return (struct item *)history->items.data + i;
}

static struct tick_version *version_at(const tick_history *history, size_t i)
{
	return (struct tick_version *)history->versions.data + i;
}

static size_t item_count(const tick_history *history)
{
	return history->items.len / sizeof(struct item);
}

static struct tick_slice item_path(const tick_history *history,
				   const struct item *item)
{
	return (struct tick_slice){history->paths.data + item->text, item->len};
}

static uint64_t hash_path(struct tick_slice path)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < path.len; i++)
		hash = (hash ^ (unsigned char)path.data[i]) * 1099511628211u;
	return hash ^ hash >> 29;
}

/* Where `path` is in the table, or the free place for it. */
static uint32_t *find_place(const tick_history *history, struct tick_slice path)
{
	size_t mask = history->table_len - 1;
	size_t at = hash_path(path) & mask;

	for (; history->table[at] != NONE; at = (at + 1) & mask) {
		const struct item *item = item_at(history, history->table[at]);

		if (item->len == path.len &&
		    !memcmp(history->paths.data + item->text, path.data,
			    path.len))
			break;
	}
	return &history->table[at];
}

/* Keep a quarter of the table free. */
static int grow_table(tick_history *history)
{
	size_t count = item_count(history);
	size_t len = history->table_len ? 2 * history->table_len : 1024;
	uint32_t *table;

	if (4 * (count + 1) <= 3 * history->table_len)
		return TICK_OK;
	table = malloc(len * sizeof(*table));
	if (!table)
		return tick_error_nomem();
	memset(table, 0xff, len * sizeof(*table));
	free(history->table);
	history->table = table;
	history->table_len = len;
	for (size_t i = 0; i < count; i++) {
		struct tick_slice path =
			item_path(history, item_at(history, i));

		*find_place(history, path) = (uint32_t)i;
	}
	return TICK_OK;
}

static int add_item(struct item **out, tick_history *history,
		    struct tick_slice path)
{
	struct item item = {.text = (uint32_t)history->paths.len,
			    .len = (uint32_t)path.len,
			    .first = NONE,
			    .last = NONE};
	uint32_t *place;
	int err = grow_table(history);

	if (err != TICK_OK)
		return err;
	place = find_place(history, path);
	if (*place == NONE) {
		size_t count = item_count(history);

		if (history->paths.len + path.len >= NONE || count >= NONE)
			return tick_error_set(TICK_ELIMIT,
					      "too many paths in history");
		err = tick_buffer_append(&history->paths, path.data, path.len);
		if (err == TICK_OK)
			err = tick_buffer_append(&history->items, &item,
						 sizeof(item));
		if (err != TICK_OK)
			return err;
		*place = (uint32_t)count;
	}
	*out = item_at(history, *place);
	return TICK_OK;
}

static bool is_same(const struct tick_version *a, const struct tick_version *b)
{
	return a->is_deleted == b->is_deleted && a->kind == b->kind &&
	       (a->is_deleted || !tick_oid_compare(&a->id, &b->id));
}

static int add_version(tick_history *history, struct item *item,
		       const struct tick_version *version)
{
	size_t at = history->versions.len / sizeof(*version);
	int err;

	/* also a change of mode alone, and what an unreadable folder hid */
	if (item->last != NONE &&
	    is_same(version_at(history, item->last), version))
		return TICK_OK;
	if (at == NONE)
		return tick_error_set(TICK_ELIMIT,
				      "too many versions in history");
	err = tick_buffer_append(&history->versions, version, sizeof(*version));
	if (err != TICK_OK)
		return err;
	if (item->last == NONE)
		item->first = (uint32_t)at;
	else
		version_at(history, item->last)->next = (uint32_t)at;
	item->last = (uint32_t)at;
	return TICK_OK;
}

static int found(void *data, const struct tick_difference *difference)
{
	tick_history *history = data;
	const struct tick_entry *now = difference->now;
	struct tick_version version = {.index = history->index, .next = NONE};
	struct tick_slice path = {difference->path, difference->len};
	struct item *item = NULL;
	int err = add_item(&item, history, path);

	if (err != TICK_OK)
		return err;
	version.is_deleted = !now;
	version.kind = now ? now->kind : difference->old->kind;
	if (now) {
		version.id = tick_entry_id(now);
		version.mode = now->mode;
	}
	return add_version(history, item, &version);
}

static int compare_items(const void *a, const void *b, void *data)
{
	const tick_history *history = data;
	const uint32_t *one = a, *other = b;
	struct tick_slice x = item_path(history, item_at(history, *one));
	struct tick_slice y = item_path(history, item_at(history, *other));
	int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);

	return order ? order : (x.len > y.len) - (x.len < y.len);
}

/* Give back what growth took too much; failing to is no failure. */
static void shrink(struct tick_buffer *buf)
{
	char *data = buf->len ? realloc(buf->data, buf->len) : NULL;

	if (data) {
		buf->data = data;
		buf->cap = buf->len;
	}
}

static int finish(tick_history *history)
{
	size_t count = item_count(history);

	free(history->table);
	history->table = NULL;
	shrink(&history->paths);
	shrink(&history->items);
	shrink(&history->versions);
	history->order = malloc((count + 1) * sizeof(*history->order));
	if (!history->order)
		return tick_error_nomem();
	for (size_t i = 0; i < count; i++)
		history->order[i] = (uint32_t)i;
	qsort_r(history->order, count, sizeof(*history->order), compare_items,
		history);
	return TICK_OK;
}

static int read_commits(tick_history *history, size_t last,
			const struct tick_globs *globs)
{
	tick_repo *repo = tick_line_repo(history->line);
	const tick_oid *old = NULL;
	int err = TICK_OK;

	for (size_t i = 0; i < last && err == TICK_OK; i++) {
		const struct tick_line_commit *commit =
			tick_line_commit(history->line, i);

		history->index = (uint32_t)i;
		err = tick_diff_walk(repo, old, &commit->tree, globs, found,
				     history, &history->problems, &commit->id);
		old = &commit->tree;
	}
	return err;
}

int tick_history_read(tick_history **out, tick_line *line, size_t last,
		      const struct tick_globs *globs)
{
	tick_history *history = calloc(1, sizeof(*history));
	int err;

	if (!history)
		return tick_error_nomem();
	history->line = tick_line_keep(line);
	err = read_commits(history, last, globs);
	if (err == TICK_OK)
		err = finish(history);
	if (err == TICK_OK) {
		*out = history;
		history = NULL; /* now owned by the caller */
	}
	tick_history_free(history);
	return err;
}

void tick_history_free(tick_history *history)
{
	if (!history)
		return;
	tick_line_free(history->line);
	tick_problems_clear(&history->problems);
	tick_buffer_clear(&history->paths);
	tick_buffer_clear(&history->items);
	tick_buffer_clear(&history->versions);
	free(history->table);
	free(history->order);
	free(history);
}

const tick_line *tick_history_line(const tick_history *history)
{
	return history->line;
}

const struct tick_problems *tick_history_problems(const tick_history *history)
{
	return &history->problems;
}

size_t tick_history_len(const tick_history *history)
{
	return item_count(history);
}

struct tick_slice tick_history_path(const tick_history *history, size_t rank)
{
	return item_path(history, item_at(history, history->order[rank]));
}

const struct tick_version *tick_history_next(const tick_history *history,
					     size_t rank,
					     const struct tick_version *version)
{
	const struct item *item = item_at(history, history->order[rank]);
	uint32_t next = version ? version->next : item->first;

	return next == NONE ? NULL : version_at(history, next);
}

bool tick_history_match(const tick_history *history,
			const struct tick_globs *globs)
{
	for (size_t i = 0; i < item_count(history); i++) {
		if (tick_globs_match(globs,
				     item_path(history, item_at(history, i))))
			return true;
	}
	return false;
}
