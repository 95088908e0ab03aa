/* Facts inside a sandbox. */
#ifndef WORKER_LUA_FACTS_H
#define WORKER_LUA_FACTS_H

#include "lua/bind.h"

/* Push the records in `data`, which is copied, sorted by path. [-0, +1, e] */
void tick_facts_push(lua_State *S, const char *data, size_t len);

/* The library {record=, encode=, decode=, values=} that the author library builds on. */
int luaopen_tick_facts(lua_State *S);

#endif
