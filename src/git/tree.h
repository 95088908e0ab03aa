/* One folder's entries, straight from the raw object. */
#ifndef GIT_TREE_H
#define GIT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "git/object.h"

typedef struct tick_entries tick_entries;

enum tick_kind {
	TICK_KIND_BLOB,
	TICK_KIND_SYMLINK,
	TICK_KIND_SUBMODULE,
	TICK_KIND_TREE
};

/* Names are not NUL-terminated; they are UTF-8 without '/' and controls. */
struct tick_entry {
	const char *name;
	const unsigned char *id;
	uint32_t len;
	uint16_t mode;
	uint8_t kind;
	bool odd;
};

/* An entry that was passed over, and why. */
struct tick_oddity {
	const char *name;
	size_t len;
	const char *why;
};

/* "blob", "symlink", "submodule", "tree". Static. */
const char *tick_kind_name(enum tick_kind kind);

tick_oid tick_entry_id(const struct tick_entry *entry);

/* Why no entry may have that name, or NULL. Static. */
const char *tick_entry_fault(const char *name, size_t len);

/* Git's order: a tree sorts as if its name ended in '/'. */
int tick_entry_compare(const struct tick_entry *a, const struct tick_entry *b);

/* Release with tick_entries_free(). */
int tick_entries_read(tick_entries **out, tick_repo *repo, const tick_oid *id);

/* The same; `near`, or NULL, is an older or newer version of the tree. */
int tick_entries_read_near(tick_entries **out, tick_repo *repo,
			   const tick_oid *id, const tick_entries *near);

/* NULL is allowed. Trees are shared: this gives back one hold. */
void tick_entries_free(tick_entries *tree);

/* In git's order, names unique. Borrowed from `tree`. */
const struct tick_entry *tick_entries_list(const tick_entries *tree,
					   size_t *len);

/* What was passed over. Borrowed from `tree`. */
const struct tick_oddity *tick_entries_oddities(const tick_entries *tree,
						size_t *len);

/* The entry of that name or NULL. Borrowed from `tree`. */
const struct tick_entry *tick_entries_find(const tick_entries *tree,
					   const char *name, size_t len);

/* The same, for what sorts as `kind` does. */
const struct tick_entry *tick_entries_find_kind(const tick_entries *tree,
						const char *name, size_t len,
						enum tick_kind kind);

/*
 * Follow `path` from the tree `id`. `out->name` is NULL and its id `oid`, both
 * of the caller's.
 */
int tick_entries_lookup(struct tick_entry *out, tick_oid *oid, tick_repo *repo,
			const tick_oid *id, const char *path, size_t len);

/* Into git's order. */
void tick_entries_sort(struct tick_entry *list, size_t len);

/* Sort `list` and append it to `out` as the bytes of a tree. */
int tick_entries_format(struct tick_buffer *out, struct tick_entry *list,
			size_t len);

#endif
