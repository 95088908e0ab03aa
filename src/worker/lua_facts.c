/*
 * facts: what the author library of a sandbox uses to write one document's
 * facts as a record and to read many of them back in the order of their paths.
 *
 * A record is its length (4 bytes, what follows), the path's length (2), the
 * path, the head's fields and the list of items.
 */
#include "worker/lua_facts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "worker/codec.h"

#define FACTS "tickmark.facts"
#define WRITER "tickmark.facts.writer"
#define RECORD_MAX (4u << 20)
#define FACTS_MAX (256u << 20)

/* Of the registry: the buffer that a state's records are written in. */
static const char WRITER_KEY = 0;

struct record {
	size_t start; /* of the path */
	size_t path_len;
	size_t end;
};

/* The records of one input, in the order of their paths. */
struct facts {
	struct tick_buffer bytes;
	struct record *records;
	size_t n;
	size_t next; /* behind the one found last */
};

static uint32_t get32(const char *data)
{
	const unsigned char *p = (const unsigned char *)data;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void set32(char *data, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		data[i] = (char)(n >> 8 * i & 0xff);
}

struct tick_buffer *tick_facts_writer(lua_State *S)
{
	struct tick_buffer *out;

	lua_rawgetp(S, LUA_REGISTRYINDEX, &WRITER_KEY);
	out = lua_touserdata(S, -1);
	lua_pop(S, 1);
	if (!out)
		luaL_error(S, "no facts in this state");
	out->len = 0;
	return out;
}

size_t tick_facts_open(lua_State *S, struct tick_buffer *out, const char *path,
		       size_t len)
{
	char lens[6] = {0};
	size_t start = out->len;

	if (len > 65535)
		luaL_error(S, "a path too long for facts");
	lens[4] = (char)(len & 0xff);
	lens[5] = (char)(len >> 8);
	if (tick_buffer_append(out, lens, sizeof(lens)) != TICK_OK ||
	    tick_buffer_append(out, path, len) != TICK_OK)
		luaL_error(S, "out of memory");
	return start;
}

void tick_facts_seal(lua_State *S, struct tick_buffer *out, size_t start)
{
	if (out->len - start > RECORD_MAX)
		luaL_error(S, "more than 4 MiB of facts");
	set32(out->data + start, (uint32_t)(out->len - start) - 4);
}

/* facts.record(path, n, blob, date, period, extra, items) -> bytes */
static int facts_record(lua_State *S)
{
	size_t len, start;
	const char *path = luaL_checklstring(S, 1, &len);
	struct tick_buffer *out = tick_facts_writer(S);

	luaL_checktype(S, TICK_FACTS_HEAD + 2, LUA_TTABLE);
	start = tick_facts_open(S, out, path, len);
	for (int i = 2; i <= TICK_FACTS_HEAD + 2; i++)
		tick_codec_encode(S, out, i);
	tick_facts_seal(S, out, start);
	lua_pushlstring(S, out->data, out->len);
	return 1;
}

static int writer_gc(lua_State *S)
{
	tick_buffer_clear(luaL_checkudata(S, 1, WRITER));
	return 0;
}

static struct facts *check(lua_State *S)
{
	return luaL_checkudata(S, 1, FACTS);
}

/* facts:len() -> documents */
static int facts_len(lua_State *S)
{
	lua_pushinteger(S, (lua_Integer)check(S)->n);
	return 1;
}

/* Add the fields of the table at the top to the one below it; pops it. */
static void merge(lua_State *S)
{
	lua_pushnil(S);
	while (lua_next(S, -2)) {
		lua_pushvalue(S, -2);
		lua_insert(S, -2);
		lua_rawset(S, -5);
	}
	lua_pop(S, 1);
}

/*
 * Push the head of record `i`, argument 2: path, line, blob, date, period, the
 * number of items as field 1, and what else it says. `*pos`: where items are.
 */
static void push_head(lua_State *S, const char **pos, const char **end)
{
	static const char *const names[] = {"blob", "date", "period"};
	const struct facts *facts = check(S);
	lua_Integer i = luaL_checkinteger(S, 2);
	const struct record *r;

	luaL_argcheck(S, i >= 1 && (size_t)i <= facts->n, 2, "out of range");
	r = &facts->records[i - 1];
	*pos = facts->bytes.data + r->start + r->path_len;
	*end = facts->bytes.data + r->end;
	lua_createtable(S, 1, 8);
	tick_codec_decode(S, pos, *end);
	lua_rawseti(S, -2, 1);
	for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
		tick_codec_decode(S, pos, *end);
		lua_setfield(S, -2, names[k]);
	}
	tick_codec_decode(S, pos, *end);
	if (lua_istable(S, -1))
		merge(S);
	else
		lua_pop(S, 1);
	lua_pushlstring(S, facts->bytes.data + r->start, r->path_len);
	lua_setfield(S, -2, "path");
	lua_pushinteger(S, 1);
	lua_setfield(S, -2, "line");
}

