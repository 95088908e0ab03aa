#include "worker/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/error.h"

/* clang-format off */
static const int reading[] = {
	/* the line, and files that are open */
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(sendto), SCMP_SYS(close),
	SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(getdents64), SCMP_SYS(poll),
	/* what is there: Landlock doesn't hide that, nor do we promise it */
	SCMP_SYS(newfstatat), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	/* memory */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom),
	/* time, its limits, the end; sysinfo is of qsort() */
	SCMP_SYS(clock_gettime), SCMP_SYS(sysinfo), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(restart_syscall), SCMP_SYS(exit_group),
	/* what is written goes to /dev/null, or where it was opened to */
	SCMP_SYS(write),
};

static const int writing[] = {
	SCMP_SYS(pwrite64), SCMP_SYS(ftruncate), SCMP_SYS(fsync),
	SCMP_SYS(flock), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink),
	SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
	SCMP_SYS(rmdir),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(umask),
};

#ifdef __SANITIZE_ADDRESS__
static const int sanitizers[] = {
	SCMP_SYS(mmap), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigaction), SCMP_SYS(prctl), SCMP_SYS(sched_yield),
	SCMP_SYS(getuid), SCMP_SYS(ioctl),
};
#endif
/* clang-format on */

#define NONE "this system has no seccomp filters"
#define LENGTH(list) (sizeof(list) / sizeof(*(list)))

/* `err` is the first failure so far: a chain of rules needs one check. */
static int allow(int err, scmp_filter_ctx filter, const int *calls, size_t n)
{
	for (size_t i = 0; err == 0 && i < n; i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return err;
}

static int allow_if(int err, scmp_filter_ctx filter, int call,
		    struct scmp_arg_cmp is)
{
	return err ? err
		   : seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, is);
}

/*
 * Opened for reading only, and neither made nor emptied by it: Landlock didn't
 * know of truncation before its third version. What is opened for writing,
 * Landlock judges by place.
 */
static int allow_open(int err, scmp_filter_ctx filter, bool writes)
{
	const unsigned changes = O_ACCMODE | O_CREAT | O_TRUNC;

	err = allow_if(err, filter, SCMP_SYS(openat),
		       SCMP_A2_32(SCMP_CMP_MASKED_EQ, changes, O_RDONLY));
	if (!writes)
		return err;
	err = allow_if(err, filter, SCMP_SYS(openat),
		       SCMP_A2_32(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY));
	return allow_if(err, filter, SCMP_SYS(openat),
			SCMP_A2_32(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR));
}

static int allow_memory(int err, scmp_filter_ctx filter)
{
	err = allow_if(err, filter, SCMP_SYS(mmap),
		       SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return allow_if(err, filter, SCMP_SYS(mprotect),
			SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Its own processor time, and what a descriptor is. */
static int allow_rest(int err, scmp_filter_ctx filter)
{
	static const unsigned questions[] = {F_GETFL, F_GETFD, F_SETFD};

	if (err == 0)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				       SCMP_SYS(prlimit64), 2,
				       SCMP_A0_32(SCMP_CMP_EQ, 0),
				       SCMP_A1_32(SCMP_CMP_EQ, RLIMIT_CPU));
	for (size_t i = 0; i < LENGTH(questions); i++)
		err = allow_if(err, filter, SCMP_SYS(fcntl),
			       SCMP_A1_32(SCMP_CMP_EQ, questions[i]));
	return err;
}

int tick_calls_lock(bool writes)
{
	scmp_filter_ctx filter;
	int err;

	errno = 0;
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter && errno == ENOMEM)
		return tick_error_nomem();
	if (!filter)
		return tick_error_set(TICK_ENOTFOUND, NONE);
	err = allow(0, filter, reading, LENGTH(reading));
	if (writes)
		err = allow(err, filter, writing, LENGTH(writing));
#ifdef __SANITIZE_ADDRESS__
	err = allow(err, filter, sanitizers, LENGTH(sanitizers));
#endif
	err = allow_open(err, filter, writes);
	err = allow_memory(err, filter);
	err = allow_rest(err, filter);
	if (err == 0)
		err = seccomp_load(filter);
	seccomp_release(filter);
	if (err == 0)
		return TICK_OK;
	if (err == -ENOMEM || err == -EFAULT) /* it says that, too */
		return tick_error_nomem();
	return tick_error_set(TICK_ENOTFOUND, NONE ": %s", strerror(-err));
}
