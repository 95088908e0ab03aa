#include "git/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/bed.h"
#include "git/handle.h"
#include "git/plant.h"
#include "git/repo.h"

struct tick_replay {
	tick_repo *repo;
	struct tick_bed *root;
};

int tick_replay_new(tick_replay **out, tick_repo *repo, const tick_oid *id)
{
	tick_replay *replay = calloc(1, sizeof(*replay));
	int err;

	if (!replay)
		return tick_error_nomem();
	replay->repo = repo;
	repo->refs++;
	err = tick_bed_open(&replay->root, repo, id);
	if (err == TICK_OK)
		*out = replay;
	else
		tick_replay_free(replay);
	return err;
}

void tick_replay_free(tick_replay *replay)
{
	if (!replay)
		return;
	tick_bed_free(replay->root);
	tick_repo_free(replay->repo);
	free(replay);
}

int tick_replay_add(bool *same, tick_replay *replay, struct tick_slice path,
		    const tick_oid *blob, const tick_oid *tree)
{
	struct tick_new_file file = {.path = path, .id = blob};
	tick_oid made;
	int err = tick_plant(&made, replay->root, NULL, &file, 1);

	*same = err == TICK_OK && !tick_oid_compare(&made, tree);
	return err == TICK_ECONFLICT || err == TICK_EINVALID ? TICK_OK : err;
}

int tick_replay_folder(tick_oid *out, tick_replay *replay,
		       struct tick_slice path)
{
	const char *at = path.data, *end = at + path.len;
	struct tick_bed *bed = replay->root;

	while (at <= end) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		const char *stop = slash ? slash : end;
		bool is_there;
		size_t n = tick_bed_find(&is_there, bed, at,
					 (size_t)(stop - at), TICK_KIND_TREE);
		int err = TICK_OK;

		if (!is_there)
			return tick_error_set(TICK_ENOTFOUND,
					      "%.*s: no such folder",
					      (int)path.len, path.data);
		*out = tick_bed_id(bed, n);
		if (slash)
			err = tick_bed_folder(&bed, bed, n);
		if (err != TICK_OK)
			return err;
		at = stop + 1;
	}
	return TICK_OK;
}
