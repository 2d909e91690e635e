#include "support/unit.h"

#include "relay/limits.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static struct limits limits;
static const uint8_t key[LIMITS_KEY_BYTES] = {1, 2, 3};

static const struct limits_rules rules = {
	.unmatched_max = 200,
	.unmatched_early = 100,
	.unmatched_per_source = 10,
	.failures_burst = 5,
	.failures_per_minute = 10,
	.network_burst = 12,
	.network_per_minute = 30,
};

static int set_up(void **state)
{
	(void)state;
	limits_init(&limits, &rules, key);
	return 0;
}

static struct limits_source source4(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
	return limits_source_of((struct sockaddr *)&address);
}

static struct limits_source source6(const char *text)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6};
	assert_int_equal(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
	return limits_source_of((struct sockaddr *)&address);
}

static bool is_same(struct limits_source a, struct limits_source b)
{
	return a.is_ipv6 == b.is_ipv6 && memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static void source_is_one_customers_network(void **state)
{
	(void)state;
	assert_true(is_same(source6("2001:db8:1:2::3"), source6("2001:db8:1:2:ffff::9")));
	assert_false(is_same(source6("2001:db8:1:2::3"), source6("2001:db8:1:3::3")));
	assert_true(is_same(source6("::ffff:192.0.2.7"), source4("192.0.2.7")));
	assert_false(is_same(source4("192.0.2.7"), source4("192.0.2.8")));
}

static void text_of_a_source_is_cut(void **state)
{
	char text[32];
	struct limits_source source = source4("192.0.2.77");
	(void)state;
	limits_source_text(&source, text);
	assert_string_equal(text, "192.0.2.x");
	source = source6("2001:db8:1:2::3");
	limits_source_text(&source, text);
	assert_string_equal(text, "2001:db8:1:x");
}

static void one_source_has_so_many_strangers_and_no_more(void **state)
{
	struct limits_source a = source4("192.0.2.1"), b = source4("192.0.2.2");
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(limits_admit(&limits, &a, 0, 0));
	struct limits_source one_more = a; /* what a refusal says of it is not wanted here */
	assert_false(limits_admit(&limits, &one_more, 0, 0));
	assert_true(limits_admit(&limits, &b, 0, 0));
	limits_matched(&limits, &a, 0);
	assert_true(limits_admit(&limits, &a, 0, 0));
	assert_int_equal(limits.refused, 1);
}

static void who_comes_back_has_places_beside_the_strangers(void **state)
{
	struct limits_source a = source4("192.0.2.1"), b = source4("192.0.2.2"), stranger;
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(limits_admit(&limits, &a, 0, 0));
	assert_false(a.is_returning);
	limits.rules.returning_max = 3;
	limits.rules.returning_per_source = 2;
	for (int i = 0; i < 2; i++) { /* its source is full */
		stranger = a;
		assert_true(limits_admit(&limits, &stranger, 0, 0));
		assert_true(stranger.is_returning);
	}
	stranger = a;
	assert_false(limits_admit(&limits, &stranger, 0, 0));
	for (int i = 0; i < 5; i++) /* tired */
		limits_failed(&limits, &b, 0);
	stranger = b;
	assert_true(limits_admit(&limits, &stranger, 0, 0));
	assert_true(stranger.is_returning);
	assert_int_equal(limits.returning, 3);
	assert_int_equal(limits.unmatched, 10);
	struct limits_source other = b;
	assert_false(limits_admit(&limits, &other, 0, 0)); /* all of these places are taken */
	limits_matched(&limits, &stranger, 0);
	assert_int_equal(limits.returning, 2);
	assert_int_equal(limits.unmatched, 10);
	limits.unmatched = 200; /* the relay is full */
	other = source4("198.51.100.1");
	assert_true(limits_admit(&limits, &other, 0, 0));
	assert_true(other.is_returning);
	assert_int_equal(limits.refused, 2);
	limits.unmatched = 10;
}

static void failure_that_was_none_is_forgiven(void **state)
{
	struct limits_source a = source4("192.0.2.1");
	(void)state;
	for (int i = 0; i < 50; i++) {
		limits_failed(&limits, &a, 0);
		limits_forgive(&limits, &a, 0);
	}
	assert_false(limits_is_tired(&limits, &a, 0));
	limits_forgive(&limits, &a, 0); /* nothing is saved up */
	for (int i = 0; i < 5; i++)
		limits_failed(&limits, &a, 0);
	assert_true(limits_is_tired(&limits, &a, 0));
}

static void numbers_of_a_source_and_of_its_network_are_bounded(void **state)
{
	struct limits_source a = source4("192.0.2.1"), b = source4("192.0.2.2"), c = source4("198.51.100.1");
	(void)state;
	limits.rules.numbers_per_source = 3;
	limits.rules.numbers_per_network = 5;
	for (int i = 0; i < 3; i++)
		assert_true(limits_number(&limits, &a, 0));
	assert_false(limits_number(&limits, &a, 0));
	assert_true(limits_number(&limits, &b, 0));
	assert_true(limits_number(&limits, &b, 0));
	assert_false(limits_number(&limits, &b, 0)); /* its network */
	assert_true(limits_number(&limits, &c, 0));
	limits_number_over(&limits, &a, 0);
	assert_true(limits_number(&limits, &b, 0));
	assert_false(limits_number(&limits, &a, 0));
}

static void office_that_dials_well_is_never_held_up(void **state)
{
	struct limits_source office = source4("192.0.2.1");
	(void)state;
	for (int i = 0; i < 5000; i++) {
		assert_true(limits_admit(&limits, &office, i, 0));
		limits_matched(&limits, &office, i);
	}
	assert_false(limits_is_tired(&limits, &office, 5000));
}

static void source_that_fails_too_often_is_tired_until_it_is_forgiven(void **state)
{
	struct limits_source a = source4("192.0.2.1");
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_false(limits_is_tired(&limits, &a, 1000));
		limits_failed(&limits, &a, 1000);
	}
	assert_true(limits_is_tired(&limits, &a, 1000));
	assert_false(limits_admit(&limits, &a, 1000, 0));
	assert_true(limits_is_tired(&limits, &a, 1000 + 10));
	assert_false(limits_is_tired(&limits, &a, 1000 + 6010)); /* ten a minute */
}

