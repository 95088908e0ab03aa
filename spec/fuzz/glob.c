/*
 * Patterns of paths: a line of pattern, then a path. What isn't git's own in
 * them means what fnmatch() means by it.
 */
#include <fnmatch.h>
#include <string.h>

#include "base/error.h"
#include "base/glob.h"
#include "fuzz.h"

/* fnmatch() takes exponential time for many stars. */
#define STARS 4

static bool has(struct tick_slice s, const char *word)
{
	return memmem(s.data, s.len, word, strlen(word)) != NULL;
}

/* Do fnmatch() and we have to agree? */
static bool comparable(struct tick_slice pattern, struct tick_slice path)
{
	int stars = 0;

	for (size_t i = 0; i < pattern.len; i++)
		stars += pattern.data[i] == '*';
	/* a class that spans folders, or whose range goes down, is git's own */
	if (has(pattern, "[") && (has(pattern, "/") || has(pattern, "-") ||
				  has(pattern, "[.") || has(pattern, "[=")))
		return false;
	return stars <= STARS && !has(pattern, "**") && !has(pattern, "\\/") &&
	       !memchr(pattern.data, 0, pattern.len) &&
	       !memchr(path.data, 0, path.len);
}

static void check_meaning(struct tick_slice pattern, struct tick_slice path)
{
	char *p = strndup(pattern.data, pattern.len);
	char *s = strndup(path.data, path.len);

	FUZZ_CHECK(tick_glob_match(pattern, path) ==
		   (fnmatch(p, s, FNM_PATHNAME) == 0));
	free(p);
	free(s);
}

/* Whoever looks for a match goes through all the folders above it. */
static void check_way(struct tick_slice pattern, struct tick_slice path)
{
	const struct tick_globs globs = {&pattern, 1};
	struct tick_slice literal = tick_glob_literal(pattern), kept;

	FUZZ_CHECK(tick_glob_check(pattern) == TICK_OK);
	FUZZ_CHECK(tick_globs_match(&globs, path));
	FUZZ_CHECK(literal.len <= path.len &&
		   !memcmp(literal.data, path.data, literal.len));
	for (size_t i = 0; i < path.len; i++) {
		struct tick_slice folder = {path.data, i};

		if (path.data[i] != '/')
			continue;
		FUZZ_CHECK(tick_glob_enters(pattern, folder));
		FUZZ_CHECK(tick_globs_enter(&globs, folder));
		folder.len++;
		FUZZ_CHECK(tick_globs_near(&kept, &globs, folder).len == 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *line;
	struct tick_slice pattern, path;

	line = memchr(text, '\n', size);
	if (!line)
		return 0;
	pattern = (struct tick_slice){text, (size_t)(line - text)};
	path = (struct tick_slice){line + 1, size - pattern.len - 1};
	tick_glob_enters(pattern, path);
	if (tick_glob_match(pattern, path))
		check_way(pattern, path);
	if (pattern.len && path.len && tick_glob_check(pattern) == TICK_OK &&
	    comparable(pattern, path))
		check_meaning(pattern, path);
	return 0;
}
