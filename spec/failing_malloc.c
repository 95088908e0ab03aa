/*
 * Preloaded: malloc and its like for a whole process, also for the libraries
 * that we use. Which request is refused says TICK_FAULT, "malloc:ENOMEM:N", or
 * with "+" that and all behind it; or whoever finds `tick_failing`.
 */
#include "failing_malloc.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* glibc's own, by the names that it keeps for interposers. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);

EXPORT extern struct tick_failing tick_failing;
struct tick_failing tick_failing;

__attribute__((constructor)) static void begin(void)
{
	static const char ours[] = "malloc:ENOMEM:";
	const char *text = getenv("TICK_FAULT");
	char *end;

	if (!text || strncmp(text, ours, strlen(ours)) != 0)
		return;
	tick_failing.at = strtol(text + strlen(ours), &end, 10);
	tick_failing.once = *end != '+';
}

static int refuses(void)
{
	if (!tick_failing_refuses(&tick_failing))
		return 0;
	errno = ENOMEM;
	return 1;
}

EXPORT void *malloc(size_t size)
{
	return refuses() ? NULL : __libc_malloc(size);
}

EXPORT void *calloc(size_t n, size_t size)
{
	return refuses() ? NULL : __libc_calloc(n, size);
}

EXPORT void *realloc(void *ptr, size_t size)
{
	return refuses() ? NULL : __libc_realloc(ptr, size);
}
