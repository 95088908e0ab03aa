/*
 * What functions of the standard libraries cost that loop in C over something
 * that they don't allocate. Each pays before it runs; the function behind the
 * price is Lua's own and finds its arguments as they were given, but for what
 * string.format would print of the machine.
 */
#include "worker/bounded.h"

#include <math.h>
#include <string.h>

#include <lauxlib.h>

#include "worker/budget.h"

#define BYTES_A_STEP 8 /* of a text that is looked at byte by byte */

struct price {
	const char *library, *name;
	int64_t (*cost)(lua_State *S);
};

static lua_Integer integer_or(lua_State *S, int arg, lua_Integer otherwise)
{
	int is;
	lua_Integer value = lua_tointegerx(S, arg, &is);

	return is ? value : otherwise;
}

/* How many whole numbers there are from one to the other. */
static int64_t span(lua_Integer from, lua_Integer to)
{
	uint64_t n = (uint64_t)to - (uint64_t)from;

	if (from > to)
		return 0;
	return n < INT64_MAX ? (int64_t)n + 1 : INT64_MAX;
}

static lua_Integer length(lua_State *S, int arg)
{
	return (lua_Integer)lua_rawlen(S, arg);
}

/* A place counted from the end, if it is negative. */
static lua_Integer place(lua_State *S, int arg, lua_Integer otherwise)
{
	lua_Integer at = integer_or(S, arg, otherwise), len = length(S, 1);

	if (at < 0)
		at += len + 1;
	return at < 0 ? 0 : at > len ? len : at;
}

static int64_t arguments(lua_State *S)
{
	return lua_gettop(S);
}

/* A text, or a format that is gone through sign by sign. */
static int64_t text(lua_State *S)
{
	return lua_type(S, 1) == LUA_TSTRING ? length(S, 1) / BYTES_A_STEP : 0;
}

static int64_t format(lua_State *S)
{
	return text(S) + lua_gettop(S);
}

/* Bytes or characters `i` to `j` of a text; `j` is `i`. */
static int64_t some_bytes(lua_State *S)
{
	lua_Integer i;

	if (lua_type(S, 1) != LUA_TSTRING)
		return 0;
	i = place(S, 2, 1);
	return span(i, place(S, 3, i));
}

/* The same; `j` is the last one. */
static int64_t all_bytes(lua_State *S)
{
	if (lua_type(S, 1) != LUA_TSTRING)
		return 0;
	return span(place(S, 2, 1), place(S, 3, -1)) / BYTES_A_STEP;
}

/* table.concat(list, sep, i, j) */
static int64_t concat(lua_State *S)
{
	return span(integer_or(S, 3, 1), integer_or(S, 4, length(S, 1)));
}

/* table.unpack(list, i, j) */
static int64_t unpack(lua_State *S)
{
	return span(integer_or(S, 2, 1), integer_or(S, 3, length(S, 1)));
}

/* table.insert(list, place, value) moves what follows. */
static int64_t insert(lua_State *S)
{
	return lua_gettop(S) < 3 ? 0 : span(integer_or(S, 2, 1), length(S, 1));
}

/* table.remove(list, place), likewise. */
static int64_t remove_at(lua_State *S)
{
	return lua_isnoneornil(S, 2) ? 0
				     : span(integer_or(S, 2, 1), length(S, 1));
}

/* table.move(list, from, to, ...) */
static int64_t move(lua_State *S)
{
	return span(integer_or(S, 2, 1), integer_or(S, 3, 0));
}

/* table.sort(list) compares inside C; a function would pay for itself. */
static int64_t sort(lua_State *S)
{
	int64_t n = length(S, 1), cost = 0;

	if (!lua_isnoneornil(S, 2))
		return 0;
	for (int64_t rest = n; rest > 1; rest /= 2)
		cost += n;
	return cost;
}

static const struct price prices[] = {
	{LUA_GNAME, "select", arguments},  {LUA_GNAME, "tonumber", text},
	{"math", "max", arguments},        {"math", "min", arguments},
	{"string", "byte", some_bytes},    {"string", "char", arguments},
	{"table", "concat", concat},       {"table", "insert", insert},
	{"table", "move", move},           {"table", "pack", arguments},
	{"table", "remove", remove_at},    {"table", "sort", sort},
	{"table", "unpack", unpack},       {"utf8", "char", arguments},
	{"utf8", "codepoint", some_bytes}, {"utf8", "len", all_bytes},
};

