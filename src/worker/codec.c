#include "worker/codec.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "base/error.h"

#define DEPTH 32
#define FIELDS 1024      /* named fields of one table */
#define BYTES (64 << 20) /* of facts in one piece */

/* Keys of the registry; their addresses are what counts. */
static const char DATE = 0, PERIOD = 0;

struct field {
	const char *name; /* Borrowed from the table that has it */
	size_t len;
};

/* What a script shares or repeats can be far more than it has in memory. */
static void put(lua_State *S, struct tick_buffer *out, const void *data,
		size_t len)
{
	if (out->len + len > BYTES)
		luaL_error(S, "more than %d MiB of facts", BYTES >> 20);
	if (tick_buffer_append(out, data, len) != TICK_OK)
		luaL_error(S, "out of memory");
}

static void put_size(lua_State *S, struct tick_buffer *out, char type,
		     uint64_t n)
{
	char bytes[12];
	size_t len = 0;

	bytes[len++] = type;
	for (; n > 127; n >>= 7)
		bytes[len++] = (char)((n & 127) | 128);
	bytes[len++] = (char)n;
	put(S, out, bytes, len);
}

static uint64_t zigzag(lua_Integer n)
{
	return (uint64_t)n << 1 ^ (uint64_t)(n >> 63);
}

void tick_codec_put_integer(lua_State *S, struct tick_buffer *out,
			    lua_Integer n)
{
	put_size(S, out, 'i', zigzag(n));
}

void tick_codec_put_text(lua_State *S, struct tick_buffer *out,
			 const char *text, size_t len)
{
	put_size(S, out, 's', len);
	put(S, out, text, len);
}

void tick_codec_put_nil(lua_State *S, struct tick_buffer *out)
{
	put(S, out, "n", 1);
}

void tick_codec_put_false(lua_State *S, struct tick_buffer *out)
{
	put(S, out, "f", 1);
}

void tick_codec_put_list(lua_State *S, struct tick_buffer *out, size_t len)
{
	put_size(S, out, 'T', len);
}

void tick_codec_put_end(lua_State *S, struct tick_buffer *out)
{
	put_size(S, out, 'F', 0);
}

static int by_name(const void *a, const void *b)
{
	const struct field *x = a, *y = b;
	size_t least = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, least);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* Is the table at `idx` a value with the metatable kept under `key`? */
static int is_value(lua_State *S, int idx, const char *key)
{
	int same;

	if (!lua_getmetatable(S, idx))
		return 0;
	lua_rawgetp(S, LUA_REGISTRYINDEX, key);
	same = lua_rawequal(S, -1, -2);
	lua_pop(S, 2);
	return same;
}

/* Collect the named fields of the table at `idx`, sorted. */
static int fields_of(lua_State *S, int idx, struct field *fields, size_t list)
{
	int n = 0;

	lua_pushnil(S);
	while (lua_next(S, idx)) {
		lua_pop(S, 1);
		if (lua_isinteger(S, -1) && lua_tointeger(S, -1) >= 1 &&
		    (size_t)lua_tointeger(S, -1) <= list)
			continue;
		if (lua_type(S, -1) != LUA_TSTRING)
			luaL_error(S, "facts: a key that is no text");
		if (n == FIELDS)
			luaL_error(S, "facts: more than %d fields", FIELDS);
		fields[n].name = lua_tolstring(S, -1, &fields[n].len);
		n++;
	}
	qsort(fields, (size_t)n, sizeof(*fields), by_name);
	return n;
}

static void encode(lua_State *S, struct tick_buffer *out, int idx, int depth);

static void encode_table(lua_State *S, struct tick_buffer *out, int idx,
			 int depth)
{
	struct field fields[FIELDS]; /* 16 KiB a level, DEPTH levels */
	size_t list = lua_rawlen(S, idx);
	int n;

	if (depth == DEPTH)
		luaL_error(S, "facts: nested deeper than %d", DEPTH);
	luaL_checkstack(S, 8, "facts");
	n = fields_of(S, idx, fields, list);
	put_size(S, out, 'T', list);
	for (size_t i = 1; i <= list; i++) {
		lua_rawgeti(S, idx, (lua_Integer)i);
		encode(S, out, lua_gettop(S), depth + 1);
		lua_pop(S, 1);
	}
	put_size(S, out, 'F', (uint64_t)n);
	for (int i = 0; i < n; i++) {
		tick_codec_put_text(S, out, fields[i].name, fields[i].len);
		lua_pushlstring(S, fields[i].name, fields[i].len);
		lua_rawget(S, idx);
		encode(S, out, lua_gettop(S), depth + 1);
		lua_pop(S, 1);
	}
}

static void encode_number(lua_State *S, struct tick_buffer *out, int idx)
{
	lua_Number x;

	if (lua_isinteger(S, idx)) {
		tick_codec_put_integer(S, out, lua_tointeger(S, idx));
		return;
	}
	x = lua_tonumber(S, idx);
	if (!isfinite(x))
		luaL_error(S, "facts can't hold NaN or infinity");
	put(S, out, "d", 1);
	put(S, out, &x, sizeof(x));
}

