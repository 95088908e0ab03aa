#include "worker/watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/frame.h"

#define TICK_MS 100
#ifdef __SANITIZE_ADDRESS__
#define SECONDS 30 /* everything is slower */
#else
#define SECONDS 5
#endif
#define TICKS (SECONDS * 1000 / TICK_MS)

/* One worker runs one call at a time; the handler sees no more than this. */
static volatile sig_atomic_t ticks; /* since the call was opened */
static volatile sig_atomic_t is_open;

/*
 * Is the host gone? A sanitizer looks for leaks after that, and is not to be
 * cut short.
 */
static bool is_alone(void)
{
#ifdef __SANITIZE_ADDRESS__
	return false;
#else
	struct pollfd line = {STDIN_FILENO, 0, 0};

	return poll(&line, 1, 0) == 1 && (line.revents & (POLLHUP | POLLERR));
#endif
}

static void on_tick(int number)
{
	int kept = errno;

	(void)number;
	if (is_open && ++ticks > TICKS)
		_exit(TICK_EXIT_SLOW);
	if (is_alone())
		_exit(EXIT_SUCCESS);
	errno = kept;
}

int tick_watch_start(void)
{
	struct sigaction action;
	struct itimerval every = {{0, TICK_MS * 1000}, {0, TICK_MS * 1000}};

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_tick;
	action.sa_flags = SA_RESTART;
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGALRM, &action, NULL) != 0 ||
	    setitimer(ITIMER_REAL, &every, NULL) != 0)
		return tick_error_set(TICK_ERROR, "no watch: %s",
				      strerror(errno));
	return TICK_OK;
}

void tick_watch_open(void)
{
	ticks = 0;
	is_open = 1;
}

void tick_watch_close(void)
{
	is_open = 0;
}
