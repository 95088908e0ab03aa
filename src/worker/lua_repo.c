/* tick.repo: repositories for Lua. */
#include "worker/lua_git.h"

#include <string.h>

#include "base/buffer.h"
#include "git/append.h"
#include "git/commit.h"
#include "git/folders.h"
#include "git/object.h"
#include "git/repo.h"
#include "git/staged.h"
#include "git/tree.h"

static void clear_buffer(void *data)
{
	tick_buffer_clear(data);
}

static void clear_object(void *data)
{
	tick_object_free(*(tick_object **)data);
}

static void clear_tree(void *data)
{
	tick_entries_free(*(tick_entries **)data);
}

static void clear_folders(void *data)
{
	tick_folders_clear(data);
}

/* Push a path without the '/' that libgit2 ends it with.  [-0, +1, m] */
static void push_path(lua_State *L, const char *path)
{
	size_t len = strlen(path);

	lua_pushlstring(L, path,
			len > 1 && path[len - 1] == '/' ? len - 1 : len);
}

/* Push the list of the texts in `buf`, which end in NUL.  [-0, +1, m] */
static void push_texts(lua_State *L, const struct tick_buffer *buf)
{
	lua_Integer n = 1;

	lua_newtable(L);
	for (size_t at = 0; at < buf->len; n++) {
		lua_pushstring(L, buf->data + at);
		at += lua_rawlen(L, -1) + 1;
		lua_seti(L, -2, n);
	}
}

/* Push the list of {path=, reason=} that were refused.  [-0, +1, m] */
static void push_refused(lua_State *L, const struct tick_places *places)
{
	static const char *const fields[] = {"path", "reason"};
	const struct tick_buffer *texts = &places->refused;
	lua_Integer n = 1;

	lua_newtable(L);
	for (size_t at = 0; at < texts->len; n++) {
		lua_createtable(L, 0, 2);
		for (int i = 0; i < 2; i++) {
			lua_pushstring(L, texts->data + at);
			at += lua_rawlen(L, -1) + 1;
			lua_setfield(L, -2, fields[i]);
		}
		lua_seti(L, -2, n);
	}
}

/* repo:paths() -> {git=, common=, work=, bare=, shallow=, replaced=, partial=,
 * objects=, refused=} | nil, message, code */
static int repo_paths(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const struct tick_places *places = tick_repo_places(repo);
	const char *work;
	int err = tick_repo_check_whole(repo);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	work = tick_repo_work(repo);
	lua_createtable(L, 0, 9);
	push_path(L, tick_repo_path(repo));
	lua_setfield(L, -2, "git");
	push_path(L, tick_repo_common(repo));
	lua_setfield(L, -2, "common");
	if (work) {
		push_path(L, work);
		lua_setfield(L, -2, "work");
	}
	lua_pushboolean(L, tick_repo_is_bare(repo));
	lua_setfield(L, -2, "bare");
	lua_pushboolean(L, tick_repo_is_shallow(repo));
	lua_setfield(L, -2, "shallow");
	lua_pushboolean(L, tick_repo_is_replaced(repo));
	lua_setfield(L, -2, "replaced");
	lua_pushboolean(L, tick_repo_is_partial(repo));
	lua_setfield(L, -2, "partial");
	push_texts(L, &places->list);
	lua_setfield(L, -2, "objects");
	push_refused(L, places);
	lua_setfield(L, -2, "refused");
	return 1;
}

/* repo:admit(object directory) -> true | nil, message, code */
static int repo_admit(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const char *path = luaL_checkstring(L, 2);

	lua_pushboolean(L, 1);
	return tick_bind_result(L, tick_repo_admit(repo, path));
}

/* repo:prepare() -> places that append() writes to | nil, message, code */
static int repo_prepare(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct tick_buffer *places =
		tick_git_scratch(L, sizeof(*places), clear_buffer);
	int err = tick_append_prepare(places, repo);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	push_texts(L, places);
	return 1;
}

/* repo:setting(key) -> text, is the repository's own | nil, message, code */
static int repo_setting(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const char *key = luaL_checkstring(L, 2);
	struct tick_buffer *text =
		tick_git_scratch(L, sizeof(*text), clear_buffer);
	bool own = false;
	int err = tick_repo_setting(text, &own, repo, key);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_pushlstring(L, text->data, text->len);
	lua_pushboolean(L, own);
	return 2;
}

/* repo:resolve(rev) -> commit, branch or nil | nil, message, code */
static int repo_resolve(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const char *rev = luaL_checkstring(L, 2);
	struct tick_buffer *branch =
		tick_git_scratch(L, sizeof(*branch), clear_buffer);
	tick_oid id;
	int err = tick_repo_resolve(&id, branch, repo, rev);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_id(L, &id);
	lua_pushstring(L, branch->len ? branch->data : NULL);
	return 2;
}

/* repo:ref(name) -> commit | nil, message, code */
static int repo_ref(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const char *name = luaL_checkstring(L, 2);
	tick_oid id;
	int err = tick_repo_ref(&id, repo, name);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_id(L, &id);
	return 1;
}

