/* Bytes that a person can read: UTF-8, without hidden characters. */
#ifndef DOC_TEXT_H
#define DOC_TEXT_H

#include "doc/fault.h"

/* Length of a UTF-8 byte order mark at the start: 3 or 0. */
size_t tick_text_mark(const char *data, size_t len);

/*
 * Refuse what is not UTF-8, control characters but tab and line breaks, and
 * a CR without LF.
 */
int tick_text_check(struct tick_fault *fault, const char *data, size_t len);

/* Where `at`, a place in or behind `data`, is. */
void tick_text_position(uint32_t *line, uint32_t *column, const char *data,
			const char *at);

/* How many line feeds there are. */
uint32_t tick_text_lines(const char *data, size_t len);

#endif
