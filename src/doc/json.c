/*
 * JSON by RFC 8259 and no more. What parsers disagree about (a key twice,
 * numbers that lose digits, lone surrogates) is refused.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "doc/json_string.h"
#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/text.h"
#include "doc/tree.h"

#define WHOLE_MAX 9007199254740992 /* 2^53: up to here doubles are exact */

struct json {
	const char *at, *end;
	const char *line_start;
	uint32_t line;
	uint32_t extra; /* bytes in this line that continue a character */
	struct tick_tree tree;
	struct tick_fault *fault;
	tick_doc *doc;
};

static uint32_t column_of(const struct json *j)
{
	return (uint32_t)(j->at - j->line_start) - j->extra + 1;
}

static int refuse(const struct json *j, const char *at, const char *remedy,
		  const char *message)
{
	uint32_t line, column;

	tick_text_position(&line, &column, j->doc->text, at);
	return tick_fault_set(j->fault, TICK_FAULT_SYNTAX, line, column, remedy,
			      "%s", message);
}

static void skip_blanks(struct json *j)
{
	for (; j->at < j->end; j->at++) {
		if (*j->at == '\n') {
			j->line++;
			j->line_start = j->at + 1;
			j->extra = 0;
		} else if (*j->at != ' ' && *j->at != '\t' && *j->at != '\r') {
			break;
		}
	}
}

/* Something that isn't JSON stands where a value or a mark is expected. */
static int refuse_token(const struct json *j, const char *expected)
{
	const struct tick_node *in = tick_tree_container(&j->tree);
	char quote[TICK_FAULT_QUOTE];
	uint32_t line, column;
	size_t len = 0;

	tick_text_position(&line, &column, j->doc->text, j->at);
	if (j->at == j->end && in)
		return tick_fault_set(
			j->fault, TICK_FAULT_SYNTAX, in->line, in->column,
			in->kind == TICK_NODE_MAP ? "close it with }"
						  : "close it with ]",
			"the %s opened here is never closed",
			in->kind == TICK_NODE_MAP ? "brace '{'"
						  : "bracket '['");
	if (j->at == j->end)
		return refuse(j, j->at, "write a value", "the file is empty");
	if (*j->at == '/' || *j->at == '#')
		return refuse(j, j->at, "remove it", "JSON has no comments");
	if (*j->at == '\'')
		return refuse(j, j->at, "use double quotes",
			      "a string in single quotes");
	while (j->at + len < j->end && len < TICK_FAULT_QUOTE &&
	       !strchr(" \t\r\n,:[]{}\"", j->at[len]))
		len++;
	tick_fault_quote(quote, j->at, len ? len : 1);
	return tick_fault_set(j->fault, TICK_FAULT_SYNTAX, line, column,
			      expected, "'%s' is not JSON here", quote);
}

/* Go behind the string at `at`; are there escapes in it? */
static int skip_string(struct json *j, int *escaped)
{
	const char *start = j->at++;

	*escaped = 0;
	for (; j->at < j->end; j->at++) {
		unsigned char c = (unsigned char)*j->at;

		if (c == '"') {
			j->at++;
			return TICK_OK;
		}
		if (c == '\n' || c == '\r')
			break;
		if (c < 0x20)
			return refuse(j, j->at, "write it as \\t",
				      "a tab inside a string");
		if (c == '\\') {
			*escaped = 1;
			j->at++;
		} else {
			j->extra += (c & 0xc0) == 0x80;
		}
	}
	return refuse(j, start, "close it with \", write line breaks as \\n",
		      "the string opened here is not closed in its line");
}

/* Give `node` the string `from` without its escapes. */
static int unescape(struct json *j, struct tick_node *node, const char *from,
		    size_t len)
{
	struct tick_json_escape_fault fault;
	char *text = tick_arena_alloc(&j->doc->arena, len);
	int err;

	if (!text)
		return TICK_ENOMEM;
	err = tick_json_unescape(&len, &fault, text, from, len);
	if (err < 0)
		return refuse(j, fault.at, fault.remedy, fault.message);
	node->text = text;
	node->count = (uint32_t)len;
	return TICK_OK;
}

