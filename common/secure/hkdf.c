#include "secure/hkdf.h"

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

void hkdf_hmac(struct bytes key, struct bytes message, uint8_t out[static HKDF_HASH_BYTES])
{
	crypto_auth_hmacsha512_state state;
	static const uint8_t nothing[1]; /* libsodium wants a pointer for an empty key too */

	crypto_auth_hmacsha512_init(&state, key.size > 0 ? key.data : nothing, key.size);
	crypto_auth_hmacsha512_update(&state, message.data, message.size);
	crypto_auth_hmacsha512_final(&state, out);
	secret_wipe(&state, sizeof(state));
}

void hkdf_extract(struct bytes salt, struct bytes input, uint8_t prk[static HKDF_HASH_BYTES])
{
	hkdf_hmac(salt, input, prk);
}

enum result hkdf_expand(const uint8_t prk[static HKDF_HASH_BYTES], struct bytes info, uint8_t *out,
                        size_t size)
{
	crypto_auth_hmacsha512_state state;
	uint8_t block[HKDF_HASH_BYTES];

	if (size > HKDF_OUT_MAX_BYTES)
		return RESULT_TOO_LARGE;
	for (size_t at = 0; at < size; at += HKDF_HASH_BYTES) {
		uint8_t number = (uint8_t)(at / HKDF_HASH_BYTES + 1);
		crypto_auth_hmacsha512_init(&state, prk, HKDF_HASH_BYTES);
		if (at > 0)
			crypto_auth_hmacsha512_update(&state, block, sizeof(block));
		crypto_auth_hmacsha512_update(&state, info.data, info.size);
		crypto_auth_hmacsha512_update(&state, &number, 1);
		crypto_auth_hmacsha512_final(&state, block);
		memcpy(out + at, block, size - at < sizeof(block) ? size - at : sizeof(block));
	}
	secret_wipe(&state, sizeof(state));
	secret_wipe(block, sizeof(block));
	return RESULT_OK;
}
