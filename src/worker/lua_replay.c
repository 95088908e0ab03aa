/* tick.replay: trees made again, for Lua. */
#include "worker/lua_git.h"

#include "git/replay.h"

#define TICK_LUA_REPLAY "tick.replay"

/* replay:add(path, blob, tree) -> is it that tree? | nil, message, code */
static int replay_add(lua_State *L)
{
	tick_replay *replay = tick_bind_check(L, 1, TICK_LUA_REPLAY);
	struct tick_slice path = tick_git_to_slice(L, 2);
	tick_oid blob, tree;
	bool same;
	int err = tick_git_to_id(L, 3, &blob);

	if (err == TICK_OK)
		err = tick_git_to_id(L, 4, &tree);
	if (err == TICK_OK)
		err = tick_replay_add(&same, replay, path, &blob, &tree);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_pushboolean(L, same);
	return 1;
}

/* replay:folder(path) -> tree | nil, message, code */
static int replay_folder(lua_State *L)
{
	tick_replay *replay = tick_bind_check(L, 1, TICK_LUA_REPLAY);
	struct tick_slice path = tick_git_to_slice(L, 2);
	tick_oid id;
	int err = tick_replay_folder(&id, replay, path);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_id(L, &id);
	return 1;
}

static int replay_gc(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, TICK_LUA_REPLAY);

	tick_replay_free(*box);
	*box = NULL;
	return 0;
}

/* repo:replay(tree) -> replay | nil, message, code */
int tick_git_replay(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	void **box = tick_bind_box(L, TICK_LUA_REPLAY, 0);
	tick_replay *replay;
	tick_oid id;
	int err = tick_git_to_id(L, 2, &id);

	if (err == TICK_OK)
		err = tick_replay_new(&replay, repo, &id);
	if (err == TICK_OK)
		*box = replay;
	return tick_bind_result(L, err);
}

void tick_git_replay_type(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{"add", replay_add},
		{"folder", replay_folder},
		{"close", replay_gc},
		{NULL, NULL},
	};

	tick_bind_type(L, TICK_LUA_REPLAY, methods, replay_gc);
}
