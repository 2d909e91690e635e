/*
 * One key of SFrame's cipher suite 5 (AES_256_GCM_SHA512_128, RFC 9605 4.4 and
 * 5.1): derived from a base key and its id, seals and opens frames under
 * explicit counters, and can be ratcheted forward but not back.
 *
 * Who may use which counter is lane.h's business. One thread at a time a key.
 */
#ifndef LOTSE_SECURE_STREAM_KEY_H
#define LOTSE_SECURE_STREAM_KEY_H

#include "secure/aead.h"
#include "secure/sframe_header.h"

enum {
	STREAM_KEY_BASE_BYTES = 64, /* Nh of SHA-512 */
	STREAM_KEY_OVERHEAD_MAX_BYTES = SFRAME_HEADER_MAX_BYTES + AEAD_TAG_BYTES,
};

/* In its owner's block of secrets; zeroed memory is a key not set. */
struct stream_key {
	struct aead_key key;
	uint64_t kid;
	uint8_t salt[AEAD_NONCE_BYTES];
};

/* Derives key and salt. The base key may have any length (ours have 64 bytes; the RFC's vector has 16).
 * Results as aead_set_key. */
enum result stream_key_set(struct stream_key *key, const struct aead *aead, uint64_t kid,
                           struct bytes base_key);

/* Wipes it; fine on zeroed memory and twice. */
void stream_key_finish(struct stream_key *key);

/* The next base key; from it nobody finds the present one. `to` may be `base_key`. */
void stream_key_ratchet(const uint8_t base_key[static STREAM_KEY_BASE_BYTES],
                        uint8_t to[static STREAM_KEY_BASE_BYTES]);

/* Appends header, ciphertext and tag. The caller never uses a counter twice. RESULT_TOO_LARGE: no room, or
 * too much; then nothing was appended. */
enum result stream_key_seal(struct stream_key *key, uint64_t counter, struct bytes metadata,
                            struct bytes plain, struct writer *to);

/* Opens what follows `header` in `frame` into `to`: frame.size less header and tag bytes; `to` may be
 * where the ciphertext begins. Any failure is
 * RESULT_NOT_OPENED. */
enum result stream_key_open(struct stream_key *key, const struct sframe_header *header, struct bytes metadata,
                            struct bytes frame, uint8_t *to);

#endif
