/*
 * Building nodes. Open containers live on a stack; closing one moves its
 * items to the arena, next to each other.
 */
#ifndef DOC_TREE_H
#define DOC_TREE_H

#include "doc/arena.h"
#include "doc/fault.h"
#include "doc/limits.h"
#include "doc/node.h"

struct tick_tree {
	struct tick_arena *arena;
	struct tick_fault *fault;
	struct tick_node *stack;
	size_t len, cap, nodes;
	size_t most; /* nodes; TICK_DOC_NODES_MAX unless somebody sets it */
	size_t open[TICK_DOC_DEPTH_MAX]; /* where containers are on the stack */
	unsigned depth;
	struct tick_node first[32]; /* the stack, until it is too small */
};

/* Both must outlive the tree. Release with tick_tree_clear(). */
void tick_tree_init(struct tick_tree *tree, struct tick_arena *arena,
		    struct tick_fault *fault);

/*
 * Add a null node; the caller makes it what it is. `out` is valid until the
 * next call.
 */
int tick_tree_add(struct tick_node **out, struct tick_tree *tree, uint32_t line,
		  uint32_t column);

/* Add a list or map; what is added next goes into it. */
int tick_tree_open(struct tick_tree *tree, enum tick_node_kind kind,
		   uint32_t line, uint32_t column);

/* Close the innermost container; a map with a key twice is refused. */
int tick_tree_close(struct tick_tree *tree);

/* The innermost open container, or NULL. Valid until the next call. */
const struct tick_node *tick_tree_container(const struct tick_tree *tree);

/* Does the innermost map expect a key? */
int tick_tree_wants_key(const struct tick_tree *tree);

/* Move the root to the arena. At least one node was added, none is open. */
int tick_tree_finish(const struct tick_node **out, struct tick_tree *tree);

void tick_tree_clear(struct tick_tree *tree);

/*
 * The earliest of `count` string nodes, `step` apart, that repeats one before
 * it; `first` is the one it repeats. `order` has room for `count` indices and
 * comes back sorted by text; NULL for few. NULL if all differ.
 */
const struct tick_node *tick_tree_repeated(const struct tick_node **first,
					   const struct tick_node *nodes,
					   size_t step, uint32_t count,
					   uint32_t *order);

/* From how many entries on a map is sorted. */
#define TICK_TREE_SMALL 16

#endif
