/* Commits: what was read, written down properly, reads as the same again. */
#include <string.h>

#include "base/buffer.h"
#include "fuzz.h"
#include "git/commit.h"

static void put(struct tick_buffer *out, const void *data, size_t len)
{
	FUZZ_CHECK(tick_buffer_append(out, data, len) == TICK_OK);
}

static void put_id(struct tick_buffer *out, const char *key, const tick_oid *id)
{
	char hex[TICK_HEX_SIZE];

	tick_oid_format(hex, id);
	put(out, key, strlen(key));
	put(out, hex, strlen(hex));
	put(out, "\n", 1);
}

static void put_person(struct tick_buffer *out, const char *key,
		       const struct tick_person *person)
{
	int zone = person->offset < 0 ? -person->offset : person->offset;
	int hours = zone / 60 > 99 ? 99 : zone / 60;
	char when[64];
	int len = snprintf(when, sizeof(when), "> %lld %c%02d%02d\n",
			   (long long)person->time,
			   person->offset < 0 ? '-' : '+', hours,
			   zone - 60 * hours);

	put(out, key, strlen(key));
	put(out, person->name, person->name_len);
	put(out, " <", 2);
	put(out, person->mail, person->mail_len);
	put(out, when, (size_t)len);
}

static void put_commit(struct tick_buffer *out,
		       const struct tick_commit *commit)
{
	const char *cursor = NULL;
	tick_oid parent;

	put_id(out, "tree ", &commit->tree);
	while (tick_commit_parent(&parent, commit, &cursor))
		put_id(out, "parent ", &parent);
	put_person(out, "author ", &commit->author);
	put_person(out, "committer ", &commit->committer);
	if (commit->is_signed)
		put(out, "gpgsig x\n", 9);
	put(out, "\n", 1);
	put(out, commit->message, commit->message_len);
}

static void check_person(const struct tick_person *a,
			 const struct tick_person *b)
{
	FUZZ_CHECK(a->name_len == b->name_len && a->mail_len == b->mail_len);
	FUZZ_CHECK(!memcmp(a->name, b->name, a->name_len));
	FUZZ_CHECK(!memcmp(a->mail, b->mail, a->mail_len));
	FUZZ_CHECK(a->time == b->time && a->offset == b->offset);
}

static void check_same(const struct tick_commit *a, const struct tick_commit *b)
{
	const char *at_a = NULL, *at_b = NULL;
	tick_oid one, other;

	FUZZ_CHECK(!memcmp(&a->tree, &b->tree, sizeof(a->tree)));
	while (tick_commit_parent(&one, a, &at_a)) {
		FUZZ_CHECK(tick_commit_parent(&other, b, &at_b));
		FUZZ_CHECK(!memcmp(&one, &other, sizeof(one)));
	}
	FUZZ_CHECK(!tick_commit_parent(&other, b, &at_b));
	check_person(&a->author, &b->author);
	check_person(&a->committer, &b->committer);
	FUZZ_CHECK(a->is_signed == b->is_signed);
	FUZZ_CHECK(a->message_len == b->message_len &&
		   !memcmp(a->message, b->message, a->message_len));
}

static void check_subject(const struct tick_commit *commit)
{
	const char *at = commit->message;
	struct tick_slice line;

	while (tick_commit_subject(&line, &at, commit)) {
		FUZZ_CHECK(line.len && !memchr(line.data, '\n', line.len));
		FUZZ_CHECK(line.data >= commit->message && at > line.data);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tick_buffer out = {0};
	struct tick_commit commit, again;

	if (tick_commit_parse(&commit, (const char *)data, size) != TICK_OK)
		return 0;
	check_subject(&commit);
	put_commit(&out, &commit);
	FUZZ_CHECK(tick_commit_parse(&again, out.data, out.len) == TICK_OK);
	check_same(&commit, &again);
	tick_buffer_clear(&out);
	return 0;
}
