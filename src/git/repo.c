#include "git/repo.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/sys/repository.h>
#include <openssl/crypto.h>

#include "base/error.h"
#include "git/database.h"
#include "git/discovery.h"
#include "git/handle.h"
#include "git/shallow.h"

static int global_init(void)
{
	/*
	 * Extensions that change nothing for a reader of objects, or that we
	 * refuse ourselves, with a better message.
	 */
	static const char *extensions[] = {"objectformat", "refstorage",
					   "worktreeconfig", "partialclone",
					   "preciousobjects"};
	static bool done;
	int err;

	if (done)
		return TICK_OK;
	/* before anything asks libcrypto for a hash and it reads its settings
	 */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	err = git_libgit2_init();
	if (err < 0)
		return tick_git_error(err, "libgit2");
	/* we verify and remember ourselves, and faster */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
			 sizeof(extensions) / sizeof(*extensions));
	done = true;
	return TICK_OK;
}

static int set_search(int level, const char *dir, const char *below)
{
	struct tick_buffer path = {NULL, 0, 0};
	int err = TICK_OK;

	if (*dir) {
		err = tick_buffer_append(&path, dir, strlen(dir));
		if (err == TICK_OK)
			err = tick_buffer_append(&path, below, strlen(below));
	}
	if (err == TICK_OK)
		err = tick_buffer_append(&path, "", 1);
	if (err == TICK_OK &&
	    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path.data) < 0)
		err = tick_git_error(-1, path.data);
	tick_buffer_clear(&path);
	return err;
}

/* Does the user hold every folder safe? libgit2 1.5 doesn't know the "*". */
static bool all_safe(void)
{
	git_config *config = NULL;
	git_config_iterator *found = NULL;
	git_config_entry *entry;
	bool all = false;

	if (git_config_open_default(&config) == 0 &&
	    git_config_multivar_iterator_new(&found, config, "safe.directory",
					     NULL) == 0) {
		while (git_config_next(&entry, found) == 0)
			all = *entry->value &&
			      (all || !strcmp(entry->value, "*"));
	}
	git_config_iterator_free(found);
	git_config_free(config);
	return all;
}

int tick_repo_settings(const char *home, const char *xdg)
{
	int err = global_init();

	if (err == TICK_OK)
		err = set_search(GIT_CONFIG_LEVEL_GLOBAL, home, "");
	if (err == TICK_OK)
		err = *xdg ? set_search(GIT_CONFIG_LEVEL_XDG, xdg, "/git")
			   : set_search(GIT_CONFIG_LEVEL_XDG, home,
					"/.config/git");
	if (err == TICK_OK)
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, !all_safe());
	return err;
}

/* TICK_EINVALID if the extension `key` has another value than `usual`. */
static int check_extension(git_config *config, const char *key,
			   const char *usual, const char *path,
			   const char *what)
{
	const char *value;

	if (git_config_get_string(&value, config, key) < 0 ||
	    !strcasecmp(value, usual))
		return TICK_OK;
	return tick_error_set(TICK_EINVALID, "%s: %s (%s = %s)", path, what,
			      key, value);
}

/* A format is the repository's own: what users set for all is no matter. */
static int own_config(git_config **out, git_repository *git)
{
	git_config *all = NULL, *own = NULL;
	int err = git_repository_config(&all, git);

	if (err == 0)
		err = git_config_open_level(&own, all, GIT_CONFIG_LEVEL_LOCAL);
	if (err == 0)
		err = git_config_snapshot(out, own);
	git_config_free(own);
	git_config_free(all);
	return err;
}

static int check_format(git_repository *git, const char *path)
{
	git_config *config = NULL;
	int err = own_config(&config, git);

	if (err == GIT_ENOTFOUND) /* none: the format of old */
		return TICK_OK;
	if (err < 0)
		return tick_git_error(err, path);
	err = check_extension(config, "extensions.objectformat", "sha1", path,
			      "a SHA-256 repository; tickmark reads SHA-1 "
			      "repositories");
	if (err == TICK_OK)
		err = check_extension(config, "extensions.refstorage", "files",
				      path,
				      "its references are not kept in files; "
				      "tickmark reads the files format");
	git_config_free(config);
	return err;
}

int tick_repo_refresh(tick_repo *repo)
{
	char packs[PATH_MAX];
	git_odb *odb = NULL;
	int err;

	snprintf(packs, sizeof(packs), "%s/pack", repo->places.list.data);
	repo->had_packs = access(packs, F_OK) == 0;
	err = tick_database_open(&odb, repo->places.list.data,
				 repo->places.list.len);

	if (err != TICK_OK)
		return err;
	git_odb_free(repo->odb);
	repo->odb = odb;
	return git_repository_set_odb(repo->git, odb) < 0
		       ? tick_git_error(-1, "objects")
		       : TICK_OK;
}

int tick_repo_admit(tick_repo *repo, const char *path)
{
	int err = tick_repo_check_whole(repo);

	if (err == TICK_OK)
		err = tick_places_add(&repo->places, path);
	return err == TICK_OK ? tick_repo_refresh(repo) : err;
}

