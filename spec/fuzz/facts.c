/*
 * Facts: malformed bytes raise and take little memory; what was read has one
 * form, which reads as itself.
 */
#include <string.h>

#include <lauxlib.h>

#include "fuzz.h"
#include "worker/codec.h"

#define MEMORY ((size_t)2 << 20) /* for the longest input several times */

struct work {
	const char *data, *end;
	struct tick_buffer out;
};

static size_t used;

static void *allocate(void *ud, void *old, size_t old_size, size_t size)
{
	size_t before = old ? old_size : 0;
	void *data;

	(void)ud;
	if (!size) {
		free(old);
		used -= before;
		return NULL;
	}
	if (used - before + size > MEMORY)
		return NULL;
	data = realloc(old, size);
	if (data)
		used = used - before + size;
	return data;
}

/* Read a value and write it again. */
static int again(lua_State *L)
{
	struct work *work = lua_touserdata(L, 1);
	const char *at = work->data;

	tick_codec_decode(L, &at, work->end);
	FUZZ_CHECK(at <= work->end);
	tick_codec_encode(L, &work->out, -1);
	return 0;
}

static int run(lua_State *L, struct work *work)
{
	int err;

	lua_settop(L, 0);
	lua_pushcfunction(L, again);
	lua_pushlightuserdata(L, work);
	err = lua_pcall(L, 1, 0, 0);
	FUZZ_CHECK(err != LUA_ERRMEM);
	return err;
}

static lua_State *new_state(void)
{
	lua_State *L = lua_newstate(allocate, NULL);

	lua_newtable(L);
	lua_newtable(L);
	tick_codec_values(L, 1, 2);
	return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static lua_State *L;
	struct work first = {.data = (const char *)data}, second = {0};

	if (!L)
		L = new_state();
	first.end = first.data + size;
	if (run(L, &first) == LUA_OK) {
		second.data = first.out.data;
		second.end = second.data + first.out.len;
		FUZZ_CHECK(run(L, &second) == LUA_OK);
		FUZZ_CHECK(first.out.len == second.out.len);
		FUZZ_CHECK(!memcmp(first.out.data, second.out.data,
				   first.out.len));
	}
	tick_buffer_clear(&first.out);
	tick_buffer_clear(&second.out);
	lua_settop(L, 0);
	lua_gc(L, LUA_GCCOLLECT); /* or it looks like a leak */
	return 0;
}
