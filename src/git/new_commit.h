/* The bytes of a commit that is made. */
#ifndef GIT_NEW_COMMIT_H
#define GIT_NEW_COMMIT_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/glob.h"
#include "git/commit.h"
#include "git/object.h"

/* All bytes are the caller's. */
struct tick_new_file {
	struct tick_slice path, content;
	const tick_oid *id; /* of a blob that is there; NULL: it is new */
};

struct tick_new_commit {
	struct tick_person author, committer;
	struct tick_slice message;
	struct tick_new_file *files; /* comes back sorted */
	size_t files_len;
};

/*
 * Who signs: `sign` appends the armoured signature of `bytes` to `armour`, or
 * fails as anything here does. NULL for nobody.
 */
struct tick_signer {
	int (*sign)(void *data, struct tick_buffer *armour,
		    struct tick_slice bytes);
	void *data;
};

/*
 * Append the bytes of a commit to `out`, which is empty. One without a parent
 * is not signed: it is the same wherever it is made.
 */
int tick_new_commit_format(struct tick_buffer *out,
			   const struct tick_new_commit *commit,
			   const tick_oid *tree, const tick_oid *parent,
			   const struct tick_signer *signer);

#endif
