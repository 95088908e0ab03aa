/*
 * The lock on a worker by the operating system: Landlock says which places it
 * may open, seccomp which system calls are left. After it nothing that goes
 * wrong in libgit2, a parser or Lua reaches further.
 *
 * To the specification module it doesn't belong: what is locked stays so.
 */
#ifndef WORKER_LOCK_H
#define WORKER_LOCK_H

#include <stdbool.h>

/* A lock in the making. Release with tick_lock_free(). */
typedef struct tick_lock tick_lock;

/* The version of Landlock that this system has, or 0. */
int tick_lock_version(void);

/* TICK_ENOTFOUND when the system has no Landlock. */
int tick_lock_new(tick_lock **out);

/* NULL is allowed. */
void tick_lock_free(tick_lock *lock);

/* Let `path`, a folder with all that is below it or a file, be read; and
 * written, too. */
int tick_lock_allow(tick_lock *lock, const char *path, bool writes);

/*
 * Lock this process, for good: the places that were allowed; the calls that
 * reading needs, and writing if it `writes`. Any other call kills it.
 */
int tick_lock_close(tick_lock *lock, bool writes);

/*
 * Is it so? An open outside is tried. TICK_ERROR if it was not refused.
 */
int tick_lock_prove(void);

#endif
