/*
 * A budget: what one call into a sandbox may spend. Memory is counted by the
 * state's allocator, steps by a count hook; bytes cost steps too. A budget
 * once spent stays spent until the next call, whatever the script catches.
 */
#ifndef WORKER_BUDGET_H
#define WORKER_BUDGET_H

#include <stddef.h>
#include <stdint.h>

#include <lua.h>

#include "worker/blocks.h"

enum tick_spent { TICK_UNSPENT, TICK_SPENT_STEPS, TICK_SPENT_MEMORY };

struct tick_budget {
	size_t used, limit; /* bytes */
	size_t base;        /* held before the first call, and by facts since */
	int64_t steps;      /* left */
	int64_t reserve; /* below nothing, for the message that it is spent */
	int64_t left;    /* at the end of the last call; below 0: too many */
	int64_t saved;   /* at most, by what earlier calls left to this one */
	size_t refused;  /* bytes of the last request; 0: none */
	enum tick_spent spent;
	struct tick_blocks blocks;
	lua_State *state;
	char path[200]; /* where the script was when it was spent */
	int line;       /* 0: unknown */
};

/*
 * The innermost function on the stack that is a script's, not the library's:
 * fills `source` and `currentline`. 0 if there is none.
 */
int tick_budget_place(lua_State *S, lua_Debug *ar);

/*
 * A state whose memory and steps `budget` counts; NULL: out of memory. Release
 * with tick_budget_end(), also when it is NULL.
 */
lua_State *tick_budget_state(struct tick_budget *budget);

/* Close the state and free its blocks. `S` may be NULL. */
void tick_budget_end(lua_State *S, struct tick_budget *budget);

/* Open a call: `memory` bytes above what is in use, `steps` instructions. */
void tick_budget_open(lua_State *S, struct tick_budget *budget, size_t memory,
		      int64_t steps);

/*
 * Charge for work that no instruction shows, as the loops of a C function;
 * raises once the budget is spent.  [-0, +0, v]
 */
void tick_budget_charge(lua_State *S, int64_t steps);

/* Steps left; none are never fewer than 0.  [-0, +0, -] */
int64_t tick_budget_left(lua_State *S);

/* Close it: the hook goes, and the limit on memory. */
void tick_budget_close(lua_State *S, struct tick_budget *budget);

#endif
