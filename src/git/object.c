#include "git/object.h"

/* SHA1_* are deprecated for EVP, which costs an allocation an object. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "git/handle.h"

static const char *const names[] = {NULL, "commit", "tree", "blob", "tag"};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool tick_oid_parse(tick_oid *out, const char *hex, size_t len)
{
	if (len < 2 * TICK_OID_SIZE)
		return false;
	for (int i = 0; i < TICK_OID_SIZE; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out->id[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void tick_oid_format(char out[TICK_HEX_SIZE], const tick_oid *id)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < TICK_OID_SIZE; i++) {
		out[2 * i] = digits[id->id[i] >> 4];
		out[2 * i + 1] = digits[id->id[i] & 15];
	}
	out[2 * TICK_OID_SIZE] = '\0';
}

const char *tick_type_name(int type)
{
	return type >= TICK_COMMIT && type <= TICK_TAG ? names[type] : NULL;
}

int tick_type_parse(const char *name)
{
	for (int type = TICK_COMMIT; type <= TICK_TAG; type++) {
		if (!strcmp(name, names[type]))
			return type;
	}
	return 0;
}

void tick_object_hash(tick_oid *out, enum tick_type type, const void *data,
		      size_t len)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "%s %zu", names[type], len);
	SHA_CTX sha;

	SHA1_Init(&sha);
	SHA1_Update(&sha, head, (size_t)n + 1);
	SHA1_Update(&sha, data, len);
	SHA1_Final(out->id, &sha);
}

/* A failed read: what libgit2 can't say better is a damaged object. */
static int object_error(int giterr, const tick_oid *id)
{
	const git_error *e = git_error_last();
	/* so libgit2 says of an offset beyond a pack's end, too */
	bool of_pack = e && e->klass == GIT_ERROR_OS;
	char hex[TICK_HEX_SIZE];
	int err;

	tick_oid_format(hex, id);
	if (giterr == GIT_ENOTFOUND)
		return tick_error_set(TICK_ENOTFOUND, "%s: object is missing",
				      hex);
	err = tick_git_damaged(giterr, hex);
	return of_pack && err == TICK_ERROR ? TICK_EINVALID : err;
}

int tick_object_size(size_t *size, int *type, tick_repo *repo,
		     const tick_oid *id)
{
	git_oid oid = tick_oid_git(id);
	git_object_t found;
	int err = git_odb_read_header(size, &found, repo->odb, &oid);

	if (err < 0)
		return object_error(err, id);
	*type = found;
	return TICK_OK;
}

static int check_head(tick_repo *repo, const tick_oid *id, enum tick_type type,
		      size_t max)
{
	char hex[TICK_HEX_SIZE];
	size_t size;
	int found, err = tick_object_size(&size, &found, repo, id);

	if (err != TICK_OK)
		return err;
	tick_oid_format(hex, id);
	if (found != (int)type)
		return tick_error_set(TICK_EINVALID, "%s: not a %s", hex,
				      names[type]);
	if (size > max)
		return tick_error_set(TICK_ELIMIT,
				      "%s: %zu bytes, the limit is %zu", hex,
				      size, max);
	return TICK_OK;
}

/* The bytes may differ from what the header said: both are only claims. */
static int check_body(git_odb_object *read, const tick_oid *id,
		      enum tick_type type, size_t max)
{
	char hex[TICK_HEX_SIZE];
	tick_oid hash;

	tick_object_hash(&hash, type, git_odb_object_data(read),
			 git_odb_object_size(read));
	if (!tick_oid_compare(&hash, id) && git_odb_object_size(read) <= max)
		return TICK_OK;
	tick_oid_format(hex, id);
	return tick_error_set(TICK_EINVALID,
			      "%s: corrupt object: its bytes have another hash",
			      hex);
}

int tick_object_read(tick_object **out, tick_repo *repo, const tick_oid *id,
		     enum tick_type type, size_t max)
{
	git_oid oid = tick_oid_git(id);
	git_odb_object *read = NULL;
	int err = check_head(repo, id, type, max);

	if (err != TICK_OK)
		return err;
	err = git_odb_read(&read, repo->odb, &oid);
	if (err < 0)
		return object_error(err, id);
	err = check_body(read, id, type, max);
	if (err != TICK_OK) {
		git_odb_object_free(read);
		return err;
	}
	*out = (tick_object *)read;
	return TICK_OK;
}

const char *tick_object_data(const tick_object *object, size_t *len)
{
	git_odb_object *read = (git_odb_object *)object;

	*len = git_odb_object_size(read);
	return git_odb_object_data(read);
}

void tick_object_free(tick_object *object)
{
	git_odb_object_free((git_odb_object *)object);
}
