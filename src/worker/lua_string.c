/*
 * The functions of `string` that could loop in C for ever: results and errors
 * are those of Lua 5.4, but a search pays for its steps.
 */
#include "worker/bounded.h"

#include <limits.h>
#include <string.h>

#include <lauxlib.h>

#include "worker/budget.h"
#include "worker/pattern.h"

#define MATCHED_A_STEP 8  /* steps of a pattern for one of the budget */
#define SCANNED_A_STEP 16 /* bytes that memmem looks at, likewise */
#define PATTERN_MAX (64u << 10)
#define STEPS_MOST (INT64_MAX / 64)

/* A pattern on its way through a text. */
struct search {
	struct tick_pattern m;
	const char *p, *p_end;
	const char *from; /* where gmatch goes on */
	const char *last; /* end of the last match */
	int64_t paid;     /* what `m` may still spend */
};

#define BYTES_A_STEP 8 /* of a text that is gone through */

static void grant(lua_State *S, struct search *search)
{
	int64_t left = tick_budget_left(S);

	search->paid = left < STEPS_MOST ? left : STEPS_MOST;
	search->paid *= MATCHED_A_STEP;
	search->m.steps = search->paid;
}

/* Pay for what was matched since the last time; raises if it was too much. */
static void pay(lua_State *S, struct search *search)
{
	int64_t used = search->paid - search->m.steps;

	tick_budget_charge(S, (used + MATCHED_A_STEP - 1) / MATCHED_A_STEP);
	grant(S, search);
}

static void prepare(lua_State *S, struct search *search, int text)
{
	size_t len, p_len;
	const char *s = luaL_checklstring(S, text, &len);

	search->p = luaL_checklstring(S, text + 1, &p_len);
	luaL_argcheck(S, p_len <= PATTERN_MAX, text + 1,
		      "longer than 64 KiB: nobody looks for that");
	search->p_end = search->p + p_len;
	search->from = s;
	search->last = NULL;
	tick_pattern_init(&search->m, s, len, 0);
}

/* Passes over a '^' at the beginning. 1: there is one. */
static int take_anchor(struct search *search)
{
	int anchored = search->p < search->p_end && *search->p == '^';

	search->p += anchored;
	return anchored;
}

/* The end of a match at `s`, or NULL. Raises what is wrong with the pattern. */
static const char *match_at(lua_State *S, struct search *search, const char *s)
{
	const char *end =
		tick_pattern_match(&search->m, s, search->p, search->p_end);

	if (!end && search->m.fault) {
		pay(S, search);
		luaL_error(S, search->m.fault, search->m.index);
	}
	return end;
}

/*
 * Push capture `i` of the match from `s` to `end`; the whole match for 0 where
 * there are none.  [-0, +1, v]
 */
static void push_capture(lua_State *S, const struct tick_pattern *m, int i,
			 const char *s, const char *end)
{
	if (i >= m->captures) {
		if (i > 0)
			luaL_error(S, "invalid capture index %%%d", i + 1);
		lua_pushlstring(S, s, (size_t)(end - s));
	} else if (m->capture[i].len == TICK_CAPTURE_PLACE) {
		lua_pushinteger(S, m->capture[i].from - m->text + 1);
	} else if (m->capture[i].len == TICK_CAPTURE_OPEN) {
		luaL_error(S, "unfinished capture");
	} else {
		lua_pushlstring(S, m->capture[i].from,
				(size_t)m->capture[i].len);
	}
}

/* Push all captures; the whole match where there are none and `s` is given. */
static int push_captures(lua_State *S, const struct tick_pattern *m,
			 const char *s, const char *end)
{
	int n = m->captures == 0 && s ? 1 : m->captures;

	luaL_checkstack(S, n, "too many captures");
	for (int i = 0; i < n; i++)
		push_capture(S, m, i, s, end);
	return n;
}

/* How many characters the place in argument `arg` passes over. */
static size_t skipped(lua_State *S, int arg, size_t len)
{
	lua_Integer place = luaL_optinteger(S, arg, 1);

	if (place > 0)
		return (size_t)place - 1;
	if (place == 0 || place < -(lua_Integer)len)
		return 0;
	return len - (size_t)-place;
}

