#include "base/utf8.h"

size_t tick_utf8_size(const char *data, size_t len)
{
	const unsigned char *at = (const unsigned char *)data;
	unsigned char c = at[0], low = 0x80, high = 0xbf;
	size_t size;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	size = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (size > len)
		return 0;
	if (c == 0xe0)
		low = 0xa0; /* shorter forms exist below */
	else if (c == 0xed)
		high = 0x9f; /* surrogates */
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f; /* the end of Unicode */
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return size;
}
