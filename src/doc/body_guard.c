/*
 * Two things in cmark-gfm take quadratic time. Each line walks through all
 * open quotes and lists. A row like |-|- parses the paragraph above it again
 * as a row, and a row's cells are appended to a list from its start.
 */
#include "doc/body_guard.h"

#include <string.h>

#include "doc/limits.h"
#include "tickmark.h"

struct guard {
	size_t bytes, cells; /* of this paragraph, so far */
	int in_table;
	uint64_t steps; /* spent on rows, in all */
};

static size_t digits(const char *at, const char *end)
{
	size_t n = 0;

	while (at + n < end && n < 10 && at[n] >= '0' && at[n] <= '9')
		n++;
	return n;
}

/* Length of the quote or list mark at `at`, 0 if there is none. */
static size_t mark_length(const char *at, const char *end)
{
	size_t n = digits(at, end);

	if (at == end)
		return 0;
	if (*at == '>')
		return 1;
	if (n && at + n < end && (at[n] == '.' || at[n] == ')'))
		n++;
	else if (!n && (*at == '-' || *at == '*' || *at == '+'))
		n = 1;
	else
		return 0;
	return at + n == end || at[n] == ' ' || at[n] == '\t' ? n : 0;
}

/* Is a mark so deep in its line that its quote or list may be too? */
static const char *deep_mark(const char *at, const char *end)
{
	unsigned marks = 0, column = 0;

	for (;;) {
		size_t n;

		for (; at < end && (*at == ' ' || *at == '\t'); at++)
			column += *at == ' ' ? 1 : 4;
		n = mark_length(at, end);
		if (!n)
			return NULL;
		/* a list inside another begins two columns behind it */
		if (++marks > TICK_DOC_BODY_DEPTH_MAX ||
		    column >= 2 * TICK_DOC_BODY_DEPTH_MAX)
			return at;
		at += n;
		column += (unsigned)n;
	}
}

static size_t count_cells(const char *at, const char *end)
{
	size_t cells = 1;

	while (at < end && (at = memchr(at, '|', (size_t)(end - at)))) {
		cells++;
		at++;
	}
	return cells;
}

/* Could this be the line of dashes under a table's header? */
static int is_dashes(const char *at, const char *end)
{
	int dash = 0;

	for (; at < end; at++) {
		if (!strchr("|-: \t\v\f\r>", *at))
			return 0;
		dash |= *at == '-';
	}
	return dash;
}

/* Count what a line may cost; is it too much? */
static int costs_too_much(struct guard *g, const char *at, const char *end)
{
	size_t cells = count_cells(at, end);

	if (strspn(at, " \t\r\n") >= (size_t)(end - at)) {
		g->bytes = g->cells = 0;
		g->in_table = 0;
		return 0;
	}
	if (is_dashes(at, end)) {
		g->in_table = 1;
		g->steps += g->bytes + (uint64_t)g->cells * g->cells;
	}
	g->bytes += (size_t)(end - at);
	g->cells += cells;
	if (g->in_table)
		g->steps += (uint64_t)cells * cells;
	return g->steps > TICK_DOC_BODY_STEPS_MAX;
}

int tick_body_guard(struct tick_fault *fault, const char *data, size_t len,
		    uint32_t line)
{
	const char *end = data + len;
	struct guard g = {0};

	for (; data < end; line++) {
		const char *stop = memchr(data, '\n', (size_t)(end - data));
		const char *mark;

		if (!stop)
			stop = end;
		mark = deep_mark(data, stop);
		if (mark)
			return tick_fault_set(
				fault, TICK_FAULT_LIMIT, line,
				(uint32_t)(mark - data) + 1,
				"nest fewer quotes and lists",
				"quotes or lists nested deeper than %d",
				TICK_DOC_BODY_DEPTH_MAX);
		if (costs_too_much(&g, data, stop))
			return tick_fault_set(
				fault, TICK_FAULT_LIMIT, line, 1,
				"make the table smaller, or a CSV file",
				"a table too large for Markdown");
		data = stop + (stop < end);
	}
	return TICK_OK;
}
