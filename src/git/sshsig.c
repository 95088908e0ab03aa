#include "git/sshsig.h"

#include <limits.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "git/sshkey.h"

#define END "-----END SSH SIGNATURE-----"
#define MAGIC "SSHSIG"
#define VERSION "\0\0\0\1"
#define FOR_GIT "git"
#define SIGNATURE_MAX 65536

struct sshsig {
	struct tick_slice key, purpose, reserved, hash, signature;
};

static int refuse(const char *why)
{
	return tick_error_set(TICK_EINVALID, "not a signature of ssh: %s", why);
}

/* The bytes between the armour's lines. */
static int unarmour(struct tick_buffer *out, struct tick_slice text)
{
	const size_t begin = strlen(TICK_SSHSIG_BEGIN);
	const char *at = text.data, *stop;
	int len = 0, rest = 0, err;
	EVP_ENCODE_CTX *ctx;

	if (text.len > SIGNATURE_MAX)
		return refuse("too long");
	if (text.len < begin || memcmp(at, TICK_SSHSIG_BEGIN, begin))
		return refuse("it does not begin as one");
	at += begin;
	stop = memmem(at, text.len - begin, END, strlen(END));
	if (!stop)
		return refuse("it does not end");
	err = tick_buffer_reserve(out, (size_t)(stop - at) + 3);
	ctx = err == TICK_OK ? EVP_ENCODE_CTX_new() : NULL;
	if (!ctx)
		return tick_error_nomem();
	EVP_DecodeInit(ctx);
	if (EVP_DecodeUpdate(ctx, (unsigned char *)out->data, &len,
			     (const unsigned char *)at, (int)(stop - at)) < 0 ||
	    EVP_DecodeFinal(ctx, (unsigned char *)out->data + len, &rest) < 0)
		err = refuse("its base64 is broken");
	out->len = (size_t)len + (size_t)rest;
	EVP_ENCODE_CTX_free(ctx);
	return err;
}

static int parse(struct sshsig *out, const struct tick_buffer *bytes)
{
	const size_t head = sizeof(MAGIC) - 1 + 4;
	struct tick_wire wire;

	if (bytes->len < head || memcmp(bytes->data, MAGIC VERSION, head))
		return refuse("of another version");
	wire = (struct tick_wire){(const unsigned char *)bytes->data + head,
				  bytes->len - head};
	if (!tick_wire_string(&out->key, &wire) ||
	    !tick_wire_string(&out->purpose, &wire) ||
	    !tick_wire_string(&out->reserved, &wire) ||
	    !tick_wire_string(&out->hash, &wire) ||
	    !tick_wire_string(&out->signature, &wire) || wire.len)
		return refuse("it is cut off");
	if (out->purpose.len != strlen(FOR_GIT) ||
	    memcmp(out->purpose.data, FOR_GIT, out->purpose.len))
		return refuse("made for something else than git");
	return TICK_OK;
}

/* The key as people and files have it. */
static int format_key(struct tick_buffer *out, struct tick_slice key)
{
	struct tick_wire wire = {(const unsigned char *)key.data, key.len};
	struct tick_slice type;
	int err;

	if (!tick_wire_string(&type, &wire) || key.len > INT_MAX / 2)
		return refuse("its key has no type");
	err = tick_buffer_append(out, type.data, type.len);
	if (err == TICK_OK)
		err = tick_buffer_append(out, " ", 1);
	if (err == TICK_OK)
		err = tick_buffer_reserve(out, (key.len + 2) / 3 * 4 + 1);
	if (err == TICK_OK)
		out->len += (size_t)EVP_EncodeBlock(
			(unsigned char *)out->data + out->len,
			(const unsigned char *)key.data, (int)key.len);
	return err;
}

static int append_string(struct tick_buffer *out, struct tick_slice text)
{
	const unsigned char size[4] = {(unsigned char)(text.len >> 24),
				       (unsigned char)(text.len >> 16),
				       (unsigned char)(text.len >> 8),
				       (unsigned char)text.len};
	int err = tick_buffer_append(out, (const char *)size, sizeof(size));

	return err == TICK_OK ? tick_buffer_append(out, text.data, text.len)
			      : err;
}

/* What was signed: the payload's hash, and what it was signed for. */
static int format_signed(struct tick_buffer *out, const struct sshsig *sig,
			 struct tick_slice payload)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	const EVP_MD *md = NULL;
	int err;

	if (sig->hash.len == 6 && !memcmp(sig->hash.data, "sha512", 6))
		md = EVP_sha512();
	else if (sig->hash.len == 6 && !memcmp(sig->hash.data, "sha256", 6))
		md = EVP_sha256();
	if (!md)
		return refuse("of a hash that it may not have");
	if (EVP_Digest(payload.data, payload.len, hash, &len, md, NULL) != 1)
		return tick_error_nomem();
	err = tick_buffer_append(out, MAGIC, sizeof(MAGIC) - 1);
	if (err == TICK_OK)
		err = append_string(out, sig->purpose);
	if (err == TICK_OK)
		err = append_string(out, sig->reserved);
	if (err == TICK_OK)
		err = append_string(out, sig->hash);
	return err == TICK_OK
		       ? append_string(out,
				       (struct tick_slice){(char *)hash, len})
		       : err;
}

int tick_sshsig_check(bool *valid, struct tick_buffer *key,
		      struct tick_slice signature, struct tick_slice payload)
{
	struct tick_buffer bytes = {NULL, 0, 0}, message = {NULL, 0, 0};
	struct sshsig sig;
	int err = unarmour(&bytes, signature);

	*valid = false;
	if (err == TICK_OK)
		err = parse(&sig, &bytes);
	if (err == TICK_OK)
		err = format_key(key, sig.key);
	if (err == TICK_OK)
		err = format_signed(&message, &sig, payload);
	if (err == TICK_OK)
		*valid = tick_sshkey_verify(
			sig.key, sig.signature,
			(struct tick_slice){message.data, message.len});
	tick_buffer_clear(&message);
	tick_buffer_clear(&bytes);
	return err;
}
