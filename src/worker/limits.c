#include "worker/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

#define DATA_MAX (256ul << 20)
#define CPU_AHEAD 60 /* seconds; the host's watch is earlier */

int tick_limit(int resource, rlim_t value, const char *name)
{
	struct rlimit set = {value, value};
	struct rlimit now;

	if (getrlimit(resource, &now) == 0 && now.rlim_max < value)
		set.rlim_cur = set.rlim_max = now.rlim_max;
	if (setrlimit(resource, &set) == 0)
		return TICK_OK;
	return tick_error_set(TICK_ERROR, "the limit of %s can't be set: %s",
			      name, strerror(errno));
}

/* A sanitizer's shadow is data, too, and by far more than any limit. */
static int limit_data(void)
{
#ifdef __SANITIZE_ADDRESS__
	return TICK_OK;
#else
	return tick_limit(RLIMIT_DATA, DATA_MAX, "data");
#endif
}

int tick_limits_set(void)
{
	int err;

	closefrom(STDERR_FILENO + 1);
	err = tick_limit(RLIMIT_CORE, 0, "core files");
	return err == TICK_OK ? limit_data() : err;
}

void tick_limits_breathe(void)
{
	struct timespec used;
	struct rlimit set;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) < 0 ||
	    getrlimit(RLIMIT_CPU, &set) < 0)
		return; /* the last limit stands */
	set.rlim_cur = (rlim_t)used.tv_sec + CPU_AHEAD;
	if (set.rlim_cur > set.rlim_max)
		set.rlim_cur = set.rlim_max;
	setrlimit(RLIMIT_CPU, &set);
}
