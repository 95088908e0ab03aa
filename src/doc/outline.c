#include "doc/outline.h"

#include <string.h>
#include <strings.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "base/buffer.h"
#include "base/error.h"
#include "doc/body_guard.h"
#include "doc/body_memory.h"
#include "doc/heading.h"
#include "doc/parse.h"
#include "doc/tree.h"

/* All that a jump out of cmark must not lose. */
struct reader {
	tick_doc *doc;
	struct tick_fault *fault;
	struct tick_outline *outline;
	struct tick_buffer text; /* of the node being read */
	struct tick_tree tables;
	struct tick_heading *first_heading, *last_heading;
	/* where the next goes */
	const struct tick_link **next_link, **next_image, **next_html;
	size_t headings;
	const char *at; /* the start of line `line` of the body */
	uint32_t line;
};

/* The node behind `node` in reading order, within `top`. */
static cmark_node *next_inside(cmark_node *node, const cmark_node *top)
{
	cmark_node *child = cmark_node_first_child(node);

	if (child)
		return child;
	while (node != top && !cmark_node_next(node))
		node = cmark_node_parent(node);
	return node == top ? NULL : cmark_node_next(node);
}

/* The text of a node as it is read, into `r->text`. */
static int read_text(struct reader *r, cmark_node *top)
{
	int err = TICK_OK;

	r->text.len = 0;
	for (cmark_node *n = top; n && err == TICK_OK;
	     n = next_inside(n, top)) {
		cmark_node_type type = cmark_node_get_type(n);
		const char *literal = cmark_node_get_literal(n);

		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			err = tick_buffer_append(&r->text, literal,
						 strlen(literal));
		else if (type == CMARK_NODE_SOFTBREAK ||
			 type == CMARK_NODE_LINEBREAK ||
			 (type == CMARK_NODE_HTML_INLINE &&
			  strncasecmp(literal, "<br", 3) == 0))
			err = tick_buffer_append(&r->text, " ", 1);
	}
	return err;
}

static int keep(struct reader *r, struct tick_span *span, const char *data,
		size_t len)
{
	char *copy = tick_arena_copy(&r->doc->arena, data, len);

	span->data = copy;
	span->len = len;
	return copy ? TICK_OK : TICK_ENOMEM;
}

/* The line in the file; some nodes know only that of the block around. */
static uint32_t line_of(const struct reader *r, cmark_node *node)
{
	int line = 0;

	for (; node && line <= 0; node = cmark_node_parent(node))
		line = cmark_node_get_start_line(node);
	return (uint32_t)(line > 0 ? line - 1 : 0) + r->doc->body_line;
}

/* Go on to the start of a line of the body, counted from 1. */
static const char *go_to(struct reader *r, int line)
{
	const char *end = r->doc->text + r->doc->len;

	while (r->line < (uint32_t)line && r->at < end) {
		const char *stop = memchr(r->at, '\n', (size_t)(end - r->at));

		r->at = stop ? stop + 1 : end;
		r->line++;
	}
	return r->at;
}

/* Is the line at `at` the = or - under a heading? */
static int is_underline(const char *at)
{
	char mark;

	at += strspn(at, " ");
	mark = *at;
	if (mark != '=' && mark != '-')
		return 0;
	while (*at == mark)
		at++;
	at += strspn(at, " \t\r");
	return *at == '\n' || *at == 0;
}

/* Where the text under a heading begins. */
static const char *behind_heading(struct reader *r, cmark_node *node)
{
	int line = cmark_node_get_start_line(node);
	int end = cmark_node_get_end_line(node);
	const char *at = go_to(r, ++line);
	int found = line > end; /* a line of #: nothing is under it */

	/* cmark's end may be behind the underline */
	for (; !found && line <= end; at = go_to(r, ++line))
		found = is_underline(at);
	return at;
}

static int read_heading(struct reader *r, cmark_node *node)
{
	struct tick_heading *heading;
	int err = read_text(r, node);

	if (err < 0)
		return err;
	heading = tick_arena_alloc(&r->doc->arena, sizeof(*heading));
	if (!heading)
		return TICK_ENOMEM;
	memset(heading, 0, sizeof(*heading));
	heading->level = cmark_node_get_heading_level(node);
	heading->line = line_of(r, node);
	heading->nested = cmark_node_get_type(cmark_node_parent(node)) !=
			  CMARK_NODE_DOCUMENT;
	if (!heading->nested) {
		/* its length, once the next is known: up to here for now */
		const char *start = go_to(r, cmark_node_get_start_line(node));

		heading->section.data = behind_heading(r, node);
		heading->section.len = (size_t)(heading->section.data - start);
	}
	err = keep(r, &heading->text, r->text.data, r->text.len);
	if (r->last_heading)
		r->last_heading->next = heading;
	else
		r->outline->headings = r->first_heading = heading;
	r->last_heading = heading;
	r->headings++;
	return err;
}

/* To the end of a list. */
static int add_link(struct reader *r, uint32_t line, const char *target,
		    const struct tick_link ***next)
{
	struct tick_link *link =
		tick_arena_alloc(&r->doc->arena, sizeof(*link));
	int err;

	if (!link)
		return TICK_ENOMEM;
	memset(link, 0, sizeof(*link));
	link->line = line;
	err = keep(r, &link->text, r->text.data, r->text.len);
	if (err == TICK_OK)
		err = keep(r, &link->target, target, strlen(target));
	**next = link;
	*next = &link->next;
	return err;
}

