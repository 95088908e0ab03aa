/*
 * Facts as bytes: what a script's `collect` gave, on its way to `judge`. Plain
 * Lua values and dates only; tables sorted by key, so equal facts are equal
 * bytes. Only workers read them: to the host facts are bytes.
 */
#ifndef WORKER_CODEC_H
#define WORKER_CODEC_H

#include <lua.h>

#include "base/buffer.h"

/*
 * Append the value at `idx`. Raises on what facts can't hold: functions, keys
 * that are no strings, tables nested too deep.  [-0, +0, e]
 */
void tick_codec_encode(lua_State *S, struct tick_buffer *out, int idx);

/*
 * Append single values, for C that has no Lua value of them. A list is its
 * length, that many values, and its end.  [-0, +0, e]
 */
void tick_codec_put_integer(lua_State *S, struct tick_buffer *out,
			    lua_Integer n);
void tick_codec_put_text(lua_State *S, struct tick_buffer *out,
			 const char *text, size_t len);
void tick_codec_put_nil(lua_State *S, struct tick_buffer *out);
void tick_codec_put_false(lua_State *S, struct tick_buffer *out);
void tick_codec_put_list(lua_State *S, struct tick_buffer *out, size_t len);
void tick_codec_put_end(lua_State *S, struct tick_buffer *out);

/*
 * Push the value that starts at `*pos` and move `*pos` behind it. Raises on
 * malformed bytes.  [-0, +1, e]
 */
void tick_codec_decode(lua_State *S, const char **pos, const char *end);

/*
 * Remember the metatables at `date` and `period`, by which both directions
 * know those two kinds of value.  [-0, +0, m]
 */
void tick_codec_values(lua_State *S, int date, int period);

#endif
