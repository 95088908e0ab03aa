#include "git/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "git/diff.h"
#include "git/tree.h"

struct walk {
	struct tick_disk_folder *out;
	const char *dir;
	struct tick_buffer path;    /* of the folder we are in, then '/' */
	struct tick_buffer content; /* of the file we are at */
	size_t files_left, bytes_left;
	int depth;
};

/* One name of a folder, while the folder is read. */
struct item {
	size_t name; /* in the folder's text */
	uint32_t len;
	uint16_t mode;
	enum tick_kind kind;
	tick_oid id;
};

static int hash_folder(tick_oid *out, bool *empty, struct walk *walk, int fd);

/* Closes nothing; errno says why. */
static int disk_error(const struct walk *walk)
{
	int code = errno == ENOENT ? TICK_ENOTFOUND : TICK_ERROR;

	return tick_error_set(code, "%s/%.*s: %s", walk->dir,
			      (int)walk->path.len, walk->path.data,
			      strerror(errno));
}

static int limit_error(const struct walk *walk, const char *what)
{
	return tick_error_set(TICK_ELIMIT, "%s: more %s than the limit",
			      walk->dir, what);
}

static int read_file(struct walk *walk, int dir, const char *name)
{
	struct tick_buffer *content = &walk->content;
	int fd = openat(dir, name,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = 1;
	int err = TICK_OK;

	if (fd < 0)
		return disk_error(walk);
	content->len = 0;
	while (err == TICK_OK && n) {
		err = tick_buffer_reserve(content, 1 << 16);
		if (err != TICK_OK)
			break;
		n = read(fd, content->data + content->len,
			 content->cap - content->len);
		if (n < 0)
			err = disk_error(walk);
		else
			content->len += (size_t)n;
		if (err == TICK_OK && content->len > walk->bytes_left)
			err = limit_error(walk, "bytes");
	}
	close(fd);
	return err;
}

static int read_link(struct walk *walk, int dir, const char *name)
{
	struct tick_buffer *content = &walk->content;
	ssize_t n;
	int err;

	content->len = 0;
	err = tick_buffer_reserve(content, PATH_MAX);
	if (err != TICK_OK)
		return err;
	n = readlinkat(dir, name, content->data, PATH_MAX);
	if (n < 0)
		return disk_error(walk);
	content->len = (size_t)n;
	if (content->len > walk->bytes_left)
		return limit_error(walk, "bytes");
	return TICK_OK;
}

/* Hash the file or link at the walk's path and list it. */
static int hash_file(struct item *item, struct walk *walk, int dir,
		     const char *name)
{
	struct tick_disk_folder *out = walk->out;
	struct tick_folder_file file = {.path = out->text.len,
					.len = walk->path.len,
					.kind = item->kind};
	int err = item->kind == TICK_KIND_SYMLINK ? read_link(walk, dir, name)
						  : read_file(walk, dir, name);

	if (err != TICK_OK)
		return err;
	if (!walk->files_left--)
		return limit_error(walk, "files");
	walk->bytes_left -= walk->content.len;
	tick_object_hash(&item->id, TICK_BLOB, walk->content.data,
			 walk->content.len);
	file.id = item->id;
	file.size = walk->content.len;
	err = tick_buffer_append(&out->text, walk->path.data, walk->path.len);
	if (err != TICK_OK)
		return err;
	return tick_buffer_append(&out->files, &file, sizeof(file));
}

static int hash_below(struct item *item, bool *empty, struct walk *walk,
		      int dir, const char *name)
{
	int err, fd;

	if (walk->depth == TICK_DEPTH_MAX)
		return limit_error(walk, "levels");
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return disk_error(walk);
	err = tick_buffer_append(&walk->path, "/", 1);
	if (err != TICK_OK) {
		close(fd);
		return err;
	}
	walk->depth++;
	err = hash_folder(&item->id, empty, walk, fd);
	walk->depth--;
	return err;
}

/* `skip` is true for what git wouldn't track. */
static int hash_item(struct item *item, bool *skip, struct walk *walk, int dir,
		     const char *name)
{
	struct stat st;

	*skip = false;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return disk_error(walk);
	if (S_ISDIR(st.st_mode)) {
		item->mode = S_IFDIR;
		item->kind = TICK_KIND_TREE;
		return hash_below(item, skip, walk, dir, name);
	}
	if (S_ISREG(st.st_mode)) {
		item->mode = S_IFREG | (st.st_mode & S_IXUSR ? 0755 : 0644);
		item->kind = TICK_KIND_BLOB;
		return hash_file(item, walk, dir, name);
	}
	if (S_ISLNK(st.st_mode)) {
		item->mode = S_IFLNK;
		item->kind = TICK_KIND_SYMLINK;
		return hash_file(item, walk, dir, name);
	}
	*skip = true;
	return TICK_OK;
}

static int add_item(struct tick_buffer *items, struct tick_buffer *names,
		    struct walk *walk, int dir, const char *name)
{
	struct item item = {.name = names->len, .len = (uint32_t)strlen(name)};
	size_t len = walk->path.len;
	bool skip = false;
	int err;

	if (!strcmp(name, ".") || !strcmp(name, "..") ||
	    !strcasecmp(name, ".git"))
		return TICK_OK;
	err = tick_buffer_append(&walk->path, name, item.len);
	if (err == TICK_OK)
		err = hash_item(&item, &skip, walk, dir, name);
	walk->path.len = len;
	if (err != TICK_OK || skip)
		return err;
	err = tick_buffer_append(names, name, item.len);
	if (err != TICK_OK)
		return err;
	return tick_buffer_append(items, &item, sizeof(item));
}

/* The id of the tree with these items. */
static int hash_items(tick_oid *out, const struct tick_buffer *items,
		      const struct tick_buffer *names)
{
	const struct item *item = (const struct item *)items->data;
	size_t len = items->len / sizeof(*item);
	struct tick_entry *list = malloc((len + 1) * sizeof(*list));
	struct tick_buffer raw = {NULL, 0, 0};
	int err;

	if (!list)
		return tick_error_nomem();
	for (size_t i = 0; i < len; i++)
		list[i] =
			(struct tick_entry){.name = names->data + item[i].name,
					    .id = item[i].id.id,
					    .len = item[i].len,
					    .mode = item[i].mode,
					    .kind = (uint8_t)item[i].kind};
	err = tick_entries_format(&raw, list, len);
	if (err == TICK_OK)
		tick_object_hash(out, TICK_TREE, raw.data, raw.len);
	tick_buffer_clear(&raw);
	free(list);
	return err;
}

/* Takes `fd`. Recursion is bounded by TICK_DEPTH_MAX. */
static int hash_folder(tick_oid *out, bool *empty, struct walk *walk, int fd)
{
	struct tick_buffer items = {NULL, 0, 0}, names = {NULL, 0, 0};
	const struct dirent *entry;
	DIR *dir = fdopendir(fd);
	int err = TICK_OK;

	if (!dir) {
		err = disk_error(walk);
		close(fd);
		return err;
	}
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		err = add_item(&items, &names, walk, fd, entry->d_name);
		if (err != TICK_OK)
			goto done;
	}
	if (errno) {
		err = disk_error(walk);
		goto done;
	}
	*empty = !items.len;
	err = hash_items(out, &items, &names);
done:
	closedir(dir);
	tick_buffer_clear(&items);
	tick_buffer_clear(&names);
	return err;
}

