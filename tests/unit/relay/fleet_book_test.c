/* Books are filled as etcd's keys are; a fleet that lives for days is played through at the end. */
#include "support/unit.h"

#include "relay/fleet_book.h"
#include "support/noise.h"
#include "wire/hex.h"

#include <stdio.h>
#include <string.h>

enum { NOW_S = 1800000000 };

static struct fleet_book book;

static int empty(void **state)
{
	(void)state;
	memset(&book, 0, sizeof book);
	return 0;
}

static struct server_list_relay relay_of(uint8_t id, int first, int last)
{
	struct server_list_relay relay = {
		.id = {id}, .seal_key = {9}, .host = "a.example", .raw_port = 5000, .weight = 1};
	relay.has_prefix = first >= 0;
	if (relay.has_prefix) {
		relay.prefix_first = (uint8_t)first;
		relay.prefix_last = (uint8_t)last;
	}
	return relay;
}

static void alive(uint8_t id, int first, int last)
{
	char key[40];
	uint8_t text[FLEET_VALUE_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	struct server_list_relay relay = relay_of(id, first, last);
	fleet_book_write_relay(&relay, &w);
	assert_false(w.failed);
	snprintf(key, sizeof key, "relays/%02x00000000000000", id);
	fleet_book_take(&book, bytes_of_text(key), writer_bytes(&w), 1);
}

static void prefix_is(int number, uint8_t owner, int64_t until_s)
{
	char key[40], value[60];
	snprintf(key, sizeof key, "prefixes/%02d", number);
	if (until_s)
		snprintf(value, sizeof value, "%02x00000000000000 %lld", owner, (long long)until_s);
	else
		snprintf(value, sizeof value, "%02x00000000000000", owner);
	fleet_book_take(&book, bytes_of_text(key), bytes_of_text(value), 7);
}

static struct fleet_step plan(uint8_t id)
{
	return fleet_book_plan(&book, (uint8_t[SERVER_LIST_ID_BYTES]){id}, NOW_S);
}

static void plans(uint8_t id, enum fleet_what what, int first, int last)
{
	struct fleet_step step = plan(id);
	assert_int_equal(step.what, what);
	if (what == FLEET_KEEP)
		return;
	assert_int_equal(step.first, first);
	assert_int_equal(step.last, last);
}

static void a_relay_is_written_and_read(void **state)
{
	uint8_t text[FLEET_VALUE_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	struct server_list_relay relay = relay_of(7, 10, 14), out;
	(void)state;
	fleet_book_write_relay(&relay, &w);
	assert_memory_equal(text, "relay 0700000000000000\nseal 09", 30);
	assert_int_equal(fleet_book_read_relay(writer_bytes(&w), &out), RESULT_OK);
	assert_string_equal(out.host, "a.example");
	assert_int_equal(out.prefix_last, 14);
	assert_int_equal(fleet_book_read_relay((struct bytes){text, 20}, &out), RESULT_LIST_BAD);
	assert_int_equal(fleet_book_read_relay((struct bytes){0}, &out), RESULT_LIST_BAD);
	memset(relay.host, 'a', sizeof relay.host - 1);
	w = writer_into(text, sizeof text);
	fleet_book_write_relay(&relay, &w);
	assert_false(w.failed); /* the longest there is */
}

static void what_makes_no_sense_is_left_out(void **state)
{
	static const char *const keys[] = {"",           "relays/",      "relays/zz",   "prefixes/",
	                                   "prefixes/1", "prefixes/100", "prefixes/ab", "nothing/01"};
	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		fleet_book_take(&book, bytes_of_text(keys[i]), bytes_of_text("0100000000000000"), 1);
	fleet_book_take(&book, bytes_of_text("relays/0200000000000000"),
	                bytes_of_text("relay 0100000000000000\nseal "
	                              "0202020202020202020202020202020202020202020202020202020202020202\n"),
	                1); /* it calls itself otherwise */
	assert_int_equal(book.relay_count, 0);
	plans(1, FLEET_CLAIM, 0, 4);
	fleet_book_take(&book, bytes_of_text("prefixes/02"), bytes_of_text("nonsense"), 1);
	fleet_book_take(&book, bytes_of_text("prefixes/08"), bytes_of_text("0100000000000000 x"), 1);
	plans(1, FLEET_CLAIM, 3, 7); /* what nobody understands is not taken */
}

static void the_first_takes_five_and_the_next_five_others(void **state)
{
	(void)state;
	plans(1, FLEET_CLAIM, 0, 4);
	for (int i = 0; i < 5; i++)
		prefix_is(i, 1, 0);
	alive(1, 0, 4);
	plans(1, FLEET_KEEP, 0, 0);
	plans(2, FLEET_CLAIM, 5, 9);
	assert_memory_equal(plan(2).owner, ((uint8_t[]){2, 0, 0, 0, 0, 0, 0, 0}), 8);
}

static void a_dead_relays_prefixes_rest_for_a_day(void **state)
{
	(void)state;
	prefix_is(0, 1, 0);
	prefix_is(1, 2, 0);
	alive(2, 1, 1);
	struct fleet_step step = plan(2);
	assert_int_equal(step.what, FLEET_REST);
	assert_int_equal(step.first, 0);
	assert_int_equal(step.until_s, NOW_S + FLEET_REST_S);
	assert_int_equal(step.owner[0], 1); /* whose it was stays known */
	prefix_is(0, 1, NOW_S + 1);
	plans(2, FLEET_KEEP, 0, 0);
	plans(3, FLEET_CLAIM, 2, 6); /* it rests: not for others */
	prefix_is(0, 1, NOW_S);
	plans(3, FLEET_CLAIM, 2, 6); /* free, but no five in a row */
	for (int i = 2; i < 100; i++)
		prefix_is(i, 2, 0);
	plans(3, FLEET_CLAIM, 0, 0);
}

static void who_comes_back_has_his_own_again(void **state)
{
	(void)state;
	alive(2, 5, 9);
	prefix_is(0, 1, NOW_S + 5000);
	prefix_is(1, 1, NOW_S + 5000);
	plans(1, FLEET_CLAIM, 0, 0);
	prefix_is(0, 1, 0);
	plans(1, FLEET_CLAIM, 1, 1);
	prefix_is(1, 1, 0);
	plans(1, FLEET_KEEP, 0, 0);
}

static void where_many_are_alive_each_gives_up_some(void **state)
{
	(void)state;
	for (uint8_t id = 1; id <= 33; id++)
		alive(id, -1, -1);
	for (int i = 10; i < 15; i++)
		prefix_is(i, 1, 0);
	struct fleet_step step = plan(1);
	assert_int_equal(step.what, FLEET_REST);
	assert_int_equal(step.first, 14); /* so that what it keeps is in a row */
	assert_int_equal(step.owner[0], 0);
	prefix_is(14, 0, step.until_s);
	plans(1, FLEET_REST, 13, 13);
	prefix_is(13, 0, step.until_s);
	plans(1, FLEET_KEEP, 0, 0); /* three of a hundred for each of 33 */
	plans(40, FLEET_CLAIM, 0, 1);
}

static void without_a_free_one_there_is_nothing_to_claim(void **state)
{
	struct route_share share;
	(void)state;
	alive(1, 0, 99);
	for (int i = 0; i < 100; i++)
		prefix_is(i, 1, 0);
	plans(2, FLEET_KEEP, 0, 0);
	fleet_book_share(&book, (uint8_t[8]){2}, &share);
	assert_int_equal(share.count, 0);
	fleet_book_share(&book, (uint8_t[8]){0}, &share);
	assert_int_equal(share.count, 0);
}

static void a_list_has_who_is_alive_and_owns_what_he_says(void **state)
{
	struct server_list_relay out[SERVER_LIST_RELAYS_MAX];
	struct route_share share;
	(void)state;
	alive(3, 20, 21);
	alive(1, 10, 11);
	alive(2, 10, 11); /* not his */
	alive(4, -1, -1); /* has none yet */
	prefix_is(10, 1, 0);
	prefix_is(11, 1, 0);
	prefix_is(20, 3, 0);
	prefix_is(21, 3, NOW_S + 9); /* thought to be dead for a moment: still his */
	assert_int_equal(book.relay_count, 4);
	assert_int_equal(fleet_book_relays(&book, out), 2);
	assert_int_equal(out[0].id[0], 1);
	assert_int_equal(out[1].id[0], 3);
	fleet_book_share(&book, (uint8_t[8]){3}, &share);
	assert_int_equal(share.count, 1);
	assert_int_equal(share.prefixes[0], 20);
}

static void every_difference_is_seen(void **state)
{
	static struct fleet_book other;
	struct server_list_relay relay = relay_of(1, 2, 3),
							 changed[] = {relay, relay, relay, relay, relay, relay, relay};
	(void)state;
	changed[0].seal_key[31] = 1;
	strcpy(changed[1].host, "b");
	strcpy(changed[2].region, "eu");
	changed[3].https_port = 443;
	changed[4].prefix_last = 4;
	changed[5].has_pin = true;
	changed[6].weight = 0;
	assert_true(fleet_book_is_same_relay(&relay, &relay));
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		assert_false(fleet_book_is_same_relay(&relay, &changed[i]));
	alive(1, 2, 3);
	prefix_is(5, 1, 0);
	other = book;
	assert_true(fleet_book_is_same(&book, &other));
	prefix_is(5, 1, NOW_S);
	assert_false(fleet_book_is_same(&book, &other));
	other = book;
	book.prefixes[5].revision++;
	assert_false(fleet_book_is_same(&book, &other));
	other = book;
	alive(2, 4, 5);
	assert_false(fleet_book_is_same(&book, &other));
	other = book;
	other.relays[1].raw_port = 1;
	assert_false(fleet_book_is_same(&book, &other));
}

static void more_than_a_list_holds_are_left_out(void **state)
{
	(void)state;
	for (int id = 1; id <= 80; id++)
		alive((uint8_t)id, -1, -1);
	assert_int_equal(book.relay_count, SERVER_LIST_RELAYS_MAX);
}

/* What etcd does with a step. */
static void carry_out(const struct fleet_step *step)
{
	for (int i = step->first; i <= step->last; i++)
		prefix_is(i, step->owner[0], step->what == FLEET_REST ? step->until_s : 0);
}

static void however_a_fleet_lives_no_prefix_changes_its_relay_within_a_day(void **state)
{
	struct noise noise = noise_start(41);
	uint8_t last_owner[100] = {0};
	int64_t last_alive_s[100] = {0}, now_s = NOW_S;
	bool is_alive[30] = {false};
	(void)state;
	for (int round = 0; round < 20000; round++, now_s += 60 + noise_u32(&noise) % 600) {
		uint8_t who = (uint8_t)(1 + noise_u32(&noise) % 29);
		if (noise_u32(&noise) % 40 == 0)
			is_alive[who] = !is_alive[who];
		book.relay_count = 0;
		for (uint8_t id = 1; id < 30; id++)
			if (is_alive[id])
				alive(id, -1, -1);
		if (is_alive[who]) {
			struct fleet_step step = fleet_book_plan(&book, (uint8_t[8]){who}, now_s);
			if (step.what != FLEET_KEEP)
				carry_out(&step);
		}
		for (int p = 0; p < 100; p++) {
			const struct fleet_prefix *prefix = &book.prefixes[p];
			uint8_t owner = prefix->is_known && !prefix->is_resting ? prefix->owner[0] : 0;
			if (!owner)
				continue;
			if (owner != last_owner[p] && last_owner[p])
				assert_true(now_s - last_alive_s[p] >= FLEET_REST_S);
			last_owner[p] = owner;
			if (is_alive[owner])
				last_alive_s[p] = now_s;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_relay_is_written_and_read, empty),
		cmocka_unit_test_setup(what_makes_no_sense_is_left_out, empty),
		cmocka_unit_test_setup(the_first_takes_five_and_the_next_five_others, empty),
		cmocka_unit_test_setup(a_dead_relays_prefixes_rest_for_a_day, empty),
		cmocka_unit_test_setup(who_comes_back_has_his_own_again, empty),
		cmocka_unit_test_setup(where_many_are_alive_each_gives_up_some, empty),
		cmocka_unit_test_setup(without_a_free_one_there_is_nothing_to_claim, empty),
		cmocka_unit_test_setup(a_list_has_who_is_alive_and_owns_what_he_says, empty),
		cmocka_unit_test_setup(every_difference_is_seen, empty),
		cmocka_unit_test_setup(more_than_a_list_holds_are_left_out, empty),
		cmocka_unit_test_setup(however_a_fleet_lives_no_prefix_changes_its_relay_within_a_day, empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
