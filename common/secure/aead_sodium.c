#include "secure/aead.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_aead_aes256gcm_state) <= AEAD_STATE_BYTES, "libsodium's state has grown");

static bool is_available(void)
{
	return crypto_aead_aes256gcm_is_available() != 0;
}

static enum result set_key(struct aead_key *key, const uint8_t bytes[static AEAD_KEY_BYTES])
{
	crypto_aead_aes256gcm_beforenm((crypto_aead_aes256gcm_state *)(void *)key->state, bytes);
	return RESULT_OK;
}

static void finish(struct aead_key *key)
{
	(void)key; /* nothing beside the key itself, which aead_finish wipes */
}

static bool seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to)
{
	return crypto_aead_aes256gcm_encrypt_afternm(to, NULL, plain.data, plain.size, nonce->aad.data,
	                                             nonce->aad.size, NULL, nonce->nonce,
	                                             (const void *)key->state) == 0;
}

static bool open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to)
{
	return crypto_aead_aes256gcm_decrypt_afternm(to, NULL, NULL, sealed.data, sealed.size, nonce->aad.data,
	                                             nonce->aad.size, nonce->nonce,
	                                             (const void *)key->state) == 0;
}

const struct aead *aead_sodium(void)
{
	static const struct aead table = {"libsodium", is_available, set_key, finish, seal, open};
	return &table;
}
