/*
 * sandbox: a Lua state for one script, with the author library in it and a
 * budget around each call. Only strings, numbers, booleans, nil, documents
 * (both ways: none) and facts cross the wall.
 */
#include "worker/bind.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <lualib.h>

#include "base/bundle.h"
#include "base/error.h"
#include "worker/bounded.h"
#include "worker/budget.h"
#include "worker/lua_doc.h"
#include "worker/lua_facts.h"
#include "worker/watch.h"

#define SANDBOX "tickmark.sandbox"
#define OURS "lua/tickmark/" /* places in the bundle */
#define MESSAGE 2048         /* bytes of what a script says of its end */

struct sandbox {
	lua_State *S;
	struct tick_budget budget;
};

/* What `enter` is to do inside the sandbox. */
struct call {
	lua_State *from;
	int first, last; /* arguments on the stack of `from` */
};

static const char LOADED = 0, ENTRIES = 0, EXPLAINED = 0;

/* The library's own require: a module of the bundle, loaded once. */
static int library_require(lua_State *S)
{
	const char *name = luaL_checkstring(S, 1);
	const struct tick_bundled *file;

	lua_rawgetp(S, LUA_REGISTRYINDEX, &LOADED);
	if (lua_getfield(S, -1, name) != LUA_TNIL)
		return 1;
	file = tick_bundle_find(name);
	if (!file)
		return luaL_error(S, "no module '%s' in this build", name);
	if (luaL_loadbufferx(S, file->data, file->len, name, "b") != LUA_OK)
		return lua_error(S);
	lua_call(S, 0, 1);
	lua_pushvalue(S, -1);
	lua_setfield(S, 2, name);
	return 1;
}

/* Runs protected in a new state: libraries, then the author library. */
static int furnish(lua_State *S)
{
	static const luaL_Reg libraries[] = {
		{LUA_GNAME, luaopen_base}, {"string", luaopen_string},
		{"table", luaopen_table},  {"math", luaopen_math},
		{"utf8", luaopen_utf8},    {NULL, NULL},
	};

	for (const luaL_Reg *p = libraries; p->name; p++) {
		luaL_requiref(S, p->name, p->func, 1);
		lua_pop(S, 1);
	}
	tick_bound_strings(S);
	tick_bound_libraries(S);
	lua_newtable(S);
	luaopen_tick_facts(S);
	lua_setfield(S, -2, "tickmark.facts");
	lua_rawsetp(S, LUA_REGISTRYINDEX, &LOADED);
	lua_pushcfunction(S, library_require);
	lua_setglobal(S, "require");
	lua_pushcfunction(S, library_require);
	lua_pushliteral(S, "tickmark.author");
	lua_call(S, 1, 1);
	lua_rawsetp(S, LUA_REGISTRYINDEX, &ENTRIES);
	return 0;
}

/* Pass argument `i` of the call on. */
static void hand_over(lua_State *S, lua_State *from, int i)
{
	size_t len;
	const char *text;

	switch (lua_type(from, i)) {
	case LUA_TSTRING:
		text = lua_tolstring(from, i, &len);
		lua_pushlstring(S, text, len);
		break;
	case LUA_TNUMBER:
		if (lua_isinteger(from, i))
			lua_pushinteger(S, lua_tointeger(from, i));
		else
			lua_pushnumber(S, lua_tonumber(from, i));
		break;
	case LUA_TBOOLEAN:
		lua_pushboolean(S, lua_toboolean(from, i));
		break;
	case LUA_TUSERDATA:
		tick_bind_push_doc(S, tick_bind_to_doc(from, i));
		break;
	default:
		lua_pushnil(S);
	}
}

/* Runs protected in the sandbox: entry(...). */
static int enter(lua_State *S)
{
	const struct call *call = lua_touserdata(S, 1);

	lua_settop(S, 0);
	luaL_checkstack(S, call->last - call->first + 8, "call");
	lua_rawgetp(S, LUA_REGISTRYINDEX, &ENTRIES);
	hand_over(S, call->from, call->first);
	lua_gettable(S, 1);
	lua_remove(S, 1);
	for (int i = call->first + 1; i <= call->last; i++)
		hand_over(S, call->from, i);
	lua_call(S, call->last - call->first, LUA_MULTRET);
	return lua_gettop(S);
}

/*
 * The place that a message begins with ("checks/mfa.lua:7: ..."): the length
 * of the path and the line. Returns what follows it, or NULL.
 */
