/* Loose objects, read so that no file can hang or exhaust us. */
#ifndef GIT_LOOSE_H
#define GIT_LOOSE_H

struct git_odb_backend;

/*
 * A read-only backend for the loose objects of the directory `objects`. Its
 * owner releases it with its own free().
 */
int tick_loose_new(struct git_odb_backend **out, const char *objects);

#endif
