/* Packed objects, read at once where a pack is as git makes them. */
#ifndef GIT_PACKS_H
#define GIT_PACKS_H

struct git_odb_backend;

/*
 * A read-only backend for the packs of the directory `objects`, to be asked
 * before libgit2's: what is unusual or damaged isn't there, and libgit2 has the
 * last word on it. Its owner releases it with its own free().
 */
int tick_packs_new(struct git_odb_backend **out, const char *objects);

#endif