static int take_string(struct json *j)
{
	const char *start = j->at;
	uint32_t column = column_of(j);
	struct tick_node *node;
	int escaped, err;
	size_t len;

	err = skip_string(j, &escaped);
	if (err < 0)
		return err;
	len = (size_t)(j->at - start) - 2;
	if (len > TICK_DOC_SCALAR_MAX)
		return tick_fault_set(j->fault, TICK_FAULT_LIMIT, j->line,
				      column, "shorten it",
				      "a string of %zu bytes, more than %u",
				      len, TICK_DOC_SCALAR_MAX);
	err = tick_tree_add(&node, &j->tree, j->line, column);
	if (err < 0)
		return err;
	node->kind = TICK_NODE_STRING;
	node->text = start + 1;
	node->count = (uint32_t)len;
	return escaped ? unescape(j, node, start + 1, len) : TICK_OK;
}

static size_t digits(const char *at)
{
	return strspn(at, "0123456789");
}

/* Length of the JSON number at `at`, 0 if there is none. */
static size_t number_length(const char *at, int *whole)
{
	const char *p = at + (*at == '-');
	size_t n = digits(p);

	if (!n || (*p == '0' && n > 1))
		return 0;
	p += n;
	*whole = 1;
	if (*p == '.') {
		n = digits(++p);
		if (!n)
			return 0;
		p += n;
		*whole = 0;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '-' || *p == '+';
		n = digits(p);
		if (!n)
			return 0;
		p += n;
		*whole = 0;
	}
	return (size_t)(p - at);
}

/* Not even the beginning of a number goes through as one. */
static int refuse_number(struct json *j)
{
	const char *p = j->at + (*j->at == '-');

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return refuse(j, j->at, "write it in decimal",
			      "a hexadecimal number");
	if (p[0] == '0' && digits(p) > 1)
		return refuse(j, j->at,
			      "remove the zeros, or put the value in quotes",
			      "a number begins with 0");
	return refuse_token(j, "write a number like -12.5e3");
}

static int take_number(struct json *j)
{
	int whole = 0, err;
	size_t len = number_length(j->at, &whole);
	char next = j->at[len];
	struct tick_node *node;
	double number;

	if (!len || (next && !strchr(" \t\r\n,:]}[{\"/#", next)))
		return refuse_number(j);
	if (len > TICK_DOC_NUMBER_MAX)
		return tick_fault_set(j->fault, TICK_FAULT_LIMIT, j->line,
				      column_of(j), "put it in quotes",
				      "a number of %zu characters", len);
	number = strtod(j->at, NULL);
	if (isinf(number))
		return refuse(j, j->at, "put it in quotes",
			      "a number beyond the largest double");
	if (whole &&
	    (number > (double)WHOLE_MAX || number < -(double)WHOLE_MAX ||
	     llabs(strtoll(j->at, NULL, 10)) > WHOLE_MAX))
		return refuse(j, j->at, "put it in quotes",
			      "a whole number beyond 2^53 loses digits");
	err = tick_tree_add(&node, &j->tree, j->line, column_of(j));
	if (err < 0)
		return err;
	node->kind = whole ? TICK_NODE_INTEGER : TICK_NODE_FLOAT;
	if (whole)
		node->integer = strtoll(j->at, NULL, 10);
	else
		node->number = number;
	j->at += len;
	return TICK_OK;
}

