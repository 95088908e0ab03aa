/* tickmark_worker.lock: the lock for the worker's own Lua. */
#include "worker/bind.h"

#include "worker/lock.h"
#include "worker/probe.h"

#define LOCK "tickmark.lock"

/* lock.new() -> lock | nil, message, code */
static int lock_new(lua_State *L)
{
	void **box = tick_bind_box(L, LOCK, 0);
	tick_lock *lock = NULL;
	int err = tick_lock_new(&lock);

	*box = lock;
	return tick_bind_result(L, err);
}

/* lock:allow(path, writes) -> true | nil, message, code */
static int lock_allow(lua_State *L)
{
	tick_lock *lock = tick_bind_check(L, 1, LOCK);
	const char *path = luaL_checkstring(L, 2);
	int err = tick_lock_allow(lock, path, lua_toboolean(L, 3));

	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

/* lock:close(writes) -> true | nil, message, code: for good */
static int lock_close(lua_State *L)
{
	tick_lock *lock = tick_bind_check(L, 1, LOCK);
	int err = tick_lock_close(lock, lua_toboolean(L, 2));

	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

static int lock_gc(lua_State *L)
{
	void **slot = luaL_checkudata(L, 1, LOCK);

	tick_lock_free(*slot);
	*slot = NULL;
	return 0;
}

/* lock.prove() -> true | nil, message, code */
static int lock_prove(lua_State *L)
{
	int err = tick_lock_prove();

	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

/* lock.probe(name, path) -> true: it worked | nil, why not, code */
static int lock_probe(lua_State *L)
{
	int err =
		tick_probe(luaL_checkstring(L, 1), luaL_optstring(L, 2, NULL));

	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

/* lock.version() -> version of Landlock, or 0 */
static int lock_version(lua_State *L)
{
	lua_pushinteger(L, tick_lock_version());
	return 1;
}

static const luaL_Reg functions[] = {
	{"new", lock_new},     {"version", lock_version},
	{"prove", lock_prove}, {"probe", lock_probe},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"allow", lock_allow},
	{"close", lock_close},
	{NULL, NULL},
};

int luaopen_tick_lock(lua_State *L)
{
	tick_bind_type(L, LOCK, methods, lock_gc);
	luaL_newlib(L, functions);
	return 1;
}
