/*
 * YAML. Maps and lists of one entry a line have a reader of their own, which
 * must mean by them what libyaml means.
 */
#include "base/buffer.h"
#include "document.h"
#include "doc/parse.h"

static void check_same(const struct tick_node *a, const struct tick_node *b)
{
	FUZZ_CHECK(a->kind == b->kind && a->count == b->count);
	FUZZ_CHECK(a->line == b->line && a->column == b->column);
	if (a->kind == TICK_NODE_STRING)
		FUZZ_CHECK(!memcmp(a->text, b->text, a->count));
	if (a->kind != TICK_NODE_MAP && a->kind != TICK_NODE_LIST)
		return;
	for (uint32_t i = 0; i < a->count * (1 + (a->kind == TICK_NODE_MAP));
	     i++)
		check_same(&a->items[i], &b->items[i]);
}

/* A document that is all text yet. */
static tick_doc *text_of(const char *data, size_t size)
{
	const struct tick_doc_options options = {TICK_DOC_TEXT, 0};
	struct tick_fault fault;
	tick_doc *doc = NULL;

	FUZZ_CHECK(!tick_doc_parse(&doc, &fault, data, size, &options));
	return doc;
}

/* A comment behind the lines makes them libyaml's. */
static void compare(const char *data, size_t size)
{
	struct tick_buffer longer = {0};
	struct tick_fault fault;
	tick_doc *plain = text_of(data, size), *full;

	if (tick_yaml_plain(plain, plain->text, plain->len, 1) == TICK_OK) {
		tick_buffer_append(&longer, data, size);
		tick_buffer_append(&longer, "\n#", 2);
		full = text_of(longer.data, longer.len);
		FUZZ_CHECK(!tick_yaml_parse(full, &fault, full->text, full->len,
					    1));
		check_same(plain->root, full->root);
		tick_doc_free(full);
		tick_buffer_clear(&longer);
	}
	tick_doc_free(plain);
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
