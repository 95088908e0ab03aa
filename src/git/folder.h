/* A folder on disk, hashed as git would. */
#ifndef GIT_FOLDER_H
#define GIT_FOLDER_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/object.h"
#include "git/tree.h"

struct tick_folder_file {
	size_t path, len; /* in the text */
	tick_oid id;
	size_t size;
	enum tick_kind kind; /* a file or a symbolic link */
};

/* Zero-initialised is empty. Release with tick_disk_folder_clear(). */
struct tick_disk_folder {
	struct tick_buffer files, text;
	tick_oid tree;
};

/*
 * Hash the files and symbolic links below `dir`, without following them. What
 * is called ".git", empty folders and everything else are left out. More than
 * `files` or `bytes` is TICK_ELIMIT.
 */
int tick_disk_folder_read(struct tick_disk_folder *out, const char *dir,
			  size_t files, size_t bytes);

/* Sorted by path. Borrowed from `folder`. */
const struct tick_folder_file *tick_disk_folder_list(
	const struct tick_disk_folder *folder, size_t *len);
struct tick_slice tick_disk_folder_path(const struct tick_disk_folder *folder,
					const struct tick_folder_file *file);

void tick_disk_folder_clear(struct tick_disk_folder *folder);

#endif
