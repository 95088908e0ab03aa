/* Public keys of OpenSSH, and what they say of a signature. */
#ifndef GIT_SSHKEY_H
#define GIT_SSHKEY_H

#include <stdbool.h>

#include "base/glob.h"

/* The bytes of the protocol (RFC 4251, 5), taken from the front. */
struct tick_wire {
	const unsigned char *at;
	size_t len;
};

/* The next string; false, and nothing is taken, when there is none. */
bool tick_wire_string(struct tick_slice *out, struct tick_wire *wire);

/*
 * Is `signature`, type and all, what the holder of the public key made of
 * `message`? Ed25519, ECDSA on NIST's curves and RSA of 2,048 bits and more
 * with SHA-2, the first two also on a security key that somebody has touched;
 * anything else is false. A failure of memory is, too: nothing is trusted that
 * could not be checked.
 */
bool tick_sshkey_verify(struct tick_slice key, struct tick_slice signature,
			struct tick_slice message);

#endif
