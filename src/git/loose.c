#include "git/loose.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "base/error.h"
#include "git/object.h"

#define BYTES_MAX ((size_t)1 << 30) /* of a file, and of an object */
#define RATIO_MAX 1032              /* deflate's own */
#define PART 16384
#define DIGITS_MAX 18 /* of a size */
#define HEX GIT_OID_HEXSZ

/*
 * One directory. Its stream and buffers serve one object after the other; what
 * was inflated for an object's head is still there when its bytes are asked
 * for, which nearly always is at once.
 */
struct loose {
	git_odb_backend parent;
	z_stream stream;
	git_oid id; /* of the object in hand */
	bool held;
	int fd;
	int state;   /* what inflate() said last */
	size_t file; /* bytes of the file, and those not read yet */
	size_t left;
	size_t size; /* of the object, as its head says */
	size_t head; /* bytes of that head, with its NUL */
	size_t len;  /* bytes in `out`, with the head */
	git_object_t type;
	unsigned char in[PART], out[PART];
	size_t dir; /* bytes of the path that are the directory's */
	char path[];
};

/* What the system refused; our caller puts the object's id before it. */
static int unread(void)
{
	char text[160];

	snprintf(text, sizeof(text), "its file can't be read: %s",
		 strerror(errno));
	git_error_set_str(GIT_ERROR_FILESYSTEM, text);
	return -1;
}

/* What is wrong with the file, likewise. */
__attribute__((format(printf, 1, 2))) static int fault(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	git_error_set_str(GIT_ERROR_ODB, text);
	return -1;
}

static void drop(struct loose *loose)
{
	if (loose->fd >= 0)
		close(loose->fd);
	loose->fd = -1;
	loose->held = false;
}

