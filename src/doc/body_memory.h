/* cmark with bounded memory: by itself it would end the process. */
#ifndef DOC_BODY_MEMORY_H
#define DOC_BODY_MEMORY_H

#include <cmark-gfm.h>

/*
 * Call `work(context, mem)` and return its result. What it allocates from
 * `mem` is freed afterwards, so it need not free anything. When that becomes
 * too much, the call is left from the middle: TICK_ELIMIT or TICK_ENOMEM.
 * `work` must hold nothing of its own meanwhile. Not reentrant.
 */
int tick_body_bounded(int (*work)(void *context, cmark_mem *mem),
		      void *context);

#endif
