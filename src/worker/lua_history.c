/* tick.history: every version of every file on a line, for Lua. */
#include "worker/codec.h"
#include "worker/lua_facts.h"
#include "worker/lua_git.h"

#define VERSION_FIELDS 6 /* day, blob, commit, before, author, merge */

/* repo:history(line, last, globs) -> history, problems | nil, message, code */
int tick_git_history(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	tick_line *line = tick_bind_check(L, 2, TICK_LUA_LINE);
	lua_Integer last = luaL_checkinteger(L, 3);
	struct tick_globs globs = tick_git_to_globs(L, 4);
	tick_history *history = NULL;
	void **box;
	int err;

	luaL_argcheck(L, tick_line_repo(line) == repo, 2,
		      "a line of another repository");
	luaL_argcheck(L, last >= 0 && (size_t)last <= tick_line_len(line), 3,
		      "no commit of that number");
	box = tick_bind_box(L, TICK_LUA_HISTORY, 0);
	err = tick_history_read(&history, line, (size_t)last, &globs);
	*box = history;
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_problems(L, tick_history_problems(history));
	return 2;
}

/* history:len() -> integer */
static int history_len(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);

	lua_pushinteger(L, (lua_Integer)tick_history_len(history));
	return 1;
}

/* Push {commit=, index=, time=, blob=, mode=, kind=}.  [-0, +1, m] */
static void push_version(lua_State *L, const tick_history *history,
			 const struct tick_version *version)
{
	const struct tick_line_commit *commit =
		tick_line_commit(tick_history_line(history), version->index);

	lua_createtable(L, 0, 6);
	tick_git_push_id(L, &commit->id);
	lua_setfield(L, -2, "commit");
	lua_pushinteger(L, (lua_Integer)version->index + 1);
	lua_setfield(L, -2, "index");
	lua_pushinteger(L, commit->arrival);
	lua_setfield(L, -2, "time");
	if (!version->is_deleted) {
		tick_git_push_id(L, &version->id);
		lua_setfield(L, -2, "blob");
	}
	lua_pushinteger(L, version->mode);
	lua_setfield(L, -2, "mode");
	lua_pushstring(L, tick_kind_name(version->kind));
	lua_setfield(L, -2, "kind");
}

/* The rank that argument `arg`, a number from each(), stands for. */
static size_t check_rank(lua_State *L, int arg, const tick_history *history)
{
	lua_Integer i = luaL_checkinteger(L, arg);

	luaL_argcheck(L, i >= 1 && (size_t)i <= tick_history_len(history), arg,
		      "no path of that number");
	return (size_t)i - 1;
}

/* The iterator of history:each(); upvalues: history, next rank. */
static int history_next(lua_State *L)
{
	tick_history *history =
		tick_bind_check(L, lua_upvalueindex(1), TICK_LUA_HISTORY);
	size_t rank = (size_t)lua_tointeger(L, lua_upvalueindex(2));
	struct tick_slice path;

	if (rank == tick_history_len(history))
		return 0;
	lua_pushinteger(L, (lua_Integer)rank + 1);
	lua_copy(L, -1, lua_upvalueindex(2));
	path = tick_history_path(history, rank);
	lua_pushlstring(L, path.data, path.len);
	lua_insert(L, -2);
	return 2;
}

/* history:each() -> iterator of path, i */
static int history_each(lua_State *L)
{
	tick_bind_check(L, 1, TICK_LUA_HISTORY);
	lua_settop(L, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, history_next, 2);
	return 1;
}

/* history:versions(i) -> list */
static int history_versions(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	size_t rank = check_rank(L, 2, history);
	const struct tick_version *version = NULL;

	lua_newtable(L);
	for (lua_Integer n = 1;
	     (version = tick_history_next(history, rank, version)); n++) {
		push_version(L, history, version);
		lua_seti(L, -2, n);
	}
	return 1;
}

/* history:gone(i) -> boolean: is the path absent at the end */
static int history_gone(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	size_t rank = check_rank(L, 2, history);
	const struct tick_version *version = NULL, *last = NULL;

	while ((version = tick_history_next(history, rank, version)))
		last = version;
	lua_pushboolean(L, !last || last->is_deleted);
	return 1;
}

static void put_id(lua_State *L, struct tick_buffer *out, const tick_oid *id)
{
	char hex[TICK_HEX_SIZE];

	tick_oid_format(hex, id);
	tick_codec_put_text(L, out, hex, TICK_HEX_SIZE - 1);
}

/* A version's fields, in the order of author/history.lua. */
static void put_version(lua_State *L, struct tick_buffer *out,
			const tick_history *history,
			const struct tick_version *version)
{
	const struct tick_line_commit *commit =
		tick_line_commit(tick_history_line(history), version->index);

	tick_codec_put_integer(L, out, commit->arrival / 86400);
	if (version->is_deleted)
		tick_codec_put_false(L, out);
	else
		put_id(L, out, &version->id);
	put_id(L, out, &commit->id);
	for (int i = 3; i < VERSION_FIELDS; i++)
		tick_codec_put_false(L, out);
}

/* history:record(i) -> facts of the path's versions, without their authors */
static int history_record(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	size_t rank = check_rank(L, 2, history), n = 0;
	struct tick_slice path = tick_history_path(history, rank);
	struct tick_buffer *out = tick_facts_begin(L, path.data, path.len);
	const struct tick_version *version = NULL;

	while ((version = tick_history_next(history, rank, version)))
		n++;
	tick_codec_put_integer(L, out, 0);
	for (int i = 1; i < TICK_FACTS_HEAD; i++)
		tick_codec_put_nil(L, out);
	tick_codec_put_list(L, out, n * VERSION_FIELDS);
	while ((version = tick_history_next(history, rank, version)))
		put_version(L, out, history, version);
	tick_codec_put_end(L, out);
	tick_facts_end(L, out);
	return 1;
}

/* history:match(globs) -> boolean */
static int history_match(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	struct tick_globs globs = tick_git_to_globs(L, 2);

	lua_pushboolean(L, tick_history_match(history, &globs));
	return 1;
}

static int history_gc(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, TICK_LUA_HISTORY);

	tick_history_free(*box);
	*box = NULL;
	return 0;
}

static const luaL_Reg methods[] = {
	{"len", history_len},           {"each", history_each},
	{"versions", history_versions}, {"gone", history_gone},
	{"record", history_record},     {"match", history_match},
	{"close", history_gc},          {NULL, NULL},
};

void tick_git_history_type(lua_State *L)
{
	tick_bind_type(L, TICK_LUA_HISTORY, methods, history_gc);
}
