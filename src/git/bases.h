/* Bytes of objects that deltas are of, read lately. */
#ifndef GIT_BASES_H
#define GIT_BASES_H

#include <stddef.h>

#define TICK_BASES_BUCKETS 8192

struct tick_base {
	size_t pack, offset; /* which it is */
	int type;
	size_t len;
	struct tick_base *chain; /* of its bucket */
	struct tick_base *newer; /* of its list */
	unsigned char data[];
};

struct tick_base_list {
	struct tick_base *newest, *oldest;
	size_t cost;
};

/*
 * Zero-initialised is empty. A large one serves the next version, a little
 * one may be asked for much later: neither drives out the other. The first that
 * came goes first: who reads versions in turn is done with it.
 */
struct tick_bases {
	struct tick_base *buckets[TICK_BASES_BUCKETS];
	struct tick_base_list little, large;
};

/* Room for `len` bytes and one; NULL: there is no memory. Release with free()
 * or tick_bases_add(). */
struct tick_base *tick_base_new(size_t len);

/* Or NULL. Borrowed from `bases`, until one is added. */
struct tick_base *tick_bases_find(struct tick_bases *bases, size_t pack,
				  size_t offset);

/* Hold `base`, which isn't held yet, and let go of the oldest. */
void tick_bases_add(struct tick_bases *bases, struct tick_base *base);

void tick_bases_clear(struct tick_bases *bases);

#endif
