#include "doc/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

const char *tick_fault_code_name(enum tick_fault_code code)
{
	switch (code) {
	case TICK_FAULT_LIMIT:
		return "limit";
	case TICK_FAULT_ENCODING:
		return "encoding";
	default:
		return "syntax";
	}
}

int tick_fault_set(struct tick_fault *fault, enum tick_fault_code code,
		   uint32_t line, uint32_t column, const char *remedy,
		   const char *fmt, ...)
{
	va_list ap;

	fault->code = code;
	fault->line = line;
	fault->column = column;
	snprintf(fault->remedy, sizeof(fault->remedy), "%s", remedy);
	va_start(ap, fmt);
	vsnprintf(fault->message, sizeof(fault->message), fmt, ap);
	va_end(ap);
	return tick_error_set(code == TICK_FAULT_LIMIT ? TICK_ELIMIT
						       : TICK_EINVALID,
			      "line %u: %s", line, fault->message);
}

const char *tick_fault_quote(char out[TICK_FAULT_QUOTE], const char *text,
			     size_t len)
{
	size_t cut = TICK_FAULT_QUOTE - sizeof("...");
	size_t n = len < cut ? len : cut;

	while (n < len && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		out[i] = c < 0x20 || c == 0x7f ? '?' : text[i];
	}
	memcpy(out + n, n < len ? "..." : "", n < len ? 4 : 1);
	return out;
}
