#include "doc/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* What sorting needs to know about the nodes behind the indices. */
struct keys {
	const struct tick_node *nodes;
	size_t step;
};

void tick_tree_init(struct tick_tree *tree, struct tick_arena *arena,
		    struct tick_fault *fault)
{
	tree->arena = arena;
	tree->fault = fault;
	tree->stack = tree->first;
	tree->cap = sizeof(tree->first) / sizeof(tree->first[0]);
	tree->len = 0;
	tree->nodes = 0;
	tree->most = TICK_DOC_NODES_MAX;
	tree->depth = 0;
}

static int grow(struct tick_tree *tree)
{
	size_t size = tree->len * sizeof(*tree->stack);
	struct tick_node *stack;

	if (tree->stack == tree->first) {
		stack = malloc(size * 2);
		if (stack)
			memcpy(stack, tree->first, size);
	} else {
		stack = realloc(tree->stack, size * 2);
	}
	if (!stack)
		return tick_error_nomem();
	tree->stack = stack;
	tree->cap = tree->len * 2;
	return TICK_OK;
}

int tick_tree_add(struct tick_node **out, struct tick_tree *tree, uint32_t line,
		  uint32_t column)
{
	struct tick_node *node;
	int err;

	if (++tree->nodes > tree->most)
		return tick_fault_set(tree->fault, TICK_FAULT_LIMIT, line,
				      column, "split the document",
				      "more than %zu values", tree->most);
	if (tree->len == tree->cap) {
		err = grow(tree);
		if (err < 0)
			return err;
	}
	node = &tree->stack[tree->len++];
	node->kind = TICK_NODE_NULL;
	node->line = line;
	node->column = column;
	node->count = 0;
	node->items = NULL;
	*out = node;
	return TICK_OK;
}

int tick_tree_open(struct tick_tree *tree, enum tick_node_kind kind,
		   uint32_t line, uint32_t column)
{
	struct tick_node *node;
	int err;

	if (tree->depth == TICK_DOC_DEPTH_MAX)
		return tick_fault_set(tree->fault, TICK_FAULT_LIMIT, line,
				      column, "nest fewer lists and maps",
				      "nested deeper than %d levels",
				      TICK_DOC_DEPTH_MAX);
	err = tick_tree_add(&node, tree, line, column);
	if (err < 0)
		return err;
	node->kind = kind;
	tree->open[tree->depth++] = tree->len - 1;
	return TICK_OK;
}

static int compare_text(const struct tick_node *a, const struct tick_node *b)
{
	int order = memcmp(a->text, b->text,
			   a->count < b->count ? a->count : b->count);

	if (order)
		return order;
	return (a->count > b->count) - (a->count < b->count);
}

static int compare_keys(const void *a, const void *b, void *context)
{
	const struct keys *keys = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int order = compare_text(&keys->nodes[i * keys->step],
				 &keys->nodes[j * keys->step]);

	return order ? order : (i > j) - (i < j);
}

static const struct tick_node *repeated_few(const struct tick_node **first,
					    const struct tick_node *nodes,
					    size_t step, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		const struct tick_node *b = &nodes[i * step];

		for (uint32_t j = 0; j < i; j++) {
			const struct tick_node *a = &nodes[j * step];

			if (a->count == b->count &&
			    memcmp(a->text, b->text, a->count) == 0) {
				*first = a;
				return b;
			}
		}
	}
	return NULL;
}

const struct tick_node *tick_tree_repeated(const struct tick_node **first,
					   const struct tick_node *nodes,
					   size_t step, uint32_t count,
					   uint32_t *order)
{
	struct keys keys = {nodes, step};
	uint32_t found = 0;

	if (!order)
		return repeated_few(first, nodes, step, count);
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), compare_keys, &keys);
	for (uint32_t i = 1; i < count; i++) {
		const struct tick_node *a = &nodes[order[i - 1] * step];
		const struct tick_node *b = &nodes[order[i] * step];

		if ((!found || order[i] < found) && compare_text(a, b) == 0) {
			found = order[i];
			*first = a;
		}
	}
	return found ? &nodes[found * step] : NULL;
}

