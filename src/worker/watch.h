/*
 * The watch: a clock that ends the worker when one call into a sandbox runs too
 * long, or when its host is gone. Steps and memory are what limits a call; this
 * is for what they can't see, as the comparison of two long texts in one
 * instruction.
 */
#ifndef WORKER_WATCH_H
#define WORKER_WATCH_H

/*
 * Start the clock of this process. It ends with TICK_EXIT_SLOW. Takes SIGALRM
 * and the real-time timer, whose signals restart what they interrupt.
 */
int tick_watch_start(void);

/* A call begins, or ends: what is between them is timed. */
void tick_watch_open(void);
void tick_watch_close(void);

#endif
