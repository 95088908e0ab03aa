/* Markdown documents: a head between two fences, and what follows it. */
#include "document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tick_doc *doc = document_parse(data, size, TICK_DOC_MARKDOWN, 0);
	const struct tick_node *head = doc ? tick_doc_root(doc) : NULL;

	FUZZ_CHECK(!head || head->kind == TICK_NODE_MAP);
	tick_doc_free(doc);
	return 0;
}
