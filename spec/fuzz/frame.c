/*
 * Frames, as they come in, in pieces: the same ones whatever the pieces are.
 * And a message that was put into frames is the same message.
 */
#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/frame.h"
#include "fuzz.h"

static void put(struct tick_buffer *out, const void *data, size_t len)
{
	FUZZ_CHECK(tick_buffer_append(out, data, len) == TICK_OK);
}

/* Take what frames there are in `in`, their bytes into `out`; -1: no frame. */
static int take(struct tick_buffer *out, struct tick_buffer *in)
{
	struct tick_frame frame;
	size_t at = 0;
	int found;

	while ((found = tick_frame_find(&frame, in, at)) == 1) {
		FUZZ_CHECK(isalpha((unsigned char)frame.type));
		FUZZ_CHECK(frame.len < TICK_FRAME_MAX);
		FUZZ_CHECK(frame.size == frame.len + TICK_FRAME_HEAD);
		put(out, &frame.type, 1);
		put(out, frame.data, frame.len);
		at += frame.size;
	}
	FUZZ_CHECK(found == 0 || found == TICK_EINVALID);
	tick_buffer_consume(in, at);
	return found;
}

static int take_pieces(struct tick_buffer *out, const uint8_t *data,
		       size_t size, size_t piece)
{
	struct tick_buffer in = {0};
	int found = 0;

	for (size_t at = 0; at < size && found == 0; at += piece) {
		put(&in, data + at, size - at < piece ? size - at : piece);
		found = take(out, &in);
	}
	tick_buffer_clear(&in);
	return found;
}

static void check_pieces(const uint8_t *data, size_t size, size_t piece)
{
	struct tick_buffer whole = {0}, pieces = {0};

	FUZZ_CHECK(take_pieces(&whole, data, size, size + 1) ==
		   take_pieces(&pieces, data, size, piece));
	FUZZ_CHECK(whole.len == pieces.len);
	FUZZ_CHECK(!whole.len || !memcmp(whole.data, pieces.data, whole.len));
	tick_buffer_clear(&whole);
	tick_buffer_clear(&pieces);
}

static void check_message(const uint8_t *data, size_t size, size_t times)
{
	struct tick_buffer message = {0}, frames = {0}, back = {0};
	struct tick_frame frame = {.type = 'x'};

	while (times-- > 0)
		put(&message, data, size);
	FUZZ_CHECK(!tick_frame_put(&frames, 'X', message.data, message.len));
	for (size_t at = 0; at < frames.len; at += frame.size) {
		FUZZ_CHECK(frame.type == 'x');
		FUZZ_CHECK(tick_frame_find(&frame, &frames, at) == 1);
		put(&back, frame.data, frame.len);
	}
	FUZZ_CHECK(frame.type == 'X' && back.len == message.len);
	FUZZ_CHECK(!back.len || !memcmp(back.data, message.data, back.len));
	tick_buffer_clear(&message);
	tick_buffer_clear(&frames);
	tick_buffer_clear(&back);
}

/* Of the longest frame and of one that is too long, the head is enough. */
static void check_padded(const uint8_t *data, size_t size)
{
	struct tick_buffer all = {0}, padding = {0};

	FUZZ_CHECK(!tick_buffer_reserve(&padding, TICK_FRAME_MAX));
	memset(padding.data, 'x', TICK_FRAME_MAX);
	put(&all, data, size);
	put(&all, padding.data, TICK_FRAME_MAX);
	check_pieces((uint8_t *)all.data, all.len, TICK_FRAME_MAX / 3);
	tick_buffer_clear(&all);
	tick_buffer_clear(&padding);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tick_buffer nothing = {0};

	FUZZ_CHECK(take(&nothing, &nothing) == 0);
	if (!size)
		return 0;
	check_pieces(data + 1, size - 1, 1 + *data % 16);
	if (*data == 'p')
		check_padded(data + 1, size - 1);
	check_message(data, size, *data == 'x' ? TICK_FRAME_MAX / size * 3 : 1);
	return 0;
}
