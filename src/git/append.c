#include "git/append.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/bed.h"
#include "git/handle.h"
#include "git/new_pack.h"
#include "git/places.h"
#include "git/plant.h"
#include "git/repo.h"
#include "git/swap.h"

/* What grows: the files of a commit, and the pack of what is new. */
struct growth {
	struct tick_bed *root;
	tick_new_pack *pack;
	tick_oid tip;
	bool any; /* commits: is there a tip? */
	const struct tick_signer *signer;
};

static void clear_growth(struct growth *growth)
{
	tick_bed_free(growth->root);
	tick_new_pack_free(growth->pack);
}

/* On the commit `expected`, or on none. */
static int begin(struct growth *growth, tick_repo *repo,
		 const tick_oid *expected)
{
	struct tick_commit parent;
	tick_object *raw = NULL;
	int err = tick_new_pack_new(&growth->pack);

	if (err == TICK_OK && expected)
		err = tick_commit_read(&parent, &raw, repo, expected);
	if (err == TICK_OK)
		err = tick_bed_open(&growth->root, repo,
				    expected ? &parent.tree : NULL);
	if (expected)
		growth->tip = *expected;
	growth->any = expected;
	tick_object_free(raw);
	return err;
}

static int grow(struct growth *growth, struct tick_new_commit *commit)
{
	struct tick_buffer raw = {NULL, 0, 0};
	tick_oid tree;
	int err = tick_plant(&tree, growth->root, growth->pack, commit->files,
			     commit->files_len);

	if (err == TICK_OK)
		err = tick_new_commit_format(&raw, commit, &tree,
					     growth->any ? &growth->tip : NULL,
					     growth->signer);
	if (err == TICK_OK)
		err = tick_new_pack_add(&growth->tip, growth->pack, TICK_COMMIT,
					raw.data, raw.len, NULL);
	growth->any = true;
	tick_buffer_clear(&raw);
	return err;
}

static int append_place(struct tick_buffer *out, const char *dir,
			const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", dir, name);
	if (lstat(path, &st) < 0)
		return TICK_OK; /* no reflogs here, nothing to write to */
	if (S_ISLNK(st.st_mode))
		return tick_error_set(TICK_EINVALID, "%s: a symbolic link",
				      path);
	return tick_buffer_append(out, path, strlen(path) + 1);
}

int tick_append_prepare(struct tick_buffer *out, tick_repo *repo)
{
	const char *common = tick_repo_common(repo);
	const struct tick_places *places = tick_repo_places(repo);
	int err = tick_swap_prepare(repo);

	if (err == TICK_OK)
		err = append_place(out, "", places->list.data);
	if (err == TICK_OK)
		err = append_place(out, common, "refs");
	if (err == TICK_OK)
		err = append_place(out, common, "logs");
	if (err == TICK_OK)
		err = append_place(out, common, "tickmark.lock");
	if (err == TICK_OK && strcmp(common, tick_repo_path(repo)))
		err = append_place(out, tick_repo_path(repo), "logs");
	return err;
}

/* The folder of packs, which is made if there is none. */
static int open_packs(char path[PATH_MAX], tick_repo *repo)
{
	snprintf(path, PATH_MAX, "%s/pack", tick_repo_places(repo)->list.data);
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return tick_error_set(TICK_ERROR, "%s: %s", path,
				      strerror(errno));
	/* nobody looks for one that has come since */
	return repo->had_packs ? TICK_OK : tick_repo_refresh(repo);
}

/* Make `commits` on `expected`, in memory. */
static int grow_all(struct growth *growth, tick_repo *repo,
		    const tick_oid *expected, struct tick_new_commit *commits,
		    size_t len)
{
	int err = begin(growth, repo, expected);

	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = grow(growth, &commits[i]);
	return err;
}

int tick_append(tick_oid *out, tick_repo *repo, const char *ref,
		const tick_oid *expected, struct tick_new_commit *commits,
		size_t len, const struct tick_signer *signer)
{
	struct growth growth = {.signer = signer};
	struct tick_swap swap = {.fd = -1};
	char packs[PATH_MAX];
	int err;

	if (!len)
		return tick_error_set(TICK_EINVALID, "%s: nothing to append",
				      ref);
	err = tick_repo_check_whole(repo);
	if (err == TICK_OK)
		err = open_packs(packs, repo);
	/* before others have to wait: who signs may take their time */
	if (err == TICK_OK)
		err = grow_all(&growth, repo, expected, commits, len);
	if (err == TICK_OK)
		err = tick_swap_open(&swap, repo, ref);
	if (err == TICK_OK)
		err = tick_swap_check(&swap, expected);
	if (err == TICK_OK)
		err = tick_new_pack_write(growth.pack, packs);
	if (err == TICK_OK) {
		/* for the reference's log, whatever the configuration says */
		git_repository_set_ident(repo->git, "tickmark", "tickmark");
		err = tick_swap_commit(&swap, expected, &growth.tip);
	}
	if (err == TICK_OK)
		*out = growth.tip;
	tick_swap_close(&swap);
	clear_growth(&growth);
	return err;
}
