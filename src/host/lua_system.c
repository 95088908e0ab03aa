/* tickmark.core: hashes, and what only the system knows. */
#include "host/bind.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bundle.h"
#include "base/error.h"

/* core.ticks() -> milliseconds, monotonic: for watches, never for results */
static int system_ticks(lua_State *L)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	lua_pushinteger(L,
			(lua_Integer)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	return 1;
}

/* core.realpath(path) -> path | nil, message, code */
static int system_realpath(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);
	char real[PATH_MAX];
	int ok = realpath(path, real) != NULL;

	lua_pushstring(L, ok ? real : "");
	return tick_bind_result(L, ok ? TICK_OK
				      : tick_error_set(TICK_ENOTFOUND, "%s: %s",
						       path, strerror(errno)));
}

/* core.isatty(fd) -> boolean */
static int system_isatty(lua_State *L)
{
	lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
	return 1;
}

/* core.processors() -> how many this process may use */
static int system_processors(lua_State *L)
{
	cpu_set_t set;
	long n = sched_getaffinity(0, sizeof(set), &set) == 0
			 ? CPU_COUNT(&set)
			 : sysconf(_SC_NPROCESSORS_ONLN);

	lua_pushinteger(L, n > 0 ? n : 1);
	return 1;
}

/* Write all of it and make it last. */
static int write_out(FILE *f, const char *data, size_t len, int last)
{
	int ok = fwrite(data, 1, len, f) == len && fflush(f) == 0;

	if (ok && last)
		ok = fsync(fileno(f)) == 0;
	return (fclose(f) == 0) & ok;
}

/*
 * A new file beside the old one takes its name when it is complete. Its mode is
 * what the user's mask leaves, unless there is one that it has to have.
 */
static int replace(const char *path, const char *temp, const char *data,
		   size_t len, mode_t mode)
{
	FILE *f = fopen(temp, "wb");
	int ok;

	if (!f)
		return 0;
	ok = !mode || fchmod(fileno(f), mode) == 0;
	if (write_out(f, data, len, 1) && ok && rename(temp, path) == 0)
		return 1;
	unlink(temp);
	return 0;
}

/* What kind of file it is that would be replaced; -1 when nobody can tell. */
static int is_special(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return !S_ISREG(st.st_mode);
	return errno == ENOENT ? 0 : -1;
}

/*
 * core.replace(path, bytes [, mode]) -> true | nil, message, code: a file whole
 * or not at all; what is no regular file (a device, a pipe) is written to
 */
static int system_replace(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);
	size_t len;
	const char *data = luaL_checklstring(L, 2, &len);
	mode_t mode = (mode_t)luaL_optinteger(L, 3, 0);
	char real[PATH_MAX];
	const char *to = realpath(path, real) ? real : path; /* not the link */
	const char *temp = lua_pushfstring(L, "%s.%d.tmp", to, (int)getpid());
	int special = is_special(to), ok = 0;
	FILE *f;

	if (special == 0) {
		ok = replace(to, temp, data, len, mode);
	} else if (special > 0) {
		f = fopen(to, "wb");
		ok = f && write_out(f, data, len, 0);
	}
	if (!ok)
		tick_error_set(TICK_ERROR, "%s: %s", path, strerror(errno));
	lua_pushboolean(L, 1);
	return tick_bind_result(L, ok ? TICK_OK : TICK_ERROR);
}

/* core.temporary(bytes) -> path | nil, message, code: a new file of ours alone
 */
static int system_temporary(lua_State *L)
{
	char path[] = "/tmp/tickmark.XXXXXX";
	size_t len;
	const char *data = luaL_checklstring(L, 1, &len);
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "wb");
	int ok = f && write_out(f, data, len, 0);

	if (!ok)
		tick_error_set(TICK_ERROR, "%s: %s", path, strerror(errno));
	if (!f && fd >= 0)
		close(fd);
	if (!ok && fd >= 0)
		unlink(path);
	lua_pushstring(L, path);
	return tick_bind_result(L, ok ? TICK_OK : TICK_ERROR);
}

/* core.build() -> the hash of this build's sources */
static int system_build(lua_State *L)
{
	lua_pushstring(L, tick_build_id);
	return 1;
}

/* core.bundled(name) -> text | nil: a file of the packs we ship */
static int system_bundled(lua_State *L)
{
	const struct tick_bundled *file =
		tick_bundle_find(luaL_checkstring(L, 1));

	if (file)
		lua_pushlstring(L, file->data, file->len);
	else
		luaL_pushfail(L);
	return 1;
}

static const luaL_Reg functions[] = {
	{"build", system_build},         {"bundled", system_bundled},
	{"sha256", tick_bind_sha256},    {"ticks", system_ticks},
	{"isatty", system_isatty},       {"replace", system_replace},
	{"temporary", system_temporary}, {"processors", system_processors},
	{"realpath", system_realpath},   {NULL, NULL},
};

void tick_host_system(lua_State *L)
{
	luaL_setfuncs(L, functions, 0);
}
