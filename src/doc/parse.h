/* What the formats' parsers and tick_doc_parse() share. */
#ifndef DOC_PARSE_H
#define DOC_PARSE_H

#include "doc/arena.h"
#include "doc/doc.h"

struct tick_outline;

struct tick_doc {
	int refs;
	struct tick_doc_options options;
	struct tick_arena arena; /* holds the document itself */
	const char *text;        /* all of it, without mark, NUL behind */
	size_t len;
	const char *body; /* in `text` */
	uint32_t body_line;
	const struct tick_node *root, *header;
	const struct tick_outline *outline; /* once asked for */
	const struct tick_fault *refused;   /* why there is none */
};

/*
 * The parsers fill `doc` from its text, which tick_text_check() has passed.
 * They return TICK_OK or, with a fault set, a code.
 */
int tick_markdown_parse(tick_doc *doc, struct tick_fault *fault);
int tick_json_parse(tick_doc *doc, struct tick_fault *fault);
int tick_csv_parse(tick_doc *doc, struct tick_fault *fault);

/*
 * Parse YAML that is maps and lists of one entry a line, and right;
 * TICK_ENOTFOUND when it is anything else.
 */
int tick_yaml_plain(tick_doc *doc, const char *data, size_t len, uint32_t line);

/* Parse YAML that begins in line `line`; an empty one gives a null node. */
int tick_yaml_parse(tick_doc *doc, struct tick_fault *fault, const char *data,
		    size_t len, uint32_t line);

#endif
