/* tick.line: the first-parent line of a commit, for Lua. */
#include "worker/lua_git.h"

/* The index in argument 2, from 1, made one from 0. */
static size_t to_index(lua_State *L, const tick_line *line)
{
	lua_Integer i = luaL_checkinteger(L, 2);

	luaL_argcheck(L, i >= 1 && (size_t)i <= tick_line_len(line), 2,
		      "no commit of that number");
	return (size_t)i - 1;
}

/* repo:line(commit_id) -> line | nil, message, code */
int tick_git_line(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	tick_line *line = NULL;
	tick_oid id;
	int err = tick_git_to_id(L, 2, &id);
	void **box;

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	box = tick_bind_box(L, TICK_LUA_LINE, 0);
	err = tick_line_read(&line, repo, &id);
	*box = line;
	return tick_bind_result(L, err);
}

/* line:len() -> integer */
static int line_len(lua_State *L)
{
	tick_line *line = tick_bind_check(L, 1, TICK_LUA_LINE);

	lua_pushinteger(L, (lua_Integer)tick_line_len(line));
	return 1;
}

/* line:commit(i) -> id, tree id, time, running maximum of times */
static int line_commit(lua_State *L)
{
	tick_line *line = tick_bind_check(L, 1, TICK_LUA_LINE);
	size_t i = to_index(L, line);
	const struct tick_line_commit *commit = tick_line_commit(line, i);

	tick_git_push_id(L, &commit->id);
	tick_git_push_id(L, &commit->tree);
	lua_pushinteger(L, commit->time);
	lua_pushinteger(L, commit->arrival);
	return 4;
}

/* line:shallow() -> boolean */
static int line_shallow(lua_State *L)
{
	tick_line *line = tick_bind_check(L, 1, TICK_LUA_LINE);

	lua_pushboolean(L, tick_line_is_shallow(line));
	return 1;
}

/* line:state(epoch) -> i | nil, message, code */
static int line_state(lua_State *L)
{
	tick_line *line = tick_bind_check(L, 1, TICK_LUA_LINE);
	int64_t end = luaL_checkinteger(L, 2);
	size_t i = 0;
	int err = tick_line_state(&i, line, end);

	lua_pushinteger(L, (lua_Integer)i + 1);
	return tick_bind_result(L, err);
}

/* line:flags() -> list of {commit=, index=, kind=, seconds=|fault=} */
static int line_flags(lua_State *L)
{
	tick_line *line = tick_bind_check(L, 1, TICK_LUA_LINE);
	struct tick_line_flag flag;
	size_t at = 0;

	lua_newtable(L);
	for (lua_Integer n = 1; tick_line_flag(&flag, line, &at); n++) {
		lua_createtable(L, 0, 4);
		tick_git_push_id(L, &tick_line_commit(line, flag.index)->id);
		lua_setfield(L, -2, "commit");
		lua_pushinteger(L, (lua_Integer)flag.index + 1);
		lua_setfield(L, -2, "index");
		lua_pushstring(L, flag.fault ? "malformed-commit"
					     : "time-before-parent");
		lua_setfield(L, -2, "kind");
		if (flag.fault)
			lua_pushstring(L, flag.fault);
		else
			lua_pushinteger(L, flag.seconds);
		lua_setfield(L, -2, flag.fault ? "fault" : "seconds");
		lua_seti(L, -2, n);
	}
	return 1;
}

static int line_gc(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, TICK_LUA_LINE);

	tick_line_free(*box);
	*box = NULL;
	return 0;
}

static const luaL_Reg methods[] = {
	{"len", line_len},
	{"commit", line_commit},
	{"shallow", line_shallow},
	{"state", line_state},
	{"flags", line_flags},
	{"close", line_gc},
	{NULL, NULL},
};

void tick_git_line_type(lua_State *L)
{
	tick_bind_type(L, TICK_LUA_LINE, methods, line_gc);
}
