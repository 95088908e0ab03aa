/* What follows from all headings of a document together. */
#ifndef DOC_HEADING_H
#define DOC_HEADING_H

#include "doc/arena.h"
#include "doc/outline.h"

/*
 * Give `count` headings, in order from `first`, their anchors and the ends of
 * their sections. A section's length is, until then, how far its start is
 * behind its heading's; `end` is that of the text.
 */
int tick_headings_finish(struct tick_heading *first, size_t count,
			 struct tick_arena *arena, const char *end);

#endif
