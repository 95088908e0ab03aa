/*
 * What a Markdown body consists of: its parts lie in it and in order, sections
 * between lines.
 */
#include "document.h"
#include "doc/outline.h"

static void check_edge(const char *at, const char *body, const char *end)
{
	FUZZ_CHECK(at >= body && at <= end);
	FUZZ_CHECK(at == body || at == end || at[-1] == '\n');
}

static void check_headings(const struct tick_heading *h, const char *body,
			   const char *end, uint32_t line)
{
	for (; h; h = h->next) {
		FUZZ_CHECK(h->level >= 1 && h->level <= 6);
		FUZZ_CHECK(h->line >= line);
		line = h->line;
		check_utf8(h->text.data, h->text.len);
		check_utf8(h->anchor.data, h->anchor.len);
		if (h->nested)
			continue;
		check_edge(h->section.data, body, end);
		check_edge(h->section.data + h->section.len, body, end);
	}
}

static void check_links(const struct tick_link *link, uint32_t first)
{
	for (; link; link = link->next) {
		FUZZ_CHECK(link->line >= first);
		check_utf8(link->text.data, link->text.len);
		check_utf8(link->target.data, link->target.len);
	}
}

static void check_tables(const struct tick_node *tables)
{
	for (uint32_t i = 0; i < tables->count; i++) {
		const struct tick_node *table = &tables->items[i];

		FUZZ_CHECK(table->count >= 1);
		for (uint32_t j = 1; j < table->count; j++)
			FUZZ_CHECK(table->items[j].count ==
				   table->items[0].count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tick_doc *doc = document_parse(data, size, TICK_DOC_MARKDOWN, 0);
	const struct tick_outline *outline;
	struct tick_fault fault = {0};
	const char *body;
	size_t len;

	if (!doc)
		return 0;
	body = tick_doc_text(doc, &len);
	if (tick_doc_outline(&outline, doc, &fault) == TICK_OK) {
		uint32_t first = tick_doc_text_line(doc);

		check_headings(outline->headings, body, body + len, first);
		check_links(outline->links, first);
		check_tables(outline->tables);
	} else {
		FUZZ_CHECK(fault.code == TICK_FAULT_LIMIT);
		check_words(fault.message);
	}
	tick_doc_free(doc);
	return 0;
}
