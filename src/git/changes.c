#include "git/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/commit.h"
#include "git/diff.h"
#include "git/handle.h"
#include "git/repo.h"

#define NONE UINT32_MAX
#define COMMITS_MAX 20000000
#define PARENTS_MAX 10000 /* their ids may be forged to collide in a table */

struct node {
	tick_oid id, tree;
	int64_t time;
	uint32_t parent; /* the first one, or NONE */
	bool is_merge, is_read;
};

static struct node *node_at(const struct tick_changes *changes, size_t i)
{
	return (struct node *)changes->commits.data + i;
}

static size_t node_count(const struct tick_changes *changes)
{
	return changes->commits.len / sizeof(struct node);
}

/* Where `id` is in the table, or the free place for it. */
static uint32_t *find_place(const struct tick_changes *changes,
			    const tick_oid *id)
{
	size_t mask = changes->table_len - 1, at;

	memcpy(&at, id->id, sizeof(at));
	for (at &= mask; changes->table[at] != NONE; at = (at + 1) & mask) {
		const struct node *node = node_at(changes, changes->table[at]);

		if (!tick_oid_compare(&node->id, id))
			break;
	}
	return &changes->table[at];
}

/* Keep half of the table free. */
static int grow_table(struct tick_changes *changes)
{
	size_t count = node_count(changes);
	size_t len = changes->table_len ? 2 * changes->table_len : 1024;
	uint32_t *table;

	if (2 * (count + 1) <= changes->table_len)
		return TICK_OK;
	table = malloc(len * sizeof(*table));
	if (!table)
		return tick_error_nomem();
	memset(table, 0xff, len * sizeof(*table));
	free(changes->table);
	changes->table = table;
	changes->table_len = len;
	for (size_t i = 0; i < count; i++)
		*find_place(changes, &node_at(changes, i)->id) = (uint32_t)i;
	return TICK_OK;
}

/* `out` is the number of the commit, which is read later. */
static int add_node(uint32_t *out, struct tick_changes *changes,
		    const tick_oid *id)
{
	struct node node = {.id = *id, .parent = NONE};
	size_t count = node_count(changes);
	uint32_t *place;
	int err = grow_table(changes);

	if (err != TICK_OK)
		return err;
	place = find_place(changes, id);
	if (*place == NONE) {
		if (count == COMMITS_MAX)
			return tick_error_set(TICK_ELIMIT,
					      "more than %d commits",
					      COMMITS_MAX);
		err = tick_buffer_append(&changes->commits, &node,
					 sizeof(node));
		if (err != TICK_OK)
			return err;
		*place = (uint32_t)count;
	}
	*out = *place;
	return TICK_OK;
}

/* Read the commit of number `i` and add its parents. */
static int read_node(struct tick_changes *changes, tick_repo *repo, size_t i)
{
	tick_oid id = node_at(changes, i)->id, parent;
	struct tick_commit commit;
	tick_object *raw = NULL;
	const char *cursor = NULL;
	uint32_t number, count = 0;
	int err = tick_commit_read(&commit, &raw, repo, &id);

	if (err != TICK_OK)
		return err;
	node_at(changes, i)->tree = commit.tree;
	node_at(changes, i)->time = commit.committer.time;
	node_at(changes, i)->is_read = true;
	/* as in git, the history of a shallow clone starts at its boundary */
	while (err == TICK_OK && !tick_repo_ends_at(repo, &id) &&
	       tick_commit_parent(&parent, &commit, &cursor)) {
		err = ++count > PARENTS_MAX
			      ? tick_problems_add(&changes->problems, &id, "",
						  0, "more than 10,000 parents")
			      : add_node(&number, changes, &parent);
		if (err != TICK_OK || count > PARENTS_MAX)
			break;
		/* adding may have moved the nodes */
		if (node_at(changes, i)->parent == NONE)
			node_at(changes, i)->parent = number;
		else
			node_at(changes, i)->is_merge = true;
	}
	tick_object_free(raw);
	return err;
}

