/*
 * What was found out before, kept for the next time: bytes by keys, in a
 * directory (LMDB). It is never the only copy of anything.
 */
#ifndef HOST_MEMO_H
#define HOST_MEMO_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tick_memo tick_memo;

/*
 * Open it for one look, or for one change, which makes what isn't there; `most`
 * is how many bytes it may take, a multiple of a page.
 * TICK_ENOTFOUND: there is none, or this process has one open already;
 * TICK_EINVALID: what is there is none, or broken. Release with
 * tick_memo_free().
 */
int tick_memo_open(tick_memo **out, const char *dir, size_t most, bool writes);

/*
 * Borrowed until `memo` is released. TICK_ENOTFOUND if there is nothing,
 * TICK_EINVALID if it isn't what was put there.
 */
int tick_memo_get(const void **data, size_t *len, tick_memo *memo,
		  const char *key);

/* TICK_ELIMIT if there is no room: keep nothing, tick_memo_empty(). */
int tick_memo_put(tick_memo *memo, const char *key, const void *data,
		  size_t len);

/* Forget all that was put, and all that was there before. */
int tick_memo_empty(tick_memo *memo);

/* Make a change last; all of it or nothing. */
int tick_memo_keep(tick_memo *memo);

/* What was not kept is as it was. NULL is allowed. */
void tick_memo_free(tick_memo *memo);

#endif
