/* AES-256-GCM: every back end of this build gives the published bytes, in place too. */
#include "support/unit.h"

#include "unit/secure/vectors.h"

#include "base/secret.h"
#include "secure/aead.h"
#include "support/guarded.h"
#include "support/noise.h"

enum { CASES = 66, VALID = 39 };

/* Calls `check` with each back end that this computer can run. */
static void for_each_aead(void (*check)(const struct aead *aead))
{
	int ran = 0;
	for (size_t i = 0; aead_by_index(i) != NULL; i++) {
		if (!aead_by_index(i)->is_available())
			continue;
		check(aead_by_index(i));
		ran++;
	}
	assert_true(ran >= 1);
}

static void check_vectors(const struct aead *aead)
{
	struct vectors *v = vectors_open("aes_256_gcm.txt");
	struct aead_key key = {0};
	int valid = 0, invalid = 0;

	while (vectors_next(v)) {
		struct bytes plain = vectors_bytes(v, 4), text = vectors_bytes(v, 5), tag = vectors_bytes(v, 6);
		struct aead_nonce nonce = {vectors_bytes(v, 2).data, vectors_bytes(v, 3)};
		uint8_t sealed[1000], expected[1000], opened[1000];

		assert_int_equal(aead_set_key(&key, aead, vectors_bytes(v, 1).data), RESULT_OK);
		memcpy(expected, text.data, text.size);
		memcpy(expected + text.size, tag.data, tag.size);
		bool is_valid = vectors_is(v, 7, "valid");
		enum result result = aead_open(&key, &nonce, (struct bytes){expected, text.size + tag.size}, opened);
		assert_int_equal(result, is_valid ? RESULT_OK : RESULT_NOT_OPENED);
		assert_int_equal(aead_seal(&key, &nonce, plain, sealed), RESULT_OK);
		if (is_valid) {
			assert_memory_equal(opened, plain.data, plain.size);
			assert_memory_equal(sealed, expected, text.size + tag.size);
			valid++;
		} else {
			assert_memory_not_equal(sealed, expected, text.size + tag.size);
			invalid++;
		}
	}
	assert_int_equal(valid, VALID);
	assert_int_equal(valid + invalid, CASES);
	aead_finish(&key);
	vectors_close(v);
}

static void all_wycheproof_cases_hold_on_every_back_end(void **state)
{
	(void)state;
	for_each_aead(check_vectors);
}

/* The first back end's bytes; later ones must give the same. */
static uint8_t reference[200][220];

static void check_same(const struct aead *aead)
{
	struct noise noise = noise_start(7);
	struct aead_key key = {0};
	uint8_t bytes[AEAD_KEY_BYTES], nonce_bytes[AEAD_NONCE_BYTES], aad[30], plain[200];

	for (size_t size = 0; size < sizeof(plain); size++) {
		noise_fill(&noise, bytes, sizeof(bytes));
		noise_fill(&noise, nonce_bytes, sizeof(nonce_bytes));
		noise_fill(&noise, aad, sizeof(aad));
		noise_fill(&noise, plain, sizeof(plain));
		struct aead_nonce nonce = {nonce_bytes, {aad, size % sizeof(aad)}};
		uint8_t in_place[220];
		memcpy(in_place, plain, size);
		assert_int_equal(aead_set_key(&key, aead, bytes), RESULT_OK);
		assert_int_equal(aead_seal(&key, &nonce, (struct bytes){in_place, size}, in_place), RESULT_OK);
		if (aead == aead_by_index(0) || !aead_by_index(0)->is_available())
			memcpy(reference[size], in_place, size + AEAD_TAG_BYTES);
		assert_memory_equal(in_place, reference[size], size + AEAD_TAG_BYTES);

		uint8_t *guarded = guarded_copy((struct bytes){in_place, size + AEAD_TAG_BYTES});
		struct bytes sealed = {guarded, size + AEAD_TAG_BYTES};
		uint8_t *to = guarded_copy((struct bytes){plain, size});
		memset(to, 0, size);
		assert_int_equal(aead_open(&key, &nonce, sealed, to), RESULT_OK);
		assert_memory_equal(to, plain, size);
		assert_int_equal(aead_open(&key, &nonce, sealed, guarded), RESULT_OK);
		assert_memory_equal(guarded, plain, size);
		guarded_free(guarded);
		guarded_free(to);
	}
	aead_finish(&key);
}

static void back_ends_give_the_same_bytes_in_place_and_apart(void **state)
{
	(void)state;
	for_each_aead(check_same);
}

static void check_failures(const struct aead *aead)
{
	uint8_t bytes[AEAD_KEY_BYTES] = {1}, nonce_bytes[AEAD_NONCE_BYTES] = {2}, aad[6] = {3};
	uint8_t sealed[40 + AEAD_TAG_BYTES], to[sizeof(sealed)], zeros[40] = {0};
	struct aead_nonce nonce = {nonce_bytes, {aad, sizeof(aad)}};
	struct aead_key key = {0};

	assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to), RESULT_NOT_OPENED);
	assert_int_equal(aead_set_key(&key, aead, bytes), RESULT_OK);
	memset(to, 'p', sizeof(to));
	assert_int_equal(aead_seal(&key, &nonce, (struct bytes){to, 40}, sealed), RESULT_OK);
	for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		memset(to, 'x', sizeof(to));
		assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to),
		                 RESULT_NOT_OPENED);
		assert_memory_equal(to, zeros, sizeof(zeros));
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t size = 0; size < sizeof(sealed); size++)
		assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, size}, to), RESULT_NOT_OPENED);
	aad[5]++;
	assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to), RESULT_NOT_OPENED);
	aad[5]--;
	nonce_bytes[11]++;
	assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to), RESULT_NOT_OPENED);
	nonce_bytes[11]--;
	assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to), RESULT_OK);
	struct bytes huge = {sealed, AEAD_PLAIN_MAX_BYTES + 1};
	assert_int_equal(aead_seal(&key, &nonce, huge, to), RESULT_TOO_LARGE);
	aead_finish(&key);
	aead_finish(&key);
	assert_int_equal(aead_open(&key, &nonce, (struct bytes){sealed, sizeof(sealed)}, to), RESULT_NOT_OPENED);
}

static void each_flipped_bit_and_each_prefix_is_refused_and_leaves_zeros(void **state)
{
	(void)state;
	for_each_aead(check_failures);
}

static bool never(void)
{
	return false;
}

static void a_back_end_that_this_processor_cannot_run_is_refused(void **state)
{
	(void)state;
	struct aead absent = *aead_sodium();
	struct aead_key key = {0};
	uint8_t bytes[AEAD_KEY_BYTES] = {0};
	absent.is_available = never;
	assert_int_equal(aead_set_key(&key, &absent, bytes), RESULT_UNSUPPORTED);
	assert_null(key.aead);
	assert_true(aead_pick()->is_available());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_wycheproof_cases_hold_on_every_back_end),
		cmocka_unit_test(back_ends_give_the_same_bytes_in_place_and_apart),
		cmocka_unit_test(each_flipped_bit_and_each_prefix_is_refused_and_leaves_zeros),
		cmocka_unit_test(a_back_end_that_this_processor_cannot_run_is_refused),
	};
	return secret_start() != RESULT_OK ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
