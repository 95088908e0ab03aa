/* tickmark_worker.doc: parsed documents for Lua. */
#include "worker/lua_doc.h"

#include <string.h>

#include "worker/lua_outline.h"

#define DOC "tickmark.doc"

/* User values of a box. */
#define ROOT 1    /* what data() gave */
#define TABLES 2  /* the tables in it -> their nodes */
#define RECORDS 3 /* the tables of rows -> their nodes, weak keys */
#define WEAK DOC ".weak"

/* Table levels of a document and the slots that one takes. */
#define PUSH_SLOTS 4

static void push_node(lua_State *L, int box, const struct tick_node *node);

/* Remember `node` for the table on top, in a user value.  [-0, +0, m] */
static void remember(lua_State *L, int box, int slot,
		     const struct tick_node *node)
{
	if (lua_getiuservalue(L, box, slot) != LUA_TTABLE) {
		lua_pop(L, 1);
		lua_newtable(L);
		if (slot == RECORDS)
			luaL_setmetatable(L, WEAK);
		lua_pushvalue(L, -1);
		lua_setiuservalue(L, box, slot);
	}
	lua_pushvalue(L, -2);
	lua_pushlightuserdata(L, (void *)node);
	lua_rawset(L, -3);
	lua_pop(L, 1);
}

