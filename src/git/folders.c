#include "git/folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/diff.h"

#define NEAR_MAX 64 /* of a larger set all patterns are tried everywhere */

struct walk {
	struct tick_folders *out;
	tick_repo *repo;
	const struct tick_globs *globs;
	struct tick_buffer path;
	size_t seen;
	int depth;
};

static int add_folder(struct walk *walk, const tick_oid *id, size_t len,
		      size_t files)
{
	struct tick_folder folder = {.path = walk->out->text.len,
				     .len = len,
				     .id = *id,
				     .files = files};
	int err = tick_buffer_append(&walk->out->text, walk->path.data, len);

	if (err != TICK_OK)
		return err;
	return tick_buffer_append(&walk->out->items, &folder, sizeof(folder));
}

static int walk_folder(struct walk *walk, const tick_oid *id);

/* The path is the folder's, with '/'; it comes back so. */
static int walk_entry(struct walk *walk, const struct tick_globs *near,
		      const struct tick_entry *entry, size_t *files)
{
	size_t len = walk->path.len;
	struct tick_slice path;
	tick_oid id;
	int err = tick_buffer_append(&walk->path, entry->name, entry->len);

	if (err != TICK_OK)
		return err;
	path = (struct tick_slice){walk->path.data, walk->path.len};
	if (entry->kind != TICK_KIND_TREE) {
		*files += tick_globs_match(near, path);
	} else if (tick_globs_enter(near, path)) {
		id = tick_entry_id(entry);
		err = tick_buffer_append(&walk->path, "/", 1);
		if (err == TICK_OK)
			err = walk_folder(walk, &id);
	}
	walk->path.len = len;
	return err;
}

static int walk_entries(struct walk *walk, const tick_entries *tree,
			size_t *files)
{
	struct tick_slice folder = {walk->path.data, walk->path.len};
	struct tick_slice some[NEAR_MAX];
	struct tick_globs near = *walk->globs;
	size_t len;
	const struct tick_entry *list = tick_entries_list(tree, &len);
	int err = TICK_OK;

	if (near.len <= NEAR_MAX)
		near = tick_globs_near(some, walk->globs, folder);
	walk->seen += len;
	if (walk->seen > TICK_WALK_MAX)
		return tick_error_set(TICK_ELIMIT,
				      "the tree has more than %d paths",
				      TICK_WALK_MAX);
	walk->depth++;
	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = walk_entry(walk, &near, &list[i], files);
	walk->depth--;
	return err;
}

static int walk_folder(struct walk *walk, const tick_oid *id)
{
	size_t len = walk->path.len ? walk->path.len - 1 : 0, files = 0;
	struct tick_problems *problems = &walk->out->problems;
	tick_entries *tree = NULL;
	int err;

	if (walk->depth > TICK_DEPTH_MAX)
		return tick_problems_add(problems, NULL, walk->path.data, len,
					 TICK_DEPTH_FAULT);
	err = tick_entries_read(&tree, walk->repo, id);
	if (err != TICK_OK && walk->depth && err != TICK_ENOMEM)
		return tick_problems_add(problems, NULL, walk->path.data, len,
					 tick_error_message());
	if (err == TICK_OK)
		err = tick_problems_odd(problems, NULL, walk->path.data, len,
					tree, walk->globs);
	if (err == TICK_OK)
		err = walk_entries(walk, tree, &files);
	if (err == TICK_OK && files)
		err = add_folder(walk, id, len, files);
	tick_entries_free(tree);
	return err;
}

static int compare_folders(const void *a, const void *b, void *text)
{
	const struct tick_folder *x = a, *y = b;
	const char *base = text;
	int order = memcmp(base + x->path, base + y->path,
			   x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

int tick_folders_read(struct tick_folders *out, tick_repo *repo,
		      const tick_oid *id, const struct tick_globs *globs,
		      struct tick_slice root)
{
	struct walk walk = {.out = out, .repo = repo, .globs = globs};
	int err = tick_buffer_reserve(&out->text, 1);

	if (err == TICK_OK)
		err = tick_buffer_reserve(&walk.path, 1);
	if (err == TICK_OK && root.len) {
		err = tick_buffer_append(&walk.path, root.data, root.len);
		if (err == TICK_OK)
			err = tick_buffer_append(&walk.path, "/", 1);
	}
	if (err == TICK_OK)
		err = walk_folder(&walk, id);
	tick_buffer_clear(&walk.path);
	if (err == TICK_OK && out->items.len)
		qsort_r(out->items.data,
			out->items.len / sizeof(struct tick_folder),
			sizeof(struct tick_folder), compare_folders,
			out->text.data);
	return err;
}

const struct tick_folder *tick_folders_list(const struct tick_folders *folders,
					    size_t *len)
{
	*len = folders->items.len / sizeof(struct tick_folder);
	return (const struct tick_folder *)folders->items.data;
}

struct tick_slice tick_folder_path(const struct tick_folders *folders,
				   const struct tick_folder *folder)
{
	return (struct tick_slice){folders->text.data + folder->path,
				   folder->len};
}

void tick_folders_clear(struct tick_folders *folders)
{
	tick_buffer_clear(&folders->items);
	tick_buffer_clear(&folders->text);
	tick_problems_clear(&folders->problems);
}
