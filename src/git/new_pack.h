/* A pack in the making: new objects, whole or as what changed. */
#ifndef GIT_NEW_PACK_H
#define GIT_NEW_PACK_H

#include <stddef.h>

#include "git/delta.h"
#include "git/object.h"

typedef struct tick_new_pack tick_new_pack;

/* Release with tick_new_pack_free(). */
int tick_new_pack_new(tick_new_pack **out);

/* NULL is allowed. */
void tick_new_pack_free(tick_new_pack *pack);

/*
 * Add an object, once. `basis` may be NULL; that it is in the pack isn't
 * promised.
 */
int tick_new_pack_add(tick_oid *out, tick_new_pack *pack, enum tick_type type,
		      const void *data, size_t len,
		      const struct tick_basis *basis);

/*
 * Write pack and index to the folder `dir`. They are synced, or, after a
 * failure, not there. Nothing can be added any more.
 */
int tick_new_pack_write(tick_new_pack *pack, const char *dir);

#endif
