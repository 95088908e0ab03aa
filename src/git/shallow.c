#include "git/shallow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(tick_oid));
}

int tick_shallow_read(tick_oid **out, size_t *len, const char *common)
{
	struct tick_buffer ids = {NULL, 0, 0};
	char path[4096], line[128];
	int err = TICK_OK;
	FILE *file;

	snprintf(path, sizeof(path), "%s/shallow", common);
	/* a pipe would block us; its repository is refused before */
	file = fopen(path, "re");
	while (file && err == TICK_OK && fgets(line, sizeof(line), file)) {
		tick_oid id;

		if (tick_oid_parse(&id, line, strlen(line)))
			err = tick_buffer_append(&ids, &id, sizeof(id));
	}
	if (file)
		fclose(file);
	if (err != TICK_OK) {
		tick_buffer_clear(&ids);
		return err;
	}
	*len = ids.len / sizeof(tick_oid);
	*out = (tick_oid *)ids.data;
	if (*len)
		qsort(*out, *len, sizeof(tick_oid), compare);
	return TICK_OK;
}

bool tick_shallow_has(const tick_oid *ids, size_t len, const tick_oid *id)
{
	return len && bsearch(id, ids, len, sizeof(*id), compare);
}
