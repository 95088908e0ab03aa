/* The system calls that a locked worker may make; any other kills it. */
#ifndef WORKER_CALLS_H
#define WORKER_CALLS_H

#include <stdbool.h>

/* Those of reading, and those of writing if it `writes`. For good. */
int tick_calls_lock(bool writes);

#endif
