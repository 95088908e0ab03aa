#include "git/nursery.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/repo.h"

/* Without settings, which libgit2 would look for at home. */
static int open_packer(git_repository **out, git_odb *odb)
{
	git_config *none = NULL;
	int err = git_repository_wrap_odb(out, odb);

	if (err == 0)
		err = git_config_new(&none);
	if (err == 0)
		err = git_repository_set_config(*out, none);
	git_config_free(none);
	return err;
}

/* libgit2 would make a new pack elsewhere. */
static int make_folder(const char *objects)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/pack", objects);
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return tick_error_set(TICK_ERROR, "%s: %s", path,
				      strerror(errno));
	return TICK_OK;
}

int tick_nursery_open(struct tick_nursery *nursery, const tick_repo *repo)
{
	const struct tick_buffer *places = &tick_repo_places(repo)->list;
	int err = make_folder(places->data);

	if (err == TICK_OK)
		err = tick_repo_open_objects(&nursery->repo, places->data,
					     places->len);
	if (err != TICK_OK)
		return err;
	err = git_mempack_new(&nursery->memory);
	if (err < 0)
		return tick_git_error(err, "new objects");
	err = git_odb_add_backend(nursery->repo->odb, nursery->memory, 999);
	if (err < 0) {
		nursery->memory->free(nursery->memory);
		return tick_git_error(err, "new objects");
	}
	err = open_packer(&nursery->packer, nursery->repo->odb);
	return err < 0 ? tick_git_error(err, "new objects") : TICK_OK;
}

void tick_nursery_clear(struct tick_nursery *nursery)
{
	git_repository_free(nursery->packer);
	nursery->packer = NULL;
	tick_repo_free(nursery->repo);
	nursery->repo = NULL;
	tick_buffer_clear(&nursery->ids);
}

/*
 * Written to the backend itself: git_odb_write() would look through the packs
 * on disk, and for new ones, each time.
 */
int tick_nursery_add(tick_oid *out, struct tick_nursery *nursery,
		     enum tick_type type, const void *data, size_t len)
{
	git_oid oid;
	int err;

	tick_object_hash(out, type, data, len);
	oid = tick_oid_git(out);
	err = nursery->memory->write(nursery->memory, &oid, len ? data : "",
				     len, (git_object_t)type);
	if (err < 0)
		return tick_git_error(err, "new object");
	return tick_buffer_append(&nursery->ids, out, sizeof(*out));
}

/*
 * Not git_mempack_dump(), which packs the whole tree of every new commit, old
 * objects too.
 */
static int pack(git_buf *out, struct tick_nursery *nursery)
{
	const tick_oid *ids = (const tick_oid *)nursery->ids.data;
	git_packbuilder *builder = NULL;
	int err = git_packbuilder_new(&builder, nursery->packer);

	if (err == 0)
		git_packbuilder_set_threads(builder, 1);
	for (size_t i = 0; err == 0 && i < nursery->ids.len / sizeof(*ids);
	     i++) {
		git_oid oid = tick_oid_git(&ids[i]);

		err = git_packbuilder_insert(builder, &oid, NULL);
	}
	if (err == 0)
		err = git_packbuilder_write_buf(out, builder);
	git_packbuilder_free(builder);
	return err < 0 ? tick_git_error(err, "new pack") : TICK_OK;
}

int tick_nursery_write(struct tick_nursery *nursery)
{
	git_buf bytes = {NULL, 0, 0};
	git_odb_writepack *writer = NULL;
	git_indexer_progress stats = {0};
	int err = pack(&bytes, nursery);

	if (err != TICK_OK)
		goto done;
	err = git_odb_write_pack(&writer, nursery->repo->odb, NULL, NULL);
	if (err == 0)
		err = writer->append(writer, bytes.ptr, bytes.size, &stats);
	if (err == 0)
		err = writer->commit(writer, &stats);
	if (err < 0)
		err = tick_git_error(err, "new pack");
done:
	if (writer)
		writer->free(writer);
	git_buf_dispose(&bytes);
	return err;
}
