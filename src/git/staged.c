#include "git/staged.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/index.h"
#include "git/index_trees.h"
#include "git/map.h"
#include "git/tree.h"

#define MEMORY_PRIORITY 9 /* before all that is on disk */

/* An index becomes trees: `entry` is the next that is in none yet. */
struct staging {
	tick_repo *repo;
	struct tick_index index;
	struct tick_index_trees trees; /* known */
	size_t tree;                   /* the next of these */
	struct tick_index_entry entry;
	bool has_entry;
	struct tick_buffer folder; /* in hand: its path, with a "/" */
};

/* A tree's bytes, and the entry that came last. */
struct building {
	struct tick_buffer bytes;
	size_t name_at;
	struct tick_entry last;
};

/* Let what is written go into memory. */
static int write_to_memory(tick_repo *repo)
{
	git_odb_backend *memory = NULL;
	int err = git_mempack_new(&memory);

	if (err < 0)
		return tick_git_error(err, "objects in memory");
	err = git_odb_add_backend(repo->odb, memory, MEMORY_PRIORITY);
	if (err < 0) {
		memory->free(memory);
		return tick_git_error(err, "objects in memory");
	}
	return TICK_OK;
}

static int advance(struct staging *s)
{
	return tick_index_next(&s->entry, &s->has_entry, &s->index);
}

static bool is_in_folder(const struct staging *s)
{
	return s->has_entry && s->entry.len > s->folder.len &&
	       (s->folder.len == 0 ||
		!memcmp(s->entry.path, s->folder.data, s->folder.len));
}

/* What is known of the folder in hand; those before it were of no use. */
static const struct tick_index_tree *known_tree(struct staging *s)
{
	const struct tick_index_tree *known;
	struct tick_buffer *folder = &s->folder;

	while ((known = tick_index_trees_at(&s->trees, s->tree))) {
		size_t least =
			known->len < folder->len ? known->len : folder->len;
		int order =
			least ? memcmp(known->path, folder->data, least) : 0;

		if (order > 0 || (order == 0 && known->len > folder->len))
			return NULL;
		if (order == 0 && known->len == folder->len)
			return known;
		s->tree++;
	}
	return NULL;
}

/* Pass over the entries of a folder whose tree is known. */
static int take_known(git_oid *out, struct staging *s,
		      const struct tick_index_tree *known)
{
	size_t entries = 0;
	int err = TICK_OK;

	while (err == TICK_OK && is_in_folder(s)) {
		entries++;
		err = advance(s);
	}
	if (err != TICK_OK)
		return err;
	if (entries != known->entries)
		return tick_error_set(TICK_EINVALID,
				      "a damaged index: what it remembers of "
				      "%.*s isn't what is in it; `git "
				      "read-tree HEAD` makes it anew",
				      (int)known->len, known->path);
	git_oid_fromraw(out, known->id);
	return TICK_OK;
}

/* Add an entry, in git's order, in which those of an index are. */
static int add_entry(struct building *tree, const char *name, size_t len,
		     uint32_t mode, const unsigned char *id)
{
	struct tick_entry entry = {
		.name = name,
		.len = (uint32_t)len,
		.kind = S_ISDIR(mode) ? TICK_KIND_TREE : TICK_KIND_BLOB,
	};
	struct tick_buffer *bytes = &tree->bytes;
	char head[16];
	int n = snprintf(head, sizeof(head), "%o ", (unsigned)mode);
	int err;

	tree->last.name = bytes->data + tree->name_at;
	if (len == 0 ||
	    (bytes->len && tick_entry_compare(&tree->last, &entry) >= 0))
		return tick_error_set(TICK_EINVALID,
				      "a damaged index: it isn't in order");
	err = tick_buffer_append(bytes, head, (size_t)n);
	tree->name_at = bytes->len;
	tree->last = entry;
	if (err == TICK_OK)
		err = tick_buffer_append(bytes, name, len);
	if (err == TICK_OK)
		err = tick_buffer_append(bytes, "", 1);
	return err == TICK_OK ? tick_buffer_append(bytes, id, TICK_OID_SIZE)
			      : err;
}

