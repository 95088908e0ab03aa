/* Who changed which file, in every commit that is no merge. */
#ifndef GIT_CHANGES_H
#define GIT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/problems.h"

struct tick_change {
	size_t commit;    /* in tick_change_commit() */
	size_t path, len; /* in tick_change_path() */
	tick_oid old, now;
	bool has_old, has_now;
	uint8_t kind; /* of what is there now, or else was */
};

/* Zero-initialised is empty. Release with tick_changes_clear(). */
struct tick_changes {
	struct tick_buffer commits, items, text;
	uint32_t *table;          /* commit by id: open addressing */
	size_t table_len, commit; /* the one at work */
	struct tick_problems problems;
};

/*
 * Collect the files, of those that match `globs`, whose mode or id differs
 * from the parent's in each commit with at most one parent that can be
 * reached from `tip`; by committer time, commit and path. Commits that can't
 * be read become problems.
 */
int tick_changes_read(struct tick_changes *out, tick_repo *repo,
		      const tick_oid *tip, const struct tick_globs *globs);

/* Borrowed from `changes`. */
const struct tick_change *tick_changes_list(const struct tick_changes *changes,
					    size_t *len);
struct tick_slice tick_change_path(const struct tick_changes *changes,
				   const struct tick_change *change);

/* Id and committer time of a change's commit. Borrowed from `changes`. */
const tick_oid *tick_change_commit(int64_t *time,
				   const struct tick_changes *changes,
				   const struct tick_change *change);

void tick_changes_clear(struct tick_changes *changes);

#endif
