/*
 * sweep: a piece of Lua in a state of its own, with the worker's bindings, run
 * where memory ends. Whose memory: Lua's, by its allocator; that of our C, by
 * linking this module with --wrap=malloc and so on; or everybody's, where
 * spec/failing_malloc.c is preloaded. Only specifications load it.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lualib.h>

#include "../spec/failing_malloc.h"
#include "worker/bind.h"

#define HANGS 20 /* seconds after which what runs apart is ended */

/* Lua's bytes, and requests to one of the three. */
struct memory {
	size_t used, limit;
	struct tick_failing requests;
	long live;
};

static struct memory of_lua, of_c;
static int end; /* of the child's pipe */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
void __real_free(void *ptr);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
void __wrap_free(void *ptr);

void *__wrap_malloc(size_t size)
{
	void *ptr = NULL;

	if (!tick_failing_refuses(&of_c.requests))
		ptr = __real_malloc(size);
	of_c.live += ptr != NULL;
	return ptr;
}

void *__wrap_calloc(size_t n, size_t size)
{
	void *ptr = NULL;

	if (!tick_failing_refuses(&of_c.requests))
		ptr = __real_calloc(n, size);
	of_c.live += ptr != NULL;
	return ptr;
}

void *__wrap_realloc(void *ptr, size_t size)
{
	void *moved = NULL;

	if (!tick_failing_refuses(&of_c.requests))
		moved = __real_realloc(ptr, size);
	of_c.live += !ptr && moved;
	return moved;
}

void __wrap_free(void *ptr)
{
	of_c.live -= ptr != NULL;
	__real_free(ptr);
}

/* The preloaded library's count, or NULL. */
static struct tick_failing *of_all(void)
{
	return dlsym(RTLD_DEFAULT, "tick_failing");
}

/* Lua's requests are its own, not everybody's. */
static void *resize(void *ptr, size_t size)
{
	struct tick_failing *all = of_all();
	long at = all ? all->at : 0;

	if (all)
		all->at = 0;
	ptr = __real_realloc(ptr, size);
	if (all)
		all->at = at;
	return ptr;
}

static void *allocate(void *ud, void *ptr, size_t osize, size_t nsize)
{
	struct memory *memory = ud;
	size_t old = ptr ? osize : 0;

	if (nsize == 0) {
		__real_free(ptr);
		memory->used -= old;
		return NULL;
	}
	if (nsize > old && (nsize - old > memory->limit - memory->used ||
			    tick_failing_refuses(&memory->requests)))
		return NULL;
	ptr = resize(ptr, nsize);
	if (ptr)
		memory->used += nsize - old;
	return ptr;
}

/* Runs protected: libraries, then the chunk -> act, show. */
static int furnish(lua_State *S)
{
	const char *code = lua_touserdata(S, 1);

	luaL_openlibs(S);
	tick_bind_bundle(S);
	luaL_requiref(S, "tickmark_worker", luaopen_tickmark_worker, 0);
	luaL_requiref(S, "tickmark_worker.lock", luaopen_tick_lock, 0);
	if (luaL_loadbufferx(S, code, strlen(code), "=case", "t") != LUA_OK)
		return lua_error(S);
	lua_call(S, 0, 2);
	lua_gc(S, LUA_GCCOLLECT); /* or its garbage would be room */
	return 2;
}

/* What is to fail from now on; `which` is "none" for nothing. */
static struct tick_failing *arm(const char *which, lua_Integer n, int once)
{
	struct tick_failing *requests = NULL;

	of_lua.limit = SIZE_MAX / 2;
	if (strcmp(which, "bytes") == 0)
		of_lua.limit = of_lua.used + (size_t)n;
	else if (strcmp(which, "lua") == 0)
		requests = &of_lua.requests;
	else if (strcmp(which, "c") == 0)
		requests = &of_c.requests;
	else if (strcmp(which, "all") == 0)
		requests = of_all();
	if (requests)
		*requests = (struct tick_failing){.at = n, .once = once};
	return requests;
}

static void disarm(struct tick_failing *requests)
{
	of_lua.limit = SIZE_MAX / 2;
	if (requests)
		requests->at = 0;
}

/* Push show(what act() left from `first` on) as text to `L`, under `name`. */
static void tell(lua_State *L, lua_State *S, int first, int status,
		 const char *name)
{
	const char *text;

	if (status == LUA_OK) {
		lua_pushvalue(S, 2);
		lua_insert(S, first);
		status = lua_pcall(S, lua_gettop(S) - first, 1, 0);
	}
	text = lua_tostring(S, -1);
	lua_pushfstring(L, "%s%s", status == LUA_OK ? "" : "raised: ",
			text ? text : "(no text)");
	lua_setfield(L, -2, name);
	lua_settop(S, first - 1);
}

/*
 * sweep.run(code, which, n, once) -> {first=, again=, count=, leaked=}: what
 * the chunk's `act` gave while the n-th request was refused, alone or with all
 * behind it ("bytes": beyond n bytes); what it gives again, with memory; how
 * many requests there were; what was not freed.
 */