/* Push a list; null is false, so that nothing moves up.  [-0, +1, m] */
static void push_list(lua_State *L, int box, const struct tick_node *list)
{
	lua_createtable(L, (int)list->count, 0);
	for (uint32_t i = 0; i < list->count; i++) {
		if (list->items[i].kind == TICK_NODE_NULL)
			lua_pushboolean(L, 0);
		else
			push_node(L, box, &list->items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

/* Push a map without its nulls.  [-0, +1, m] */
static void push_map(lua_State *L, int box, const struct tick_node *map)
{
	lua_createtable(L, 0, (int)map->count);
	for (uint32_t i = 0; i < map->count; i++) {
		const struct tick_node *key = &map->items[2 * i];

		if (key[1].kind == TICK_NODE_NULL)
			continue;
		lua_pushlstring(L, key->text, key->count);
		push_node(L, box, &key[1]);
		lua_rawset(L, -3);
	}
}

/* Recursion is bounded by TICK_DOC_DEPTH_MAX.  [-0, +1, m] */
static void push_node(lua_State *L, int box, const struct tick_node *node)
{
	switch (node->kind) {
	case TICK_NODE_NULL:
		lua_pushnil(L);
		return;
	case TICK_NODE_BOOL:
		lua_pushboolean(L, node->boolean);
		return;
	case TICK_NODE_INTEGER:
		lua_pushinteger(L, node->integer);
		return;
	case TICK_NODE_FLOAT:
		lua_pushnumber(L, node->number);
		return;
	case TICK_NODE_STRING:
		lua_pushlstring(L, node->text, node->count);
		return;
	case TICK_NODE_LIST:
	case TICK_NODE_MAP:
		luaL_checkstack(L, PUSH_SLOTS + 4, "document");
		if (node->kind == TICK_NODE_LIST)
			push_list(L, box, node);
		else
			push_map(L, box, node);
		remember(L, box, TABLES, node);
	}
}

void tick_bind_push_fault(lua_State *L, const struct tick_fault *fault)
{
	lua_createtable(L, 0, 5);
	lua_pushinteger(L, fault->line);
	lua_setfield(L, -2, "line");
	lua_pushinteger(L, fault->column);
	lua_setfield(L, -2, "column");
	lua_pushstring(L, tick_fault_code_name(fault->code));
	lua_setfield(L, -2, "code");
	lua_pushstring(L, fault->message);
	lua_setfield(L, -2, "message");
	lua_pushstring(L, fault->remedy);
	lua_setfield(L, -2, "remedy");
}

int tick_bind_push_failure(lua_State *L, int err,
			   const struct tick_fault *fault)
{
	if (err != TICK_EINVALID && err != TICK_ELIMIT)
		return luaL_error(L, "%s", tick_error_message());
	luaL_pushfail(L);
	tick_bind_push_fault(L, fault);
	return 2;
}

static void **new_box(lua_State *L)
{
	tick_bind_doc_type(L);
	return tick_bind_box(L, DOC, 3);
}

void tick_bind_push_doc(lua_State *L, tick_doc *doc)
{
	void **box = new_box(L);

	*box = tick_doc_ref(doc);
}

tick_doc *tick_bind_to_doc(lua_State *L, int arg)
{
	return tick_bind_check(L, arg, DOC);
}

static enum tick_doc_kind check_kind(lua_State *L, int arg)
{
	enum tick_doc_kind kind = TICK_DOC_TEXT;

	if (lua_getfield(L, arg, "kind") != LUA_TSTRING ||
	    tick_doc_kind_named(&kind, lua_tostring(L, -1)) < 0)
		luaL_argerror(L, arg, "'kind' names no kind of document");
	lua_pop(L, 1);
	return kind;
}

static char check_separator(lua_State *L, int arg)
{
	const char *text;
	char separator;
	size_t len;

	if (lua_getfield(L, arg, "separator") == LUA_TNIL) {
		lua_pop(L, 1);
		return ',';
	}
	text = lua_tolstring(L, -1, &len);
	luaL_argcheck(L,
		      text && len == 1 && (unsigned char)*text < 0x80 &&
			      !strchr("\"\r\n", *text),
		      arg, "'separator' is not one character");
	separator = *text;
	lua_pop(L, 1);
	return separator;
}

/* doc.parse(bytes, {kind=, separator=}) -> doc | nil, fault */
static int doc_parse(lua_State *L)
{
	struct tick_doc_options options;
	struct tick_fault fault;
	size_t len;
	const char *data = luaL_checklstring(L, 1, &len);
	tick_doc *doc = NULL;
	void **box;
	int err;

	luaL_checktype(L, 2, LUA_TTABLE);
	options.kind = check_kind(L, 2);
	options.separator = check_separator(L, 2);
	box = new_box(L);
	err = tick_doc_parse(&doc, &fault, data, len, &options);
	*box = doc; /* since the box was pushed, nothing could raise */
	return err == TICK_OK ? 1 : tick_bind_push_failure(L, err, &fault);
}

/* doc.kind_of(path) -> kind */
static int doc_kind_of(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);

	lua_pushstring(L, tick_doc_kind_name(tick_doc_kind_of(path)));
	return 1;
}

/* d:kind() -> kind */
static int doc_kind(lua_State *L)
{
	tick_doc *doc = tick_bind_to_doc(L, 1);

	lua_pushstring(L, tick_doc_kind_name(tick_doc_kind_get(doc)));
	return 1;
}

/* d:data() -> table | string | number | boolean | nil */
static int doc_data(lua_State *L)
{
	tick_doc *doc = tick_bind_to_doc(L, 1);
	const struct tick_node *root = tick_doc_root(doc);

	if (lua_getiuservalue(L, 1, ROOT) != LUA_TNIL)
		return 1;
	if (!root || tick_doc_kind_get(doc) == TICK_DOC_CSV)
		return 1;
	push_node(L, 1, root);
	lua_pushvalue(L, -1);
	lua_setiuservalue(L, 1, ROOT);
	return 1;
}

/* The node behind a table that this document gave, or NULL. */
static const struct tick_node *node_of(lua_State *L, int table)
{
	const struct tick_node *node = NULL;

	for (int slot = TABLES; slot <= RECORDS && !node; slot++) {
		if (lua_getiuservalue(L, 1, slot) == LUA_TTABLE) {
			lua_pushvalue(L, table);
			lua_rawget(L, -2);
			node = lua_touserdata(L, -1);
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
	}
	return node;
}

/* The value of a key, as it stands in the document, or NULL. */
static const struct tick_node *child_of(lua_State *L, const tick_doc *doc,
					const struct tick_node *node, int key)
{
	const struct tick_node *header = tick_doc_header(doc);
	lua_Integer i;
	const char *name;
	size_t len;

	if (lua_type(L, key) == LUA_TSTRING) {
		name = lua_tolstring(L, key, &len);
		if (node->kind == TICK_NODE_MAP)
			return tick_node_find(node, name, len);
		return header ? tick_node_cell(node, header, name, len) : NULL;
	}
	if (!lua_isinteger(L, key) || node->kind != TICK_NODE_LIST)
		return NULL;
	i = lua_tointeger(L, key);
	return i >= 1 && i <= (lua_Integer)node->count ? &node->items[i - 1]
						       : NULL;
}

/* Push where a node is; NULL is nowhere.  [-0, +1|+2, -] */
static int push_place(lua_State *L, const struct tick_node *node)
{
	if (!node) {
		luaL_pushfail(L);
		return 1;
	}
	lua_pushinteger(L, node->line);
	lua_pushinteger(L, node->column);
	return 2;
}

/* d:line(table [, key]) -> line, column | nil */
static int doc_line(lua_State *L)
{
	tick_doc *doc = tick_bind_to_doc(L, 1);
	const struct tick_node *node = NULL;

	if (lua_type(L, 2) == LUA_TTABLE)
		node = node_of(L, 2);
	if (node && !lua_isnoneornil(L, 3))
		node = child_of(L, doc, node, 3);
	return push_place(L, node);
}

/* d:key_line(map, key) -> line, column of the key itself | nil */
static int doc_key_line(lua_State *L)
{
	const struct tick_node *map, *value = NULL;
	const char *key;
	size_t len;

	tick_bind_to_doc(L, 1);
	luaL_checktype(L, 2, LUA_TTABLE);
	map = node_of(L, 2);
	if (lua_type(L, 3) == LUA_TSTRING && map &&
	    map->kind == TICK_NODE_MAP) {
		key = lua_tolstring(L, 3, &len);
		value = tick_node_find(map, key, len);
	}
	/* a map's keys stand before their values */
	return push_place(L, value ? value - 1 : NULL);
}

/* d:keys(map) -> list of its keys, also of those that hold nothing */
static int doc_keys(lua_State *L)
{
	const struct tick_node *map;

	tick_bind_to_doc(L, 1);
	luaL_checktype(L, 2, LUA_TTABLE);
	map = node_of(L, 2);
	lua_newtable(L);
	for (uint32_t i = 0;
	     map && map->kind == TICK_NODE_MAP && i < map->count; i++) {
		const struct tick_node *key = &map->items[2 * (size_t)i];

		lua_pushlstring(L, key->text, key->count);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* d:header() -> list of names, also of the unnamed columns | nil */
static int doc_header(lua_State *L)
{
	const struct tick_node *header =
		tick_doc_header(tick_bind_to_doc(L, 1));

	if (!header) {
		luaL_pushfail(L);
		return 1;
	}
	push_list(L, 1, header);
	return 1;
}

/* d:len() -> number of rows */
static int doc_len(lua_State *L)
{
	tick_doc *doc = tick_bind_to_doc(L, 1);

	lua_pushinteger(L,
			tick_doc_header(doc) ? tick_doc_root(doc)->count : 0);
	return 1;
}

/* Row `i` of a CSV document; raises if there is none. */
static const struct tick_node *check_row(lua_State *L, const tick_doc *doc)
{
	lua_Integer i = luaL_checkinteger(L, 2);

	luaL_argcheck(L, tick_doc_header(doc), 1, "not a CSV document");
	luaL_argcheck(L, i >= 1 && i <= tick_doc_root(doc)->count, 2,
		      "no such row");
	return &tick_doc_root(doc)->items[i - 1];
}

/* d:record(i) -> {[name] = cell}, line */
static int doc_record(lua_State *L)
{
	tick_doc *doc = tick_bind_to_doc(L, 1);
	const struct tick_node *row = check_row(L, doc);
	const struct tick_node *names = tick_doc_header(doc)->items;

	lua_createtable(L, 0, (int)row->count);
	for (uint32_t i = 0; i < row->count; i++) {
		const struct tick_node *cell = &row->items[i];

		if (cell->kind == TICK_NODE_NULL)
			continue;
		lua_pushlstring(L, names[i].text, names[i].count);
		lua_pushlstring(L, cell->text, cell->count);
		lua_rawset(L, -3);
	}
	remember(L, 1, RECORDS, row);
	lua_pushinteger(L, row->line);
	return 2;
}

/* d:cells(i) -> list of cells, "" where empty, line */
static int doc_cells(lua_State *L)
{
	const struct tick_node *row = check_row(L, tick_bind_to_doc(L, 1));

	lua_createtable(L, (int)row->count, 0);
	for (uint32_t i = 0; i < row->count; i++) {
		const struct tick_node *cell = &row->items[i];

		if (cell->kind == TICK_NODE_NULL)
			lua_pushliteral(L, "");
		else
			lua_pushlstring(L, cell->text, cell->count);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	remember(L, 1, RECORDS, row);
	lua_pushinteger(L, row->line);
	return 2;
}

/* d:text() -> what follows the head */
static int doc_text(lua_State *L)
{
	size_t len;
	const char *text = tick_doc_text(tick_bind_to_doc(L, 1), &len);

	lua_pushlstring(L, text, len);
	return 1;
}

/* d:body_line() -> the line where text() begins */
static int doc_body_line(lua_State *L)
{
	lua_pushinteger(L, tick_doc_text_line(tick_bind_to_doc(L, 1)));
	return 1;
}

static int doc_gc(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, DOC);

	tick_doc_free(*box);
	*box = NULL;
	return 0;
}

static const luaL_Reg functions[] = {
	{"parse", doc_parse},
	{"kind_of", doc_kind_of},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"kind", doc_kind},
	{"data", doc_data},
	{"line", doc_line},
	{"key_line", doc_key_line},
	{"keys", doc_keys},
	{"header", doc_header},
	{"len", doc_len},
	{"record", doc_record},
	{"cells", doc_cells},
	{"text", doc_text},
	{"body_line", doc_body_line},
	{NULL, NULL},
};

/* Memory may end anywhere in here, and what is half made is made again: so the
 * name that is looked for comes last. */
void tick_bind_doc_type(lua_State *L)
{
	if (luaL_getmetatable(L, WEAK) == LUA_TNIL) {
		tick_bind_type(L, DOC, methods, doc_gc);
		luaL_getmetatable(L, DOC);
		lua_getfield(L, -1, "__index");
		luaL_setfuncs(L, tick_bind_outline, 0);
		lua_pop(L, 2);
		lua_createtable(L, 0, 1);
		lua_pushliteral(L, "k");
		lua_setfield(L, -2, "__mode");
		lua_setfield(L, LUA_REGISTRYINDEX, WEAK);
	}
	lua_pop(L, 1);
}

int luaopen_tick_doc(lua_State *L)
{
	tick_bind_doc_type(L);
	luaL_newlib(L, functions);
	return 1;
}
