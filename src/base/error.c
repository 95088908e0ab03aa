#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char last[1024];

int tick_error_set(int code, const char *fmt, ...)
{
	char next[sizeof(last)]; /* it may quote the one before */
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(next, sizeof(next), fmt, ap);
	va_end(ap);
	strcpy(last, next);
	return code;
}

int tick_error_nomem(void)
{
	return tick_error_set(TICK_ENOMEM, "out of memory");
}

const char *tick_error_message(void)
{
	return last[0] ? last : "no error";
}

const char *tick_error_name(int code)
{
	switch (code) {
	case TICK_OK:
		return "ok";
	case TICK_ENOTFOUND:
		return "notfound";
	case TICK_EINVALID:
		return "invalid";
	case TICK_ENOMEM:
		return "nomem";
	case TICK_ELIMIT:
		return "limit";
	case TICK_ECONFLICT:
		return "conflict";
	default:
		return "error";
	}
}
