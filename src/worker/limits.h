/* What the system limits for a worker, whether it is locked or not. */
#ifndef WORKER_LIMITS_H
#define WORKER_LIMITS_H

#include <sys/resource.h>

/* Lower a limit to `value`, unless it is lower; `name` is for the message. */
int tick_limit(int resource, rlim_t value, const char *name);

/*
 * Close what the host may have left open, and set the limits: no core, 256 MiB
 * of data (not of address space: packs are mapped).
 */
int tick_limits_set(void);

/*
 * Move the limit of processor time forward, to so much from now on: a worker
 * whose host is gone ends by it. At each message.
 */
void tick_limits_breathe(void);

#endif
