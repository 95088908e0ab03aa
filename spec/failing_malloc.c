/*
 * Preloaded: malloc and its like for a whole process, also for the libraries
 * that we use. Whoever finds `tick_failing` says which request is refused.
 */
#include "failing_malloc.h"

#include <errno.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

/* glibc's own, by the names that it keeps for interposers. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);

EXPORT void *malloc(size_t size);
EXPORT void *calloc(size_t n, size_t size);
EXPORT void *realloc(void *ptr, size_t size);

EXPORT extern struct tick_failing tick_failing;
struct tick_failing tick_failing;

static int refuses(void)
{
	if (!tick_failing_refuses(&tick_failing))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return refuses() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return refuses() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *ptr, size_t size)
{
	return refuses() ? NULL : __libc_realloc(ptr, size);
}
