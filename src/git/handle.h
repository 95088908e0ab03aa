/* What the files of this folder share: libgit2's handles, and its errors. */
#ifndef GIT_HANDLE_H
#define GIT_HANDLE_H

#include <stdbool.h>
#include <string.h>

#include <git2.h>

#include "git/cache.h"
#include "git/object.h"
#include "git/places.h"

/*
 * Lines and histories keep their repository alive: a plain count, for all of
 * it belongs to one thread.
 */
struct tick_repo {
	git_repository *git; /* NULL where there are only objects */
	git_odb *odb;
	struct tick_places places;
	bool had_packs; /* a folder of them, when its objects were opened */
	struct tick_cache trees;
	tick_oid *shallow; /* sorted */
	size_t shallow_len;
	int refs;
};

static inline git_oid tick_oid_git(const tick_oid *id)
{
	git_oid oid = {{0}};

	memcpy(oid.id, id->id, TICK_OID_SIZE);
	return oid;
}

static inline tick_oid tick_oid_own(const git_oid *oid)
{
	tick_oid id = {{0}};

	memcpy(id.id, oid->id, TICK_OID_SIZE);
	return id;
}

static inline int tick_oid_compare(const tick_oid *a, const tick_oid *b)
{
	return memcmp(a->id, b->id, TICK_OID_SIZE);
}

/* Keep libgit2's message, prefixed by `what`, and return a tick_code. */
int tick_git_error(int giterr, const char *what);

/*
 * The same, where an unknown failure means that what was read is damaged
 * (TICK_EINVALID); what the system refused stays TICK_ERROR.
 */
int tick_git_damaged(int giterr, const char *what);

#endif
