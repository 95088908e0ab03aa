/* Git's `:(glob)` patterns, without its backtracking. */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* Some bytes of the caller's. */
struct tick_slice {
	const char *data;
	size_t len;
};

/* Patterns that are used together. The caller's; none match nothing. */
struct tick_globs {
	const struct tick_slice *patterns;
	size_t len;
};

/* TICK_EINVALID and a message if `pattern` can't match by its form. */
int tick_glob_check(struct tick_slice pattern);

/*
 * `*`, `?` and classes stay within a folder; `**` as a whole component is any
 * number of folders; a backslash takes the next byte as it is. Time is at
 * most the product of the two lengths. A malformed pattern matches nothing.
 */
bool tick_glob_match(struct tick_slice pattern, struct tick_slice path);

/* Could a path below `folder` match? "" is the root. */
bool tick_glob_enters(struct tick_slice pattern, struct tick_slice folder);

/* What every path that matches begins with. Borrowed from `pattern`. */
struct tick_slice tick_glob_literal(struct tick_slice pattern);

/*
 * The patterns that may match below `folder`, which ends with '/' or is "". Of
 * a large set few are left. `out` has room for all; Borrowed from `globs`.
 */
struct tick_globs tick_globs_near(struct tick_slice *out,
				  const struct tick_globs *globs,
				  struct tick_slice folder);

bool tick_globs_match(const struct tick_globs *globs, struct tick_slice path);
bool tick_globs_enter(const struct tick_globs *globs, struct tick_slice folder);

#endif
