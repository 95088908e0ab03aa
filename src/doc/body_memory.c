#include "doc/body_memory.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "doc/limits.h"

/*
 * cmark's allocator functions can neither fail nor carry a context. So all
 * blocks are on a list, and a failure jumps over cmark's frames: its memory
 * is the only thing that they own, and the list frees that.
 */
struct block {
	struct block *next, *prev;
	size_t size;
	size_t pad; /* keeps what follows aligned to 16 */
};

static _Thread_local struct {
	jmp_buf out;
	int err; /* why it was left */
	struct block *blocks;
	size_t used;
} pool;

_Noreturn static void leave(int err)
{
	pool.err = err;
	longjmp(pool.out, 1);
}

static void check_room(size_t more)
{
	if (more > TICK_DOC_BODY_MEMORY_MAX ||
	    pool.used > TICK_DOC_BODY_MEMORY_MAX - more)
		leave(TICK_ELIMIT);
}

static void unlink_block(struct block *block)
{
	if (block->next)
		block->next->prev = block->prev;
	if (block->prev)
		block->prev->next = block->next;
	else
		pool.blocks = block->next;
	pool.used -= block->size;
}

static void *link_block(struct block *block, size_t size)
{
	block->size = size;
	block->prev = NULL;
	block->next = pool.blocks;
	if (pool.blocks)
		pool.blocks->prev = block;
	pool.blocks = block;
	pool.used += size;
	return block + 1;
}

static void *body_calloc(size_t count, size_t size)
{
	size_t all = sizeof(struct block);
	struct block *block;

	if (__builtin_mul_overflow(count, size, &size) ||
	    __builtin_add_overflow(all, size, &all))
		leave(TICK_ELIMIT);
	check_room(all);
	block = calloc(1, all);
	if (!block)
		leave(TICK_ENOMEM);
	return link_block(block, all);
}

static void *body_realloc(void *data, size_t size)
{
	struct block *block, *moved;

	if (!data)
		return body_calloc(1, size);
	block = (struct block *)data - 1;
	if (size <= block->size - sizeof(*block))
		return data;
	check_room(size);
	unlink_block(block);
	moved = realloc(block, sizeof(*block) + size);
	if (!moved) {
		link_block(block, block->size);
		leave(TICK_ENOMEM);
	}
	return link_block(moved, sizeof(*block) + size);
}

static void body_free(void *data)
{
	struct block *block;

	if (!data)
		return;
	block = (struct block *)data - 1;
	unlink_block(block);
	free(block);
}

static cmark_mem bounded = {body_calloc, body_realloc, body_free};

int tick_body_bounded(int (*work)(void *context, cmark_mem *mem), void *context)
{
	struct block *next;
	int err;

	if (setjmp(pool.out) == 0)
		err = work(context, &bounded);
	else
		err = pool.err == TICK_ENOMEM ? tick_error_nomem() : pool.err;
	for (struct block *b = pool.blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	pool.blocks = NULL;
	pool.used = 0;
	return err;
}