/* facts:head(i) -> head */
static int facts_head(lua_State *S)
{
	const char *pos, *end;

	push_head(S, &pos, &end);
	return 1;
}

/* facts:read(i) -> head, items */
static int facts_read(lua_State *S)
{
	const char *pos, *end;

	push_head(S, &pos, &end);
	tick_codec_decode(S, &pos, end);
	return 2;
}

static int facts_gc(lua_State *S)
{
	struct facts *facts = check(S);

	tick_buffer_clear(&facts->bytes);
	free(facts->records);
	facts->records = NULL;
	facts->n = 0;
	return 0;
}

static int by_path(const void *a, const void *b, void *data)
{
	const struct record *x = a, *y = b;
	const char *bytes = data;
	size_t least = x->path_len < y->path_len ? x->path_len : y->path_len;
	int order = memcmp(bytes + x->start, bytes + y->start, least);

	if (!order)
		order = (x->path_len > y->path_len) -
			(x->path_len < y->path_len);
	return order ? order : (x->start > y->start) - (x->start < y->start);
}

/* Find the records in the bytes; 0 when they don't fill them exactly. */
static int find_records(struct facts *facts, size_t count)
{
	const char *data = facts->bytes.data;
	size_t pos = 0, n = 0;

	while (facts->bytes.len - pos >= 6) {
		size_t len = get32(data + pos);
		size_t path = (unsigned char)data[pos + 4] |
			      (size_t)(unsigned char)data[pos + 5] << 8;

		if (len > facts->bytes.len - pos - 4 || path + 2 > len)
			return 0;
		if (facts->records && n < count) {
			facts->records[n].start = pos + 6;
			facts->records[n].path_len = path;
			facts->records[n].end = pos + 4 + len;
		}
		pos += 4 + len;
		n++;
	}
	facts->n = n;
	return pos == facts->bytes.len;
}

void tick_facts_push(lua_State *S, const char *data, size_t len)
{
	struct facts *facts = lua_newuserdatauv(S, sizeof(*facts), 0);

	memset(facts, 0, sizeof(*facts));
	luaL_setmetatable(S, FACTS);
	if (len > FACTS_MAX)
		luaL_error(S, "more than 256 MiB of facts");
	if (tick_buffer_append(&facts->bytes, data, len) != TICK_OK)
		luaL_error(S, "out of memory");
	if (!find_records(facts, 0))
		luaL_error(S, "malformed facts");
	if (!facts->n)
		return;
	facts->records = calloc(facts->n, sizeof(*facts->records));
	if (!facts->records)
		luaL_error(S, "out of memory");
	find_records(facts, facts->n);
	qsort_r(facts->records, facts->n, sizeof(*facts->records), by_path,
		facts->bytes.data);
}

