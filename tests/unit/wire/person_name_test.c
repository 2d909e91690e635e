#include "support/unit.h"

#include "support/noise.h"
#include "wire/person_name.h"

#include <string.h>

static const char *clean(const char *name)
{
	static char to[PERSON_NAME_BYTES];

	return person_name_clean(to, sizeof to, name) ? to : NULL;
}

static void people_of_all_countries_keep_their_names(void **state)
{
	static const char *const names[] = {
		"Anna",          "Müller-Lüdenscheidt",
		"O'Neill",       "Dr. Anna Groß (Support)",
		"Łukasz Żak",    "Nguyễn Thị Hồng",
		"Søren Ærø",     "Ивана Петровна",
		"Γιώργος",       "山田太郎",
		"さくら 太郎",   "ジョン・スミス",
		"김철수",        "金철수",
		"陳大文",        "שרה לוי",
		"محمد علي",      "प्रिया शर्मा",
		"สมชาย",         "Անի",
		"anna@office_7", "Meier & Söhne, IT",
		"Anna 2",        "கமலா",
	};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!person_name_is_clean(names[i]))
			fail_msg("%s became %s", names[i], clean(names[i]) ? clean(names[i]) : "nothing");
	}
}

static void what_is_harmless_is_put_right(void **state)
{
	static const char *const pairs[][2] = {
		{"Mu\xCC\x88ller", "Müller"}, /* u and a diaeresis of its own */
		{"Gro\xCC\x88\xC3\x9F"
	     "e",
	     "Größe"},
		{"  Anna \t", NULL},
		{"  Anna   Maria ", "Anna Maria"},
		{"Anna\xC2\xA0Maria", "Anna Maria"},
		{"Anna \xF0\x9F\x98\x80", "Anna"}, /* a face */
		{"Anna \xE2\x9C\x94", "Anna"},     /* as if somebody had verified her */
		{"\xE2\x98\x85 Anna \xE2\x98\x85", "Anna"},
		{"Anna\xE2\x80\x94Maria", "Anna-Maria"},
		{"O\xE2\x80\x99Neill", "O'Neill"},
		{"<b>Anna</b>", "bAnna/b"},
		{"Anna | Bank", "Anna Bank"},
		{"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *is = clean(pairs[i][0]);
		if (pairs[i][1] == NULL ? is != NULL : is == NULL || strcmp(is, pairs[i][1]) != 0)
			fail_msg("%s became %s", pairs[i][0], is ? is : "nothing");
	}
}

static void what_misleads_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"   ",
		"...",
		"\xF0\x9F\x98\x80", /* a face alone */
		"\xD0\xB0nna",      /* Cyrillic a, Latin nna */
		"Ann\xCE\xB1",      /* Greek alpha */
		"p\xD0\xB0ypal",
		"Anna \xD0\x9F\xD0\xB5\xD1\x82\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB0", /* two scripts in two words */
		"山田 Taro",                                                     /* two scripts */
		"さくら 김",                                                     /* Japanese with Korean */
		"\xE2\x80\xAE"
		"annA",             /* right-to-left override */
		"Anna\xE2\x81\xA6", /* an isolate */
		"Anna\xE2\x80\x8F", /* right-to-left mark */
		"An\xE2\x80\x8D"
		"na", /* zero-width joiner */
		"An\xE2\x80\x8B"
		"na", /* zero-width space */
		"An\xC2\xAD"
		"na",                                                /* soft hyphen */
		"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB Anna", /* a face glued to a computer */
		"An\xE2\x80\xA8na",                                  /* line separator */
		"An\nna",
		"An\x1B[2Jna",
		"A\xCC\x81\xCC\x80\xCC\x82\xCC\x83\xCC\x84\xCC\x86nna", /* a tower */
		"Aq\xCC\xA3\xCC\xA3na",                                 /* the same mark twice */
		"\xCC\x81"
		"Anna",          /* a mark on nothing */
		"Anna \xCC\x81", /* a mark on a space */
		"A\xE2\x83\x9D", /* a circle round it */
		"\xE3\x85\xA4",  /* a letter that is empty */
		"\xEE\x80\x80",  /* private: looks as the font likes */
		"\xF0\x9D\x93\x90\xF0\x9D\x93\xB7\xF0\x9D\x93\xB7\xF0\x9D\x93\xAA", /* letters of mathematics alone */
		"An\xFFna",
		"An\xC3",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char to[PERSON_NAME_BYTES] = "before";
		if (person_name_clean(to, sizeof to, bad[i]))
			fail_msg("%zu became %s", i, to);
		assert_string_equal(to, "");
		assert_false(person_name_is_clean(bad[i]));
	}
}

