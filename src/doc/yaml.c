/*
 * YAML by libyaml's events: maps, lists and strings, nothing that a reader
 * could take for something else than the engine does.
 */
#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/text.h"
#include "doc/tree.h"
#include "doc/yaml_fault.h"

struct yaml {
	yaml_parser_t parser;
	struct tick_yaml_source source;
	struct tick_tree tree;
	struct tick_fault *fault;
	tick_doc *doc;
	int documents;
	uint32_t last; /* line of the text; libyaml's end may be one further */
};

/* Where an event begins in the file. */
static uint32_t line_of(const struct yaml *y, const yaml_event_t *event)
{
	uint32_t line = (uint32_t)event->start_mark.line + y->source.line;

	return line < y->last ? line : y->last;
}

static uint32_t column_of(const yaml_event_t *event)
{
	return (uint32_t)event->start_mark.column + 1;
}

#define REFUSE(y, event, code, remedy, ...)                                   \
	tick_fault_set((y)->fault, code, line_of(y, event), column_of(event), \
		       remedy, __VA_ARGS__)

/* A property that would let the text mean something else than it says. */
static int refuse_property(struct yaml *y, const yaml_event_t *event,
			   const yaml_char_t *anchor, const yaml_char_t *tag)
{
	const char *name = (const char *)(anchor ? anchor : tag);
	char quote[TICK_FAULT_QUOTE];

	if (!name)
		return TICK_OK;
	tick_fault_quote(quote, name, strlen(name));
	if (anchor)
		return REFUSE(y, event, TICK_FAULT_SYNTAX,
			      "write the value out where it is needed",
			      "anchor '&%s' is not allowed", quote);
	return REFUSE(y, event, TICK_FAULT_SYNTAX,
		      "remove the tag, or put the value in quotes",
		      "tag '%s' is not allowed", quote);
}

static int refuse_alias(struct yaml *y, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	char quote[TICK_FAULT_QUOTE];

	return REFUSE(y, event, TICK_FAULT_SYNTAX,
		      "write the value out, or put it in quotes",
		      "alias '*%s' is not allowed",
		      tick_fault_quote(quote, name, strlen(name)));
}

/* Plain scalars are strings too; only an absent one is null. */
static int is_null(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;

	if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return 0;
	return len == 0 || (len == 1 && *text == '~') ||
	       (len == 4 && memcmp(text, "null", 4) == 0);
}

static int check_key(struct yaml *y, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return TICK_OK;
	if (event->data.scalar.length == 0)
		return REFUSE(y, event, TICK_FAULT_SYNTAX,
			      "write a name before the colon",
			      "a key is empty");
	if (event->data.scalar.length == 2 && memcmp(text, "<<", 2) == 0)
		return REFUSE(y, event, TICK_FAULT_SYNTAX, "write the keys out",
			      "merge key '<<' is not allowed");
	return TICK_OK;
}

static int add_scalar(struct yaml *y, const yaml_event_t *event)
{
	size_t len = event->data.scalar.length;
	int key = tick_tree_wants_key(&y->tree);
	struct tick_node *node;
	int err = key ? check_key(y, event) : TICK_OK;

	if (err < 0)
		return err;
	if (len > TICK_DOC_SCALAR_MAX)
		return REFUSE(y, event, TICK_FAULT_LIMIT,
			      "move long text to a Markdown body",
			      "a key or value of %zu bytes, more than %u", len,
			      TICK_DOC_SCALAR_MAX);
	err = tick_tree_add(&node, &y->tree, line_of(y, event),
			    column_of(event));
	if (err < 0 || (!key && is_null(event)))
		return err;
	node->kind = TICK_NODE_STRING;
	node->count = (uint32_t)len;
	node->text =
		tick_arena_copy(&y->doc->arena, event->data.scalar.value, len);
	return node->text ? TICK_OK : TICK_ENOMEM;
}

static int open_container(struct yaml *y, const yaml_event_t *event,
			  enum tick_node_kind kind)
{
	if (tick_tree_wants_key(&y->tree))
		return REFUSE(
			y, event, TICK_FAULT_SYNTAX,
			"use a word as the key, or put the value in quotes",
			"a key is a list or map");
	return tick_tree_open(&y->tree, kind, line_of(y, event),
			      column_of(event));
}

static int start_document(struct yaml *y, const yaml_event_t *event)
{
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
		return REFUSE(y, event, TICK_FAULT_SYNTAX,
			      "remove the lines that begin with '%'",
			      "YAML directives are not allowed");
	if (y->documents++)
		return REFUSE(y, event, TICK_FAULT_SYNTAX,
			      "put each document into its own file",
			      "more than one YAML document");
	return TICK_OK;
}

