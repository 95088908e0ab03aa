#include "lua/bind.h"

int tick_bind_result(lua_State *L, int err)
{
	if (err == TICK_OK)
		return 1;
	luaL_pushfail(L);
	lua_pushstring(L, tick_error_message());
	lua_pushstring(L, tick_error_name(err));
	return 3;
}

void **tick_bind_box(lua_State *L, const char *tname, int nuv)
{
	void **box = lua_newuserdatauv(L, sizeof(*box), nuv);

	*box = NULL;
	luaL_setmetatable(L, tname);
	return box;
}

void *tick_bind_check(lua_State *L, int arg, const char *tname)
{
	void **box = luaL_checkudata(L, arg, tname);

	luaL_argcheck(L, *box, arg, "closed");
	return *box;
}

void tick_bind_type(lua_State *L, const char *tname, const luaL_Reg *methods,
		    lua_CFunction gc)
{
	luaL_newmetatable(L, tname);
	lua_pushcfunction(L, gc);
	lua_setfield(L, -2, "__gc");
	lua_pushcfunction(L, gc);
	lua_setfield(L, -2, "__close");
	lua_pushboolean(L, 0); /* scripts can't reach the metatable */
	lua_setfield(L, -2, "__metatable");
	lua_newtable(L);
	luaL_setfuncs(L, methods, 0);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}
