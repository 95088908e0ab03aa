/* SHA256_* are deprecated for EVP, which needs memory, and dies without. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "lua/bind.h"

#include <openssl/sha.h>

/* sha256(bytes) -> hex */
int tick_bind_sha256(lua_State *L)
{
	static const char digits[] = "0123456789abcdef";
	size_t len;
	const char *data = luaL_checklstring(L, 1, &len);
	unsigned char digest[SHA256_DIGEST_LENGTH];
	char hex[2 * SHA256_DIGEST_LENGTH];
	SHA256_CTX sha;

	SHA256_Init(&sha);
	SHA256_Update(&sha, data, len);
	SHA256_Final(digest, &sha);
	for (size_t i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	lua_pushlstring(L, hex, sizeof(hex));
	return 1;
}
