#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

int tick_buffer_reserve(struct tick_buffer *buf, size_t more)
{
	size_t cap = buf->cap ? buf->cap : 256;
	char *data;

	if (more <= buf->cap - buf->len)
		return TICK_OK;
	if (more > SIZE_MAX / 2 - buf->len)
		return tick_error_nomem();
	while (cap < buf->len + more)
		cap *= 2;
	data = realloc(buf->data, cap);
	if (!data)
		return tick_error_nomem();
	buf->data = data;
	buf->cap = cap;
	return TICK_OK;
}

int tick_buffer_append(struct tick_buffer *buf, const void *data, size_t len)
{
	int err = tick_buffer_reserve(buf, len);

	if (err == TICK_OK && len) {
		memcpy(buf->data + buf->len, data, len);
		buf->len += len;
	}
	return err;
}

void tick_buffer_consume(struct tick_buffer *buf, size_t len)
{
	if (!len)
		return;
	buf->len -= len;
	memmove(buf->data, buf->data + len, buf->len);
}

void tick_buffer_clear(struct tick_buffer *buf)
{
	free(buf->data);
	memset(buf, 0, sizeof(*buf));
}
