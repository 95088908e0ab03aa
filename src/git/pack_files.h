/* A pack and its index, put where git looks for them. */
#ifndef GIT_PACK_FILES_H
#define GIT_PACK_FILES_H

#include "base/buffer.h"

/*
 * Write them to the folder `dir` under the name `hex`. They are synced, or,
 * after a failure, not there.
 */
int tick_pack_files_write(const char *dir, const char *hex,
			  const struct tick_buffer *pack,
			  const struct tick_buffer *index);

#endif
