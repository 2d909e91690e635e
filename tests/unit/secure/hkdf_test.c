/* HMAC-SHA512 and HKDF-SHA512 against Wycheproof. */
#include "support/unit.h"

#include "unit/secure/vectors.h"

#include "base/secret.h"
#include "secure/hkdf.h"
#include "support/guarded.h"

static void all_wycheproof_hmac_cases_hold(void **state)
{
	(void)state;
	struct vectors *v = vectors_open("hmac_sha512.txt");
	int valid = 0;
	while (vectors_next(v)) {
		uint8_t tag[HKDF_HASH_BYTES];
		struct bytes expected = vectors_bytes(v, 3);
		hkdf_hmac(vectors_bytes(v, 1), vectors_bytes(v, 2), tag);
		assert_true(expected.size <= sizeof(tag));
		bool is_valid = vectors_is(v, 4, "valid");
		assert_int_equal(memcmp(tag, expected.data, expected.size) == 0, is_valid);
		valid += is_valid;
	}
	assert_int_equal(v->lines, 174);
	assert_true(valid > 20 && valid < 174);
	vectors_close(v);
}

static void all_wycheproof_hkdf_cases_hold(void **state)
{
	(void)state;
	struct vectors *v = vectors_open("hkdf_sha512.txt");
	int valid = 0;
	while (vectors_next(v)) {
		uint8_t prk[HKDF_HASH_BYTES];
		size_t size = vectors_number(v, 4);
		uint8_t *out = malloc(size);
		hkdf_extract(vectors_bytes(v, 2), vectors_bytes(v, 1), prk);
		enum result result = hkdf_expand(prk, vectors_bytes(v, 3), out, size);
		if (vectors_is(v, 6, "valid")) {
			struct bytes expected = vectors_bytes(v, 5);
			assert_int_equal(result, RESULT_OK);
			assert_int_equal(expected.size, size);
			assert_memory_equal(out, expected.data, size);
			valid++;
		} else {
			assert_int_equal(result, RESULT_TOO_LARGE);
		}
		free(out);
	}
	assert_int_equal(v->lines, 83);
	assert_int_equal(valid, 80);
	vectors_close(v);
}

static void expand_writes_exactly_what_was_asked(void **state)
{
	(void)state;
	uint8_t prk[HKDF_HASH_BYTES] = {1}, whole[300];
	assert_int_equal(hkdf_expand(prk, bytes_of_text("info"), whole, sizeof(whole)), RESULT_OK);
	for (size_t size = 1; size < sizeof(whole); size++) {
		uint8_t *out = guarded_copy((struct bytes){whole, size});
		memset(out, 0, size);
		assert_int_equal(hkdf_expand(prk, bytes_of_text("info"), out, size), RESULT_OK);
		assert_memory_equal(out, whole, size);
		guarded_free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_wycheproof_hmac_cases_hold),
		cmocka_unit_test(all_wycheproof_hkdf_cases_hold),
		cmocka_unit_test(expand_writes_exactly_what_was_asked),
	};
	return secret_start() != RESULT_OK ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
