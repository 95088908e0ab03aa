#include "git/nursery.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "git/diff.h"
#include "git/tree.h"

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

/* A tree in the making. */
struct bed {
	struct tick_nursery *nursery;
	tick_entries *base;
	struct tick_entry *list; /* the base's, then new ones */
	size_t len;
	tick_oid *ids; /* of the new and changed entries */
	size_t ids_len;
};

static struct tick_entry *find_entry(struct bed *bed, const char *name,
				     size_t len)
{
	const struct tick_entry *found, *first;
	size_t count;

	if (!bed->base)
		return NULL;
	first = tick_entries_list(bed->base, &count);
	found = tick_entries_find(bed->base, name, len);
	return found ? &bed->list[found - first] : NULL;
}

static int open_bed(struct bed *bed, const tick_oid *base, size_t files)
{
	const struct tick_entry *entries = NULL;
	size_t odd = 0;

	if (base) {
		int err =
			tick_entries_read(&bed->base, bed->nursery->repo, base);

		if (err != TICK_OK)
			return err;
		entries = tick_entries_list(bed->base, &bed->len);
		tick_entries_oddities(bed->base, &odd);
	}
	if (odd) /* they would be lost in the new tree */
		return tick_error_set(TICK_EINVALID,
				      "a folder of the reference has entries "
				      "that git refuses");
	bed->list = malloc((bed->len + files) * sizeof(*bed->list));
	bed->ids = malloc(files * sizeof(*bed->ids));
	if (!bed->list || !bed->ids)
		return tick_error_nomem();
	if (bed->len)
		memcpy(bed->list, entries, bed->len * sizeof(*entries));
	return TICK_OK;
}

static void close_bed(struct bed *bed)
{
	tick_entries_free(bed->base);
	free(bed->list);
	free(bed->ids);
}

static int plant(tick_oid *out, struct tick_nursery *nursery,
		 const tick_oid *base, const struct tick_new_file *files,
		 size_t len, size_t offset);

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

/* Put the `n` files that share the name at `offset` under it. */
static int plant_entry(struct bed *bed, const struct tick_new_file *files,
		       size_t n, size_t offset, size_t name)
{
	const char *text = files->path.data + offset;
	struct tick_entry *known = find_entry(bed, text, name);
	bool is_file = files->path.len == offset + name;
	tick_oid *id = &bed->ids[bed->ids_len++], old;
	int err;

	if (is_file ? known || n > 1 : known && known->kind != TICK_KIND_TREE)
		return path_error(TICK_ECONFLICT, files->path, "there already");
	if (known)
		old = tick_entry_id(known);
	if (is_file)
		err = tick_nursery_add(id, bed->nursery, TICK_BLOB,
				       files->content.data, files->content.len);
	else
		err = plant(id, bed->nursery, known ? &old : NULL, files, n,
			    offset + name + 1);
	if (err != TICK_OK)
		return err;
	if (!known)
		known = &bed->list[bed->len++];
	*known = (struct tick_entry){.name = text,
				     .id = id->id,
				     .len = (uint32_t)name,
				     .mode = is_file ? S_IFREG | 0644 : S_IFDIR,
				     .kind = is_file ? TICK_KIND_BLOB
						     : TICK_KIND_TREE};
	return TICK_OK;
}

/* `offset` is where the names of this folder start in the sorted paths. */
static int plant(tick_oid *out, struct tick_nursery *nursery,
		 const tick_oid *base, const struct tick_new_file *files,
		 size_t len, size_t offset)
{
	struct bed bed = {.nursery = nursery};
	struct tick_buffer raw = {NULL, 0, 0};
	size_t name, n;
	int err = open_bed(&bed, base, len);

	for (size_t i = 0; err == TICK_OK && i < len; i += n) {
		n = component(&name, &files[i], len - i, offset);
		err = plant_entry(&bed, &files[i], n, offset, name);
	}
	if (err == TICK_OK)
		err = tick_entries_format(&raw, bed.list, bed.len);
	if (err == TICK_OK)
		err = tick_nursery_add(out, nursery, TICK_TREE, raw.data,
				       raw.len);
	tick_buffer_clear(&raw);
	close_bed(&bed);
	return err;
}

int tick_nursery_plant(tick_oid *out, struct tick_nursery *nursery,
		       const tick_oid *base, struct tick_new_file *files,
		       size_t len)
{
	int err = TICK_OK;

	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = check_path(files[i].path);
	if (err != TICK_OK)
		return err;
	if (!len && base) {
		*out = *base;
		return TICK_OK;
	}
	if (!len)
		return tick_nursery_add(out, nursery, TICK_TREE, "", 0);
	qsort(files, len, sizeof(*files), compare_files);
	return plant(out, nursery, base, files, len, 0);
}
