#include "git/commit.h"

#include <string.h>

#include "base/error.h"

#define COMMIT_MAX ((size_t)64 << 20)
#define ZONE_MAX 1400
#define TIME_MAX 253402300799 /* the end of the year 9999 */

struct header {
	const char *key, *value;
	size_t key_len, value_len;
};

/*
 * The header at `*at`, its first line only: continuation lines start with a
 * space and are passed over. False at the end.
 */
static bool next_header(struct header *out, const char **at, const char *end)
{
	const char *line, *stop, *space;

	do {
		line = *at;
		if (line >= end)
			return false;
		stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop)
			stop = end;
		*at = stop < end ? stop + 1 : end;
	} while (line < stop && *line == ' ');
	space = memchr(line, ' ', (size_t)(stop - line));
	if (!space)
		space = stop;
	out->key = line;
	out->key_len = (size_t)(space - line);
	out->value = space < stop ? space + 1 : stop;
	out->value_len = (size_t)(stop - out->value);
	return true;
}

static bool is_key(const struct header *header, const char *key)
{
	size_t len = strlen(key);

	return header->key_len == len && !memcmp(header->key, key, len);
}

static void trim(const char **text, size_t *len)
{
	while (*len && (*text)[0] == ' ') {
		++*text;
		--*len;
	}
	while (*len && (*text)[*len - 1] == ' ')
		--*len;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * "1700000000 +0200"; as in git, what is no number or too large is 0. False if
 * it is not what a clock would say.
 */
static bool parse_time(struct tick_person *out, const char *at, const char *end)
{
	int64_t time = 0;
	int zone = 0, digits = 0, sign;
	const char *first;

	while (at < end && *at == ' ')
		at++;
	for (first = at; at < end && is_digit(*at); at++) {
		if (__builtin_mul_overflow(time, 10, &time) ||
		    __builtin_add_overflow(time, *at - '0', &time))
			return false;
	}
	if (at == first || time > TIME_MAX)
		return false;
	out->time = time;
	while (at < end && *at == ' ')
		at++;
	if (at == end || (*at != '+' && *at != '-'))
		return false;
	sign = *at++ == '-' ? -1 : 1;
	for (; at < end && is_digit(*at) && digits < 4; digits++)
		zone = zone * 10 + (*at++ - '0');
	if (digits == 4)
		out->offset = sign * (zone / 100 * 60 + zone % 100);
	return digits == 4 && zone <= ZONE_MAX && zone % 100 < 60;
}

/*
 * "Name <mail> time zone", of which anything may be missing. False if the time
 * is not one.
 */
static bool parse_person(struct tick_person *out, const struct header *header)
{
	const char *at = header->value, *end = at + header->value_len;
	const char *open = memchr(at, '<', header->value_len);
	const char *close = memrchr(at, '>', header->value_len);
	const char *first;

	out->name = at;
	out->name_len = (size_t)((open ? open : close ? close : end) - at);
	trim(&out->name, &out->name_len);
	if (open) {
		first = memchr(open, '>', (size_t)(end - open));
		out->mail = open + 1;
		out->mail_len = (size_t)((first ? first : end) - (open + 1));
		trim(&out->mail, &out->mail_len);
	}
	return close && parse_time(out, close + 1, end);
}

/* The first fault is told. */
static void note_fault(struct tick_commit *commit, const char *fault)
{
	if (!commit->fault)
		commit->fault = fault;
}

int tick_commit_parse(struct tick_commit *out, const char *data, size_t len)
{
	struct tick_person nobody = {.name = "", .mail = ""};
	struct tick_commit commit = {.author = nobody, .committer = nobody};
	bool tree = false, author = false, committer = false;
	const char *blank = memmem(data, len, "\n\n", 2);
	const char *at = data, *end = blank ? blank + 1 : data + len;
	struct header header;

	commit.headers = data;
	commit.headers_len = (size_t)(end - data);
	commit.message = blank ? blank + 2 : end;
	commit.message_len = len - (size_t)(commit.message - data);
	while (next_header(&header, &at, end)) {
		if (is_key(&header, "tree")) {
			if (tree)
				note_fault(&commit, "more than one tree");
			else
				tree = header.value_len == 2 * TICK_OID_SIZE &&
				       tick_oid_parse(&commit.tree,
						      header.value,
						      header.value_len);
		} else if (!author && is_key(&header, "author")) {
			author = true;
			if (!parse_person(&commit.author, &header))
				note_fault(&commit, "an impossible time");
		} else if (!committer && is_key(&header, "committer")) {
			committer = true;
			if (!parse_person(&commit.committer, &header))
				note_fault(&commit, "an impossible time");
		} else if (is_key(&header, "gpgsig") ||
			   is_key(&header, "gpgsig-sha256")) {
			commit.is_signed = true;
		}
	}
	if (!tree)
		return tick_error_set(TICK_EINVALID,
				      "malformed commit: it has no tree");
	if (!author || !committer)
		note_fault(&commit, author ? "no committer" : "no author");
	if (memchr(data, '\0', len))
		note_fault(&commit, "a NUL byte in it");
	*out = commit;
	return TICK_OK;
}

bool tick_commit_parent(tick_oid *out, const struct tick_commit *commit,
			const char **cursor)
{
	const char *end = commit->headers + commit->headers_len;
	struct header header;

	if (!*cursor)
		*cursor = commit->headers;
	while (next_header(&header, cursor, end)) {
		if (is_key(&header, "parent") &&
		    header.value_len == 2 * TICK_OID_SIZE &&
		    tick_oid_parse(out, header.value, header.value_len))
			return true;
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool tick_commit_subject(struct tick_slice *out, const char **at,
			 const struct tick_commit *commit)
{
	const char *end = commit->message + commit->message_len;
	bool first = *at == commit->message;
	const char *start, *stop, *line;

	do {
		line = *at;
		if (line == end)
			return false;
		stop = memchr(line, '\n', (size_t)(end - line));
		*at = stop ? stop + 1 : end;
		if (!stop)
			stop = end;
		for (start = line; start < stop && is_space(*start);)
			start++;
		while (stop > start && is_space(stop[-1]))
			stop--;
	} while (first && start == stop);
	out->data = start;
	out->len = (size_t)(stop - start);
	return out->len > 0;
}

int tick_commit_read(struct tick_commit *out, tick_object **raw,
		     tick_repo *repo, const tick_oid *id)
{
	tick_object *object = NULL;
	char hex[TICK_HEX_SIZE];
	const char *data;
	size_t len;
	int err;

	err = tick_object_read(&object, repo, id, TICK_COMMIT, COMMIT_MAX);
	if (err != TICK_OK)
		return err;
	data = tick_object_data(object, &len);
	if (tick_commit_parse(out, data, len) != TICK_OK) {
		tick_object_free(object);
		tick_oid_format(hex, id);
		return tick_error_set(TICK_EINVALID,
				      "%s: malformed commit: it has no tree",
				      hex);
	}
	*raw = object;
	return TICK_OK;
}
