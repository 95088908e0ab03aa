#include "git/index.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

#define HEAD 12 /* "DIRC", version, entries */
#define EXTENSION_HEAD 8
#define SIZE_MIN 62 /* of an entry, before its path */
#define MODE_AT 24
#define ID_AT 40
#define FLAGS_AT 60
#define STAGE_SHIFT 12
#define STAGE_MASK 3
#define HAS_MORE_FLAGS 0x4000
#define INTENDED 0x2000

static uint32_t get_32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static unsigned get_16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static int damaged(const char *what)
{
	return tick_error_set(TICK_EINVALID, "a damaged index: %s", what);
}

/* A path of versions 2 and 3 stands there whole; zeros fill the last eight. */
static int whole_path(struct tick_index_entry *out, struct tick_index *index,
		      size_t start, size_t at)
{
	const unsigned char *path = index->data + at;
	size_t most = index->len - at;
	const unsigned char *end =
		memchr(path, 0, most < PATH_MAX ? most : PATH_MAX);

	if (!end)
		return damaged("a path without an end");
	out->path = (const char *)path;
	out->len = (size_t)(end - path);
	index->at = start + (at - start + out->len + 8) / 8 * 8;
	return index->at > index->len ? damaged("it ends too early") : TICK_OK;
}

/* How much of the path before isn't of this one: git's number of an offset. */
static int get_dropped(size_t *out, size_t *at, const struct tick_index *index)
{
	size_t n = 0;
	unsigned char byte;

	for (bool first = true;; first = false) {
		if (*at == index->len || n > PATH_MAX)
			return damaged("a path without an end");
		byte = index->data[(*at)++];
		n = ((first ? 0 : n + 1) << 7) | (byte & 0x7f);
		if (!(byte & 0x80))
			break;
	}
	*out = n;
	return TICK_OK;
}

/* A path of version 4 is told by what differs from the one before. */
static int told_path(struct tick_index_entry *out, struct tick_index *index,
		     size_t at)
{
	struct tick_buffer *path = &index->path;
	const unsigned char *more, *end;
	size_t dropped = 0;
	int err = get_dropped(&dropped, &at, index);

	if (err != TICK_OK)
		return err;
	more = index->data + at;
	end = memchr(more, 0, index->len - at);
	if (dropped > path->len || !end ||
	    path->len - dropped + (size_t)(end - more) > PATH_MAX)
		return damaged("a path without an end");
	path->len -= dropped;
	err = tick_buffer_append(path, more, (size_t)(end - more));
	out->path = path->data;
	out->len = path->len;
	index->at = at + (size_t)(end - more) + 1;
	return err;
}

int tick_index_next(struct tick_index_entry *out, bool *more,
		    struct tick_index *index)
{
	size_t start = index->at, at = start + SIZE_MIN;
	const unsigned char *entry = index->data + start;
	unsigned flags;

	*more = index->done < index->count;
	if (!*more)
		return TICK_OK;
	if (index->len - start < SIZE_MIN + 3)
		return damaged("it ends too early");
	flags = get_16(entry + FLAGS_AT);
	*out = (struct tick_index_entry){
		.id = entry + ID_AT,
		.mode = get_32(entry + MODE_AT),
		.stage = flags >> STAGE_SHIFT & STAGE_MASK,
	};
	if (flags & HAS_MORE_FLAGS && index->version > 2) {
		out->is_intended = get_16(entry + SIZE_MIN) & INTENDED;
		at += 2;
	}
	index->done++;
	return index->version == 4 ? told_path(out, index, at)
				   : whole_path(out, index, start, at);
}

static void rewind_to_first(struct tick_index *index)
{
	index->at = HEAD;
	index->done = 0;
	index->path.len = 0;
}

/* One that begins with a small letter changes what the entries mean. */
static int take_extension(struct tick_index *index, const unsigned char *name,
			  size_t len)
{
	if (!memcmp(name, "TREE", 4)) {
		index->trees = name + EXTENSION_HEAD;
		index->trees_len = len;
	} else if (!memcmp(name, "link", 4)) {
		return tick_error_set(TICK_EINVALID,
				      "a split index; `git config "
				      "core.splitIndex false && git "
				      "update-index --no-split-index` makes it "
				      "whole");
	} else if (memcmp(name, "sdir", 4) != 0 &&
		   (*name < 'A' || *name > 'Z')) {
		return tick_error_set(TICK_EINVALID,
				      "an index with what isn't known here "
				      "(%.4s)",
				      (const char *)name);
	}
	return TICK_OK;
}

static int take_extensions(struct tick_index *index)
{
	size_t at = index->at, len;
	int err = TICK_OK;

	while (err == TICK_OK && at < index->len) {
		if (index->len - at < EXTENSION_HEAD)
			return damaged("it ends too early");
		len = get_32(index->data + at + 4);
		if (len > index->len - at - EXTENSION_HEAD)
			return damaged("it ends too early");
		err = take_extension(index, index->data + at, len);
		at += EXTENSION_HEAD + len;
	}
	return err;
}

static int look_through(struct tick_index *index)
{
	struct tick_index_entry entry;
	bool more;
	int err;

	rewind_to_first(index);
	do {
		err = tick_index_next(&entry, &more, index);
		index->has_conflict |= err == TICK_OK && more && entry.stage;
	} while (err == TICK_OK && more);
	if (err == TICK_OK)
		err = take_extensions(index);
	rewind_to_first(index);
	return err;
}

int tick_index_open(struct tick_index *index, const void *data, size_t len)
{
	const unsigned char *bytes = data;

	*index = (struct tick_index){.data = bytes};
	if (len < HEAD + TICK_OID_SIZE || memcmp(bytes, "DIRC", 4) != 0)
		return tick_error_set(TICK_EINVALID, "not an index of git");
	index->len = len - TICK_OID_SIZE;
	index->version = get_32(bytes + 4);
	index->count = get_32(bytes + 8);
	if (index->version < 2 || index->version > 4)
		return tick_error_set(TICK_EINVALID,
				      "an index of version %u; 2 to 4 are read",
				      (unsigned)index->version);
	return look_through(index);
}

void tick_index_close(struct tick_index *index)
{
	tick_buffer_clear(&index->path);
	*index = (struct tick_index){.len = 0};
}