/* The path of an object, or of the folder that would hold it. */
static const char *path_of(struct loose *loose, const git_oid *id, bool folder)
{
	char hex[HEX + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	sprintf(loose->path + loose->dir, "/%.2s%s%s", hex, folder ? "" : "/",
		folder ? "" : hex + 2);
	return loose->path;
}

static int open_file(struct loose *loose, const git_oid *id)
{
	struct stat st;

	/* it may be a pipe that nobody writes to */
	loose->fd = open(path_of(loose, id, false),
			 O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (loose->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return GIT_ENOTFOUND;
	if (loose->fd < 0 || fstat(loose->fd, &st) < 0)
		return unread();
	if (!S_ISREG(st.st_mode))
		return fault("its file is none");
	if (st.st_size > (off_t)BYTES_MAX)
		return fault("its file is larger than 1 GiB");
	loose->id = *id;
	loose->file = loose->left = (size_t)st.st_size;
	loose->stream.avail_in = 0;
	loose->state = Z_OK;
	inflateReset(&loose->stream);
	return 0;
}

static int refill(struct loose *loose)
{
	size_t want = loose->left < PART ? loose->left : PART;
	ssize_t n = 0;

	do {
		if (want)
			n = read(loose->fd, loose->in, want);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return unread();
	if (n == 0)
		return fault("its file is truncated");
	loose->left -= (size_t)n;
	loose->stream.next_in = loose->in;
	loose->stream.avail_in = (uInt)n;
	return 0;
}

/* Inflate into `to` until it is full or all is there. */
static int pump(size_t *len, struct loose *loose, unsigned char *to,
		size_t room)
{
	z_stream *z = &loose->stream;
	int err = 0;

	z->next_out = to;
	z->avail_out = (uInt)room;
	while (loose->state == Z_OK && z->avail_out && err == 0) {
		if (!z->avail_in)
			err = refill(loose);
		if (err == 0)
			loose->state = inflate(z, Z_NO_FLUSH);
	}
	*len = room - z->avail_out;
	if (err < 0 || loose->state == Z_OK || loose->state == Z_STREAM_END)
		return err;
	if (loose->state == Z_MEM_ERROR) {
		git_error_set_oom();
		return -1;
	}
	if (!z->total_out)
		return fault("its file is not zlib's");
	return fault("its file is damaged: %s", z->msg ? z->msg : "no zlib");
}

/* "blob 12\0" */
static int parse_head(struct loose *loose)
{
	const char *at = (const char *)loose->out, *name;
	const char *end = memchr(at, '\0', loose->len);

	for (int type = TICK_COMMIT; end && type <= TICK_TAG; type++) {
		size_t len = strlen(name = tick_type_name(type));

		if (strncmp(at, name, len) || at[len] != ' ')
			continue;
		loose->type = (git_object_t)type;
		at += len + 1;
		len = strspn(at, "0123456789");
		if (!len || len > DIGITS_MAX || at + len != end ||
		    (*at == '0' && len > 1))
			break;
		loose->size = strtoul(at, NULL, 10);
		loose->head = (size_t)(end + 1 - (const char *)loose->out);
		return 0;
	}
	return fault("its file doesn't start as an object's");
}

/* The object has `len` bytes, as far as they are inflated. */
static int check_size(const struct loose *loose, size_t len)
{
	if (loose->state == Z_OK && len <= loose->size)
		return loose->size / RATIO_MAX <= loose->file
			       ? 0
			       : fault("says %zu bytes, more than its file "
				       "holds",
				       loose->size);
	if (len > loose->size)
		return fault("says %zu bytes, holds more", loose->size);
	if (len < loose->size)
		return fault("says %zu bytes, holds %zu", loose->size, len);
	if (loose->left || loose->stream.avail_in)
		return fault("its file has bytes behind its end");
	return 0;
}

/* Have the start of an object in hand. */
static int begin(struct loose *loose, const git_oid *id)
{
	int err;

	if (loose->held && git_oid_equal(&loose->id, id))
		return 0;
	drop(loose);
	err = open_file(loose, id);
	if (err == 0)
		err = pump(&loose->len, loose, loose->out, PART);
	if (err == 0)
		err = parse_head(loose);
	if (err == 0)
		err = check_size(loose, loose->len - loose->head);
	if (err == 0)
		loose->held = true;
	else
		drop(loose);
	return err;
}

static int loose_read_header(size_t *len, git_object_t *type,
			     git_odb_backend *backend, const git_oid *id)
{
	struct loose *loose = (struct loose *)backend;
	int err = begin(loose, id);

	if (err == 0) {
		*len = loose->size;
		*type = loose->type;
	}
	return err;
}

/* All bytes of the object in hand, with a NUL. */
static int finish(unsigned char *out, struct loose *loose)
{
	size_t len = loose->len - loose->head, more = 0;
	int err = 0;

	memcpy(out, loose->out + loose->head, len);
	if (loose->state == Z_OK)
		err = pump(&more, loose, out + len, loose->size + 1 - len);
	if (err == 0 && loose->state == Z_OK)
		err = fault("says %zu bytes, holds more", loose->size);
	if (err == 0)
		err = check_size(loose, len + more);
	out[loose->size] = '\0';
	return err;
}

static int loose_read(void **data, size_t *len, git_object_t *type,
		      git_odb_backend *backend, const git_oid *id)
{
	struct loose *loose = (struct loose *)backend;
	void *bytes = NULL;
	int err = begin(loose, id);

	if (err < 0)
		return err;
	if (loose->size > BYTES_MAX)
		err = fault("larger than 1 GiB");
	else if (!(bytes = git_odb_backend_data_alloc(backend,
						      loose->size + 1)))
		err = -1;
	if (err == 0)
		err = finish(bytes, loose);
	drop(loose);
	if (err < 0) {
		git_odb_backend_data_free(backend, bytes);
		return err;
	}
	*data = bytes;
	*len = loose->size;
	*type = loose->type;
	return 0;
}

static int loose_exists(git_odb_backend *backend, const git_oid *id)
{
	struct loose *loose = (struct loose *)backend;
	struct stat st;

	return stat(path_of(loose, id, false), &st) == 0 && S_ISREG(st.st_mode);
}

/* Set `id` to that of a file's name if it starts as `hex` does. */
static bool has_prefix(git_oid *id, const char *name, const char *hex,
		       size_t len)
{
	char whole[HEX + 1];

	if (strlen(name) != HEX - 2 || strncmp(name, hex + 2, len - 2))
		return false;
	memcpy(whole, hex, 2);
	memcpy(whole + 2, name, HEX - 1);
	return strspn(whole, "0123456789abcdef") == HEX &&
	       git_oid_fromstr(id, whole) == 0;
}

static int loose_exists_prefix(git_oid *out, git_odb_backend *backend,
			       const git_oid *prefix, size_t len)
{
	struct loose *loose = (struct loose *)backend;
	DIR *folder = opendir(path_of(loose, prefix, true));
	struct dirent *entry;
	char hex[HEX + 1];
	git_oid found;
	int count = 0;

	git_oid_tostr(hex, sizeof(hex), prefix);
	while (folder && count < 2 && (entry = readdir(folder))) {
		if (has_prefix(&found, entry->d_name, hex, len) && !count++)
			*out = found;
	}
	if (folder)
		closedir(folder);
	if (count < 2)
		return count ? 0 : GIT_ENOTFOUND;
	fault("more than one object starts so");
	return GIT_EAMBIGUOUS;
}

static int loose_read_prefix(git_oid *out, void **data, size_t *len,
			     git_object_t *type, git_odb_backend *backend,
			     const git_oid *prefix, size_t prefix_len)
{
	int err = loose_exists_prefix(out, backend, prefix, prefix_len);

	return err < 0 ? err : loose_read(data, len, type, backend, out);
}

static void loose_free(git_odb_backend *backend)
{
	struct loose *loose = (struct loose *)backend;

	drop(loose);
	inflateEnd(&loose->stream);
	free(loose);
}

int tick_loose_new(git_odb_backend **out, const char *objects)
{
	size_t len = strlen(objects);
	struct loose *loose = calloc(1, sizeof(*loose) + len + HEX + 3);

	if (!loose)
		return tick_error_nomem();
	if (inflateInit(&loose->stream) != Z_OK) {
		free(loose);
		return tick_error_nomem();
	}
	git_odb_init_backend(&loose->parent, GIT_ODB_BACKEND_VERSION);
	loose->parent.read = loose_read;
	loose->parent.read_header = loose_read_header;
	loose->parent.read_prefix = loose_read_prefix;
	loose->parent.exists = loose_exists;
	loose->parent.exists_prefix = loose_exists_prefix;
	loose->parent.free = loose_free;
	loose->fd = -1;
	loose->dir = len;
	memcpy(loose->path, objects, len);
	*out = &loose->parent;
	return TICK_OK;
}
