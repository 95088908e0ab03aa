#include "git/new_pack.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* as object.c does */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/handle.h"
#include "git/pack_files.h"

#define BUCKETS 4096
#define BYTES_MAX ((size_t)1 << 30) /* an index's offsets have 31 bits */
#define DEPTH_MAX 50                /* of deltas on deltas: git's own */

struct packed {
	tick_oid id;
	uint32_t offset, crc;
	uint32_t depth;
	uint32_t chain; /* in its bucket: 1 + which is next */
};

struct tick_new_pack {
	struct tick_buffer bytes;
	struct tick_buffer objects; /* struct packed */
	struct tick_buffer delta;   /* the one in hand */
	uint32_t buckets[BUCKETS];  /* 1 + which was added last */
	z_stream stream;
};

/* Then comes the number of objects. */
static const char magic[8] = "PACK\0\0\0\2";

int tick_new_pack_new(tick_new_pack **out)
{
	tick_new_pack *pack = calloc(1, sizeof(*pack));
	int err;

	if (!pack)
		return tick_error_nomem();
	if (deflateInit(&pack->stream, Z_DEFAULT_COMPRESSION) != Z_OK) {
		free(pack);
		return tick_error_nomem();
	}
	err = tick_buffer_append(&pack->bytes, magic, sizeof(magic));
	if (err == TICK_OK)
		err = tick_buffer_append(&pack->bytes, "\0\0\0", 4);
	if (err == TICK_OK)
		*out = pack;
	else
		tick_new_pack_free(pack);
	return err;
}

void tick_new_pack_free(tick_new_pack *pack)
{
	if (!pack)
		return;
	deflateEnd(&pack->stream);
	tick_buffer_clear(&pack->bytes);
	tick_buffer_clear(&pack->objects);
	tick_buffer_clear(&pack->delta);
	free(pack);
}

static struct packed *list_of(const tick_new_pack *pack)
{
	return (struct packed *)pack->objects.data;
}

/* An id is a hash already. */
static uint32_t *bucket(tick_new_pack *pack, const tick_oid *id)
{
	unsigned n = id->id[0] | (unsigned)id->id[1] << 8;

	return &pack->buckets[n % BUCKETS];
}

static const struct packed *find(tick_new_pack *pack, const tick_oid *id)
{
	const struct packed *list = list_of(pack);
	uint32_t at = *bucket(pack, id);

	while (at && tick_oid_compare(&list[at - 1].id, id))
		at = list[at - 1].chain;
	return at ? &list[at - 1] : NULL;
}

/* How far back a base is: seven bits a byte, the highest first, each number in
 * one form only. */
static size_t put_distance(unsigned char *out, size_t distance)
{
	unsigned char text[10];
	size_t at = sizeof(text) - 1;

	text[at] = distance & 0x7f;
	while (distance >>= 7)
		text[--at] = (unsigned char)(--distance | 0x80);
	memcpy(out, text + at, sizeof(text) - at);
	return sizeof(text) - at;
}

static int put_deflated(tick_new_pack *pack, const void *data, size_t len)
{
	z_stream *z = &pack->stream;
	struct tick_buffer *out = &pack->bytes;
	size_t bound = deflateBound(z, len);
	int err = tick_buffer_reserve(out, bound);

	if (err != TICK_OK)
		return err;
	deflateReset(z);
	z->next_in = (void *)data;
	z->avail_in = (uInt)len;
	z->next_out = (unsigned char *)out->data + out->len;
	z->avail_out = (uInt)bound;
	deflate(z, Z_FINISH); /* there is room for all */
	out->len += bound - z->avail_out;
	return TICK_OK;
}

/* An object's head: its type and size, and where its base is. */
static int put_head(struct tick_buffer *out, int type, size_t len,
		    size_t distance)
{
	unsigned char head[30];
	size_t n = 1;

	head[0] = (unsigned char)(type << 4 | (len & 0xf));
	if (len >>= 4) {
		head[0] |= 0x80;
		n += tick_size_format(head + 1, len);
	}
	if (distance)
		n += put_distance(head + n, distance);
	return tick_buffer_append(out, head, n);
}

/* What is stored for an object: the bytes or, if that is worth it, a delta. */
struct stored {
	int type;
	const char *data;
	size_t len;
	const struct packed *base;
};

/* A delta costs who reads it. */
static int choose(struct stored *out, tick_new_pack *pack,
		  const struct tick_basis *basis)
{
	const struct packed *base = basis ? find(pack, &basis->id) : NULL;
	struct tick_buffer *delta = &pack->delta;
	int err;

	if (!base || base->depth == DEPTH_MAX)
		return TICK_OK;
	delta->len = 0;
	err = tick_delta_format(delta, out->data, out->len, basis);
	if (err == TICK_OK && delta->len < out->len / 2)
		*out = (struct stored){TICK_OFS_DELTA, delta->data, delta->len,
				       base};
	return err;
}

