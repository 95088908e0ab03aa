#include "git/line.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/commit.h"
#include "git/handle.h"
#include "git/repo.h"

#define LINE_MAX_COMMITS 20000000

struct tick_line {
	tick_repo *repo;
	struct tick_line_commit *commits; /* oldest first */
	size_t len;
	bool is_shallow;
	int refs;
};

static struct tick_line_commit *items(const struct tick_buffer *buf, size_t *n)
{
	*n = buf->len / sizeof(struct tick_line_commit);
	return (struct tick_line_commit *)buf->data;
}

/* Append the commit `id`; `*next` says if `parent` is set. */
static int add_commit(struct tick_buffer *buf, tick_oid *parent, bool *next,
		      tick_repo *repo, const tick_oid *id)
{
	struct tick_line_commit item;
	struct tick_commit commit;
	tick_object *raw = NULL;
	const char *cursor = NULL;
	int err = tick_commit_read(&commit, &raw, repo, id);

	if (err != TICK_OK)
		return err;
	item.id = *id;
	item.tree = commit.tree;
	item.time = item.arrival = commit.committer.time;
	item.fault = commit.fault;
	*next = tick_commit_parent(parent, &commit, &cursor);
	tick_object_free(raw);
	return tick_buffer_append(buf, &item, sizeof(item));
}

/* The parent of `child` can't be read. */
static int parent_error(int err, const tick_oid *child)
{
	char hex[TICK_HEX_SIZE];

	if (err != TICK_ENOTFOUND)
		return err;
	tick_oid_format(hex, child);
	return tick_error_set(err, "%s: its parent is missing", hex);
}

/* Newest first, into `buf`. */
static int walk(struct tick_buffer *buf, bool *shallow, tick_repo *repo,
		const tick_oid *tip)
{
	tick_oid id = *tip, parent, child;
	bool next = true;

	for (size_t n = 0; next; n++) {
		int err = add_commit(buf, &parent, &next, repo, &id);

		if (err != TICK_OK)
			return n ? parent_error(err, &child) : err;
		if (n == LINE_MAX_COMMITS)
			return tick_error_set(TICK_ELIMIT,
					      "more than %d commits on a line",
					      LINE_MAX_COMMITS);
		if (tick_repo_ends_at(repo, &id)) {
			*shallow = true;
			return TICK_OK;
		}
		child = id;
		id = parent;
	}
	return TICK_OK;
}

/* Turn the commits round and fill in arrivals. */
static void finish(tick_line *line)
{
	struct tick_line_commit *c = line->commits;

	for (size_t i = 0, j = line->len - 1; i < j; i++, j--) {
		struct tick_line_commit swap = c[i];

		c[i] = c[j];
		c[j] = swap;
	}
	for (size_t i = 1; i < line->len; i++) {
		if (c[i].arrival < c[i - 1].arrival)
			c[i].arrival = c[i - 1].arrival;
	}
}

int tick_line_read(tick_line **out, tick_repo *repo, const tick_oid *tip)
{
	struct tick_buffer buf = {NULL, 0, 0};
	tick_line *line = NULL;
	bool shallow = false;
	int err = walk(&buf, &shallow, repo, tip);

	if (err != TICK_OK)
		goto done;
	line = calloc(1, sizeof(*line));
	if (!line) {
		err = tick_error_nomem();
		goto done;
	}
	line->commits = items(&buf, &line->len);
	buf.data = NULL; /* now owned by the line */
	line->is_shallow = shallow;
	line->refs = 1;
	line->repo = repo;
	repo->refs++;
	finish(line);
	*out = line;
done:
	tick_buffer_clear(&buf);
	return err;
}

void tick_line_free(tick_line *line)
{
	if (!line || --line->refs > 0)
		return;
	tick_repo_free(line->repo);
	free(line->commits);
	free(line);
}

tick_line *tick_line_keep(tick_line *line)
{
	line->refs++;
	return line;
}

tick_repo *tick_line_repo(const tick_line *line)
{
	return line->repo;
}

size_t tick_line_len(const tick_line *line)
{
	return line->len;
}

const struct tick_line_commit *tick_line_commit(const tick_line *line,
						size_t index)
{
	return &line->commits[index];
}

bool tick_line_is_shallow(const tick_line *line)
{
	return line->is_shallow;
}

int tick_line_state(size_t *out, const tick_line *line, int64_t end)
{
	size_t low = 0, high = line->len;

	/* arrivals never fall: find the first that is after `end` */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (line->commits[middle].arrival <= end)
			low = middle + 1;
		else
			high = middle;
	}
	if (low) {
		*out = low - 1;
		return TICK_OK;
	}
	if (line->is_shallow)
		return tick_error_set(TICK_EINVALID,
				      "the history before that day is not in "
				      "this shallow clone; `git fetch "
				      "--unshallow` brings it");
	return tick_error_set(TICK_ENOTFOUND, "no commit by that day");
}

bool tick_line_flag(struct tick_line_flag *out, const tick_line *line,
		    size_t *at)
{
	const struct tick_line_commit *c = line->commits;

	/* a commit may have both flags: it has two numbers */
	for (; *at < 2 * line->len; ++*at) {
		size_t i = *at / 2;
		bool backward = i && c[i].time < c[i - 1].time;

		if (*at % 2 ? !backward : !c[i].fault)
			continue;
		out->index = i;
		out->fault = *at % 2 ? NULL : c[i].fault;
		out->seconds = 0;
		if (*at % 2 && __builtin_sub_overflow(c[i - 1].time, c[i].time,
						      &out->seconds))
			out->seconds = INT64_MAX;
		++*at;
		return true;
	}
	return false;
}
