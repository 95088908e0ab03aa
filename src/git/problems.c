#include "git/problems.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

#define PROBLEMS_MAX 1000
#define SHOWN_MAX 4096 /* bytes of a name */

int tick_problems_next(struct tick_problem *out,
		       const struct tick_problems *problems, size_t *at)
{
	const char **parts[] = {&out->commit, &out->path, &out->message};

	if (*at >= problems->text.len)
		return 0;
	for (int i = 0; i < 3; i++) {
		*parts[i] = problems->text.data + *at;
		*at += strlen(*parts[i]) + 1;
	}
	return 1;
}

/* An odd entry stays from commit to commit: its first is enough. */
static int has_problem(const struct tick_problems *problems, const char *commit,
		       const char *path, size_t len, const char *message)
{
	struct tick_problem known;

	for (size_t at = 0; tick_problems_next(&known, problems, &at);) {
		if (strlen(known.path) == len &&
		    !memcmp(known.path, path, len) &&
		    (len || !strcmp(known.commit, commit)) &&
		    !strcmp(known.message, message))
			return 1;
	}
	return 0;
}

int tick_problems_add(struct tick_problems *problems, const tick_oid *commit,
		      const char *path, size_t len, const char *message)
{
	char hex[TICK_HEX_SIZE] = "";
	struct tick_buffer *text = &problems->text;
	int err;

	if (commit)
		tick_oid_format(hex, commit);
	if (problems->len == PROBLEMS_MAX ||
	    has_problem(problems, hex, path, len, message))
		return TICK_OK;
	/* all of it or nothing: the parts are read in threes */
	err = tick_buffer_reserve(text, TICK_HEX_SIZE + len + 1 +
						strlen(message) + 1);
	if (err != TICK_OK)
		return err;
	tick_buffer_append(text, hex, strlen(hex) + 1);
	tick_buffer_append(text, path, len);
	tick_buffer_append(text, "", 1);
	tick_buffer_append(text, message, strlen(message) + 1);
	problems->len++;
	return TICK_OK;
}

/* Append `name` so that it is UTF-8, and no longer than a name may be. */
static int append_shown(struct tick_buffer *out, const char *name, size_t len)
{
	char byte[sizeof("\\xNN")];
	int err = TICK_OK;

	for (size_t i = 0, size; i < len && err == TICK_OK; i += size) {
		if (i > SHOWN_MAX)
			return tick_buffer_append(out, "...", 3);
		size = tick_utf8_size(name + i, len - i);
		if (size) {
			err = tick_buffer_append(out, name + i, size);
			continue;
		}
		size = 1;
		snprintf(byte, sizeof(byte), "\\x%02X", (unsigned char)name[i]);
		err = tick_buffer_append(out, byte, sizeof(byte) - 1);
	}
	return err;
}

/* Could what was passed over, a file or a folder, have been asked for? */
static bool concerns(const struct tick_globs *globs,
		     const struct tick_oddity *odd, struct tick_slice path)
{
	return !odd->len || tick_globs_match(globs, path) ||
	       tick_globs_enter(globs, path);
}

static int add_odd(struct tick_problems *problems, const tick_oid *commit,
		   struct tick_buffer *whole, const struct tick_oddity *odd,
		   const struct tick_globs *globs)
{
	size_t len = whole->len;
	int err = tick_buffer_append(whole, odd->name, odd->len);

	if (err != TICK_OK ||
	    !concerns(globs, odd, (struct tick_slice){whole->data, whole->len}))
		return err;
	whole->len = len;
	err = append_shown(whole, odd->name, odd->len);
	if (err != TICK_OK)
		return err;
	return tick_problems_add(problems, commit, whole->data, whole->len,
				 odd->why);
}

int tick_problems_odd(struct tick_problems *problems, const tick_oid *commit,
		      const char *path, size_t len, const tick_entries *tree,
		      const struct tick_globs *globs)
{
	size_t count;
	const struct tick_oddity *odd = tick_entries_oddities(tree, &count);
	struct tick_buffer whole = {NULL, 0, 0};
	int err = count ? tick_buffer_reserve(&whole, 1) : TICK_OK;

	for (size_t i = 0; i < count && err == TICK_OK; i++) {
		whole.len = 0;
		err = tick_buffer_append(&whole, path, len);
		if (err == TICK_OK && len && odd[i].len)
			err = tick_buffer_append(&whole, "/", 1);
		if (err == TICK_OK)
			err = add_odd(problems, commit, &whole, &odd[i], globs);
	}
	tick_buffer_clear(&whole);
	return err;
}

void tick_problems_clear(struct tick_problems *problems)
{
	tick_buffer_clear(&problems->text);
	problems->len = 0;
}
