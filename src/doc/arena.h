/* Memory that is freed as one: each document has an arena of its own. */
#ifndef DOC_ARENA_H
#define DOC_ARENA_H

#include <stddef.h>

struct tick_arena_block;

/* Zero-initialised is empty. May be moved with memcpy. */
struct tick_arena {
	struct tick_arena_block *blocks;
	char *at, *end;
	size_t next; /* size of the next block */
};

/* Make sure that the next `size` bytes come from one block. */
int tick_arena_reserve(struct tick_arena *arena, size_t size);

/* Bytes, aligned for anything, or NULL with the thread's message set. */
void *tick_arena_alloc(struct tick_arena *arena, size_t size);

/* A copy of `data` that ends with NUL, or NULL. */
char *tick_arena_copy(struct tick_arena *arena, const void *data, size_t len);

void tick_arena_clear(struct tick_arena *arena);

#endif
