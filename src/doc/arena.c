#include "doc/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define ALIGN 8u
#define BLOCK_MIN 1024u
#define BLOCK_MAX (1u << 20)

struct tick_arena_block {
	struct tick_arena_block *next;
};

int tick_arena_reserve(struct tick_arena *arena, size_t size)
{
	struct tick_arena_block *block;
	size_t room = arena->next > size ? arena->next : size;

	if (size <= (size_t)(arena->end - arena->at))
		return TICK_OK;
	if (size > SIZE_MAX / 2)
		return tick_error_nomem();
	if (room < BLOCK_MIN)
		room = BLOCK_MIN;
	block = malloc(sizeof(*block) + room);
	if (!block)
		return tick_error_nomem();
	block->next = arena->blocks;
	arena->blocks = block;
	arena->at = (char *)(block + 1);
	arena->end = arena->at + room;
	arena->next = room < BLOCK_MAX / 2 ? room * 2 : BLOCK_MAX;
	return TICK_OK;
}

void *tick_arena_alloc(struct tick_arena *arena, size_t size)
{
	size_t room = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	void *data;

	if (room < size || tick_arena_reserve(arena, room) != TICK_OK)
		return NULL;
	data = arena->at;
	arena->at += room;
	return data;
}

char *tick_arena_copy(struct tick_arena *arena, const void *data, size_t len)
{
	char *copy = tick_arena_alloc(arena, len + 1);

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, data, len);
	copy[len] = 0;
	return copy;
}

void tick_arena_clear(struct tick_arena *arena)
{
	struct tick_arena_block *block = arena->blocks;

	memset(arena, 0, sizeof(*arena));
	while (block) {
		struct tick_arena_block *next = block->next;

		free(block);
		block = next;
	}
}
