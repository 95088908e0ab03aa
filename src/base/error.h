/* Setting the thread's last error. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "tickmark.h"

/* Record a formatted message and return `code`, so callers can tail it. */
__attribute__((format(printf, 2, 3))) int tick_error_set(int code,
							 const char *fmt, ...);

/* TICK_ENOMEM with its message. */
int tick_error_nomem(void);

#endif