static int compare_files(const void *a, const void *b, void *text)
{
	const struct tick_folder_file *x = a, *y = b;
	const char *base = text;
	int order = memcmp(base + x->path, base + y->path,
			   x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

int tick_disk_folder_read(struct tick_disk_folder *out, const char *dir,
			  size_t files, size_t bytes)
{
	struct walk walk = {.out = out,
			    .dir = dir,
			    .files_left = files,
			    .bytes_left = bytes};
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool empty = true;
	int err;

	if (fd < 0)
		return tick_error_set(errno == ENOENT ? TICK_ENOTFOUND
						      : TICK_ERROR,
				      "%s: %s", dir, strerror(errno));
	err = hash_folder(&out->tree, &empty, &walk, fd);
	tick_buffer_clear(&walk.path);
	tick_buffer_clear(&walk.content);
	if (err == TICK_OK && out->files.len)
		qsort_r(out->files.data,
			out->files.len / sizeof(struct tick_folder_file),
			sizeof(struct tick_folder_file), compare_files,
			out->text.data);
	return err;
}

const struct tick_folder_file *tick_disk_folder_list(
	const struct tick_disk_folder *folder, size_t *len)
{
	*len = folder->files.len / sizeof(struct tick_folder_file);
	return (const struct tick_folder_file *)folder->files.data;
}

struct tick_slice tick_disk_folder_path(const struct tick_disk_folder *folder,
					const struct tick_folder_file *file)
{
	return (struct tick_slice){folder->text.data + file->path, file->len};
}

void tick_disk_folder_clear(struct tick_disk_folder *folder)
{
	tick_buffer_clear(&folder->files);
	tick_buffer_clear(&folder->text);
}
