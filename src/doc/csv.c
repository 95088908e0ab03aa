/* CSV by RFC 4180, with a header line; a column never shifts. */
#include <string.h>

#include "base/error.h"
#include "doc/limits.h"
#include "doc/parse.h"
#include "doc/text.h"
#include "doc/tree.h"

struct csv {
	const char *at, *end;
	const char *line_start;
	uint32_t line;
	uint32_t extra; /* bytes in this line that continue a character */
	char separator;
	struct tick_tree tree;
	struct tick_fault *fault;
	tick_doc *doc;
	uint32_t width, named; /* columns; those before unnamed ones */
};

static uint32_t column_of(const struct csv *c)
{
	return (uint32_t)(c->at - c->line_start) - c->extra + 1;
}

static int refuse(const struct csv *c, const char *at, const char *remedy,
		  const char *message)
{
	uint32_t line, column;

	tick_text_position(&line, &column, c->doc->text, at);
	return tick_fault_set(c->fault, TICK_FAULT_SYNTAX, line, column, remedy,
			      "%s", message);
}

static int ends_line(const struct csv *c)
{
	return c->at == c->end || *c->at == '\n' || *c->at == '\r';
}

static int ends_cell(const struct csv *c)
{
	return ends_line(c) || *c->at == c->separator;
}

static void next_line(struct csv *c)
{
	if (c->at < c->end && *c->at == '\r')
		c->at++; /* an LF follows, see tick_text_check() */
	if (c->at == c->end)
		return;
	c->at++;
	c->line++;
	c->line_start = c->at;
	c->extra = 0;
}

/* Without the doubling of quotes; `len` is that of `from`. */
static int unquote(struct csv *c, struct tick_node *cell, const char *from,
		   size_t len)
{
	const char *end = from + len;
	char *to = tick_arena_alloc(&c->doc->arena, len);

	cell->text = to;
	if (!to)
		return TICK_ENOMEM;
	while (from < end) {
		from += *from == '"';
		*to++ = *from++;
	}
	cell->count = (uint32_t)(to - cell->text);
	return TICK_OK;
}

static int take_quoted(struct csv *c, struct tick_node *cell)
{
	const char *start = c->at++;
	int doubled = 0;

	for (; c->at < c->end; c->at++) {
		if (*c->at == '\n') {
			c->line++;
			c->line_start = c->at + 1;
			c->extra = 0;
		} else if (*c->at == '"') {
			if (c->at + 1 == c->end || c->at[1] != '"')
				break;
			doubled = 1;
			c->at++;
		} else {
			c->extra += ((unsigned char)*c->at & 0xc0) == 0x80;
		}
	}
	if (c->at == c->end)
		return refuse(c, start, "close it, or double it if it is text",
			      "the quote opened here is never closed");
	cell->text = start + 1;
	cell->count = (uint32_t)(c->at - start - 1);
	c->at++;
	if (!ends_cell(c))
		return refuse(c, c->at, "double a quote that is part of a cell",
			      "text behind the closing quote");
	return doubled ? unquote(c, cell, cell->text, cell->count) : TICK_OK;
}

static int take_plain(struct csv *c, struct tick_node *cell)
{
	const char *start = c->at;

	for (; !ends_cell(c); c->at++) {
		if (*c->at == '"')
			return refuse(c, c->at,
				      "put the cell in quotes and double it",
				      "a quote inside an unquoted cell");
		c->extra += ((unsigned char)*c->at & 0xc0) == 0x80;
	}
	cell->text = start;
	cell->count = (uint32_t)(c->at - start);
	return TICK_OK;
}

/* Take a cell and the separator behind it, if there is one. */
static int take_cell(struct csv *c, struct tick_node *cell, int *last)
{
	int err;

	cell->kind = TICK_NODE_STRING;
	cell->line = c->line;
	cell->column = column_of(c);
	err = c->at < c->end && *c->at == '"' ? take_quoted(c, cell)
					      : take_plain(c, cell);
	if (err < 0)
		return err;
	*last = ends_line(c);
	if (!*last)
		c->at++;
	return TICK_OK;
}

static int take_header(struct csv *c)
{
	int last = 0, err;

	while (!last) {
		struct tick_node cell, *node;

		err = take_cell(c, &cell, &last);
		if (err < 0)
			return err;
		if (++c->width > TICK_DOC_COLUMNS_MAX)
			return tick_fault_set(
				c->fault, TICK_FAULT_LIMIT, cell.line,
				cell.column, "keep the columns that are used",
				"more than %d columns", TICK_DOC_COLUMNS_MAX);
		err = tick_tree_add(&node, &c->tree, cell.line, cell.column);
		if (err < 0)
			return err;
		*node = cell;
		if (cell.count)
			c->named = c->width;
	}
	next_line(c);
	return tick_tree_close(&c->tree);
}

