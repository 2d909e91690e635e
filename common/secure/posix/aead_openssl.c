/* AES-256-GCM of OpenSSL's libcrypto: runs on every processor, with AES instructions where there are some.
 * The context is made at the first key and kept: fetching and allocating per record would cost more than
 * sealing. */
#include "secure/aead.h"

#include <openssl/evp.h>

static bool is_available(void)
{
	return true;
}

static enum result set_key(struct aead_key *key, const uint8_t bytes[static AEAD_KEY_BYTES])
{
	if (key->context == NULL)
		key->context = EVP_CIPHER_CTX_new();
	if (key->context == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (EVP_EncryptInit_ex(key->context, EVP_aes_256_gcm(), NULL, bytes, NULL) != 1) {
		EVP_CIPHER_CTX_free(key->context);
		key->context = NULL;
		return RESULT_OUT_OF_MEMORY;
	}
	return RESULT_OK;
}

static void finish(struct aead_key *key)
{
	EVP_CIPHER_CTX_free(key->context); /* wipes the key schedule */
	key->context = NULL;
}

static bool seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to)
{
	EVP_CIPHER_CTX *context = key->context;
	int done = 0, rest = 0;
	uint8_t nothing[AEAD_TAG_BYTES];

	if (EVP_EncryptInit_ex(context, NULL, NULL, NULL, nonce->nonce) != 1)
		return false;
	if (nonce->aad.size > 0 &&
	    EVP_EncryptUpdate(context, NULL, &done, nonce->aad.data, (int)nonce->aad.size) != 1)
		return false;
	if (plain.size > 0 && EVP_EncryptUpdate(context, to, &done, plain.data, (int)plain.size) != 1)
		return false;
	if (EVP_EncryptFinal_ex(context, nothing, &rest) != 1)
		return false;
	return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG_BYTES, to + plain.size) == 1;
}

static bool open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to)
{
	EVP_CIPHER_CTX *context = key->context;
	size_t size = sealed.size - AEAD_TAG_BYTES;
	int done = 0, rest = 0;
	uint8_t nothing[AEAD_TAG_BYTES];

	if (EVP_DecryptInit_ex(context, NULL, NULL, NULL, nonce->nonce) != 1)
		return false;
	if (nonce->aad.size > 0 &&
	    EVP_DecryptUpdate(context, NULL, &done, nonce->aad.data, (int)nonce->aad.size) != 1)
		return false;
	if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG_BYTES, (void *)(sealed.data + size)) !=
	    1)
		return false;
	if (size > 0 && EVP_DecryptUpdate(context, to, &done, sealed.data, (int)size) != 1)
		return false;
	return EVP_DecryptFinal_ex(context, nothing, &rest) == 1;
}

const struct aead *aead_system(void)
{
	static const struct aead table = {"OpenSSL", is_available, set_key, finish, seal, open};
	return &table;
}
