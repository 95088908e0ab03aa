/* The first-parent line of a commit: what the branch was, day by day. */
#ifndef GIT_LINE_H
#define GIT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "git/object.h"

typedef struct tick_line tick_line;

struct tick_line_commit {
	tick_oid id, tree;
	int64_t time;      /* the committer's */
	int64_t arrival;   /* the greatest time up to here */
	const char *fault; /* static, or NULL */
};

/*
 * A malformed commit, or one whose committer time is before that of its first
 * parent.
 */
struct tick_line_flag {
	size_t index;
	const char *fault; /* static, or NULL */
	int64_t seconds;   /* by how much */
};

/* Follow first parents from `tip` to the first. Release with
 * tick_line_free(). */
int tick_line_read(tick_line **out, tick_repo *repo, const tick_oid *tip);

/* NULL is allowed. Histories of `line` stay valid. */
void tick_line_free(tick_line *line);

/* Another hold on `line`. Release with tick_line_free(). */
tick_line *tick_line_keep(tick_line *line);

/* Borrowed from `line`. */
tick_repo *tick_line_repo(const tick_line *line);

size_t tick_line_len(const tick_line *line);

/* From 0, oldest first. Borrowed from `line`. */
const struct tick_line_commit *tick_line_commit(const tick_line *line,
						size_t index);

/* Did the line end where a shallow clone does? */
bool tick_line_is_shallow(const tick_line *line);

/*
 * The newest commit that was made, with all those before it, not after `end`.
 * TICK_ENOTFOUND if there is none; TICK_EINVALID if a shallow clone hides it.
 */
int tick_line_state(size_t *out, const tick_line *line, int64_t end);

/* The next flag from `*at` on, which starts as 0; false when none is left. */
bool tick_line_flag(struct tick_line_flag *out, const tick_line *line,
		    size_t *at);

#endif
