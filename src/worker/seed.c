/*
 * The seed of Lua's hashes. Lua makes it of addresses and the time, and tables
 * show it: how long one with holes is depends on when it was laid out anew. It
 * is the only thing that Lua calls luaS_hash() for from outside its lstring.c,
 * so the linker (--wrap) lets us answer. Who makes texts of one hash on purpose
 * waits for the end of their call's time.
 */
#include <stddef.h>

#define SEED 0x7469636bu

unsigned __wrap_luaS_hash(const char *text, size_t len, unsigned seed);
unsigned __wrap_luaS_hash(const char *text, size_t len, unsigned seed)
{
	(void)text;
	(void)len;
	(void)seed;
	return SEED;
}
