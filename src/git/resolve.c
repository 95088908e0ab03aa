#include "git/repo.h"

#include <string.h>

#include <git2/sys/repository.h>

#include "base/error.h"
#include "git/handle.h"

#define TAG_MAX ((size_t)1 << 20)
#define TAG_DEPTH_MAX 16

/* What the tag `id` is of. */
static int read_tag(tick_oid *out, tick_repo *repo, const tick_oid *id)
{
	static const char key[] = "object ";
	tick_object *raw = NULL;
	const char *data;
	size_t len;
	int err = tick_object_read(&raw, repo, id, TICK_TAG, TAG_MAX);

	if (err != TICK_OK)
		return err;
	data = tick_object_data(raw, &len);
	if (len < sizeof(key) || memcmp(data, key, sizeof(key) - 1) ||
	    !tick_oid_parse(out, data + sizeof(key) - 1, len - sizeof(key) + 1))
		err = tick_error_set(TICK_EINVALID, "malformed tag");
	tick_object_free(raw);
	return err;
}

static int unknown(const char *rev)
{
	return tick_error_set(TICK_ENOTFOUND, "%s: no such revision", rev);
}

/* Follow tags from `id` to a commit, without parsing it. */
static int peel(tick_oid *out, tick_repo *repo, tick_oid id, const char *rev)
{
	size_t size;
	int type, err;

	for (int depth = 0; depth < TAG_DEPTH_MAX; depth++) {
		err = tick_object_size(&size, &type, repo, &id);
		if (err != TICK_OK)
			return err;
		if (type == TICK_COMMIT) {
			*out = id;
			return TICK_OK;
		}
		if (type != TICK_TAG)
			return tick_error_set(TICK_EINVALID,
					      "%s: a %s, not a commit", rev,
					      tick_type_name(type));
		err = read_tag(&id, repo, &id);
		if (err != TICK_OK)
			return err;
	}
	return tick_error_set(TICK_ELIMIT, "%s: a tag of a tag of a tag", rev);
}

/* Append the name of a branch, with a NUL; nothing for a tag. */
static int keep_branch(struct tick_buffer *out, const char *name)
{
	if (!out || strncmp(name, "refs/", 5) ||
	    !strncmp(name, "refs/tags/", 10))
		return TICK_OK;
	return tick_buffer_append(out, name, strlen(name) + 1);
}

/* `named` is what `rev` is short for. */
static int resolve_ref(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
		       const git_reference *named, const char *rev)
{
	git_reference *direct = NULL;
	int err = git_reference_resolve(&direct, named);

	if (err == GIT_ENOTFOUND)
		return tick_error_set(TICK_ENOTFOUND, "%s: no commit yet", rev);
	if (err < 0)
		return tick_git_error(err, rev);
	err = peel(out, repo, tick_oid_own(git_reference_target(direct)), rev);
	if (err == TICK_ENOTFOUND) /* there is one, and it can't be had */
		err = TICK_ERROR;
	if (err == TICK_OK)
		err = keep_branch(ref, git_reference_name(direct));
	git_reference_free(direct);
	return err;
}

/* An id's first digits. */
static int resolve_prefix(tick_oid *out, tick_repo *repo, const char *rev)
{
	size_t len = strlen(rev);
	git_oid prefix, found;
	int err;

	if (len < GIT_OID_MINPREFIXLEN || len > GIT_OID_HEXSZ ||
	    git_oid_fromstrn(&prefix, rev, len) < 0)
		return unknown(rev);
	err = git_odb_exists_prefix(&found, repo->odb, &prefix, len);
	if (err == GIT_ENOTFOUND)
		return unknown(rev);
	if (err < 0)
		return tick_git_error(err, rev);
	return peel(out, repo, tick_oid_own(&found), rev);
}

static int resolve_once(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
			const char *rev)
{
	git_reference *named = NULL;
	tick_oid id;
	int err;

	if (!*rev) /* libgit2 would take HEAD */
		return unknown(rev);
	if (strlen(rev) == GIT_OID_HEXSZ &&
	    tick_oid_parse(&id, rev, GIT_OID_HEXSZ))
		return peel(out, repo, id, rev);
	if (!strcmp(rev, "@"))
		rev = "HEAD";
	err = git_reference_dwim(&named, repo->git, rev);
	if (err == 0)
		err = resolve_ref(out, ref, repo, named, rev);
	else if (!strcmp(rev, "HEAD") &&
		 git_repository_head_unborn(repo->git) == 1)
		err = tick_error_set(TICK_ENOTFOUND, "HEAD: no commit yet");
	else if (err == GIT_ENOTFOUND || err == GIT_EINVALIDSPEC)
		err = resolve_prefix(out, repo, rev);
	else /* a loop, or a store of references that can't be read */
		err = tick_git_damaged(err, rev);
	git_reference_free(named);
	return err;
}

