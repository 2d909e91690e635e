/* OpenSSL's back end does not allocate for a record: OpenSSL lets its allocations be counted. */
#include "support/unit.h"

#include "base/secret.h"
#include "secure/aead.h"

#include <openssl/crypto.h>
#include <string.h>

static int allocations;

static void *counted_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	allocations++;
	return malloc(size);
}

static void *counted_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	allocations++;
	return realloc(old, size);
}

static void counted_free(void *old, const char *file, int line)
{
	(void)file, (void)line;
	free(old);
}

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

static void check_no_allocation(const struct aead *aead)
{
	uint8_t bytes[AEAD_KEY_BYTES] = {9}, nonce_bytes[AEAD_NONCE_BYTES] = {0}, record[1000 + AEAD_TAG_BYTES];
	struct aead_nonce nonce = {nonce_bytes, {bytes, 6}};
	struct aead_key key = {0};

	memset(record, 7, sizeof(record));
	assert_int_equal(aead_set_key(&key, aead, bytes), RESULT_OK);
	allocations = 0;
	for (uint8_t i = 0; i < 100; i++) {
		nonce_bytes[0] = i;
		assert_int_equal(aead_seal(&key, &nonce, (struct bytes){record, 1000}, record), RESULT_OK);
		assert_int_equal(aead_open(&key, &nonce, (struct bytes){record, sizeof(record)}, record), RESULT_OK);
	}
	assert_int_equal(allocations, 0);
	aead_finish(&key);
}

static void a_record_costs_no_allocation(void **state)
{
	(void)state;
	for_each_aead(check_no_allocation);
	struct aead_key key = {0};
	uint8_t bytes[AEAD_KEY_BYTES] = {9};
	allocations = 0;
	assert_int_equal(aead_set_key(&key, aead_system(), bytes), RESULT_OK);
	assert_true(allocations > 0); /* the counter does count */
	aead_finish(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_costs_no_allocation),
	};
	if (CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free) != 1)
		return 2;
	return secret_start() != RESULT_OK ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