static const char *place_in(const char *text, size_t *path, int *line)
{
	const char *colon = strstr(text, ".lua:");
	char *end;
	long n;

	if (!colon || strncmp(text, OURS, strlen(OURS)) == 0 ||
	    strcspn(text, " \n") < (size_t)(colon - text))
		return NULL;
	*path = (size_t)(colon - text) + 4;
	n = strtol(text + *path + 1, &end, 10);
	if (n < 1 || n > INT_MAX || strncmp(end, ": ", 2) != 0)
		return NULL;
	*line = (int)n;
	return end + 2;
}

/* Message handler: message, then the script's path and line if known. */
static int explain(lua_State *S)
{
	lua_Debug ar;
	const char *text = lua_tostring(S, 1), *rest;
	size_t path;
	int line;

	/* The parser is run with this handler and hands on what it gave. */
	if (lua_istable(S, 1) && lua_rawgetp(S, 1, &EXPLAINED) != LUA_TNIL) {
		lua_settop(S, 1);
		return 1;
	}
	if (!text)
		text = lua_pushfstring(S, "(error object is a %s)",
				       luaL_typename(S, 1));
	rest = place_in(text, &path, &line);
	lua_createtable(S, 3, 1);
	lua_pushboolean(S, 1);
	lua_rawsetp(S, -2, &EXPLAINED);
	lua_pushstring(S, rest ? rest : text);
	lua_rawseti(S, -2, 1);
	if (rest) {
		lua_pushlstring(S, text, path);
	} else if (tick_budget_place(S, &ar)) {
		lua_pushstring(S, ar.source + (*ar.source == '@'));
		line = ar.currentline;
	} else {
		return 1;
	}
	lua_rawseti(S, -2, 2);
	lua_pushinteger(S, line);
	lua_rawseti(S, -2, 3);
	return 1;
}

static const char *kind_of(const struct sandbox *box, int status)
{
	if (box->budget.spent == TICK_SPENT_STEPS)
		return "steps";
	if (box->budget.spent == TICK_SPENT_MEMORY || status == LUA_ERRMEM)
		return "memory";
	return "error";
}

/* Push the place of a spent budget, or nothing. Returns how many values. */
static int push_place(lua_State *L, const struct tick_budget *budget)
{
	if (budget->spent == TICK_UNSPENT || !budget->line)
		return 0;
	lua_pushstring(L, budget->path);
	lua_pushinteger(L, budget->line);
	return 2;
}

/* How much of a text is passed on: whole characters, where it has any. */
static size_t clipped(const char *text, size_t len)
{
	if (len <= MESSAGE)
		return len;
	for (len = MESSAGE; len > MESSAGE - 4; len--) {
		if (((unsigned char)text[len] & 0xC0) != 0x80)
			break;
	}
	return len;
}

/* Push false, kind, message, path, line for what a call left behind. */
static int push_failure(lua_State *L, struct sandbox *box, int status)
{
	lua_State *S = box->S;
	size_t len;
	const char *text;

	lua_pushboolean(L, 0);
	lua_pushstring(L, kind_of(box, status));
	if (status == LUA_OK || !lua_istable(S, -1)) {
		text = lua_type(S, -1) == LUA_TSTRING ? lua_tostring(S, -1)
						      : NULL;
		if (box->budget.spent == TICK_SPENT_STEPS)
			text = "the budget of steps is spent";
		else if (status == LUA_OK || !text)
			text = "not enough memory";
		lua_pushstring(L, text);
		return 3 + push_place(L, &box->budget);
	}
	lua_rawgeti(S, -1, 1);
	text = lua_tolstring(S, -1, &len);
	lua_pushlstring(L, text, clipped(text, len));
	if (box->budget.spent != TICK_UNSPENT && box->budget.line)
		return 3 + push_place(L, &box->budget);
	if (lua_rawgeti(S, -2, 2) == LUA_TNIL)
		return 3;
	lua_pushstring(L, lua_tostring(S, -1));
	lua_rawgeti(S, -3, 3);
	lua_pushinteger(L, lua_tointeger(S, -1));
	return 5;
}

/* Push true and what the call gave. */
static int push_results(lua_State *L, lua_State *S, int first)
{
	int last = lua_gettop(S);

	luaL_checkstack(L, last - first + 8, "results");
	lua_pushboolean(L, 1);
	for (int i = first; i <= last; i++) {
		if (lua_type(S, i) == LUA_TUSERDATA)
			lua_pushnil(L);
		else
			hand_over(L, S, i);
	}
	return last - first + 2;
}

/*
 * sandbox:call(memory, steps, entry, ...) -> true, ...
 *                               | false, kind, message, path, line
 * kind: "error", "steps" or "memory".
 */
