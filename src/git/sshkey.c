#include "git/sshkey.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/buffer.h"
#include "base/error.h"

#define ED25519_KEY 32
#define RSA_BITS_MIN 2048
#define TOUCHED 0x01 /* of a security key's flags */
#define SK_TAIL 5    /* flags, and how often it signed */

/* A kind of key, and how its signatures are made. */
struct scheme {
	const char *key, *signature;
	const char *curve;  /* of ECDSA, in OpenSSL's words */
	const char *digest; /* none: the scheme has its own */
	bool is_rsa, is_sk;
};

static const struct scheme schemes[] = {
	{.key = "ssh-ed25519", .signature = "ssh-ed25519"},
	{.key = "sk-ssh-ed25519@openssh.com",
	 .signature = "sk-ssh-ed25519@openssh.com",
	 .is_sk = true},
	{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "P-256", "SHA256", false,
	 false},
	{"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "P-384", "SHA384", false,
	 false},
	{"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", "P-521", "SHA512", false,
	 false},
	{"sk-ecdsa-sha2-nistp256@openssh.com",
	 "sk-ecdsa-sha2-nistp256@openssh.com", "P-256", "SHA256", false, true},
	{"ssh-rsa", "rsa-sha2-256", NULL, "SHA256", true, false},
	{"ssh-rsa", "rsa-sha2-512", NULL, "SHA512", true, false},
};

static bool is(struct tick_slice text, const char *word)
{
	return text.len == strlen(word) && !memcmp(text.data, word, text.len);
}

bool tick_wire_string(struct tick_slice *out, struct tick_wire *wire)
{
	const unsigned char *at = wire->at;
	size_t len;

	if (wire->len < 4)
		return false;
	len = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 |
	      at[3];
	if (len > wire->len - 4)
		return false;
	*out = (struct tick_slice){(const char *)at + 4, len};
	wire->at += 4 + len;
	wire->len -= 4 + len;
	return true;
}

static BIGNUM *to_number(struct tick_slice bytes)
{
	return bytes.len && bytes.len <= 2048 && !(bytes.data[0] & 0x80)
		       ? BN_bin2bn((const unsigned char *)bytes.data,
				   (int)bytes.len, NULL)
		       : NULL;
}

