#include "base/bundle.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *name, const void *file)
{
	return strcmp(name, ((const struct tick_bundled *)file)->name);
}

const struct tick_bundled *tick_bundle_find(const char *name)
{
	return bsearch(name, tick_bundle, tick_bundle_len,
		       sizeof(tick_bundle[0]), by_name);
}
