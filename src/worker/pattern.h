/*
 * Lua's patterns, matched as Lua 5.4 matches them, but within a number of
 * steps. Knows no Lua state, so that whatever wants to can drive it.
 */
#ifndef WORKER_PATTERN_H
#define WORKER_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#define TICK_PATTERN_CAPTURES 32

/* Instead of a capture's length. */
enum { TICK_CAPTURE_OPEN = -1, TICK_CAPTURE_PLACE = -2 };

struct tick_pattern {
	const char *text, *text_end;
	const char *end;   /* of the pattern */
	int64_t steps;     /* left; below 0: spent, which is a fault */
	const char *fault; /* Static; a format that takes `index`. NULL: none */
	int index;
	int depth;
	int captures;
	struct {
		const char *from;
		ptrdiff_t len;
	} capture[TICK_PATTERN_CAPTURES];
};

/* Get ready to match in `text`, in at most `steps`. */
void tick_pattern_init(struct tick_pattern *m, const char *text, size_t len,
		       int64_t steps);

/*
 * Match the pattern from `p` to `end` with what begins at `s`: the end of the
 * match, or NULL if there is none or `m->fault` says why nobody knows.
 */
const char *tick_pattern_match(struct tick_pattern *m, const char *s,
			       const char *p, const char *end);

/* Does the pattern stand for itself alone? */
int tick_pattern_is_plain(const char *p, size_t len);

#endif
