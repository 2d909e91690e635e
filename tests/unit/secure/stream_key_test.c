/* One SFrame key of suite 5: the RFC's vector on every back end, ratcheting, room. */
#include "support/unit.h"

#include "unit/secure/vectors.h"

#include "base/secret.h"
#include "secure/hkdf.h"
#include "secure/stream_key.h"

static const struct aead *current;

static void the_published_frame_seals_and_opens(void **state)
{
	(void)state;
	struct vectors *v = vectors_open("sframe_suite_5.txt");
	assert_true(vectors_next(v));
	struct stream_key key = {0};
	struct sframe_header header;
	uint8_t memory[200], opened[200];
	struct writer w = writer_into(memory, sizeof(memory));
	struct bytes salt = vectors_bytes(v, 4), plain = vectors_bytes(v, 8), frame = vectors_bytes(v, 9);

	assert_int_equal(stream_key_set(&key, current, vectors_number(v, 0), vectors_bytes(v, 2)), RESULT_OK);
	assert_memory_equal(key.salt, salt.data, salt.size);
	assert_int_equal(stream_key_seal(&key, vectors_number(v, 1), vectors_bytes(v, 5), plain, &w), RESULT_OK);
	assert_true(bytes_are_equal(writer_bytes(&w), frame));
	assert_int_equal(sframe_header_decode(frame, &header), RESULT_OK);
	assert_int_equal(stream_key_open(&key, &header, vectors_bytes(v, 5), frame, opened), RESULT_OK);
	assert_memory_equal(opened, plain.data, plain.size);
	assert_int_equal(stream_key_open(&key, &header, bytes_of_text("other"), frame, opened),
	                 RESULT_NOT_OPENED);
	header.kid++;
	assert_int_equal(stream_key_open(&key, &header, vectors_bytes(v, 5), frame, opened), RESULT_NOT_OPENED);
	stream_key_finish(&key);
	stream_key_finish(&key);
	vectors_close(v);
}

static void ratcheting_follows_the_rfc_and_works_in_place(void **state)
{
	(void)state;
	uint8_t base[STREAM_KEY_BASE_BYTES] = {1, 2}, next[STREAM_KEY_BASE_BYTES], prk[64], expected[64];
	stream_key_ratchet(base, next);
	hkdf_hmac((struct bytes){NULL, 0}, (struct bytes){base, sizeof(base)}, prk);
	assert_int_equal(hkdf_expand(prk, bytes_of_text("SFrame 1.0 Ratchet"), expected, 64), RESULT_OK);
	assert_memory_equal(next, expected, 64);
	stream_key_ratchet(base, base);
	assert_memory_equal(base, next, 64);
}

static void without_room_nothing_is_appended(void **state)
{
	(void)state;
	uint8_t base[STREAM_KEY_BASE_BYTES] = {1}, memory[100];
	struct stream_key key = {0};
	size_t needed = 1 + 5 + AEAD_TAG_BYTES;
	assert_int_equal(stream_key_set(&key, current, 3, (struct bytes){base, sizeof(base)}), RESULT_OK);
	for (size_t room = 0; room <= needed; room++) {
		struct writer w = writer_into(memory, room);
		enum result result = stream_key_seal(&key, 4, bytes_of_text(""), bytes_of_text("frame"), &w);
		assert_int_equal(result, room < needed ? RESULT_TOO_LARGE : RESULT_OK);
		assert_int_equal(w.size, room < needed ? 0 : needed);
	}
	static uint8_t huge_metadata[1000];
	struct writer w = writer_into(memory, sizeof(memory));
	struct bytes metadata = {huge_metadata, sizeof(huge_metadata)};
	assert_int_equal(stream_key_seal(&key, 4, metadata, bytes_of_text("frame"), &w), RESULT_TOO_LARGE);
	stream_key_finish(&key);
}

static int use_first(void **state)
{
	(void)state;
	current = aead_pick();
	return 0;
}

static int use_system(void **state)
{
	(void)state;
	current = aead_system();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_frame_seals_and_opens),
		cmocka_unit_test(ratcheting_follows_the_rfc_and_works_in_place),
		cmocka_unit_test(without_room_nothing_is_appended),
	};
	if (secret_start() != RESULT_OK)
		return 2;
	int failed = cmocka_run_group_tests_name("picked back end", tests, use_first, NULL);
	return failed + cmocka_run_group_tests_name("system's back end", tests, use_system, NULL);
}
