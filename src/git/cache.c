#include "git/cache.h"

#include <string.h>

#include "git/handle.h"
#include "git/tree_inside.h"

#define MAX_COST ((size_t)24 << 20)

/* An id is a hash already. */
static struct tick_entries **bucket(struct tick_cache *cache,
				    const tick_oid *id)
{
	unsigned n = id->id[0] | (unsigned)id->id[1] << 8;

	return &cache->buckets[n % TICK_CACHE_BUCKETS];
}

static void unlink_age(struct tick_cache *cache, struct tick_entries *tree)
{
	*(tree->newer ? &tree->newer->older : &cache->newest) = tree->older;
	*(tree->older ? &tree->older->newer : &cache->oldest) = tree->newer;
}

static void link_newest(struct tick_cache *cache, struct tick_entries *tree)
{
	tree->newer = NULL;
	tree->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = tree;
	cache->newest = tree;
}

struct tick_entries *tick_cache_find(struct tick_cache *cache,
				     const tick_oid *id)
{
	struct tick_entries *tree = *bucket(cache, id);

	while (tree && tick_oid_compare(&tree->id, id))
		tree = tree->chain;
	if (tree) {
		unlink_age(cache, tree);
		link_newest(cache, tree);
	}
	return tree;
}

static void drop_oldest(struct tick_cache *cache)
{
	struct tick_entries *tree = cache->oldest;
	struct tick_entries **at = bucket(cache, &tree->id);

	while (*at != tree)
		at = &(*at)->chain;
	*at = tree->chain;
	unlink_age(cache, tree);
	cache->cost -= tree->cost;
	tick_entries_free(tree);
}

void tick_cache_add(struct tick_cache *cache, struct tick_entries *tree)
{
	struct tick_entries **at = bucket(cache, &tree->id);

	if (tree->cost > MAX_COST)
		return;
	while (cache->cost + tree->cost > MAX_COST)
		drop_oldest(cache);
	tree->refs++;
	tree->chain = *at;
	*at = tree;
	link_newest(cache, tree);
	cache->cost += tree->cost;
}

void tick_cache_clear(struct tick_cache *cache)
{
	while (cache->oldest)
		drop_oldest(cache);
}
