/* What a walk passed over, for its caller to report. */
#ifndef GIT_PROBLEMS_H
#define GIT_PROBLEMS_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/tree.h"

/* Zero-initialised is empty. */
struct tick_problems {
	struct tick_buffer text;
	size_t len;
};

struct tick_problem {
	const char *commit, *path, *message; /* the first two may be "" */
};

/*
 * One that is there already isn't added; beyond 1,000 none is. `commit` may be
 * NULL; problems of paths are told apart by path and message only.
 */
int tick_problems_add(struct tick_problems *problems, const tick_oid *commit,
		      const char *path, size_t len, const char *message);

/*
 * Those of the folder `path` that concern `globs`; `commit` may be NULL. Bytes
 * of a name that are not UTF-8 stand as \xNN.
 */
int tick_problems_odd(struct tick_problems *problems, const tick_oid *commit,
		      const char *path, size_t len, const tick_entries *tree,
		      const struct tick_globs *globs);

/* The next one from `*at` on, which starts as 0; 0 when there is none left.
 * Borrowed from `problems`. */
int tick_problems_next(struct tick_problem *out,
		       const struct tick_problems *problems, size_t *at);

void tick_problems_clear(struct tick_problems *problems);

#endif
