#include "base/frame.h"

#include <ctype.h>
#include <stdint.h>

#include "base/error.h"

static int put_one(struct tick_buffer *out, char type, const char *data,
		   size_t len)
{
	uint32_t n = (uint32_t)len + 1;
	unsigned char head[TICK_FRAME_HEAD] = {
		n & 0xff,       n >> 8 & 0xff,       n >> 16 & 0xff,
		n >> 24 & 0xff, (unsigned char)type,
	};
	int err = tick_buffer_append(out, head, sizeof(head));

	return err == TICK_OK ? tick_buffer_append(out, data, len) : err;
}

int tick_frame_put(struct tick_buffer *out, char type, const void *data,
		   size_t len)
{
	const size_t most = TICK_FRAME_MAX - 1;
	const char *pos = data;
	int err = TICK_OK;

	for (; err == TICK_OK && len > most; pos += most, len -= most)
		err = put_one(out, (char)tolower(type), pos, most);
	return err == TICK_OK ? put_one(out, type, pos, len) : err;
}

int tick_frame_find(struct tick_frame *out, const struct tick_buffer *in,
		    size_t at)
{
	const unsigned char *head;
	uint32_t n;

	if (in->len - at < TICK_FRAME_HEAD)
		return 0;
	head = (const unsigned char *)in->data + at;
	n = head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 |
	    (uint32_t)head[3] << 24;
	if (n < 1 || n > TICK_FRAME_MAX || !isalpha(head[4]))
		return tick_error_set(TICK_EINVALID, "malformed frame");
	if (in->len - at - 4 < n)
		return 0;
	out->type = (char)head[4];
	out->data = (const char *)head + TICK_FRAME_HEAD;
	out->len = n - 1;
	out->size = (size_t)n + 4;
	return 1;
}
