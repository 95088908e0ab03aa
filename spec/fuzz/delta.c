/*
 * Deltas: one that is damaged makes no more than it says, of no more than the
 * base; one of ours makes what it was made of.
 */
#include <string.h>

#include "fuzz.h"
#include "git/delta.h"
#include "tickmark.h"

#define MADE_MAX 65536

static void apply(const unsigned char *delta, size_t len,
		  const unsigned char *base, size_t base_len)
{
	struct tick_delta found;
	unsigned char *made, *copy = malloc(base_len + 1);

	memcpy(copy, base, base_len); /* with an end that a sanitizer sees */
	if (tick_delta_open(&found, delta, len) && found.base_len == base_len &&
	    found.len <= MADE_MAX) {
		made = malloc(found.len + 1);
		tick_delta_apply(made, &found, copy);
		free(made);
	}
	free(copy);
}

/* `data` begins with the first bytes of itself, and ends with the last. */
static void check_own(const unsigned char *data, size_t len, size_t head,
		      size_t tail)
{
	struct tick_basis basis = {
		.len = head + tail, .head = head, .tail = tail};
	unsigned char *base = malloc(head + tail + 1), *made = malloc(len + 1);
	struct tick_buffer delta = {0};
	struct tick_delta found;

	memcpy(base, data, head);
	memcpy(base + head, data + len - tail, tail);
	FUZZ_CHECK(tick_delta_format(&delta, (const char *)data, len, &basis) ==
		   TICK_OK);
	FUZZ_CHECK(tick_delta_open(&found, (unsigned char *)delta.data,
				   delta.len));
	FUZZ_CHECK(found.base_len == basis.len && found.len == len);
	FUZZ_CHECK(tick_delta_apply(made, &found, base));
	FUZZ_CHECK(!memcmp(made, data, len));
	tick_buffer_clear(&delta);
	free(base);
	free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t head, tail;

	if (size < 2)
		return 0;
	head = data[0] % (size - 1);
	tail = data[1] % (size - 1 - head);
	apply(data + 1, size - 1 - head, data + size - head, head);
	check_own(data + 1, size - 1, head, tail);
	return 0;
}
