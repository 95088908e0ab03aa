#include "git/plant.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/diff.h"

#define PATH_BYTES_MAX 4096

/* A slash sorts before all else, so that a folder's files are neighbours. */
static int rank(unsigned char c)
{
	return c == '/' ? 0 : c;
}

static int compare_files(const void *a, const void *b)
{
	struct tick_slice x = ((const struct tick_new_file *)a)->path;
	struct tick_slice y = ((const struct tick_new_file *)b)->path;
	size_t len = x.len < y.len ? x.len : y.len;

	for (size_t i = 0; i < len; i++) {
		int order = rank((unsigned char)x.data[i]) -
			    rank((unsigned char)y.data[i]);

		if (order)
			return order;
	}
	return (x.len > y.len) - (x.len < y.len);
}

static int path_error(int code, struct tick_slice path, const char *what)
{
	return tick_error_set(code, "%.*s: %s",
			      (int)(path.len < 200 ? path.len : 200), path.data,
			      what);
}

static int check_path(struct tick_slice path)
{
	const char *at = path.data, *end = at + path.len;

	if (!path.len || path.len > PATH_BYTES_MAX)
		return path_error(TICK_EINVALID, path,
				  "an empty or too long path");
	for (int depth = 0; at <= end; depth++) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		const char *stop = slash ? slash : end;

		if (tick_entry_fault(at, (size_t)(stop - at)) ||
		    depth == TICK_DEPTH_MAX)
			return path_error(TICK_EINVALID, path,
					  "no path for a repository");
		at = stop + 1;
	}
	return TICK_OK;
}

/* How many of `files` share the component at `offset`, `*name` long. */
static size_t component(size_t *name, const struct tick_new_file *files,
			size_t len, size_t offset)
{
	const char *at = files->path.data + offset;
	size_t rest = files->path.len - offset, n = 1;
	const char *slash = memchr(at, '/', rest);

	*name = slash ? (size_t)(slash - at) : rest;
	while (n < len) {
		struct tick_slice path = files[n].path;

		if (path.len - offset < *name ||
		    memcmp(path.data + offset, at, *name) ||
		    (path.len - offset > *name &&
		     path.data[offset + *name] != '/'))
			break;
		n++;
	}
	return n;
}

static int plant(tick_oid *out, struct tick_bed *bed, tick_new_pack *pack,
		 const struct tick_new_file *files, size_t len, size_t offset);

static int plant_file(tick_oid *out, tick_new_pack *pack,
		      const struct tick_new_file *file)
{
	if (!file->id)
		return tick_new_pack_add(out, pack, TICK_BLOB,
					 file->content.data, file->content.len,
					 NULL);
	*out = *file->id;
	return TICK_OK;
}

/* Plant the `n` files that share the name at `offset` under it. */
static int plant_entry(struct tick_bed *bed, tick_new_pack *pack,
		       const struct tick_new_file *files, size_t n,
		       size_t offset, size_t len)
{
	const char *name = files->path.data + offset;
	bool is_file = files->path.len == offset + len, known, other;
	enum tick_kind kind = is_file ? TICK_KIND_BLOB : TICK_KIND_TREE;
	size_t at = tick_bed_find(&known, bed, name, len, kind);
	struct tick_bed *folder = NULL;
	tick_oid id;
	int err = TICK_OK;

	tick_bed_find(&other, bed, name, len,
		      is_file ? TICK_KIND_TREE : TICK_KIND_BLOB);
	if (other || (is_file && (known || n > 1)))
		return path_error(TICK_ECONFLICT, files->path, "there already");
	if (!known)
		err = tick_bed_add(bed, at, name, len, kind);
	if (err == TICK_OK && !is_file)
		err = tick_bed_folder(&folder, bed, at);
	if (err == TICK_OK)
		err = folder ? plant(&id, folder, pack, files, n,
				     offset + len + 1)
			     : plant_file(&id, pack, files);
	if (err == TICK_OK)
		tick_bed_set_id(bed, at, &id);
	return err;
}

/* `offset` is where the names of this folder start in the sorted paths. */
static int plant(tick_oid *out, struct tick_bed *bed, tick_new_pack *pack,
		 const struct tick_new_file *files, size_t len, size_t offset)
{
	size_t name, n;
	int err = TICK_OK;

	for (size_t i = 0; err == TICK_OK && i < len; i += n) {
		n = component(&name, &files[i], len - i, offset);
		err = plant_entry(bed, pack, &files[i], n, offset, name);
	}
	return err == TICK_OK ? tick_bed_pack(out, bed, pack) : err;
}

int tick_plant(tick_oid *out, struct tick_bed *root, tick_new_pack *pack,
	       struct tick_new_file *files, size_t len)
{
	int err = TICK_OK;

	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = check_path(files[i].path);
	if (err != TICK_OK)
		return err;
	if (!len && root->raw.len) {
		*out = root->last.id;
		return TICK_OK;
	}
	if (len)
		qsort(files, len, sizeof(*files), compare_files);
	return plant(out, root, pack, files, len, 0);
}
