#include "git/append.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/bed.h"
#include "git/handle.h"
#include "git/new_pack.h"
#include "git/places.h"
#include "git/plant.h"
#include "git/repo.h"
#include "git/swap.h"

#define OFFSET_MAX (24 * 60 - 1)

static int append_text(struct tick_buffer *out, const char *text)
{
	return tick_buffer_append(out, text, strlen(text));
}

/* Without what would end the field. */
static int append_clean(struct tick_buffer *out, const char *text, size_t len)
{
	int err = tick_buffer_reserve(out, len);

	if (err != TICK_OK)
		return err;
	while (len && text[0] == ' ') {
		text++;
		len--;
	}
	while (len && text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= 0x20 && text[i] != '<' &&
		    text[i] != '>' && text[i] != 0x7f)
			out->data[out->len++] = text[i];
	}
	return TICK_OK;
}

static int append_person(struct tick_buffer *out, const char *key,
			 const struct tick_person *person)
{
	int offset = person->offset < 0 ? -person->offset : person->offset;
	char when[64];
	int err;

	if (person->time < 0 || offset > OFFSET_MAX)
		return tick_error_set(TICK_EINVALID, "%s: no time for a commit",
				      key);
	snprintf(when, sizeof(when), "> %lld %c%02d%02d\n",
		 (long long)person->time, person->offset < 0 ? '-' : '+',
		 offset / 60, offset % 60);
	err = append_text(out, key);
	if (err == TICK_OK)
		err = append_text(out, " ");
	if (err == TICK_OK)
		err = append_clean(out, person->name, person->name_len);
	if (err == TICK_OK)
		err = append_text(out, " <");
	if (err == TICK_OK)
		err = append_clean(out, person->mail, person->mail_len);
	return err == TICK_OK ? append_text(out, when) : err;
}

static int append_id(struct tick_buffer *out, const char *key,
		     const tick_oid *id)
{
	char line[16 + TICK_HEX_SIZE], hex[TICK_HEX_SIZE];

	tick_oid_format(hex, id);
	snprintf(line, sizeof(line), "%s %s\n", key, hex);
	return append_text(out, line);
}

static int append_message(struct tick_buffer *out, struct tick_slice message)
{
	bool ends = message.len && message.data[message.len - 1] == '\n';
	int err;

	if (message.len && memchr(message.data, '\0', message.len))
		return tick_error_set(TICK_EINVALID,
				      "message: a NUL byte in it");
	err = append_text(out, "\n");
	if (err == TICK_OK)
		err = tick_buffer_append(out, message.data, message.len);
	return err == TICK_OK && !ends ? append_text(out, "\n") : err;
}

/* The bytes of a commit. */
static int format_commit(struct tick_buffer *out,
			 const struct tick_new_commit *commit,
			 const tick_oid *tree, const tick_oid *parent)
{
	int err = append_id(out, "tree", tree);

	if (err == TICK_OK && parent)
		err = append_id(out, "parent", parent);
	if (err == TICK_OK)
		err = append_person(out, "author", &commit->author);
	if (err == TICK_OK)
		err = append_person(out, "committer", &commit->committer);
	if (err == TICK_OK)
		err = append_message(out, commit->message);
	return err;
}

/* What grows: the files of a commit, and the pack of what is new. */
struct growth {
	struct tick_bed *root;
	tick_new_pack *pack;
	tick_oid tip;
	bool any; /* commits: is there a tip? */
};

static void clear_growth(struct growth *growth)
{
	tick_bed_free(growth->root);
	tick_new_pack_free(growth->pack);
}

/* On the commit `expected`, or on none. */
static int begin(struct growth *growth, tick_repo *repo,
		 const tick_oid *expected)
{
	struct tick_commit parent;
	tick_object *raw = NULL;
	int err = tick_new_pack_new(&growth->pack);

	if (err == TICK_OK && expected)
		err = tick_commit_read(&parent, &raw, repo, expected);
	if (err == TICK_OK)
		err = tick_bed_open(&growth->root, repo,
				    expected ? &parent.tree : NULL);
	if (expected)
		growth->tip = *expected;
	growth->any = expected;
	tick_object_free(raw);
	return err;
}

