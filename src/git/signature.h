/* What a commit is signed with, and what of it is signed. */
#ifndef GIT_SIGNATURE_H
#define GIT_SIGNATURE_H

#include "base/buffer.h"
#include "git/commit.h"

/*
 * Take a commit apart: `signature` gets the armour of its gpgsig, and nothing
 * if it has none; `payload` the bytes of the commit without it.
 */
int tick_signature_split(struct tick_buffer *signature,
			 struct tick_buffer *payload,
			 const struct tick_commit *commit);

#endif
