#include "git/diff.h"

#include <string.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/tree_parse.h"

#define HIDDEN_MAX 100 /* looked through for each name that has gone */

struct walk {
	tick_repo *repo;
	const struct tick_globs *globs;
	tick_diff_fn *found;
	void *data;
	struct tick_problems *problems;
	const tick_oid *commit;
	struct tick_buffer path; /* of the folder we are in, then '/' */
	size_t seen;
	int depth;
};

static int walk_trees(struct walk *walk, const tick_oid *old,
		      const tick_oid *now);

/* Put `name` behind the folder's path. */
static int push_name(struct walk *walk, const struct tick_entry *entry)
{
	return tick_buffer_append(&walk->path, entry->name, entry->len);
}

static int differ_file(struct walk *walk, const struct tick_entry *old,
		       const struct tick_entry *now)
{
	struct tick_slice path = {walk->path.data, walk->path.len};
	struct tick_difference found = {
		.path = path.data, .len = path.len, .old = old, .now = now};

	if (!tick_globs_match(walk->globs, path))
		return TICK_OK;
	return walk->found(walk->data, &found);
}

static int differ_folder(struct walk *walk, const struct tick_entry *old,
			 const struct tick_entry *now)
{
	struct tick_slice path = {walk->path.data, walk->path.len};
	tick_oid old_id, now_id;
	int err;

	if (!tick_globs_enter(walk->globs, path))
		return TICK_OK;
	if (walk->depth == TICK_DEPTH_MAX)
		return tick_problems_add(walk->problems, walk->commit,
					 path.data, path.len, TICK_DEPTH_FAULT);
	if (old)
		old_id = tick_entry_id(old);
	if (now)
		now_id = tick_entry_id(now);
	err = tick_buffer_append(&walk->path, "/", 1);
	if (err != TICK_OK)
		return err;
	walk->depth++;
	err = walk_trees(walk, old ? &old_id : NULL, now ? &now_id : NULL);
	walk->depth--;
	return err;
}

/* Either may be NULL; if both are there, name and kind of sorting agree. */
static int differ(struct walk *walk, const struct tick_entry *old,
		  const struct tick_entry *now)
{
	const struct tick_entry *one = now ? now : old;
	size_t len = walk->path.len;
	int err;

	if (old && now && old->mode == now->mode &&
	    !memcmp(old->id, now->id, TICK_OID_SIZE))
		return TICK_OK;
	if (++walk->seen > TICK_WALK_MAX)
		return tick_error_set(TICK_ELIMIT,
				      "more than %d entries differ",
				      TICK_WALK_MAX);
	err = push_name(walk, one);
	if (err == TICK_OK)
		err = one->kind == TICK_KIND_TREE
			      ? differ_folder(walk, old, now)
			      : differ_file(walk, old, now);
	walk->path.len = len;
	return err;
}

/* Is there an entry of that name that was passed over? Then it hasn't gone. */
static bool is_hidden(const tick_entries *now, const struct tick_entry *entry)
{
	size_t len = 0;
	const struct tick_oddity *odd =
		now ? tick_entries_oddities(now, &len) : NULL;

	for (size_t i = 0; i < len && i < HIDDEN_MAX; i++) {
		if (odd[i].len == entry->len &&
		    !memcmp(odd[i].name, entry->name, entry->len))
			return true;
	}
	return false;
}

static int merge(struct walk *walk, const tick_entries *old, tick_entries *now)
{
	size_t old_len = 0, now_len = 0, head = 0, tail = 0, i, j;
	const struct tick_entry *a = NULL, *b = NULL;
	int err = TICK_OK;

	if (old)
		a = tick_entries_list(old, &old_len);
	if (now)
		b = tick_entries_list(now, &now_len);
	if (old && now)
		tick_tree_shared(&head, &tail, old, now);
	i = j = head;
	old_len -= tail;
	now_len -= tail;
	while (err == TICK_OK && (i < old_len || j < now_len)) {
		int order = i == old_len   ? 1
			    : j == now_len ? -1
					   : tick_entry_compare(&a[i], &b[j]);

		if (order >= 0 || !is_hidden(now, &a[i]))
			err = differ(walk, order <= 0 ? &a[i] : NULL,
				     order >= 0 ? &b[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	return err;
}

/* A folder that can't be read is a problem, unless it is the root. */
static int read_folder(tick_entries **out, struct walk *walk,
		       const tick_oid *id, const tick_entries *near)
{
	size_t len = walk->path.len ? walk->path.len - 1 : 0;
	int err = tick_entries_read_near(out, walk->repo, id, near);

	if (err == TICK_OK)
		return tick_problems_odd(walk->problems, walk->commit,
					 walk->path.data, len, *out,
					 walk->globs);
	if (!walk->depth || err == TICK_ENOMEM)
		return err;
	return tick_problems_add(walk->problems, walk->commit, walk->path.data,
				 len, tick_error_message());
}

static int walk_trees(struct walk *walk, const tick_oid *old,
		      const tick_oid *now)
{
	tick_entries *before = NULL, *after = NULL;
	int err = TICK_OK;

	if (old && now && !tick_oid_compare(old, now))
		return TICK_OK;
	if (old)
		err = read_folder(&before, walk, old, NULL);
	if (err == TICK_OK && now)
		err = read_folder(&after, walk, now, before);
	/*
	 * An unreadable folder isn't an empty one: nothing is known to have
	 * gone. What comes after one may all have come; a history knows better.
	 */
	if (err == TICK_OK && (!now || after))
		err = merge(walk, before, after);
	tick_entries_free(before);
	tick_entries_free(after);
	return err;
}

int tick_diff_walk(tick_repo *repo, const tick_oid *old, const tick_oid *now,
		   const struct tick_globs *globs, tick_diff_fn *found,
		   void *data, struct tick_problems *problems,
		   const tick_oid *commit)
{
	struct walk walk = {.repo = repo,
			    .globs = globs,
			    .found = found,
			    .data = data,
			    .problems = problems,
			    .commit = commit};
	int err = tick_buffer_reserve(&walk.path, 1);

	if (err == TICK_OK)
		err = walk_trees(&walk, old, now);
	tick_buffer_clear(&walk.path);
	return err;
}
