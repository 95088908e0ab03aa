/* A document's values: one model for all formats, with positions. */
#ifndef DOC_NODE_H
#define DOC_NODE_H

#include <stddef.h>
#include <stdint.h>

enum tick_node_kind {
	TICK_NODE_NULL,
	TICK_NODE_BOOL,
	TICK_NODE_INTEGER,
	TICK_NODE_FLOAT,
	TICK_NODE_STRING,
	TICK_NODE_LIST,
	TICK_NODE_MAP
};

/* Borrowed from the document, as all that it points to. */
struct tick_node {
	enum tick_node_kind kind;
	uint32_t line, column; /* from 1; columns in characters */
	uint32_t count;        /* bytes of a string; items; entries of a map */
	union {
		int boolean;
		int64_t integer;
		double number;
		const char *text;
		const struct tick_node *items; /* a map: key, value, key ... */
	};
};

/* The value of a map's key, or NULL. */
const struct tick_node *tick_node_find(const struct tick_node *map,
				       const char *key, size_t len);

/* The cell of a CSV row in the column of that name, or NULL. */
const struct tick_node *tick_node_cell(const struct tick_node *row,
				       const struct tick_node *header,
				       const char *name, size_t len);

#endif
