#include "base/glob.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"

typedef unsigned char uchar;

/* Is `c` in [[:name:]], of ASCII whatever the locale? -1: no such class. */
static int in_named(const char *name, size_t len, uchar c)
{
	static const char *const names[] = {
		"alnum", "alpha", "blank", "cntrl", "digit", "graph",
		"lower", "print", "punct", "space", "upper", "xdigit"};
	bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
	bool number = c >= '0' && c <= '9', graph = c > ' ' && c < 0x7f;
	bool hex = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
	const bool in[] = {lower || upper || number,
			   lower || upper,
			   c == ' ' || c == '\t',
			   c < ' ' || c == 0x7f,
			   number,
			   graph,
			   lower,
			   graph || c == ' ',
			   graph && !lower && !upper && !number,
			   c == ' ' || (c >= '\t' && c <= '\r'),
			   upper,
			   number || hex};

	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++) {
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return in[i];
	}
	return -1;
}

/* The "name" of "[:name:]" at `p`, or NULL. */
static const char *named_at(size_t *len, const char *p, const char *end)
{
	const char *close;

	if (end - p < 2 || p[0] != '[' || p[1] != ':')
		return NULL;
	close = memchr(p + 2, ']', (size_t)(end - p - 2));
	if (!close || close < p + 3 || close[-1] != ':')
		return NULL;
	*len = (size_t)(close - 1 - (p + 2));
	return p + 2;
}

/*
 * Is `c` in the class whose '[' is at `*at`? Moves `*at` behind its ']', or
 * sets it to NULL if the class is malformed.
 */
static bool in_class(const char **at, const char *end, uchar c)
{
	const char *p = *at + 1, *name;
	bool negated = p < end && (*p == '!' || *p == '^'), in = false;
	size_t len;
	int low = -1; /* what a range would start with */

	if (negated)
		p++;
	for (bool first = true; p < end && (first || *p != ']');
	     first = false) {
		bool range =
			*p == '-' && low >= 0 && end - p > 1 && p[1] != ']';

		name = named_at(&len, p, end);
		if (name) {
			int found = in_named(name, len, c);

			if (found < 0)
				break;
			in |= found;
			p = name + len + 2;
			low = -1;
			continue;
		}
		p += range;
		if (*p == '\\' && ++p == end)
			break;
		in |= range ? c >= low && c <= (uchar)*p : c == (uchar)*p;
		low = range ? -1 : (uchar)*p;
		p++;
	}
	*at = p < end && *p == ']' ? p + 1 : NULL;
	return in != negated && c != '/';
}

/* The end of the component at `p`; NULL if it is malformed. */
static const char *component_end(const char *p, const char *end)
{
	while (p && p < end && *p != '/') {
		if (*p == '[') {
			in_class(&p, end, 0);
		} else if (*p == '\\') {
			/* an escaped slash separates all the same */
			if (++p == end)
				return NULL;
			if (*p != '/')
				p++;
		} else {
			p++;
		}
	}
	return p;
}

static bool any_folders(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && *p == '*')
		p++;
	return p == end && p - start >= 2;
}

/*
 * One component against one name. A star that fails later is retried one byte
 * further; an earlier star never needs to be, so this is p times s.
 */
static bool match_component(const char *p, const char *end, const char *s,
			    const char *stop)
{
	const char *star = NULL, *retry = NULL;

	while (s < stop || p < end) {
		bool same = false;

		if (p < end && *p == '*') {
			star = ++p;
			retry = s;
			continue;
		}
		if (p < end && s < stop) {
			if (*p == '[') {
				same = in_class(&p, end, (uchar)*s);
			} else if (*p == '?') {
				same = true;
				p++;
			} else {
				if (*p == '\\' && end - p > 1)
					p++;
				same = *p++ == *s;
			}
		}
		if (same) {
			s++;
			continue;
		}
		if (!star || retry == stop)
			return false;
		p = star;
		s = ++retry;
	}
	return true;
}

static const char *name_end(const char *s, const char *stop)
{
	const char *slash =
		s < stop ? memchr(s, '/', (size_t)(stop - s)) : NULL;

	return slash ? slash : stop;
}

