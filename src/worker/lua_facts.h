/* Facts inside a sandbox. */
#ifndef WORKER_LUA_FACTS_H
#define WORKER_LUA_FACTS_H

#include "base/buffer.h"
#include "lua/bind.h"

/* Push the records in `data`, which is copied, sorted by path. [-0, +1, e] */
void tick_facts_push(lua_State *S, const char *data, size_t len);

/* Fields of a record's head: items, blob, date, period, extra. */
#define TICK_FACTS_HEAD 5

/* The buffer that a state's records are written in, emptied. Borrowed from
 * the state: one writer at a time.  [-0, +0, e] */
struct tick_buffer *tick_facts_writer(lua_State *S);

/*
 * Open a record of `path` at the end of `out`; append its head's fields and
 * its list of items; then seal what was opened at `start`.  [-0, +0, e]
 */
size_t tick_facts_open(lua_State *S, struct tick_buffer *out, const char *path,
		       size_t len);
void tick_facts_seal(lua_State *S, struct tick_buffer *out, size_t start);

/* The library {record=, encode=, decode=, values=} that the author library
 * builds on. */
int luaopen_tick_facts(lua_State *S);

#endif
