/* repo:append(): commits from Lua's tables. */
#include "worker/lua_git.h"

#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "git/append.h"

/*
 * Everything below points into strings that the argument's tables hold. They
 * are read raw and no Lua code runs meanwhile, so they stay.
 */

/* Push the raw field of the table at `index`.  [-0, +1, m] */
static int raw_field(lua_State *L, int index, const char *name)
{
	index = lua_absindex(L, index);
	lua_pushstring(L, name);
	return lua_rawget(L, index);
}

static struct tick_slice text_field(lua_State *L, int index, const char *name)
{
	struct tick_slice text;

	if (raw_field(L, index, name) != LUA_TSTRING)
		luaL_error(L, "append: a string expected as '%s'", name);
	text.data = lua_tolstring(L, -1, &text.len);
	lua_pop(L, 1);
	return text;
}

static lua_Integer integer_field(lua_State *L, int index, const char *name)
{
	lua_Integer n;
	int is_integer;

	raw_field(L, index, name);
	n = lua_tointegerx(L, -1, &is_integer);
	if (!is_integer)
		luaL_error(L, "append: an integer expected as '%s'", name);
	lua_pop(L, 1);
	return n;
}

/* Push the table that is the field `name`.  [-0, +1, v] */
static void table_field(lua_State *L, int index, const char *name)
{
	if (raw_field(L, index, name) != LUA_TTABLE)
		luaL_error(L, "append: a table expected as '%s'", name);
}

/* Push the table that is item `i` of the list on top.  [-0, +1, v] */
static void table_item(lua_State *L, size_t i)
{
	if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TTABLE)
		luaL_error(L, "append: a list of tables expected");
}

/* From the table on top.  [-0, +0, v] */
static struct tick_person person_field(lua_State *L, const char *field)
{
	struct tick_person person;
	struct tick_slice name, mail;
	lua_Integer offset;

	table_field(L, -1, field);
	name = text_field(L, -1, "name");
	mail = text_field(L, -1, "mail");
	person.name = name.data;
	person.name_len = name.len;
	person.mail = mail.data;
	person.mail_len = mail.len;
	person.time = integer_field(L, -1, "time");
	offset = integer_field(L, -1, "offset");
	person.offset = offset > -6000 && offset < 6000 ? (int)offset : 6000;
	lua_pop(L, 1);
	return person;
}

/* Zeroed memory that lives as long as the list of them.  [-0, +0, m] */
static void *new_array(lua_State *L, int keep, size_t count, size_t size)
{
	void *array = lua_newuserdatauv(L, count * size + 1, 0);

	memset(array, 0, count * size + 1);
	luaL_ref(L, keep);
	return array;
}

/* From the table on top.  [-0, +0, v] */
static void to_commit(lua_State *L, struct tick_new_commit *out, int keep)
{
	out->author = person_field(L, "author");
	out->committer = person_field(L, "committer");
	out->message = text_field(L, -1, "message");
	table_field(L, -1, "files");
	out->files_len = lua_rawlen(L, -1);
	out->files = new_array(L, keep, out->files_len, sizeof(*out->files));
	for (size_t i = 0; i < out->files_len; i++) {
		table_item(L, i);
		out->files[i].path = text_field(L, -1, "path");
		out->files[i].content = text_field(L, -1, "content");
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* Lua's function that signs, in the stack of who called append. */
struct signer {
	lua_State *L;
	int index;
	bool failed; /* and left in its place what it raised */
};

/* (function, bytes) -> what it says of them; runs protected. */
static int call_signer(lua_State *L)
{
	const struct tick_slice *bytes = lua_touserdata(L, 2);

	lua_pushvalue(L, 1);
	lua_pushlstring(L, bytes->data, bytes->len);
	lua_call(L, 1, 1);
	luaL_checkstring(L, -1);
	return 1;
}

/* For tick_append(), which owns things meanwhile: nothing is raised here. */
static int sign(void *data, struct tick_buffer *armour, struct tick_slice bytes)
{
	struct signer *signer = data;
	lua_State *L = signer->L;
	const char *text;
	size_t len;
	int err;

	if (!lua_checkstack(L, 4))
		return tick_error_nomem();
	lua_pushcfunction(L, call_signer);
	lua_pushvalue(L, signer->index);
	lua_pushlightuserdata(L, &bytes);
	if (lua_pcall(L, 2, 1, 0) != LUA_OK) {
		lua_replace(L, signer->index);
		signer->failed = true;
		return tick_error_set(TICK_ERROR, "not signed");
	}
	text = lua_tolstring(L, -1, &len);
	err = tick_buffer_append(armour, text, len);
	lua_pop(L, 1);
	return err;
}

/*
 * repo:append{ref=, expected=, commits={{author={name=, mail=, time=,
 * offset=}, committer=, message=, files={{path=, content=}...}}...}, sign=}
 * -> tip | nil, message, code. `sign`, if it is there, is asked for the
 * armoured signature of each commit's bytes; what it raises is raised.
 */
int tick_git_append(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct signer signer = {.L = L};
	const struct tick_signer signs = {sign, &signer};
	struct tick_new_commit *commits;
	tick_oid expected, tip;
	bool exists;
	const char *ref;
	size_t len;
	int keep, err = TICK_OK;

	luaL_checktype(L, 2, LUA_TTABLE);
	lua_settop(L, 2);
	lua_newtable(L);
	keep = lua_gettop(L);
	ref = text_field(L, 2, "ref").data;
	exists = raw_field(L, 2, "expected") != LUA_TNIL;
	if (exists)
		err = tick_git_to_id(L, -1, &expected);
	lua_pop(L, 1);
	table_field(L, 2, "commits");
	len = lua_rawlen(L, -1);
	commits = new_array(L, keep, len, sizeof(*commits));
	for (size_t i = 0; i < len; i++) {
		table_item(L, i);
		to_commit(L, &commits[i], keep);
		lua_pop(L, 1);
	}
	if (raw_field(L, 2, "sign") != LUA_TNIL)
		signer.index = lua_gettop(L);
	if (err == TICK_OK)
		err = tick_append(&tip, repo, ref, exists ? &expected : NULL,
				  commits, len, signer.index ? &signs : NULL);
	if (signer.failed) {
		lua_pushvalue(L, signer.index);
		return lua_error(L);
	}
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_id(L, &tip);
	return 1;
}
