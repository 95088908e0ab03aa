/* tickmark.core: the host's C for Lua, one file a subject. */
#ifndef HOST_BIND_H
#define HOST_BIND_H

#include "lua/bind.h"

/* Add their functions to the table at the top.  [-0, +0, m] */
void tick_host_memo(lua_State *L);
void tick_host_process(lua_State *L);
void tick_host_system(lua_State *L);

/* The module; exported. */
TICK_API int luaopen_tickmark_core(lua_State *L);

#endif
