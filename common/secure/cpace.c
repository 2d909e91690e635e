/* CPace as in draft-irtf-cfrg-cpace-21. Strings that hold secrets are built in one buffer on the stack, which
 * is wiped before the function returns. */
#include "secure/cpace.h"

#include "base/secret.h"
#include "secure/hkdf.h"

#include <sodium.h>
#include <string.h>

enum { HASH_BLOCK_BYTES = 128 }; /* s_in_bytes of SHA-512 */

static const char domain[] = "CPaceRistretto255"; /* DSI */

_Static_assert(crypto_hash_sha512_BYTES == CPACE_HASH_BYTES, "SHA-512");
_Static_assert(crypto_core_ristretto255_BYTES == CPACE_POINT_BYTES, "ristretto255");

void cpace_write_lv(struct writer *writer, struct bytes bytes)
{
	if (bytes.size > UINT32_MAX) {
		writer->failed = true;
		return;
	}
	write_varint(writer, (uint32_t)bytes.size);
	write_bytes(writer, bytes);
}

/* How many bytes the length in front of so many takes. */
static size_t lv_size(size_t size)
{
	size_t length_bytes = 1;
	for (size_t rest = size >> 7; rest > 0; rest >>= 7)
		length_bytes++;
	return length_bytes + size;
}

void cpace_write_generator_string(struct writer *writer, const struct cpace_input *input)
{
	static const uint8_t zeros[HASH_BLOCK_BYTES];
	size_t used = 1 + lv_size(input->secret.size) + lv_size(strlen(domain));
	size_t padding = used < HASH_BLOCK_BYTES ? HASH_BLOCK_BYTES - used : 0;

	cpace_write_lv(writer, bytes_of_text(domain));
	cpace_write_lv(writer, input->secret);
	cpace_write_lv(writer, (struct bytes){zeros, padding});
	cpace_write_lv(writer, input->channel);
	cpace_write_lv(writer, input->session);
}

enum result cpace_generator(const struct cpace_input *input, uint8_t generator[static CPACE_POINT_BYTES])
{
	uint8_t string[CPACE_STRING_MAX_BYTES], hash[CPACE_HASH_BYTES];
	struct writer writer = writer_into(string, sizeof(string));
	enum result result = RESULT_TOO_LARGE;

	cpace_write_generator_string(&writer, input);
	if (!writer.failed) {
		crypto_hash_sha512(hash, string, writer.size);
		crypto_core_ristretto255_from_hash(generator, hash);
		result = RESULT_OK;
	}
	secret_wipe(string, sizeof(string));
	secret_wipe(hash, sizeof(hash));
	return result;
}

void cpace_scalar(const uint8_t random[static CPACE_SCALAR_BYTES], uint8_t scalar[static CPACE_SCALAR_BYTES])
{
	memmove(scalar, random, CPACE_SCALAR_BYTES);
	scalar[CPACE_SCALAR_BYTES - 1] &= 0x0f;
}

/* The return code is the draft's scalar_mult_vfy: it refuses what is no point and what gives the identity.
 * crypto_core_ristretto255_is_valid_point would take the identity. After a failure `out` is not to be read.
 */
static enum result multiply(uint8_t out[static CPACE_POINT_BYTES], const uint8_t *scalar,
                            const uint8_t *point)
{
	return crypto_scalarmult_ristretto255(out, scalar, point) == 0 ? RESULT_OK : RESULT_NOT_OPENED;
}

enum result cpace_share(const uint8_t scalar[static CPACE_SCALAR_BYTES],
                        const uint8_t generator[static CPACE_POINT_BYTES],
                        uint8_t share[static CPACE_POINT_BYTES])
{
	return multiply(share, scalar, generator);
}

/* transcript_ir */
static void write_transcript(struct writer *writer, const struct cpace_transcript *transcript)
{
	cpace_write_lv(writer, transcript->share_a);
	cpace_write_lv(writer, transcript->data_a);
	cpace_write_lv(writer, transcript->share_b);
	cpace_write_lv(writer, transcript->data_b);
}

enum result cpace_isk(const uint8_t scalar[static CPACE_SCALAR_BYTES],
                      const uint8_t peer_share[static CPACE_POINT_BYTES], struct bytes session,
                      const struct cpace_transcript *transcript, uint8_t isk[static CPACE_HASH_BYTES])
{
	uint8_t string[CPACE_STRING_MAX_BYTES], point[CPACE_POINT_BYTES];
	struct writer writer = writer_into(string, sizeof(string));
	enum result result = multiply(point, scalar, peer_share);

	if (result == RESULT_OK) {
		cpace_write_lv(&writer, bytes_of_text("CPaceRistretto255_ISK"));
		cpace_write_lv(&writer, session);
		cpace_write_lv(&writer, (struct bytes){point, sizeof(point)});
		write_transcript(&writer, transcript);
		if (writer.failed)
			result = RESULT_TOO_LARGE;
	}
	if (result == RESULT_OK)
		crypto_hash_sha512(isk, string, writer.size);
	else
		secret_wipe(isk, CPACE_HASH_BYTES);
	secret_wipe(point, sizeof(point));
	secret_wipe(string, sizeof(string));
	return result;
}

void cpace_mac_key(struct bytes session, const uint8_t isk[static CPACE_HASH_BYTES],
                   uint8_t mac_key[static CPACE_HASH_BYTES])
{
	crypto_hash_sha512_state state;
	struct bytes label = bytes_of_text("CPaceMac");

	crypto_hash_sha512_init(&state);
	crypto_hash_sha512_update(&state, label.data, label.size);
	crypto_hash_sha512_update(&state, session.data, session.size);
	crypto_hash_sha512_update(&state, isk, CPACE_HASH_BYTES);
	crypto_hash_sha512_final(&state, mac_key);
	secret_wipe(&state, sizeof(state));
}

enum result cpace_tag(const uint8_t mac_key[static CPACE_HASH_BYTES], struct bytes share, struct bytes data,
                      uint8_t tag[static CPACE_HASH_BYTES])
{
	uint8_t string[CPACE_STRING_MAX_BYTES];
	struct writer writer = writer_into(string, sizeof(string));

	cpace_write_lv(&writer, share);
	cpace_write_lv(&writer, data);
	if (writer.failed)
		return RESULT_TOO_LARGE;
	hkdf_hmac((struct bytes){mac_key, CPACE_HASH_BYTES}, writer_bytes(&writer), tag);
	return RESULT_OK;
}

enum result cpace_sid_output(const struct cpace_transcript *transcript, uint8_t sid[static CPACE_HASH_BYTES])
{
	uint8_t string[CPACE_STRING_MAX_BYTES];
	struct writer writer = writer_into(string, sizeof(string));

	write_bytes(&writer, bytes_of_text("CPaceSidOutput"));
	write_transcript(&writer, transcript);
	if (writer.failed)
		return RESULT_TOO_LARGE;
	crypto_hash_sha512(sid, string, writer.size);
	return RESULT_OK;
}