static EVP_PKEY *from_params(const char *algorithm, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	EVP_PKEY *key = NULL;

	if (params && ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *ecdsa_key(const struct scheme *scheme, struct tick_wire *wire)
{
	OSSL_PARAM_BLD *build = NULL;
	struct tick_slice curve, point;
	EVP_PKEY *key = NULL;

	if (!tick_wire_string(&curve, wire) || !tick_wire_string(&point, wire))
		return NULL;
	build = OSSL_PARAM_BLD_new();
	if (build &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
					    scheme->curve, 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
					     point.data, point.len) == 1)
		key = from_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *rsa_key(struct tick_wire *wire)
{
	OSSL_PARAM_BLD *build = NULL;
	struct tick_slice exponent, modulus;
	BIGNUM *e, *n;
	EVP_PKEY *key = NULL;

	if (!tick_wire_string(&exponent, wire) ||
	    !tick_wire_string(&modulus, wire))
		return NULL;
	e = to_number(exponent);
	n = to_number(modulus);
	build = e && n && BN_num_bits(n) >= RSA_BITS_MIN ? OSSL_PARAM_BLD_new()
							 : NULL;
	if (build &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1)
		key = from_params("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(e);
	BN_free(n);
	return key;
}

static EVP_PKEY *ed25519_key(struct tick_wire *wire)
{
	struct tick_slice raw;

	if (!tick_wire_string(&raw, wire) || raw.len != ED25519_KEY)
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
					   (const unsigned char *)raw.data,
					   raw.len);
}

/* OpenSSH's pair of numbers as the DER that OpenSSL takes; its length. */
static int to_der(unsigned char **out, struct tick_slice pair)
{
	struct tick_wire wire = {(const unsigned char *)pair.data, pair.len};
	struct tick_slice first, second;
	ECDSA_SIG *sig = NULL;
	BIGNUM *r, *s;
	int len = -1;

	if (!tick_wire_string(&first, &wire) ||
	    !tick_wire_string(&second, &wire) || wire.len)
		return -1;
	r = to_number(first);
	s = to_number(second);
	if (r && s)
		sig = ECDSA_SIG_new();
	if (sig && ECDSA_SIG_set0(sig, r, s) == 1) {
		r = s = NULL; /* now the signature's */
		len = i2d_ECDSA_SIG(sig, out);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return len;
}

static bool check(const struct scheme *scheme, EVP_PKEY *key,
		  struct tick_slice signature, struct tick_slice message)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const unsigned char *bytes = (const unsigned char *)signature.data;
	unsigned char *der = NULL;
	size_t len = signature.len;
	bool valid = false;
	int size;

	if (scheme->curve) {
		size = to_der(&der, signature);
		bytes = der;
		len = size > 0 ? (size_t)size : 0;
	}
	if (ctx && bytes && len &&
	    EVP_DigestVerifyInit_ex(ctx, NULL, scheme->digest, NULL, NULL, key,
				    NULL) == 1)
		valid = EVP_DigestVerify(ctx, bytes, len,
					 (const unsigned char *)message.data,
					 message.len) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	return valid;
}

static int append_sha256(struct tick_buffer *out, struct tick_slice bytes)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (EVP_Digest(bytes.data, bytes.len, hash, &len, EVP_sha256(), NULL) !=
	    1)
		return tick_error_nomem();
	return tick_buffer_append(out, (const char *)hash, len);
}

/*
 * What a security key signs is a hash of the message, between what it was
 * asked for and whether it was touched.
 */
static int sk_message(struct tick_buffer *out, struct tick_wire *key,
		      struct tick_wire tail, struct tick_slice message)
{
	struct tick_slice application;
	int err;

	if (!tick_wire_string(&application, key) || tail.len != SK_TAIL ||
	    !(tail.at[0] & TOUCHED))
		return TICK_EINVALID;
	err = append_sha256(out, application);
	if (err == TICK_OK)
		err = tick_buffer_append(out, (const char *)tail.at, tail.len);
	return err == TICK_OK ? append_sha256(out, message) : err;
}

static const struct scheme *find_scheme(struct tick_slice key,
					struct tick_slice signature)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		if (is(key, schemes[i].key) &&
		    is(signature, schemes[i].signature))
			return &schemes[i];
	}
	return NULL;
}

bool tick_sshkey_verify(struct tick_slice key, struct tick_slice signature,
			struct tick_slice message)
{
	struct tick_wire in_key = {(const unsigned char *)key.data, key.len};
	struct tick_wire in_sig = {(const unsigned char *)signature.data,
				   signature.len};
	struct tick_buffer wrapped = {NULL, 0, 0};
	struct tick_slice key_type, sig_type, bytes;
	const struct scheme *scheme;
	EVP_PKEY *pkey;
	bool valid = false;

	if (!tick_wire_string(&key_type, &in_key) ||
	    !tick_wire_string(&sig_type, &in_sig) ||
	    !tick_wire_string(&bytes, &in_sig))
		return false;
	scheme = find_scheme(key_type, sig_type);
	if (!scheme)
		return false;
	pkey = scheme->is_rsa  ? rsa_key(&in_key)
	       : scheme->curve ? ecdsa_key(scheme, &in_key)
			       : ed25519_key(&in_key);
	if (pkey && scheme->is_sk) {
		if (sk_message(&wrapped, &in_key, in_sig, message) == TICK_OK)
			valid = check(
				scheme, pkey, bytes,
				(struct tick_slice){wrapped.data, wrapped.len});
	} else if (pkey && !in_sig.len) {
		valid = check(scheme, pkey, bytes, message);
	}
	tick_buffer_clear(&wrapped);
	EVP_PKEY_free(pkey);
	return valid;
}
