#include "git/repo.h"

#include <string.h>

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
	if (err == TICK_OK)
		err = keep_branch(ref, git_reference_name(direct));
	git_reference_free(direct);
	return err;
}

/* What libgit2 makes of "main~3" and the like. */
static int resolve_expression(tick_oid *out, tick_repo *repo, const char *rev)
{
	git_object *found = NULL;
	int err = git_revparse_single(&found, repo->git, rev);

	if (err == GIT_ENOTFOUND || err == GIT_EINVALIDSPEC)
		return tick_error_set(TICK_ENOTFOUND, "%s: no such revision",
				      rev);
	if (err < 0)
		return tick_git_error(err, rev);
	err = peel(out, repo, tick_oid_own(git_object_id(found)), rev);
	git_object_free(found);
	return err;
}

int tick_repo_resolve(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
		      const char *rev)
{
	git_reference *named = NULL;
	tick_oid id;
	int err;

	if (strlen(rev) == 2 * TICK_OID_SIZE &&
	    tick_oid_parse(&id, rev, 2 * TICK_OID_SIZE))
		return peel(out, repo, id, rev);
	if (!strcmp(rev, "@"))
		rev = "HEAD";
	if (!*rev) /* libgit2 would take HEAD */
		return tick_error_set(TICK_ENOTFOUND, "'': no such revision");
	err = git_reference_dwim(&named, repo->git, rev);
	if (err == 0)
		err = resolve_ref(out, ref, repo, named, rev);
	else if (!strcmp(rev, "HEAD") &&
		 git_repository_head_unborn(repo->git) == 1)
		err = tick_error_set(TICK_ENOTFOUND, "HEAD: no commit yet");
	else
		err = resolve_expression(out, repo, rev);
	git_reference_free(named);
	return err;
}

int tick_repo_ref(tick_oid *out, tick_repo *repo, const char *name)
{
	git_reference *found = NULL;
	int err = git_reference_lookup(&found, repo->git, name);

	if (err == GIT_ENOTFOUND)
		return tick_error_set(TICK_ENOTFOUND, "%s: no such reference",
				      name);
	if (err < 0)
		return tick_git_error(err, name);
	if (git_reference_type(found) == GIT_REFERENCE_DIRECT)
		err = peel(out, repo, tick_oid_own(git_reference_target(found)),
			   name);
	else
		err = tick_error_set(TICK_EINVALID, "%s: a symbolic reference",
				     name);
	git_reference_free(found);
	return err;
}
