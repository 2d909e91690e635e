#include "support/unit.h"

#include "wire/websocket_key.h"

#include <string.h>

static void assert_sha1(const char *text, const char *hex)
{
	uint8_t hash[WEBSOCKET_SHA1_BYTES];
	char got[2 * WEBSOCKET_SHA1_BYTES + 1];
	websocket_key_sha1(bytes_of_text(text), hash);
	for (size_t i = 0; i < sizeof hash; i++) {
		static const char digits[] = "0123456789abcdef";
		got[2 * i] = digits[hash[i] >> 4];
		got[2 * i + 1] = digits[hash[i] & 15];
	}
	got[2 * WEBSOCKET_SHA1_BYTES] = 0;
	assert_string_equal(got, hex);
}

/* FIPS 180-4's own examples, and lengths around the ends of blocks. */
static void sha1_is_as_published(void **state)
{
	(void)state;
	assert_sha1("", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	assert_sha1("abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	assert_sha1("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", /* 55 */
	            "c1c8bbdc22796e28c0e15163d20899b65621d65a");
	assert_sha1("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", /* 64 */
	            "0098ba824b5c16427bd7a1122a5a442a25ec644d");
}

/* RFC 6455, 1.3. */
static void answer_is_as_in_the_rfc(void **state)
{
	char accept[WEBSOCKET_ACCEPT_BYTES + 1];
	(void)state;
	websocket_key_accept("dGhlIHNhbXBsZSBub25jZQ==", accept);
	assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void key_is_16_bytes_in_base64(void **state)
{
	char key[WEBSOCKET_KEY_BYTES + 1];
	(void)state;
	websocket_key_make((const uint8_t *)"the sample nonce", key);
	assert_string_equal(key, "dGhlIHNhbXBsZSBub25jZQ==");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha1_is_as_published),
		cmocka_unit_test(answer_is_as_in_the_rfc),
		cmocka_unit_test(key_is_16_bytes_in_base64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
