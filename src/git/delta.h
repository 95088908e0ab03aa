/* An object as what changed since another: git's deltas. */
#ifndef GIT_DELTA_H
#define GIT_DELTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "git/object.h"

/* An object that another follows: the new one starts and ends as it does. */
struct tick_basis {
	tick_oid id;
	size_t len;
	size_t head, tail; /* bytes that are the same */
};

#define TICK_OFS_DELTA 6 /* beside the types of objects */
#define TICK_SIZE_BYTES 10

/* Write seven bits a byte, the lowest first; returns how many bytes. */
size_t tick_size_format(unsigned char out[TICK_SIZE_BYTES], size_t size);

/* Append what makes `data` of `basis`. */
int tick_delta_format(struct tick_buffer *out, const char *data, size_t len,
		      const struct tick_basis *basis);

/* A delta that is read. */
struct tick_delta {
	const unsigned char *at, *end; /* of what is to be done */
	size_t base_len, len;          /* of the base and the result */
};

/* Read its two sizes. Borrowed from `data`; false if it has none. */
bool tick_delta_open(struct tick_delta *out, const unsigned char *data,
		     size_t len);

/* Make the `delta->len` bytes of `base`; false if it doesn't, exactly. */
bool tick_delta_apply(unsigned char *out, const struct tick_delta *delta,
		      const unsigned char *base);

#endif
