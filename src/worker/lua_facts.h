/* Facts inside a sandbox. */
#ifndef WORKER_LUA_FACTS_H
#define WORKER_LUA_FACTS_H

#include "base/buffer.h"
#include "lua/bind.h"

/* Push the records in `data`, which is copied, sorted by path. [-0, +1, e] */
void tick_facts_push(lua_State *S, const char *data, size_t len);

/* Fields of a record's head: items, blob, date, period, extra. */
#define TICK_FACTS_HEAD 5

/*
 * Begin a record of `path`. Append its head's fields and its list of items,
 * then end it, which pushes its bytes. One at a time in a state; the buffer is
 * Borrowed from the state.  [-0, +0, e] and [-0, +1, e]
 */
struct tick_buffer *tick_facts_begin(lua_State *S, const char *path,
				     size_t len);
void tick_facts_end(lua_State *S, struct tick_buffer *out);

/* The library {record=, encode=, decode=, values=} that the author library
 * builds on. */
int luaopen_tick_facts(lua_State *S);

#endif
