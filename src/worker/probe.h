/* Attempts that a locked worker must not survive, or must be refused. */
#ifndef WORKER_PROBE_H
#define WORKER_PROBE_H

/*
 * Try one; those of files at `path`, or at one that is outside of everything
 * when that is NULL, where nothing changes if it works. TICK_OK: it worked, so
 * the lock doesn't hold; TICK_ERROR: the system refused it, as the message
 * says; TICK_ENOTFOUND: no such probe. What kills the process doesn't return.
 */
int tick_probe(const char *name, const char *path);

#endif