/* facts.encode(value) -> bytes */
static int facts_encode(lua_State *S)
{
	struct tick_buffer *out = tick_facts_writer(S);

	luaL_checkany(S, 1);
	tick_codec_encode(S, out, 1);
	lua_pushlstring(S, out->data, out->len);
	return 1;
}

/* facts.decode(bytes) -> value */
static int facts_decode(lua_State *S)
{
	size_t len;
	const char *pos = luaL_checklstring(S, 1, &len);

	tick_codec_decode(S, &pos, pos + len);
	return 1;
}

static int is_path(const struct facts *facts, size_t i, const char *path,
		   size_t len)
{
	const struct record *r = &facts->records[i];

	return r->path_len == len &&
	       memcmp(facts->bytes.data + r->start, path, len) == 0;
}

/* The first record of `path`, or NULL. Who asks in order is answered at once.
 */
static const struct record *find(struct facts *facts, const char *path,
				 size_t len)
{
	const char *bytes = facts->bytes.data;
	size_t low = 0, high = facts->n;

	if (facts->next < facts->n && facts->next > 0 &&
	    is_path(facts, facts->next, path, len) &&
	    !is_path(facts, facts->next - 1, path, len))
		return &facts->records[facts->next++];

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct record *r = &facts->records[mid];
		size_t least = r->path_len < len ? r->path_len : len;
		int order = memcmp(bytes + r->start, path, least);

		if (order < 0 || (!order && r->path_len < len))
			low = mid + 1;
		else
			high = mid;
	}
	if (low == facts->n || !is_path(facts, low, path, len))
		return NULL;
	facts->next = low + 1;
	return &facts->records[low];
}

/* facts:find(path) -> i | nil */
static int facts_find(lua_State *S)
{
	struct facts *facts = check(S);
	size_t len;
	const char *path = luaL_checklstring(S, 2, &len);
	const struct record *r = find(facts, path, len);

	if (r)
		lua_pushinteger(S, r - facts->records + 1);
	else
		luaL_pushfail(S);
	return 1;
}

/* facts:items(path) -> items of its first record | nil */
static int facts_items(lua_State *S)
{
	struct facts *facts = check(S);
	size_t len;
	const char *path = luaL_checklstring(S, 2, &len), *pos, *end;
	const struct record *r = find(facts, path, len);

	if (!r) {
		luaL_pushfail(S);
		return 1;
	}
	pos = facts->bytes.data + r->start + r->path_len;
	end = facts->bytes.data + r->end;
	for (int field = 0; field <= TICK_FACTS_HEAD; field++) {
		lua_settop(S, 2); /* of the head nothing, then the items */
		tick_codec_decode(S, &pos, end);
	}
	return 1;
}

/* facts.values(date, period): the metatables of these kinds of value */
static int facts_values(lua_State *S)
{
	luaL_checktype(S, 1, LUA_TTABLE);
	luaL_checktype(S, 2, LUA_TTABLE);
	tick_codec_values(S, 1, 2);
	return 0;
}

static const luaL_Reg functions[] = {
	{"record", facts_record},
	{"encode", facts_encode},
	{"decode", facts_decode},
	{"values", facts_values},
	{NULL, NULL},
};

static const luaL_Reg methods[] = {
	{"find", facts_find}, {"head", facts_head}, {"items", facts_items},
	{"len", facts_len},   {"read", facts_read}, {NULL, NULL},
};

int luaopen_tick_facts(lua_State *S)
{
	struct tick_buffer *out;

	tick_bind_type(S, FACTS, methods, facts_gc);
	luaL_newmetatable(S, WRITER);
	lua_pushcfunction(S, writer_gc);
	lua_setfield(S, -2, "__gc");
	out = lua_newuserdatauv(S, sizeof(*out), 0);
	memset(out, 0, sizeof(*out));
	luaL_setmetatable(S, WRITER);
	lua_rawsetp(S, LUA_REGISTRYINDEX, &WRITER_KEY);
	lua_pop(S, 1);
	luaL_newlib(S, functions);
	return 1;
}
