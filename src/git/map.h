/* A file's bytes, mapped. */
#ifndef GIT_MAP_H
#define GIT_MAP_H

#include <stddef.h>

/*
 * NULL, and errno, where that can't be done: it isn't there, it is no plain
 * file, it is empty. Release with tick_map_close().
 */
const void *tick_map_open(size_t *len, const char *path);

/* NULL is allowed. */
void tick_map_close(const void *data, size_t len);

#endif
