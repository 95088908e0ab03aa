#include "lua/bind.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

/* A host's environment may name settings for libcrypto: none are read. */
static void init(void)
{
	static int done;

	if (!done)
		OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	done = 1;
}

/* sha256(bytes) -> hex */
int tick_bind_sha256(lua_State *L)
{
	static const char digits[] = "0123456789abcdef";
	size_t len;
	const char *data = luaL_checklstring(L, 1, &len);
	unsigned char digest[32];
	char hex[64];

	init();
	if (!EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL))
		return luaL_error(L, "libcrypto has no SHA-256");
	for (size_t i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	lua_pushlstring(L, hex, sizeof(hex));
	return 1;
}
