/* tickmark.core: what the host side needs from C, loadable by any Lua 5.4. */
#include "host/bind.h"

int luaopen_tickmark_core(lua_State *L)
{
	luaL_checkversion(L);
	lua_newtable(L);
	tick_host_memo(L);
	tick_host_process(L);
	tick_host_system(L);
	return 1;
}
