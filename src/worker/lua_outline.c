#include "worker/lua_outline.h"

#include "doc/outline.h"
#include "worker/lua_doc.h"

/* The outline of the document in argument 1; if NULL, nil and a fault were
 * pushed.  [-0, +(0|2), m] */
static const struct tick_outline *check_outline(lua_State *L)
{
	const struct tick_outline *outline = NULL;
	struct tick_fault fault;
	int err = tick_doc_outline(&outline, tick_bind_to_doc(L, 1), &fault);

	if (err < 0)
		tick_bind_push_failure(L, err, &fault);
	return outline;
}

static void set_span(lua_State *L, const char *name,
		     const struct tick_span *span)
{
	lua_pushlstring(L, span->data, span->len);
	lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, lua_Integer value)
{
	lua_pushinteger(L, value);
	lua_setfield(L, -2, name);
}

/* d:headings() -> list of {level, text, line, anchor} | nil, fault */
static int outline_headings(lua_State *L)
{
	const struct tick_outline *outline = check_outline(L);
	lua_Integer i = 0;

	if (!outline)
		return 2;
	lua_newtable(L);
	for (const struct tick_heading *h = outline->headings; h; h = h->next) {
		lua_createtable(L, 0, 4);
		set_integer(L, "level", h->level);
		set_integer(L, "line", h->line);
		set_span(L, "text", &h->text);
		set_span(L, "anchor", &h->anchor);
		lua_rawseti(L, -2, ++i);
	}
	return 1;
}

/* d:section(title) -> text, line of its heading | nil [, fault] */
static int outline_section(lua_State *L)
{
	size_t len;
	const char *title = luaL_checklstring(L, 2, &len);
	const struct tick_outline *outline = check_outline(L);
	const struct tick_heading *h;

	if (!outline)
		return 2;
	h = tick_outline_find(outline, title, len);
	if (!h) {
		luaL_pushfail(L);
		return 1;
	}
	lua_pushlstring(L, h->section.data, h->section.len);
	lua_pushinteger(L, h->line);
	return 2;
}

static int push_links(lua_State *L, const struct tick_link *link)
{
	lua_newtable(L);
	for (lua_Integer i = 1; link; link = link->next, i++) {
		lua_createtable(L, 0, 3);
		set_integer(L, "line", link->line);
		set_span(L, "text", &link->text);
		set_span(L, "target", &link->target);
		lua_rawseti(L, -2, i);
	}
	return 1;
}

/* d:links() -> list of {text, target, line} | nil, fault */
static int outline_links(lua_State *L)
{
	const struct tick_outline *outline = check_outline(L);

	return outline ? push_links(L, outline->links) : 2;
}

/* d:images() -> the same of images | nil, fault */
static int outline_images(lua_State *L)
{
	const struct tick_outline *outline = check_outline(L);

	return outline ? push_links(L, outline->images) : 2;
}

/* d:html() -> the same of pieces of HTML, without targets | nil, fault */
static int outline_html(lua_State *L)
{
	const struct tick_outline *outline = check_outline(L);

	return outline ? push_links(L, outline->html) : 2;
}

/* Push a row's cells as a list with its line.  [-0, +1, m] */
static void push_row(lua_State *L, const struct tick_node *row)
{
	lua_createtable(L, (int)row->count, 1);
	for (uint32_t i = 0; i < row->count; i++) {
		lua_pushlstring(L, row->items[i].text, row->items[i].count);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	set_integer(L, "line", row->line);
}

/* d:table(n) -> {header = row, rows = {row ...}, line = } | nil [, fault] */
static int outline_table(lua_State *L)
{
	lua_Integer n = luaL_checkinteger(L, 2);
	const struct tick_outline *outline = check_outline(L);
	const struct tick_node *table;

	if (!outline)
		return 2;
	if (n < 1 || n > (lua_Integer)outline->tables->count) {
		luaL_pushfail(L);
		return 1;
	}
	table = &outline->tables->items[n - 1];
	lua_createtable(L, 0, 3);
	push_row(L, &table->items[0]);
	lua_setfield(L, -2, "header");
	lua_createtable(L, (int)table->count - 1, 0);
	for (uint32_t i = 1; i < table->count; i++) {
		push_row(L, &table->items[i]);
		lua_rawseti(L, -2, i);
	}
	lua_setfield(L, -2, "rows");
	set_integer(L, "line", table->line);
	return 1;
}

/* d:tables() -> number of tables | nil, fault */
static int outline_tables(lua_State *L)
{
	const struct tick_outline *outline = check_outline(L);

	if (!outline)
		return 2;
	lua_pushinteger(L, outline->tables->count);
	return 1;
}

const luaL_Reg tick_bind_outline[] = {
	{"headings", outline_headings}, {"section", outline_section},
	{"links", outline_links},       {"images", outline_images},
	{"html", outline_html},         {"table", outline_table},
	{"tables", outline_tables},     {NULL, NULL},
};
