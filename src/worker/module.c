/* The worker's C for Lua: one library a binding file. */
#include "worker/bind.h"
#include "worker/lua_facts.h"

static const luaL_Reg parts[] = {
	{"channel", luaopen_tick_channel}, {"doc", luaopen_tick_doc},
	{"facts", luaopen_tick_facts},     {"git", luaopen_tick_git},
	{"sandbox", luaopen_tick_sandbox}, {NULL, NULL},
};

int luaopen_tickmark_worker(lua_State *L)
{
	luaL_checkversion(L);
	lua_newtable(L);
	for (const luaL_Reg *p = parts; p->name; p++) {
		lua_pushcfunction(L, p->func);
		lua_call(L, 0, 1);
		lua_setfield(L, -2, p->name);
	}
	/* Library code asks for it by this name, here and in a sandbox. */
	luaL_requiref(L, "tickmark.facts", luaopen_tick_facts, 0);
	lua_setfield(L, -2, "facts");
	return 1;
}
