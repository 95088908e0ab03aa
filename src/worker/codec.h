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