static int take_word(struct json *j)
{
	static const struct {
		const char *word;
		size_t len;
		enum tick_node_kind kind;
	} words[] = {
		{"null", 4, TICK_NODE_NULL},
		{"true", 4, TICK_NODE_BOOL},
		{"false", 5, TICK_NODE_BOOL},
	};
	size_t len = 0;

	while (j->at + len < j->end && j->at[len] >= 'a' && j->at[len] <= 'z')
		len++;
	for (size_t i = 0; i < 3; i++) {
		struct tick_node *node;
		int err;

		if (len != words[i].len || memcmp(j->at, words[i].word, len))
			continue;
		err = tick_tree_add(&node, &j->tree, j->line, column_of(j));
		if (err < 0)
			return err;
		node->kind = words[i].kind;
		node->boolean = len == 4;
		j->at += len;
		return TICK_OK;
	}
	return refuse_token(j, "write a value: put text in double quotes");
}

static int take_key(struct json *j)
{
	int err;

	if (j->at == j->end || *j->at != '"')
		return refuse_token(j, "write a key in double quotes");
	err = take_string(j);
	if (err < 0)
		return err;
	skip_blanks(j);
	if (j->at == j->end || *j->at != ':')
		return refuse_token(j, "write a colon behind the key");
	j->at++;
	skip_blanks(j);
	return TICK_OK;
}

/* Open a container and get to its first value, if it has one. */
static int take_open(struct json *j, int *empty)
{
	int map = *j->at == '{';
	int err = tick_tree_open(&j->tree, map ? TICK_NODE_MAP : TICK_NODE_LIST,
				 j->line, column_of(j));

	if (err < 0)
		return err;
	j->at++;
	skip_blanks(j);
	*empty = j->at < j->end && *j->at == (map ? '}' : ']');
	if (*empty) {
		j->at++;
		return tick_tree_close(&j->tree);
	}
	return map ? take_key(j) : TICK_OK;
}

/* Behind a value: close what ends here and get to the next value. */
static int take_ends(struct json *j, int *done)
{
	const struct tick_node *in;

	for (;;) {
		int map, err;

		in = tick_tree_container(&j->tree);
		*done = !in;
		if (!in)
			return TICK_OK;
		map = in->kind == TICK_NODE_MAP;
		skip_blanks(j);
		if (j->at < j->end && *j->at == ',') {
			const char *comma = j->at++;

			skip_blanks(j);
			if (j->at < j->end && (*j->at == '}' || *j->at == ']'))
				return refuse(j, comma, "remove it",
					      "a comma behind the last value");
			return map ? take_key(j) : TICK_OK;
		}
		if (j->at == j->end || *j->at != (map ? '}' : ']'))
			return refuse_token(j, "write a comma between values");
		j->at++;
		err = tick_tree_close(&j->tree);
		if (err < 0)
			return err;
	}
}

static int take_value(struct json *j, int *open)
{
	char c = *j->at; /* NUL behind the end */
	int empty = 0, err;

	*open = 0;
	if (c == '{' || c == '[') {
		err = take_open(j, &empty);
		*open = !empty;
		return err;
	}
	if (c == '"')
		return take_string(j);
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(j);
	return take_word(j);
}

static int take_all(struct json *j)
{
	int open, err, done = 0;

	skip_blanks(j);
	while (!done) {
		err = take_value(j, &open);
		if (err == TICK_OK && !open)
			err = take_ends(j, &done);
		if (err < 0)
			return err;
	}
	skip_blanks(j);
	if (j->at < j->end && *j->at != '/')
		return refuse(j, j->at, "keep one value in the file",
			      "text behind the end of the value");
	if (j->at < j->end)
		return refuse_token(j, "");
	return tick_tree_finish(&j->doc->root, &j->tree);
}

int tick_json_parse(tick_doc *doc, struct tick_fault *fault)
{
	struct json j;
	int err;

	j.at = j.line_start = doc->text;
	j.end = doc->text + doc->len;
	j.line = 1;
	j.extra = 0;
	j.fault = fault;
	j.doc = doc;
	tick_tree_init(&j.tree, &doc->arena, fault);
	err = take_all(&j);
	tick_tree_clear(&j.tree);
	return err;
}
