/* A tree's bytes become entries. */
#ifndef GIT_TREE_PARSE_H
#define GIT_TREE_PARSE_H

#include <stddef.h>

#include "git/tree.h"

/*
 * Fill what `tree` has of entries and oddities from its raw bytes. `near`, or
 * NULL, is a tree that is likely to have most of them: only what differs is
 * looked at, with the same result.
 */
int tick_tree_parse(tick_entries *tree, const tick_entries *near);

/*
 * How many entries of `known` are the first and the last of `tree`, too. None
 * where one of them has oddities. `tree` needs only its bytes, and remembers
 * the answer.
 */
void tick_tree_shared(size_t *head, size_t *tail, const tick_entries *known,
		      tick_entries *tree);

#endif