/* Packed references that could not be read are remembered as none. */
static int renew_refs(tick_repo *repo)
{
	git_refdb *refs = NULL;
	int err = git_refdb_open(&refs, repo->git);

	if (err == 0)
		err = git_repository_set_refdb(repo->git, refs);
	git_refdb_free(refs);
	return err < 0 ? tick_git_error(err, "references") : TICK_OK;
}

/*
 * An id, a reference or some digits, without what may follow them. libgit2 says
 * "not found" also where the system refused to show it the references.
 */
static int resolve_name(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
			const char *rev)
{
	int err = resolve_once(out, ref, repo, rev);

	if (err != TICK_ENOTFOUND)
		return err;
	err = renew_refs(repo);
	return err == TICK_OK ? resolve_once(out, ref, repo, rev) : err;
}

/* What libgit2 makes of "main~3" and the like. */
static int resolve_expression(tick_oid *out, tick_repo *repo, const char *rev)
{
	git_object *found = NULL;
	int err = git_revparse_single(&found, repo->git, rev);

	if (err == GIT_ENOTFOUND || err == GIT_EINVALIDSPEC)
		return unknown(rev);
	if (err < 0)
		return tick_git_error(err, rev);
	err = peel(out, repo, tick_oid_own(git_object_id(found)), rev);
	git_object_free(found);
	return err;
}

/* Where "~3", "^{commit}", ":path" or "@{1}" starts; the end if nowhere. */
static size_t name_length(const char *rev)
{
	const char *at = strstr(rev, "@{");
	size_t len = strcspn(rev, "^~:");

	return at && (size_t)(at - rev) < len ? (size_t)(at - rev) : len;
}

/*
 * libgit2's own parser comes last: it parses commits strictly, and 1.5.1
 * leaks 20 KB for each name that it doesn't find.
 */
int tick_repo_resolve(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
		      const char *rev)
{
	struct tick_buffer name = {NULL, 0, 0};
	size_t len = name_length(rev);
	tick_oid base;
	int err = tick_repo_check_whole(repo);

	if (err != TICK_OK)
		return err;
	if (!rev[len])
		return resolve_name(out, ref, repo, rev);
	if (!len)
		return resolve_expression(out, repo, rev);
	err = tick_buffer_append(&name, rev, len);
	if (err == TICK_OK)
		err = tick_buffer_append(&name, "", 1);
	if (err == TICK_OK)
		err = resolve_name(&base, NULL, repo, name.data);
	tick_buffer_clear(&name);
	/* the base of "v1:path" may be a tree's tag */
	if (err == TICK_OK || err == TICK_EINVALID)
		err = resolve_expression(out, repo, rev);
	return err;
}

/* A reference to what is not there is damage, and no reference that isn't. */
static int peel_ref(tick_oid *out, tick_repo *repo, const char *name,
		    tick_oid id)
{
	int err = peel(out, repo, id, name);
	char hex[TICK_HEX_SIZE];

	if (err != TICK_ENOTFOUND)
		return err;
	tick_oid_format(hex, &id);
	return tick_error_set(TICK_EINVALID, "%s: is at %s, which is missing",
			      name, hex);
}

int tick_repo_ref(tick_oid *out, tick_repo *repo, const char *name)
{
	git_reference *found = NULL;
	int err = tick_repo_check_whole(repo);

	if (err != TICK_OK)
		return err;
	err = git_reference_lookup(&found, repo->git, name);
	if (err ==
	    GIT_ENOTFOUND) { /* as above: nowhere would be a new ledger */
		err = renew_refs(repo);
		if (err != TICK_OK)
			return err;
		err = git_reference_lookup(&found, repo->git, name);
	}
	if (err == GIT_ENOTFOUND)
		return tick_error_set(TICK_ENOTFOUND, "%s: no such reference",
				      name);
	if (err < 0)
		return tick_git_error(err, name);
	if (git_reference_type(found) == GIT_REFERENCE_DIRECT)
		err = peel_ref(out, repo, name,
			       tick_oid_own(git_reference_target(found)));
	else
		err = tick_error_set(TICK_EINVALID, "%s: a symbolic reference",
				     name);
	git_reference_free(found);
	return err;
}
