/*
 * CSV, the first byte being the separator. The cells, each in quotes, are the
 * same cells when they are read again.
 */
#include "base/buffer.h"
#include "document.h"

static void put(struct tick_buffer *out, const void *data, size_t len)
{
	FUZZ_CHECK(tick_buffer_append(out, data, len) == TICK_OK);
}

static void put_cell(struct tick_buffer *out, const struct tick_node *cell)
{
	size_t len = cell->kind == TICK_NODE_STRING ? cell->count : 0;

	put(out, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		if (cell->text[i] == '"')
			put(out, "\"", 1);
		put(out, &cell->text[i], 1);
	}
	put(out, "\"", 1);
}

/* A row has no cells for the columns without a name. */
static void put_row(struct tick_buffer *out, const struct tick_node *row,
		    uint32_t width, char separator)
{
	for (uint32_t i = 0; i < width; i++) {
		if (i)
			put(out, &separator, 1);
		if (i < row->count)
			put_cell(out, &row->items[i]);
	}
	put(out, "\n", 1);
}

static void check_cells(const struct tick_node *a, const struct tick_node *b)
{
	FUZZ_CHECK(a->kind == b->kind && a->count == b->count);
	if (a->kind == TICK_NODE_STRING)
		FUZZ_CHECK(!memcmp(a->text, b->text, a->count));
	for (uint32_t i = 0; a->kind == TICK_NODE_LIST && i < a->count; i++)
		check_cells(&a->items[i], &b->items[i]);
}

static void check_again(tick_doc *doc, char separator)
{
	const struct tick_node *header = tick_doc_header(doc);
	const struct tick_node *rows = tick_doc_root(doc);
	struct tick_buffer out = {0};
	tick_doc *again;

	put_row(&out, header, header->count, separator);
	for (uint32_t i = 0; i < rows->count; i++)
		put_row(&out, &rows->items[i], header->count, separator);
	again = document_parse((uint8_t *)out.data, out.len, TICK_DOC_CSV,
			       separator);
	FUZZ_CHECK(again);
	check_cells(header, tick_doc_header(again));
	check_cells(rows, tick_doc_root(again));
	tick_doc_free(again);
	tick_buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char separator = size ? (char)*data : 0;
	tick_doc *doc;

	/* what the binding takes for one */
	if (!size || *data >= 0x80 || strchr("\"\r\n", separator))
		return 0;
	doc = document_parse(data + 1, size - 1, TICK_DOC_CSV, separator);
	if (doc)
		check_again(doc, separator);
	tick_doc_free(doc);
	return 0;
}
