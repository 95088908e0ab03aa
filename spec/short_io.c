/*
 * Preloaded: calls to the system that fail as told, in a process that strace
 * can't be near: a worker with an empty environment and a lock. TICK_FAULT is
 * CALL:FAULT:N, as in "read:EIO:3" or "recv:short:1+": the N-th call, or with
 * "+" also all behind it, fails, gives or takes one byte only ("short"), ends
 * the process ("kill"), is one of a process that no longer listens ("deaf"), or
 * doesn't return ("stall").
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define DEAF_US 300000 /* until it sees that by itself */

enum { SHORT = 0, KILL = -1, DEAF = -2, STALL = -3 };

static struct {
	char call[16];
	int error; /* or one of these */
	long at, count;
	int on; /* all behind it, too */
} fault;

static int error_named(const char *name)
{
	static const struct {
		const char *name;
		int error;
	} known[] = {
		{"EIO", EIO},       {"EINTR", EINTR},   {"ENOSPC", ENOSPC},
		{"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"short", SHORT},
		{"kill", KILL},     {"deaf", DEAF},     {"stall", STALL},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strncmp(name, known[i].name, strlen(known[i].name)) == 0)
			return known[i].error;
	abort();
}

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("TICK_FAULT");
	const char *colon = text ? strchr(text, ':') : NULL;
	char *end;

	if (!colon || (size_t)(colon - text) >= sizeof(fault.call))
		return;
	memcpy(fault.call, text, (size_t)(colon - text));
	fault.error = error_named(colon + 1);
	colon = strchr(colon + 1, ':');
	fault.at = strtol(colon + 1, &end, 10);
	fault.on = *end == '+';
}

/* Is this call to be other than it is? Ends the process if it is to end. */
static int is_hit(const char *call)
{
	if (strcmp(call, fault.call) != 0)
		return 0;
	fault.count++;
	if (fault.on ? fault.count < fault.at : fault.count != fault.at)
		return 0;
	if (fault.error == KILL)
		raise(SIGKILL);
	while (fault.error == STALL)
		__asm__ volatile(""); /* or the loop could be left out */
	if (fault.error == DEAF) {
		shutdown(STDIN_FILENO, SHUT_RD);
		usleep(DEAF_US);
	}
	return fault.error != DEAF;
}

/* Does it fail? Else `*len` is what is left of it. */
static int fails(const char *call, size_t *len)
{
	if (!is_hit(call))
		return 0;
	if (fault.error) {
		errno = fault.error;
		return 1;
	}
	*len = *len ? 1 : 0;
	return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

EXPORT ssize_t read(int fd, void *data, size_t len)
{
	return fails(fd ? "read" : "line", &len) ? -1
						 : REAL(read)(fd, data, len);
}

EXPORT ssize_t pread(int fd, void *data, size_t len, off_t at)
{
	return fails("pread", &len) ? -1 : REAL(pread)(fd, data, len, at);
}

EXPORT ssize_t write(int fd, const void *data, size_t len)
{
	return fails("write", &len) ? -1 : REAL(write)(fd, data, len);
}

EXPORT ssize_t send(int fd, const void *data, size_t len, int flags)
{
	return fails("send", &len) ? -1 : REAL(send)(fd, data, len, flags);
}

EXPORT ssize_t recv(int fd, void *data, size_t len, int flags)
{
	return fails("recv", &len) ? -1 : REAL(recv)(fd, data, len, flags);
}

static int mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
	size_t none = 0;
	va_list args;
	int mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", &none) ? -1 : REAL(open)(path, flags, mode);
}

EXPORT int openat(int folder, const char *path, int flags, ...)
{
	size_t none = 0;
	va_list args;
	int mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", &none) ? -1
				    : REAL(openat)(folder, path, flags, mode);
}

EXPORT int fsync(int fd)
{
	size_t none = 0;

	return fails("fsync", &none) ? -1 : REAL(fsync)(fd);
}

EXPORT int rename(const char *from, const char *to)
{
	size_t none = 0;

	return fails("rename", &none) ? -1 : REAL(rename)(from, to);
}

EXPORT int link(const char *from, const char *to)
{
	size_t none = 0;

	return fails("link", &none) ? -1 : REAL(link)(from, to);
}

EXPORT int unlink(const char *path)
{
	size_t none = 0;

	return fails("unlink", &none) ? -1 : REAL(unlink)(path);
}
