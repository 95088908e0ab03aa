#include "git/swap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "git/handle.h"
#include "git/repo.h"

#define LEFT_MAX 4096 /* bytes of our lock that are read */
#define WAIT_STEPS 2000
#define WAIT_STEP_NS 5000000 /* ten seconds in all */

static void pause_step(void)
{
	struct timespec step = {0, WAIT_STEP_NS};

	nanosleep(&step, NULL);
}

/* Length of what the lock says of others; our own lines go. */
static size_t keep_others(bool *is_ours, char *text, size_t len,
			  const char *ref)
{
	size_t ours = strlen(ref), kept = 0;

	*is_ours = false;
	for (size_t at = 0; at < len;) {
		char *line = text + at, *stop = memchr(line, '\n', len - at);
		size_t n = stop ? (size_t)(stop - line) : len - at;

		at += n + 1;
		if (!stop)
			break; /* whose it is nobody knows */
		if (n == ours && !memcmp(line, ref, n)) {
			*is_ours = true;
			continue;
		}
		memmove(text + kept, line, n + 1);
		kept += n + 1;
	}
	return kept;
}

/*
 * Our lock names the reference while it is moved. If it still does now that
 * the lock is ours, its holder was killed, and the reference's own lock file
 * is the one that was left. What other ledgers' holders left is theirs.
 */
static int recover(struct tick_swap *swap)
{
	char left[LEFT_MAX], path[PATH_MAX];
	ssize_t n = pread(swap->fd, left, sizeof(left), 0);
	bool is_ours;

	swap->others =
		keep_others(&is_ours, left, n > 0 ? (size_t)n : 0, swap->ref);
	if (is_ours && snprintf(path, sizeof(path), "%s%s.lock",
				tick_repo_common(swap->repo),
				swap->ref) < (int)sizeof(path))
		unlink(path);
	if (pwrite(swap->fd, left, swap->others, 0) < 0 ||
	    ftruncate(swap->fd, (off_t)swap->others) < 0)
		return tick_error_set(TICK_ERROR, "tickmark.lock: %s",
				      strerror(errno));
	return TICK_OK;
}

