/*
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag: one interface over a table
 * of back ends that all give the same bytes.
 *
 * A key is set once and used for many records without allocating. The nonce is
 * the caller's business: never twice under one key. One thread at a time a key.
 * NIST SP 800-38D; RFC 5116 (AEAD_AES_256_GCM).
 */
#ifndef LOTSE_SECURE_AEAD_H
#define LOTSE_SECURE_AEAD_H

#include "base/bytes.h"
#include "base/result.h"

enum {
	AEAD_KEY_BYTES = 32,
	AEAD_NONCE_BYTES = 12,
	AEAD_TAG_BYTES = 16,
	AEAD_PLAIN_MAX_BYTES = 1 << 24, /* far below what GCM allows, far above what we seal */
	AEAD_STATE_BYTES = 512,
};

struct aead;

/* One key, expanded. Zeroed memory is a key not set. Lives in its owner's block of secrets, at a multiple
 * of 16. */
struct aead_key {
	_Alignas(16) uint8_t state[AEAD_STATE_BYTES]; /* the back end's, where it has no memory of its own */
	void *context;                                /* the back end's, owned; NULL if it needs none */
	const struct aead *aead;                      /* static; NULL: no key set */
};

/* What a seal or open works with: nonce and additional data. */
struct aead_nonce {
	const uint8_t *nonce; /* AEAD_NONCE_BYTES */
	struct bytes aad;
};

/* A back end. The functions below are its only callers. */
struct aead {
	const char *name;
	bool (*is_available)(void);
	enum result (*set_key)(struct aead_key *key, const uint8_t bytes[static AEAD_KEY_BYTES]);
	void (*finish)(struct aead_key *key);
	bool (*seal)(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to);
	bool (*open)(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to);
};

/* The back end for this computer: libsodium's where the processor has AES, otherwise the system's. After
 * secret_start. */
const struct aead *aead_pick(void);

/* All back ends of this build, by 0, 1, ...; NULL after the last. For tests; one that is not available may
 * not be used. */
const struct aead *aead_by_index(size_t index);

/* libsodium's back end; not available on processors without AES instructions. */
const struct aead *aead_sodium(void);

/* The system's own back end: OpenSSL in posix/, CNG in win32/. */
const struct aead *aead_system(void);

/* Sets or replaces the key. RESULT_OUT_OF_MEMORY the first time only; RESULT_UNSUPPORTED where it is not
 * available. */
enum result aead_set_key(struct aead_key *key, const struct aead *aead,
                         const uint8_t bytes[static AEAD_KEY_BYTES]);

/* Wipes it; fine on zeroed memory and twice. */
void aead_finish(struct aead_key *key);

/* Writes plain.size + AEAD_TAG_BYTES bytes: ciphertext, then tag. `to` may be plain.data. RESULT_TOO_LARGE
 * over the limit, RESULT_SYSTEM if the back end fails; then `to` is zeroed. */
enum result aead_seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain, uint8_t *to);

/* Writes sealed.size - AEAD_TAG_BYTES bytes. `to` may be sealed.data. RESULT_NOT_OPENED for whatever reason;
 * then what was written to `to` is zeros. */
enum result aead_open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed, uint8_t *to);

#endif
