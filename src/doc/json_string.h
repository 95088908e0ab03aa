/* The escapes of a JSON string. */
#ifndef DOC_JSON_STRING_H
#define DOC_JSON_STRING_H

#include <stddef.h>

/* What is wrong with an escape. Static. */
struct tick_json_escape_fault {
	const char *at, *message, *remedy;
};

/*
 * Copy `from`, the inside of a string, to `to` without its escapes: it gets
 * no longer. `*out` is the new length. On TICK_EINVALID `fault` is filled.
 */
int tick_json_unescape(size_t *out, struct tick_json_escape_fault *fault,
		       char *to, const char *from, size_t len);

#endif
