#include "worker/blocks.h"

#include <stdlib.h>
#include <string.h>

#define STEP 16u
#define CHUNK (64u << 10)

static size_t class_of(size_t size)
{
	return (size - 1) / STEP;
}

static void *carve(struct tick_blocks *blocks, size_t size)
{
	char *block;

	if ((size_t)(blocks->end - blocks->pos) < size) {
		char *chunk = malloc(CHUNK);

		if (!chunk)
			return NULL;
		memcpy(chunk, &blocks->chunks, sizeof(blocks->chunks));
		blocks->chunks = chunk;
		blocks->pos = chunk + STEP;
		blocks->end = chunk + CHUNK;
	}
	block = blocks->pos;
	blocks->pos += size;
	return block;
}

void *tick_blocks_take(struct tick_blocks *blocks, size_t size)
{
	void **list = &blocks->free[class_of(size)];
	void *block = *list;

	if (!block)
		return carve(blocks, (class_of(size) + 1) * STEP);
	memcpy(list, block, sizeof(*list));
	return block;
}

void tick_blocks_give(struct tick_blocks *blocks, void *block, size_t size)
{
	void **list = &blocks->free[class_of(size)];

	memcpy(block, list, sizeof(*list));
	*list = block;
}

int tick_blocks_same(size_t a, size_t b)
{
	return class_of(a) == class_of(b);
}

void tick_blocks_clear(struct tick_blocks *blocks)
{
	while (blocks->chunks) {
		void *chunk = blocks->chunks;

		memcpy(&blocks->chunks, chunk, sizeof(blocks->chunks));
		free(chunk);
	}
	memset(blocks, 0, sizeof(*blocks));
}
