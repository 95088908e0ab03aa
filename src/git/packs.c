#include "git/packs.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/bases.h"
#include "git/delta.h"
#include "git/pack.h"

#define BYTES_MAX ((size_t)8 << 20) /* of an object, a delta, or a base */
#define CHAIN_MAX 64                /* deltas of deltas; git makes 50 */
#define NAME_LEN (sizeof("pack-") - 1 + GIT_OID_HEXSZ)

/* What is named by its bytes is opened once. */
struct file {
	char name[NAME_LEN + 1];
	bool is_refused;
	struct tick_pack pack;
};

/*
 * One directory. `chain` is of the object in hand: its own head, then that of
 * its base, and so on up to one that is held, or whole. The bytes of the first
 * delta, which tell the object's size, are still there when the object is asked
 * for, which nearly always is at once.
 */
struct packs {
	git_odb_backend parent;
	struct libdeflate_decompressor *inflater;
	struct tick_bases bases;
	struct tick_buffer files;        /* struct file */
	struct tick_buffer first, other; /* deltas inflated */
	struct timespec listed; /* when the directory had changed, then */
	bool held;
	bool has_index; /* of several packs: it says where to look */
	git_oid id;     /* of the object in hand */
	size_t file; /* the number of its pack, where the next is looked for */
	struct tick_packed chain[CHAIN_MAX];
	size_t depth;
	git_object_t type;
	size_t size;
	char dir[];
};

static size_t count(const struct packs *packs)
{
	return packs->files.len / sizeof(struct file);
}

static struct file *file_of(const struct packs *packs, size_t n)
{
	return (struct file *)packs->files.data + n;
}

static const struct tick_pack *pack_of(const struct packs *packs)
{
	return &file_of(packs, packs->file)->pack;
}

/* Note "pack-<hex>.idx", unless it is known. */
static void note_file(struct packs *packs, const char *name)
{
	struct file file = {.name = ""};

	if (!strcmp(name, "multi-pack-index"))
		packs->has_index = true;
	if (strncmp(name, "pack-", 5) || strlen(name) != NAME_LEN + 4 ||
	    strcmp(name + NAME_LEN, ".idx"))
		return;
	for (size_t i = 0; i < count(packs); i++) {
		if (!memcmp(file_of(packs, i)->name, name, NAME_LEN))
			return;
	}
	memcpy(file.name, name, NAME_LEN);
	tick_buffer_append(&packs->files, &file, sizeof(file));
}

static struct timespec changed(const struct packs *packs)
{
	struct stat st = {.st_size = 0};

	stat(packs->dir, &st);
	return st.st_mtim;
}

/* What can't be listed libgit2 has to find. */
static int packs_refresh(git_odb_backend *backend)
{
	struct packs *packs = (struct packs *)backend;
	DIR *folder = opendir(packs->dir);
	struct dirent *entry;

	packs->listed = changed(packs);
	while (folder && (entry = readdir(folder)))
		note_file(packs, entry->d_name);
	if (folder)
		closedir(folder);
	return 0;
}

/* Map a part of the pack; what can't be mapped once isn't tried again. */
static bool map(const struct packs *packs, struct file *file,
		bool (*part)(struct tick_pack *, const char *))
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", packs->dir, file->name);

	file->is_refused = len >= PATH_MAX || !part(&file->pack, path);
	return !file->is_refused;
}

static bool find_in(size_t *offset, struct packs *packs, size_t n,
		    const git_oid *id)
{
	struct file *file = file_of(packs, n);

	if (file->is_refused)
		return false;
	if (!file->pack.index && !map(packs, file, tick_pack_open))
		return false;
	return tick_pack_find(offset, &file->pack, id->id) &&
	       (file->pack.data || map(packs, file, tick_pack_load));
}

/* Neighbours are in one pack. */
static bool find_known(size_t *offset, struct packs *packs, const git_oid *id)
{
	size_t n = count(packs), last = packs->file;

	if (last < n && find_in(offset, packs, last, id))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (i != last && find_in(offset, packs, i, id)) {
			packs->file = i;
			return true;
		}
	}
	return false;
}

/*
 * A new pack is looked for here, before libgit2 does it, which takes longer.
 * One that came within the clock's last step it still finds.
 */
static bool find(size_t *offset, struct packs *packs, const git_oid *id)
{
	struct timespec now;

	if (find_known(offset, packs, id))
		return true;
	now = changed(packs);
	if (now.tv_sec == packs->listed.tv_sec &&
	    now.tv_nsec == packs->listed.tv_nsec)
		return false;
	packs_refresh(&packs->parent);
	return find_known(offset, packs, id);
}

/* Inflate what belongs to `head` to `out`, exactly. */
static bool inflate_to(unsigned char *out, struct packs *packs,
		       const struct tick_packed *head)
{
	const struct tick_pack *pack = pack_of(packs);

	return libdeflate_zlib_decompress_ex(
		       packs->inflater, pack->data + head->at,
		       pack->len - head->at, out, head->size, NULL,
		       NULL) == LIBDEFLATE_SUCCESS;
}

static bool inflate_delta(struct tick_delta *out, struct tick_buffer *buf,
			  struct packs *packs, const struct tick_packed *head)
{
	unsigned char *data;

	buf->len = 0;
	if (tick_buffer_reserve(buf, head->size) != TICK_OK)
		return false;
	data = (unsigned char *)buf->data;
	return inflate_to(data, packs, head) &&
	       tick_delta_open(out, data, head->size) && out->len <= BYTES_MAX;
}