static int call_original(lua_State *S, int upvalue)
{
	return lua_tocfunction(S, lua_upvalueindex(upvalue))(S);
}

/* Upvalues: the function, its place in the list. */
static int priced(lua_State *S)
{
	lua_Integer i = lua_tointeger(S, lua_upvalueindex(2));
	int64_t cost = prices[i].cost(S);

	if (cost > 0)
		tick_budget_charge(S, cost);
	return call_original(S, 1);
}

/* Does a format show where something lies in memory? */
static int has_address(lua_State *S, int arg)
{
	size_t len;
	const char *form = lua_tolstring(S, arg, &len), *end = form + len;

	while ((form = memchr(form, '%', (size_t)(end - form))) != NULL) {
		form += 1 + strspn(form + 1, "-+ #0123456789.");
		if (*form == 'p')
			return 1;
		form += *form == '%';
	}
	return 0;
}

/*
 * Put what may be printed in place of argument `i`: of tables, functions and
 * the like what they are and not where; of what is no number not the sign, in
 * which machines differ.
 */
static void make_plain(lua_State *S, int i)
{
	int kind = lua_type(S, i);

	if (kind == LUA_TNUMBER && lua_tonumber(S, i) != lua_tonumber(S, i)) {
		lua_pushnumber(S, (lua_Number)NAN);
		lua_replace(S, i);
	} else if (kind > LUA_TSTRING) {
		if (luaL_getmetafield(S, i, "__tostring") != LUA_TNIL) {
			lua_pop(S, 1);
			return;
		}
		lua_pushstring(S, lua_typename(S, kind));
		lua_replace(S, i);
	}
}

/* tostring(value) */
static int base_tostring(lua_State *S)
{
	if (lua_gettop(S) > 0)
		make_plain(S, 1);
	return call_original(S, 1);
}

/* string.format(form, ...) */
static int string_format(lua_State *S)
{
	int last = lua_gettop(S);

	tick_budget_charge(S, format(S));
	if (lua_type(S, 1) == LUA_TSTRING && has_address(S, 1))
		return luaL_error(S, "format: %%p prints an address");
	for (int i = 2; i <= last; i++)
		make_plain(S, i);
	return call_original(S, 1);
}

/* utf8.offset(text, n, i): its result tells how far it went. */
static int utf8_offset(lua_State *S)
{
	lua_Integer n = integer_or(S, 2, 0), len = length(S, 1), to;
	lua_Integer from = place(S, 3, n > 0 ? 1 : len);

	call_original(S, 1);
	to = integer_or(S, -1, n > 0 ? len : 0);
	tick_budget_charge(S,
			   (from < to ? to - from : from - to) / BYTES_A_STEP);
	return 1;
}

/* The iterator of utf8.codes passes over bytes at which none begins. */
static int next_code(lua_State *S)
{
	size_t len = 0, n;
	const char *s = lua_tolstring(S, 1, &len);
	size_t at = (size_t)integer_or(S, 2, 0);

	for (n = at; n < len && ((unsigned char)s[n] & 0xC0) == 0x80; n++)
		;
	tick_budget_charge(S, (int64_t)((n - at) / BYTES_A_STEP));
	return call_original(S, 1);
}

static int utf8_codes(lua_State *S)
{
	int n = call_original(S, 1);

	lua_pushvalue(S, -n);
	lua_pushcclosure(S, next_code, 1);
	lua_replace(S, -n - 1);
	return n;
}

/* Put a function of ours before one of a library, which is its upvalue. */
static void wrap(lua_State *S, const char *library, const char *name,
		 lua_CFunction ours)
{
	lua_getglobal(S, library);
	lua_getfield(S, -1, name);
	lua_pushcclosure(S, ours, 1);
	lua_setfield(S, -2, name);
	lua_pop(S, 1);
}

void tick_bound_libraries(lua_State *S)
{
	size_t n = sizeof(prices) / sizeof(*prices);

	for (size_t i = 0; i < n; i++) {
		lua_getglobal(S, prices[i].library);
		lua_getfield(S, -1, prices[i].name);
		lua_pushinteger(S, (lua_Integer)i);
		lua_pushcclosure(S, priced, 2);
		lua_setfield(S, -2, prices[i].name);
		lua_pop(S, 1);
	}
	wrap(S, LUA_GNAME, "tostring", base_tostring);
	wrap(S, "string", "format", string_format);
	wrap(S, "utf8", "offset", utf8_offset);
	wrap(S, "utf8", "codes", utf8_codes);
}
