#include "git/repo.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/handle.h"

#define DEPTH_MAX 5 /* git's own */
#define PLACES_MAX 64

/* One line of `from`/info/alternates as an absolute, clean path. */
static bool resolve_line(char out[PATH_MAX], const char *from, char *line)
{
	char joined[PATH_MAX];

	line[strcspn(line, "\n")] = '\0';
	if (!*line || *line == '#')
		return false;
	if (snprintf(joined, sizeof(joined), "%s%s%s", *line == '/' ? "" : from,
		     *line == '/' ? "" : "/", line) >= (int)sizeof(joined))
		return false;
	return realpath(joined, out) != NULL;
}

static bool has_place(const struct tick_buffer *places, const char *place,
		      size_t *count)
{
	*count = 0;
	for (size_t at = 0; at < places->len; ++*count) {
		if (!strcmp(places->data + at, place))
			return true;
		at += strlen(places->data + at) + 1;
	}
	return false;
}

/* Recursion is bounded by DEPTH_MAX, its results by PLACES_MAX. */
static int add_place(struct tick_buffer *out, const char *place, int depth)
{
	char path[PATH_MAX + 32], line[PATH_MAX], next[PATH_MAX];
	size_t count;
	FILE *file;
	int err;

	if (has_place(out, place, &count))
		return TICK_OK;
	if (count == PLACES_MAX)
		return tick_error_set(TICK_ELIMIT,
				      "%s: more than %d object directories",
				      place, PLACES_MAX);
	err = tick_buffer_append(out, place, strlen(place) + 1);
	snprintf(path, sizeof(path), "%s/info/alternates", place);
	file = err == TICK_OK && depth < DEPTH_MAX ? fopen(path, "re") : NULL;
	while (file && err == TICK_OK && fgets(line, sizeof(line), file)) {
		if (resolve_line(next, place, line))
			err = add_place(out, next, depth + 1);
	}
	if (file)
		fclose(file);
	return err;
}

int tick_repo_objects(struct tick_buffer *out, const tick_repo *repo)
{
	git_buf path = {NULL, 0, 0};
	char place[PATH_MAX];
	int err = git_repository_item_path(&path, repo->git,
					   GIT_REPOSITORY_ITEM_OBJECTS);

	if (err < 0)
		return tick_git_error(err, "objects");
	if (realpath(path.ptr, place))
		err = add_place(out, place, 0);
	else
		err = tick_error_set(TICK_ENOTFOUND, "%s: no such directory",
				     path.ptr);
	git_buf_dispose(&path);
	return err;
}
