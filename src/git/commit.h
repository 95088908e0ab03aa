/* Commits, read by a parser of our own that lives with what others wrote. */
#ifndef GIT_COMMIT_H
#define GIT_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/glob.h"
#include "git/object.h"

/* Who and when, as claimed: any bytes; a broken time is 0. */
struct tick_person {
	const char *name, *mail;
	size_t name_len, mail_len;
	int64_t time;
	int offset; /* minutes east of UTC */
};

/*
 * All pointers go into the bytes that were parsed; `fault` is static: what is
 * wrong with a commit that can be read all the same, or NULL.
 */
struct tick_commit {
	tick_oid tree;
	struct tick_person author, committer;
	const char *headers, *message;
	size_t headers_len, message_len;
	bool is_signed;
	const char *fault;
};

/* TICK_EINVALID, without naming the commit, unless there is a tree. */
int tick_commit_parse(struct tick_commit *out, const char *data, size_t len);

/*
 * The next parent, from `*cursor` on, which starts as NULL; false when there
 * is none left.
 */
bool tick_commit_parent(tick_oid *out, const struct tick_commit *commit,
			const char **cursor);

/*
 * The next line of the first paragraph of the message, from `*at` on, which
 * starts as the message; false when there is none left.
 */
bool tick_commit_subject(struct tick_slice *out, const char **at,
			 const struct tick_commit *commit);

/*
 * Read and parse the commit `id`; `raw` holds its bytes. Release `raw` with
 * tick_object_free().
 */
int tick_commit_read(struct tick_commit *out, tick_object **raw,
		     tick_repo *repo, const tick_oid *id);

#endif
