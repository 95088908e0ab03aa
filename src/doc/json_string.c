#include "doc/json_string.h"

#include <string.h>

#include "tickmark.h"

static int refuse(struct tick_json_escape_fault *fault, const char *at,
		  const char *remedy, const char *message)
{
	fault->at = at;
	fault->remedy = remedy;
	fault->message = message;
	return TICK_EINVALID;
}

/* Four hexadecimal digits at `at`, or -1. */
static int hex_unit(const char *at, const char *end)
{
	int unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef0123456789ABCDEF";
		const char *found = at[i] ? strchr(digits, at[i]) : NULL;

		if (!found)
			return -1;
		unit = unit * 16 + (int)((found - digits) % 16);
	}
	return unit;
}

static char *put_utf8(char *to, unsigned long c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* The \u escape at `*from`, with its second half if it needs one. */
static int take_unicode(struct tick_json_escape_fault *fault, char **to,
			const char **from, const char *end)
{
	const char *at = *from;
	long c = hex_unit(at + 2, end), low;

	if (c < 0)
		return refuse(fault, at,
			      "write \\u and four hexadecimal digits",
			      "an escape lacks hexadecimal digits");
	*from += 6;
	if (c >= 0xd800 && c < 0xe000) {
		low = end - *from >= 6 && memcmp(*from, "\\u", 2) == 0
			      ? hex_unit(*from + 2, end)
			      : -1;
		if (c >= 0xdc00 || low < 0xdc00 || low > 0xdfff)
			return refuse(fault, at, "use the character itself",
				      "half of a surrogate pair");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		*from += 6;
	}
	*to = put_utf8(*to, (unsigned long)c);
	return TICK_OK;
}

int tick_json_unescape(size_t *out, struct tick_json_escape_fault *fault,
		       char *to, const char *from, size_t len)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *start = to, *end = from + len;

	while (from < end) {
		const char *name;
		int err;

		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		if (from[1] == 'u') {
			err = take_unicode(fault, &to, &from, end);
			if (err < 0)
				return err;
			continue;
		}
		name = from[1] ? strchr(names, from[1]) : NULL;
		if (!name)
			return refuse(fault, from, "double the backslash",
				      "a backslash begins no known escape");
		*to++ = values[name - names];
		from += 2;
	}
	*out = (size_t)(to - start);
	return TICK_OK;
}
