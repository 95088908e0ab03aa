#include "doc/text.h"

#include <string.h>

#include "base/utf8.h"
#include "tickmark.h"

#define ONES 0x0101010101010101u

size_t tick_text_mark(const char *data, size_t len)
{
	return len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

uint32_t tick_text_lines(const char *data, size_t len)
{
	const char *end = data + len;
	uint32_t lines = 0;

	while (data < end &&
	       (data = memchr(data, '\n', (size_t)(end - data)))) {
		lines++;
		data++;
	}
	return lines;
}

void tick_text_position(uint32_t *line, uint32_t *column, const char *data,
			const char *at)
{
	const char *start = at;

	while (start > data && start[-1] != '\n')
		start--;
	*line = 1 + tick_text_lines(data, (size_t)(at - data));
	*column = 1;
	for (; start < at; start++)
		*column += ((unsigned char)*start & 0xc0) != 0x80;
}

/* Do eight bytes hold nothing but printable ASCII (and DEL)? */
static int all_plain(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return !((word | (word - ONES * 0x20)) & (ONES * 0x80));
}

/* The wide encoding that a file without NUL in its first text shows, or NULL */
static const char *wide_encoding(const char *data, size_t len)
{
	if (len >= 4 && memcmp(data, "\xff\xfe\0\0", 4) == 0)
		return "UTF-32LE";
	if (len >= 2 && memcmp(data, "\xff\xfe", 2) == 0)
		return "UTF-16LE";
	if (len >= 2 && memcmp(data, "\xfe\xff", 2) == 0)
		return "UTF-16BE";
	if (len >= 4 && data[0] && !data[1] && data[2] && !data[3])
		return "UTF-16LE";
	if (len >= 4 && !data[0] && data[1] && !data[2] && data[3])
		return "UTF-16BE";
	return NULL;
}

/* Say what is wrong with the byte at `at`. */
static int refuse(struct tick_fault *fault, const char *data, size_t len,
		  const char *at)
{
	unsigned char c = (unsigned char)*at;
	const char *wide = wide_encoding(data, len);
	char remedy[64];
	uint32_t line, column;

	if (wide) {
		char *p = stpcpy(remedy, "run: iconv -f ");

		stpcpy(stpcpy(p, wide), " -t UTF-8 FILE");
		return tick_fault_set(fault, TICK_FAULT_ENCODING, 1, 1, remedy,
				      "the file is %s, not UTF-8", wide);
	}
	tick_text_position(&line, &column, data, at);
	if (c == '\r')
		return tick_fault_set(fault, TICK_FAULT_ENCODING, line, column,
				      "run: tr '\\r' '\\n' < FILE",
				      "a CR without LF hides a line");
	if (c < 0x20)
		return tick_fault_set(fault, TICK_FAULT_ENCODING, line, column,
				      "remove it", "control character 0x%02X",
				      c);
	return tick_fault_set(fault, TICK_FAULT_ENCODING, line, column,
			      "run: iconv -f WINDOWS-1252 -t UTF-8 FILE",
			      "byte 0x%02X is not UTF-8", c);
}

int tick_text_check(struct tick_fault *fault, const char *data, size_t len)
{
	const unsigned char *at = (const unsigned char *)data;
	const unsigned char *end = at + len;

	while (at < end) {
		size_t size = 1;

		if (end - at >= 8 && all_plain(at)) {
			at += 8;
			continue;
		}
		if (*at >= 0x80)
			size = tick_utf8_size((const char *)at,
					      (size_t)(end - at));
		else if (*at == '\r')
			size = end - at > 1 && at[1] == '\n' ? 2 : 0;
		else if (*at < 0x20 && *at != '\n' && *at != '\t')
			size = 0;
		if (!size)
			return refuse(fault, data, len, (const char *)at);
		at += size;
	}
	return TICK_OK;
}
