#include "support/unit.h"

#include "carrier/directory_judge.h"

#include <sodium.h>
#include <string.h>

enum { NOW_S = 1800000000, DAY_S = 86400 };

static uint8_t root_public[32], root_secret[64];

static int make_keys(void **state)
{
	static const uint8_t seed[32] = {1};
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(root_public, root_secret, seed);
}

/* A list that is good from issued_s on for an hour. */
static struct bytes list_of(int64_t issued_s)
{
	static uint8_t text[4096];
	struct server_list list = {.issued_s = issued_s, .expires_s = issued_s + 3600};
	struct writer w = writer_into(text, sizeof text);
	server_list_write(&list, &w);
	server_list_sign(&w, root_secret);
	return writer_bytes(&w);
}

static void judged(struct directory_answer answer, enum result expected, int64_t expected_ahead_s)
{
	static struct server_list list;
	int64_t ahead_s = 77;
	assert_int_equal(directory_judge(&answer, root_public, NOW_S, &list, &ahead_s), expected);
	assert_int_equal(ahead_s, expected_ahead_s);
}

static void dates_fail_by_whose_clock(void **state)
{
	static const struct {
		int64_t issued, date;
		enum result result;
		int64_t ahead;
	} cases[] = {
		{-60, 0, RESULT_OK, 0},
		{-60, -DAY_S, RESULT_OK, 0}, /* a wrong date on a good list does not matter */
		{-2 * DAY_S, 0, RESULT_LIST_EXPIRED, 0},
		{-2 * DAY_S, -2 * DAY_S, RESULT_LIST_CLOCK, 2 * DAY_S},
		{2 * DAY_S, 2 * DAY_S + 10, RESULT_LIST_CLOCK, -2 * DAY_S - 10},
		{-2 * DAY_S, 0, RESULT_LIST_EXPIRED, 0},
		{-2 * DAY_S, -600, RESULT_LIST_EXPIRED, 0},   /* the clocks agree */
		{-2 * DAY_S, -DAY_S, RESULT_LIST_EXPIRED, 0}, /* expired by both */
		{-2 * DAY_S, 50 * DAY_S, RESULT_LIST_EXPIRED, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		judged((struct directory_answer){.text = list_of(NOW_S + cases[i].issued),
		                                 .date_s = cases[i].date ? NOW_S + cases[i].date : 0},
		       cases[i].result, cases[i].ahead);
}

static void a_page_is_a_portal_unless_it_is_a_list(void **state)
{
	(void)state;
	judged((struct directory_answer){.text = bytes_of_text("hello")}, RESULT_LIST_BAD, 0);
	judged((struct directory_answer){.text = bytes_of_text("hello"), .is_page = true}, RESULT_LIST_PORTAL, 0);
	judged((struct directory_answer){.text = bytes_of_text("\r\n <!doctype html>")}, RESULT_LIST_PORTAL, 0);
	judged((struct directory_answer){.is_page = true}, RESULT_LIST_PORTAL, 0);
	judged((struct directory_answer){0}, RESULT_LIST_BAD, 0);
	judged((struct directory_answer){.text = list_of(NOW_S), .is_page = true}, RESULT_OK, 0);
}

static void a_key_is_64_digits_and_nothing_else(void **state)
{
	static const char digits[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	struct directory_answer answer = {.text = bytes_of_text(digits)};
	uint8_t key[32] = {9};
	(void)state;
	assert_int_equal(directory_judge_key(&answer, key), RESULT_OK);
	assert_int_equal(key[31], 0x1f);
	answer.text.size = 60;
	assert_int_equal(directory_judge_key(&answer, key), RESULT_LIST_BAD);
	answer.text = bytes_of_text("<html>sign in</html>");
	assert_int_equal(directory_judge_key(&answer, key), RESULT_LIST_PORTAL);
}

static void of_two_failures_the_one_that_says_more_counts(void **state)
{
	(void)state;
	assert_int_equal(directory_worse(RESULT_LIST_UNREACHABLE, RESULT_LIST_PORTAL), RESULT_LIST_PORTAL);
	assert_int_equal(directory_worse(RESULT_LIST_FOREIGN, RESULT_LIST_EXPIRED), RESULT_LIST_FOREIGN);
	assert_int_equal(directory_worse(RESULT_LIST_EXPIRED, RESULT_LIST_CLOCK), RESULT_LIST_CLOCK);
	assert_int_equal(directory_worse(RESULT_OUT_OF_MEMORY, RESULT_OUT_OF_MEMORY), RESULT_LIST_UNREACHABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_fail_by_whose_clock),
		cmocka_unit_test(a_page_is_a_portal_unless_it_is_a_list),
		cmocka_unit_test(a_key_is_64_digits_and_nothing_else),
		cmocka_unit_test(of_two_failures_the_one_that_says_more_counts),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
