/* Front matter: YAML between the first line, ---, and the next such line. */
#include <string.h>

#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/text.h"

/* The start of the next line if `at` begins a fence, else NULL. */
static const char *after_fence(const char *at, const char *end)
{
	if (end - at < 3 || memcmp(at, "---", 3) != 0)
		return NULL;
	for (at += 3; at < end; at++) {
		if (*at == '\n')
			return at + 1;
		if (*at != ' ' && *at != '\t' && *at != '\r')
			return NULL;
	}
	return end;
}

/* The closing fence at or behind `at`, the start of a line, or NULL. */
static const char *find_fence(const char *at, const char *end)
{
	while (at && !after_fence(at, end)) {
		at = memmem(at, (size_t)(end - at), "\n---", 4);
		if (at)
			at++;
	}
	return at;
}

int tick_markdown_parse(tick_doc *doc, struct tick_fault *fault)
{
	const char *end = doc->text + doc->len;
	const char *head = after_fence(doc->text, end);
	const char *fence;
	size_t len;
	int err;

	if (!head)
		return TICK_OK;
	fence = find_fence(head, end);
	if (!fence)
		return tick_fault_set(fault, TICK_FAULT_SYNTAX, 1, 1,
				      "close it with a line of ---",
				      "front matter is never closed");
	len = (size_t)(fence - head);
	if (len > TICK_DOC_HEAD_MAX)
		return tick_fault_set(fault, TICK_FAULT_LIMIT, 1, 1,
				      "move text from the head to the body",
				      "front matter of %zu bytes, more than %u",
				      len, TICK_DOC_HEAD_MAX);
	err = tick_yaml_parse(doc, fault, head, len, 2);
	if (err < 0)
		return err;
	if (doc->root->kind == TICK_NODE_NULL)
		doc->root = NULL;
	else if (doc->root->kind != TICK_NODE_MAP)
		return tick_fault_set(fault, TICK_FAULT_SYNTAX, doc->root->line,
				      doc->root->column,
				      "write lines of 'key: value'",
				      "front matter is not a map of keys");
	doc->body = after_fence(fence, end);
	doc->body_line =
		1 + tick_text_lines(doc->text, (size_t)(doc->body - doc->text));
	return TICK_OK;
}
