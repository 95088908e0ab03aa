/* Calls as all of the worker makes them, libgit2 too. */
#define _FORTIFY_SOURCE 0 /* or open() is a macro */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/*
 * libgit2 opens whatever lies in a repository, and a pipe that nobody writes to
 * would block it for ever. Not waiting makes no difference to files; a pipe is
 * then empty.
 */
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

/*
 * libgit2 gives a file its name by a link and takes its old name away after
 * that; a kill or a failure between the two would leave a reference's lock.
 * Where there are no links it renames, which is one step.
 */
EXPORT int link(const char *from, const char *to)
{
	(void)from;
	(void)to;
	errno = ENOSYS;
	return -1;
}

/*
 * libgit2 reads the certificates of all authorities when it starts, some 4 ms
 * of base64, for connections that a worker can't make. It does without them.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

EXPORT int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return -1;
}
