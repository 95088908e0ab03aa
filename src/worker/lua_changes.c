/* repo:changes(): who changed which file, for Lua. */
#include "worker/lua_git.h"

#include "git/changes.h"

static void clear_changes(void *data)
{
	tick_changes_clear(data);
}

/* Set an id of the table on top.  [-0, +0, m] */
static void set_id(lua_State *L, const char *field, const tick_oid *id)
{
	tick_git_push_id(L, id);
	lua_setfield(L, -2, field);
}

/* Push {commit=, time=, path=, blob=, old=, kind=}.  [-0, +1, m] */
static void push_change(lua_State *L, const struct tick_changes *changes,
			const struct tick_change *change)
{
	struct tick_slice path = tick_change_path(changes, change);
	int64_t time;

	lua_createtable(L, 0, 6);
	set_id(L, "commit", tick_change_commit(&time, changes, change));
	lua_pushinteger(L, time);
	lua_setfield(L, -2, "time");
	lua_pushlstring(L, path.data, path.len);
	lua_setfield(L, -2, "path");
	if (change->has_now)
		set_id(L, "blob", &change->now);
	if (change->has_old)
		set_id(L, "old", &change->old);
	lua_pushstring(L, tick_kind_name(change->kind));
	lua_setfield(L, -2, "kind");
}

/* repo:changes(commit_id, globs) -> list, problems | nil, message, code */
int tick_git_changes(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct tick_globs globs = tick_git_to_globs(L, 3);
	const struct tick_change *list;
	struct tick_changes *changes;
	tick_oid id;
	size_t len;
	int err = tick_git_to_id(L, 2, &id);

	changes = tick_git_scratch(L, sizeof(*changes), clear_changes);
	if (err == TICK_OK)
		err = tick_changes_read(changes, repo, &id, &globs);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	list = tick_changes_list(changes, &len);
	lua_newtable(L);
	for (size_t i = 0; i < len; i++) {
		push_change(L, changes, &list[i]);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
	tick_git_push_problems(L, &changes->problems);
	tick_git_release(L, -3);
	return 2;
}