/* Append it as the object `id`. */
static int store(tick_new_pack *pack, const tick_oid *id,
		 const struct stored *stored)
{
	struct tick_buffer *bytes = &pack->bytes;
	const struct packed *base = stored->base;
	uint32_t *at = bucket(pack, id);
	struct packed object = {.id = *id,
				.offset = (uint32_t)bytes->len,
				.depth = base ? base->depth + 1 : 0,
				.chain = *at};
	int err = put_head(bytes, stored->type, stored->len,
			   base ? object.offset - base->offset : 0);

	if (err == TICK_OK)
		err = put_deflated(pack, stored->data, stored->len);
	if (err != TICK_OK)
		return err;
	object.crc =
		(uint32_t)crc32(0, (unsigned char *)bytes->data + object.offset,
				(uInt)(bytes->len - object.offset));
	err = tick_buffer_append(&pack->objects, &object, sizeof(object));
	if (err == TICK_OK)
		*at = (uint32_t)(pack->objects.len / sizeof(object));
	return err;
}

int tick_new_pack_add(tick_oid *out, tick_new_pack *pack, enum tick_type type,
		      const void *data, size_t len,
		      const struct tick_basis *basis)
{
	struct stored stored = {.type = type, .data = data, .len = len};
	int err;

	tick_object_hash(out, type, data, len);
	if (find(pack, out))
		return TICK_OK;
	if (len > BYTES_MAX || pack->bytes.len + len > BYTES_MAX)
		return tick_error_set(TICK_ELIMIT,
				      "more than 1 GiB to write at once");
	err = choose(&stored, pack, basis);
	return err == TICK_OK ? store(pack, out, &stored) : err;
}

static void format_32(unsigned char out[4], size_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(n >> (24 - 8 * i));
}

static int append_32(struct tick_buffer *out, size_t n)
{
	unsigned char bytes[4];

	format_32(bytes, n);
	return tick_buffer_append(out, bytes, sizeof(bytes));
}

/* Append the hash of it all. */
static int seal(struct tick_buffer *out)
{
	unsigned char hash[TICK_OID_SIZE];
	SHA_CTX sha;

	SHA1_Init(&sha);
	SHA1_Update(&sha, out->data, out->len);
	SHA1_Final(hash, &sha);
	return tick_buffer_append(out, hash, sizeof(hash));
}

static int compare_packed(const void *a, const void *b)
{
	const struct packed *x = a, *y = b;

	return tick_oid_compare(&x->id, &y->id);
}

/* For each first byte of an id, how many objects have it or a lower one. */
static int append_fanout(struct tick_buffer *out, const struct packed *list,
			 size_t len)
{
	size_t n = 0;
	int err = TICK_OK;

	for (int i = 0; i < 256 && err == TICK_OK; i++) {
		while (n < len && list[n].id.id[0] == i)
			n++;
		err = append_32(out, n);
	}
	return err;
}

/* The index of the finished pack, of git's second version. */
static int append_index(struct tick_buffer *out, tick_new_pack *pack)
{
	struct packed *list = list_of(pack);
	size_t len = pack->objects.len / sizeof(*list);
	size_t end = pack->bytes.len - TICK_OID_SIZE;
	int err = tick_buffer_append(out, "\377tOc\0\0\0\2", 8);

	qsort(list, len, sizeof(*list), compare_packed);
	if (err == TICK_OK)
		err = append_fanout(out, list, len);
	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = tick_buffer_append(out, &list[i].id, TICK_OID_SIZE);
	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = append_32(out, list[i].crc);
	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = append_32(out, list[i].offset);
	if (err == TICK_OK)
		err = tick_buffer_append(out, pack->bytes.data + end,
					 TICK_OID_SIZE);
	return err == TICK_OK ? seal(out) : err;
}

int tick_new_pack_write(tick_new_pack *pack, const char *dir)
{
	struct tick_buffer index = {NULL, 0, 0};
	struct tick_buffer *bytes = &pack->bytes;
	char hex[TICK_HEX_SIZE];
	tick_oid hash;
	int err;

	format_32((unsigned char *)bytes->data + sizeof(magic),
		  pack->objects.len / sizeof(struct packed));
	err = seal(bytes);
	if (err == TICK_OK)
		err = append_index(&index, pack);
	if (err == TICK_OK) {
		memcpy(hash.id, bytes->data + bytes->len - TICK_OID_SIZE,
		       TICK_OID_SIZE);
		tick_oid_format(hex, &hash);
		err = tick_pack_files_write(dir, hex, bytes, &index);
	}
	tick_buffer_clear(&index);
	return err;
}
