#include "worker/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

#define PAGE 4096

/* All give -1 and errno when they are refused. */

static long change_mode(void)
{
	return syscall(SYS_fchmodat, AT_FDCWD, "", 0);
}

static long make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long run_program(void)
{
	char *argv[] = {(char *)(size_t) "true", NULL};

	return execve("/bin/true", argv, argv + 1);
}

static long make_process(void)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid;
}

static long make_code(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static long change_to_code(void)
{
	uintptr_t page = (uintptr_t)&make_code & ~(uintptr_t)(PAGE - 1);

	return mprotect((void *)page, PAGE, PROT_READ | PROT_EXEC);
}

static long send_signal(void)
{
	return syscall(SYS_kill, 1, 0); /* only asks whether it could */
}

static long trace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long control_device(void)
{
	int waiting;

	return ioctl(STDIN_FILENO, FIONREAD, &waiting);
}

/* An attempt is a function, or the opening of a file. */
static const struct probe {
	const char *name;
	long (*try)(void);
	const char *path;
	int flags;
} probes[] = {
	{"read", NULL, "/etc/passwd", O_RDONLY},
	{"write", NULL, "/dev/null", O_WRONLY},
	{"truncate", NULL, "/dev/null", O_RDONLY | O_TRUNC},
	{"chmod", change_mode, NULL, 0},
	{"socket", make_socket, NULL, 0},
	{"exec", run_program, NULL, 0},
	{"fork", make_process, NULL, 0},
	{"code", make_code, NULL, 0},
	{"mprotect", change_to_code, NULL, 0},
	{"signal", send_signal, NULL, 0},
	{"ptrace", trace, NULL, 0},
	{"ioctl", control_device, NULL, 0},
};

static long attempt(const struct probe *probe, const char *path)
{
	if (probe->try)
		return probe->try();
	return open(path ? path : probe->path, probe->flags | O_CLOEXEC);
}

int tick_probe(const char *name, const char *path)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		if (strcmp(probes[i].name, name))
			continue;
		if (attempt(&probes[i], path) >= 0)
			return TICK_OK;
		return tick_error_set(TICK_ERROR, "%s", strerror(errno));
	}
	return tick_error_set(TICK_ENOTFOUND, "%s: no such probe", name);
}