static void a_long_name_is_cut_at_a_letter(void **state)
{
	char name[400] = "", to[PERSON_NAME_BYTES];

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(name, "ö");
	assert_true(person_name_clean(to, sizeof to, name));
	assert_int_equal(strlen(to), 40 * strlen("ö"));
	strcpy(name, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd q\xCC\xA3x"); /* the 41st is a mark */
	assert_true(person_name_clean(to, sizeof to, name));
	assert_string_equal(to, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd");
	for (size_t room = 1; room < 8; room++) {
		bool is_some = person_name_clean(to, room, "äöü");
		assert_int_equal(is_some, room >= 3);
		assert_int_equal(strlen(to), (room - 1) / 2 * 2 < 6 ? (room - 1) / 2 * 2 : 6);
	}
}

static void what_is_left_of_a_cut_name_has_a_letter(void **state)
{
	char to[PERSON_NAME_BYTES];

	(void)state;
	assert_false(person_name_clean(to, 2, "@K"));
	assert_string_equal(to, "");
	assert_false(person_name_clean(to, sizeof to, "........................................Anna"));
}

static void far_too_much_is_no_name(void **state)
{
	static char name[3000];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	assert_null(clean(name));
}

static void what_is_clean_stays_clean(void **state)
{
	struct noise noise = noise_start(7);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char name[40], to[PERSON_NAME_BYTES];
		size_t size = noise_below(&noise, sizeof name - 1);
		for (size_t at = 0; at < size; at++)
			name[at] = (char)(noise_below(&noise, 4) == 0 ? 1 + noise_below(&noise, 255)
			                                              : 'a' + noise_below(&noise, 26));
		name[size] = '\0';
		if (person_name_clean(to, sizeof to, name))
			assert_true(person_name_is_clean(to));
		else
			assert_string_equal(to, "");
	}
}

static void twins_are_alike(void **state)
{
	static const char *const pairs[][2] = {
		{"Anna", "anna"},
		{"Anna Maria", "AnnaMaria"},
		{"Anna", "Anna."},
		{"relay", "re1ay"},
		{"relay", "reIay"},
		{"Otto", "0tt0"},
		{"\xD1\x80\xD0\xB0\xD1\x81\xD0\xBE", "paco"}, /* Cyrillic throughout */
		{"\xD0\xA0\xD0\xB0\xD1\x81\xD0\xBE", "Paco"},
		{"M\xC3\xBCller", "Mu\xCC\x88ller"},
		{"M\xC3\x9CLLER", "M\xC3\xBCller"},
		{"relay.example.com", "relay-example-com"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!person_name_is_like(pairs[i][0], pairs[i][1]) || !person_name_is_like(pairs[i][1], pairs[i][0]))
			fail_msg("%s, %s", pairs[i][0], pairs[i][1]);
	}
	assert_false(person_name_is_like("Anna", "Anne"));
	assert_false(person_name_is_like("Anna", "Anna Maria"));
	assert_false(person_name_is_like("", ""));
	assert_false(person_name_is_like("...", "..."));
}

static void nobody_is_called_relay_or_customer(void **state)
{
	static const char *const reserved[] = {"Lotse relay",  "LOTSE-RELAY",  "Lotse", "Re1ay",
	                                       "customer",     "The Customer", "Kunde", "der Kunde",
	                                       "Lotse server", "verified",     "You"};
	static const char *const names[] = {"Anna", "Kunderova", "Relaya", "Lotse Support GmbH", "Ian Custom"};

	(void)state;
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		assert_true(person_name_is_reserved(reserved[i]));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_false(person_name_is_reserved(names[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_of_all_countries_keep_their_names),
		cmocka_unit_test(what_is_harmless_is_put_right),
		cmocka_unit_test(what_misleads_is_refused),
		cmocka_unit_test(a_long_name_is_cut_at_a_letter),
		cmocka_unit_test(what_is_left_of_a_cut_name_has_a_letter),
		cmocka_unit_test(far_too_much_is_no_name),
		cmocka_unit_test(what_is_clean_stays_clean),
		cmocka_unit_test(twins_are_alike),
		cmocka_unit_test(nobody_is_called_relay_or_customer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
