#include "support/unit.h"

#include "base/text.h"
#include "session/naming.h"

#include <string.h>

static struct roster roster;

static struct person *come(uint16_t peer, const char *name)
{
	struct person *person = roster_add(&roster, peer);
	const struct naming naming = {.roster = &roster, .own = "Karl", .relay = "relay.example.com"};

	naming_take(&naming, person, name, "pc");
	return person;
}

static int nobody(void **state)
{
	(void)state;
	memset(&roster, 0, sizeof roster);
	return 0;
}

static void a_name_is_taken_as_it_may_be_shown(void **state)
{
	(void)state;
	assert_string_equal(come(1, "Mu\xCC\x88ller \xF0\x9F\x98\x80")->name, "Müller");
	assert_string_equal(roster_find(&roster, 1)->computer, "pc");
}

static void what_misleads_has_a_neutral_name(void **state)
{
	static const char *const bad[] = {"",
	                                  "\xD0\xB0nna",
	                                  "\xE2\x80\xAE"
	                                  "annA",
	                                  "Lotse relay",
	                                  "customer",
	                                  "relay.example.com",
	                                  "RELAY EXAMPLE COM"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		nobody(NULL);
		assert_string_equal(come(1, bad[i])->name, text_get(TEXT_NO_NAME));
	}
}

static void nobody_is_called_as_somebody_here(void **state)
{
	(void)state;
	assert_string_equal(come(1, "Anna")->name, "Anna");
	assert_string_equal(come(2, "anna")->name, "anna (2)");
	assert_string_equal(come(3, "A nna")->name, "A nna (3)");
	assert_string_equal(come(4, "Kar1")->name, "Kar1 (2)");
	assert_string_equal(come(5, "")->name, text_get(TEXT_NO_NAME));
	assert_ptr_not_equal(strstr(come(6, "")->name, "(2)"), NULL);
	assert_string_equal(come(2, "Anna")->name, "Anna (2)"); /* oneself is nobody else */
}

static void the_number_is_seen_behind_a_long_name(void **state)
{
	static const char name[] = "äaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	(void)state;
	come(1, name);
	assert_int_equal(strlen(roster_find(&roster, 1)->name), 41);
	assert_string_equal(come(2, name)->name, "äaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (2)");
	assert_true(person_name_is_clean(roster_find(&roster, 2)->name));
}

static void a_full_room_of_one_name_has_as_many_names(void **state)
{
	(void)state;
	for (uint16_t peer = 1; peer <= PARTICIPANT_PEOPLE_MAX; peer++)
		come(peer, "Karl");
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		for (int j = 0; j < i; j++)
			assert_string_not_equal(roster.people[i].name, roster.people[j].name);
	}
}

static void one_s_own_name_is_neutral_rather_than_refused_elsewhere(void **state)
{
	char name[PARTICIPANT_NAME_BYTES];

	(void)state;
	naming_own(name, "Karl\xE2\x80\x8D");
	assert_string_equal(name, text_get(TEXT_NO_NAME));
	naming_own(name, " Karl ");
	assert_string_equal(name, "Karl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_name_is_taken_as_it_may_be_shown, nobody),
		cmocka_unit_test_setup(what_misleads_has_a_neutral_name, nobody),
		cmocka_unit_test_setup(nobody_is_called_as_somebody_here, nobody),
		cmocka_unit_test_setup(the_number_is_seen_behind_a_long_name, nobody),
		cmocka_unit_test_setup(a_full_room_of_one_name_has_as_many_names, nobody),
		cmocka_unit_test(one_s_own_name_is_neutral_rather_than_refused_elsewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
