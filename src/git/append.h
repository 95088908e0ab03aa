/* Adding commits to a reference: all of them, or none. */
#ifndef GIT_APPEND_H
#define GIT_APPEND_H

#include <stddef.h>

#include "base/buffer.h"
#include "git/new_commit.h"
#include "git/object.h"

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
 * there already. Nobody sees anything before that. `signer`, unless NULL,
 * signs each but the first of all. `out` is the new tip.
 */
int tick_append(tick_oid *out, tick_repo *repo, const char *ref,
		const tick_oid *expected, struct tick_new_commit *commits,
		size_t len, const struct tick_signer *signer);

#endif