/* Find the text as it stands. */
static int find_plain(lua_State *S, const struct search *search, size_t skip)
{
	const char *from = search->m.text + skip;
	size_t rest = (size_t)(search->m.text_end - from);
	size_t len = (size_t)(search->p_end - search->p);
	const char *found = memmem(from, rest, search->p, len);
	size_t seen = found ? (size_t)(found - from) + len : rest;

	tick_budget_charge(S, (int64_t)(seen / SCANNED_A_STEP));
	if (!found) {
		luaL_pushfail(S);
		return 1;
	}
	lua_pushinteger(S, found - search->m.text + 1);
	lua_pushinteger(S, found - search->m.text + (lua_Integer)len);
	return 2;
}

static int seek(lua_State *S, struct search *search, size_t skip, int places)
{
	const char *s = search->m.text + skip, *end;
	int anchored = take_anchor(search);

	grant(S, search);
	do {
		end = match_at(S, search, s);
	} while (!end && s++ < search->m.text_end && !anchored);
	pay(S, search);
	if (!end) {
		luaL_pushfail(S);
		return 1;
	}
	if (!places)
		return push_captures(S, &search->m, s, end);
	lua_pushinteger(S, s - search->m.text + 1);
	lua_pushinteger(S, end - search->m.text);
	return push_captures(S, &search->m, NULL, NULL) + 2;
}

/* string.find(s, pattern, init, plain) */
static int string_find(lua_State *S)
{
	struct search search;
	size_t len, skip;

	prepare(S, &search, 1);
	len = (size_t)(search.m.text_end - search.m.text);
	skip = skipped(S, 3, len);
	if (skip > len) {
		luaL_pushfail(S);
		return 1;
	}
	if (lua_toboolean(S, 4) ||
	    tick_pattern_is_plain(search.p, (size_t)(search.p_end - search.p)))
		return find_plain(S, &search, skip);
	return seek(S, &search, skip, 1);
}

/* string.match(s, pattern, init) */
static int string_match(lua_State *S)
{
	struct search search;
	size_t len, skip;

	prepare(S, &search, 1);
	len = (size_t)(search.m.text_end - search.m.text);
	skip = skipped(S, 3, len);
	if (skip > len) {
		luaL_pushfail(S);
		return 1;
	}
	return seek(S, &search, skip, 0);
}

static int next_match(lua_State *S)
{
	struct search *search = lua_touserdata(S, lua_upvalueindex(3));
	const char *s, *end;

	grant(S, search);
	for (s = search->from; s <= search->m.text_end; s++) {
		end = match_at(S, search, s);
		if (!end || end == search->last)
			continue;
		search->from = search->last = end;
		pay(S, search);
		return push_captures(S, &search->m, s, end);
	}
	search->from = s;
	pay(S, search);
	return 0;
}

/* string.gmatch(s, pattern, init) */
static int string_gmatch(lua_State *S)
{
	struct search *search;
	size_t len, skip;

	luaL_checklstring(S, 1, &len);
	luaL_checkstring(S, 2);
	skip = skipped(S, 3, len);
	lua_settop(S, 2); /* both stay with the function, so that they live */
	search = lua_newuserdatauv(S, sizeof(*search), 0);
	prepare(S, search, 1);
	search->from += skip > len ? len + 1 : skip;
	lua_pushcclosure(S, next_match, 3);
	return 1;
}

/* Steps of going through a replacement, whether or not it adds anything. */
static int64_t cost_of_text(lua_State *S)
{
	size_t len;
	const char *at = lua_tolstring(S, 3, &len), *stop = at + len;
	int64_t steps = (int64_t)(len / BYTES_A_STEP);

	for (; (at = memchr(at, '%', (size_t)(stop - at))) != NULL; at++)
		steps++;
	return steps;
}

/* Add a text for a match, in which %0 to %9 stand for what was captured. */
static void add_text(lua_State *S, luaL_Buffer *out,
		     const struct tick_pattern *m, const char *s,
		     const char *end)
{
	size_t len;
	const char *text = lua_tolstring(S, 3, &len), *stop = text + len;
	const char *sign;

	while ((sign = memchr(text, '%', (size_t)(stop - text))) != NULL) {
		int what = sign + 1 < stop ? sign[1] : 0;

		luaL_addlstring(out, text, (size_t)(sign - text));
		if (what == '%') {
			luaL_addchar(out, '%');
		} else if (what == '0') {
			luaL_addlstring(out, s, (size_t)(end - s));
		} else if (what >= '1' && what <= '9') {
			push_capture(S, m, what - '1', s, end);
			luaL_addvalue(out);
		} else {
			luaL_error(S, "invalid use of '%%' in replacement "
				      "string");
		}
		text = sign + 2;
	}
	luaL_addlstring(out, text, (size_t)(stop - text));
}