/* Commits in the order they are met; each one once, so it ends. */
static int walk(struct tick_changes *changes, tick_repo *repo,
		const tick_oid *tip)
{
	uint32_t number;
	int err = add_node(&number, changes, tip);

	for (size_t i = 0; err == TICK_OK && i < node_count(changes); i++) {
		err = read_node(changes, repo, i);
		if (err != TICK_OK && i && err != TICK_ENOMEM &&
		    !node_at(changes, i)->is_read)
			err = tick_problems_add(&changes->problems,
						&node_at(changes, i)->id, "", 0,
						tick_error_message());
	}
	return err;
}

static int found(void *data, const struct tick_difference *difference)
{
	struct tick_changes *changes = data;
	const struct tick_entry *old = difference->old, *now = difference->now;
	struct tick_change change = {.commit = changes->commit,
				     .path = changes->text.len,
				     .len = difference->len,
				     .has_old = old != NULL,
				     .has_now = now != NULL};
	int err = tick_buffer_append(&changes->text, difference->path,
				     difference->len);

	if (err != TICK_OK)
		return err;
	if (old)
		change.old = tick_entry_id(old);
	if (now)
		change.now = tick_entry_id(now);
	change.kind = now ? now->kind : old->kind;
	return tick_buffer_append(&changes->items, &change, sizeof(change));
}

static int compare_nodes(const void *a, const void *b, void *data)
{
	const uint32_t *one = a, *other = b;
	const struct node *x = node_at(data, *one), *y = node_at(data, *other);

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return tick_oid_compare(&x->id, &y->id);
}

/* The numbers of the commits to compare with their parents, in order. */
static int order_nodes(uint32_t **out, size_t *len,
		       struct tick_changes *changes)
{
	size_t count = node_count(changes), n = 0;
	uint32_t *order = malloc(count * sizeof(*order));

	if (!order)
		return tick_error_nomem();
	for (size_t i = 0; i < count; i++) {
		if (node_at(changes, i)->is_read &&
		    !node_at(changes, i)->is_merge)
			order[n++] = (uint32_t)i;
	}
	qsort_r(order, n, sizeof(*order), compare_nodes, changes);
	*out = order;
	*len = n;
	return TICK_OK;
}

static int compare_commit(struct tick_changes *changes, tick_repo *repo,
			  const struct tick_globs *globs, size_t i)
{
	const struct node *node = node_at(changes, i);
	const struct node *parent =
		node->parent == NONE ? NULL : node_at(changes, node->parent);
	int err;

	changes->commit = i;
	if (parent && !parent->is_read)
		return tick_problems_add(&changes->problems, &node->id, "", 0,
					 "its parent can't be read");
	err = tick_diff_walk(repo, parent ? &parent->tree : NULL, &node->tree,
			     globs, found, changes, &changes->problems,
			     &node->id);
	if (err == TICK_OK || err == TICK_ENOMEM || err == TICK_ELIMIT)
		return err;
	return tick_problems_add(&changes->problems, &node->id, "", 0,
				 tick_error_message());
}

int tick_changes_read(struct tick_changes *out, tick_repo *repo,
		      const tick_oid *tip, const struct tick_globs *globs)
{
	uint32_t *order = NULL;
	size_t len = 0;
	int err = walk(out, repo, tip);

	if (err == TICK_OK)
		err = order_nodes(&order, &len, out);
	for (size_t i = 0; err == TICK_OK && i < len; i++)
		err = compare_commit(out, repo, globs, order[i]);
	free(order);
	return err;
}

const struct tick_change *tick_changes_list(const struct tick_changes *changes,
					    size_t *len)
{
	*len = changes->items.len / sizeof(struct tick_change);
	return (const struct tick_change *)changes->items.data;
}

struct tick_slice tick_change_path(const struct tick_changes *changes,
				   const struct tick_change *change)
{
	return (struct tick_slice){changes->text.data + change->path,
				   change->len};
}

const tick_oid *tick_change_commit(int64_t *time,
				   const struct tick_changes *changes,
				   const struct tick_change *change)
{
	const struct node *node = node_at(changes, change->commit);

	*time = node->time;
	return &node->id;
}

void tick_changes_clear(struct tick_changes *changes)
{
	tick_buffer_clear(&changes->commits);
	tick_buffer_clear(&changes->items);
	tick_buffer_clear(&changes->text);
	free(changes->table);
	changes->table = NULL;
	tick_problems_clear(&changes->problems);
}
