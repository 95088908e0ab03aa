/* The trees read lately, by id: neighbours in history share most of them. */
#ifndef GIT_CACHE_H
#define GIT_CACHE_H

#include <stddef.h>

#include "git/object.h"

struct tick_entries;

#define TICK_CACHE_BUCKETS 4096

/* Zero-initialised is empty. */
struct tick_cache {
	struct tick_entries *buckets[TICK_CACHE_BUCKETS];
	struct tick_entries *newest, *oldest;
	size_t cost;
};

/* The tree of that id or NULL. Borrowed from `cache`. */
struct tick_entries *tick_cache_find(struct tick_cache *cache,
				     const tick_oid *id);

/* Hold `tree`, which isn't held yet, and let go of the oldest. */
void tick_cache_add(struct tick_cache *cache, struct tick_entries *tree);

void tick_cache_clear(struct tick_cache *cache);

#endif