static int check_header(struct csv *c)
{
	const struct tick_node *cells = c->doc->header->items, *first, *again;
	uint32_t order[TICK_DOC_COLUMNS_MAX];
	char name[TICK_FAULT_QUOTE];

	if (!c->named)
		return refuse(c, c->doc->text,
			      "write the columns' names in the first line",
			      "there is no header line");
	for (uint32_t i = 0; i < c->named; i++)
		if (!cells[i].count)
			return tick_fault_set(c->fault, TICK_FAULT_SYNTAX,
					      cells[i].line, cells[i].column,
					      "name it, or remove it",
					      "column %u has no name", i + 1);
	again = tick_tree_repeated(&first, cells, 1, c->named, order);
	if (!again)
		return TICK_OK;
	return tick_fault_set(
		c->fault, TICK_FAULT_SYNTAX, again->line, again->column,
		"rename one of the two",
		"columns %d and %d are both named '%s'",
		(int)(first - cells) + 1, (int)(again - cells) + 1,
		tick_fault_quote(name, again->text, again->count));
}

static int refuse_width(const struct csv *c, uint32_t line, uint32_t column,
			uint32_t count)
{
	if (count > TICK_DOC_COLUMNS_MAX)
		return tick_fault_set(c->fault, TICK_FAULT_LIMIT, line, column,
				      "keep the columns that are used",
				      "more than %d columns",
				      TICK_DOC_COLUMNS_MAX);
	return tick_fault_set(
		c->fault, TICK_FAULT_SYNTAX, line, column,
		"give each row a cell for each column",
		count > c->width ? "a row of more than %u cells, as the header"
				 : "the row ends before its %u cells",
		c->width);
}

static int refuse_unnamed(const struct csv *c, const struct tick_node *cell,
			  uint32_t count)
{
	return tick_fault_set(c->fault, TICK_FAULT_SYNTAX, cell->line,
			      cell->column, "name the column in the header",
			      "column %u has a value but no name", count);
}

/* How many cells are left in this line; the row is too long already. */
static uint32_t count_cells(struct csv *c, uint32_t count)
{
	for (; !ends_line(c) && count <= TICK_DOC_COLUMNS_MAX; c->at++)
		count += *c->at == c->separator;
	return count;
}

static int take_row(struct csv *c)
{
	uint32_t line = c->line, count = 0;
	int last = 0, err;

	if (ends_line(c) && c->width > 1)
		return refuse(c, c->at, "remove it", "an empty line");
	err = tick_tree_open(&c->tree, TICK_NODE_LIST, line, 1);
	if (err < 0)
		return err;
	while (!last) {
		struct tick_node cell, *node;

		err = take_cell(c, &cell, &last);
		if (err < 0)
			return err;
		if (++count > c->width)
			return refuse_width(c, cell.line, cell.column,
					    count_cells(c, count));
		if (count > c->named) {
			if (cell.count)
				return refuse_unnamed(c, &cell, count);
			continue;
		}
		err = tick_tree_add(&node, &c->tree, cell.line, cell.column);
		if (err < 0)
			return err;
		if (cell.count)
			*node = cell;
	}
	if (count < c->width)
		return refuse_width(c, c->line, column_of(c), count);
	next_line(c);
	return tick_tree_close(&c->tree);
}

static int take_all(struct csv *c)
{
	int err = tick_tree_open(&c->tree, TICK_NODE_LIST, 1, 1);

	if (err == TICK_OK)
		err = take_header(c);
	if (err == TICK_OK)
		err = tick_tree_finish(&c->doc->header, &c->tree);
	if (err == TICK_OK)
		err = check_header(c);
	if (err < 0)
		return err;
	tick_tree_clear(&c->tree);
	tick_tree_init(&c->tree, &c->doc->arena, c->fault);
	c->tree.most = TICK_DOC_CELLS_MAX;
	err = tick_tree_open(&c->tree, TICK_NODE_LIST, 1, 1);
	while (err == TICK_OK && c->at < c->end)
		err = take_row(c);
	if (err == TICK_OK)
		err = tick_tree_close(&c->tree);
	if (err == TICK_OK)
		err = tick_tree_finish(&c->doc->root, &c->tree);
	return err;
}

int tick_csv_parse(tick_doc *doc, struct tick_fault *fault)
{
	struct csv c;
	int err;

	c.at = c.line_start = doc->text;
	c.end = doc->text + doc->len;
	c.line = 1;
	c.extra = 0;
	c.separator = doc->options.separator ? doc->options.separator : ',';
	c.fault = fault;
	c.doc = doc;
	c.width = c.named = 0;
	tick_tree_init(&c.tree, &doc->arena, fault);
	err = take_all(&c);
	tick_tree_clear(&c.tree);
	return err;
}