static int grow(struct growth *growth, struct tick_new_commit *commit)
{
	struct tick_buffer raw = {NULL, 0, 0};
	tick_oid tree;
	int err = tick_plant(&tree, growth->root, growth->pack, commit->files,
			     commit->files_len);

	if (err == TICK_OK)
		err = format_commit(&raw, commit, &tree,
				    growth->any ? &growth->tip : NULL);
	if (err == TICK_OK)
		err = tick_new_pack_add(&growth->tip, growth->pack, TICK_COMMIT,
					raw.data, raw.len, NULL);
	growth->any = true;
	tick_buffer_clear(&raw);
	return err;
}

static int append_place(struct tick_buffer *out, const char *dir,
			const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", dir, name);
	if (lstat(path, &st) < 0)
		return TICK_OK; /* no reflogs here, nothing to write to */
	if (S_ISLNK(st.st_mode))
		return tick_error_set(TICK_EINVALID, "%s: a symbolic link",
				      path);
	return tick_buffer_append(out, path, strlen(path) + 1);
}

int tick_append_prepare(struct tick_buffer *out, tick_repo *repo)
{
	const char *common = tick_repo_common(repo);
	const struct tick_places *places = tick_repo_places(repo);
	int err = tick_swap_prepare(repo);

	if (err == TICK_OK)
		err = append_place(out, "", places->list.data);
	if (err == TICK_OK)
		err = append_place(out, common, "refs");
	if (err == TICK_OK)
		err = append_place(out, common, "logs");
	if (err == TICK_OK)
		err = append_place(out, common, "tickmark.lock");
	if (err == TICK_OK && strcmp(common, tick_repo_path(repo)))
		err = append_place(out, tick_repo_path(repo), "logs");
	return err;
}

/* The folder of packs, which is made if there is none. */
static int open_packs(char path[PATH_MAX], tick_repo *repo)
{
	snprintf(path, PATH_MAX, "%s/pack", tick_repo_places(repo)->list.data);
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return tick_error_set(TICK_ERROR, "%s: %s", path,
				      strerror(errno));
	/* nobody looks for one that has come since */
	return repo->had_packs ? TICK_OK : tick_repo_refresh(repo);
}

/* Write `commits` on `expected` as one pack. */
static int grow_all(tick_oid *tip, tick_repo *repo, const tick_oid *expected,
		    struct tick_new_commit *commits, size_t len)
{
	struct growth growth = {NULL};
	char packs[PATH_MAX];
	int err = open_packs(packs, repo);

	if (err == TICK_OK)
		err = begin(&growth, repo, expected);
	for (size_t i = 0; i < len && err == TICK_OK; i++)
		err = grow(&growth, &commits[i]);
	if (err == TICK_OK)
		err = tick_new_pack_write(growth.pack, packs);
	if (err == TICK_OK)
		*tip = growth.tip;
	clear_growth(&growth);
	return err;
}

int tick_append(tick_oid *out, tick_repo *repo, const char *ref,
		const tick_oid *expected, struct tick_new_commit *commits,
		size_t len)
{
	struct tick_swap swap = {.fd = -1};
	tick_oid tip;
	int err;

	if (!len)
		return tick_error_set(TICK_EINVALID, "%s: nothing to append",
				      ref);
	err = tick_repo_check_whole(repo);
	if (err == TICK_OK)
		err = tick_swap_open(&swap, repo, ref);
	if (err == TICK_OK)
		err = tick_swap_check(&swap, expected);
	if (err == TICK_OK)
		err = grow_all(&tip, repo, expected, commits, len);
	if (err == TICK_OK) {
		/* for the reference's log, whatever the configuration says */
		git_repository_set_ident(repo->git, "tickmark", "tickmark");
		err = tick_swap_commit(&swap, expected, &tip);
	}
	if (err == TICK_OK)
		*out = tip;
	tick_swap_close(&swap);
	return err;
}
