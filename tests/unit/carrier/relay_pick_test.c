#include "support/unit.h"

#include "carrier/relay_pick.h"
#include "support/noise.h"

#include <string.h>

static struct server_list example(void)
{
	struct server_list list = {.relay_count = 3};
	list.relays[0] = (struct server_list_relay){
		.id = {1}, .host = "one", .weight = 1, .has_prefix = true, .prefix_first = 0, .prefix_last = 9};
	list.relays[1] = (struct server_list_relay){.id = {2}, .host = "two", .weight = 0};
	list.relays[2] = (struct server_list_relay){
		.id = {3}, .weight = 3, .has_prefix = true, .prefix_first = 10, .prefix_last = 19};
	return list;
}

static void route_leads_to_its_relay(void **state)
{
	struct server_list list = example();
	struct server_list_relay out;
	(void)state;
	assert_int_equal(relay_pick_by_route(&list, "here", 9050000, &out), RESULT_OK);
	assert_string_equal(out.host, "one");
	assert_int_equal(relay_pick_by_route(&list, "here", 12345, &out), RESULT_OK);
	assert_string_equal(out.host, "two");
}

static void relay_without_host_is_where_the_list_came_from(void **state)
{
	struct server_list list = example();
	struct server_list_relay out;
	(void)state;
	assert_int_equal(relay_pick_by_route(&list, "here.example", 9150000, &out), RESULT_OK);
	assert_string_equal(out.host, "here.example");
	assert_int_equal(out.id[0], 3);
	assert_string_equal(list.relays[2].host, "");
}

static void route_of_nobody_is_no_such_number(void **state)
{
	struct server_list list = example();
	struct server_list_relay out = {.id = {77}};
	(void)state;
	list.relay_count = 1;
	assert_int_equal(relay_pick_by_route(&list, "here", 12345, &out), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(out.id[0], 77);
}

static size_t order(const struct server_list *list, const char *region, struct noise *noise,
                    struct server_list_relay *out)
{
	uint32_t random[SERVER_LIST_RELAYS_MAX];
	for (size_t i = 0; i < SERVER_LIST_RELAYS_MAX; i++)
		random[i] = noise_u32(noise);
	return relay_pick_order(list, "here", region, random, out);
}

/* What comes first when the dice all show that. */
static size_t order_with(const struct server_list *list, uint32_t value, struct server_list_relay *out)
{
	uint32_t random[SERVER_LIST_RELAYS_MAX];
	for (size_t i = 0; i < SERVER_LIST_RELAYS_MAX; i++)
		random[i] = value;
	return relay_pick_order(list, "here", NULL, random, out);
}

static void ends_of_the_random_range_are_shared_too(void **state)
{
	struct server_list list = example();
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	(void)state;
	assert_int_equal(order_with(&list, 0, out), 2);
	assert_int_equal(out[0].id[0], 1);
	assert_int_equal(order_with(&list, UINT32_MAX, out), 2);
	assert_int_equal(out[0].id[0], 3);
	assert_string_equal(out[0].host, "here");
}

static void list_without_weight_gives_nothing(void **state)
{
	struct server_list list = example();
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	(void)state;
	list.relays[0].weight = list.relays[2].weight = 0;
	assert_int_equal(order_with(&list, 5, out), 0);
	list.relay_count = 0;
	assert_int_equal(order_with(&list, 5, out), 0);
}

static void an_order_has_each_that_takes_sessions_once(void **state)
{
	struct server_list list = example();
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	struct noise noise = noise_start(22);
	int first[4] = {0};
	(void)state;
	for (int i = 0; i < 40000; i++) {
		assert_int_equal(order(&list, NULL, &noise, out), 2);
		assert_int_equal(out[0].id[0] + out[1].id[0], 1 + 3);
		first[out[0].id[0]]++;
	}
	assert_in_range(first[3], 29500, 30500);
	assert_string_equal(out[0].id[0] == 3 ? out[0].host : out[1].host, "here");
}

static void a_full_list_is_ordered_too(void **state)
{
	struct server_list list = {.relay_count = SERVER_LIST_RELAYS_MAX};
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	struct noise noise = noise_start(23);
	bool is_seen[SERVER_LIST_RELAYS_MAX] = {false};
	(void)state;
	for (size_t i = 0; i < list.relay_count; i++)
		list.relays[i] = (struct server_list_relay){.id = {(uint8_t)i}, .weight = SERVER_LIST_WEIGHT_MAX};
	assert_int_equal(order(&list, "", &noise, out), SERVER_LIST_RELAYS_MAX);
	for (size_t i = 0; i < list.relay_count; i++) {
		assert_false(is_seen[out[i].id[0]]);
		is_seen[out[i].id[0]] = true;
	}
}

static void an_operator_held_to_a_region_gets_none_of_another(void **state)
{
	struct server_list list = example();
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	struct noise noise = noise_start(24);
	(void)state;
	strcpy(list.relays[0].region, "eu");
	strcpy(list.relays[1].region, "us");
	strcpy(list.relays[2].region, "eu-north");
	assert_int_equal(order(&list, "eu", &noise, out), 1);
	assert_int_equal(out[0].id[0], 1);
	assert_int_equal(order(&list, "us", &noise, out), 0); /* its weight is 0 */
	assert_int_equal(order(&list, "asia", &noise, out), 0);
	assert_int_equal(order(&list, "", &noise, out), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(route_leads_to_its_relay),
		cmocka_unit_test(relay_without_host_is_where_the_list_came_from),
		cmocka_unit_test(route_of_nobody_is_no_such_number),
		cmocka_unit_test(ends_of_the_random_range_are_shared_too),
		cmocka_unit_test(an_order_has_each_that_takes_sessions_once),
		cmocka_unit_test(a_full_list_is_ordered_too),
		cmocka_unit_test(an_operator_held_to_a_region_gets_none_of_another),
		cmocka_unit_test(list_without_weight_gives_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