static void encode(lua_State *S, struct tick_buffer *out, int idx, int depth)
{
	const char *text;
	size_t len;

	switch (lua_type(S, idx)) {
	case LUA_TNIL:
		put(S, out, "n", 1);
		break;
	case LUA_TBOOLEAN:
		put(S, out, lua_toboolean(S, idx) ? "t" : "f", 1);
		break;
	case LUA_TNUMBER:
		encode_number(S, out, idx);
		break;
	case LUA_TSTRING:
		text = lua_tolstring(S, idx, &len);
		tick_codec_put_text(S, out, text, len);
		break;
	case LUA_TTABLE:
		if (is_value(S, idx, &DATE)) {
			lua_rawgeti(S, idx, 1);
			put_size(S, out, 'D', zigzag(lua_tointeger(S, -1)));
			lua_pop(S, 1);
			break;
		}
		if (is_value(S, idx, &PERIOD))
			put(S, out, "P", 1);
		encode_table(S, out, idx, depth);
		break;
	default:
		luaL_error(S, "facts can't hold a %s", luaL_typename(S, idx));
	}
}

void tick_codec_encode(lua_State *S, struct tick_buffer *out, int idx)
{
	encode(S, out, lua_absindex(S, idx), 0);
}

static uint64_t get_size(lua_State *S, const char **pos, const char *end)
{
	uint64_t n = 0;

	for (int shift = 0; *pos < end && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)*(*pos)++;

		n |= (uint64_t)(c & 127) << shift;
		if (c < 128)
			return n;
	}
	return (uint64_t)luaL_error(S, "malformed facts");
}

static lua_Integer get_integer(lua_State *S, const char **pos, const char *end)
{
	uint64_t n = get_size(S, pos, end);

	return (lua_Integer)(n >> 1 ^ (0 - (n & 1)));
}

static const char *get_bytes(lua_State *S, const char **pos, const char *end,
			     uint64_t len)
{
	const char *data = *pos;

	if (len > (uint64_t)(end - *pos))
		luaL_error(S, "malformed facts");
	*pos += len;
	return data;
}

static void decode(lua_State *S, const char **pos, const char *end, int depth);

static void decode_table(lua_State *S, const char **pos, const char *end,
			 int depth)
{
	uint64_t n = get_size(S, pos, end);

	if (depth == DEPTH || n > (uint64_t)(end - *pos))
		luaL_error(S, "malformed facts");
	luaL_checkstack(S, 8, "facts");
	lua_createtable(S, (int)n, n ? 0 : 8);
	for (uint64_t i = 1; i <= n; i++) {
		/* what follows has a byte each: claims don't add up */
		decode(S, pos, end - (n - i), depth + 1);
		lua_rawseti(S, -2, (lua_Integer)i);
	}
	if (*get_bytes(S, pos, end, 1) != 'F')
		luaL_error(S, "malformed facts");
	for (n = get_size(S, pos, end); n; n--) {
		decode(S, pos, end, depth + 1);
		decode(S, pos, end, depth + 1);
		if (lua_type(S, -2) != LUA_TSTRING)
			luaL_error(S, "malformed facts");
		lua_rawset(S, -3);
	}
}

static void decode(lua_State *S, const char **pos, const char *end, int depth)
{
	uint64_t len;
	lua_Number x;

	switch (*get_bytes(S, pos, end, 1)) {
	case 'n':
		lua_pushnil(S);
		break;
	case 't':
		lua_pushboolean(S, 1);
		break;
	case 'f':
		lua_pushboolean(S, 0);
		break;
	case 'i':
		lua_pushinteger(S, get_integer(S, pos, end));
		break;
	case 'd':
		memcpy(&x, get_bytes(S, pos, end, sizeof(x)), sizeof(x));
		lua_pushnumber(S, x);
		break;
	case 's':
		len = get_size(S, pos, end);
		lua_pushlstring(S, get_bytes(S, pos, end, len), len);
		break;
	case 'D':
		lua_createtable(S, 1, 0);
		lua_pushinteger(S, get_integer(S, pos, end));
		lua_rawseti(S, -2, 1);
		lua_rawgetp(S, LUA_REGISTRYINDEX, &DATE);
		lua_setmetatable(S, -2);
		break;
	case 'P':
		if (*get_bytes(S, pos, end, 1) != 'T')
			luaL_error(S, "malformed facts");
		decode_table(S, pos, end, depth);
		lua_rawgetp(S, LUA_REGISTRYINDEX, &PERIOD);
		lua_setmetatable(S, -2);
		break;
	case 'T':
		decode_table(S, pos, end, depth);
		break;
	default:
		luaL_error(S, "malformed facts");
	}
}

void tick_codec_decode(lua_State *S, const char **pos, const char *end)
{
	decode(S, pos, end, 0);
}

void tick_codec_values(lua_State *S, int date, int period)
{
	lua_pushvalue(S, date);
	lua_rawsetp(S, LUA_REGISTRYINDEX, &DATE);
	lua_pushvalue(S, period);
	lua_rawsetp(S, LUA_REGISTRYINDEX, &PERIOD);
}
