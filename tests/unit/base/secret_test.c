#include "support/unit.h"

#include "base/secret.h"
#include "support/child.h"

#include <string.h>

static void a_secret_is_zeroed_and_can_be_written(void **state)
{
	uint8_t *secret = secret_create(100);
	(void)state;
	assert_non_null(secret);
	for (int i = 0; i < 100; i++)
		assert_int_equal(secret[i], 0);
	memset(secret, 0xff, 100);
	secret_destroy(secret);
	secret_destroy(NULL);
}

static int write_beyond_the_end(void)
{
	volatile uint8_t *secret = secret_create(32);
	secret[31] = 1;
	secret[32] = 1;
	return 0;
}

static void writing_beyond_a_secret_ends_the_program(void **state)
{
	(void)state;
	assert_int_not_equal(child_exit(__func__, write_beyond_the_end), 0);
}

static void wiped_memory_is_zero(void **state)
{
	uint8_t memory[16] = {1, 2, 3};
	(void)state;
	secret_wipe(memory, sizeof memory);
	assert_memory_equal(memory, ((uint8_t[16]){0}), 16);
}

static void secrets_are_equal_only_if_every_byte_is(void **state)
{
	uint8_t a[32], b[32];
	(void)state;
	secret_random(a, sizeof a);
	memcpy(b, a, sizeof a);
	assert_true(secret_is_equal(a, b, sizeof a));
	for (size_t i = 0; i < sizeof a; i++) {
		b[i] ^= 0x80;
		assert_false(secret_is_equal(a, b, sizeof a));
		b[i] ^= 0x80;
	}
}

static void random_bytes_are_not_the_same_twice(void **state)
{
	uint8_t a[32] = {0}, b[32] = {0};
	(void)state;
	secret_random(a, sizeof a);
	secret_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_zeroed_and_can_be_written),
		cmocka_unit_test(writing_beyond_a_secret_ends_the_program),
		cmocka_unit_test(wiped_memory_is_zero),
		cmocka_unit_test(secrets_are_equal_only_if_every_byte_is),
		cmocka_unit_test(random_bytes_are_not_the_same_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
