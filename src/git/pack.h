/* One pack, as git makes them; whatever is unusual in it isn't read here. */
#ifndef GIT_PACK_H
#define GIT_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "git/object.h"

/* Zero-initialised is closed. */
struct tick_pack {
	const unsigned char *data, *index;
	size_t len, index_len;
	size_t count; /* of objects */
};

/* An object's head. */
struct tick_packed {
	size_t offset; /* in the pack */
	size_t at;     /* of its deflated bytes */
	size_t size;   /* of what they hold */
	size_t base;   /* offset of what a delta is of */
	int type;
};

/*
 * Map "`path`.idx", in which objects can then be found, and "`path`.pack",
 * which is needed for the rest. False and closed: libgit2 may know more.
 */
bool tick_pack_open(struct tick_pack *pack, const char *path);
bool tick_pack_load(struct tick_pack *pack, const char *path);

/* Once is enough; again is allowed. */
void tick_pack_close(struct tick_pack *pack);

/* Where is the object? False if it isn't there. */
bool tick_pack_find(size_t *offset, const struct tick_pack *pack,
		    const unsigned char *id);

/* False if no usual object starts there. A base comes before its delta. */
bool tick_pack_head(struct tick_packed *out, const struct tick_pack *pack,
		    size_t offset);

#endif
