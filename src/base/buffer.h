/* Bytes that grow. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>

/* Zero-initialised is empty. `data` is not NUL-terminated. */
struct tick_buffer {
	char *data;
	size_t len, cap;
};

/* Make room for `more` bytes behind `len`. */
int tick_buffer_reserve(struct tick_buffer *buf, size_t more);

int tick_buffer_append(struct tick_buffer *buf, const void *data, size_t len);

/* Drop the first `len` bytes. */
void tick_buffer_consume(struct tick_buffer *buf, size_t len);

/* Free the bytes; the buffer is empty and usable afterwards. */
void tick_buffer_clear(struct tick_buffer *buf);

#endif
