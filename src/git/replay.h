/* The tree of a commit made again, from its parent's and the file that it adds.
 */
#ifndef GIT_REPLAY_H
#define GIT_REPLAY_H

#include <stdbool.h>

#include "base/glob.h"
#include "git/object.h"

typedef struct tick_replay tick_replay;

/* On the tree `id`. Release with tick_replay_free(). */
int tick_replay_new(tick_replay **out, tick_repo *repo, const tick_oid *id);

/* NULL is allowed. */
void tick_replay_free(tick_replay *replay);

/*
 * Add a plain file and tell whether that makes `tree`: then this is what
 * `tree` differs in, and nothing else. After false, or a failure, `replay` is
 * of no use.
 */
int tick_replay_add(bool *same, tick_replay *replay, struct tick_slice path,
		    const tick_oid *blob, const tick_oid *tree);

/* The tree of a folder as it is now; TICK_ENOTFOUND. */
int tick_replay_folder(tick_oid *out, tick_replay *replay,
		       struct tick_slice path);

#endif
