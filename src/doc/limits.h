/* What a document may be at most; checked before memory is spent. */
#ifndef DOC_LIMITS_H
#define DOC_LIMITS_H

#define TICK_DOC_SIZE_MAX (8u << 20)
#define TICK_DOC_DEPTH_MAX 64
#define TICK_DOC_NODES_MAX 500000       /* of YAML and JSON: tables for Lua */
#define TICK_DOC_CELLS_MAX 1000000      /* of CSV: Lua gets row by row */
#define TICK_DOC_SCALAR_MAX (64u << 10) /* a value or key of YAML or JSON */
#define TICK_DOC_NUMBER_MAX 256         /* digits and signs of a JSON number */
#define TICK_DOC_HEAD_MAX (256u << 10)  /* front matter */
#define TICK_DOC_COLUMNS_MAX 4096       /* of CSV */

/* libyaml looks 1,024 characters ahead for the colon of a key. */
#define TICK_DOC_YAML_KEY_MAX 1024
/* Blanks in a row: libyaml clears as many bytes again at each word. */
#define TICK_DOC_YAML_BLANKS_MAX 4096
/* libyaml compares each %TAG with all before it. */
#define TICK_DOC_YAML_TAGS_MAX 16

/* What cmark may hold at once: it can take 200 bytes for one of text. */
#define TICK_DOC_BODY_MEMORY_MAX (64u << 20)
/* Nested quotes and lists; each line walks through all of them. */
#define TICK_DOC_BODY_DEPTH_MAX 64
/* Steps, a nanosecond or some, that a body may take; see body_guard.c. */
#define TICK_DOC_BODY_STEPS_MAX 100000000u

#endif