/* Our lock file, whose path is left in `path`; -1 and a message: no. */
static int open_lock(char path[PATH_MAX], tick_repo *repo)
{
	struct stat st;
	int fd;

	snprintf(path, PATH_MAX, "%stickmark.lock", tick_repo_common(repo));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0 || fstat(fd, &st) < 0) {
		tick_error_set(TICK_ERROR, "%s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_nlink > 1) {
		tick_error_set(TICK_EINVALID, "%s: not a file of its own",
			       path);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/*
 * Would `dir` and the reference's name lead out of the repository, or to a file
 * that has another name, too?
 */
static int check_way(const struct tick_swap *swap, const char *dir)
{
	char path[PATH_MAX];
	struct stat st = {0};
	size_t at;

	if (snprintf(path, sizeof(path), "%s%s", dir, swap->ref) >=
	    (int)sizeof(path))
		return tick_error_set(TICK_EINVALID, "%s: too long", swap->ref);
	for (at = strlen(dir); path[at]; at++) {
		at += strcspn(path + at, "/");
		char was = path[at];

		path[at] = '\0';
		if (lstat(path, &st) < 0)
			return TICK_OK; /* to be made */
		if (S_ISLNK(st.st_mode))
			return tick_error_set(TICK_EINVALID,
					      "%s: a symbolic link", path);
		if (!was)
			break;
		path[at] = was;
	}
	if (S_ISREG(st.st_mode) && st.st_nlink > 1)
		return tick_error_set(TICK_EINVALID,
				      "%s: not a file of its own", path);
	return TICK_OK;
}

/* The reference and its log. */
static int check_ways(const struct tick_swap *swap)
{
	const char *common = tick_repo_common(swap->repo);
	char logs[PATH_MAX];
	int err = check_way(swap, common);

	snprintf(logs, sizeof(logs), "%slogs/", common);
	return err == TICK_OK ? check_way(swap, logs) : err;
}

int tick_swap_open(struct tick_swap *swap, tick_repo *repo, const char *ref)
{
	char path[PATH_MAX];
	int valid = 0, err;

	git_reference_name_is_valid(&valid, ref);
	if (!valid || strncmp(ref, "refs/", 5))
		return tick_error_set(TICK_EINVALID,
				      "%s: no name for a reference", ref);
	swap->repo = repo;
	swap->ref = ref;
	err = check_ways(swap);
	if (err != TICK_OK)
		return err;
	swap->fd = open_lock(path, repo);
	if (swap->fd < 0)
		return TICK_ERROR;
	for (int i = 0; flock(swap->fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if (i == WAIT_STEPS || (errno != EWOULDBLOCK && errno != EINTR))
			return tick_error_set(TICK_ECONFLICT,
					      "%s: held by another process",
					      path);
		pause_step();
	}
	return recover(swap);
}

/* What a locked process may not make in the git directory itself. */
int tick_swap_prepare(tick_repo *repo)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%slogs", tick_repo_common(repo));
	if (!tick_repo_is_bare(repo) && mkdir(path, 0777) < 0 &&
	    errno != EEXIST)
		return tick_error_set(TICK_ERROR, "%s: %s", path,
				      strerror(errno));
	fd = open_lock(path, repo);
	if (fd < 0)
		return TICK_ERROR;
	close(fd);
	return TICK_OK;
}

void tick_swap_close(struct tick_swap *swap)
{
	if (swap->fd >= 0)
		close(swap->fd);
	swap->fd = -1;
}

static int moved(const struct tick_swap *swap)
{
	return tick_error_set(TICK_ECONFLICT,
			      "%s: moved by somebody else in the meantime",
			      swap->ref);
}

int tick_swap_check(const struct tick_swap *swap, const tick_oid *expected)
{
	git_reference *found = NULL;
	int err = git_reference_lookup(&found, swap->repo->git, swap->ref);

	if (err == GIT_ENOTFOUND)
		return expected ? moved(swap) : TICK_OK;
	if (err < 0)
		return tick_git_error(err, swap->ref);
	if (git_reference_type(found) != GIT_REFERENCE_DIRECT) {
		err = tick_error_set(TICK_EINVALID, "%s: a symbolic reference",
				     swap->ref);
	} else {
		tick_oid id = tick_oid_own(git_reference_target(found));

		if (!expected || tick_oid_compare(&id, expected))
			err = moved(swap);
	}
	git_reference_free(found);
	return err;
}

/* Git itself may hold the reference for a moment. */
static int create(const struct tick_swap *swap, const git_oid *old,
		  const git_oid *tip)
{
	git_reference *made = NULL;
	int err = GIT_ELOCKED;

	for (int i = 0; err == GIT_ELOCKED && i <= WAIT_STEPS / 5; i++) {
		if (i)
			pause_step();
		err = git_reference_create_matching(&made, swap->repo->git,
						    swap->ref, tip, 1, old,
						    "tickmark: append");
	}
	git_reference_free(made);
	return err;
}

/* Does the reference's file say `tip`? Needs no memory, which may be why we
 * ask. */
static bool is_at(const struct tick_swap *swap, const tick_oid *tip)
{
	char path[PATH_MAX], now[TICK_HEX_SIZE] = "", wanted[TICK_HEX_SIZE];
	ssize_t n;
	int fd;

	if (snprintf(path, sizeof(path), "%s%s", tick_repo_common(swap->repo),
		     swap->ref) >= (int)sizeof(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	n = read(fd, now, sizeof(now) - 1);
	close(fd);
	tick_oid_format(wanted, tip);
	return n == sizeof(now) - 1 && !strcmp(now, wanted);
}

int tick_swap_commit(struct tick_swap *swap, const tick_oid *expected,
		     const tick_oid *tip)
{
	/* of zeros: there must be no such reference */
	git_oid old = {{0}}, new = tick_oid_git(tip);
	char line[LEFT_MAX];
	int err, len = snprintf(line, sizeof(line), "%s\n", swap->ref);

	if (expected)
		old = tick_oid_git(expected);
	if (len >= (int)sizeof(line) ||
	    pwrite(swap->fd, line, (size_t)len, (off_t)swap->others) != len)
		return tick_error_set(TICK_ERROR, "tickmark.lock: %s",
				      strerror(errno));
	err = create(swap, &old, &new);
	if (ftruncate(swap->fd, (off_t)swap->others) < 0 && err == 0)
		err = 0; /* it is done; recovery will find nothing to do */
	if (err == GIT_EMODIFIED || err == GIT_ENOTFOUND || err == GIT_EEXISTS)
		return moved(swap);
	if (err == 0)
		return TICK_OK;
	err = tick_git_error(err, swap->ref);
	/* what failed may have come after the move */
	return is_at(swap, tip) ? TICK_OK : err;
}
