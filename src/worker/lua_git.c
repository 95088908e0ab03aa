/* git: the module, and what the bindings of its types share. */
#include "worker/lua_git.h"

#include <string.h>

#include "base/error.h"
#include "git/folder.h"
#include "git/repo.h"

#define FOLDER_FILES 10000
#define FOLDER_BYTES (64 << 20)

#define SCRATCH "tick.git.scratch"

struct scratch {
	void (*clear)(void *data);
	union {
		long long integer;
		void *pointer;
	} data[]; /* only for its alignment */
};

void *tick_git_scratch(lua_State *L, size_t size, void (*clear)(void *))
{
	struct scratch *scratch =
		lua_newuserdatauv(L, sizeof(*scratch) + size, 0);

	memset(scratch, 0, sizeof(*scratch) + size);
	luaL_setmetatable(L, SCRATCH);
	scratch->clear = clear;
	return scratch->data;
}

void tick_git_release(lua_State *L, int index)
{
	struct scratch *scratch = lua_touserdata(L, index);

	if (scratch->clear)
		scratch->clear(scratch->data);
	scratch->clear = NULL;
}

static int scratch_gc(lua_State *L)
{
	luaL_checkudata(L, 1, SCRATCH);
	tick_git_release(L, 1);
	return 0;
}

void tick_git_push_id(lua_State *L, const tick_oid *id)
{
	char hex[TICK_HEX_SIZE];

	tick_oid_format(hex, id);
	lua_pushlstring(L, hex, TICK_HEX_SIZE - 1);
}

int tick_git_to_id(lua_State *L, int arg, tick_oid *out)
{
	size_t len;
	const char *hex = luaL_checklstring(L, arg, &len);

	if (len == TICK_HEX_SIZE - 1 && tick_oid_parse(out, hex, len))
		return TICK_OK;
	return tick_error_set(TICK_EINVALID, "%.60s: not an object id", hex);
}

struct tick_globs tick_git_to_globs(lua_State *L, int arg)
{
	struct tick_globs globs = {NULL, 0};
	struct tick_slice *patterns;

	luaL_checktype(L, arg, LUA_TTABLE);
	globs.len = lua_rawlen(L, arg);
	patterns = lua_newuserdatauv(L, globs.len * sizeof(*patterns) + 1, 0);
	globs.patterns = patterns;
	for (size_t i = 0; i < globs.len; i++) {
		int type = lua_rawgeti(L, arg, (lua_Integer)i + 1);

		luaL_argcheck(L, type == LUA_TSTRING, arg,
			      "a list of patterns expected");
		patterns[i].data = lua_tolstring(L, -1, &patterns[i].len);
		lua_pop(L, 1); /* the list holds it */
	}
	return globs;
}

void tick_git_push_problems(lua_State *L, const struct tick_problems *problems)
{
	struct tick_problem problem;
	size_t at = 0;

	lua_newtable(L);
	for (lua_Integer n = 1; tick_problems_next(&problem, problems, &at);
	     n++) {
		lua_createtable(L, 0, 3);
		if (*problem.commit) {
			lua_pushstring(L, problem.commit);
			lua_setfield(L, -2, "commit");
		}
		lua_pushstring(L, problem.path);
		lua_setfield(L, -2, "path");
		lua_pushstring(L, problem.message);
		lua_setfield(L, -2, "message");
		lua_seti(L, -2, n);
	}
}

struct tick_slice tick_git_to_slice(lua_State *L, int arg)
{
	struct tick_slice slice;

	slice.data = luaL_checklstring(L, arg, &slice.len);
	return slice;
}

/* git.settings(home, xdg) -> true | nil, message, code */
static int git_settings(lua_State *L)
{
	const char *home = luaL_checkstring(L, 1);
	const char *xdg = luaL_checkstring(L, 2);

	lua_pushboolean(L, 1);
	return tick_bind_result(L, tick_repo_settings(home, xdg));
}

/* git.open(path) -> repo | nil, message, code */
static int git_open(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);
	void **box = tick_bind_box(L, TICK_LUA_REPO, 0);
	tick_repo *repo = NULL;
	int err = tick_repo_open(&repo, path);

	*box = repo;
	return tick_bind_result(L, err);
}

static void clear_buffer(void *data)
{
	tick_buffer_clear(data);
}

/* Append the texts of the list in argument `arg`, each with its NUL. */
static int to_texts(lua_State *L, int arg, struct tick_buffer *out)
{
	lua_Integer len = luaL_len(L, arg);
	int err = TICK_OK;

	for (lua_Integer i = 1; i <= len && err == TICK_OK; i++) {
		const char *text;
		size_t size;

		luaL_argcheck(L, lua_rawgeti(L, arg, i) == LUA_TSTRING, arg,
			      "a list of paths expected");
		text = lua_tolstring(L, -1, &size);
		luaL_argcheck(L, strlen(text) == size, arg, "a NUL in a path");
		err = tick_buffer_append(out, text, size + 1);
		lua_pop(L, 1);
	}
	return err;
}

