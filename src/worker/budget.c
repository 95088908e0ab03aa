#include "worker/budget.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#define STRIDE 1000 /* instructions between two looks at the budget */
#define BYTES_A_STEP 64
#define OURS "@lua/tickmark/" /* chunk names of the bundle */

/*
 * A state that is refused memory collects its garbage and asks for the same at
 * once more. Only what it doesn't get then, or doesn't ask for again (as the
 * string library's buffers), is an error in the script.
 */
static void *refuse(struct tick_budget *budget, size_t more)
{
	if (budget->refused)
		budget->spent = TICK_SPENT_MEMORY;
	budget->refused = more;
	return NULL;
}

/* What is known now that the state went on, or the call is over. */
static void settle(struct tick_budget *budget)
{
	if (budget->refused)
		budget->spent = TICK_SPENT_MEMORY;
	else if (budget->steps < 0 && budget->spent == TICK_UNSPENT)
		budget->spent = TICK_SPENT_STEPS;
	budget->refused = 0;
}

/* Under ASan every block is malloc's own, so that overruns are seen. */
static int is_small(size_t size)
{
#ifdef __SANITIZE_ADDRESS__
	(void)size;
	return 0;
#else
	return size <= TICK_BLOCK_MAX;
#endif
}

static void release(struct tick_blocks *blocks, void *ptr, size_t size)
{
	if (ptr && is_small(size))
		tick_blocks_give(blocks, ptr, size);
	else
		free(ptr);
}

static void *resize(struct tick_blocks *blocks, void *ptr, size_t old,
		    size_t size)
{
	void *block;

	if (ptr && !is_small(old) && !is_small(size))
		return realloc(ptr, size);
	if (ptr && is_small(old) && is_small(size) &&
	    tick_blocks_same(old, size))
		return ptr;
	block = is_small(size) ? tick_blocks_take(blocks, size) : malloc(size);
	if (!block)
		return size <= old ? ptr
				   : NULL; /* Lua's shrinking can't fail */
	if (ptr)
		memcpy(block, ptr, old < size ? old : size);
	release(blocks, ptr, old);
	return block;
}

static void *allocate(void *ud, void *ptr, size_t osize, size_t nsize)
{
	struct tick_budget *budget = ud;
	size_t old = ptr ? osize : 0;
	void *block;

	if (nsize == 0) {
		release(&budget->blocks, ptr, old);
		budget->used -= old;
		return NULL;
	}
	if (nsize > old) {
		if (nsize - old > budget->limit - budget->used)
			return refuse(budget, nsize - old);
		if (budget->refused == nsize - old)
			budget->refused = 0;
		settle(budget);
		budget->steps -= (int64_t)((nsize - old) / BYTES_A_STEP);
	}
	block = resize(&budget->blocks, ptr, old, nsize);
	if (block)
		budget->used += nsize - old;
	return block;
}

int tick_budget_place(lua_State *S, lua_Debug *ar)
{
	for (int level = 0; lua_getstack(S, level, ar); level++) {
		lua_getinfo(S, "Sl", ar);
		if (ar->currentline > 0 &&
		    strncmp(ar->source, OURS, strlen(OURS)) != 0)
			return 1;
	}
	return 0;
}

static void remember_place(lua_State *S, struct tick_budget *budget)
{
	lua_Debug ar;

	if (budget->line || !tick_budget_place(S, &ar))
		return;
	snprintf(budget->path, sizeof(budget->path), "%s",
		 ar.source + (*ar.source == '@'));
	budget->line = ar.currentline;
}

/* Once spent it re-arms at every instruction: no pcall can swallow it. */
static void watch(lua_State *S, lua_Debug *ar)
{
	struct tick_budget *budget;

	(void)ar;
	lua_getallocf(S, (void **)&budget);
	budget->steps -= STRIDE;
	settle(budget);
	if (budget->spent == TICK_UNSPENT)
		return;
	remember_place(S, budget);
	lua_sethook(S, watch, LUA_MASKCOUNT, 1);
	lua_pushstring(S, budget->spent == TICK_SPENT_STEPS
				  ? "the budget of steps is spent"
				  : "the budget of memory is spent");
	lua_error(S);
}

lua_State *tick_budget_state(struct tick_budget *budget)
{
	memset(budget, 0, sizeof(*budget));
	budget->limit = SIZE_MAX / 2;
	budget->steps = INT64_MAX / 2;
	return lua_newstate(allocate, budget);
}

void tick_budget_end(lua_State *S, struct tick_budget *budget)
{
	if (S)
		lua_close(S);
	tick_blocks_clear(&budget->blocks);
}

void tick_budget_open(lua_State *S, struct tick_budget *budget, size_t memory,
		      int64_t steps)
{
	budget->limit = budget->used + memory;
	budget->steps = steps;
	budget->refused = 0;
	budget->spent = TICK_UNSPENT;
	budget->line = 0;
	lua_sethook(S, watch, LUA_MASKCOUNT, STRIDE);
}

void tick_budget_close(lua_State *S, struct tick_budget *budget)
{
	lua_sethook(S, NULL, 0, 0);
	settle(budget);
	budget->limit = SIZE_MAX / 2;
	budget->steps = INT64_MAX / 2;
}
