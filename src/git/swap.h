/* Moving a direct reference from one commit to another. */
#ifndef GIT_SWAP_H
#define GIT_SWAP_H

#include "git/object.h"

/*
 * Held while a reference is moved, so that two of us never race, and a lock
 * that one of us left when it was killed can be told from one in use.
 */
struct tick_swap {
	tick_repo *repo;
	const char *ref;
	int fd;
	size_t others; /* bytes of the lock that are about other references */
};

/*
 * Wait for our turn at the references of `repo`; `ref` is the caller's and
 * must outlive the swap. TICK_ECONFLICT when that takes longer than a few
 * seconds. Release with tick_swap_close().
 */
int tick_swap_open(struct tick_swap *swap, tick_repo *repo, const char *ref);

/*
 * Make what a swap needs in the git directory itself, where a locked process
 * makes nothing: the folder of reflogs, and our lock file.
 */
int tick_swap_prepare(tick_repo *repo);

/* Once is enough; again is allowed. */
void tick_swap_close(struct tick_swap *swap);

/*
 * TICK_OK if the reference is at `expected`, or isn't there when that is
 * NULL.
 */
int tick_swap_check(const struct tick_swap *swap, const tick_oid *expected);

/* Move it; whoever else moved it first makes this a TICK_ECONFLICT. */
int tick_swap_commit(struct tick_swap *swap, const tick_oid *expected,
		     const tick_oid *tip);

#endif
