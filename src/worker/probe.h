/* Attempts that a locked worker must not survive, or must be refused. */
#ifndef WORKER_PROBE_H
#define WORKER_PROBE_H

/*
 * Try one. TICK_OK: it worked, so the lock doesn't hold; TICK_ERROR: the
 * system refused it, as the message says; TICK_ENOTFOUND: no such probe. What
 * kills the process doesn't return. None changes anything if it works.
 */
int tick_probe(const char *name);

#endif
