#include "doc/yaml_fault.h"

#include <string.h>

#include "base/error.h"
#include "doc/limits.h"
#include "doc/text.h"

/* The error and its place in the text. */
struct trouble {
	const char *problem, *context;
	const char *at, *line, *end; /* the character, its line's bounds */
	char token[2];               /* that character, for a message */
	uint32_t row, column;        /* where the problem shows */
	uint32_t opened_row, opened_column; /* where what is parsed began */
	int at_end;
};

struct answer {
	const char *problem, *context; /* parts of libyaml's words */
	int at_context;                /* the fault is where it was opened */
	const char *message, *remedy;
};

/* The first that fits is used. */
static const struct answer answers[] = {
	{"end of stream", "quoted scalar", 1,
	 "the quote opened here is never closed",
	 "close it, or double a quote inside the value"},
	{"document indicator", "quoted scalar", 1,
	 "the quote opened here is never closed",
	 "close it, or double a quote inside the value"},
	{"unknown escape", "", 0,
	 "a backslash in a double-quoted value begins no known escape",
	 "double the backslash, or use single quotes"},
	{"hexdecimal", "", 0, "an escape lacks hexadecimal digits",
	 "write \\xNN, \\uNNNN or \\UNNNNNNNN, or use single quotes"},
	{"invalid Unicode", "", 0, "an escape is not a Unicode character",
	 "use the character itself"},
	{"expected ':'", "simple key", 1, "a line without 'key: value'",
	 "write 'key: value', or indent it under the key it belongs to"},
	{"expected ',' or ']'", "", 1,
	 "the bracket '[' opened here is not closed",
	 "put commas between the items and close it with ]"},
	{"expected ',' or '}'", "", 1,
	 "the brace '{' opened here is not closed",
	 "put commas between the entries and close it with }"},
	{"expected alphabetic", "alias", 1, "an unquoted value begins with '*'",
	 "put the value in quotes"},
	{"expected alphabetic", "anchor", 1,
	 "an unquoted value begins with '&'", "put the value in quotes"},
	{"unexpected ':'", "", 0, "a ':' inside an unquoted value",
	 "put the value in quotes"},
	{"tag handle", "", 0, "an unquoted value begins with '!'",
	 "put the value in quotes"},
	{"", "tag", 1, "an unquoted value begins with '!'",
	 "put the value in quotes"},
	{"mapping keys", "", 0, "an unquoted value begins with '?'",
	 "put the value in quotes"},
	{"directive", "", 0, "YAML directives are not allowed",
	 "remove the lines that begin with '%'"},
	{"", "directive", 1, "a line begins with '%'",
	 "put the value in quotes, or remove the line"},
	{"", "block scalar", 0, "text behind '|' or '>'",
	 "put the value in quotes, or begin its text in the next line"},
	{"block sequence entries", "", 0,
	 "a list entry '- ' stands where no list can begin",
	 "put the value in quotes, or begin the list in its own line"},
	{"expected '-' indicator", "", 0,
	 "this line does not fit the list above it",
	 "begin it with '- ', or indent it under the entry above"},
	{"expected key", "", 0, "this line does not fit the keys above it",
	 "indent it as they are, or put the value above in quotes"},
	{"<document start>", "", 0, "text behind the end of the values",
	 "keep one value, list or map in the document"},
	{"node content", "", 0, "a value is missing here",
	 "write the value, or remove the comma or bracket"},
};

static uint32_t indent_of(const struct trouble *t)
{
	return (uint32_t)strspn(t->line, " \t");
}

/*
 * Go to the line and column that libyaml gave. Its end of a text without a last
 * line feed is a line further; ours is where the text ends.
 */
static void locate(struct trouble *t, const struct tick_yaml_source *source)
{
	const char *end = source->data + source->len;
	const char *at = source->data;
	uint32_t row = source->line, column = 1;

	for (; row < t->row; row++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		if (!next) {
			t->column = UINT32_MAX;
			break;
		}
		at = next + 1;
	}
	t->line = at;
	t->end = memchr(at, '\n', (size_t)(end - at));
	if (!t->end)
		t->end = end;
	while (at < t->end && column < t->column)
		column += ((unsigned char)*++at & 0xc0) != 0x80;
	t->at = at;
	t->row = row;
	t->column = column;
	t->at_end = strspn(at, " \t\r\n") >= (size_t)(end - at);
	t->token[0] = at < t->end ? *at : 0;
}

static int at_problem(struct tick_fault *fault, const struct trouble *t,
		      const char *message, const char *remedy)
{
	return tick_fault_set(fault, TICK_FAULT_SYNTAX, t->row, t->column,
			      remedy, "%s", message);
}

/* libyaml gives a key up when its colon is too far away. */
static int is_long_key(const struct trouble *t)
{
	const char *far = t->line + TICK_DOC_YAML_KEY_MAX;

	if (t->end - t->line <= TICK_DOC_YAML_KEY_MAX)
		return 0;
	return memmem(far, (size_t)(t->end - far), ": ", 2) ||
	       t->end[-1] == ':' || (t->end[-1] == '\r' && t->end[-2] == ':');
}

static int long_key_fault(struct tick_fault *fault, const struct trouble *t)
{
	return tick_fault_set(
		fault, TICK_FAULT_LIMIT, t->row, 1, "shorten the key",
		"a key longer than %d characters", TICK_DOC_YAML_KEY_MAX);
}

