/*
 * Small blocks for one Lua state: sizes in steps of 16 bytes, a free list for
 * each, carved from large chunks that go with the state. Lua asks for and
 * returns such blocks all the time, and tells their size both times.
 */
#ifndef WORKER_BLOCKS_H
#define WORKER_BLOCKS_H

#include <stddef.h>

#define TICK_BLOCK_MAX 256u /* larger ones are malloc's */

struct tick_blocks {
	void *free[TICK_BLOCK_MAX / 16];
	void *chunks;    /* each begins with the next one's address */
	char *pos, *end; /* what is left of the newest */
};

/* NULL: out of memory. 0 < `size` <= TICK_BLOCK_MAX. */
void *tick_blocks_take(struct tick_blocks *blocks, size_t size);

void tick_blocks_give(struct tick_blocks *blocks, void *block, size_t size);

/* Does a block of one size serve for the other as it is? */
int tick_blocks_same(size_t a, size_t b);

/* Free every chunk; all blocks end with them. */
void tick_blocks_clear(struct tick_blocks *blocks);

#endif
