/* An index of git, as its file has it: what is staged, in order. */
#ifndef GIT_INDEX_H
#define GIT_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "git/object.h"

/* One path. It and the id are good until the next is asked for. */
struct tick_index_entry {
	const char *path; /* not NUL-terminated */
	size_t len;
	const unsigned char *id;
	uint32_t mode;    /* of a folder: all of it, by its tree */
	unsigned stage;   /* 0, or the side of a conflict */
	bool is_intended; /* `git add -N`: not there yet */
};

/* Of the file's bytes, which it borrows. Zero-initialised is empty. */
struct tick_index {
	const unsigned char *data;
	size_t len; /* without the checksum behind all of it */
	uint32_t version, count;
	const unsigned char *trees; /* the cache of trees; NULL: none */
	size_t trees_len;
	bool has_conflict;
	uint32_t done;           /* entries that were asked for */
	size_t at;               /* where the next begins */
	struct tick_buffer path; /* of version 4: what is told of the next */
};

/*
 * Look the file through. TICK_EINVALID if it is none, or of a kind that
 * isn't read here, with a message. As git itself does, it doesn't ask for the
 * checksum: what is read is what git would commit.
 */
int tick_index_open(struct tick_index *index, const void *data, size_t len);

/* The next entry; `*more` is false after the last. */
int tick_index_next(struct tick_index_entry *out, bool *more,
		    struct tick_index *index);

/* Free what isn't the file's. */
void tick_index_close(struct tick_index *index);

#endif
