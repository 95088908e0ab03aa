/* Every version of every file on a line, found in one pass. */
#ifndef GIT_HISTORY_H
#define GIT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/glob.h"
#include "git/line.h"
#include "git/problems.h"
#include "git/tree.h"

typedef struct tick_history tick_history;

struct tick_version {
	tick_oid id;    /* unset when deleted */
	uint32_t index; /* of the commit on the line */
	uint32_t next;  /* inside */
	uint16_t mode;  /* 0 when deleted */
	uint8_t kind;   /* of what was deleted, then */
	bool is_deleted;
};

/*
 * Index the first `last` commits of `line`, for the paths that match `globs`.
 * A version is recorded where a path's id or kind differs from before.
 * Release with tick_history_free().
 */
int tick_history_read(tick_history **out, tick_line *line, size_t last,
		      const struct tick_globs *globs);

/* NULL is allowed. */
void tick_history_free(tick_history *history);

/* Borrowed from `history`. */
const tick_line *tick_history_line(const tick_history *history);
const struct tick_problems *tick_history_problems(const tick_history *history);

/* How many paths ever were. */
size_t tick_history_len(const tick_history *history);

/* The path of that rank by bytes. Borrowed from `history`. */
struct tick_slice tick_history_path(const tick_history *history, size_t rank);

/*
 * The version after `version`, the first after NULL, of the path of that
 * rank; NULL after the last. Borrowed from `history`.
 */
const struct tick_version *tick_history_next(
	const tick_history *history, size_t rank,
	const struct tick_version *version);

bool tick_history_match(const tick_history *history,
			const struct tick_globs *globs);

#endif
