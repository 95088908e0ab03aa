#include "git/staged.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "base/error.h"
#include "git/handle.h"

#define MEMORY_PRIORITY 9 /* before all that is on disk */

/* Let what is written go into memory. */
static int write_to_memory(tick_repo *repo)
{
	git_odb_backend *memory = NULL;
	int err = git_mempack_new(&memory);

	if (err < 0)
		return tick_git_error(err, "objects in memory");
	err = git_odb_add_backend(repo->odb, memory, MEMORY_PRIORITY);
	if (err < 0) {
		memory->free(memory);
		return tick_git_error(err, "objects in memory");
	}
	/* what is staged was checked when it was */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	return TICK_OK;
}

/* What `git add -N` promises isn't there yet. */
static void drop_intended(git_index *index)
{
	for (size_t i = git_index_entrycount(index); i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)
			git_index_remove(index, entry->path, 0);
	}
}

static int tree_of(tick_oid *out, tick_repo *repo, git_index *index,
		   const char *path)
{
	git_oid tree;
	int err;

	if (git_index_has_conflicts(index))
		return tick_error_set(TICK_EINVALID,
				      "%s: a merge is not finished", path);
	drop_intended(index);
	err = write_to_memory(repo);
	if (err != TICK_OK)
		return err;
	err = git_index_write_tree_to(&tree, index, repo->git);
	if (err < 0)
		return tick_git_damaged(err, path);
	*out = tick_oid_own(&tree);
	return TICK_OK;
}

int tick_staged_tree(tick_oid *out, tick_repo *repo, const char *path)
{
	git_index *index = NULL;
	struct stat st;
	int err;

	if (!repo->git)
		return tick_error_set(TICK_EINVALID, "no index without a "
						     "repository");
	if (stat(path, &st) < 0)
		return tick_error_set(TICK_ENOTFOUND, "%s: %s", path,
				      strerror(errno));
	err = git_index_open(&index, path);
	if (err < 0)
		return tick_git_damaged(err, path);
	err = tree_of(out, repo, index, path);
	git_index_free(index);
	return err;
}
