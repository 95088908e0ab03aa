/* libtickmark: an engine is a Lua state of its own behind a C door. */
#include "tickmark.h"

#include <stdlib.h>
#include <string.h>

#include <lua.h>
#include <lua-cjson.h>
#include <lualib.h>

#include "base/error.h"
#include "host/bind.h"

struct tick_engine {
	lua_State *L;
};

/* A call of tickmark.embed inside the state. */
struct call {
	const char *name;
	const char *arguments[2];
	char *text; /* of the answer, for the caller */
	int status;
};

static int furnish(lua_State *L)
{
	luaL_openlibs(L);
	tick_bind_bundle(L);
	luaL_requiref(L, "cjson", luaopen_cjson, 0);
	luaL_requiref(L, "tickmark.core", luaopen_tickmark_core, 0);
	return 0;
}

int tick_engine_new(tick_engine **out)
{
	tick_engine *engine = calloc(1, sizeof(*engine));
	int err = TICK_OK;

	if (!engine)
		return tick_error_nomem();
	engine->L = luaL_newstate();
	if (!engine->L) {
		err = tick_error_nomem();
		goto done;
	}
	lua_pushcfunction(engine->L, furnish);
	if (lua_pcall(engine->L, 0, 0, 0) != LUA_OK) {
		err = tick_error_set(TICK_ERROR, "the Lua state can't start");
		goto done;
	}
	*out = engine;
	engine = NULL;
done:
	tick_engine_free(engine);
	return err;
}

void tick_engine_free(tick_engine *engine)
{
	if (!engine)
		return;
	if (engine->L)
		lua_close(engine->L);
	free(engine);
}

/* Runs protected: embed.NAME(arguments) -> text, status. */
static int enter(lua_State *L)
{
	struct call *call = lua_touserdata(L, 1);

	lua_getglobal(L, "require");
	lua_pushliteral(L, "tickmark.embed");
	lua_call(L, 1, 1);
	lua_getfield(L, -1, call->name);
	lua_pushstring(L, call->arguments[0]);
	lua_pushstring(L, call->arguments[1]);
	lua_call(L, 2, 2);
	call->status = (int)luaL_checkinteger(L, -1);
	call->text = strdup(luaL_checkstring(L, -2));
	return call->text ? 0 : luaL_error(L, "out of memory");
}

static int enter_engine(char **out, int *status, tick_engine *engine,
			struct call *call)
{
	lua_State *L = engine->L;
	int err = TICK_OK;

	lua_pushcfunction(L, enter);
	lua_pushlightuserdata(L, call);
	if (lua_pcall(L, 1, 0, 0) != LUA_OK)
		err = tick_error_set(TICK_ERROR, "%s",
				     lua_isstring(L, -1) ? lua_tostring(L, -1)
							 : "out of memory");
	lua_settop(L, 0);
	if (err == TICK_OK && call->status > 2) {
		err = tick_error_set(TICK_EINVALID, "%s", call->text);
		tick_text_free(call->text);
	} else if (err == TICK_OK) {
		*out = call->text;
		*status = call->status;
	}
	return err;
}

int tick_engine_audit(char **out, int *status, tick_engine *engine,
		      const char *options)
{
	struct call call = {"audit", {options, NULL}, NULL, 0};

	return enter_engine(out, status, engine, &call);
}

int tick_engine_reperform(char **out, int *status, tick_engine *engine,
			  const char *result, const char *options)
{
	struct call call = {"reperform", {result, options}, NULL, 0};

	return enter_engine(out, status, engine, &call);
}

void tick_text_free(char *text)
{
	free(text);
}
