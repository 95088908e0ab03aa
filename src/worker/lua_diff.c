/* repo:diff(): what differs between two trees, for Lua. */
#include "worker/lua_git.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/diff.h"
#include "git/problems.h"
#include "git/tree.h"

#define DIFFERENCES_MAX 100000

struct difference {
	size_t path, len; /* in `text` */
	tick_oid old, now;
	uint16_t old_mode, now_mode; /* 0: not there */
};

struct differences {
	struct tick_buffer items, text;
	struct tick_problems problems;
};

static void clear_differences(void *data)
{
	struct differences *all = data;

	tick_buffer_clear(&all->items);
	tick_buffer_clear(&all->text);
	tick_problems_clear(&all->problems);
}

static int keep(void *data, const struct tick_difference *found)
{
	struct differences *all = data;
	struct difference one = {.path = all->text.len, .len = found->len};
	int err;

	if (all->items.len >= DIFFERENCES_MAX * sizeof(one))
		return tick_error_set(TICK_ELIMIT, "more than %d files differ",
				      DIFFERENCES_MAX);
	if (found->old) {
		one.old = tick_entry_id(found->old);
		one.old_mode = found->old->mode;
	}
	if (found->now) {
		one.now = tick_entry_id(found->now);
		one.now_mode = found->now->mode;
	}
	err = tick_buffer_append(&all->text, found->path, found->len);
	return err == TICK_OK
		       ? tick_buffer_append(&all->items, &one, sizeof(one))
		       : err;
}

/* Set mode and id of one side in the table on top.  [-0, +0, m] */
static void set_side(lua_State *L, const char *mode_field, const char *field,
		     uint16_t mode, const tick_oid *id)
{
	if (!mode)
		return;
	tick_git_push_id(L, id);
	lua_setfield(L, -2, field);
	lua_pushinteger(L, mode);
	lua_setfield(L, -2, mode_field);
}

static void push_differences(lua_State *L, const struct differences *all)
{
	const struct difference *list = (const void *)all->items.data;

	lua_newtable(L);
	for (size_t i = 0; i < all->items.len / sizeof(*list); i++) {
		lua_createtable(L, 0, 5);
		lua_pushlstring(L, all->text.data + list[i].path, list[i].len);
		lua_setfield(L, -2, "path");
		set_side(L, "old_mode", "old", list[i].old_mode, &list[i].old);
		set_side(L, "mode", "now", list[i].now_mode, &list[i].now);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
}

/*
 * repo:diff(old_tree or nil, tree) -> list of {path=, old=, old_mode=, now=,
 * mode=}, problems | nil, message, code
 */
int tick_git_diff(lua_State *L)
{
	static const char everything[] = "**";
	struct tick_slice pattern = {everything, sizeof(everything) - 1};
	struct tick_globs globs = {&pattern, 1};
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct differences *all;
	tick_oid old, now;
	bool has_old = !lua_isnoneornil(L, 2);
	int err = has_old ? tick_git_to_id(L, 2, &old) : TICK_OK;

	if (err == TICK_OK)
		err = tick_git_to_id(L, 3, &now);
	all = tick_git_scratch(L, sizeof(*all), clear_differences);
	if (err == TICK_OK)
		err = tick_diff_walk(repo, has_old ? &old : NULL, &now, &globs,
				     keep, all, &all->problems, NULL);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	push_differences(L, all);
	tick_git_push_problems(L, &all->problems);
	tick_git_release(L, -3);
	return 2;
}
