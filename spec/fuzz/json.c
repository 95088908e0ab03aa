/* JSON: what our scan takes, lua-cjson takes too, and for the same values. */
#include <lauxlib.h>
#include <lualib.h>

#include "document.h"

int luaopen_cjson(lua_State *L);

static void check_same(lua_State *L, const struct tick_node *node);

static void check_list(lua_State *L, const struct tick_node *list)
{
	FUZZ_CHECK(lua_istable(L, -1) && lua_rawlen(L, -1) == list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		lua_rawgeti(L, -1, (lua_Integer)i + 1);
		check_same(L, &list->items[i]);
	}
}

static void check_map(lua_State *L, const struct tick_node *map)
{
	uint32_t entries = 0;

	FUZZ_CHECK(lua_istable(L, -1));
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
		entries++;
	FUZZ_CHECK(entries == map->count);
	for (uint32_t i = 0; i < map->count; i++) {
		const struct tick_node *key = &map->items[2 * i];

		lua_pushlstring(L, key->text, key->count);
		lua_rawget(L, -2);
		check_same(L, key + 1);
	}
}

/* Pops the value. */
static void check_same(lua_State *L, const struct tick_node *node)
{
	const char *text;
	size_t len;

	luaL_checkstack(L, 8, NULL);
	switch (node->kind) {
	case TICK_NODE_NULL:
		FUZZ_CHECK(lua_islightuserdata(L, -1));
		break;
	case TICK_NODE_BOOL:
		FUZZ_CHECK(lua_isboolean(L, -1) &&
			   lua_toboolean(L, -1) == node->boolean);
		break;
	case TICK_NODE_INTEGER:
		FUZZ_CHECK(lua_type(L, -1) == LUA_TNUMBER &&
			   lua_tonumber(L, -1) == (double)node->integer);
		break;
	case TICK_NODE_FLOAT:
		FUZZ_CHECK(lua_type(L, -1) == LUA_TNUMBER &&
			   lua_tonumber(L, -1) == node->number);
		break;
	case TICK_NODE_STRING:
		text = lua_tolstring(L, -1, &len);
		FUZZ_CHECK(len == node->count &&
			   !memcmp(text, node->text, len));
		break;
	case TICK_NODE_LIST:
		check_list(L, node);
		break;
	case TICK_NODE_MAP:
		check_map(L, node);
	}
	lua_pop(L, 1);
}

static lua_State *cjson(void)
{
	static lua_State *L;

	if (!L) {
		L = luaL_newstate();
		luaL_openlibs(L);
		luaL_requiref(L, "cjson", luaopen_cjson, 0);
		lua_getfield(L, -1, "decode");
	}
	lua_settop(L, 2);
	return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tick_doc *doc = document_parse(data, size, TICK_DOC_JSON, 0);
	lua_State *L = cjson();
	size_t len;
	const char *text;

	if (!doc)
		return 0;
	text = tick_doc_text(doc, &len); /* without a byte order mark */
	lua_pushvalue(L, -1);
	lua_pushlstring(L, text, len);
	FUZZ_CHECK(lua_pcall(L, 1, 1, 0) == LUA_OK);
	check_same(L, tick_doc_root(doc));
	lua_gc(L, LUA_GCCOLLECT); /* or it looks like a leak */
	tick_doc_free(doc);
	return 0;
}
