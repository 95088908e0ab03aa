/*
 * A target that is written in Lua: spec/fuzz/oracle/ORACLE.lua is a function of
 * the input that raises on a finding. Each line of our Lua that runs counts as
 * covered, as an edge does in C.
 */
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <lualib.h>

#include "fuzz.h"
#include "worker/bind.h"

#define LINES (1u << 15)
#define WORD(word) #word
#define TEXT(word) WORD(word)

int luaopen_cjson(lua_State *L);

__attribute__((
	section("__libfuzzer_extra_counters"))) static uint8_t lines[LINES];

static void count_line(lua_State *L, lua_Debug *ar)
{
	unsigned place = 5381;

	lua_getinfo(L, "Sl", ar);
	for (const char *p = ar->short_src; *p; p++)
		place = place * 33 + (unsigned char)*p;
	place = (place + (unsigned)ar->currentline) % LINES;
	lines[place] += lines[place] < UINT8_MAX;
}

static cmark_node *parse(const char *text, size_t len)
{
	static const char *const names[] = {"autolink", "strikethrough",
					    "table", "tagfilter", "tasklist"};
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
	cmark_node *top;

	cmark_gfm_core_extensions_ensure_registered();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		cmark_parser_attach_syntax_extension(
			parser, cmark_find_syntax_extension(names[i]));
	cmark_parser_feed(parser, text, len);
	top = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return top;
}

/* markdown(text) -> kind, literal, kind, literal ...: as a reader reads it */
static int markdown(lua_State *L)
{
	size_t len;
	const char *text = luaL_checklstring(L, 1, &len);
	cmark_node *top = parse(text, len);
	cmark_iter *iter = cmark_iter_new(top);
	int n = 0;

	lua_newtable(L); /* out of memory ends the process here, no longjmp */
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const char *literal = cmark_node_get_literal(node);

		if (cmark_iter_get_event_type(iter) != CMARK_EVENT_ENTER)
			continue;
		lua_pushstring(L, cmark_node_get_type_string(node));
		lua_rawseti(L, -2, ++n);
		lua_pushstring(L, literal ? literal : "");
		lua_rawseti(L, -2, ++n);
	}
	cmark_iter_free(iter);
	cmark_node_free(top);
	return 1;
}

static void preload(lua_State *L, const char *name, lua_CFunction open)
{
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
	lua_pushcfunction(L, open);
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
}

/* What ledger/event.lua needs of the host's C. */
static int open_core(lua_State *L)
{
	lua_newtable(L);
	lua_pushcfunction(L, tick_bind_sha256);
	lua_setfield(L, -2, "sha256");
	return 1;
}

static int open_reader(lua_State *L)
{
	lua_pushcfunction(L, markdown);
	return 1;
}

static int traceback(lua_State *L)
{
	luaL_traceback(L, L, lua_tostring(L, 1), 1);
	return 1;
}

static lua_State *open_oracle(void)
{
	lua_State *L = luaL_newstate();

	luaL_openlibs(L);
	preload(L, "cjson", luaopen_cjson);
	preload(L, "tickmark_worker", luaopen_tickmark_worker);
	preload(L, "tickmark.core", open_core);
	preload(L, "fuzz.markdown", open_reader);
	lua_pushcfunction(L, traceback);
	if (luaL_dostring(
		    L, "package.path = './?.lua;lua/?.lua'\n"
		       "return require('spec.fuzz.oracle." TEXT(ORACLE) "')")) {
		fprintf(stderr, "%s\n", lua_tostring(L, -1));
		exit(1);
	}
	lua_settop(L, 2);
	lua_sethook(L, count_line, LUA_MASKLINE, 0);
	return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static lua_State *L;

	if (!L)
		L = open_oracle();
	lua_pushvalue(L, 2);
	lua_pushlstring(L, (const char *)data, size);
	if (lua_pcall(L, 1, 0, 1) != LUA_OK) {
		fprintf(stderr, "%s\n", lua_tostring(L, -1));
		abort();
	}
	return 0;
}
