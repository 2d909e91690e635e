#include "support/unit.h"

#include "relay/route_book.h"
#include "relay/routes.h"
#include "support/noise.h"

#include <stdlib.h>

static struct routes *routes;
static struct route_book *book;
static struct noise noise;

static uint32_t dice(uint32_t limit)
{
	return noise_below(&noise, limit);
}

static int set_up(void **state)
{
	(void)state;
	routes = routes_create();
	book = calloc(1, sizeof *book);
	noise = noise_start(3);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	routes_destroy(routes);
	free(book);
	return 0;
}

static struct session *session_number(uintptr_t number) /* only compared */
{
	return (struct session *)number; // NOLINT(performance-no-int-to-ptr)
}

static void route_leads_where_it_was_claimed_until_it_is_released(void **state)
{
	struct route_place place;
	(void)state;
	assert_false(routes_find(routes, 12345, &place));
	assert_int_equal(routes_claim(routes, 12345, (struct route_place){session_number(1), 3}), RESULT_OK);
	assert_true(routes_find(routes, 12345, &place));
	assert_ptr_equal(place.session, session_number(1));
	assert_int_equal(place.worker, 3);
	assert_int_equal(routes_count(routes), 1);
	routes_release(routes, 12345);
	routes_release(routes, 12345);
	assert_false(routes_find(routes, 12345, &place));
	assert_int_equal(routes_count(routes), 0);
}

static void route_in_use_can_not_be_claimed(void **state)
{
	struct route_place place;
	(void)state;
	routes_claim(routes, 12345, (struct route_place){session_number(1), 0});
	assert_int_equal(routes_claim(routes, 12345, (struct route_place){session_number(2), 0}),
	                 RESULT_BAD_ARGUMENT);
	assert_true(routes_find(routes, 12345, &place));
	assert_ptr_equal(place.session, session_number(1));
}

static void any_other_number_leads_nowhere(void **state)
{
	static const uint32_t others[] = {0,
	                                  1,
	                                  NUMBER_ROUTE_MIN - 1,
	                                  NUMBER_ROUTE_MAX + 1,
	                                  NUMBER_LONG_ROUTE_MIN - 1,
	                                  NUMBER_LONG_ROUTE_MAX + 1,
	                                  UINT32_MAX};
	struct route_place place;
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_int_equal(routes_claim(routes, others[i], (struct route_place){session_number(1), 0}),
		                 RESULT_BAD_ARGUMENT);
		assert_false(routes_find(routes, others[i], &place));
		routes_release(routes, others[i]);
	}
	assert_int_equal(routes_claim(routes, NUMBER_ROUTE_MIN, (struct route_place){session_number(1), 0}),
	                 RESULT_OK);
	assert_int_equal(routes_claim(routes, NUMBER_ROUTE_MAX, (struct route_place){session_number(1), 0}),
	                 RESULT_OK);
	assert_int_equal(routes_claim(routes, NUMBER_LONG_ROUTE_MIN, (struct route_place){session_number(1), 0}),
	                 RESULT_OK);
	assert_int_equal(routes_claim(routes, NUMBER_LONG_ROUTE_MAX, (struct route_place){session_number(1), 0}),
	                 RESULT_OK);
}

static void each_route_has_a_place_of_its_own(void **state)
{
	(void)state;
	for (uint32_t index = 0; index < ROUTE_COUNT; index++) {
		uint32_t back = ROUTE_COUNT;
		if (!route_index(route_at(index), &back) || back != index ||
		    number_route_digits(route_at(index)) != (index < ROUTE_SHORT_COUNT ? 5 : 7))
			fail_msg("place %u", index);
	}
}

static void a_share_gives_routes_of_its_prefixes_alone(void **state)
{
	struct route_share share = {.prefixes = {7, 42}, .count = 2};
	int seen[ROUTE_PREFIXES] = {0};
	(void)state;
	for (uint64_t id = 1; id <= 2 * ROUTE_PREFIX_COUNT; id++) {
		uint32_t route = route_book_take(book, &share, id, 1000, dice);
		assert_in_range(route, NUMBER_LONG_ROUTE_MIN, NUMBER_LONG_ROUTE_MAX);
		seen[route / 10000 % 100]++;
	}
	assert_int_equal(seen[7], ROUTE_PREFIX_COUNT);
	assert_int_equal(seen[42], ROUTE_PREFIX_COUNT);
	assert_int_equal(route_book_take(book, &share, 99999, 1000, dice), 0);
	assert_int_equal(route_book_end(book, 9070003, book->entries[ROUTE_SHORT_COUNT + 70003].log_id, 1000),
	                 9070003);
	assert_int_equal(route_book_take(book, &share, 99999, 1000 + ROUTE_BOOK_REST_S, dice), 9070003);
}

