/* Why a document is refused, for the person who wrote it. */
#ifndef DOC_FAULT_H
#define DOC_FAULT_H

#include <stddef.h>
#include <stdint.h>

enum tick_fault_code {
	TICK_FAULT_SYNTAX,
	TICK_FAULT_LIMIT,
	TICK_FAULT_ENCODING
};

/* Lines and columns count from 1, columns in characters. */
struct tick_fault {
	enum tick_fault_code code;
	uint32_t line, column;
	char message[256]; /* one line, what is wrong */
	char remedy[128];  /* an imperative */
};

/* Room for a text that tick_fault_quote() made. */
#define TICK_FAULT_QUOTE 48

/* "syntax", "limit" or "encoding". Static. */
const char *tick_fault_code_name(enum tick_fault_code code);

/* Fill `fault`; returns TICK_ELIMIT for a limit, else TICK_EINVALID. */
__attribute__((format(printf, 6, 7))) int tick_fault_set(
	struct tick_fault *fault, enum tick_fault_code code, uint32_t line,
	uint32_t column, const char *remedy, const char *fmt, ...);

/*
 * Copy `text` for a message: on one line, without control characters, cut
 * at a whole character. Returns `out`.
 */
const char *tick_fault_quote(char out[TICK_FAULT_QUOTE], const char *text,
			     size_t len);

#endif
