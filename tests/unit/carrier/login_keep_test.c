/* Against the system's own key store (Credential Manager; gnome-keyring), under a name of the test's own,
 * which it takes away again. */
#include "support/unit.h"

#include "base/secret.h"
#include "carrier/login_keep.h"
#include "support/key_store.h"

#include <string.h>

static const char proxy[] = "proxy.lotse-test.invalid:3128";

static int forget(void **state)
{
	(void)state;
	login_keep_remove(proxy);
	return 0;
}

static void what_is_stored_is_found_until_it_is_removed(void **state)
{
	struct login stored = {.name = "Zoë@CORP", .password = "pä€word 😀"}, found = {{0}, {0}};
	(void)state;
	assert_int_equal(login_keep_find(proxy, &found), RESULT_NEED_MORE);
	assert_int_equal(login_keep_put(proxy, &stored), RESULT_OK);
	assert_int_equal(login_keep_find(proxy, &found), RESULT_OK);
	assert_string_equal(found.name, stored.name);
	assert_string_equal(found.password, stored.password);
	assert_int_equal(login_keep_find("other.lotse-test.invalid:3128", &found), RESULT_NEED_MORE);
	login_keep_remove(proxy);
	assert_int_equal(login_keep_find(proxy, &found), RESULT_NEED_MORE);
	login_keep_remove(proxy);
}

static void a_later_login_takes_the_place_of_an_earlier_one(void **state)
{
	struct login first = {.name = "a", .password = "long password"}, second = {.name = "b", .password = ""};
	struct login found = {{0}, {0}};
	(void)state;
	assert_int_equal(login_keep_put(proxy, &first), RESULT_OK);
	assert_int_equal(login_keep_put(proxy, &second), RESULT_OK);
	assert_int_equal(login_keep_find(proxy, &found), RESULT_OK);
	assert_string_equal(found.name, "b");
	assert_string_equal(found.password, "");
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_stored_is_found_until_it_is_removed, forget, forget),
		cmocka_unit_test_setup_teardown(a_later_login_takes_the_place_of_an_earlier_one, forget, forget),
	};
	(void)count;
	if (key_store_need(arguments) != 0 || secret_start() != RESULT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
