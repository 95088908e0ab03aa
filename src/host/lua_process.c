/* tickmark.core.start, .wait: workers for the host's Lua. */
#include "host/bind.h"

#include <ctype.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/frame.h"
#include "host/process.h"

#define PROCESS "tickmark.process"

static struct tick_process *check(lua_State *L, int arg)
{
	return luaL_checkudata(L, arg, PROCESS);
}

/* core.start(path, role) -> process | nil, message, code */
static int process_start(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);
	const char *role = luaL_checkstring(L, 2);
	struct tick_process *p = lua_newuserdatauv(L, sizeof(*p), 0);

	memset(p, 0, sizeof(*p));
	p->fd = p->pidfd = -1;
	luaL_setmetatable(L, PROCESS);
	return tick_bind_result(L, tick_process_start(p, path, role));
}

/* process:send(type, bytes): queued; goes out in wait() */
static int process_send(lua_State *L)
{
	struct tick_process *p = check(L, 1);
	const char *type = luaL_checkstring(L, 2);
	size_t len;
	const char *data = luaL_checklstring(L, 3, &len);

	if (tick_frame_put(&p->out, type[0], data, len) != TICK_OK)
		return luaL_error(L, "%s", tick_error_message());
	tick_process_move(p);
	return 0;
}

/* process:receive() -> type, bytes | nil | nil, why it is over */
static int process_receive(lua_State *L)
{
	struct tick_process *p = check(L, 1);
	struct tick_frame frame = {0};
	luaL_Buffer text;
	size_t len;
	int err = tick_process_message(p, &len);

	if (err != TICK_OK || !len) {
		luaL_pushfail(L);
		if (err == TICK_OK && !p->ended)
			return 1;
		lua_pushstring(L, err != TICK_OK ? tick_error_message()
						 : "it died");
		return 2;
	}
	luaL_buffinit(L, &text);
	for (size_t at = 0; at < len; at += frame.size) {
		tick_frame_find(&frame, &p->in, at);
		luaL_addlstring(&text, frame.data, frame.len);
	}
	luaL_pushresult(&text);
	lua_pushlstring(L, &frame.type, 1);
	lua_insert(L, -2);
	tick_buffer_consume(&p->in, len);
	p->seen = 0;
	return 2;
}

static int process_gc(lua_State *L)
{
	tick_process_clear(check(L, 1));
	return 0;
}

/* process:pid() -> integer; 0 once it is over */
static int process_pid(lua_State *L)
{
	lua_pushinteger(L, check(L, 1)->pid);
	return 1;
}

/*
 * process:close() -> what it ended of, if by itself:
 *   "exit", status | "signal", number, name | nothing
 */
static int process_close(lua_State *L)
{
	struct tick_process *p = check(L, 1);
	siginfo_t end;
	bool told = tick_process_end(p, &end);

	tick_process_clear(p);
	if (!told)
		return 0;
	lua_pushstring(L, end.si_code == CLD_EXITED ? "exit" : "signal");
	lua_pushinteger(L, end.si_status);
	if (end.si_code == CLD_EXITED)
		return 2;
	lua_pushstring(L, strsignal(end.si_status));
	return 3;
}

/* core.wait(processes, milliseconds) */
static int process_wait(lua_State *L)
{
	struct tick_process *list[TICK_PROCESSES_MAX];
	lua_Integer n = luaL_len(L, 1);
	int timeout = (int)luaL_checkinteger(L, 2);

	luaL_argcheck(L, n <= TICK_PROCESSES_MAX, 1, "too many workers");
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 1, i);
		list[i - 1] = check(L, -1);
		lua_pop(L, 1);
	}
	if (tick_process_wait(list, (size_t)n, timeout) != TICK_OK)
		return luaL_error(L, "%s", tick_error_message());
	return 0;
}

/* Where this code was loaded from, links resolved; 0 when nobody knows. */
static int own_path(char out[PATH_MAX])
{
	Dl_info info;

	if (dladdr((void *)(size_t)&tick_process_start, &info) &&
	    strchr(info.dli_fname, '/') && realpath(info.dli_fname, out))
		return 1;
	return realpath("/proc/self/exe", out) != NULL;
}

/* core.worker() -> path: beside this code as installed, else compiled in */
static int process_worker(lua_State *L)
{
	static const char *const above[] = {"../libexec/tickmark/worker",
					    "../../../../libexec/tickmark/"
					    "worker"};
	char own[PATH_MAX], *slash;

	if (own_path(own) && (slash = strrchr(own, '/'))) {
		*slash = '\0';
		for (size_t i = 0; i < sizeof(above) / sizeof(*above); i++) {
			lua_pushfstring(L, "%s/%s", own, above[i]);
			if (access(lua_tostring(L, -1), X_OK) == 0)
				return 1;
		}
	}
	lua_pushliteral(L, TICK_LIBEXEC "/worker");
	return 1;
}

static const luaL_Reg functions[] = {
	{"start", process_start},
	{"wait", process_wait},
	{"worker", process_worker},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"send", process_send}, {"receive", process_receive},
	{"pid", process_pid},   {"close", process_close},
	{NULL, NULL},
};

void tick_host_process(lua_State *L)
{
	tick_bind_type(L, PROCESS, methods, process_gc);
	luaL_setfuncs(L, functions, 0);
}
