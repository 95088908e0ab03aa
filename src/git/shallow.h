/* Where a shallow clone ends. */
#ifndef GIT_SHALLOW_H
#define GIT_SHALLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "git/object.h"

/*
 * The commits that the file "shallow" of the common directory names, sorted;
 * NULL if there are none. Release `out` with free().
 */
int tick_shallow_read(tick_oid **out, size_t *len, const char *common);

bool tick_shallow_has(const tick_oid *ids, size_t len, const tick_oid *id);

#endif
