/*
 * channel: the worker's end of the line to its host, as blocking messages on
 * descriptor 0. Whatever is wrong with the line ends the worker: without its
 * host it has nothing to do.
 */
#include "worker/bind.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/bundle.h"
#include "base/frame.h"
#include "worker/limits.h"

#define LINE 0
#define MESSAGE_MAX (80u << 20)

static struct tick_buffer in;

/* Nothing is left to tidy; a sanitizer looks for leaks on its way out. */
static void leave(void)
{
#ifdef __SANITIZE_ADDRESS__
	exit(EXIT_SUCCESS);
#else
	_exit(EXIT_SUCCESS);
#endif
}

static void fill(void)
{
	ssize_t n;

	if (tick_buffer_reserve(&in, TICK_FRAME_MAX) != TICK_OK)
		leave();
	do {
		n = read(LINE, in.data + in.len, in.cap - in.len);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		leave();
	in.len += (size_t)n;
}

/* channel.receive() -> type, bytes */
static int channel_receive(lua_State *L)
{
	struct tick_frame frame;
	luaL_Buffer text;
	size_t total = 0;
	int found;

	luaL_buffinit(L, &text);
	for (;;) {
		while ((found = tick_frame_find(&frame, &in, 0)) == 0)
			fill();
		total += found > 0 ? frame.len : 0;
		if (found < 0 || total > MESSAGE_MAX)
			leave();
		luaL_addlstring(&text, frame.data, frame.len);
		tick_buffer_consume(&in, frame.size);
		if (isupper((unsigned char)frame.type))
			break;
	}
	luaL_pushresult(&text);
	lua_pushlstring(L, &frame.type, 1);
	lua_insert(L, -2);
	tick_limits_breathe();
	return 2;
}

static void send_all(const char *data, size_t len)
{
	while (len) {
		ssize_t n = send(LINE, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			leave();
		data += n;
		len -= (size_t)n;
	}
}

/* channel.send(type, bytes) */
static int channel_send(lua_State *L)
{
	const char *type = luaL_checkstring(L, 1);
	struct tick_buffer out = {0};
	size_t len;
	const char *data = luaL_checklstring(L, 2, &len);
	int err = tick_frame_put(&out, type[0], data, len);

	if (err == TICK_OK)
		send_all(out.data, out.len);
	tick_buffer_clear(&out);
	tick_limits_breathe();
	return err == TICK_OK ? 0 : luaL_error(L, "%s", tick_error_message());
}

/* channel.clock() -> seconds, monotonic; for heartbeats, never for results */
static int channel_clock(lua_State *L)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	lua_pushnumber(L, (double)now.tv_sec + (double)now.tv_nsec / 1e9);
	return 1;
}

/* channel.build() -> the hash of this build's sources */
static int channel_build(lua_State *L)
{
	lua_pushstring(L, tick_build_id);
	return 1;
}

static const luaL_Reg functions[] = {
	{"build", channel_build},     {"sha256", tick_bind_sha256},
	{"receive", channel_receive}, {"send", channel_send},
	{"clock", channel_clock},     {NULL, NULL},
};

int luaopen_tick_channel(lua_State *L)
{
	luaL_newlib(L, functions);
	return 1;
}
