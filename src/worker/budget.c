#include "worker/budget.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "worker/watch.h"

#define STRIDE 1000 /* instructions between two looks at the budget */
#define BYTES_A_STEP 64
#define RESERVE 16 /* a sixteenth of the steps: for messages about it */
#define LEVELS 100 /* of a stack that are searched for the script */
#define OURS "@lua/tickmark/" /* chunk names of the bundle */

static void watch(lua_State *S, lua_Debug *ar);

/* Have the budget looked at by the next instruction. */
static void alert(struct tick_budget *budget)
{
	lua_sethook(budget->state, watch, LUA_MASKCOUNT, 1);
}

int tick_budget_place(lua_State *S, lua_Debug *ar)
{
	/* each level is looked for from the top */
	for (int level = 0; level < LEVELS && lua_getstack(S, level, ar);
	     level++) {
		lua_getinfo(S, "Sl", ar);
		if (ar->currentline > 0 &&
		    strncmp(ar->source, OURS, strlen(OURS)) != 0)
			return 1;
	}
	return 0;
}

/* Where the script is. Allocates nothing, so the allocator may call it. */
static void note_place(struct tick_budget *budget)
{
	lua_Debug ar;

	if (budget->line || !tick_budget_place(budget->state, &ar))
		return;
	snprintf(budget->path, sizeof(budget->path), "%s",
		 ar.source + (*ar.source == '@'));
	budget->line = ar.currentline;
}

static void spend(struct tick_budget *budget, enum tick_spent what)
{
	if (budget->spent == TICK_UNSPENT)
		budget->spent = what;
	note_place(budget);
}

/* The memory that was refused is there now. */
static void forgive(struct tick_budget *budget)
{
	budget->refused = 0;
	if (budget->spent == TICK_UNSPENT)
		budget->line = 0;
}

/* What isn't there can't be taken: that there is none left is enough. */
static void take_steps(struct tick_budget *budget, int64_t steps)
{
	if (budget->steps >= 0)
		budget->steps =
			steps > budget->steps ? -1 : budget->steps - steps;
}

/*
 * A state that is refused memory collects its garbage and asks for the same at
 * once more. Only what it doesn't get then, or doesn't ask for again (as the
 * string library's buffers), is an error in the script. The collection costs
 * steps by what it looks through, or a full state could spend a call on it.
 */
static void *refuse(struct tick_budget *budget, size_t more)
{
	if (budget->refused)
		spend(budget, TICK_SPENT_MEMORY);
	else
		take_steps(budget, (int64_t)(budget->used / BYTES_A_STEP));
	budget->refused = more;
	note_place(budget);
	alert(budget);
	return NULL;
}

/* What is known now that the state went on, or the call is over. */
static void settle(struct tick_budget *budget)
{
	if (budget->refused)
		spend(budget, TICK_SPENT_MEMORY);
	else if (budget->steps < 0)
		spend(budget, TICK_SPENT_STEPS);
	budget->refused = 0;
}

/* Charge for `more` bytes. 0: they would take the steps far below nothing. */
static int charge_bytes(struct tick_budget *budget, size_t more)
{
	int64_t steps = (int64_t)(more / BYTES_A_STEP);

	if (budget->steps - steps < -budget->reserve) {
		spend(budget, TICK_SPENT_STEPS);
		alert(budget);
		return 0;
	}
	budget->steps -= steps;
	if (budget->steps < 0)
		alert(budget);
	return 1;
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
		if (budget->used > budget->limit ||
		    nsize - old > budget->limit - budget->used)
			return refuse(budget, nsize - old);
		if (budget->refused == nsize - old)
			forgive(budget);
		settle(budget);
		if (!charge_bytes(budget, nsize - old))
			return NULL;
	}
	block = resize(&budget->blocks, ptr, old, nsize);
	if (block)
		budget->used += nsize - old;
	return block;
}

static struct tick_budget *budget_of(lua_State *S)
{
	struct tick_budget *budget;

	lua_getallocf(S, (void **)&budget);
	return budget;
}

/* Raise if the budget is spent, and from then on at every instruction: no
 * pcall can swallow it. */
static void enforce(lua_State *S, struct tick_budget *budget)
{
	settle(budget);
	if (budget->spent == TICK_UNSPENT)
		return;
	alert(budget);
	lua_pushstring(S, budget->spent == TICK_SPENT_STEPS
				  ? "the budget of steps is spent"
				  : "the budget of memory is spent");
	lua_error(S);
}

/* After an alert as many instructions are charged as could have gone before. */
static void watch(lua_State *S, lua_Debug *ar)
{
	struct tick_budget *budget = budget_of(S);

	(void)ar;
	budget->steps -= STRIDE;
	enforce(S, budget);
	if (lua_gethookcount(S) != STRIDE)
		lua_sethook(S, watch, LUA_MASKCOUNT, STRIDE);
}

void tick_budget_charge(lua_State *S, int64_t steps)
{
	struct tick_budget *budget = budget_of(S);

	take_steps(budget, steps);
	if (budget->steps < 0)
		enforce(S, budget);
}

int64_t tick_budget_left(lua_State *S)
{
	int64_t steps = budget_of(S)->steps;

	return steps < 0 ? 0 : steps;
}

lua_State *tick_budget_state(struct tick_budget *budget)
{
	memset(budget, 0, sizeof(*budget));
	budget->limit = SIZE_MAX / 2;
	budget->steps = INT64_MAX / 2;
	budget->state = lua_newstate(allocate, budget);
	return budget->state;
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
	if (!budget->base)
		budget->base = budget->used;
	/* what they grew, by doubling it, this call need neither grow nor pay
	 */
	budget->saved = budget->used > budget->base
				? (int64_t)((budget->used - budget->base) /
					    BYTES_A_STEP) *
						  2 +
					  2 * STRIDE
				: 0;
	/* not on top of what earlier calls left, which a collection takes */
	budget->limit = budget->base + memory;
	budget->steps = steps;
	budget->reserve = steps / RESERVE;
	budget->refused = 0;
	budget->spent = TICK_UNSPENT;
	budget->line = 0;
	lua_sethook(S, watch, LUA_MASKCOUNT, STRIDE);
	tick_watch_open();
}

void tick_budget_close(lua_State *S, struct tick_budget *budget)
{
	tick_watch_close();
	lua_sethook(S, NULL, 0, 0);
	settle(budget);
	budget->left = budget->steps;
	budget->limit = SIZE_MAX / 2;
	budget->steps = INT64_MAX / 2;
	budget->reserve = 0;
}
