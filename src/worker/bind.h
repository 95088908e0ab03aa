/* The worker's bindings, one a file; module.c lists them. */
#ifndef WORKER_BIND_H
#define WORKER_BIND_H

#include "lua/bind.h"

int luaopen_tick_git(lua_State *L);
int luaopen_tick_doc(lua_State *L);
int luaopen_tick_sandbox(lua_State *L);
int luaopen_tick_channel(lua_State *L);

/* Not part of the module: main.c adds it, for what is locked stays locked. */
int luaopen_tick_lock(lua_State *L);

/* The worker's C as a Lua module: {git=, doc=, ...}. */
TICK_API int luaopen_tickmark_worker(lua_State *L);

#endif
