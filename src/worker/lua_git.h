/* What the bindings of git's types share. */
#ifndef WORKER_LUA_GIT_H
#define WORKER_LUA_GIT_H

#include "base/glob.h"
#include "git/history.h"
#include "git/line.h"
#include "git/problems.h"
#include "worker/bind.h"

#define TICK_LUA_REPO "tick.repo"
#define TICK_LUA_LINE "tick.line"
#define TICK_LUA_HISTORY "tick.history"

/*
 * Push `size` zeroed bytes that `clear` is called with, once: at the latest
 * when the collector finds them. For what C owns while Lua is called.
 * [-0, +1, m]
 */
void *tick_git_scratch(lua_State *L, size_t size, void (*clear)(void *));

/* Clear the scratch at `index` now. */
void tick_git_release(lua_State *L, int index);

/* Push an id in hex.  [-0, +1, m] */
void tick_git_push_id(lua_State *L, const tick_oid *id);

/* The id in argument `arg`; raises if it is no string.  [-0, +0, v] */
int tick_git_to_id(lua_State *L, int arg, tick_oid *out);

/*
 * The list of patterns in argument `arg`, which must stay on the stack; what
 * is pushed, too.  [-0, +1, v]
 */
struct tick_globs tick_git_to_globs(lua_State *L, int arg);

/* The bytes of argument `arg`, which must stay.  [-0, +0, v] */
struct tick_slice tick_git_to_slice(lua_State *L, int arg);

/* Push the list of problems.  [-0, +1, m] */
void tick_git_push_problems(lua_State *L, const struct tick_problems *problems);

/* nil, message, code.  [-0, +3, m] */
#define tick_git_fail(L, err) tick_bind_result(L, err)

/* Add the types to the registry.  [-0, +0, m] */
void tick_git_repo_type(lua_State *L);
void tick_git_line_type(lua_State *L);
void tick_git_history_type(lua_State *L);
void tick_git_replay_type(lua_State *L);

/* Methods of a repository that have files of their own. */
int tick_git_line(lua_State *L);
int tick_git_history(lua_State *L);
int tick_git_changes(lua_State *L);
int tick_git_diff(lua_State *L);
int tick_git_append(lua_State *L);
int tick_git_signature(lua_State *L);
int tick_git_replay(lua_State *L);

/* A function of the library that has a file of its own. */
int tick_git_verdict(lua_State *L);

#endif
