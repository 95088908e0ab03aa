/*
 * Four things in cmark-gfm take quadratic time. Each line walks through all
 * open quotes and lists. A row like |-|- parses the paragraph above it again
 * as a row, and a row's cells are appended to a list from its start. What opens
 * raw HTML and isn't closed is followed to the paragraph's end, each time. Each
 * link walks through all images that are open, to see that none is a link.
 */
#include "doc/body_guard.h"

#include <string.h>

#include "doc/limits.h"
#include "tickmark.h"

/* A close behind a byte like its first may be none: ]]]> closes nothing. */
static const struct raw {
	const char *open, *close;
} raws[] = {{"<?", "?>"}, {"<!", ">"}, {"<![CDATA[", "]]>"}};

#define RAWS (sizeof(raws) / sizeof(*raws))
#define DEPTH_STEPS 8 /* for one line to walk through one quote or list */
#define CELL_STEPS 4  /* for a cell to walk through one of a paragraph's */

struct guard {
	size_t bytes, cells; /* of this paragraph, so far */
	size_t images;       /* begun in this paragraph; any may be open */
	size_t open[RAWS];   /* in this paragraph, not closed yet */
	int in_table, behind_blank;
	unsigned depth; /* of the line before */
	uint64_t steps; /* in all */
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

/* How a line begins. */
struct start {
	const char *text; /* behind the marks */
	const char *deep; /* a mark whose quote or list may be too deep */
	unsigned depth;   /* of the quotes and lists it is in, at most */
};

static struct start read_start(const char *at, const char *end)
{
	struct start start = {at, NULL, 0};
	unsigned marks = 0, column = 0;

	for (;;) {
		size_t n;

		for (; at < end && (*at == ' ' || *at == '\t'); at++)
			column += *at == ' ' ? 1 : 4;
		n = mark_length(at, end);
		start.text = at;
		/* a list inside another begins two columns behind it */
		start.depth = marks + column / 2;
		if (!n)
			return start;
		if (++marks > TICK_DOC_BODY_DEPTH_MAX ||
		    column >= 2 * TICK_DOC_BODY_DEPTH_MAX) {
			start.deep = at;
			return start;
		}
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

/* Behind the last close in a line, or NULL. */
static const char *behind_close(const struct raw *raw, const char *at,
				const char *end)
{
	const char *start = at, *found = NULL;
	size_t len = strlen(raw->close);

	while ((at = memmem(at, (size_t)(end - at), raw->close, len))) {
		if (at == start || at[-1] != *raw->close)
			found = at + len;
		at++;
	}
	return found;
}

/* Each opener that is still open goes through the whole line. */
static void count_raw(struct guard *g, const char *at, const char *end)
{
	if (!g->open[0] && !g->open[1] && !g->open[2] &&
	    !memchr(at, '<', (size_t)(end - at)))
		return;
	for (size_t i = 0; i < RAWS; i++) {
		const char *from = behind_close(&raws[i], at, end);
		size_t len = strlen(raws[i].open);

		if (from)
			g->open[i] = 0;
		else
			from = at;
		while ((from = memmem(from, (size_t)(end - from), raws[i].open,
				      len))) {
			g->open[i]++;
			from += len;
		}
		g->steps += (uint64_t)g->open[i] * (uint64_t)(end - at);
	}
}

/* <![CDATA[ is no image; what of it isn't closed count_raw() counts. */
static void count_images(struct guard *g, const char *at, const char *end)
{
	const char *start = at;

	for (; at < end; at++) {
		if (*at == '!' && at + 1 < end && at[1] == '[' &&
		    !(at > start && at[-1] == '<' && end - at > 8 &&
		      !memcmp(at, "![CDATA[", 8)))
			g->images++;
		else if (*at == ']')
			g->steps += g->images;
	}
}

static int is_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	return at == end;
}

/* A line is in what the line before was in, unless a blank one parts them. */
static void count_depth(struct guard *g, unsigned depth)
{
	if (depth > TICK_DOC_BODY_DEPTH_MAX)
		depth = TICK_DOC_BODY_DEPTH_MAX; /* the rest is code */
	if (g->behind_blank || depth > g->depth)
		g->depth = depth;
	g->behind_blank = 0;
}

/* Count what a line may cost; is it too much? */
static int costs_too_much(struct guard *g, const struct start *start,
			  const char *at, const char *end)
{
	size_t cells;

	g->steps += (uint64_t)g->depth * DEPTH_STEPS;
	if (is_blank(at, end)) {
		g->bytes = g->cells = g->images = 0;
		memset(g->open, 0, sizeof(g->open));
		g->in_table = 0;
		g->behind_blank = 1;
		return g->steps > TICK_DOC_BODY_STEPS_MAX;
	}
	count_depth(g, start->depth);
	count_raw(g, start->text, end);
	count_images(g, start->text, end);
	cells = count_cells(at, end);
	if (is_dashes(at, end)) {
		g->in_table = 1;
		g->steps +=
			g->bytes + CELL_STEPS * (uint64_t)g->cells * g->cells;
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
		struct start start;

		if (!stop)
			stop = end;
		start = read_start(data, stop);
		if (start.deep)
			return tick_fault_set(
				fault, TICK_FAULT_LIMIT, line,
				(uint32_t)(start.deep - data) + 1,
				"nest fewer quotes and lists",
				"quotes or lists nested deeper than %d",
				TICK_DOC_BODY_DEPTH_MAX);
		if (costs_too_much(&g, &start, data, stop))
			return tick_fault_set(
				fault, TICK_FAULT_LIMIT, line, 1,
				"make it smaller, or split the document",
				"a table, list, paragraph or raw HTML too "
				"large for Markdown");
		data = stop + (stop < end);
	}
	return TICK_OK;
}