static void forgiving_in_small_steps_is_as_much_as_in_one(void **state)
{
	struct limits_source a = source4("192.0.2.1");
	(void)state;
	for (int i = 0; i < 5; i++)
		limits_failed(&limits, &a, 0);
	for (int64_t now_ms = 0; now_ms <= 5900; now_ms++)
		limits_is_tired(&limits, &a, now_ms);
	assert_false(limits_is_tired(&limits, &a, 6010));
}

static void neighbours_share_a_limit_of_their_network(void **state)
{
	char text[32];
	struct limits_source neighbour = source4("192.0.2.200"), stranger = source4("192.0.3.200");
	(void)state;
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text, "192.0.2.%d", i);
		struct limits_source source = source4(text);
		limits_failed(&limits, &source, 0);
	}
	assert_true(limits_is_tired(&limits, &neighbour, 0));
	assert_false(limits_is_tired(&limits, &stranger, 0));
}

static void debt_has_an_end(void **state)
{
	struct limits_source a = source4("192.0.2.1");
	(void)state;
	for (int i = 0; i < 100000; i++)
		limits_failed(&limits, &a, 0);
	assert_true(limits_is_tired(&limits, &a, 30000));
	assert_false(limits_is_tired(&limits, &a, 61000));
}

static void many_strangers_are_refused_by_lot_then_all(void **state)
{
	uint32_t admitted = 0;
	(void)state;
	for (uint32_t i = 0; admitted < 200 && i < 100000; i++) {
		char text[32];
		snprintf(text, sizeof text, "10.%u.%u.1", i >> 8 & 0xFF, i & 0xFF);
		struct limits_source source = source4(text);
		bool is_sure = limits.unmatched < 100;
		bool may_stay = limits_admit(&limits, &source, 0, i * 7);
		assert_true(may_stay || !is_sure);
		admitted += may_stay;
	}
	assert_int_equal(admitted, 200);
	assert_true(limits.refused > 0);
	struct limits_source last = source4("172.16.0.1");
	for (uint32_t dice = 0; dice < 1000; dice++)
		assert_false(limits_admit(&limits, &last, 0, dice));
}

