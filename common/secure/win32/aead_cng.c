/* AES-256-GCM of Windows' own cryptography (CNG, from Windows Vista on): runs on every processor. The key
 * object is made at each new key, and lives with its schedule in the memory of CNG. */
#include "secure/aead.h"

#include <windows.h>
/* after windows.h */
#include <bcrypt.h>

/* Opened once and kept for the program's life: the system allows it to be shared between threads. */
static BCRYPT_ALG_HANDLE algorithm(void)
{
	static volatile PVOID shared;
	BCRYPT_ALG_HANDLE opened = shared;
	if (opened != NULL)
		return opened;
	if (BCryptOpenAlgorithmProvider(&opened, BCRYPT_AES_ALGORITHM, NULL, 0) != 0)
		return NULL;
	if (BCryptSetProperty(opened, BCRYPT_CHAINING_MODE, (PUCHAR)BCRYPT_CHAIN_MODE_GCM,
	                      sizeof BCRYPT_CHAIN_MODE_GCM, 0) != 0) {
		BCryptCloseAlgorithmProvider(opened, 0);
		return NULL;
	}
	PVOID earlier = InterlockedCompareExchangePointer(&shared, opened, NULL);
	if (earlier == NULL)
		return opened;
	BCryptCloseAlgorithmProvider(opened, 0); /* another thread was first */
	return earlier;
}

static bool is_available(void)
{
	return algorithm() != NULL;
}

static void finish(struct aead_key *key)
{
	if (key->context != NULL)
		BCryptDestroyKey(key->context); /* wipes the key schedule */
	key->context = NULL;
}

static enum result set_key(struct aead_key *key, const uint8_t bytes[static AEAD_KEY_BYTES])
{
	BCRYPT_KEY_HANDLE made = NULL;
	if (BCryptGenerateSymmetricKey(algorithm(), &made, NULL, 0, (PUCHAR)bytes, AEAD_KEY_BYTES, 0) != 0)
		return RESULT_OUT_OF_MEMORY;
	finish(key);
	key->context = made;
	return RESULT_OK;
}

static BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info_of(const struct aead_nonce *nonce, uint8_t *tag)
{
	BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
	BCRYPT_INIT_AUTH_MODE_INFO(info);
	info.pbNonce = (PUCHAR)nonce->nonce;
	info.cbNonce = AEAD_NONCE_BYTES;
	info.pbAuthData = (PUCHAR)nonce->aad.data;
	info.cbAuthData = (ULONG)nonce->aad.size;
	info.pbTag = tag;
	info.cbTag = AEAD_TAG_BYTES;
	return info;
}

static bool seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to)
{
	ULONG size = (ULONG)plain.size, done = 0;
	BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info = info_of(nonce, to + plain.size);
	return BCryptEncrypt(key->context, (PUCHAR)plain.data, size, &info, NULL, 0, to, size, &done, 0) == 0 &&
	       done == size;
}

static bool open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to)
{
	ULONG size = (ULONG)(sealed.size - AEAD_TAG_BYTES), done = 0;
	BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info = info_of(nonce, (uint8_t *)sealed.data + size);
	return BCryptDecrypt(key->context, (PUCHAR)sealed.data, size, &info, NULL, 0, to, size, &done, 0) == 0 &&
	       done == size;
}

const struct aead *aead_system(void)
{
	static const struct aead table = {"CNG", is_available, set_key, finish, seal, open};
	return &table;
}