/* A link or an image. */
static int read_link(struct reader *r, cmark_node *node,
		     const struct tick_link ***next)
{
	cmark_node *inside = cmark_node_first_child(node);
	int err = read_text(r, node);

	return err < 0 ? err
		       : add_link(r, line_of(r, inside ? inside : node),
				  cmark_node_get_url(node), next);
}

static int read_html(struct reader *r, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);
	int err;

	r->text.len = 0;
	err = tick_buffer_append(&r->text, literal, strlen(literal));
	return err < 0 ? err : add_link(r, line_of(r, node), "", &r->next_html);
}

static int read_row(struct reader *r, cmark_node *row)
{
	uint32_t line = line_of(r, row);
	int err = tick_tree_open(&r->tables, TICK_NODE_LIST, line, 1);
	struct tick_span text = {NULL, 0};

	for (cmark_node *cell = cmark_node_first_child(row);
	     cell && err == TICK_OK; cell = cmark_node_next(cell)) {
		struct tick_node *node;

		err = read_text(r, cell);
		if (err == TICK_OK)
			err = keep(r, &text, r->text.data, r->text.len);
		if (err == TICK_OK)
			err = tick_tree_add(&node, &r->tables, line, 1);
		if (err < 0)
			return err;
		node->kind = TICK_NODE_STRING;
		node->text = text.data;
		node->count = (uint32_t)text.len;
	}
	return err < 0 ? err : tick_tree_close(&r->tables);
}

static int read_table(struct reader *r, cmark_node *table)
{
	int err = tick_tree_open(&r->tables, TICK_NODE_LIST, line_of(r, table),
				 1);

	for (cmark_node *row = cmark_node_first_child(table);
	     row && err == TICK_OK; row = cmark_node_next(row))
		err = read_row(r, row);
	return err < 0 ? err : tick_tree_close(&r->tables);
}

static cmark_node *parse_body(const struct reader *r, cmark_mem *mem)
{
	cmark_parser *parser;
	size_t len;
	const char *body = tick_doc_text(r->doc, &len);

	parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, mem);
	cmark_parser_attach_syntax_extension(
		parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, body, len);
	return cmark_parser_finish(parser);
}

static int read_body(void *context, cmark_mem *mem)
{
	struct reader *r = context;
	cmark_node *top = parse_body(r, mem);
	int err = tick_tree_open(&r->tables, TICK_NODE_LIST, 1, 1);

	for (cmark_node *n = top; n && err == TICK_OK;
	     n = next_inside(n, top)) {
		cmark_node_type type = cmark_node_get_type(n);

		if (type == CMARK_NODE_HEADING)
			err = read_heading(r, n);
		else if (type == CMARK_NODE_LINK)
			err = read_link(r, n, &r->next_link);
		else if (type == CMARK_NODE_IMAGE)
			err = read_link(r, n, &r->next_image);
		else if (type == CMARK_NODE_HTML_BLOCK ||
			 type == CMARK_NODE_HTML_INLINE)
			err = read_html(r, n);
		else if (strcmp(cmark_node_get_type_string(n), "table") == 0)
			err = read_table(r, n);
	}
	if (err == TICK_OK)
		err = tick_tree_close(&r->tables);
	if (err == TICK_OK)
		err = tick_tree_finish(&r->outline->tables, &r->tables);
	return err;
}

static int read_outline(struct reader *r)
{
	uint32_t line = tick_doc_text_line(r->doc);
	size_t len;
	const char *body = tick_doc_text(r->doc, &len);
	int err = tick_body_guard(r->fault, body, len, line);

	if (err < 0)
		return err;
	cmark_gfm_core_extensions_ensure_registered();
	tick_fault_set(r->fault, TICK_FAULT_LIMIT, line, 1,
		       "split the document",
		       "a body too intricate to take apart");
	return tick_body_bounded(read_body, r);
}

/* A body isn't tried again: who asks often would pay the whole price often. */
static int remember_refusal(tick_doc *doc, const struct tick_fault *fault)
{
	struct tick_fault *copy = tick_arena_alloc(&doc->arena, sizeof(*copy));

	if (!copy)
		return TICK_ENOMEM;
	*copy = *fault;
	doc->refused = copy;
	return TICK_ELIMIT;
}

int tick_doc_outline(const struct tick_outline **out, tick_doc *doc,
		     struct tick_fault *fault)
{
	static const struct tick_node none = {.kind = TICK_NODE_LIST};
	struct reader r = {.doc = doc, .fault = fault, .line = 1};
	int err = TICK_OK;

	if (doc->outline)
		goto done;
	if (doc->refused) {
		*fault = *doc->refused;
		return TICK_ELIMIT;
	}
	r.outline = tick_arena_alloc(&doc->arena, sizeof(*r.outline));
	if (!r.outline)
		return TICK_ENOMEM;
	memset(r.outline, 0, sizeof(*r.outline));
	r.outline->tables = &none;
	r.next_link = &r.outline->links;
	r.next_image = &r.outline->images;
	r.next_html = &r.outline->html;
	r.at = doc->body;
	tick_tree_init(&r.tables, &doc->arena, fault);
	if (doc->options.kind == TICK_DOC_MARKDOWN)
		err = read_outline(&r);
	if (err == TICK_OK)
		err = tick_headings_finish(r.first_heading, r.headings,
					   &doc->arena, doc->text + doc->len);
	tick_tree_clear(&r.tables);
	tick_buffer_clear(&r.text);
	if (err == TICK_ELIMIT)
		err = remember_refusal(doc, fault);
	if (err < 0)
		return err;
	doc->outline = r.outline;
done:
	*out = doc->outline;
	return TICK_OK;
}
