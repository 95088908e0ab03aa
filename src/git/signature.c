#include "git/signature.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"

static bool begins(const char *line, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - line) >= len && !memcmp(line, word, len);
}

/* Take the headers line by line; what a line goes on with starts with ' '. */
int tick_signature_split(struct tick_buffer *signature,
			 struct tick_buffer *payload,
			 const struct tick_commit *commit)
{
	const char *end = commit->headers + commit->headers_len;
	const char *all = commit->message + commit->message_len;
	bool inside = false;
	int err = TICK_OK;

	for (const char *line = commit->headers, *next;
	     err == TICK_OK && line < end; line = next) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t skip = 1; /* the blank of a line that goes on */

		next = stop ? stop + 1 : end;
		if (*line != ' ') {
			inside = begins(line, end, "gpgsig ") ||
				 begins(line, end, "gpgsig-sha256 ");
			skip = inside ? strcspn(line, " ") + 1 : 0;
		}
		if (inside)
			err = tick_buffer_append(signature, line + skip,
						 (size_t)(next - line) - skip);
		else
			err = tick_buffer_append(payload, line,
						 (size_t)(next - line));
	}
	return err == TICK_OK
		       ? tick_buffer_append(payload, end, (size_t)(all - end))
		       : err;
}