/* Fill `chain` from the object at `offset`. */
static bool follow(struct packs *packs, size_t offset)
{
	for (packs->depth = 0; packs->depth < CHAIN_MAX;) {
		struct tick_packed *head = &packs->chain[packs->depth++];
		const struct tick_base *base =
			tick_bases_find(&packs->bases, packs->file, offset);

		if (base) {
			*head = (struct tick_packed){.offset = offset,
						     .size = base->len,
						     .type = base->type};
			packs->type = (git_object_t)base->type;
			return true;
		}
		if (!tick_pack_head(head, pack_of(packs), offset) ||
		    head->size > BYTES_MAX)
			return false;
		packs->type = (git_object_t)head->type;
		if (head->type != TICK_OFS_DELTA)
			return true;
		offset = head->base;
	}
	return false;
}

/* Have an object in hand. */
static int begin(struct packs *packs, const git_oid *id)
{
	struct tick_delta delta;
	size_t offset;

	if (packs->held && git_oid_equal(&packs->id, id))
		return 0;
	packs->held = false;
	if (!find(&offset, packs, id) || packs->has_index ||
	    !follow(packs, offset))
		return GIT_ENOTFOUND;
	packs->size = packs->chain[0].size;
	if (packs->depth > 1) {
		if (!inflate_delta(&delta, &packs->first, packs,
				   &packs->chain[0]))
			return GIT_ENOTFOUND;
		packs->size = delta.len;
	}
	packs->id = *id;
	packs->held = true;
	return 0;
}

static int packs_read_header(size_t *len, git_object_t *type,
			     git_odb_backend *backend, const git_oid *id)
{
	struct packs *packs = (struct packs *)backend;
	int err = begin(packs, id);

	if (err == 0) {
		*len = packs->size;
		*type = packs->type;
	}
	return err;
}

/* Hold the object at `offset`. */
static struct tick_base *hold(struct packs *packs, struct tick_base *base,
			      size_t offset)
{
	base->pack = packs->file;
	base->offset = offset;
	base->type = packs->type;
	base->data[base->len] = '\0';
	tick_bases_add(&packs->bases, base);
	return base;
}

/* What the chain ends with, held. */
static struct tick_base *root(struct packs *packs)
{
	const struct tick_packed *head = &packs->chain[packs->depth - 1];
	struct tick_base *base =
		tick_bases_find(&packs->bases, packs->file, head->offset);

	if (base)
		return base;
	base = tick_base_new(head->size);
	if (!base)
		return NULL;
	if (inflate_to(base->data, packs, head))
		return hold(packs, base, head->offset);
	free(base);
	return NULL;
}

/* What the delta `n` of the chain makes of `base`, held. */
static struct tick_base *grow(struct packs *packs, const struct tick_base *base,
			      size_t n)
{
	const struct tick_packed *head = &packs->chain[n];
	struct tick_base *made = NULL;
	struct tick_delta delta;
	bool known =
		n ? inflate_delta(&delta, &packs->other, packs, head)
		  : tick_delta_open(&delta, (unsigned char *)packs->first.data,
				    head->size);

	if (known && delta.base_len == base->len)
		made = tick_base_new(delta.len);
	if (!made)
		return NULL;
	if (tick_delta_apply(made->data, &delta, base->data))
		return hold(packs, made, head->offset);
	free(made);
	return NULL;
}

/* The bytes of the object in hand, with a NUL. */
static bool finish(unsigned char *out, struct packs *packs)
{
	const struct tick_base *base;

	if (packs->depth == 1 && packs->chain[0].at) { /* whole */
		if (!inflate_to(out, packs, &packs->chain[0]))
			return false;
		out[packs->size] = '\0';
		return true;
	}
	base = root(packs);
	for (size_t n = packs->depth - 1; base && n-- > 0;)
		base = grow(packs, base, n);
	if (!base || base->len != packs->size)
		return false;
	memcpy(out, base->data, packs->size + 1);
	return true;
}

static int packs_read(void **data, size_t *len, git_object_t *type,
		      git_odb_backend *backend, const git_oid *id)
{
	struct packs *packs = (struct packs *)backend;
	void *bytes;

	if (begin(packs, id) < 0)
		return GIT_ENOTFOUND;
	packs->held = false;
	bytes = git_odb_backend_data_alloc(backend, packs->size + 1);
	if (!bytes)
		return GIT_ENOTFOUND;
	if (!finish(bytes, packs)) {
		git_odb_backend_data_free(backend, bytes);
		return GIT_ENOTFOUND;
	}
	*data = bytes;
	*len = packs->size;
	*type = packs->type;
	return 0;
}

static void packs_free(git_odb_backend *backend)
{
	struct packs *packs = (struct packs *)backend;

	for (size_t i = 0; i < count(packs); i++)
		tick_pack_close(&file_of(packs, i)->pack);
	tick_buffer_clear(&packs->files);
	tick_buffer_clear(&packs->first);
	tick_buffer_clear(&packs->other);
	tick_bases_clear(&packs->bases);
	libdeflate_free_decompressor(packs->inflater);
	free(packs);
}

int tick_packs_new(git_odb_backend **out, const char *objects)
{
	static const char below[] = "/pack";
	size_t len = strlen(objects);
	struct packs *packs = calloc(1, sizeof(*packs) + len + sizeof(below));

	if (!packs)
		return tick_error_nomem();
	packs->inflater = libdeflate_alloc_decompressor();
	if (!packs->inflater) {
		free(packs);
		return tick_error_nomem();
	}
	git_odb_init_backend(&packs->parent, GIT_ODB_BACKEND_VERSION);
	packs->parent.read = packs_read;
	packs->parent.read_header = packs_read_header;
	packs->parent.refresh = packs_refresh;
	packs->parent.free = packs_free;
	memcpy(packs->dir, objects, len);
	memcpy(packs->dir + len, below, sizeof(below));
	*out = &packs->parent;
	return TICK_OK;
}
