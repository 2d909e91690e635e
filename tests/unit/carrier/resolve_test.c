#include "support/unit.h"

#include "carrier/resolve.h"

#include <string.h>

static enum result look_up(const char *host, struct socket_address out[static RESOLVE_ADDRESSES_MAX],
                           size_t *count)
{
	struct wake *wake = wake_create();
	struct resolve *resolve = NULL;
	enum result result = RESULT_WOULD_BLOCK;
	assert_non_null(wake);
	assert_int_equal(resolve_start(&resolve, host, 5000, wake), RESULT_OK);
	for (int i = 0; i < 30 && result == RESULT_WOULD_BLOCK; i++) {
		wake_wait(wake, NULL, 0, 1000);
		result = resolve_take(resolve, out, count);
	}
	resolve_drop(resolve);
	wake_destroy(wake);
	return result;
}

static void address_is_itself(void **state)
{
	struct socket_address out[RESOLVE_ADDRESSES_MAX];
	size_t count = 0;
	(void)state;
	assert_int_equal(look_up("192.0.2.7", out, &count), RESULT_OK);
	assert_int_equal(count, 1);
	assert_string_equal(out[0].text, "192.0.2.7:5000");
	assert_false(out[0].is_v6);
	assert_int_equal(look_up("2001:db8::7", out, &count), RESULT_OK);
	assert_int_equal(count, 1);
	assert_string_equal(out[0].text, "[2001:db8::7]:5000");
	assert_true(out[0].is_v6);
}

static void this_machine_is_known_by_name(void **state)
{
	struct socket_address out[RESOLVE_ADDRESSES_MAX];
	size_t count = 0;
	bool has_v4 = false;
	(void)state;
	assert_int_equal(look_up("localhost", out, &count), RESULT_OK);
	for (size_t i = 0; i < count; i++)
		has_v4 |= strcmp(out[i].text, "127.0.0.1:5000") == 0;
	assert_true(has_v4);
	for (size_t i = 1; i < count && i < 2; i++) /* two families take turns */
		assert_true(out[i].is_v6 != out[i - 1].is_v6);
}

static void unknown_name_and_nonsense_are_not_reachable(void **state)
{
	struct socket_address out[RESOLVE_ADDRESSES_MAX];
	size_t count = 7;
	(void)state;
	assert_int_equal(look_up("no-such-host.invalid", out, &count), RESULT_NOT_REACHABLE);
	assert_int_equal(count, 0);
	assert_int_equal(look_up("999.999.999.999", out, &count), RESULT_NOT_REACHABLE);
}

static void nobody_need_wait_for_an_answer(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		struct wake *wake = wake_create();
		struct resolve *resolve = NULL;
		assert_int_equal(resolve_start(&resolve, "gone.invalid", 1, wake), RESULT_OK);
		resolve_drop(resolve);
		wake_destroy(wake);
	}
	resolve_drop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_is_itself),
		cmocka_unit_test(this_machine_is_known_by_name),
		cmocka_unit_test(unknown_name_and_nonsense_are_not_reachable),
		cmocka_unit_test(nobody_need_wait_for_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
