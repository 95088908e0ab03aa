/* The inside of a tree, for tree.c, the cache that links trees, and bed.c. */
#ifndef GIT_TREE_INSIDE_H
#define GIT_TREE_INSIDE_H

#include "git/tree.h"

/* What a tree shares with the one that it was compared with last. */
struct tick_shared {
	tick_oid id;
	bool is_known;
	size_t head, tail; /* entries */
};

struct tick_entries {
	int refs;
	tick_oid id;
	tick_object *raw; /* names and ids point into it */
	struct tick_entry *entries;
	size_t len;
	struct tick_oddity *odd;
	size_t odd_len;
	struct tick_shared last;
	size_t cost;                        /* bytes, about */
	struct tick_entries *chain;         /* of the cache's bucket */
	struct tick_entries *newer, *older; /* by last use, while cached */
};

#endif