static int sweep_run(lua_State *L)
{
	const char *code = luaL_checkstring(L, 1);
	const char *which = luaL_optstring(L, 2, "none");
	lua_Integer n = luaL_optinteger(L, 3, 0);
	int once = lua_toboolean(L, 4), status;
	struct tick_failing *requests;
	long live = of_c.live;
	lua_State *S;

	lua_newtable(L);
	memset(&of_lua, 0, sizeof(of_lua));
	of_lua.limit = SIZE_MAX / 2;
	S = lua_newstate(allocate, &of_lua);
	lua_pushcfunction(S, furnish);
	lua_pushlightuserdata(S, (void *)(size_t)code);
	if (lua_pcall(S, 1, 2, 0) != LUA_OK)
		return luaL_error(L, "%s", lua_tostring(S, -1));
	lua_pushvalue(S, 1);
	requests = arm(which, n, once);
	status = lua_pcall(S, 0, LUA_MULTRET, 0);
	disarm(requests);
	tell(L, S, 3, status, "first");
	lua_pushvalue(S, 1);
	tell(L, S, 3, lua_pcall(S, 0, LUA_MULTRET, 0), "again");
	lua_close(S);
	lua_pushinteger(L, requests ? requests->count : 0);
	lua_setfield(L, -2, "count");
	lua_pushinteger(L, (lua_Integer)of_lua.used + of_c.live - live);
	lua_setfield(L, -2, "leaked");
	return 1;
}

/*
 * In the child that dies: whose code asked for it, which is what called libc,
 * takes the place of its text.
 */
static void die(int signal)
{
	void *frames[64];
	struct tick_failing *all = of_all();
	Dl_info info;
	int n;

	if (all)
		all->at = 0;
	n = backtrace(frames, 64);
	for (int i = 1; i < n; i++) {
		if (!dladdr(frames[i], &info) ||
		    strstr(info.dli_fname, "/libc.so") ||
		    strstr(info.dli_fname, "failing_malloc"))
			continue;
		if (write(end, info.dli_fname, strlen(info.dli_fname)) < 0)
			break;
		break;
	}
	kill(getpid(), signal); /* the handler is gone by now */
}

/* The child's life: the function's text into the pipe. */
static void live_apart(lua_State *L, int out)
{
	static const int fatal[] = {SIGABRT, SIGBUS, SIGSEGV};
	static char below[64 << 10]; /* of a stack that is used up */
	stack_t stack = {.ss_sp = below, .ss_size = sizeof(below)};
	struct sigaction action = {.sa_handler = die,
				   .sa_flags = SA_RESETHAND | SA_NODEFER |
					       SA_ONSTACK};
	void *frame;
	const char *text;
	size_t len;

	end = out;
	backtrace(&frame, 1); /* loads what it needs */
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		sigaction(fatal[i], &action, NULL);
	alarm(HANGS);
	lua_pcall(L, 0, 1, 0);
	text = lua_tolstring(L, -1, &len);
	while (text && len) {
		ssize_t n = write(out, text, len);

		if (n <= 0)
			break;
		text += n;
		len -= (size_t)n;
	}
	_exit(0);
}

/* sweep.apart(function) -> its text or who let it die, signal: in a child */
static int sweep_apart(lua_State *L)
{
	char bytes[4096];
	luaL_Buffer text;
	int ends[2], status = 0;
	ssize_t n;
	pid_t pid;

	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_settop(L, 1);
	if (pipe(ends) < 0 || (pid = fork()) < 0)
		return luaL_error(L, "no child");
	if (pid == 0)
		live_apart(L, ends[1]);
	close(ends[1]);
	luaL_buffinit(L, &text);
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0)
		luaL_addlstring(&text, bytes, (size_t)n);
	close(ends[0]);
	waitpid(pid, &status, 0);
	luaL_pushresult(&text);
	lua_pushinteger(L, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return 2;
}

/* sweep.line(bytes) -> the other end of what is now descriptor 0, and has them
 * to read */
static int sweep_line(lua_State *L)
{
	size_t len;
	const char *bytes = luaL_checklstring(L, 1, &len);
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 ||
	    dup2(pair[0], 0) < 0 ||
	    send(pair[1], bytes, len, MSG_DONTWAIT) != (ssize_t)len)
		return luaL_error(L, "no line");
	close(pair[0]);
	lua_pushinteger(L, pair[1]);
	return 1;
}

/* sweep.drained(end) -> what was sent to it so far */
static int sweep_drained(lua_State *L)
{
	int line = (int)luaL_checkinteger(L, 1);
	char bytes[4096];
	luaL_Buffer text;
	ssize_t n;

	luaL_buffinit(L, &text);
	while ((n = recv(line, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		luaL_addlstring(&text, bytes, (size_t)n);
	luaL_pushresult(&text);
	return 1;
}

static const luaL_Reg functions[] = {
	{"run", sweep_run},   {"apart", sweep_apart},
	{"line", sweep_line}, {"drained", sweep_drained},
	{NULL, NULL},
};

TICK_API int luaopen_tick_sweep(lua_State *L);

int luaopen_tick_sweep(lua_State *L)
{
	luaL_newlib(L, functions);
	return 1;
}
