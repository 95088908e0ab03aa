/*
 * The standard libraries of a sandbox, bounded: what loops in C without asking
 * for memory pays for it in steps.
 */
#ifndef WORKER_BOUNDED_H
#define WORKER_BOUNDED_H

#include <lua.h>

/* find, match, gmatch, gsub and rep, our own.  [-0, +0, m] */
void tick_bound_strings(lua_State *S);

/* A price on every other function that has such a loop.  [-0, +0, m] */
void tick_bound_libraries(lua_State *S);

#endif