/* Set `field` of the table on top.  [-0, +0, m] */
static void set_person(lua_State *L, const char *field,
		       const struct tick_person *person)
{
	lua_createtable(L, 0, 4);
	lua_pushlstring(L, person->name, person->name_len);
	lua_setfield(L, -2, "name");
	lua_pushlstring(L, person->mail, person->mail_len);
	lua_setfield(L, -2, "mail");
	lua_pushinteger(L, person->time);
	lua_setfield(L, -2, "time");
	lua_pushinteger(L, person->offset);
	lua_setfield(L, -2, "offset_minutes");
	lua_setfield(L, -2, field);
}

/* Push the first paragraph on one line, as git's %s does.  [-0, +1, m] */
static void push_subject(lua_State *L, const struct tick_commit *commit)
{
	struct tick_slice line;
	const char *at = commit->message;
	luaL_Buffer text;
	bool any = false;

	luaL_buffinit(L, &text);
	while (tick_commit_subject(&line, &at, commit)) {
		if (any)
			luaL_addchar(&text, ' ');
		luaL_addlstring(&text, line.data, line.len);
		any = true;
	}
	luaL_pushresult(&text);
}

/* Push the list of a commit's parents.  [-0, +1, m] */
static void push_parents(lua_State *L, const struct tick_commit *commit)
{
	const char *cursor = NULL;
	tick_oid parent;

	lua_newtable(L);
	for (lua_Integer n = 1; tick_commit_parent(&parent, commit, &cursor);
	     n++) {
		tick_git_push_id(L, &parent);
		lua_seti(L, -2, n);
	}
}

/* Read the commit of argument 2 of a repository, argument 1; its bytes are a
 * scratch, on top of the stack.  [-0, +1, e] */
static int read_commit(struct tick_commit *commit, tick_oid *id, lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	tick_object **raw;
	int err = tick_git_to_id(L, 2, id);

	raw = tick_git_scratch(L, sizeof(tick_object *), clear_object);
	return err == TICK_OK ? tick_commit_read(commit, raw, repo, id) : err;
}

/* repo:parents(id) -> list of ids | nil, message, code */
static int repo_parents(lua_State *L)
{
	struct tick_commit commit;
	tick_oid id;
	int err = read_commit(&commit, &id, L);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	push_parents(L, &commit);
	tick_git_release(L, -2);
	return 1;
}

/* repo:commit(id) -> {id=, tree=, parents=, author=, ...} | nil, ... */
static int repo_commit(lua_State *L)
{
	struct tick_commit commit;
	tick_oid id;
	int err = read_commit(&commit, &id, L);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_createtable(L, 0, 8);
	tick_git_push_id(L, &id);
	lua_setfield(L, -2, "id");
	tick_git_push_id(L, &commit.tree);
	lua_setfield(L, -2, "tree");
	push_parents(L, &commit);
	lua_setfield(L, -2, "parents");
	set_person(L, "author", &commit.author);
	set_person(L, "committer", &commit.committer);
	push_subject(L, &commit);
	lua_setfield(L, -2, "subject");
	lua_pushlstring(L, commit.message, commit.message_len);
	lua_setfield(L, -2, "message");
	lua_pushboolean(L, commit.is_signed);
	lua_setfield(L, -2, "signed");
	tick_git_release(L, -2);
	return 1;
}

/* Set mode, kind and id of the table on top.  [-0, +0, m] */
static void set_entry(lua_State *L, const struct tick_entry *entry,
		      const tick_oid *id)
{
	lua_pushinteger(L, entry->mode);
	lua_setfield(L, -2, "mode");
	lua_pushstring(L, tick_kind_name(entry->kind));
	lua_setfield(L, -2, "kind");
	tick_git_push_id(L, id);
	lua_setfield(L, -2, "id");
}

/* repo:entry(tree_id, path) -> {mode=, kind=, id=} | nil, message, code */
static int repo_entry(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct tick_slice path = tick_git_to_slice(L, 3);
	struct tick_entry entry;
	tick_oid tree, id;
	int err = tick_git_to_id(L, 2, &tree);

	if (err == TICK_OK)
		err = tick_entries_lookup(&entry, &id, repo, &tree, path.data,
					  path.len);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_createtable(L, 0, 3);
	set_entry(L, &entry, &id);
	return 1;
}

/* repo:staged(path) -> tree_id | nil, message, code: what an index holds */
static int repo_staged(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	tick_oid tree;
	int err = tick_staged_tree(&tree, repo, luaL_checkstring(L, 2));

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_push_id(L, &tree);
	return 1;
}

