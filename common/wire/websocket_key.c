#include "wire/websocket_key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { BLOCK_BYTES = 64, BLOCKS_MAX = 2, ROUNDS = 80 };

static uint32_t turn(uint32_t word, unsigned by)
{
	return word << by | word >> (32 - by);
}

/* The function and constant of each twenty rounds (FIPS 180-4, 4.1.1 and 4.2.1). */
static uint32_t mix(int round, uint32_t b, uint32_t c, uint32_t d)
{
	switch (round / 20) {
	case 0:
		return ((b & c) | (~b & d)) + 0x5A827999;
	case 1:
		return (b ^ c ^ d) + 0x6ED9EBA1;
	case 2:
		return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
	default:
		return (b ^ c ^ d) + 0xCA62C1D6;
	}
}

static void take_block(uint32_t state[static 5], const uint8_t block[static BLOCK_BYTES])
{
	uint32_t words[ROUNDS], s[5];
	struct reader reader = reader_over((struct bytes){block, BLOCK_BYTES});
	for (int i = 0; i < 16; i++)
		words[i] = read_u32(&reader);
	for (int i = 16; i < ROUNDS; i++)
		words[i] = turn(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
	memcpy(s, state, sizeof s);
	for (int i = 0; i < ROUNDS; i++) {
		uint32_t next = turn(s[0], 5) + mix(i, s[1], s[2], s[3]) + s[4] + words[i];
		s[4] = s[3];
		s[3] = s[2];
		s[2] = turn(s[1], 30);
		s[1] = s[0];
		s[0] = next;
	}
	for (int i = 0; i < 5; i++)
		state[i] += s[i];
}

void websocket_key_sha1(struct bytes bytes, uint8_t to[static WEBSOCKET_SHA1_BYTES])
{
	uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
	uint8_t padded[BLOCKS_MAX * BLOCK_BYTES] = {0};
	size_t blocks = (bytes.size + 8) / BLOCK_BYTES + 1;
	assert(blocks <= BLOCKS_MAX);
	if (bytes.size > 0)
		memcpy(padded, bytes.data, bytes.size);
	padded[bytes.size] = 0x80;
	struct writer length = writer_into(padded + blocks * BLOCK_BYTES - 8, 8);
	write_u64(&length, bytes.size * 8);
	for (size_t i = 0; i < blocks; i++)
		take_block(state, padded + i * BLOCK_BYTES);
	struct writer writer = writer_into(to, WEBSOCKET_SHA1_BYTES);
	for (int i = 0; i < 5; i++)
		write_u32(&writer, state[i]);
}

void websocket_key_make(const uint8_t random[static 16], char to[static WEBSOCKET_KEY_BYTES + 1])
{
	sodium_bin2base64(to, WEBSOCKET_KEY_BYTES + 1, random, 16, sodium_base64_VARIANT_ORIGINAL);
}

void websocket_key_accept(const char key[static WEBSOCKET_KEY_BYTES],
                          char to[static WEBSOCKET_ACCEPT_BYTES + 1])
{
	static const char salt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455, 1.3 */
	uint8_t text[WEBSOCKET_KEY_BYTES + sizeof salt - 1], hash[WEBSOCKET_SHA1_BYTES];
	memcpy(text, key, WEBSOCKET_KEY_BYTES);
	memcpy(text + WEBSOCKET_KEY_BYTES, salt, sizeof salt - 1);
	websocket_key_sha1((struct bytes){text, sizeof text}, hash);
	sodium_bin2base64(to, WEBSOCKET_ACCEPT_BYTES + 1, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
}
