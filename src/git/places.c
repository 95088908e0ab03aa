#include "git/places.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <git2.h>

#include "base/error.h"

#define DEPTH_MAX 5 /* git's own */
#define PLACES_MAX 64
#define FILE_MAX ((off_t)1 << 20)
#define LINES_MAX 10000 /* of all files together */
#define REFUSED_MAX 10  /* told one by one */

static int refuse(struct tick_places *places, const char *path, const char *why)
{
	struct tick_buffer *out = &places->refused;
	int err;

	if (places->refused_len++ >= REFUSED_MAX)
		return TICK_OK;
	err = tick_buffer_append(out, path, strlen(path) + 1);
	return err == TICK_OK ? tick_buffer_append(out, why, strlen(why) + 1)
			      : err;
}

/* What was refused beyond those that are told. */
static int refuse_rest(struct tick_places *places, const char *objects)
{
	char why[64];

	if (places->refused_len <= REFUSED_MAX)
		return TICK_OK;
	snprintf(why, sizeof(why), "%zu more of its alternates",
		 places->refused_len - REFUSED_MAX);
	places->refused_len = 0; /* so that this one is told, too */
	return refuse(places, objects, why);
}

static bool has_place(const struct tick_places *places, const char *path)
{
	const struct tick_buffer *list = &places->list;

	for (size_t at = 0; at < list->len;) {
		if (!strcmp(list->data + at, path))
			return true;
		at += strlen(list->data + at) + 1;
	}
	return false;
}

/* Is `path` the objects of the repository or work tree `safe`? */
static bool is_below(const char *path, const char *safe)
{
	size_t len = strlen(safe);

	while (len > 1 && safe[len - 1] == '/')
		len--;
	return !strncmp(path, safe, len) &&
	       (!path[len] || !strcmp(path + len, "/objects") ||
		!strcmp(path + len, "/.git/objects"));
}

/* Only the user's settings and the system's count; an empty value resets. */
bool tick_place_is_safe(const char *path)
{
	git_config *config = NULL;
	git_config_iterator *found = NULL;
	git_config_entry *entry;
	bool safe = false;

	if (git_config_open_default(&config) == 0 &&
	    git_config_multivar_iterator_new(&found, config, "safe.directory",
					     NULL) == 0) {
		while (git_config_next(&entry, found) == 0)
			safe = *entry->value &&
			       (safe || !strcmp(entry->value, "*") ||
				is_below(path, entry->value));
	}
	git_config_iterator_free(found);
	git_config_free(config);
	return safe;
}

/* Why the directory `path` is not read, or NULL. Static. */
static const char *place_fault(const char *path)
{
	struct statfs fs;
	struct stat st;

	if (stat(path, &st) < 0 || statfs(path, &fs) < 0)
		return "no such directory";
	if (!S_ISDIR(st.st_mode))
		return "not a directory";
	if (fs.f_type == PROC_SUPER_MAGIC || fs.f_type == SYSFS_MAGIC)
		return "not a directory of files";
	if (st.st_uid != geteuid() && st.st_uid != 0 &&
	    !tick_place_is_safe(path))
		return "owned by another user; if you trust it, name it as "
		       "git's safe.directory";
	return NULL;
}