int tick_glob_check(struct tick_slice pattern)
{
	const char *p = pattern.data, *end = p + pattern.len;

	if (!pattern.len)
		return tick_error_set(TICK_EINVALID, "an empty pattern");
	for (const char *at = p; at < end; at++) {
		at = component_end(at, end);
		if (!at)
			return tick_error_set(TICK_EINVALID,
					      "%.*s: malformed pattern: an "
					      "open class or escape",
					      (int)pattern.len, pattern.data);
	}
	return TICK_OK;
}

/* Components against names, as match_component() does bytes. */
bool tick_glob_match(struct tick_slice pattern, struct tick_slice path)
{
	const char *p = pattern.data, *end = p + pattern.len;
	const char *s = path.data, *stop = s + path.len;
	const char *star = NULL, *retry = NULL;

	if (!pattern.len || !path.len)
		return false;
	/* `p > end` and `s > stop` are behind the last component */
	while (p <= end || s <= stop) {
		const char *pe = p <= end ? component_end(p, end) : NULL;
		const char *se = s <= stop ? name_end(s, stop) : NULL;

		if (p <= end && !pe)
			return false;
		if (pe && any_folders(p, pe)) {
			if (pe == end) /* anything, but something */
				return s <= stop &&
				       tick_glob_check(pattern) == TICK_OK;
			star = p = pe + 1;
			retry = s;
			continue;
		}
		if (pe && se && match_component(p, pe, s, se)) {
			p = pe + 1;
			s = se + 1;
			continue;
		}
		if (!star || retry > stop)
			return false;
		p = star;
		s = retry = name_end(retry, stop) + 1;
		if (s > stop)
			return false;
	}
	return true;
}

bool tick_glob_enters(struct tick_slice pattern, struct tick_slice folder)
{
	const char *p = pattern.data, *end = p + pattern.len;
	const char *s = folder.data, *stop = s + folder.len;

	if (tick_glob_check(pattern) != TICK_OK)
		return false;
	while (folder.len && s <= stop) {
		const char *pe = component_end(p, end);
		const char *se = name_end(s, stop);

		if (any_folders(p, pe))
			return true;
		if (pe == end || !match_component(p, pe, s, se))
			return false;
		p = pe + 1;
		s = se + 1;
	}
	return true;
}

struct tick_slice tick_glob_literal(struct tick_slice pattern)
{
	struct tick_slice literal = {pattern.data, 0};

	while (literal.len < pattern.len && pattern.data[literal.len] != '*' &&
	       pattern.data[literal.len] != '?' &&
	       pattern.data[literal.len] != '[' &&
	       pattern.data[literal.len] != '\\')
		literal.len++;
	return literal;
}

/*
 * Do the two differ before the pattern's first special byte? Most patterns of
 * a set begin with another folder than a path, and this sees it at once.
 */
static bool differ(struct tick_slice pattern, struct tick_slice path)
{
	struct tick_slice literal = tick_glob_literal(pattern);
	size_t n = literal.len < path.len ? literal.len : path.len;

	return memcmp(literal.data, path.data, n) != 0;
}

struct tick_globs tick_globs_near(struct tick_slice *out,
				  const struct tick_globs *globs,
				  struct tick_slice folder)
{
	struct tick_globs near = {out, 0};

	for (size_t i = 0; i < globs->len; i++) {
		if (!differ(globs->patterns[i], folder))
			out[near.len++] = globs->patterns[i];
	}
	return near;
}

bool tick_globs_match(const struct tick_globs *globs, struct tick_slice path)
{
	for (size_t i = 0; i < globs->len; i++) {
		if (!differ(globs->patterns[i], path) &&
		    tick_glob_match(globs->patterns[i], path))
			return true;
	}
	return false;
}

bool tick_globs_enter(const struct tick_globs *globs, struct tick_slice folder)
{
	for (size_t i = 0; i < globs->len; i++) {
		if (!differ(globs->patterns[i], folder) &&
		    tick_glob_enters(globs->patterns[i], folder))
			return true;
	}
	return false;
}
