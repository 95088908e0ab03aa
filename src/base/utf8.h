/* UTF-8, one character at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>

/* Bytes of the character that `data` begins with, or 0 if it isn't UTF-8;
 * `len` is not 0. */
size_t tick_utf8_size(const char *data, size_t len);

#endif
