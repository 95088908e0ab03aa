/*
 * Lua's patterns, a line of pattern and then a text: with counted steps they
 * find, capture, replace and complain as those of Lua itself.
 */
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

#include "fuzz.h"
#include "worker/bounded.h"
#include "worker/budget.h"

#define MEMORY ((size_t)8 << 20)
#define STEPS 100000

static const char work[] =
	"local p, s = ...\n"
	"local out = {}\n"
	"local function take(...)\n"
	"  for i = 1, select('#', ...) do\n"
	"    out[#out + 1] = tostring((select(i, ...)))\n"
	"  end\n"
	"end\n"
	"take(pcall(string.find, s, p))\n"
	"take(pcall(string.find, s, p, 2))\n"
	"take(pcall(string.match, s, p, -3))\n"
	"take(pcall(string.gsub, s, p, '[%0|%1]'))\n"
	"take(pcall(string.gsub, s, p, { a = 'b', [1] = 'c' }, 3))\n"
	"take(pcall(function()\n"
	"  for a, b in string.gmatch(s, p) do take(a, b) end\n"
	"end))\n"
	"return table.concat(out, '\\0')\n";

static lua_State *ours, *theirs;
static struct tick_budget budget;

static void open_states(void)
{
	theirs = luaL_newstate();
	luaL_openlibs(theirs);
	ours = tick_budget_state(&budget);
	luaL_openlibs(ours);
	tick_bound_strings(ours);
	FUZZ_CHECK(!luaL_loadstring(theirs, work));
	FUZZ_CHECK(!luaL_loadstring(ours, work));
}

/* Leaves the answer, or what was wrong, on the stack. */
static int run(lua_State *L, const char *pattern, size_t len, const char *text,
	       size_t text_len)
{
	lua_settop(L, 1);
	lua_pushvalue(L, 1);
	lua_pushlstring(L, pattern, len);
	lua_pushlstring(L, text, text_len);
	return lua_pcall(L, 2, 1, 0);
}

static void check_same(void)
{
	size_t len, our_len;
	const char *answer = lua_tolstring(theirs, -1, &len);
	const char *our = lua_tolstring(ours, -1, &our_len);

	if (len == our_len && !memcmp(answer, our, len))
		return;
	for (size_t i = 0; i < our_len || i < len; i++)
		fprintf(stderr, "%c\t%c\n", i < our_len ? our[i] : ' ',
			i < len ? answer[i] : ' ');
	FUZZ_CHECK(!"the same answer");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *pattern = (const char *)data, *text;
	size_t len;
	int err;

	text = memchr(pattern, '\n', size);
	if (!text)
		return 0;
	if (!ours)
		open_states();
	len = (size_t)(text++ - pattern);
	tick_budget_open(ours, &budget, MEMORY, STEPS);
	err = run(ours, pattern, len, text, size - len - 1);
	tick_budget_close(ours, &budget);
	if (!budget.spent) {
		FUZZ_CHECK(err == LUA_OK);
		FUZZ_CHECK(!run(theirs, pattern, len, text, size - len - 1));
		check_same();
	}
	lua_settop(ours, 1);
	lua_gc(ours, LUA_GCCOLLECT);
	lua_settop(theirs, 1);
	lua_gc(theirs, LUA_GCCOLLECT);
	return 0;
}