static void table_is_fixed_and_serves_newcomers_when_it_is_full(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4 * LIMITS_ENTRIES; i++) {
		char text[32];
		snprintf(text, sizeof text, "10.%u.%u.%u", i >> 16 & 0xFF, i >> 8 & 0xFF, i & 0xFF);
		struct limits_source source = source4(text);
		limits_failed(&limits, &source, i);
	}
	struct limits_source newcomer = source4("192.0.2.1");
	assert_true(limits_admit(&limits, &newcomer, 4 * LIMITS_ENTRIES, 0));
	limits_matched(&limits, &newcomer, 4 * LIMITS_ENTRIES);
	assert_int_equal(limits.unmatched, 0);
}

#define HERE(test) cmocka_unit_test_setup(test, set_up)

static void a_proxy_of_the_operators_counts_among_all_strangers_alone(void **state)
{
	struct limits_source proxy = source4("10.0.0.1");
	(void)state;
	proxy.is_proxy = true;
	for (int i = 0; i < 50; i++) {
		limits_failed(&limits, &proxy, 1000);
		assert_true(limits_number(&limits, &proxy, 1000));
	}
	assert_false(limits_is_tired(&limits, &proxy, 1000));
	for (uint32_t i = 0; i < rules.unmatched_early; i++)
		assert_true(limits_admit(&limits, &proxy, 1000, 1000) && !proxy.is_returning);
	assert_int_equal(limits.unmatched, rules.unmatched_early);
	for (uint32_t i = 0; i < rules.unmatched_early; i++)
		limits_matched(&limits, &proxy, 1000);
	assert_int_equal(limits.unmatched, 0);
}

static void behind_a_proxy_one_may_come_back_to_a_full_relay(void **state)
{
	struct limits_rules few = rules;
	struct limits_source proxy = source4("10.0.0.1");
	(void)state;
	few.unmatched_max = 2;
	few.unmatched_early = 1;
	few.returning_max = 1;
	limits_init(&limits, &few, key);
	proxy.is_proxy = true;
	assert_true(limits_admit(&limits, &proxy, 1000, 0) && !proxy.is_returning);
	assert_true(limits_admit(&limits, &proxy, 1000, 0) && !proxy.is_returning);
	assert_true(limits_admit(&limits, &proxy, 1000, 0) && proxy.is_returning);
	struct limits_source last = proxy;
	assert_false(limits_admit(&limits, &proxy, 1000, 0));
	limits_matched(&limits, &last, 1000);
	assert_int_equal(limits.returning, 0);
	assert_int_equal(limits.unmatched, 2);
	assert_true(limits_admit(&limits, &proxy, 1000, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(source_is_one_customers_network),
		HERE(text_of_a_source_is_cut),
		HERE(one_source_has_so_many_strangers_and_no_more),
		HERE(who_comes_back_has_places_beside_the_strangers),
		HERE(failure_that_was_none_is_forgiven),
		HERE(numbers_of_a_source_and_of_its_network_are_bounded),
		HERE(office_that_dials_well_is_never_held_up),
		HERE(source_that_fails_too_often_is_tired_until_it_is_forgiven),
		HERE(forgiving_in_small_steps_is_as_much_as_in_one),
		HERE(neighbours_share_a_limit_of_their_network),
		HERE(debt_has_an_end),
		HERE(many_strangers_are_refused_by_lot_then_all),
		HERE(table_is_fixed_and_serves_newcomers_when_it_is_full),
		HERE(a_proxy_of_the_operators_counts_among_all_strangers_alone),
		HERE(behind_a_proxy_one_may_come_back_to_a_full_relay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
