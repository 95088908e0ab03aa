/* An object as what changed since another: git's deltas. */
#ifndef GIT_DELTA_H
#define GIT_DELTA_H

#include <stddef.h>

#include "base/buffer.h"
#include "git/object.h"

/* An object that another follows: the new one starts and ends as it does. */
struct tick_basis {
	tick_oid id;
	size_t len;
	size_t head, tail; /* bytes that are the same */
};

#define TICK_SIZE_BYTES 10

/* Write seven bits a byte, the lowest first; returns how many bytes. */
size_t tick_size_format(unsigned char out[TICK_SIZE_BYTES], size_t size);

/* Append what makes `data` of `basis`. */
int tick_delta_format(struct tick_buffer *out, const char *data, size_t len,
		      const struct tick_basis *basis);

#endif
