/* Refusing Markdown that cmark would take too long for. */
#ifndef DOC_BODY_GUARD_H
#define DOC_BODY_GUARD_H

#include "doc/fault.h"

/* `line` is that of the first byte in the file. */
int tick_body_guard(struct tick_fault *fault, const char *data, size_t len,
		    uint32_t line);

#endif
