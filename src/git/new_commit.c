#include "git/new_commit.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

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

/* The armour as a header: what a line goes on with starts with a blank. */
static int append_armour(struct tick_buffer *out, struct tick_slice armour)
{
	const char *end = armour.data + armour.len;
	int err = append_text(out, "gpgsig");

	while (armour.len && end[-1] == '\n') {
		armour.len--;
		end--;
	}
	if (!armour.len)
		return tick_error_set(TICK_EINVALID, "an empty signature");
	for (const char *line = armour.data, *stop;
	     err == TICK_OK && line < end; line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop)
			stop = end;
		err = append_text(out, " ");
		if (err == TICK_OK)
			err = tick_buffer_append(out, line,
						 (size_t)(stop - line));
		if (err == TICK_OK)
			err = append_text(out, "\n");
	}
	return err;
}

/* Put the signature of all that is there between headers and message. */
static int sign(struct tick_buffer *out, size_t headers,
		const struct tick_signer *signer)
{
	struct tick_buffer armour = {NULL, 0, 0}, message = {NULL, 0, 0};
	struct tick_slice bytes = {out->data, out->len};
	int err = signer->sign(signer->data, &armour, bytes);

	if (err == TICK_OK)
		err = tick_buffer_append(&message, out->data + headers,
					 out->len - headers);
	out->len = headers;
	if (err == TICK_OK)
		err = append_armour(
			out, (struct tick_slice){armour.data, armour.len});
	if (err == TICK_OK)
		err = tick_buffer_append(out, message.data, message.len);
	tick_buffer_clear(&message);
	tick_buffer_clear(&armour);
	return err;
}

int tick_new_commit_format(struct tick_buffer *out,
			   const struct tick_new_commit *commit,
			   const tick_oid *tree, const tick_oid *parent,
			   const struct tick_signer *signer)
{
	size_t headers;
	int err = append_id(out, "tree", tree);

	if (err == TICK_OK && parent)
		err = append_id(out, "parent", parent);
	if (err == TICK_OK)
		err = append_person(out, "author", &commit->author);
	if (err == TICK_OK)
		err = append_person(out, "committer", &commit->committer);
	headers = out->len;
	if (err == TICK_OK)
		err = append_message(out, commit->message);
	return err == TICK_OK && parent && signer ? sign(out, headers, signer)
						  : err;
}