/* Add what a match is replaced by. 0: by itself. */
static int add_value(lua_State *S, luaL_Buffer *out, struct search *search,
		     const char *s, const char *end)
{
	int kind = lua_type(S, 3);

	if (kind == LUA_TFUNCTION) {
		pay(S, search);
		lua_pushvalue(S, 3);
		lua_call(S, push_captures(S, &search->m, s, end), 1);
		grant(S, search);
	} else if (kind == LUA_TTABLE) {
		push_capture(S, &search->m, 0, s, end);
		lua_gettable(S, 3);
	} else {
		pay(S, search);
		tick_budget_charge(S, cost_of_text(S));
		add_text(S, out, &search->m, s, end);
		grant(S, search);
		return 1;
	}
	if (!lua_toboolean(S, -1)) {
		lua_pop(S, 1);
		luaL_addlstring(out, s, (size_t)(end - s));
		return 0;
	}
	if (!lua_isstring(S, -1))
		return luaL_error(S, "invalid replacement value (a %s)",
				  luaL_typename(S, -1));
	luaL_addvalue(out);
	return 1;
}

/* string.gsub(s, pattern, repl, n) */
static int string_gsub(lua_State *S)
{
	struct search search;
	luaL_Buffer out;
	lua_Integer n = 0, most;
	int kind = lua_type(S, 3), changed = 0, anchored;
	const char *s, *end;

	prepare(S, &search, 1);
	s = search.from;
	most = luaL_optinteger(S, 4, search.m.text_end - s + 1);
	anchored = take_anchor(&search);
	luaL_argexpected(S,
			 kind == LUA_TNUMBER || kind == LUA_TSTRING ||
				 kind == LUA_TFUNCTION || kind == LUA_TTABLE,
			 3, "string/function/table");
	luaL_buffinit(S, &out);
	grant(S, &search);
	while (n < most) {
		end = match_at(S, &search, s);
		if (end && end != search.last) {
			n++;
			changed |= add_value(S, &out, &search, s, end);
			s = search.last = end;
		} else if (s < search.m.text_end) {
			luaL_addchar(&out, *s++);
		} else {
			break;
		}
		if (anchored)
			break;
	}
	pay(S, &search);
	if (changed) {
		luaL_addlstring(&out, s, (size_t)(search.m.text_end - s));
		luaL_pushresult(&out);
	} else {
		lua_pushvalue(S, 1);
	}
	lua_pushinteger(S, n);
	return 2;
}

/* string.rep(s, n, sep); copies what is there already. */
static int string_rep(lua_State *S)
{
	size_t len, gap, done, total;
	const char *text = luaL_checklstring(S, 1, &len);
	lua_Integer n = luaL_checkinteger(S, 2);
	const char *sep = luaL_optlstring(S, 3, "", &gap);
	luaL_Buffer out;
	char *to;

	if (n <= 0 || len + gap == 0) {
		lua_pushliteral(S, "");
		return 1;
	}
	if (len + gap > INT_MAX / (size_t)n)
		return luaL_error(S, "resulting string too large");
	total = (size_t)n * (len + gap) - gap;
	to = luaL_buffinitsize(S, &out, total);
	memcpy(to, text, len);
	done = len;
	if (n > 1) {
		memcpy(to + len, sep, gap);
		done += gap;
	}
	while (done < total) {
		size_t more = done < total - done ? done : total - done;

		memcpy(to + done, to, more);
		done += more;
	}
	luaL_pushresultsize(&out, total);
	return 1;
}

void tick_bound_strings(lua_State *S)
{
	static const luaL_Reg bounded[] = {
		{"find", string_find}, {"gmatch", string_gmatch},
		{"gsub", string_gsub}, {"match", string_match},
		{"rep", string_rep},   {NULL, NULL},
	};

	lua_getglobal(S, "string");
	luaL_setfuncs(S, bounded, 0);
	lua_pop(S, 1);
}
