/*
 * The YAML that most heads and small files are: maps and lists, one entry a
 * line, with values that nobody could read in two ways. Anything else is
 * libyaml's, which takes several times as long as the rest of a small document
 * together; a spec and a fuzz target hold the two against each other.
 */
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "doc/json_string.h"
#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/tree.h"

#define KEY_MAX 128u
#define VALUE_MAX TICK_DOC_YAML_BLANKS_MAX /* more may be too many blanks */

/* `line` begins at `start`; it is read up to `at`. */
struct plain {
	struct tick_tree tree;
	const char *start, *at, *end;
	uint32_t line;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* May `c` begin a plain value, may it stand in one? */
static bool begins(char c)
{
	return is_word(c) || c == '/' || c == '.' || c == '+';
}

static bool continues(char c)
{
	return begins(c) || (c && strchr(" ,-@()&=;'%*!?~", c));
}

static bool is_line_end(const struct plain *p, const char *at)
{
	return at == p->end || *at == '\n';
}

static uint32_t column_of(const struct plain *p)
{
	return (uint32_t)(p->at - p->start) + 1;
}

static size_t indent_of(const struct plain *p)
{
	const char *at = p->start;

	while (at < p->end && *at == ' ')
		at++;
	return (size_t)(at - p->start);
}

static bool is_item(const struct plain *p, const char *at)
{
	return p->end - at > 2 && at[0] == '-' && at[1] == ' ';
}

/* The length of a key that ends with a colon here; 0 for none. */
static size_t key_length(const struct plain *p)
{
	const char *at = p->at;

	while (at < p->end && (is_word(*at) || (at > p->at && *at == '-')))
		at++;
	if (at - p->at > (ptrdiff_t)KEY_MAX || at == p->end || *at != ':')
		return 0;
	return is_line_end(p, at + 1) || at[1] == ' ' ? (size_t)(at - p->at)
						      : 0;
}

/* Go to the next line. */
static int next_line(struct plain *p)
{
	if (!is_line_end(p, p->at))
		return TICK_ENOTFOUND;
	p->at += p->at < p->end;
	p->start = p->at;
	p->line++;
	return TICK_OK;
}

static int add_text(struct tick_node **out, struct plain *p, const char *text,
		    size_t len)
{
	int err = tick_tree_add(out, &p->tree, p->line, column_of(p));

	if (err < 0)
		return err;
	(*out)->kind = TICK_NODE_STRING;
	(*out)->count = (uint32_t)len;
	(*out)->text = tick_arena_copy(p->tree.arena, text, len);
	return (*out)->text ? TICK_OK : TICK_ENOMEM;
}

static int read_word(struct plain *p)
{
	const char *at = p->at;
	struct tick_node *node;
	size_t len;
	int err;

	for (; !is_line_end(p, at); at++) {
		if (*at == ':' ? at + 1 == p->end || !begins(at[1])
			       : !continues(*at))
			return TICK_ENOTFOUND;
	}
	len = (size_t)(at - p->at);
	if (len > VALUE_MAX || at[-1] == ' ' ||
	    (len == 4 && !memcmp(p->at, "null", 4)))
		return TICK_ENOTFOUND;
	err = add_text(&node, p, p->at, len);
	p->at = at;
	return err;
}

/* How many bytes the character here has; 0: libyaml may not take it. */
static size_t character(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;

	if (*c < 0x80)
		return *c >= ' ' && *c != 0x7f;
	if (*c < 0xe0)
		return *c > 0xc2 || c[1] >= 0xa0 ? 2 : 0;
	if (*c == 0xe2 && c[1] == 0x80 && (c[2] == 0xa8 || c[2] == 0xa9))
		return 0; /* a line break */
	return *c < 0xee ? 3 : 0;
}

/* The quote that closes the one here; NULL for none, or for odd characters. */
static const char *closing_quote(const struct plain *p)
{
	const char *at = p->at + 1;

	while (at < p->end && *at != '"') {
		size_t len = *at == '\\' ? 2 : character(at);

		if (!len)
			return NULL;
		if (p->end - at > 3 && at[0] == '\\' && at[1] == 'u' &&
		    (at[2] | 0x20) == 'd')
			return NULL; /* half of a pair, to JSON alone */
		at += len;
	}
	return at < p->end ? at : NULL;
}

static int read_quoted(struct plain *p)
{
	const char *close = closing_quote(p), *open = p->at + 1;
	struct tick_json_escape_fault fault;
	struct tick_node *node;
	size_t len;
	int err;

	if (!close || close - open > (ptrdiff_t)VALUE_MAX)
		return TICK_ENOTFOUND;
	len = (size_t)(close - open);
	err = add_text(&node, p, open, len);
	if (err == TICK_OK && memchr(open, '\\', len)) {
		char *text = (char *)node->text;

		err = tick_json_unescape(&len, &fault, text, open, len);
		node->count = (uint32_t)len;
		text[len] = '\0';
	}
	p->at = close + 1;
	return err;
}

static int read_empty(struct plain *p, enum tick_node_kind kind)
{
	int err = tick_tree_open(&p->tree, kind, p->line, column_of(p));

	p->at += 2;
	return err < 0 ? err : tick_tree_close(&p->tree);
}

static int read_scalar(struct plain *p)
{
	if (p->at < p->end && *p->at == '"')
		return read_quoted(p);
	if (p->end - p->at >= 2 && !memcmp(p->at, "[]", 2))
		return read_empty(p, TICK_NODE_LIST);
	if (p->end - p->at >= 2 && !memcmp(p->at, "{}", 2))
		return read_empty(p, TICK_NODE_MAP);
	return p->at < p->end && begins(*p->at) ? read_word(p) : TICK_ENOTFOUND;
}

static int read_map(struct plain *p, size_t indent);

static int read_item(struct plain *p, size_t indent)
{
	int err;

	p->at = p->start + indent + 2;
	if (key_length(p))
		return read_map(p, indent + 2);
	err = read_scalar(p);
	return err < 0 ? err : next_line(p);
}

/* A list whose first line is this one, which is indented so far. */
static int read_list(struct plain *p, size_t indent)
{
	int err;

	p->at = p->start + indent;
	err = tick_tree_open(&p->tree, TICK_NODE_LIST, p->line, column_of(p));
	while (err == TICK_OK && indent_of(p) == indent &&
	       is_item(p, p->start + indent))
		err = read_item(p, indent);
	return err < 0 ? err : tick_tree_close(&p->tree);
}

/* The lines below a key that is indented so far. */
static int read_below(struct plain *p, size_t indent)
{
	size_t deeper;
	int err = next_line(p);

	if (err < 0)
		return err;
	deeper = indent_of(p);
	if (deeper >= indent && is_item(p, p->start + deeper))
		return read_list(p, deeper);
	p->at = p->start + deeper;
	return deeper > indent ? read_map(p, deeper) : TICK_ENOTFOUND;
}

static int read_entry(struct plain *p, size_t indent)
{
	size_t len = key_length(p);
	struct tick_node *key;
	int err = len ? add_text(&key, p, p->at, len) : TICK_ENOTFOUND;

	if (err < 0)
		return err;
	p->at += len + 1;
	if (is_line_end(p, p->at))
		return read_below(p, indent);
	p->at++;
	err = read_scalar(p);
	return err < 0 ? err : next_line(p);
}

/* A map whose first key is here, and the others below it. */
static int read_map(struct plain *p, size_t indent)
{
	int err =
		tick_tree_open(&p->tree, TICK_NODE_MAP, p->line, column_of(p));

	while (err == TICK_OK) {
		err = read_entry(p, indent);
		if (err < 0 || p->start == p->end || indent_of(p) != indent)
			break;
		p->at = p->start + indent;
	}
	return err < 0 ? err : tick_tree_close(&p->tree);
}

int tick_yaml_plain(tick_doc *doc, const char *data, size_t len, uint32_t line)
{
	struct tick_fault fault; /* which libyaml will tell */
	struct plain p = {
		.start = data, .at = data, .end = data + len, .line = line};
	int err;

	tick_tree_init(&p.tree, &doc->arena, &fault);
	err = read_map(&p, 0);
	if (err == TICK_OK && p.start == p.end)
		err = tick_tree_finish(&doc->root, &p.tree);
	else if (err != TICK_ENOMEM)
		err = TICK_ENOTFOUND;
	tick_tree_clear(&p.tree);
	return err;
}