/* git.objects(list of object directories) -> repo | nil, message, code */
static int git_objects(lua_State *L)
{
	struct tick_buffer *list;
	tick_repo *repo = NULL;
	void **box;
	int err;

	luaL_checktype(L, 1, LUA_TTABLE);
	list = tick_git_scratch(L, sizeof(*list), clear_buffer);
	box = tick_bind_box(L, TICK_LUA_REPO, 0);
	err = to_texts(L, 1, list);
	if (err == TICK_OK)
		err = tick_repo_open_objects(&repo, list->data, list->len);
	*box = repo;
	tick_git_release(L, -2);
	return tick_bind_result(L, err);
}

/* git.hash(type, bytes) -> hex */
static int git_hash(lua_State *L)
{
	int type = tick_type_parse(luaL_checkstring(L, 1));
	size_t len;
	const char *data = luaL_checklstring(L, 2, &len);
	tick_oid id;

	luaL_argcheck(L, type, 1, "no such type of object");
	tick_object_hash(&id, type, data, len);
	tick_git_push_id(L, &id);
	return 1;
}

/* git.glob(pattern, path) -> boolean */
static int git_glob(lua_State *L)
{
	struct tick_slice pattern = tick_git_to_slice(L, 1),
			  path = tick_git_to_slice(L, 2);

	lua_pushboolean(L, tick_glob_match(pattern, path));
	return 1;
}

/* git.glob_enters(pattern, folder) -> boolean */
static int git_glob_enters(lua_State *L)
{
	struct tick_slice pattern = tick_git_to_slice(L, 1),
			  folder = tick_git_to_slice(L, 2);

	lua_pushboolean(L, tick_glob_enters(pattern, folder));
	return 1;
}

/* git.glob_check(pattern) -> true | nil, message, code */
static int git_glob_check(lua_State *L)
{
	int err = tick_glob_check(tick_git_to_slice(L, 1));

	lua_pushboolean(L, 1);
	return tick_bind_result(L, err);
}

/* git.oddity(path) -> why it would be passed over in a tree | nil */
static int git_oddity(lua_State *L)
{
	struct tick_slice path = tick_git_to_slice(L, 1);
	const char *at = path.data, *end = at + path.len, *why = NULL;

	while (!why && at <= end) {
		const char *slash = memchr(at, '/', (size_t)(end - at));

		if (!slash)
			slash = end;
		why = tick_entry_fault(at, (size_t)(slash - at));
		at = slash + 1;
	}
	lua_pushstring(L, why);
	return 1;
}

static void clear_folder(void *data)
{
	tick_disk_folder_clear(data);
}

/* Push the list of {path=, id=, size=, kind=}.  [-0, +1, m] */
static void push_files(lua_State *L, const struct tick_disk_folder *folder)
{
	size_t len;
	const struct tick_folder_file *list =
		tick_disk_folder_list(folder, &len);

	lua_createtable(L, (int)len, 0);
	for (size_t i = 0; i < len; i++) {
		struct tick_slice path =
			tick_disk_folder_path(folder, &list[i]);

		lua_createtable(L, 0, 4);
		lua_pushlstring(L, path.data, path.len);
		lua_setfield(L, -2, "path");
		tick_git_push_id(L, &list[i].id);
		lua_setfield(L, -2, "id");
		lua_pushinteger(L, (lua_Integer)list[i].size);
		lua_setfield(L, -2, "size");
		lua_pushstring(L, tick_kind_name(list[i].kind));
		lua_setfield(L, -2, "kind");
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
}

/* A limit of the table in argument 2, if there is one.  [-0, +0, v] */
static size_t to_limit(lua_State *L, const char *name, size_t otherwise)
{
	lua_Integer limit;

	if (lua_isnoneornil(L, 2))
		return otherwise;
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_getfield(L, 2, name);
	limit = luaL_optinteger(L, -1, (lua_Integer)otherwise);
	lua_pop(L, 1);
	luaL_argcheck(L, limit >= 0, 2, "a limit below zero");
	return (size_t)limit;
}

/* git.folder(dir [, {files=, bytes=}]) -> {tree=, files=} | nil, ... */
static int git_folder(lua_State *L)
{
	const char *dir = luaL_checkstring(L, 1);
	size_t files = to_limit(L, "files", FOLDER_FILES);
	size_t bytes = to_limit(L, "bytes", FOLDER_BYTES);
	struct tick_disk_folder *folder =
		tick_git_scratch(L, sizeof(*folder), clear_folder);
	int err = tick_disk_folder_read(folder, dir, files, bytes);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_createtable(L, 0, 2);
	tick_git_push_id(L, &folder->tree);
	lua_setfield(L, -2, "tree");
	push_files(L, folder);
	lua_setfield(L, -2, "files");
	tick_git_release(L, -2);
	return 1;
}

static const luaL_Reg functions[] = {
	{"settings", git_settings},
	{"open", git_open},
	{"objects", git_objects},
	{"hash", git_hash},
	{"glob", git_glob},
	{"glob_enters", git_glob_enters},
	{"glob_check", git_glob_check},
	{"oddity", git_oddity},
	{"folder", git_folder},
	{"signature", tick_git_verdict},
	{NULL, NULL},
};

int luaopen_tick_git(lua_State *L)
{
	static const luaL_Reg none[] = {{NULL, NULL}};

	tick_bind_type(L, SCRATCH, none, scratch_gc);
	tick_git_repo_type(L);
	tick_git_line_type(L);
	tick_git_history_type(L);
	tick_git_replay_type(L);
	luaL_newlib(L, functions);
	return 1;
}
