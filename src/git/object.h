/* Object ids, raw objects and hashes. */
#ifndef GIT_OBJECT_H
#define GIT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "tickmark.h"

#define TICK_OID_SIZE 20
#define TICK_HEX_SIZE 41 /* with the NUL */

typedef struct tick_repo tick_repo;

/* The raw bytes of one object, its hash verified. */
typedef struct tick_object tick_object;

typedef struct tick_oid {
	unsigned char id[TICK_OID_SIZE];
} tick_oid;

/* The numbers are git's own. */
enum tick_type { TICK_COMMIT = 1, TICK_TREE = 2, TICK_BLOB = 3, TICK_TAG = 4 };

/* False unless `hex` starts with 40 lower-case digits. */
bool tick_oid_parse(tick_oid *out, const char *hex, size_t len);

/* Write 40 digits and a NUL. */
void tick_oid_format(char out[TICK_HEX_SIZE], const tick_oid *id);

/* "commit", "tree", "blob", "tag". Static; NULL if there is no such type. */
const char *tick_type_name(int type);

/* The type of that name, or 0. */
int tick_type_parse(const char *name);

/* The id that git gives these bytes. */
void tick_object_hash(tick_oid *out, enum tick_type type, const void *data,
		      size_t len);

/* Size and type without the bytes. */
int tick_object_size(size_t *size, int *type, tick_repo *repo,
		     const tick_oid *id);

/*
 * Read an object that must be a `type` of at most `max` bytes: TICK_ENOTFOUND
 * when it is missing, TICK_ELIMIT when larger, TICK_EINVALID when it is of
 * another type or its bytes have another hash. Release with
 * tick_object_free().
 */
int tick_object_read(tick_object **out, tick_repo *repo, const tick_oid *id,
		     enum tick_type type, size_t max);

/* Borrowed from `object`; not NUL-terminated. */
const char *tick_object_data(const tick_object *object, size_t *len);

/* NULL is allowed. Outlives its repository. */
void tick_object_free(tick_object *object);

#endif
