/* What a Markdown body consists of: headings, links, tables. */
#ifndef DOC_OUTLINE_H
#define DOC_OUTLINE_H

#include "doc/doc.h"

/* Bytes in the document's memory. */
struct tick_span {
	const char *data;
	size_t len;
};

struct tick_heading {
	struct tick_heading *next;
	struct tick_span text, anchor; /* anchor: as GitHub names it */
	struct tick_span section; /* up to the next of this level or above */
	uint32_t line;
	int level;
	int nested; /* in a quote or list; has no section */
};

struct tick_link {
	const struct tick_link *next;
	struct tick_span text, target;
	uint32_t line;
};

/* Lists in the document's order. Borrowed from the document. */
struct tick_outline {
	const struct tick_heading *headings;
	const struct tick_link *links, *images;
	/* pieces of HTML, as text without a target */
	const struct tick_link *html;
	/* a list of tables: lists of rows, the header first, of strings */
	const struct tick_node *tables;
};

/*
 * Read the body when first asked; other kinds than Markdown have an empty
 * outline. Borrowed from `doc`. On TICK_ELIMIT `fault` says why.
 */
int tick_doc_outline(const struct tick_outline **out, tick_doc *doc,
		     struct tick_fault *fault);

/* The first section whose heading is `title` but for ASCII case, or NULL. */
const struct tick_heading *tick_outline_find(const struct tick_outline *outline,
					     const char *title, size_t len);

#endif
