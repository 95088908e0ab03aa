/* SHA256_* are deprecated for EVP, which needs memory, and dies without. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "host/memo.h"

#include <errno.h>
#include <lmdb.h>
#include <openssl/sha.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

#define SUM_LEN 16  /* bytes */
#define KEY_MAX 500 /* bytes; LMDB takes 511 */

struct tick_memo {
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi table;
};

/* LMDB can't have the same store open twice in a process. */
static atomic_flag is_open = ATOMIC_FLAG_INIT;

static int fail(int code, const char *dir)
{
	switch (code) {
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_INCOMPATIBLE:
	case MDB_BAD_TXN:
		return tick_error_set(TICK_EINVALID, "%s: %s", dir,
				      mdb_strerror(code));
	case MDB_NOTFOUND:
	case ENOENT:
		return tick_error_set(TICK_ENOTFOUND, "%s: nothing there", dir);
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
		return tick_error_set(TICK_ELIMIT, "%s: full", dir);
	case ENOMEM:
		return tick_error_nomem();
	default:
		return tick_error_set(TICK_ERROR, "%s: %s", dir,
				      mdb_strerror(code));
	}
}

/* The directory and the one that it is in. */
static int make_folders(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	char *above = slash ? strndup(dir, (size_t)(slash - dir)) : strdup(".");

	if (!above)
		return ENOMEM;
	if (*above)
		mkdir(above, 0777);
	free(above);
	return mkdir(dir, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

/* A file that was cut short would end the process where it is looked at. */
static int check_size(MDB_env *env)
{
	MDB_envinfo info;
	MDB_stat page;
	struct stat file;
	int fd, code = mdb_env_info(env, &info);

	if (!code)
		code = mdb_env_stat(env, &page);
	if (!code)
		code = mdb_env_get_fd(env, &fd);
	if (code)
		return code;
	if (fstat(fd, &file) < 0)
		return errno;
	return info.me_last_pgno < (size_t)file.st_size / page.ms_psize
		       ? 0
		       : MDB_CORRUPTED;
}

static int begin(tick_memo *memo, const char *dir, size_t most, bool writes)
{
	unsigned flags = writes ? MDB_NOMETASYNC : MDB_RDONLY;
	int code = writes ? make_folders(dir) : 0, dead;

	if (!code)
		code = mdb_env_create(&memo->env);
	if (!code)
		code = mdb_env_set_mapsize(memo->env, most);
	if (!code)
		code = mdb_env_open(memo->env, dir, flags, 0600);
	if (!code)
		code = check_size(memo->env);
	if (!code)
		code = mdb_reader_check(memo->env, &dead);
	if (!code)
		code = mdb_txn_begin(memo->env, NULL, writes ? 0 : MDB_RDONLY,
				     &memo->txn);
	return code ? code : mdb_dbi_open(memo->txn, NULL, 0, &memo->table);
}

int tick_memo_open(tick_memo **out, const char *dir, size_t most, bool writes)
{
	tick_memo *memo;
	int code;

	if (atomic_flag_test_and_set(&is_open))
		return tick_error_set(TICK_ENOTFOUND, "%s: in use", dir);
	memo = calloc(1, sizeof(*memo));
	if (!memo) {
		atomic_flag_clear(&is_open);
		return tick_error_nomem();
	}
	code = begin(memo, dir, most, writes);
	if (code) {
		tick_memo_free(memo);
		return fail(code, dir);
	}
	*out = memo;
	return TICK_OK;
}

static MDB_val name_of(const char *key)
{
	return (MDB_val){.mv_data = (void *)key,
			 .mv_size = strnlen(key, KEY_MAX)};
}

/* What a value begins with: LMDB doesn't see that a byte has changed. */
static void sum(unsigned char out[SUM_LEN], const char *key, const void *data,
		size_t len)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256_CTX sha;

	SHA256_Init(&sha);
	SHA256_Update(&sha, key, strlen(key) + 1);
	SHA256_Update(&sha, data, len);
	SHA256_Final(digest, &sha);
	memcpy(out, digest, SUM_LEN);
}

int tick_memo_get(const void **data, size_t *len, tick_memo *memo,
		  const char *key)
{
	unsigned char own[SUM_LEN];
	MDB_val name = name_of(key), found;
	int code = mdb_get(memo->txn, memo->table, &name, &found);

	if (!code && found.mv_size < SUM_LEN)
		code = MDB_CORRUPTED;
	if (code)
		return fail(code, "memo");
	*data = (const char *)found.mv_data + SUM_LEN;
	*len = found.mv_size - SUM_LEN;
	sum(own, key, *data, *len);
	return memcmp(own, found.mv_data, SUM_LEN) ? fail(MDB_CORRUPTED, "memo")
						   : TICK_OK;
}

int tick_memo_put(tick_memo *memo, const char *key, const void *data,
		  size_t len)
{
	MDB_val name = name_of(key), value = {.mv_size = SUM_LEN + len};
	int code = mdb_put(memo->txn, memo->table, &name, &value, MDB_RESERVE);

	if (code)
		return fail(code, "memo");
	sum(value.mv_data, key, data, len);
	memcpy((char *)value.mv_data + SUM_LEN, data, len);
	return TICK_OK;
}

int tick_memo_empty(tick_memo *memo)
{
	int code;

	mdb_txn_abort(memo->txn);
	memo->txn = NULL;
	code = mdb_txn_begin(memo->env, NULL, 0, &memo->txn);
	if (!code)
		code = mdb_drop(memo->txn, memo->table, 0);
	return code ? fail(code, "memo") : TICK_OK;
}

int tick_memo_keep(tick_memo *memo)
{
	int code = mdb_txn_commit(memo->txn);

	memo->txn = NULL;
	return code ? fail(code, "memo") : TICK_OK;
}

void tick_memo_free(tick_memo *memo)
{
	if (!memo)
		return;
	if (memo->txn)
		mdb_txn_abort(memo->txn);
	if (memo->env)
		mdb_env_close(memo->env);
	free(memo);
	atomic_flag_clear(&is_open);
}
