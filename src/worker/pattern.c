#include "worker/pattern.h"

#include <ctype.h>
#include <string.h>

#define DEEPEST 200    /* nested matches, as in Lua */
#define BYTES_A_STEP 8 /* where memcmp does the work */
#define SPECIALS "^$*+?.([%-"

static const char *deeper(struct tick_pattern *m, const char *s, const char *p);

static int byte_of(const char *s)
{
	return (unsigned char)*s;
}

static const char *fail(struct tick_pattern *m, const char *fault, int index)
{
	m->fault = fault;
	m->index = index;
	return NULL;
}

/* Take `n` steps. 0: there aren't so many left. */
static int take_steps(struct tick_pattern *m, ptrdiff_t n)
{
	m->steps -= n;
	if (m->steps >= 0)
		return 1;
	fail(m, "the budget of steps is spent", 0);
	return 0;
}

/* Where the single character at `p`, or its class or set, ends. */
static const char *item_end(struct tick_pattern *m, const char *p)
{
	char first = *p++;

	if (first == '%') {
		if (p == m->end)
			return fail(m, "malformed pattern (ends with '%%')", 0);
		return p + 1;
	}
	if (first != '[')
		return p;
	if (p < m->end && *p == '^')
		p++;
	do { /* the first one is a member, also when it is a ']' */
		if (p == m->end)
			return fail(m, "malformed pattern (missing ']')", 0);
		if (*p++ == '%' && p < m->end)
			p++;
	} while (p == m->end || *p != ']');
	return p + 1;
}

/* The worker never calls setlocale, so these are the C locale's. */
static int in_class(int c, int class)
{
	int in;

	switch (tolower(class)) {
	case 'a':
		in = isalpha(c);
		break;
	case 'c':
		in = iscntrl(c);
		break;
	case 'd':
		in = isdigit(c);
		break;
	case 'g':
		in = isgraph(c);
		break;
	case 'l':
		in = islower(c);
		break;
	case 'p':
		in = ispunct(c);
		break;
	case 's':
		in = isspace(c);
		break;
	case 'u':
		in = isupper(c);
		break;
	case 'w':
		in = isalnum(c);
		break;
	case 'x':
		in = isxdigit(c);
		break;
	case 'z':
		in = c == 0;
		break;
	default:
		return class == c;
	}
	return isupper(class) ? !in : in != 0;
}

/* Is `c` in the set that goes from its '[' to its ']'? */
static int in_set(int c, const char *p, const char *close)
{
	int in = 1;

	if (p[1] == '^') {
		in = 0;
		p++;
	}
	while (++p < close) {
		if (*p == '%') {
			if (in_class(c, byte_of(++p)))
				return in;
		} else if (p[1] == '-' && p + 2 < close) {
			if (byte_of(p) <= c && c <= byte_of(p + 2))
				return in;
			p += 2;
		} else if (byte_of(p) == c) {
			return in;
		}
	}
	return !in;
}

/* Is the character at `s` one that the item from `p` to `next` stands for? */
static int is_item(const struct tick_pattern *m, const char *s, const char *p,
		   const char *next)
{
	if (s >= m->text_end)
		return 0;
	switch (*p) {
	case '.':
		return 1;
	case '%':
		return in_class(byte_of(s), byte_of(p + 1));
	case '[':
		return in_set(byte_of(s), p, next - 1);
	default:
		return *p == *s;
	}
}

/* As many as there are, then fewer. */
static const char *match_most(struct tick_pattern *m, const char *s,
			      const char *p, const char *next)
{
	const char *at = s, *end;

	while (is_item(m, at, p, next)) {
		if (!take_steps(m, next - p))
			return NULL;
		at++;
	}
	for (; at >= s; at--) {
		end = deeper(m, at, next + 1);
		if (end || m->fault)
			return end;
	}
	return NULL;
}

/* As few as can be, then more. */
static const char *match_fewest(struct tick_pattern *m, const char *s,
				const char *p, const char *next)
{
	const char *end;

	for (;; s++) {
		end = deeper(m, s, next + 1);
		if (end || m->fault)
			return end;
		if (!is_item(m, s, p, next) || !take_steps(m, next - p))
			return NULL;
	}
}

static const char *open_capture(struct tick_pattern *m, const char *s,
				const char *p)
{
	int place = p + 1 < m->end && p[1] == ')';
	const char *end;

	if (m->captures == TICK_PATTERN_CAPTURES)
		return fail(m, "too many captures", 0);
	m->capture[m->captures].from = s;
	m->capture[m->captures].len =
		place ? TICK_CAPTURE_PLACE : TICK_CAPTURE_OPEN;
	m->captures++;
	end = deeper(m, s, p + 1 + place);
	if (!end)
		m->captures--;
	return end;
}

static const char *close_capture(struct tick_pattern *m, const char *s,
				 const char *p)
{
	int i = m->captures - 1;
	const char *end;

	while (i >= 0 && m->capture[i].len != TICK_CAPTURE_OPEN)
		i--;
	if (i < 0)
		return fail(m, "invalid pattern capture", 0);
	m->capture[i].len = s - m->capture[i].from;
	end = deeper(m, s, p + 1);
	if (!end)
		m->capture[i].len = TICK_CAPTURE_OPEN;
	return end;
}

