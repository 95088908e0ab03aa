/*
 * The worker: limits, a Lua state of ours, the bindings, lua/tickmark/worker/.
 */
#include <stdio.h>
#include <stdlib.h>

#include <lua.h>
#include <lua-cjson.h>
#include <lualib.h>

#include "base/error.h"
#include "base/words.h"
#include "worker/bind.h"
#include "worker/budget.h"
#include "worker/limits.h"
#include "worker/watch.h"

/* Runs protected, so any Lua error ends up in one place: main(). */
static int run(lua_State *L)
{
	lua_gc(L, LUA_GCINC, 1000, 400,
	       0); /* little of what is made lives on */
	luaL_openlibs(L);
	tick_bind_bundle(L);
	luaL_requiref(L, "cjson", luaopen_cjson, 0);
	luaL_requiref(L, "tickmark_worker", luaopen_tickmark_worker, 0);
	luaL_requiref(L, "tickmark_worker.lock", luaopen_tick_lock, 0);
	lua_getglobal(L, "require");
	lua_pushliteral(L, "tickmark.worker.main");
	lua_call(L, 1, 1);
	lua_pushstring(L, lua_touserdata(L, 1));
	lua_call(L, 1, 0);
	return 0;
}

int main(int argc, char **argv)
{
	struct tick_budget budget; /* counts; nothing limits our own code */
	lua_State *L;
	int status = EXIT_FAILURE;

	if (argc != 2) {
		fputs("tickmark worker: started by tickmark, not by hand\n",
		      stderr);
		return EXIT_FAILURE;
	}
	if (tick_limits_set() != TICK_OK || tick_watch_start() != TICK_OK) {
		tick_last_words("tickmark worker", tick_error_message());
		return EXIT_FAILURE;
	}
	L = tick_budget_state(&budget);
	if (!L) {
		fputs("tickmark worker: out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	lua_pushcfunction(L, run);
	lua_pushlightuserdata(L, argv[1]);
	if (lua_pcall(L, 1, 0, 0) == LUA_OK)
		status = EXIT_SUCCESS;
	else
		tick_last_words("tickmark worker", luaL_tolstring(L, -1, NULL));
	tick_budget_end(L, &budget);
	return status;
}
