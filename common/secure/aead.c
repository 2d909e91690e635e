#include "secure/aead.h"

#include "base/secret.h"

_Static_assert(sizeof(struct aead_key) % 16 == 0, "a block that ends with a key must stay aligned");

const struct aead *aead_by_index(size_t index)
{
	switch (index) {
	case 0:
		return aead_sodium();
	case 1:
		return aead_system();
	default:
		return NULL;
	}
}

const struct aead *aead_pick(void)
{
	return aead_sodium()->is_available() ? aead_sodium() : aead_system();
}

enum result aead_set_key(struct aead_key *key, const struct aead *aead,
                         const uint8_t bytes[static AEAD_KEY_BYTES])
{
	/* libsodium does not look again: without this check an old processor would stop the program. */
	if (!aead->is_available())
		return RESULT_UNSUPPORTED;
	if (key->aead != NULL && key->aead != aead)
		aead_finish(key);
	enum result result = aead->set_key(key, bytes);
	if (result == RESULT_OK)
		key->aead = aead;
	return result;
}

void aead_finish(struct aead_key *key)
{
	if (key->aead != NULL)
		key->aead->finish(key);
	secret_wipe(key, sizeof(*key));
}

enum result aead_seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to)
{
	if (plain.size > AEAD_PLAIN_MAX_BYTES || nonce->aad.size > AEAD_PLAIN_MAX_BYTES)
		return RESULT_TOO_LARGE;
	if (key->aead == NULL || !key->aead->seal(key, nonce, plain, to)) {
		secret_wipe(to, plain.size + AEAD_TAG_BYTES);
		return RESULT_SYSTEM;
	}
	return RESULT_OK;
}

enum result aead_open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to)
{
	if (key->aead == NULL || sealed.size < AEAD_TAG_BYTES ||
	    sealed.size > AEAD_PLAIN_MAX_BYTES + AEAD_TAG_BYTES || nonce->aad.size > AEAD_PLAIN_MAX_BYTES)
		return RESULT_NOT_OPENED;
	if (!key->aead->open(key, nonce, sealed, to)) {
		secret_wipe(to, sealed.size - AEAD_TAG_BYTES);
		return RESULT_NOT_OPENED;
	}
	return RESULT_OK;
}
