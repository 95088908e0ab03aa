#include "worker/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/calls.h"
#include "worker/limits.h"

/* Rights that Debian 12's header doesn't know yet. */
#define RIGHT_REFER (1ull << 13)     /* ABI 2 */
#define RIGHT_TRUNCATE (1ull << 14)  /* ABI 3 */
#define RIGHT_IOCTL_DEV (1ull << 15) /* ABI 5 */
#define RIGHTS_ABI_1 ((1ull << 13) - 1)

#define FILE_MAX (1ul << 30) /* of a pack with a run's events */

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                           \
	(READING | LANDLOCK_ACCESS_FS_WRITE_FILE |                        \
	 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |      \
	 RIGHT_TRUNCATE)
#define OF_FILES                                                        \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	 RIGHT_TRUNCATE)

#ifdef __SANITIZE_ADDRESS__
static int is_closed;

/* LeakSanitizer makes a process of its own, which a lock doesn't survive. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return is_closed;
}
#endif

struct tick_lock {
	int ruleset;
	uint64_t handled;
};

/* What older kernels can't handle, seccomp carries: truncating, devices. */
static uint64_t rights_of(int abi)
{
	uint64_t rights = RIGHTS_ABI_1;

	if (abi >= 2)
		rights |= RIGHT_REFER;
	if (abi >= 3)
		rights |= RIGHT_TRUNCATE;
	if (abi >= 5)
		rights |= RIGHT_IOCTL_DEV;
	return rights;
}

int tick_lock_version(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

/* What the system doesn't offer is TICK_ENOTFOUND; it may also be in trouble.
 */
static int refused(const char *what)
{
	bool lacks = errno == ENOSYS || errno == EOPNOTSUPP ||
		     errno == EINVAL || errno == EPERM || errno == E2BIG;

	return tick_error_set(lacks ? TICK_ENOTFOUND : TICK_ERROR, "%s: %s",
			      what, strerror(errno));
}

int tick_lock_new(tick_lock **out)
{
	struct landlock_ruleset_attr attr = {0};
	int abi = tick_lock_version();
	tick_lock *lock;

	if (abi < 1)
		return refused("this system has no Landlock");
	lock = calloc(1, sizeof(*lock));
	if (!lock)
		return tick_error_nomem();
	attr.handled_access_fs = lock->handled = rights_of(abi);
	lock->ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
				     sizeof(attr), 0);
	if (lock->ruleset < 0) {
		free(lock);
		return refused("Landlock");
	}
	*out = lock;
	return TICK_OK;
}

void tick_lock_free(tick_lock *lock)
{
	if (!lock)
		return;
	close(lock->ruleset);
	free(lock);
}

int tick_lock_allow(tick_lock *lock, const char *path, bool writes)
{
	struct landlock_path_beneath_attr rule = {0};
	struct stat st;
	int err = TICK_OK;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	rule.allowed_access = lock->handled & (writes ? WRITING : READING);
	if (rule.parent_fd < 0 || fstat(rule.parent_fd, &st) < 0) {
		err = tick_error_set(TICK_ERROR, "%s: %s", path,
				     strerror(errno));
		goto done;
	}
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= OF_FILES;
	if (syscall(SYS_landlock_add_rule, lock->ruleset,
		    LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		err = tick_error_set(TICK_ERROR, "%s: Landlock: %s", path,
				     strerror(errno));
done:
	if (rule.parent_fd >= 0)
		close(rule.parent_fd);
	return err;
}

/* A sanitizer's report may go to a file. */
static int limit_files(bool writes)
{
#ifdef __SANITIZE_ADDRESS__
	(void)writes;
	return TICK_OK;
#else
	return tick_limit(RLIMIT_FSIZE, writes ? FILE_MAX : 0, "file size");
#endif
}

/* Nobody looks into it, it gains nothing, it starts nothing. */
static int harden(bool writes)
{
	int err;

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return refused("the worker can't be hardened");
	err = tick_limit(RLIMIT_NPROC, 0, "processes");
	return err == TICK_OK ? limit_files(writes) : err;
}

/* Whatever it writes from here on, nobody reads on their terminal. */
static int silence(void)
{
#ifdef __SANITIZE_ADDRESS__
	return TICK_OK; /* a sanitizer's report is for us */
#else
	if (dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		return tick_error_set(TICK_ERROR, "standard error: %s",
				      strerror(errno));
	return TICK_OK;
#endif
}

int tick_lock_close(tick_lock *lock, bool writes)
{
	int err = harden(writes);

	if (err == TICK_OK)
		err = silence();
	if (err != TICK_OK)
		return err;
#ifdef __SANITIZE_ADDRESS__
	is_closed = 1;
#endif
	if (syscall(SYS_landlock_restrict_self, lock->ruleset, 0) < 0)
		return refused("Landlock");
	close(lock->ruleset);
	lock->ruleset = -1;
	return tick_calls_lock(writes);
}

int tick_lock_prove(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == EACCES)
		return TICK_OK;
	if (fd < 0)
		return refused("the lock can't be tried");
	close(fd);
	return tick_error_set(TICK_ENOTFOUND,
			      "the lock on files does not hold");
}
