/* New files in the folders of a commit before. */
#ifndef GIT_PLANT_H
#define GIT_PLANT_H

#include <stddef.h>

#include "git/append.h"
#include "git/bed.h"

/*
 * Plant `files`, which come back sorted, below `root`, and add them and all
 * trees that are new to `pack`; `out` is the root's. TICK_ECONFLICT when one is
 * there already. After a failure `root` is of no use. Without a `pack`, for
 * files that have ids, it is only found out what the trees would be.
 */
int tick_plant(tick_oid *out, struct tick_bed *root, tick_new_pack *pack,
	       struct tick_new_file *files, size_t len);

#endif
