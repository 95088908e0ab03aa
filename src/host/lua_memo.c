/* tickmark.core.memo: what was found out before, for the host's Lua. */
#include "host/bind.h"

#include "host/memo.h"

#define MEMO "tickmark.memo"

static tick_memo *check(lua_State *L)
{
	return tick_bind_check(L, 1, MEMO);
}

/* core.memo(dir, most, writes) -> memo | nil, message, code; close it soon */
static int memo_open(lua_State *L)
{
	const char *dir = luaL_checkstring(L, 1);
	size_t most = (size_t)luaL_checkinteger(L, 2);
	bool writes = lua_toboolean(L, 3);
	tick_memo **box = (tick_memo **)tick_bind_box(L, MEMO, 0);

	return tick_bind_result(L, tick_memo_open(box, dir, most, writes));
}

/* memo:get(key) -> bytes | nil, message, code */
static int memo_get(lua_State *L)
{
	tick_memo *memo = check(L);
	const char *key = luaL_checkstring(L, 2);
	const void *data = NULL;
	size_t len = 0;
	int err = tick_memo_get(&data, &len, memo, key);

	if (err == TICK_OK)
		lua_pushlstring(L, data, len);
	return tick_bind_result(L, err);
}

/* memo:put(key, bytes) -> true | nil, message, code */
static int memo_put(lua_State *L)
{
	tick_memo *memo = check(L);
	const char *key = luaL_checkstring(L, 2);
	size_t len;
	const char *data = luaL_checklstring(L, 3, &len);

	lua_pushboolean(L, 1);
	return tick_bind_result(L, tick_memo_put(memo, key, data, len));
}

/* memo:empty() -> true | nil, message, code */
static int memo_empty(lua_State *L)
{
	tick_memo *memo = check(L);

	lua_pushboolean(L, 1);
	return tick_bind_result(L, tick_memo_empty(memo));
}

static int memo_close(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, MEMO);

	tick_memo_free(*box);
	*box = NULL;
	return 0;
}

/* memo:keep() -> true | nil, message, code: what was put lasts; it is closed */
static int memo_keep(lua_State *L)
{
	int err = tick_memo_keep(check(L));

	memo_close(L);
	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

static const luaL_Reg functions[] = {
	{"memo", memo_open},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"get", memo_get},   {"put", memo_put},     {"empty", memo_empty},
	{"keep", memo_keep}, {"close", memo_close}, {NULL, NULL},
};

void tick_host_memo(lua_State *L)
{
	tick_bind_type(L, MEMO, methods, memo_close);
	luaL_setfuncs(L, functions, 0);
}
