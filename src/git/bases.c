#include "git/bases.h"

#include <stdlib.h>

#define MAX_COST ((size_t)4 << 20) /* of each list */
#define LARGE 8192

struct tick_base *tick_base_new(size_t len)
{
	struct tick_base *base = malloc(sizeof(*base) + len + 1);

	if (base)
		base->len = len;
	return base;
}

static struct tick_base **bucket(struct tick_bases *bases, size_t pack,
				 size_t offset)
{
	/* the odd number spreads what lies close together */
	size_t n = (offset + (pack << 32)) * 0x9e3779b97f4a7c15u;

	return &bases->buckets[(n >> 40) % TICK_BASES_BUCKETS];
}

static struct tick_base_list *list_of(struct tick_bases *bases,
				      const struct tick_base *base)
{
	return base->len < LARGE ? &bases->little : &bases->large;
}

struct tick_base *tick_bases_find(struct tick_bases *bases, size_t pack,
				  size_t offset)
{
	struct tick_base *base = *bucket(bases, pack, offset);

	while (base && (base->offset != offset || base->pack != pack))
		base = base->chain;
	return base;
}

static void drop_oldest(struct tick_bases *bases, struct tick_base_list *list)
{
	struct tick_base *base = list->oldest;
	struct tick_base **at = bucket(bases, base->pack, base->offset);

	while (*at != base)
		at = &(*at)->chain;
	*at = base->chain;
	list->oldest = base->newer;
	list->cost -= sizeof(*base) + base->len;
	free(base);
}

void tick_bases_add(struct tick_bases *bases, struct tick_base *base)
{
	struct tick_base **at = bucket(bases, base->pack, base->offset);
	struct tick_base_list *list = list_of(bases, base);

	base->chain = *at;
	*at = base;
	base->newer = NULL;
	*(list->oldest ? &list->newest->newer : &list->oldest) = base;
	list->newest = base;
	list->cost += sizeof(*base) + base->len;
	while (list->cost > MAX_COST && list->oldest != base)
		drop_oldest(bases, list);
}

void tick_bases_clear(struct tick_bases *bases)
{
	while (bases->little.oldest)
		drop_oldest(bases, &bases->little);
	while (bases->large.oldest)
		drop_oldest(bases, &bases->large);
}
