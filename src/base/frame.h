/*
 * Frames: how the host and a worker talk. A frame is a length of four bytes
 * (little-endian, counting what follows), a type byte, and bytes. A message is
 * one or more frames of a type: a lower-case type byte says that more follow,
 * the upper-case one ends the message.
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include "base/buffer.h"

#define TICK_FRAME_MAX 65536u /* bytes of a frame, its length excluded */
#define TICK_FRAME_HEAD 5u

/* How a worker ends itself when one call of a script ran for too long. */
#define TICK_EXIT_SLOW 5

struct tick_frame {
	char type;
	const char *data; /* Borrowed from the buffer it was found in */
	size_t len;
	size_t size; /* of the whole frame, for tick_buffer_consume() */
};

/* Append a message as frames. `type` is an upper-case letter. */
int tick_frame_put(struct tick_buffer *out, char type, const void *data,
		   size_t len);

/*
 * Find the frame at `at` in `in`. Returns 1 and fills `out`, 0 when bytes are
 * still missing, TICK_EINVALID when it can't be a frame.
 */
int tick_frame_find(struct tick_frame *out, const struct tick_buffer *in,
		    size_t at);

#endif