/* Before libgit2 opens a database of its own, which it does when asked. */
static int open_objects(tick_repo *repo)
{
	git_buf path = {NULL, 0, 0};
	int err = git_repository_item_path(&path, repo->git,
					   GIT_REPOSITORY_ITEM_OBJECTS);

	if (err < 0)
		return tick_git_error(err, "objects");
	err = tick_places_find(&repo->places, path.ptr);
	git_buf_dispose(&path);
	return err == TICK_OK ? tick_repo_refresh(repo) : err;
}

static int new_repo(tick_repo **out)
{
	tick_repo *repo;
	int err = global_init();

	if (err != TICK_OK)
		return err;
	repo = calloc(1, sizeof(*repo));
	if (!repo)
		return tick_error_nomem();
	repo->refs = 1;
	*out = repo;
	return TICK_OK;
}

int tick_repo_open(tick_repo **out, const char *path)
{
	tick_repo *repo = NULL;
	int err = new_repo(&repo);

	if (err == TICK_OK)
		err = tick_discovery_check(path);
	if (err != TICK_OK)
		goto done;
	err = git_repository_open_ext(&repo->git, path, 0, NULL);
	if (err < 0) {
		err = tick_discovery_error(err, path);
		goto done;
	}
	err = tick_discovery_expected(repo->git, path);
	if (err == TICK_OK)
		err = check_format(repo->git, path);
	if (err == TICK_OK)
		err = open_objects(repo);
	if (err != TICK_OK)
		goto done;
	err = tick_shallow_read(&repo->shallow, &repo->shallow_len,
				git_repository_commondir(repo->git));
	if (err != TICK_OK)
		goto done;
	*out = repo;
	repo = NULL; /* now owned by the caller */
done:
	tick_repo_free(repo);
	return err;
}

int tick_repo_open_objects(tick_repo **out, const char *list, size_t len)
{
	tick_repo *repo = NULL;
	int err = new_repo(&repo);

	if (err == TICK_OK)
		err = tick_database_open(&repo->odb, list, len);
	if (err == TICK_OK)
		*out = repo;
	else
		tick_repo_free(repo);
	return err;
}

int tick_repo_check_whole(const tick_repo *repo)
{
	if (repo->git)
		return TICK_OK;
	return tick_error_set(TICK_EINVALID,
			      "objects alone: no references, no settings");
}

void tick_repo_free(tick_repo *repo)
{
	if (!repo || --repo->refs > 0)
		return;
	tick_cache_clear(&repo->trees);
	tick_places_clear(&repo->places);
	free(repo->shallow);
	git_odb_free(repo->odb);
	git_repository_free(repo->git);
	free(repo);
}

const char *tick_repo_path(const tick_repo *repo)
{
	return git_repository_path(repo->git);
}

const char *tick_repo_common(const tick_repo *repo)
{
	return git_repository_commondir(repo->git);
}

const char *tick_repo_work(const tick_repo *repo)
{
	return git_repository_workdir(repo->git);
}

bool tick_repo_is_bare(const tick_repo *repo)
{
	return git_repository_is_bare(repo->git);
}

bool tick_repo_is_shallow(const tick_repo *repo)
{
	return repo->shallow_len > 0;
}

bool tick_repo_is_replaced(const tick_repo *repo)
{
	git_reference_iterator *found = NULL;
	struct tick_buffer path = {NULL, 0, 0};
	const char *name, *common = git_repository_commondir(repo->git);
	bool replaced;

	replaced = git_reference_iterator_glob_new(&found, repo->git,
						   "refs/replace/*") == 0 &&
		   git_reference_next_name(&name, found) == 0;
	git_reference_iterator_free(found);
	if (tick_buffer_append(&path, common, strlen(common)) == TICK_OK &&
	    tick_buffer_append(&path, "info/grafts", 12) == TICK_OK &&
	    access(path.data, F_OK) == 0)
		replaced = true;
	tick_buffer_clear(&path);
	return replaced;
}

bool tick_repo_is_partial(const tick_repo *repo)
{
	git_config *config = NULL;
	const char *remote;
	bool partial = own_config(&config, repo->git) == 0 &&
		       git_config_get_string(&remote, config,
					     "extensions.partialclone") == 0;

	git_config_free(config);
	return partial;
}

bool tick_repo_ends_at(const tick_repo *repo, const tick_oid *commit)
{
	return tick_shallow_has(repo->shallow, repo->shallow_len, commit);
}

const struct tick_places *tick_repo_places(const tick_repo *repo)
{
	return &repo->places;
}

int tick_repo_setting(struct tick_buffer *out, bool *own, const tick_repo *repo,
		      const char *key)
{
	git_config *config = NULL;
	git_config_entry *entry = NULL;
	int err = tick_repo_check_whole(repo);

	if (err != TICK_OK)
		return err;
	err = git_repository_config_snapshot(&config, repo->git);
	if (err < 0)
		return tick_git_error(err, "configuration");
	if (git_config_get_entry(&entry, config, key) < 0 || !entry->value ||
	    !*entry->value)
		err = tick_error_set(TICK_ENOTFOUND,
				     "%s: not set in git's configuration", key);
	else
		err = tick_buffer_append(out, entry->value,
					 strlen(entry->value));
	if (err == TICK_OK)
		*own = entry->level >= GIT_CONFIG_LEVEL_LOCAL;
	git_config_entry_free(entry);
	git_config_free(config);
	return err;
}