static void every_route_given_out_is_another_one(void **state)
{
	static bool seen[ROUTE_SHORT_COUNT];
	(void)state;
	for (uint64_t id = 1; id <= ROUTE_SHORT_COUNT; id++) {
		uint32_t route = route_book_take(book, NULL, id, 1000, dice);
		assert_in_range(route, NUMBER_ROUTE_MIN, NUMBER_ROUTE_MAX);
		assert_false(seen[route - NUMBER_ROUTE_MIN]);
		seen[route - NUMBER_ROUTE_MIN] = true;
	}
	assert_int_equal(route_book_take(book, NULL, 1 + ROUTE_SHORT_COUNT, 1000, dice), 0);
	assert_int_equal(book->in_use, ROUTE_SHORT_COUNT);
}

static void a_hundredth_in_use_or_resting_is_a_crowd(void **state)
{
	(void)state;
	for (uint64_t id = 1; id < ROUTE_BOOK_CROWD; id++)
		route_book_take(book, NULL, id, 1000, dice);
	assert_false(route_book_is_crowded(book, 1000));
	uint32_t last = route_book_take(book, NULL, 99999, 1000, dice);
	assert_true(route_book_is_crowded(book, 1001));
	route_book_end(book, last, 99999, 1001);
	assert_true(route_book_is_crowded(book, 1002)); /* it rests */
	assert_false(route_book_is_crowded(book, 1001 + ROUTE_BOOK_REST_S));
	struct route_share all = route_share_all();
	for (uint64_t id = 1; id < 2 * ROUTE_BOOK_CROWD; id++) /* the 7-digit ones make no crowd */
		route_book_take(book, &all, id, 1000, dice);
	assert_false(route_book_is_crowded(book, 1002 + ROUTE_BOOK_REST_S));
}

static uint32_t always_seven(uint32_t limit)
{
	return 7 % limit;
}

static void ended_route_rests_for_a_day(void **state)
{
	(void)state;
	uint32_t route = route_book_take(book, NULL, 1, 1000, always_seven);
	assert_int_equal(route, NUMBER_ROUTE_MIN + 7);
	assert_int_equal(route_book_end(book, route, 1, 2000), route);
	assert_int_equal(route_book_take(book, NULL, 2, 2000 + 24 * 3600 - 1, always_seven), route + 1);
	assert_int_equal(route_book_take(book, NULL, 3, 2000 + 24 * 3600, always_seven), route);
}

static void route_is_ended_by_its_own_session_alone(void **state)
{
	(void)state;
	uint32_t route = route_book_take(book, NULL, 5, 1000, dice);
	assert_int_equal(route_book_end(book, route, 6, 2000), 0);
	assert_int_equal(route_book_end(book, route, 0, 2000), 0);
	assert_int_equal(route_book_end(book, 3, 5, 2000), 0);
	assert_int_equal(route_book_end(book, route, 5, 2000), route);
	assert_int_equal(route_book_end(book, route, 5, 2000), 0);
	assert_int_equal(book->in_use, 0);
}

static void route_remembered_from_before_rests(void **state)
{
	(void)state;
	route_book_rest(book, NUMBER_ROUTE_MIN + 7, 5000);
	route_book_rest(book, 1, 5000);
	assert_int_equal(route_book_take(book, NULL, 1, 4999, always_seven), NUMBER_ROUTE_MIN + 8);
	assert_int_equal(route_book_take(book, NULL, 2, 5000, always_seven), NUMBER_ROUTE_MIN + 7);
}

static void route_that_rests_can_be_had_back_once(void **state)
{
	(void)state;
	uint32_t route = NUMBER_ROUTE_MIN + 7;
	route_book_rest(book, route, 5000);
	assert_true(route_book_may_reclaim(book, route));
	assert_false(route_book_may_reclaim(book, 1));
	route_book_reclaim(book, route, 3);
	assert_int_equal(book->in_use, 1);
	assert_false(route_book_may_reclaim(book, route));
	route_book_reclaim(book, route, 4);
	assert_int_equal(book->in_use, 1);
	assert_int_equal(route_book_take(book, NULL, 5, 6000, always_seven),
	                 route + 1); /* its rest is over, but not it */
	assert_int_equal(route_book_end(book, route, 4, 6000), 0);
	assert_int_equal(route_book_end(book, route, 3, 6000), route);
	assert_true(route_book_may_reclaim(book, route));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(route_leads_where_it_was_claimed_until_it_is_released),
		HERE(route_in_use_can_not_be_claimed),
		HERE(any_other_number_leads_nowhere),
		HERE(each_route_has_a_place_of_its_own),
		HERE(a_share_gives_routes_of_its_prefixes_alone),
		HERE(every_route_given_out_is_another_one),
		HERE(a_hundredth_in_use_or_resting_is_a_crowd),
		HERE(ended_route_rests_for_a_day),
		HERE(route_is_ended_by_its_own_session_alone),
		HERE(route_that_rests_can_be_had_back_once),
		HERE(route_remembered_from_before_rests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
