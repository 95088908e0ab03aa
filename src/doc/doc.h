/* Documents: text in, values and positions out, or a fault. */
#ifndef DOC_DOC_H
#define DOC_DOC_H

#include "doc/fault.h"
#include "doc/node.h"
#include "tickmark.h"

enum tick_doc_kind {
	TICK_DOC_TEXT,
	TICK_DOC_MARKDOWN,
	TICK_DOC_YAML,
	TICK_DOC_JSON,
	TICK_DOC_CSV
};

/* A parsed document. Counted; belongs to one thread. */
typedef struct tick_doc tick_doc;

struct tick_doc_options {
	enum tick_doc_kind kind;
	char separator; /* of CSV; 0 is a comma */
};

/*
 * Parse `data`. Copied. Release with tick_doc_free(). On TICK_EINVALID and
 * TICK_ELIMIT `fault` says why; no other failure fills it.
 */
int tick_doc_parse(tick_doc **out, struct tick_fault *fault, const char *data,
		   size_t len, const struct tick_doc_options *options);

/* Another reference to `doc`. Release with tick_doc_free(). */
tick_doc *tick_doc_ref(tick_doc *doc);

/* NULL is allowed. */
void tick_doc_free(tick_doc *doc);

/* The kind that a path's ending says. */
enum tick_doc_kind tick_doc_kind_of(const char *path);

/* "markdown", "yaml", "json", "csv" or "text". Static. */
const char *tick_doc_kind_name(enum tick_doc_kind kind);

/* The kind of that name; TICK_ENOTFOUND if there is none. */
int tick_doc_kind_named(enum tick_doc_kind *out, const char *name);

enum tick_doc_kind tick_doc_kind_get(const tick_doc *doc);

/*
 * The values of YAML and JSON, a Markdown document's head (a map), CSV's
 * rows (a list of lists, without the unnamed columns at the end). NULL for
 * text and without a head. Borrowed from `doc`.
 */
const struct tick_node *tick_doc_root(const tick_doc *doc);

/* CSV's header line, all of it: a list of strings. Borrowed from `doc`. */
const struct tick_node *tick_doc_header(const tick_doc *doc);

/* What follows the head; all of it for other kinds. Borrowed from `doc`. */
const char *tick_doc_text(const tick_doc *doc, size_t *len);

/* The line where that text begins. */
uint32_t tick_doc_text_line(const tick_doc *doc);

#endif
