#include "doc/heading.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"

#define LEVELS 6
#define NUMBER_SIZE 24 /* of a hyphen and a number */

/* GitHub's name for a heading: letters, digits, '-' and '_'. */
static int name_anchor(struct tick_heading *heading, struct tick_arena *arena)
{
	char *to = tick_arena_alloc(arena, heading->text.len + 1);

	heading->anchor.data = to;
	if (!to)
		return TICK_ENOMEM;
	for (size_t i = 0; i < heading->text.len; i++) {
		unsigned char c = (unsigned char)heading->text.data[i];

		if (c == ' ')
			*to++ = '-';
		else if (c >= 0x80 || c == '-' || c == '_' || isalnum(c))
			*to++ = (char)tolower(c);
	}
	heading->anchor.len = (size_t)(to - heading->anchor.data);
	return TICK_OK;
}

/* A section ends at the next heading of its level or above. */
static void end_sections(struct tick_heading **all, size_t count,
			 const char *end)
{
	const char *ends[LEVELS + 1];

	for (int level = 0; level <= LEVELS; level++)
		ends[level] = end;
	while (count-- > 0) {
		struct tick_span *section = &all[count]->section;
		const char *start;

		if (all[count]->nested)
			continue;
		start = section->data - section->len;
		section->len =
			(size_t)(ends[all[count]->level] - section->data);
		for (int level = all[count]->level; level <= LEVELS; level++)
			ends[level] = start;
	}
}

static int same_span(const struct tick_span *a, const struct tick_span *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static int compare_anchors(const void *a, const void *b)
{
	const struct tick_heading *x = *(struct tick_heading *const *)a;
	const struct tick_heading *y = *(struct tick_heading *const *)b;
	size_t xlen = x->anchor.len, ylen = y->anchor.len;
	int order = memcmp(x->anchor.data, y->anchor.data,
			   xlen < ylen ? xlen : ylen);

	if (!order)
		order = (xlen > ylen) - (xlen < ylen);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int number_anchor(struct tick_span *anchor, size_t number,
			 struct tick_arena *arena)
{
	size_t room = anchor->len + NUMBER_SIZE;
	char *numbered = tick_arena_alloc(arena, room);

	if (!numbered)
		return TICK_ENOMEM;
	memcpy(numbered, anchor->data, anchor->len);
	snprintf(numbered + anchor->len, NUMBER_SIZE, "-%zu", number);
	anchor->data = numbered;
	anchor->len += strlen(numbered + anchor->len);
	return TICK_OK;
}

/* The second heading of a name gets -1 behind it, the third -2. */
static int number_anchors(struct tick_heading **all, size_t count,
			  struct tick_arena *arena)
{
	struct tick_span name = all[0]->anchor;
	size_t again = 0;

	for (size_t i = 1; i < count; i++) {
		int err;

		if (!same_span(&name, &all[i]->anchor)) {
			name = all[i]->anchor;
			again = 0;
			continue;
		}
		err = number_anchor(&all[i]->anchor, ++again, arena);
		if (err < 0)
			return err;
	}
	return TICK_OK;
}

int tick_headings_finish(struct tick_heading *first, size_t count,
			 struct tick_arena *arena, const char *end)
{
	struct tick_heading **all;
	size_t i = 0;
	int err = TICK_OK;

	if (!count)
		return TICK_OK;
	all = malloc(count * sizeof(*all));
	if (!all)
		return tick_error_nomem();
	for (; first && err == TICK_OK; first = first->next) {
		err = name_anchor(first, arena);
		all[i++] = first;
	}
	if (err == TICK_OK) {
		end_sections(all, count, end);
		qsort(all, count, sizeof(struct tick_heading *),
		      compare_anchors);
		err = number_anchors(all, count, arena);
	}
	free(all);
	return err;
}

static int is_titled(const struct tick_heading *h, const char *title,
		     size_t len)
{
	return h->text.len == len && strncasecmp(h->text.data, title, len) == 0;
}

const struct tick_heading *tick_outline_find(const struct tick_outline *outline,
					     const char *title, size_t len)
{
	const struct tick_heading *h = outline->headings;

	while (h && (h->nested || !is_titled(h, title, len)))
		h = h->next;
	return h;
}
