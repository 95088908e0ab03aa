/*
 * open() for all of the worker: libgit2 opens whatever lies in a repository,
 * and a pipe that nobody writes to would block it for ever. Not waiting makes
 * no difference to files; a pipe is then empty.
 */
#define _FORTIFY_SOURCE 0 /* or open() is a macro */

#include <fcntl.h>
#include <stdarg.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(args, mode_t);
	va_end(args);
	return openat(AT_FDCWD, path, flags | O_NONBLOCK, mode);
}
