/* tick.history: every version of every file on a line, for Lua. */
#include <string.h>

#include "worker/codec.h"
#include "worker/lua_facts.h"
#include "worker/lua_git.h"

#define RECORDS_PART (256u << 10) /* bytes of facts in one answer, about */
#define VERSION_FIELDS 6          /* day, blob, commit, before, author, merge */

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

/* The rank that argument `arg`, a number of a path, stands for. */
static size_t check_rank(lua_State *L, int arg, const tick_history *history)
{
	lua_Integer i = luaL_checkinteger(L, arg);

	luaL_argcheck(L, i >= 1 && (size_t)i <= tick_history_len(history), arg,
		      "no path of that number");
	return (size_t)i - 1;
}

/* Which paths a walk is about; patterns are Borrowed from the arguments. */
struct choice {
	struct tick_globs globs, ignore;
	int gone;        /* only those absent at the end */
	size_t from, to; /* ranks between which all of them are */
};

/* The first rank whose path isn't before `prefix`, or, if `behind`, before
 * all that begin with it. */
static size_t rank_of(const tick_history *history, struct tick_slice prefix,
		      int behind)
{
	size_t low = 0, high = tick_history_len(history);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct tick_slice path = tick_history_path(history, mid);
		size_t n = path.len < prefix.len ? path.len : prefix.len;
		int order = memcmp(path.data, prefix.data, n);

		if (!order && path.len < prefix.len)
			order = -1;
		if (order < 0 || (behind && !order))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Paths are in order, so a pattern's are close together. */
static void narrow(struct choice *choice, const tick_history *history)
{
	choice->from = tick_history_len(history);
	choice->to = 0;
	for (size_t i = 0; i < choice->globs.len; i++) {
		struct tick_slice literal =
			tick_glob_literal(choice->globs.patterns[i]);
		size_t from = rank_of(history, literal, 0);
		size_t to = rank_of(history, literal, 1);

		choice->from = from < choice->from ? from : choice->from;
		choice->to = to > choice->to ? to : choice->to;
	}
}

/* The choice in arguments 3 to 5. What is pushed stays.  [-0, +2, v] */
static struct choice check_choice(lua_State *L, const tick_history *history)
{
	struct choice choice;

	lua_settop(L, 5);
	choice.globs = tick_git_to_globs(L, 3);
	choice.ignore = tick_git_to_globs(L, 4);
	choice.gone = lua_toboolean(L, 5);
	narrow(&choice, history);
	return choice;
}

static int is_gone(const tick_history *history, size_t rank)
{
	const struct tick_version *version = NULL, *last = NULL;

	while ((version = tick_history_next(history, rank, version)))
		last = version;
	return !last || last->is_deleted;
}

/* The first chosen rank from `rank` on; the number of paths: none. */
static size_t choose(const tick_history *history, size_t rank,
		     const struct choice *choice)
{
	rank = rank > choice->from ? rank : choice->from;
	for (; rank < choice->to; rank++) {
		struct tick_slice path = tick_history_path(history, rank);

		if (tick_globs_match(&choice->globs, path) &&
		    !tick_globs_match(&choice->ignore, path) &&
		    (!choice->gone || is_gone(history, rank)))
			return rank;
	}
	return tick_history_len(history);
}

/* history:next(i, globs, ignore, gone) -> path, i | nil: behind number i */
static int history_next(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	lua_Integer after = luaL_checkinteger(L, 2);
	struct choice choice = check_choice(L, history);
	size_t rank = choose(history, after > 0 ? (size_t)after : 0, &choice);
	struct tick_slice path;

	if (rank >= tick_history_len(history)) {
		luaL_pushfail(L);
		return 1;
	}
	path = tick_history_path(history, rank);
	lua_pushlstring(L, path.data, path.len);
	lua_pushinteger(L, (lua_Integer)rank + 1);
	return 2;
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

/* history:is_several(i) -> boolean: more versions than one? */
static int history_is_several(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	size_t rank = check_rank(L, 2, history);
	const struct tick_version *first =
		tick_history_next(history, rank, NULL);

	lua_pushboolean(L, first && tick_history_next(history, rank, first));
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

/* A path's versions as a record, without their authors. */
static void put_record(lua_State *L, struct tick_buffer *out,
		       const tick_history *history, size_t rank)
{
	struct tick_slice path = tick_history_path(history, rank);
	size_t start = tick_facts_open(L, out, path.data, path.len), n = 0;
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
	tick_facts_seal(L, out, start);
}

/*
 * history:records(i, globs, ignore) -> facts, i | nil: the chosen paths behind
 * number i, some at a time
 */
static int history_records(lua_State *L)
{
	tick_history *history = tick_bind_check(L, 1, TICK_LUA_HISTORY);
	lua_Integer after = luaL_checkinteger(L, 2);
	struct choice choice = check_choice(L, history);
	struct tick_buffer *out = tick_facts_writer(L);
	size_t rank = choose(history, after > 0 ? (size_t)after : 0, &choice);

	while (rank < tick_history_len(history) && out->len < RECORDS_PART) {
		put_record(L, out, history, rank);
		after = (lua_Integer)++rank;
		rank = choose(history, rank, &choice);
	}
	if (!out->len) {
		luaL_pushfail(L);
		return 1;
	}
	lua_pushlstring(L, out->data, out->len);
	lua_pushinteger(L, after);
	return 2;
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
	{"len", history_len},           {"next", history_next},
	{"versions", history_versions}, {"is_several", history_is_several},
	{"records", history_records},   {"match", history_match},
	{"close", history_gc},          {NULL, NULL},
};

void tick_git_history_type(lua_State *L)
{
	tick_bind_type(L, TICK_LUA_HISTORY, methods, history_gc);
}