/* The bytes of `from`/info/alternates with a NUL, or nothing. */
static int read_lines(struct tick_buffer *out, struct tick_places *places,
		      const char *from)
{
	char path[PATH_MAX + 32];
	struct stat st;
	int fd, err = TICK_OK;
	ssize_t n = 0;

	snprintf(path, sizeof(path), "%s/info/alternates", from);
	/* it may be a pipe that nobody writes to */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? TICK_OK
			       : refuse(places, path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		err = refuse(places, path, "not a file");
	else if (st.st_size > FILE_MAX)
		err = refuse(places, path, "larger than 1 MiB");
	else if ((err = tick_buffer_reserve(out, (size_t)st.st_size + 1)) ==
		 TICK_OK)
		n = read(fd, out->data, (size_t)st.st_size);
	close(fd);
	if (n < 0)
		return refuse(places, path, strerror(errno));
	if (!out->data)
		return err;
	out->len = (size_t)n;
	return tick_buffer_append(out, "", 1);
}

static int add_place(struct tick_places *places, const char *path, int depth);

/* One line of `from`/info/alternates. */
static int add_line(struct tick_places *places, const char *from,
		    const char *line, int depth)
{
	char joined[PATH_MAX], path[PATH_MAX];
	bool absolute = *line == '/';

	if (!*line || *line == '#')
		return TICK_OK;
	if (snprintf(joined, sizeof(joined), "%s%s%s", absolute ? "" : from,
		     absolute ? "" : "/", line) >= (int)sizeof(joined))
		return refuse(places, from,
			      "an alternate with too long a path");
	if (!realpath(joined, path))
		return refuse(places, joined, strerror(errno));
	return add_place(places, path, depth);
}

static int add_alternates(struct tick_places *places, const char *from,
			  int depth)
{
	struct tick_buffer lines = {NULL, 0, 0};
	char *line, *rest;
	int err = read_lines(&lines, places, from);

	rest = lines.data;
	while (err == TICK_OK && places->lines < LINES_MAX &&
	       (line = strsep(&rest, "\n"))) {
		err = add_line(places, from, line, depth);
		if (++places->lines == LINES_MAX && err == TICK_OK)
			err = refuse(places, from,
				     "more than 10,000 "
				     "alternates");
	}
	tick_buffer_clear(&lines);
	return err;
}

/* Recursion is bounded by DEPTH_MAX, its results by PLACES_MAX. */
static int add_place(struct tick_places *places, const char *path, int depth)
{
	const char *why;
	int err;

	if (has_place(places, path))
		return TICK_OK;
	why = place_fault(path);
	if (!why && depth > DEPTH_MAX + 1)
		why = "an alternate of an alternate, too deep for git";
	if (!why && places->len == PLACES_MAX)
		why = "more than 64 object directories";
	if (why)
		return refuse(places, path, why);
	err = tick_buffer_append(&places->list, path, strlen(path) + 1);
	if (err != TICK_OK)
		return err;
	places->len++;
	return add_alternates(places, path, depth + 1);
}

int tick_places_find(struct tick_places *places, const char *objects)
{
	struct tick_places found = {.len = 0};
	const char *why;
	char path[PATH_MAX];
	int err = TICK_OK;

	if (!realpath(objects, path))
		return tick_error_set(errno == ENOENT ? TICK_ENOTFOUND
						      : TICK_ERROR,
				      "%s: %s", objects, strerror(errno));
	err = add_place(&found, path, 0);
	if (err == TICK_OK && !found.len) {
		why = place_fault(path); /* none: it was the system's, then */
		err = tick_error_set(why ? TICK_EINVALID : TICK_ERROR, "%s: %s",
				     path, why ? why : "it can't be read");
	}
	if (err == TICK_OK)
		err = refuse_rest(&found, path);
	if (err == TICK_OK)
		*places = found;
	else
		tick_places_clear(&found);
	return err;
}

int tick_places_add(struct tick_places *places, const char *path)
{
	const char *objects = places->list.data, *why;
	size_t len = strlen(objects);
	char real[PATH_MAX];
	int err;

	if (*path != '/')
		return tick_error_set(TICK_EINVALID, "%s: not an absolute path",
				      path);
	if (!realpath(path, real))
		return tick_error_set(TICK_EINVALID, "%s: %s", path,
				      strerror(errno));
	if (strncmp(real, objects, len) || real[len] != '/')
		return tick_error_set(TICK_EINVALID, "%s: not below %s", path,
				      objects);
	why = place_fault(real);
	if (why)
		return tick_error_set(TICK_EINVALID, "%s: %s", path, why);
	err = tick_buffer_append(&places->list, real, strlen(real) + 1);
	if (err == TICK_OK)
		places->len++;
	return err;
}

void tick_places_clear(struct tick_places *places)
{
	tick_buffer_clear(&places->list);
	tick_buffer_clear(&places->refused);
	places->len = places->refused_len = places->lines = 0;
}
