/* Adding commits to a reference: all of them, or none. */
#ifndef GIT_APPEND_H
#define GIT_APPEND_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/commit.h"
#include "git/object.h"

/* All bytes are the caller's. */
struct tick_new_file {
	struct tick_slice path, content;
};

struct tick_new_commit {
	struct tick_person author, committer;
	struct tick_slice message;
	struct tick_new_file *files; /* comes back sorted */
	size_t files_len;
};

/*
 * Make ready for a process that is then locked: `out` gets the places that
 * adding commits writes to, each with a NUL.
 */
int tick_append_prepare(struct tick_buffer *out, tick_repo *repo);

/*
 * Add `commits`, each with its parent's files and its own new ones, to the
 * direct reference `ref`, which must be at `expected`, or not exist when that
 * is NULL. The objects are written and synced as one pack, then the reference
 * is moved; TICK_ECONFLICT when it isn't where it was expected, or a path is
 * there already. Nobody sees anything before that. `out` is the new tip.
 */
int tick_append(tick_oid *out, tick_repo *repo, const char *ref,
		const tick_oid *expected, struct tick_new_commit *commits,
		size_t len);

#endif
