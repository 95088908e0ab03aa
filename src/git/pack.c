#include "git/pack.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "git/delta.h"
#include "git/map.h"

#define PACK_HEAD 12
#define INDEX_HEAD 8
#define FANOUT (256 * 4)
#define ROW (TICK_OID_SIZE + 4 + 4) /* id, checksum, offset */
#define OFFSET_LARGE 0x80000000     /* it is in another table */

static size_t get_32(const unsigned char *at)
{
	return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 |
	       at[3];
}

static const unsigned char *map_file(size_t *len, const char *path,
				     const char *ending)
{
	char name[PATH_MAX];

	if (snprintf(name, sizeof(name), "%s.%s", path, ending) >= PATH_MAX)
		return NULL;
	return tick_map_open(len, name);
}

static bool check_index(struct tick_pack *pack)
{
	const unsigned char *index = pack->index;
	size_t before = 0, head = INDEX_HEAD + FANOUT + 2 * TICK_OID_SIZE;

	if (pack->index_len < head || memcmp(index, "\377tOc\0\0\0\2", 8))
		return false;
	for (int i = 0; i < 256; i++) {
		size_t n = get_32(index + INDEX_HEAD + 4 * i);

		if (n < before)
			return false;
		before = n;
	}
	pack->count = before;
	return pack->count <= (pack->index_len - head) / ROW;
}

/* Is it the pack that the index is of? */
static bool check_pack(const struct tick_pack *pack)
{
	const unsigned char *data = pack->data;
	const unsigned char *end = pack->index + pack->index_len;

	return pack->len > PACK_HEAD + TICK_OID_SIZE &&
	       !memcmp(data, "PACK\0\0\0\2", 8) &&
	       get_32(data + 8) == pack->count &&
	       !memcmp(data + pack->len - TICK_OID_SIZE,
		       end - 2 * TICK_OID_SIZE, TICK_OID_SIZE);
}

bool tick_pack_open(struct tick_pack *pack, const char *path)
{
	pack->index = map_file(&pack->index_len, path, "idx");
	if (pack->index && check_index(pack))
		return true;
	tick_pack_close(pack);
	return false;
}

bool tick_pack_load(struct tick_pack *pack, const char *path)
{
	pack->data = map_file(&pack->len, path, "pack");
	if (pack->data && check_pack(pack))
		return true;
	tick_pack_close(pack);
	return false;
}

void tick_pack_close(struct tick_pack *pack)
{
	tick_map_close(pack->index, pack->index_len);
	tick_map_close(pack->data, pack->len);
	*pack = (struct tick_pack){.count = 0};
}

bool tick_pack_find(size_t *offset, const struct tick_pack *pack,
		    const unsigned char *id)
{
	const unsigned char *fanout = pack->index + INDEX_HEAD;
	const unsigned char *ids = fanout + FANOUT;
	const unsigned char *offsets = ids + pack->count * (TICK_OID_SIZE + 4);
	size_t low = id[0] ? get_32(fanout + 4 * (id[0] - 1)) : 0;
	size_t high = get_32(fanout + 4 * id[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
			memcmp(ids + middle * TICK_OID_SIZE, id, TICK_OID_SIZE);

		if (order == 0) {
			*offset = get_32(offsets + 4 * middle);
			return *offset < OFFSET_LARGE;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Type, and size: four bits, then seven a byte, the lowest first. */
static bool read_size(struct tick_packed *out, const unsigned char *data,
		      size_t end)
{
	unsigned char c = data[out->at++];
	int shift = 4;

	out->type = c >> 4 & 7;
	out->size = c & 0xf;
	for (; c & 0x80; shift += 7) {
		if (out->at == end || shift > 56)
			return false;
		c = data[out->at++];
		out->size |= (size_t)(c & 0x7f) << shift;
	}
	return true;
}

/* How far back the base is: the highest first, each number in one form only. */
static bool read_base(struct tick_packed *out, const unsigned char *data,
		      size_t end)
{
	size_t distance = 0;
	unsigned char c;

	do {
		if (out->at == end || distance > out->offset)
			return false;
		c = data[out->at++];
		distance = distance << 7 | (c & 0x7f);
		distance += c >> 7;
	} while (c & 0x80);
	if (!distance || distance > out->offset - PACK_HEAD)
		return false;
	out->base = out->offset - distance;
	return true;
}

bool tick_pack_head(struct tick_packed *out, const struct tick_pack *pack,
		    size_t offset)
{
	size_t end = pack->len - TICK_OID_SIZE;

	if (offset < PACK_HEAD || offset >= end)
		return false;
	*out = (struct tick_packed){.offset = offset, .at = offset};
	if (!read_size(out, pack->data, end))
		return false;
	if (out->type == TICK_OFS_DELTA)
		return read_base(out, pack->data, end);
	return out->type >= TICK_COMMIT && out->type <= TICK_TAG;
}
