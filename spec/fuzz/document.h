/* What holds for every document, taken or refused: for targets of src/doc. */
#ifndef FUZZ_DOCUMENT_H
#define FUZZ_DOCUMENT_H

#include <string.h>

#include "base/utf8.h"
#include "doc/doc.h"
#include "doc/limits.h"
#include "doc/text.h"
#include "fuzz.h"

static void check_utf8(const char *text, size_t len)
{
	for (size_t i = 0, size; i < len; i += size) {
		size = tick_utf8_size(text + i, len - i);
		FUZZ_CHECK(size);
	}
}

/* One line, for a person. */
static void check_words(const char *words)
{
	FUZZ_CHECK(*words);
	check_utf8(words, strlen(words));
	for (const char *p = words; *p; p++)
		FUZZ_CHECK((unsigned char)*p >= 0x20 && *p != 0x7f);
}

static void check_node(const struct tick_node *node, uint32_t first,
		       uint32_t last, unsigned depth)
{
	uint32_t count = node->count;

	FUZZ_CHECK(node->line >= first && node->line <= last);
	FUZZ_CHECK(node->column >= 1 && depth <= TICK_DOC_DEPTH_MAX);
	if (node->kind == TICK_NODE_STRING)
		check_utf8(node->text, count);
	if (node->kind == TICK_NODE_MAP) {
		for (uint32_t i = 0; i < count; i++) {
			const struct tick_node *key = &node->items[2 * i];

			FUZZ_CHECK(key->kind == TICK_NODE_STRING);
			FUZZ_CHECK(tick_node_find(node, key->text,
						  key->count) == key + 1);
		}
		count *= 2;
	} else if (node->kind != TICK_NODE_LIST) {
		count = 0;
	}
	for (uint32_t i = 0; i < count; i++)
		check_node(&node->items[i], node->line, last, depth + 1);
}

/* Parse the input; NULL if it is refused, as it has to be. */
static tick_doc *document_parse(const uint8_t *data, size_t size,
				enum tick_doc_kind kind, char separator)
{
	const struct tick_doc_options options = {kind, separator};
	const char *text = (const char *)data, *body;
	uint32_t last = tick_text_lines(text, size) + 1;
	struct tick_fault fault = {0};
	tick_doc *doc = NULL;
	size_t len;
	int err = tick_doc_parse(&doc, &fault, text, size, &options);

	if (err < 0) {
		FUZZ_CHECK(!doc);
		FUZZ_CHECK(err == (fault.code == TICK_FAULT_LIMIT
					   ? TICK_ELIMIT
					   : TICK_EINVALID));
		FUZZ_CHECK(fault.line >= 1 && fault.line <= last);
		FUZZ_CHECK(fault.column >= 1);
		check_words(fault.message);
		check_words(fault.remedy);
		return NULL;
	}
	body = tick_doc_text(doc, &len);
	FUZZ_CHECK(len <= size && !memcmp(body, text + size - len, len));
	FUZZ_CHECK(tick_doc_text_line(doc) ==
		   1 + tick_text_lines(text, size - len));
	if (tick_doc_root(doc))
		check_node(tick_doc_root(doc), 1, last, 0);
	return doc;
}

#endif
