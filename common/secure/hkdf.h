/*
 * HMAC-SHA512 and HKDF-SHA512 (RFC 2104, RFC 5869), over libsodium's
 * crypto_auth_hmacsha512; its own HKDF came only with 1.0.19. Pure; any thread.
 */
#ifndef LOTSE_SECURE_HKDF_H
#define LOTSE_SECURE_HKDF_H

#include "base/bytes.h"
#include "base/result.h"

enum {
	HKDF_HASH_BYTES = 64,
	HKDF_OUT_MAX_BYTES = 255 * HKDF_HASH_BYTES,
};

/* HMAC-SHA512; the key may have any length. */
void hkdf_hmac(struct bytes key, struct bytes message, uint8_t out[static HKDF_HASH_BYTES]);

/* HKDF-Extract; an empty salt is 64 zero bytes, which is the same to HMAC. */
void hkdf_extract(struct bytes salt, struct bytes input, uint8_t prk[static HKDF_HASH_BYTES]);

/* HKDF-Expand of a 64-byte prk. RESULT_TOO_LARGE over HKDF_OUT_MAX_BYTES; then nothing was written. */
enum result hkdf_expand(const uint8_t prk[static HKDF_HASH_BYTES], struct bytes info, uint8_t *out,
                        size_t size);

#endif
