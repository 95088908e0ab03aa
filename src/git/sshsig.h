/* Signatures that ssh-keygen makes (PROTOCOL.sshsig), as git keeps them. */
#ifndef GIT_SSHSIG_H
#define GIT_SSHSIG_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/glob.h"

#define TICK_SSHSIG_BEGIN "-----BEGIN SSH SIGNATURE-----"

/*
 * Check the armoured `signature` of `payload`, made for git. `key` gets the
 * public key that is in it, as authorized_keys has it, "ssh-ed25519 AAAA...";
 * whose that is says nobody here. `*valid`: it made this signature of these
 * bytes. TICK_EINVALID when there is no such signature.
 */
int tick_sshsig_check(bool *valid, struct tick_buffer *key,
		      struct tick_slice signature, struct tick_slice payload);

#endif
