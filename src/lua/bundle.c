#include "lua/bind.h"

#include "base/bundle.h"

/* A searcher of package.searchers: a module of the bundle, by its name. */
static int search(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	const struct tick_bundled *file = tick_bundle_find(name);

	if (!file) {
		lua_pushfstring(L, "no module '%s' in this build", name);
		return 1;
	}
	if (luaL_loadbufferx(L, file->data, file->len, name, "b") != LUA_OK)
		return lua_error(L);
	lua_pushstring(L, name);
	return 2;
}

void tick_bind_bundle(lua_State *L)
{
	lua_getglobal(L, "package");
	lua_newtable(L);
	lua_getfield(L, -2, "searchers");
	for (int i = 1; i <= 2; i++) { /* preload first, then the bundle */
		if (i == 1)
			lua_geti(L, -1, 1);
		else
			lua_pushcfunction(L, search);
		lua_seti(L, -3, i);
	}
	lua_pop(L, 1);
	lua_setfield(L, -2, "searchers");
	lua_pop(L, 1);
}
