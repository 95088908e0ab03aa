/* The folders of a tree that hold documents. */
#ifndef GIT_FOLDERS_H
#define GIT_FOLDERS_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/problems.h"

struct tick_folder {
	size_t path, len; /* in the list's text */
	tick_oid id;
	size_t files; /* directly in it, that match */
};

/* Zero-initialised is empty. Release with tick_folders_clear(). */
struct tick_folders {
	struct tick_buffer items, text;
	struct tick_problems problems;
};

/*
 * List the folders below the tree `id` that directly hold a file, link or
 * submodule whose whole path matches one of `globs`, sorted by path. `root`
 * is the path of `id` itself, usually "".
 */
int tick_folders_read(struct tick_folders *out, tick_repo *repo,
		      const tick_oid *id, const struct tick_globs *globs,
		      struct tick_slice root);

/* Borrowed from `folders`. */
const struct tick_folder *tick_folders_list(const struct tick_folders *folders,
					    size_t *len);
struct tick_slice tick_folder_path(const struct tick_folders *folders,
				   const struct tick_folder *folder);

void tick_folders_clear(struct tick_folders *folders);

#endif