static int tree_of_folder(git_oid *out, bool *is_empty, struct staging *s);

/* The folder in the one in hand in which the next entry is. */
static int add_folder(struct building *tree, struct staging *s, size_t len)
{
	size_t around = s->folder.len;
	bool is_empty = false;
	git_oid id;
	int err =
		tick_buffer_append(&s->folder, s->entry.path + around, len + 1);

	if (err == TICK_OK)
		err = tree_of_folder(&id, &is_empty, s);
	if (err == TICK_OK && !is_empty)
		err = add_entry(tree, s->folder.data + around, len, S_IFDIR,
				id.id);
	s->folder.len = around;
	return err;
}

static int add_next(struct building *tree, struct staging *s)
{
	const struct tick_index_entry *entry = &s->entry;
	const char *name = entry->path + s->folder.len;
	size_t len = entry->len - s->folder.len;
	const char *slash = memchr(name, '/', len);
	int err = TICK_OK;

	if (slash && !(S_ISDIR(entry->mode) && slash == name + len - 1))
		return add_folder(tree, s, (size_t)(slash - name));
	/* what `git add -N` promises isn't there yet */
	if (!entry->is_intended)
		err = add_entry(tree, name, len - (slash != NULL), entry->mode,
				entry->id);
	return err == TICK_OK ? advance(s) : err;
}

/* Git keeps no folder in which nothing is. */
static int make_tree(git_oid *out, bool *is_empty, struct staging *s)
{
	struct building tree = {.name_at = 0};
	int err = TICK_OK;

	while (err == TICK_OK && is_in_folder(s))
		err = add_next(&tree, s);
	*is_empty = tree.bytes.len == 0;
	if (err == TICK_OK &&
	    git_odb_write(out, s->repo->odb, tree.bytes.data, tree.bytes.len,
			  GIT_OBJECT_TREE) < 0)
		err = tick_git_error(-1, "objects in memory");
	tick_buffer_clear(&tree.bytes);
	return err;
}

/* Of the folder in hand. Recursion is bounded by the length of a path. */
static int tree_of_folder(git_oid *out, bool *is_empty, struct staging *s)
{
	const struct tick_index_tree *known = known_tree(s);
	git_oid id;

	*is_empty = false;
	if (known) {
		git_oid_fromraw(&id, known->id);
		if (git_odb_exists(s->repo->odb, &id))
			return take_known(out, s, known);
	}
	return make_tree(out, is_empty, s);
}

static int tree_of(git_oid *out, struct staging *s, const void *data,
		   size_t len)
{
	bool is_empty;
	int err = tick_index_open(&s->index, data, len);

	if (err == TICK_OK && s->index.has_conflict)
		err = tick_error_set(TICK_EINVALID, "a merge is not finished");
	if (err == TICK_OK)
		err = tick_index_trees_read(&s->trees, s->index.trees,
					    s->index.trees_len);
	if (err == TICK_OK)
		err = write_to_memory(s->repo);
	if (err == TICK_OK)
		err = advance(s);
	if (err == TICK_OK)
		err = tree_of_folder(out, &is_empty, s);
	if (err == TICK_OK && s->has_entry)
		err = tick_error_set(TICK_EINVALID,
				     "a damaged index: a path without a name");
	tick_buffer_clear(&s->folder);
	tick_index_trees_clear(&s->trees);
	tick_index_close(&s->index);
	return err;
}

int tick_staged_tree(tick_oid *out, tick_repo *repo, const char *path)
{
	struct staging s = {.repo = repo};
	const void *data;
	git_oid tree;
	size_t len;
	int err;

	if (!repo->git)
		return tick_error_set(TICK_EINVALID, "no index without a "
						     "repository");
	data = tick_map_open(&len, path);
	if (!data)
		return tick_error_set(TICK_ENOTFOUND, "%s: %s", path,
				      strerror(errno));
	err = tree_of(&tree, &s, data, len);
	tick_map_close(data, len);
	if (err == TICK_EINVALID)
		return tick_error_set(err, "%s: %s", path,
				      tick_error_message());
	if (err == TICK_OK)
		*out = tick_oid_own(&tree);
	return err;
}