/* Push the list of what was passed over.  [-0, +1, m] */
static void push_oddities(lua_State *L, const tick_entries *tree)
{
	size_t len;
	const struct tick_oddity *odd = tick_entries_oddities(tree, &len);

	lua_newtable(L);
	for (size_t i = 0; i < len; i++) {
		lua_createtable(L, 0, 2);
		lua_pushlstring(L, odd[i].name, odd[i].len);
		lua_setfield(L, -2, "name");
		lua_pushstring(L, odd[i].why);
		lua_setfield(L, -2, "message");
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
}

/* repo:tree(tree_id) -> list of {name=, mode=, kind=, id=}, problems | nil, ...
 */
static int repo_tree(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	const struct tick_entry *list;
	tick_entries **tree;
	tick_oid id;
	size_t len;
	int err = tick_git_to_id(L, 2, &id);

	tree = tick_git_scratch(L, sizeof(tick_entries *), clear_tree);
	if (err == TICK_OK)
		err = tick_entries_read(tree, repo, &id);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	list = tick_entries_list(*tree, &len);
	lua_newtable(L);
	for (size_t i = 0; i < len; i++) {
		id = tick_entry_id(&list[i]);
		lua_createtable(L, 0, 4);
		lua_pushlstring(L, list[i].name, list[i].len);
		lua_setfield(L, -2, "name");
		set_entry(L, &list[i], &id);
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
	push_oddities(L, *tree);
	tick_git_release(L, -3);
	return 2;
}

/* Push the list of {path=, id=, files=}.  [-0, +1, m] */
static void push_folders(lua_State *L, const struct tick_folders *folders)
{
	size_t len;
	const struct tick_folder *list = tick_folders_list(folders, &len);

	lua_newtable(L);
	for (size_t i = 0; i < len; i++) {
		struct tick_slice path = tick_folder_path(folders, &list[i]);

		lua_createtable(L, 0, 3);
		lua_pushlstring(L, path.data, path.len);
		lua_setfield(L, -2, "path");
		tick_git_push_id(L, &list[i].id);
		lua_setfield(L, -2, "id");
		lua_pushinteger(L, (lua_Integer)list[i].files);
		lua_setfield(L, -2, "files");
		lua_seti(L, -2, (lua_Integer)i + 1);
	}
}

/* repo:folders(tree_id, globs [, root]) -> list, problems | nil, ... */
static int repo_folders(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct tick_globs globs = tick_git_to_globs(L, 3);
	struct tick_slice root = {"", 0};
	struct tick_folders *folders;
	tick_oid id;
	int err = tick_git_to_id(L, 2, &id);

	if (lua_isstring(L, 4))
		root = tick_git_to_slice(L, 4);
	folders = tick_git_scratch(L, sizeof(*folders), clear_folders);
	if (err == TICK_OK)
		err = tick_folders_read(folders, repo, &id, &globs, root);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	push_folders(L, folders);
	tick_git_push_problems(L, &folders->problems);
	tick_git_release(L, -3);
	return 2;
}

/* repo:size(id) -> bytes, type | nil, message, code */
static int repo_size(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	tick_oid id;
	size_t size;
	int type, err = tick_git_to_id(L, 2, &id);

	if (err == TICK_OK)
		err = tick_object_size(&size, &type, repo, &id);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	lua_pushinteger(L, (lua_Integer)size);
	lua_pushstring(L, tick_type_name(type));
	return 2;
}

/* repo:blob(id, max) -> bytes | nil, message, code */
static int repo_blob(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	lua_Integer max = luaL_checkinteger(L, 3);
	tick_object **raw;
	const char *data;
	tick_oid id;
	size_t len;
	int err = tick_git_to_id(L, 2, &id);

	luaL_argcheck(L, max >= 0, 3, "a size expected");
	raw = tick_git_scratch(L, sizeof(tick_object *), clear_object);
	if (err == TICK_OK)
		err = tick_object_read(raw, repo, &id, TICK_BLOB, (size_t)max);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	data = tick_object_data(*raw, &len);
	lua_pushlstring(L, data, len);
	tick_git_release(L, -2);
	return 1;
}

static int repo_gc(lua_State *L)
{
	void **box = luaL_checkudata(L, 1, TICK_LUA_REPO);

	tick_repo_free(*box);
	*box = NULL;
	return 0;
}

static const luaL_Reg methods[] = {
	{"paths", repo_paths},
	{"admit", repo_admit},
	{"setting", repo_setting},
	{"resolve", repo_resolve},
	{"ref", repo_ref},
	{"commit", repo_commit},
	{"parents", repo_parents},
	{"entry", repo_entry},
	{"tree", repo_tree},
	{"folders", repo_folders},
	{"size", repo_size},
	{"blob", repo_blob},
	{"staged", repo_staged},
	{"line", tick_git_line},
	{"history", tick_git_history},
	{"changes", tick_git_changes},
	{"diff", tick_git_diff},
	{"prepare", repo_prepare},
	{"append", tick_git_append},
	{"signature", tick_git_signature},
	{"replay", tick_git_replay},
	{"close", repo_gc},
	{NULL, NULL},
};

void tick_git_repo_type(lua_State *L)
{
	tick_bind_type(L, TICK_LUA_REPO, methods, repo_gc);
}
