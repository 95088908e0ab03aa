/* libyaml's complaints in words that help. */
#ifndef DOC_YAML_FAULT_H
#define DOC_YAML_FAULT_H

#include <yaml.h>

#include "doc/fault.h"

struct tick_yaml_source {
	const char *data;
	size_t len;
	uint32_t line; /* of the first byte in the file */
};

/* Set `fault` from the error that `parser` met in `source`. */
int tick_yaml_fault(struct tick_fault *fault, const yaml_parser_t *parser,
		    const struct tick_yaml_source *source);

#endif