/* A big map's entries are followed by their order. */
static const uint32_t *map_order(const struct tick_node *map)
{
	if (map->count <= TICK_TREE_SMALL)
		return NULL;
	return (const uint32_t *)(map->items + 2 * (size_t)map->count);
}

static int refuse_repeated(struct tick_tree *tree, const struct tick_node *map)
{
	const struct tick_node *first, *again;
	char name[TICK_FAULT_QUOTE];

	again = tick_tree_repeated(&first, map->items, 2, map->count,
				   (uint32_t *)map_order(map));
	if (!again)
		return TICK_OK;
	tick_fault_quote(name, again->text, again->count);
	if (first->line == again->line)
		return tick_fault_set(
			tree->fault, TICK_FAULT_SYNTAX, again->line,
			again->column, "remove one of the two",
			"key '%s' stands twice in line %u", name, again->line);
	return tick_fault_set(tree->fault, TICK_FAULT_SYNTAX, again->line,
			      again->column, "remove one of the two",
			      "key '%s' stands in line %u and again in line %u",
			      name, first->line, again->line);
}

int tick_tree_close(struct tick_tree *tree)
{
	size_t at = tree->open[--tree->depth];
	size_t count = tree->len - at - 1;
	size_t size = count * sizeof(struct tick_node);
	struct tick_node *node = &tree->stack[at];
	struct tick_node *items;

	node->count = (uint32_t)count;
	if (node->kind == TICK_NODE_MAP) {
		node->count = (uint32_t)(count / 2);
		if (node->count > TICK_TREE_SMALL)
			size += node->count * sizeof(uint32_t);
	}
	items = tick_arena_alloc(tree->arena, size);
	if (!items)
		return TICK_ENOMEM;
	memcpy(items, node + 1, count * sizeof(*items));
	node->items = items;
	tree->len = at + 1;
	return node->kind == TICK_NODE_MAP ? refuse_repeated(tree, node)
					   : TICK_OK;
}

const struct tick_node *tick_tree_container(const struct tick_tree *tree)
{
	return tree->depth ? &tree->stack[tree->open[tree->depth - 1]] : NULL;
}

int tick_tree_wants_key(const struct tick_tree *tree)
{
	size_t at;

	if (!tree->depth)
		return 0;
	at = tree->open[tree->depth - 1];
	return tree->stack[at].kind == TICK_NODE_MAP &&
	       (tree->len - at) % 2 == 1;
}

int tick_tree_finish(const struct tick_node **out, struct tick_tree *tree)
{
	struct tick_node *root = tick_arena_alloc(tree->arena, sizeof(*root));

	if (!root)
		return TICK_ENOMEM;
	*root = tree->stack[0];
	*out = root;
	return TICK_OK;
}

void tick_tree_clear(struct tick_tree *tree)
{
	if (tree->stack != tree->first)
		free(tree->stack);
	tree->stack = tree->first;
}

const struct tick_node *tick_node_find(const struct tick_node *map,
				       const char *key, size_t len)
{
	const struct tick_node wanted = {.count = (uint32_t)len, .text = key};
	const uint32_t *order = map_order(map);
	uint32_t low = 0, high = map->count;

	if (len > UINT32_MAX)
		return NULL;
	if (!order) {
		for (uint32_t i = 0; i < map->count; i++)
			if (compare_text(&map->items[2 * i], &wanted) == 0)
				return &map->items[2 * i + 1];
		return NULL;
	}
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct tick_node *found = &map->items[2 * order[mid]];
		int way = compare_text(found, &wanted);

		if (way == 0)
			return found + 1;
		if (way < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct tick_node *tick_node_cell(const struct tick_node *row,
				       const struct tick_node *header,
				       const char *name, size_t len)
{
	for (uint32_t i = 0; i < row->count; i++)
		if (header->items[i].count == len &&
		    memcmp(header->items[i].text, name, len) == 0)
			return &row->items[i];
	return NULL;
}
