/* Our own Lua, compiled into the programs that need no files to start. */
#ifndef BASE_BUNDLE_H
#define BASE_BUNDLE_H

#include <stddef.h>

/* One module (bytecode, by dotted name) or packed script (text, by path). */
struct tick_bundled {
	const char *name;
	const char *data;
	size_t len;
};

/* Generated at build, sorted by name. */
extern const struct tick_bundled tick_bundle[];
extern const size_t tick_bundle_len;

/* SHA-256 in hex of the sources that this build is made of. Static. */
extern const char tick_build_id[];

/* NULL when there is no such file. Static. */
const struct tick_bundled *tick_bundle_find(const char *name);

#endif
