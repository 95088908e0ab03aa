/*
 * YAML. Plain lines of `key: value` have a reader of their own, which must mean
 * by them what libyaml means.
 */
#include "base/buffer.h"
#include "document.h"
#include "doc/parse.h"

struct reading {
	tick_doc *doc;
	struct tick_fault fault;
	int err;
};

static void check_same(const struct tick_node *a, const struct tick_node *b)
{
	FUZZ_CHECK(a->kind == b->kind && a->count == b->count);
	FUZZ_CHECK(a->line == b->line && a->column == b->column);
	if (a->kind == TICK_NODE_STRING)
		FUZZ_CHECK(!memcmp(a->text, b->text, a->count));
	for (uint32_t i = 0; a->kind == TICK_NODE_MAP && i < 2 * a->count; i++)
		check_same(&a->items[i], &b->items[i]);
}

/* Of lines that are plain, what a reader makes of them. */
static struct reading read_lines(const char *data, size_t size,
				 int (*reader)(tick_doc *, struct tick_fault *,
					       const char *, size_t, uint32_t))
{
	const struct tick_doc_options options = {TICK_DOC_TEXT, 0};
	struct reading r = {NULL, {0}, 0};

	FUZZ_CHECK(!tick_doc_parse(&r.doc, &r.fault, data, size, &options));
	r.err = reader(r.doc, &r.fault, r.doc->text, r.doc->len, 1);
	return r;
}

/* A comment behind the lines makes them libyaml's. */
static void compare(const char *data, size_t size)
{
	struct tick_buffer longer = {0};
	struct reading flat = read_lines(data, size, tick_yaml_flat), full;

	if (flat.err == TICK_ENOTFOUND) {
		tick_doc_free(flat.doc);
		return;
	}
	tick_buffer_append(&longer, data, size);
	tick_buffer_append(&longer, "\n#", 2);
	full = read_lines(longer.data, longer.len, tick_yaml_parse);
	FUZZ_CHECK(flat.err == full.err);
	if (flat.err == TICK_OK)
		check_same(flat.doc->root, full.doc->root);
	else
		FUZZ_CHECK(flat.fault.line == full.fault.line &&
			   flat.fault.column == full.fault.column &&
			   !strcmp(flat.fault.message, full.fault.message));
	tick_doc_free(flat.doc);
	tick_doc_free(full.doc);
	tick_buffer_clear(&longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tick_fault fault;
	size_t mark = tick_text_mark((const char *)data, size);

	tick_doc_free(document_parse(data, size, TICK_DOC_YAML, 0));
	if (!mark && tick_text_check(&fault, (const char *)data, size) == 0)
		compare((const char *)data, size);
	return 0;
}
