/*
 * Front matter: YAML between the first line, ---, and the next such line. Some
 * tools write no first one: then it is what is a head beyond doubt.
 */
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

/* Whatever is not ASCII is a letter, as UTF-8 has it. */
static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       ((unsigned char)c & 0x80) != 0;
}

/* Does `at` begin a line such as "key: value" or "key:"? */
static int is_key_line(const char *at, const char *end)
{
	if (at == end || !is_letter(*at))
		return 0;
	while (at < end && (is_letter(*at) || *at == '-' || *at == '.' ||
			    (*at >= '0' && *at <= '9')))
		at++;
	return at < end && *at == ':' &&
	       (end - at == 1 || memchr(" \t\r\n", at[1], 4) != NULL);
}

/* Does `at` begin a line of white space, or one that is a comment in YAML? */
static int is_idle_line(const char *at, const char *end)
{
	if (at < end && *at == '#')
		return 1;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	return at == end || *at == '\n';
}

/*
 * The fence that ends a head which none begins, or NULL. Running text over such
 * a line is a heading, so there are two keys at least, and beside them nothing
 * but what is indented, the items of lists, and lines that say nothing: under
 * one of these the fence would be a rule.
 */
static const char *find_bare_fence(const char *at, const char *end)
{
	const char *limit =
		end - at > TICK_DOC_HEAD_MAX ? at + TICK_DOC_HEAD_MAX : end;
	size_t keys = 0;
	int is_idle = 0;

	while (at && at < limit && !after_fence(at, end)) {
		is_idle = is_idle_line(at, end);
		if (is_key_line(at, end))
			keys++;
		else if (keys == 0 || (!is_idle && !memchr(" \t-", *at, 3)))
			return NULL;
		at = memchr(at, '\n', (size_t)(limit - at));
		if (at)
			at++;
	}
	return at && at < limit && keys >= 2 && !is_idle ? at : NULL;
}

int tick_markdown_parse(tick_doc *doc, struct tick_fault *fault)
{
	const char *end = doc->text + doc->len;
	const char *head = after_fence(doc->text, end);
	const char *fence;
	uint32_t line = 2;
	size_t len;
	int err;

	if (head) {
		fence = find_fence(head, end);
	} else {
		fence = find_bare_fence(doc->text, end);
		if (!fence)
			return TICK_OK;
		head = doc->text;
		line = 1;
	}
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
	err = tick_yaml_parse(doc, fault, head, len, line);
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
