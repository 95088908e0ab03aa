/* What the targets share: a check that counts as a finding. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(holds)                                                \
	do {                                                             \
		if (!(holds)) {                                          \
			fprintf(stderr, "%s:%d: it does not hold: %s\n", \
				__FILE__, __LINE__, #holds);             \
			abort();                                         \
		}                                                        \
	} while (0)

#endif