static int take_event(struct yaml *y, const yaml_event_t *event)
{
	int err;

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		err = refuse_property(y, event, event->data.scalar.anchor,
				      event->data.scalar.tag);
		return err < 0 ? err : add_scalar(y, event);
	case YAML_MAPPING_START_EVENT:
		err = refuse_property(y, event,
				      event->data.mapping_start.anchor,
				      event->data.mapping_start.tag);
		return err < 0 ? err : open_container(y, event, TICK_NODE_MAP);
	case YAML_SEQUENCE_START_EVENT:
		err = refuse_property(y, event,
				      event->data.sequence_start.anchor,
				      event->data.sequence_start.tag);
		return err < 0 ? err : open_container(y, event, TICK_NODE_LIST);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return tick_tree_close(&y->tree);
	case YAML_ALIAS_EVENT:
		return refuse_alias(y, event);
	case YAML_DOCUMENT_START_EVENT:
		return start_document(y, event);
	default:
		return TICK_OK;
	}
}

static int take_events(struct yaml *y)
{
	yaml_event_type_t type;

	do {
		yaml_event_t event;
		int err;

		if (!yaml_parser_parse(&y->parser, &event))
			return tick_yaml_fault(y->fault, &y->parser,
					       &y->source);
		type = event.type;
		err = take_event(y, &event);
		yaml_event_delete(&event);
		if (err < 0)
			return err;
	} while (type != YAML_STREAM_END_EVENT);
	return TICK_OK;
}

static int refuse_at(struct tick_fault *fault,
		     const struct tick_yaml_source *source,
		     enum tick_fault_code code, const char *at,
		     const char *remedy, const char *message)
{
	uint32_t line, column;

	tick_text_position(&line, &column, source->data, at);
	return tick_fault_set(fault, code, source->line + line - 1, column,
			      remedy, "%s", message);
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The start of a run of more than TICK_DOC_YAML_BLANKS_MAX, or NULL. */
static const char *long_blank(const char *data, size_t len)
{
	const size_t max = TICK_DOC_YAML_BLANKS_MAX;

	/* such a run covers one of these places, so few bytes are looked at */
	for (size_t i = 0; i < len; i += max) {
		size_t from = i, to = i;

		if (!is_blank(data[i]))
			continue;
		while (from > 0 && is_blank(data[from - 1]))
			from--;
		while (to < len && to - from <= max && is_blank(data[to]))
			to++;
		if (to - from > max)
			return data + from;
	}
	return NULL;
}

/* The characters that YAML 1.1 takes for line breaks and editors don't. */
static const char *odd_break(const char *data, size_t len)
{
	const char *end = data + len;

	for (const char *p = data; p < end; p++) {
		if ((unsigned char)*p < 0x80)
			continue;
		if (end - p >= 2 && memcmp(p, "\xc2\x85", 2) == 0)
			return p;
		if (end - p >= 3 && (memcmp(p, "\xe2\x80\xa8", 3) == 0 ||
				     memcmp(p, "\xe2\x80\xa9", 3) == 0))
			return p;
	}
	return NULL;
}

/* Refuse what libyaml would read differently, or take very long for. */
static int check_source(struct tick_fault *fault,
			const struct tick_yaml_source *source)
{
	const char *data = source->data, *end = data + source->len;
	const char *at = odd_break(data, source->len);
	int tags = 0;

	if (at)
		return refuse_at(fault, source, TICK_FAULT_ENCODING, at,
				 "replace it by a line feed or a blank",
				 "a Unicode line break hides a line");
	at = long_blank(data, source->len);
	if (at)
		return refuse_at(fault, source, TICK_FAULT_LIMIT, at,
				 "remove the blanks",
				 "more than 4096 blanks in a row");
	for (at = data;
	     (at = memmem(at, (size_t)(end - at), "\n%TAG", 5)) != NULL; at++)
		if (++tags > TICK_DOC_YAML_TAGS_MAX)
			return refuse_at(fault, source, TICK_FAULT_SYNTAX,
					 at + 1,
					 "remove the lines that begin with '%'",
					 "YAML directives are not allowed");
	return TICK_OK;
}

int tick_yaml_parse(tick_doc *doc, struct tick_fault *fault, const char *data,
		    size_t len, uint32_t line)
{
	const struct tick_yaml_source source = {data, len, line};
	struct tick_node *null;
	struct yaml y;
	int err = tick_yaml_plain(doc, data, len, line);

	if (err != TICK_ENOTFOUND)
		return err;
	err = check_source(fault, &source);
	if (err < 0)
		return err;
	y.source = source;
	y.fault = fault;
	y.doc = doc;
	y.documents = 0;
	y.last = line + tick_text_lines(data, len);
	if (!yaml_parser_initialize(&y.parser))
		return tick_error_nomem();
	yaml_parser_set_encoding(&y.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&y.parser, (const unsigned char *)data,
				     len);
	tick_tree_init(&y.tree, &doc->arena, fault);
	err = take_events(&y);
	if (err == TICK_OK && !y.documents)
		err = tick_tree_add(&null, &y.tree, line, 1);
	if (err == TICK_OK)
		err = tick_tree_finish(&doc->root, &y.tree);
	tick_tree_clear(&y.tree);
	yaml_parser_delete(&y.parser);
	return err;
}
