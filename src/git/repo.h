/* Opening repositories, finding their parts, and naming commits. */
#ifndef GIT_REPO_H
#define GIT_REPO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "git/object.h"
#include "git/places.h"

/*
 * Where git finds the user's settings: below `home`, and below `xdg`, its
 * XDG_CONFIG_HOME; "" is not set. Before the first repository is opened.
 */
int tick_repo_settings(const char *home, const char *xdg);

/*
 * Open the repository at or above `path`, as git finds and refuses it. Not
 * thread-safe: each thread opens its own. Release with tick_repo_free().
 */
int tick_repo_open(tick_repo **out, const char *path);

/*
 * Open the object directories in `list`, each with a NUL, as a repository that
 * has nothing else: it touches no other file, and what needs references or
 * settings is TICK_EINVALID. Release with tick_repo_free().
 */
int tick_repo_open_objects(tick_repo **out, const char *list, size_t len);

/*
 * Open the object directories of a whole repository again, for a folder of
 * packs that wasn't there before.
 */
int tick_repo_refresh(tick_repo *repo);

/*
 * Read objects of a whole repository from `path`, too, where git keeps what is
 * pushed until its hooks have agreed: below its objects, or TICK_EINVALID.
 */
int tick_repo_admit(tick_repo *repo, const char *path);

/* TICK_EINVALID when `repo` is object directories only. */
int tick_repo_check_whole(const tick_repo *repo);

/* NULL is allowed. What was made from `repo` stays valid. */
void tick_repo_free(tick_repo *repo);

/* Git directory, the one that work trees share, work tree or NULL, of a whole
 * repository. They end in '/'. Borrowed from `repo`. */
const char *tick_repo_path(const tick_repo *repo);
const char *tick_repo_common(const tick_repo *repo);
const char *tick_repo_work(const tick_repo *repo);

bool tick_repo_is_bare(const tick_repo *repo);
bool tick_repo_is_shallow(const tick_repo *repo);

/* Are there replacements of objects, refs/replace or grafts? We ignore them. */
bool tick_repo_is_replaced(const tick_repo *repo);

/* Were objects left out of this clone, to be fetched when needed? */
bool tick_repo_is_partial(const tick_repo *repo);

/* Is the history before `commit` cut off? */
bool tick_repo_ends_at(const tick_repo *repo, const tick_oid *commit);

/* The object directories of a whole repository. Borrowed from `repo`. */
const struct tick_places *tick_repo_places(const tick_repo *repo);

/*
 * Append a setting of git's, as user.name, to `out`; TICK_ENOTFOUND when it is
 * not set. `own` tells whether it is this repository's, and not its user's or
 * the system's.
 */
int tick_repo_setting(struct tick_buffer *out, bool *own, const tick_repo *repo,
		      const char *key);

/*
 * The commit that `rev` names. `ref`, when not NULL, gets the full name of
 * the branch that `rev` is, or stays empty.
 */
int tick_repo_resolve(tick_oid *out, struct tick_buffer *ref, tick_repo *repo,
		      const char *rev);

/* The commit of the direct reference `name`, e.g. refs/heads/main. */
int tick_repo_ref(tick_oid *out, tick_repo *repo, const char *name);

#endif
