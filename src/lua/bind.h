/* Conventions shared by every binding, of the host and of the worker. */
#ifndef LUA_BIND_H
#define LUA_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "tickmark.h"

/*
 * Finish a binding that left its result on top of the stack: one value on
 * success; nil, message, code name on failure.  [-0, +(0|3), m]
 */
int tick_bind_result(lua_State *L, int err);

/*
 * Push a box for a C object: a userdata of type `tname` that holds NULL and
 * is already finalizable, with `nuv` user values. Fill it after; nothing can
 * leak in between.  [-0, +1, m]
 */
void **tick_bind_box(lua_State *L, const char *tname, int nuv);

/* The object in argument `arg`; raises if it is another type or closed. */
void *tick_bind_check(lua_State *L, int arg, const char *tname);

/* Create the metatable of a type. `gc` is __gc and __close.  [-0, +0, m] */
void tick_bind_type(lua_State *L, const char *tname, const luaL_Reg *methods,
		    lua_CFunction gc);

/* A function for Lua: sha256(bytes) -> hex.  [-0, +1, e] */
int tick_bind_sha256(lua_State *L);

/* Let `require` find our own modules in the bundle.  [-0, +0, m] */
void tick_bind_bundle(lua_State *L);

#endif