/* ": " where no key can be: within a value, or a line indented too far. */
static int colon_fault(struct tick_fault *fault, const struct trouble *t)
{
	const char *key = memmem(t->line, (size_t)(t->at - t->line), ": ", 2);

	if ((size_t)(t->at - t->line) > TICK_DOC_YAML_KEY_MAX && !key)
		return long_key_fault(fault, t);
	if (key)
		return at_problem(fault, t, "': ' inside an unquoted value",
				  "put the value in quotes");
	if (!indent_of(t))
		return at_problem(fault, t,
				  "the line above is not 'key: value'",
				  "write a blank behind its colon");
	return at_problem(fault, t,
			  "a key under a key that already has a value",
			  "indent both alike, or put the value in quotes");
}

static int token_fault(struct tick_fault *fault, const struct trouble *t)
{
	char quote[TICK_FAULT_QUOTE];

	if (t->token[0] == '\t')
		return at_problem(fault, t, "a tab where a blank is needed",
				  "use spaces");
	return tick_fault_set(
		fault, TICK_FAULT_SYNTAX, t->row, t->column,
		"put the value in quotes", "an unquoted value begins with '%s'",
		tick_fault_quote(quote, t->token, strlen(t->token)));
}

/* The character before the problem in its line, but for blanks, or 0. */
static char char_before(const struct trouble *t)
{
	const char *p = t->at;

	while (p > t->line && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p > t->line ? p[-1] : 0;
}

/* A line that goes on where its value has ended, or begins wrongly. */
static int line_fault(struct tick_fault *fault, const struct trouble *t,
		      const struct answer *a)
{
	char before = char_before(t);

	if (before == '"' || before == '\'')
		return at_problem(fault, t, "text behind the closing quote",
				  "put the whole value in one pair of quotes");
	if (before == ']' || before == '}')
		return at_problem(fault, t, "text behind the closing bracket",
				  "put the whole value in quotes");
	if (!before && t->token[0] == ':')
		return at_problem(fault, t, "a key is empty",
				  "write a name before the colon");
	return at_problem(fault, t, a->message, a->remedy);
}

static int answer_fault(struct tick_fault *fault, const struct trouble *t,
			const struct answer *a)
{
	if (strstr(t->problem, "expected key"))
		return line_fault(fault, t, a);
	if (strncmp(t->problem, "did not find expected ','", 25) == 0 &&
	    !t->at_end)
		return tick_fault_set(fault, TICK_FAULT_SYNTAX, t->opened_row,
				      t->opened_column, a->remedy,
				      "%s before line %u, column %u",
				      a->message, t->row, t->column);
	return tick_fault_set(fault, TICK_FAULT_SYNTAX,
			      a->at_context ? t->opened_row : t->row,
			      a->at_context ? t->opened_column : t->column,
			      a->remedy, "%s", a->message);
}

static int scanner_fault(struct tick_fault *fault, const struct trouble *t)
{
	const size_t count = sizeof(answers) / sizeof(*answers);
	const char *tab = memchr(t->line, '\t', indent_of(t));

	if (tab && tab <= t->at)
		return tick_fault_set(fault, TICK_FAULT_SYNTAX, t->row,
				      (uint32_t)(tab - t->line) + 1,
				      "indent with spaces",
				      "a tab is used as indentation");
	if (strstr(t->problem, "mapping values"))
		return colon_fault(fault, t);
	if (strstr(t->problem, "cannot start any token"))
		return token_fault(fault, t);
	if (strstr(t->problem, "expected ':'") && is_long_key(t))
		return long_key_fault(fault, t);
	for (size_t i = 0; i < count; i++)
		if (strstr(t->problem, answers[i].problem) &&
		    strstr(t->context, answers[i].context))
			return answer_fault(fault, t, &answers[i]);
	return at_problem(fault, t, t->problem, "correct the YAML");
}

/* libyaml refuses some characters that are valid UTF-8. */
static int reader_fault(struct tick_fault *fault, const yaml_parser_t *parser,
			const struct tick_yaml_source *source)
{
	size_t offset = parser->problem_offset;
	uint32_t line, column;

	if (offset > source->len)
		offset = source->len;
	tick_text_position(&line, &column, source->data, source->data + offset);
	return tick_fault_set(fault, TICK_FAULT_ENCODING,
			      source->line + line - 1, column, "remove it",
			      "control character U+%04X",
			      (unsigned)parser->problem_value);
}

int tick_yaml_fault(struct tick_fault *fault, const yaml_parser_t *parser,
		    const struct tick_yaml_source *source)
{
	const yaml_mark_t *problem = &parser->problem_mark;
	const yaml_mark_t *context = &parser->context_mark;
	struct trouble t = {
		.problem = parser->problem ? parser->problem : "",
		.context = parser->context ? parser->context : "",
		.row = (uint32_t)problem->line + source->line,
		.column = (uint32_t)problem->column + 1,
		.opened_row = (uint32_t)context->line + source->line,
		.opened_column = (uint32_t)context->column + 1,
	};

	if (parser->error == YAML_MEMORY_ERROR)
		return tick_error_nomem();
	if (parser->error == YAML_READER_ERROR)
		return reader_fault(fault, parser, source);
	locate(&t, source);
	return scanner_fault(fault, &t);
}
