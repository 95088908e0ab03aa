#include "doc/doc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/text.h"

static const char *const kinds[] = {
	[TICK_DOC_TEXT] = "text", [TICK_DOC_MARKDOWN] = "markdown",
	[TICK_DOC_YAML] = "yaml", [TICK_DOC_JSON] = "json",
	[TICK_DOC_CSV] = "csv",
};

static const struct {
	const char *ending;
	enum tick_doc_kind kind;
} endings[] = {
	{"md", TICK_DOC_MARKDOWN}, {"markdown", TICK_DOC_MARKDOWN},
	{"yml", TICK_DOC_YAML},    {"yaml", TICK_DOC_YAML},
	{"json", TICK_DOC_JSON},   {"csv", TICK_DOC_CSV},
};

enum tick_doc_kind tick_doc_kind_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (strcasecmp(dot + 1, endings[i].ending) == 0)
			return endings[i].kind;
	return TICK_DOC_TEXT;
}

const char *tick_doc_kind_name(enum tick_doc_kind kind)
{
	return kinds[kind];
}

int tick_doc_kind_named(enum tick_doc_kind *out, const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(name, kinds[i]) == 0) {
			*out = (enum tick_doc_kind)i;
			return TICK_OK;
		}
	}
	return tick_error_set(TICK_ENOTFOUND, "%s: no kind of document", name);
}

/* A document that holds the text and nothing else. */
static int doc_new(tick_doc **out, const char *data, size_t len,
		   const struct tick_doc_options *options)
{
	/* one block for the text and, as a rule, all values of its head */
	size_t values = options->kind == TICK_DOC_MARKDOWN ||
					options->kind == TICK_DOC_TEXT
				? 0
				: len;
	struct tick_arena arena = {.next = sizeof(tick_doc) + len + values +
					   (len < 1024 ? 4 * len : 4096) + 64};
	tick_doc *doc = tick_arena_alloc(&arena, sizeof(*doc));

	if (!doc)
		return TICK_ENOMEM;
	memset(doc, 0, sizeof(*doc));
	doc->refs = 1;
	doc->options = *options;
	doc->len = len;
	doc->text = tick_arena_copy(&arena, data, len);
	doc->body = doc->text;
	doc->body_line = 1;
	doc->arena = arena;
	if (!doc->text) {
		tick_doc_free(doc);
		return TICK_ENOMEM;
	}
	*out = doc;
	return TICK_OK;
}

static int parse(tick_doc *doc, struct tick_fault *fault)
{
	switch (doc->options.kind) {
	case TICK_DOC_MARKDOWN:
		return tick_markdown_parse(doc, fault);
	case TICK_DOC_YAML:
		return tick_yaml_parse(doc, fault, doc->text, doc->len, 1);
	case TICK_DOC_JSON:
		return tick_json_parse(doc, fault);
	case TICK_DOC_CSV:
		return tick_csv_parse(doc, fault);
	default:
		return TICK_OK;
	}
}

int tick_doc_parse(tick_doc **out, struct tick_fault *fault, const char *data,
		   size_t len, const struct tick_doc_options *options)
{
	size_t mark = tick_text_mark(data, len);
	tick_doc *doc = NULL;
	int err;

	if (len > TICK_DOC_SIZE_MAX)
		return tick_fault_set(fault, TICK_FAULT_LIMIT, 1, 1,
				      "split the document",
				      "%zu bytes are more than the %u allowed",
				      len, TICK_DOC_SIZE_MAX);
	data += mark;
	len -= mark;
	err = tick_text_check(fault, data, len);
	if (err < 0)
		return err;
	err = doc_new(&doc, data, len, options);
	if (err < 0)
		return err;
	err = parse(doc, fault);
	if (err < 0)
		goto done;
	*out = doc;
	doc = NULL;
done:
	tick_doc_free(doc);
	return err;
}

tick_doc *tick_doc_ref(tick_doc *doc)
{
	doc->refs++;
	return doc;
}

void tick_doc_free(tick_doc *doc)
{
	struct tick_arena arena;

	if (!doc || --doc->refs > 0)
		return;
	arena = doc->arena; /* clearing it frees `doc` */
	tick_arena_clear(&arena);
}

enum tick_doc_kind tick_doc_kind_get(const tick_doc *doc)
{
	return doc->options.kind;
}

const struct tick_node *tick_doc_root(const tick_doc *doc)
{
	return doc->root;
}

const struct tick_node *tick_doc_header(const tick_doc *doc)
{
	return doc->header;
}

const char *tick_doc_text(const tick_doc *doc, size_t *len)
{
	*len = doc->len - (size_t)(doc->body - doc->text);
	return doc->body;
}

uint32_t tick_doc_text_line(const tick_doc *doc)
{
	return doc->body_line;
}