static int sandbox_call(lua_State *L)
{
	struct sandbox *box = tick_bind_check(L, 1, SANDBOX);
	size_t memory = (size_t)luaL_checkinteger(L, 2);
	int64_t steps = luaL_checkinteger(L, 3);
	struct call call = {L, 4, lua_gettop(L)};
	lua_State *S = box->S;
	int status;

	luaL_checkstring(L, 4);
	lua_settop(S, 0);
	lua_pushcfunction(S, explain);
	lua_pushcfunction(S, enter);
	lua_pushlightuserdata(S, &call);
	tick_budget_open(S, &box->budget, memory, steps);
	status = lua_pcall(S, 1, LUA_MULTRET, 1);
	tick_budget_close(S, &box->budget);
	if (status != LUA_OK || box->budget.spent != TICK_UNSPENT)
		return push_failure(L, box, status);
	return push_results(L, S, 2);
}

/*
 * sandbox:left() -> steps that the last call left; below 0: it took more,
 * and how many at most it would have taken besides in a state of its own
 */
static int sandbox_left(lua_State *L)
{
	const struct sandbox *box = tick_bind_check(L, 1, SANDBOX);

	lua_pushinteger(L, box->budget.left);
	lua_pushinteger(L, box->budget.saved);
	return 2;
}

struct bytes {
	const char *data;
	size_t len;
	const char *name;
};

static int take_facts(lua_State *S)
{
	const struct bytes *bytes = lua_touserdata(S, 1);

	lua_rawgetp(S, LUA_REGISTRYINDEX, &ENTRIES);
	lua_getfield(S, -1, "facts");
	lua_pushstring(S, bytes->name);
	tick_facts_push(S, bytes->data, bytes->len);
	lua_call(S, 2, 0);
	return 0;
}

/* sandbox:facts(input, bytes) -> true | nil, message */
static int sandbox_facts(lua_State *L)
{
	struct sandbox *box = tick_bind_check(L, 1, SANDBOX);
	struct bytes bytes = {NULL, 0, luaL_checkstring(L, 2)};
	size_t before = box->budget.used;

	bytes.data = luaL_checklstring(L, 3, &bytes.len);
	lua_settop(box->S, 0);
	lua_pushcfunction(box->S, take_facts);
	lua_pushlightuserdata(box->S, &bytes);
	if (lua_pcall(box->S, 1, 0, 0) == LUA_OK) {
		if (box->budget.used > before)
			box->budget.base += box->budget.used - before;
		lua_pushboolean(L, 1);
		return 1;
	}
	luaL_pushfail(L);
	lua_pushstring(L, lua_isstring(box->S, -1) ? lua_tostring(box->S, -1)
						   : "no facts");
	return 2;
}

static int sandbox_gc(lua_State *L)
{
	void **slot = luaL_checkudata(L, 1, SANDBOX);
	struct sandbox *box = *slot;

	*slot = NULL;
	if (box)
		tick_budget_end(box->S, &box->budget);
	free(box);
	return 0;
}

/* sandbox.new() -> sandbox | nil, message, code */
static int sandbox_new(lua_State *L)
{
	void **slot = tick_bind_box(L, SANDBOX, 0);
	struct sandbox *box = calloc(1, sizeof(*box));
	const char *why;

	*slot = box;
	if (!box)
		return tick_bind_result(L, tick_error_nomem());
	box->S = tick_budget_state(&box->budget);
	if (!box->S)
		return tick_bind_result(L, tick_error_nomem());
	lua_pushcfunction(box->S, furnish);
	if (lua_pcall(box->S, 0, 0, 0) == LUA_OK)
		return 1;
	why = lua_tostring(box->S, -1);
	return tick_bind_result(
		L, tick_error_set(TICK_ERROR, "%s", why ? why : "no library"));
}

/* sandbox.watch() -> true | nil, message, code; see worker/watch.h */
static int sandbox_watch(lua_State *L)
{
	lua_pushboolean(L, 1);
	return tick_bind_result(L, tick_watch_start());
}

static const luaL_Reg functions[] = {
	{"new", sandbox_new},
	{"watch", sandbox_watch},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"call", sandbox_call},
	{"left", sandbox_left},
	{"facts", sandbox_facts},
	{"close", sandbox_gc},
	{NULL, NULL},
};

int luaopen_tick_sandbox(lua_State *L)
{
	tick_bind_type(L, SANDBOX, methods, sandbox_gc);
	luaL_newlib(L, functions);
	return 1;
}