/* Behind the text that is balanced between the two characters at `p`. */
static const char *match_balance(struct tick_pattern *m, const char *s,
				 const char *p)
{
	const char *from = s;
	size_t open = 0;

	if (m->end - p < 2)
		return fail(m, "malformed pattern (missing arguments to '%%b')",
			    0);
	if (s == m->text_end || *s != *p)
		return NULL;
	for (; s < m->text_end; s++) {
		if (*s == p[1] && s > from) {
			if (open-- == 1)
				break;
		} else if (*s == *p) {
			open++;
		}
	}
	if (!take_steps(m, s - from) || s == m->text_end)
		return NULL;
	return s + 1;
}

/* `s` itself where the set at `p` begins to hold; *next is behind the set. */
static const char *match_frontier(struct tick_pattern *m, const char *s,
				  const char *p, const char **next)
{
	int before = s == m->text ? 0 : byte_of(s - 1);
	int here = s == m->text_end ? 0 : byte_of(s);
	const char *end;

	if (p == m->end || *p != '[')
		return fail(m, "missing '[' after '%%f' in pattern", 0);
	end = item_end(m, p);
	if (!end || !take_steps(m, end - p))
		return NULL;
	*next = end;
	return !in_set(before, p, end - 1) && in_set(here, p, end - 1) ? s
								       : NULL;
}

/* Behind what a capture holds, if it stands here once more. */
static const char *match_again(struct tick_pattern *m, const char *s, int i)
{
	ptrdiff_t len;

	if (i < 0 || i >= m->captures || m->capture[i].len == TICK_CAPTURE_OPEN)
		return fail(m, "invalid capture index %%%d", i + 1);
	len = m->capture[i].len;
	if (len < 0 || len > m->text_end - s ||
	    !take_steps(m, 1 + len / BYTES_A_STEP))
		return NULL;
	return memcmp(m->capture[i].from, s, (size_t)len) == 0 ? s + len : NULL;
}

/* Is it %b, %f or a back reference? */
static int is_special(const struct tick_pattern *m, const char *p)
{
	int kind = *p == '%' && p + 1 < m->end ? byte_of(p + 1) : 0;

	return kind == 'b' || kind == 'f' || isdigit(kind);
}

/* Such a one; *next is what follows it in the pattern. */
static const char *match_special(struct tick_pattern *m, const char *s,
				 const char *p, const char **next)
{
	int kind = byte_of(p + 1);

	if (kind == 'f')
		return match_frontier(m, s, p + 2, next);
	*next = p + (kind == 'b' ? 4 : 2);
	return kind == 'b' ? match_balance(m, s, p + 2)
			   : match_again(m, s, kind - '1');
}

/*
 * An item and the sign that repeats it. Returns how far it goes, and in *p with
 * what the pattern goes on from there, or the whole match and NULL.
 */
static const char *match_item(struct tick_pattern *m, const char *s,
			      const char **p)
{
	const char *item = *p, *next = item_end(m, item), *end;
	int sign = next && next < m->end ? *next : 0, here;

	*p = NULL;
	if (!next || !take_steps(m, next - item))
		return NULL;
	here = is_item(m, s, item, next);
	if (!here && (sign == '*' || sign == '?' || sign == '-')) {
		*p = next + 1;
		return s;
	}
	switch (sign) {
	case '*':
		return match_most(m, s, item, next);
	case '+':
		return here ? match_most(m, s + 1, item, next) : NULL;
	case '-':
		return match_fewest(m, s, item, next);
	case '?':
		end = deeper(m, s + 1, next + 1);
		if (end || m->fault)
			return end;
		*p = next + 1;
		return s;
	default:
		*p = next;
		return here ? s + 1 : NULL;
	}
}

static const char *match(struct tick_pattern *m, const char *s, const char *p)
{
	const char *next;

	while (s && p && p < m->end) {
		if (*p == '(')
			return open_capture(m, s, p);
		if (*p == ')')
			return close_capture(m, s, p);
		if (*p == '$' && p + 1 == m->end)
			return s == m->text_end ? s : NULL;
		if (is_special(m, p)) {
			s = match_special(m, s, p, &next);
			p = next;
		} else {
			s = match_item(m, s, &p);
		}
	}
	return s;
}

/* A match inside a match, which have a bound. */
static const char *deeper(struct tick_pattern *m, const char *s, const char *p)
{
	const char *end;

	if (m->depth == DEEPEST)
		return fail(m, "pattern too complex", 0);
	m->depth++;
	end = take_steps(m, 1) ? match(m, s, p) : NULL;
	m->depth--;
	return end;
}

void tick_pattern_init(struct tick_pattern *m, const char *text, size_t len,
		       int64_t steps)
{
	m->text = text;
	m->text_end = text + len;
	m->steps = steps;
	m->fault = NULL;
	m->captures = 0;
}

const char *tick_pattern_match(struct tick_pattern *m, const char *s,
			       const char *p, const char *end)
{
	m->end = end;
	m->fault = NULL;
	m->captures = 0;
	m->depth = 0;
	return deeper(m, s, p);
}

int tick_pattern_is_plain(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] && strchr(SPECIALS, p[i]))
			return 0;
	}
	return 1;
}
