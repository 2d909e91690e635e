#include "secure/stream_key.h"

#include "base/secret.h"
#include "secure/hkdf.h"

#include <string.h>

enum {
	SUITE = 5, /* AES_256_GCM_SHA512_128 */
	INFO_MAX_BYTES = 64,
	AAD_MAX_BYTES = 256,
};

/* HKDF-Expand(secret, label || KID u64 || suite u16, size) */
static void expand(const uint8_t secret[static HKDF_HASH_BYTES], const char *label, uint64_t kid,
                   struct writer to)
{
	uint8_t info[INFO_MAX_BYTES];
	struct writer w = writer_into(info, sizeof(info));

	write_bytes(&w, bytes_of_text(label));
	write_u64(&w, kid);
	write_u16(&w, SUITE);
	(void)hkdf_expand(secret, writer_bytes(&w), to.start, to.room);
}

enum result stream_key_set(struct stream_key *key, const struct aead *aead, uint64_t kid,
                           struct bytes base_key)
{
	uint8_t secret[HKDF_HASH_BYTES], bytes[AEAD_KEY_BYTES];

	hkdf_extract((struct bytes){NULL, 0}, base_key, secret);
	expand(secret, "SFrame 1.0 Secret key ", kid, writer_into(bytes, sizeof(bytes)));
	expand(secret, "SFrame 1.0 Secret salt ", kid, writer_into(key->salt, sizeof(key->salt)));
	enum result result = aead_set_key(&key->key, aead, bytes);
	key->kid = kid;
	secret_wipe(secret, sizeof(secret));
	secret_wipe(bytes, sizeof(bytes));
	return result;
}

void stream_key_finish(struct stream_key *key)
{
	aead_finish(&key->key);
	secret_wipe(key, sizeof(*key));
}

void stream_key_ratchet(const uint8_t base_key[static STREAM_KEY_BASE_BYTES],
                        uint8_t to[static STREAM_KEY_BASE_BYTES])
{
	uint8_t secret[HKDF_HASH_BYTES];

	hkdf_extract((struct bytes){NULL, 0}, (struct bytes){base_key, STREAM_KEY_BASE_BYTES}, secret);
	(void)hkdf_expand(secret, bytes_of_text("SFrame 1.0 Ratchet"), to, STREAM_KEY_BASE_BYTES);
	secret_wipe(secret, sizeof(secret));
}

/* nonce = salt XOR counter; additional data = header || metadata */
struct frame_context {
	uint8_t nonce[AEAD_NONCE_BYTES];
	uint8_t aad[AAD_MAX_BYTES];
	struct aead_nonce pair;
};

static bool set_context(struct frame_context *context, const struct stream_key *key,
                        const struct sframe_header *header, struct bytes metadata)
{
	struct writer w = writer_into(context->aad, sizeof(context->aad));

	memcpy(context->nonce, key->salt, sizeof(context->nonce));
	for (int i = 0; i < 8; i++)
		context->nonce[AEAD_NONCE_BYTES - 1 - i] ^= (uint8_t)(header->counter >> (8 * i));
	sframe_header_encode(header, &w);
	write_bytes(&w, metadata);
	context->pair = (struct aead_nonce){context->nonce, writer_bytes(&w)};
	return !w.failed;
}

enum result stream_key_seal(struct stream_key *key, uint64_t counter, struct bytes metadata,
                            struct bytes plain, struct writer *to)
{
	struct frame_context context;
	struct sframe_header header = {.kid = key->kid, .counter = counter};
	struct writer w = *to;

	if (!set_context(&context, key, &header, metadata))
		return RESULT_TOO_LARGE;
	sframe_header_encode(&header, &w);
	if (w.failed || w.room - w.size < AEAD_TAG_BYTES || w.room - w.size - AEAD_TAG_BYTES < plain.size)
		return RESULT_TOO_LARGE;
	enum result result = aead_seal(&key->key, &context.pair, plain, w.start + w.size);
	if (result != RESULT_OK)
		return result;
	w.size += plain.size + AEAD_TAG_BYTES;
	*to = w;
	return RESULT_OK;
}

enum result stream_key_open(struct stream_key *key, const struct sframe_header *header, struct bytes metadata,
                            struct bytes frame, uint8_t *to)
{
	struct frame_context context;

	if (header->kid != key->kid || frame.size < header->size_bytes ||
	    !set_context(&context, key, header, metadata))
		return RESULT_NOT_OPENED;
	struct bytes sealed = {frame.data + header->size_bytes, frame.size - header->size_bytes};
	return aead_open(&key->key, &context.pair, sealed, to);
}
