/*
 * The YAML that most heads and small files are: lines of `key: value`, with
 * values that nobody could read in two ways. Anything else is libyaml's, which
 * takes several times as long as the rest of a small document together; a spec
 * holds the two against each other.
 */
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "doc/parse.h"
#include "doc/tree.h"

#define KEY_MAX 128u
#define VALUE_MAX 1024u

/* One line; the next begins behind its line feed. */
struct pair {
	const char *key, *value, *next;
	uint32_t key_len, value_len;
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

static uint32_t key_length(const char *at, const char *end)
{
	const char *p = at;

	while (p < end && (is_word(*p) || (p > at && *p == '-')))
		p++;
	return (uint32_t)(p - at);
}

/* The length of the value at `at`; 0: not one for us. */
static uint32_t value_length(const char *at, const char *end)
{
	const char *p = at;

	if (p == end || !begins(*p))
		return 0;
	while (p < end && *p != '\n') {
		if (*p == ':' ? p + 1 == end || !begins(p[1]) : !continues(*p))
			return 0;
		p++;
	}
	if (p[-1] == ' ' || (p - at == 4 && memcmp(at, "null", 4) == 0))
		return 0;
	return (uint32_t)(p - at);
}

static bool read_pair(struct pair *out, const char *at, const char *end)
{
	out->key = at;
	out->key_len = key_length(at, end);
	at += out->key_len;
	if (!out->key_len || out->key_len > KEY_MAX || end - at < 3 ||
	    at[0] != ':' || at[1] != ' ')
		return false;
	out->value = at + 2;
	out->value_len = value_length(out->value, end);
	out->next = out->value + out->value_len;
	if (out->next < end)
		out->next++;
	return out->value_len && out->value_len <= VALUE_MAX;
}

static bool fits(const char *data, const char *end)
{
	struct pair pair;

	if (data == end)
		return false;
	for (const char *at = data; at < end; at = pair.next) {
		if (!read_pair(&pair, at, end))
			return false;
	}
	return true;
}

static int add(struct tick_tree *tree, const char *text, uint32_t len,
	       uint32_t line, uint32_t column)
{
	struct tick_node *node;
	int err = tick_tree_add(&node, tree, line, column);

	if (err < 0)
		return err;
	node->kind = TICK_NODE_STRING;
	node->count = len;
	node->text = tick_arena_copy(tree->arena, text, len);
	return node->text ? TICK_OK : TICK_ENOMEM;
}

static int add_pairs(struct tick_tree *tree, const char *data, const char *end,
		     uint32_t line)
{
	struct pair pair;
	int err = tick_tree_open(tree, TICK_NODE_MAP, line, 1);

	for (const char *at = data; err == TICK_OK && at < end;
	     at = pair.next, line++) {
		read_pair(&pair, at, end);
		err = add(tree, pair.key, pair.key_len, line, 1);
		if (err == TICK_OK)
			err = add(tree, pair.value, pair.value_len, line,
				  pair.key_len + 3);
	}
	return err == TICK_OK ? tick_tree_close(tree) : err;
}

int tick_yaml_flat(tick_doc *doc, struct tick_fault *fault, const char *data,
		   size_t len, uint32_t line)
{
	struct tick_tree tree;
	int err;

	if (!fits(data, data + len))
		return TICK_ENOTFOUND;
	tick_tree_init(&tree, &doc->arena, fault);
	err = add_pairs(&tree, data, data + len, line);
	if (err == TICK_OK)
		err = tick_tree_finish(&doc->root, &tree);
	tick_tree_clear(&tree);
	return err;
}
