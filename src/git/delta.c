#include "git/delta.h"

#include <string.h>

#include "base/error.h"

#define COPY_MAX 0x10000
#define INSERT_MAX 0x7f

size_t tick_size_format(unsigned char out[TICK_SIZE_BYTES], size_t size)
{
	size_t n = 0;

	for (; size > 0x7f; size >>= 7)
		out[n++] = (unsigned char)(size | 0x80);
	out[n++] = (unsigned char)size;
	return n;
}

/*
 * The bytes of `number` that aren't zero, lowest first; the bits of `op` from
 * `bit` on say which.
 */
static size_t put_bytes(unsigned char *op, unsigned char *out, int bit,
			int bytes, size_t number)
{
	size_t n = 0;

	for (int i = 0; i < bytes; i++, number >>= 8) {
		if (!(number & 0xff))
			continue;
		out[n++] = (unsigned char)number;
		*op |= (unsigned char)(1 << (bit + i));
	}
	return n;
}

/* Bytes of the base. */
static int put_copy(struct tick_buffer *out, size_t from, size_t len)
{
	int err = TICK_OK;

	while (len && err == TICK_OK) {
		size_t part = len < COPY_MAX ? len : COPY_MAX;
		unsigned char op[8] = {0x80};
		size_t n = 1;

		n += put_bytes(op, op + n, 0, 4, from);
		/* no size at all is the largest */
		n += put_bytes(op, op + n, 4, 2, part);
		err = tick_buffer_append(out, op, n);
		from += part;
		len -= part;
	}
	return err;
}

static int put_insert(struct tick_buffer *out, const char *data, size_t len)
{
	int err = TICK_OK;

	while (len && err == TICK_OK) {
		size_t part = len < INSERT_MAX ? len : INSERT_MAX;
		unsigned char op = (unsigned char)part;

		err = tick_buffer_append(out, &op, 1);
		if (err == TICK_OK)
			err = tick_buffer_append(out, data, part);
		data += part;
		len -= part;
	}
	return err;
}

int tick_delta_format(struct tick_buffer *out, const char *data, size_t len,
		      const struct tick_basis *basis)
{
	unsigned char sizes[2 * TICK_SIZE_BYTES];
	size_t n = tick_size_format(sizes, basis->len);
	int err;

	n += tick_size_format(sizes + n, len);
	err = tick_buffer_append(out, sizes, n);
	if (err == TICK_OK)
		err = put_copy(out, 0, basis->head);
	if (err == TICK_OK)
		err = put_insert(out, data + basis->head,
				 len - basis->head - basis->tail);
	if (err == TICK_OK)
		err = put_copy(out, basis->len - basis->tail, basis->tail);
	return err;
}

static bool read_size(size_t *out, const unsigned char **at,
		      const unsigned char *end)
{
	unsigned char c;
	int shift = 0;

	*out = 0;
	do {
		if (*at == end || shift > 56)
			return false;
		c = *(*at)++;
		*out |= (size_t)(c & 0x7f) << shift;
		shift += 7;
	} while (c & 0x80);
	return true;
}

bool tick_delta_open(struct tick_delta *out, const unsigned char *data,
		     size_t len)
{
	out->at = data;
	out->end = data + len;
	return read_size(&out->base_len, &out->at, out->end) &&
	       read_size(&out->len, &out->at, out->end);
}

/* A number of up to `bytes`; bits of `op` from `bit` on say which it has. */
static bool read_bytes(size_t *out, const unsigned char **at,
		       const unsigned char *end, unsigned char op, int bit,
		       int bytes)
{
	*out = 0;
	for (int i = 0; i < bytes; i++) {
		if (!(op >> (bit + i) & 1))
			continue;
		if (*at == end)
			return false;
		*out |= (size_t) * (*at)++ << 8 * i;
	}
	return true;
}

bool tick_delta_apply(unsigned char *out, const struct tick_delta *delta,
		      const unsigned char *base)
{
	const unsigned char *at = delta->at, *end = delta->end, *from;
	size_t room = delta->len, start, len;

	while (at < end) {
		unsigned char op = *at++;

		if (op & 0x80) {
			if (!read_bytes(&start, &at, end, op, 0, 4) ||
			    !read_bytes(&len, &at, end, op, 4, 3))
				return false;
			len = len ? len : COPY_MAX;
			if (start > delta->base_len ||
			    len > delta->base_len - start)
				return false;
			from = base + start;
		} else {
			len = op;
			if (!len || len > (size_t)(end - at))
				return false;
			from = at;
			at += len;
		}
		if (len > room)
			return false;
		memcpy(out, from, len);
		out += len;
		room -= len;
	}
	return room == 0;
}
