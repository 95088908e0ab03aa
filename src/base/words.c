#include "base/words.h"

#include <stdio.h>

#define TEXT_MAX 2048

void tick_last_words(const char *program, const char *text)
{
	fprintf(stderr, "%s: ", program);
	for (int i = 0; i < TEXT_MAX && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		/* "##[" is a command where a CI reads the log */
		if (c < 0x20 || c > 0x7e || (c == '#' && text[i + 1] == '#'))
			fprintf(stderr, "\\x%02X", c);
		else
			fputc(c, stderr);
	}
	fputc('\n', stderr);
}
