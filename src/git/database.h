/* libgit2's object database over directories that we name. */
#ifndef GIT_DATABASE_H
#define GIT_DATABASE_H

#include <stddef.h>

struct git_odb;

/*
 * Open a database of the object directories in `list`, each with a NUL, and of
 * no others: libgit2 would follow any line of any info/alternates. New packs
 * go to the first. Release with git_odb_free().
 */
int tick_database_open(struct git_odb **out, const char *list, size_t len);

#endif
