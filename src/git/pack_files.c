#include "git/pack_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

struct file {
	const char *ending;
	const struct tick_buffer *bytes;
	char draft[PATH_MAX], path[PATH_MAX];
	bool was_there; /* a pack is named by its bytes: it may be in use */
};

static int fault(const char *path)
{
	return tick_error_set(TICK_ERROR, "%s: %s", path, strerror(errno));
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static int name_file(struct file *file, const char *dir, const char *hex)
{
	/* git's own names: it clears away what is left under them, and takes
	 * nothing for a pack that doesn't end in ".idx" */
	int n = snprintf(file->draft, PATH_MAX, "%s/tmp_%s_%s", dir,
			 file->ending, hex);

	if (n >= PATH_MAX)
		return tick_error_set(TICK_EINVALID, "%s: too long", dir);
	snprintf(file->path, PATH_MAX, "%s/pack-%s.%s", dir, hex, file->ending);
	file->was_there = access(file->path, F_OK) == 0;
	return TICK_OK;
}

static int write_draft(const struct file *file)
{
	int fd, err = TICK_OK;

	unlink(file->draft); /* of one who was killed */
	fd = open(file->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0)
		return fault(file->draft);
	if (!write_all(fd, file->bytes->data, file->bytes->len) ||
	    fsync(fd) < 0)
		err = fault(file->draft);
	if (close(fd) < 0 && err == TICK_OK)
		err = fault(file->draft);
	return err;
}

static int sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = fd < 0 || fsync(fd) < 0 ? fault(dir) : TICK_OK;

	if (fd >= 0)
		close(fd);
	return err;
}

static void undo(const struct file *file)
{
	unlink(file->draft);
	if (!file->was_there)
		unlink(file->path);
}

int tick_pack_files_write(const char *dir, const char *hex,
			  const struct tick_buffer *pack,
			  const struct tick_buffer *index)
{
	/* a reader goes by the index, which therefore comes last */
	struct file files[] = {{.ending = "pack", .bytes = pack},
			       {.ending = "idx", .bytes = index}};
	int err = TICK_OK;

	for (int i = 0; i < 2 && err == TICK_OK; i++)
		err = name_file(&files[i], dir, hex);
	if (err != TICK_OK)
		return err;
	for (int i = 0; i < 2 && err == TICK_OK; i++)
		err = write_draft(&files[i]);
	for (int i = 0; i < 2 && err == TICK_OK; i++) {
		if (rename(files[i].draft, files[i].path) < 0)
			err = fault(files[i].path);
	}
	if (err == TICK_OK)
		err = sync_folder(dir);
	if (err != TICK_OK) {
		undo(&files[1]);
		undo(&files[0]);
	}
	return err;
}
