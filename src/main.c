/* tickmark: a Lua state, the core, and lua/tickmark/cli/. Nothing else. */
#include <stdio.h>
#include <stdlib.h>

#include <lua.h>
#include <lua-cjson.h>
#include <lualib.h>

#include "base/words.h"
#include "host/bind.h"

struct arguments {
	int argc;
	char **argv;
};

/* Runs protected, so any Lua error ends up in one place: main(). */
static int run(lua_State *L)
{
	const struct arguments *args = lua_touserdata(L, 1);

	luaL_openlibs(L);
	tick_bind_bundle(L);
	luaL_requiref(L, "cjson", luaopen_cjson, 0);
	luaL_requiref(L, "tickmark.core", luaopen_tickmark_core, 0);
	lua_getglobal(L, "require");
	lua_pushliteral(L, "tickmark.cli");
	lua_call(L, 1, 1);
	luaL_checkstack(L, args->argc, "too many arguments");
	for (int i = 1; i < args->argc; i++)
		lua_pushstring(L, args->argv[i]);
	lua_call(L, args->argc - 1, 1);
	return 1;
}

int main(int argc, char **argv)
{
	struct arguments args = {argc, argv};
	lua_State *L = luaL_newstate();
	int status = 2; /* could not audit */

	if (!L) {
		fputs("tickmark: out of memory\n", stderr);
		return status;
	}
	lua_pushcfunction(L, run);
	lua_pushlightuserdata(L, &args);
	if (lua_pcall(L, 1, 1, 0) == LUA_OK)
		status = (int)lua_tointeger(L, -1);
	else
		tick_last_words("tickmark",
				lua_isstring(L, -1)
					? lua_tostring(L, -1)
					: "an error without a message");
	lua_close(L);
	return status;
}
