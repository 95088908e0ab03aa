#include "git/bed.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "git/tree_inside.h"

static size_t count(const struct tick_bed *bed)
{
	return bed->plots.len / sizeof(struct tick_plot);
}

static struct tick_plot *plot_of(const struct tick_bed *bed, size_t n)
{
	return (struct tick_plot *)bed->plots.data + n;
}

/* From now on what differs from `last` differs from this. */
static void begin_version(struct tick_bed *bed, const tick_oid *id)
{
	bed->last = (struct tick_basis){.id = *id,
					.len = bed->raw.len,
					.head = bed->raw.len,
					.tail = bed->raw.len};
}

/* The bytes that were `from` up to `to` differ. */
static void touch(struct tick_bed *bed, size_t from, size_t to)
{
	size_t tail = bed->raw.len - to;

	if (bed->last.head > from)
		bed->last.head = from;
	if (bed->last.tail > tail)
		bed->last.tail = tail;
}

static int fill(struct tick_bed *bed, const tick_entries *tree)
{
	size_t len, size;
	const struct tick_entry *list = tick_entries_list(tree, &len);
	const char *raw = tick_object_data(tree->raw, &size);
	int err = tick_buffer_append(&bed->raw, raw, size);

	for (size_t i = 0; i < len && err == TICK_OK; i++) {
		struct tick_plot plot = {.at = (size_t)(list[i].name - raw),
					 .len = list[i].len,
					 .kind = list[i].kind};

		err = tick_buffer_append(&bed->plots, &plot, sizeof(plot));
	}
	begin_version(bed, &tree->id);
	return err;
}

static int read_tree(struct tick_bed *bed, const tick_oid *id)
{
	tick_entries *tree = NULL;
	size_t odd;
	int err = tick_entries_read(&tree, bed->repo, id);

	if (err != TICK_OK)
		return err;
	tick_entries_oddities(tree, &odd);
	if (odd) /* a reader of the new tree wouldn't know what is meant */
		err = tick_error_set(TICK_EINVALID,
				     "a folder of the reference has entries "
				     "that git refuses");
	else
		err = fill(bed, tree);
	tick_entries_free(tree);
	return err;
}

int tick_bed_open(struct tick_bed **out, tick_repo *repo, const tick_oid *tree)
{
	struct tick_bed *bed = calloc(1, sizeof(*bed));
	int err;

	if (!bed)
		return tick_error_nomem();
	bed->repo = repo;
	err = tree ? read_tree(bed, tree) : TICK_OK;
	if (err == TICK_OK)
		*out = bed;
	else
		tick_bed_free(bed);
	return err;
}

void tick_bed_free(struct tick_bed *bed)
{
	if (!bed)
		return;
	for (size_t i = 0; i < count(bed); i++)
		tick_bed_free(plot_of(bed, i)->bed);
	tick_buffer_clear(&bed->raw);
	tick_buffer_clear(&bed->plots);
	free(bed);
}

size_t tick_bed_find(bool *is_there, const struct tick_bed *bed,
		     const char *name, size_t len, enum tick_kind kind)
{
	struct tick_entry key = {
		.name = name, .len = (uint32_t)len, .kind = kind};
	size_t low = 0, high = count(bed);

	*is_there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tick_plot *plot = plot_of(bed, middle);
		struct tick_entry one = {.name = bed->raw.data + plot->at,
					 .len = plot->len,
					 .kind = plot->kind};
		int order = tick_entry_compare(&one, &key);

		if (order == 0)
			*is_there = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where an entry's id is. */
static size_t id_at(const struct tick_bed *bed, size_t n)
{
	const struct tick_plot *plot = plot_of(bed, n);

	return plot->at + plot->len + 1;
}

tick_oid tick_bed_id(const struct tick_bed *bed, size_t n)
{
	tick_oid id;

	memcpy(id.id, bed->raw.data + id_at(bed, n), TICK_OID_SIZE);
	return id;
}

int tick_bed_folder(struct tick_bed **out, struct tick_bed *bed, size_t n)
{
	struct tick_plot *plot = plot_of(bed, n);
	int err = TICK_OK;

	if (!plot->bed) {
		tick_oid id = tick_bed_id(bed, n);

		err = tick_bed_open(&plot->bed, bed->repo, &id);
	}
	if (err == TICK_OK)
		*out = plot->bed;
	return err;
}

void tick_bed_set_id(struct tick_bed *bed, size_t n, const tick_oid *id)
{
	size_t at = id_at(bed, n);

	memcpy(bed->raw.data + at, id->id, TICK_OID_SIZE);
	touch(bed, at, at + TICK_OID_SIZE);
}

static int add_plot(struct tick_bed *bed, size_t n, const struct tick_plot *new,
		    size_t size)
{
	size_t after = count(bed) - n;
	struct tick_plot *plot;
	int err = tick_buffer_reserve(&bed->plots, sizeof(*plot));

	if (err != TICK_OK)
		return err;
	plot = plot_of(bed, n);
	memmove(plot + 1, plot, after * sizeof(*plot));
	*plot = *new;
	for (size_t i = 1; i <= after; i++)
		plot[i].at += size;
	bed->plots.len += sizeof(*plot);
	return TICK_OK;
}

int tick_bed_add(struct tick_bed *bed, size_t n, const char *name, size_t len,
		 enum tick_kind kind)
{
	const char *mode = kind == TICK_KIND_TREE ? "40000 " : "100644 ";
	size_t start = n ? id_at(bed, n - 1) + TICK_OID_SIZE : 0;
	size_t head = strlen(mode), size = head + len + 1 + TICK_OID_SIZE;
	struct tick_plot plot = {
		.at = start + head, .len = (uint32_t)len, .kind = kind};
	int err = tick_buffer_reserve(&bed->raw, size);
	char *at;

	if (err == TICK_OK)
		err = add_plot(bed, n, &plot, size);
	if (err != TICK_OK)
		return err;
	at = bed->raw.data + start;
	memmove(at + size, at, bed->raw.len - start);
	memcpy(at, mode, head);
	memcpy(at + head, name, len);
	memset(at + head + len, 0, 1 + TICK_OID_SIZE);
	bed->raw.len += size;
	touch(bed, start, start + size);
	return kind == TICK_KIND_TREE
		       ? tick_bed_open(&plot_of(bed, n)->bed, bed->repo, NULL)
		       : TICK_OK;
}

int tick_bed_pack(tick_oid *out, struct tick_bed *bed, tick_new_pack *pack)
{
	const char *raw = bed->raw.len ? bed->raw.data : "";
	int err = TICK_OK;

	if (pack)
		err = tick_new_pack_add(out, pack, TICK_TREE, raw, bed->raw.len,
					&bed->last);
	else
		tick_object_hash(out, TICK_TREE, raw, bed->raw.len);
	if (err == TICK_OK)
		begin_version(bed, out);
	return err;
}
