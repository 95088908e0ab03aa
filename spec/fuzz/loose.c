/*
 * Loose objects. After an 'f' the input is a file; after another byte it is
 * what a file inflates to, and the object is read exactly when its head is
 * right about the rest.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "fuzz.h"
#include "git/loose.h"
#include "git/object.h"

static char folder[] = "/tmp/tickmark-fuzz-XXXXXX";
static char path[128];
static git_odb_backend *objects;
static git_oid id; /* of zeros */

static void remove_folder(void)
{
	char *slash = strrchr(path, '/');

	unlink(path);
	*slash = 0;
	rmdir(path);
	rmdir(folder);
}

static void open_objects(void)
{
	git_libgit2_init();
	FUZZ_CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/00", folder);
	FUZZ_CHECK(!mkdir(path, 0700));
	snprintf(path, sizeof(path), "%s/00/%038d", folder, 0);
	atexit(remove_folder);
	FUZZ_CHECK(!tick_loose_new(&objects, folder));
}

static void write_file(const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	FUZZ_CHECK(file && fwrite(data, 1, size, file) == size);
	FUZZ_CHECK(!fclose(file));
}

static void write_deflated(const void *data, size_t size)
{
	uLongf len = compressBound(size);
	unsigned char *bytes = malloc(len);

	FUZZ_CHECK(compress2(bytes, &len, data, size, 1) == Z_OK);
	write_file(bytes, len);
	free(bytes);
}

/* What is behind a head that is right about it, or NULL. */
static const char *body_of(const char *data, size_t size)
{
	const char *nul = memchr(data, 0, size);
	char head[64];

	for (int type = TICK_COMMIT; nul && type <= TICK_TAG; type++) {
		int len = snprintf(head, sizeof(head), "%s %zu",
				   tick_type_name(type),
				   size - (size_t)(nul + 1 - data));

		if (nul - data == len && !memcmp(data, head, (size_t)len))
			return nul + 1;
	}
	return NULL;
}

static void check_read(const char *body, size_t size, int known)
{
	git_object_t type, said_type;
	size_t len, said;
	void *data = NULL;
	int err = objects->read_header(&said, &said_type, objects, &id);

	if (objects->read(&data, &len, &type, objects, &id) < 0) {
		FUZZ_CHECK(!known || !body);
		return;
	}
	FUZZ_CHECK(!err && said == len && said_type == type);
	FUZZ_CHECK(!known || (body && len == size && !memcmp(data, body, len)));
	git_odb_backend_data_free(objects, data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1, *body = NULL;
	int known = size && *data != 'f';

	if (!size)
		return 0;
	if (!objects)
		open_objects();
	size--;
	if (known) {
		write_deflated(text, size);
		body = body_of(text, size);
	} else {
		write_file(text, size);
	}
	check_read(body, body ? size - (size_t)(body - text) : 0, known);
	return 0;
}
