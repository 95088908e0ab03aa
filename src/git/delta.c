#include "git/delta.h"

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
