/*
 * A worker process and the line to it. Nothing here blocks but tick_process_
 * wait(): the host has several workers and a watch on each.
 */
#ifndef HOST_PROCESS_H
#define HOST_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

/* How many can be waited for: 64 that evaluate, and the one that reads. */
#define TICK_PROCESSES_MAX 65

struct tick_process {
	pid_t pid; /* 0 once reaped */
	int pidfd; /* names it also when somebody else reaps; -1: none */
	int fd;    /* -1 once closed */
	struct tick_buffer in, out;
	size_t seen; /* bytes of `in` known to hold no end of message */
	int ended;   /* the line is at its end */
};

/*
 * Start `path` as a worker of `role`: an empty environment, the line as its
 * standard input, signals as they are by default, a process group of its own.
 * Release with tick_process_clear().
 */
int tick_process_start(struct tick_process *p, const char *path,
		       const char *role);

/*
 * End it and reap it. If it was at its end by itself, returns true and how, as
 * waitid() tells it; a host that reaps all its children may have taken that.
 */
bool tick_process_end(struct tick_process *p, siginfo_t *end);

/* End it, free. May be called again. */
void tick_process_clear(struct tick_process *p);

/* Read and write what can be without waiting; notes the end of the line. */
void tick_process_move(struct tick_process *p);

/*
 * Wait until one of `list`, at most TICK_PROCESSES_MAX, can move, then move
 * each. At most `timeout` milliseconds; -1: for ever.
 */
int tick_process_wait(struct tick_process **list, size_t n, int timeout);

/* Length of the first message with its frames' heads; 0: none whole yet. */
int tick_process_message(struct tick_process *p, size_t *len);

#endif
