/* tickmark for C programs: options in as JSON, results out as JSON. */
#ifndef TICKMARK_H
#define TICKMARK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TICK_API __attribute__((visibility("default")))

/*
 * Every function that can fail returns one of these: 0 for success, negative
 * for failure. tick_error_message() then says why.
 */
enum tick_code {
	TICK_OK = 0,
	TICK_ERROR = -1,     /* unexpected; the message is for a person */
	TICK_ENOTFOUND = -2, /* the named thing does not exist */
	TICK_EINVALID = -3,  /* the caller's input is malformed */
	TICK_ENOMEM = -4,
	TICK_ELIMIT = -5,   /* larger than we are willing to read */
	TICK_ECONFLICT = -6 /* somebody else was there first */
};

/* The engine: a Lua state of its own. Not thread-safe: one per thread. */
typedef struct tick_engine tick_engine;

/* Start an engine. Release with tick_engine_free(). */
TICK_API int tick_engine_new(tick_engine **out);

/* NULL is allowed. Texts that the engine gave stay valid. */
TICK_API void tick_engine_free(tick_engine *engine);

/*
 * Audit as `options` says: a JSON object with the command's long options as
 * keys, e.g. {"repo": "/srv/isms.git", "rev": "main", "as_of": "2026-06-30"}.
 * `out` is the JSON result, `status` the exit status of DESIGN 4 (0 conforms,
 * 1 findings, 2 could not audit; 3 and 4 come as failures of this call).
 * Release `out` with tick_text_free().
 */
TICK_API int tick_engine_audit(char **out, int *status, tick_engine *engine,
			       const char *options);

/*
 * Perform the audit of `result`, a JSON result, again and compare. `out` says
 * "identical" or names the first difference; `status` is 0 or 1. Release with
 * tick_text_free().
 */
TICK_API int tick_engine_reperform(char **out, int *status, tick_engine *engine,
				   const char *result, const char *options);

/* NULL is allowed. */
TICK_API void tick_text_free(char *text);

/*
 * Message of the last failure on this thread. Owned by the library; valid
 * until the next failing call on the same thread. Never NULL.
 */
TICK_API const char *tick_error_message(void);

/* Stable short name of a code, e.g. "notfound". Static. */
TICK_API const char *tick_error_name(int code);

#ifdef __cplusplus
}
#endif

#endif
