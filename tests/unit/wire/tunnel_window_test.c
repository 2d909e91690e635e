#include "support/unit.h"

#include "support/noise.h"
#include "wire/tunnel_window.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 64, ALL = 1000 };

static uint8_t memory[ROOM], more[ROOM * 3];

static uint8_t pattern(uint64_t place)
{
	return (uint8_t)(place * 37 + (place >> 8));
}

static struct bytes piece_of(uint64_t place, size_t size)
{
	static uint8_t piece[ALL];
	for (size_t i = 0; i < size; i++)
		piece[i] = pattern(place + i);
	return (struct bytes){piece, size};
}

static struct tunnel_window window_at(uint64_t place)
{
	return (struct tunnel_window){.ring = {memory, ROOM, place, place}};
}

static void takes(struct tunnel_window *window, size_t room, size_t expected)
{
	uint8_t got[ALL];
	uint64_t place = window->ring.start;
	assert_int_equal(tunnel_window_take(window, got, room), expected);
	for (size_t i = 0; i < expected; i++)
		assert_int_equal(got[i], pattern(place + i));
}

static void bytes_in_order_are_taken_in_order(void **state)
{
	struct tunnel_window w = window_at(0);
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 0, piece_of(0, 10)), 10);
	assert_int_equal(tunnel_window_put(&w, 10, piece_of(10, 20)), 20);
	takes(&w, 7, 7);
	takes(&w, ALL, 23);
	takes(&w, ALL, 0);
}

static void a_gap_is_waited_for(void **state)
{
	struct tunnel_window w = window_at(5);
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 15, piece_of(15, 10)), 10);
	assert_int_equal(tunnel_window_put(&w, 30, piece_of(30, 5)), 5);
	takes(&w, ALL, 0);
	assert_int_equal(tunnel_window_reach(&w), 35);
	assert_int_equal(tunnel_window_put(&w, 5, piece_of(5, 10)), 10);
	takes(&w, ALL, 20);
	assert_int_equal(tunnel_window_put(&w, 20, piece_of(20, 12)), 12); /* both edges overlap */
	takes(&w, ALL, 10);
	assert_int_equal(w.range_count, 0);
}

static void what_comes_twice_counts_and_changes_nothing(void **state)
{
	struct tunnel_window w = window_at(100);
	uint8_t other[ROOM] = {0};
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 100, piece_of(100, 20)), 20);
	takes(&w, 10, 10);
	assert_int_equal(tunnel_window_put(&w, 130, piece_of(130, 10)), 10);
	assert_int_equal(tunnel_window_put(&w, 90, (struct bytes){other, 30}), 30); /* taken, or there */
	assert_int_equal(tunnel_window_put(&w, 132, (struct bytes){other, 5}), 5);
	assert_int_equal(tunnel_window_put(&w, 0, (struct bytes){other, 50}), 50); /* long ago */
	assert_int_equal(tunnel_window_put(&w, 110, piece_of(110, 30)), 30);
	takes(&w, ALL, 30);
}

static void beyond_the_room_is_not_taken(void **state)
{
	struct tunnel_window w = window_at(0);
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 10, piece_of(10, ROOM)), ROOM - 10);
	assert_int_equal(tunnel_window_put(&w, ROOM, piece_of(ROOM, 1)), 0);
	assert_int_equal(tunnel_window_put(&w, 0, piece_of(0, 10)), 10);
	takes(&w, ALL, ROOM);
	assert_int_equal(tunnel_window_put(&w, ROOM, piece_of(ROOM, 10)), 10);
	takes(&w, ALL, 10);
}

static void too_many_gaps_are_refused_and_hurt_nothing(void **state)
{
	struct tunnel_window w = window_at(0);
	uint64_t place = 2;
	(void)state;
	for (int i = 0; i < TUNNEL_WINDOW_RANGES_MAX; i++, place += 2)
		assert_int_equal(tunnel_window_put(&w, place, piece_of(place, 1)), 1);
	assert_int_equal(tunnel_window_put(&w, place, piece_of(place, 1)), 0);
	assert_int_equal(tunnel_window_put(&w, 0, piece_of(0, (size_t)place)), place);
	takes(&w, ALL, (size_t)place);
}

static void no_memory_is_no_room(void **state)
{
	struct tunnel_window w = {.ring = {NULL, 0, 50, 50}};
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 50, piece_of(50, 1)), 0);
	assert_int_equal(tunnel_window_put(&w, 40, piece_of(40, 10)), 10);
	takes(&w, ALL, 0);
}

static void moving_keeps_what_is_behind_gaps(void **state)
{
	struct tunnel_window w = window_at(60);
	(void)state;
	assert_int_equal(tunnel_window_put(&w, 60, piece_of(60, 20)), 20);
	assert_int_equal(tunnel_window_put(&w, 90, piece_of(90, 30)), 30);
	tunnel_window_move(&w, more, sizeof more);
	memset(memory, 0, sizeof memory);
	assert_int_equal(tunnel_window_put(&w, 80, piece_of(80, 10)), 10);
	assert_int_equal(tunnel_window_put(&w, 120, piece_of(120, 100)), 100);
	takes(&w, ALL, 160);
}

static void rings_keep_until_dropped(void **state)
{
	struct tunnel_ring ring = {memory, ROOM, 1000, 1000};
	uint8_t got[ROOM];
	(void)state;
	assert_int_equal(tunnel_ring_add(&ring, piece_of(1000, 50)), 50);
	assert_int_equal(tunnel_ring_add(&ring, piece_of(1050, 50)), 14);
	tunnel_ring_drop(&ring, 990); /* not in it */
	assert_int_equal(ring.start, 1000);
	tunnel_ring_drop(&ring, 1040);
	assert_int_equal(tunnel_ring_add(&ring, piece_of(1064, 50)), 40);
	tunnel_ring_move(&ring, more, sizeof more);
	tunnel_ring_copy(&ring, 1045, got, 59);
	for (size_t i = 0; i < 59; i++)
		assert_int_equal(got[i], pattern(1045 + i));
	tunnel_ring_drop(&ring, 9999);
	assert_int_equal(ring.start, 1104);
}

/* Random pieces in random order, as often as it takes: the stream is whole. */
static void any_order_gives_the_stream(void **state)
{
	struct noise noise = noise_start(3);
	(void)state;
	for (int run = 0; run < 300; run++) {
		struct tunnel_window w = window_at(0);
		uint64_t taken = 0;
		for (int step = 0; taken < ALL; step++) {
			uint64_t place = taken + noise_below(&noise, ROOM + 10);
			place -= place > 10 && noise_below(&noise, 2) ? noise_below(&noise, 10) : 0;
			tunnel_window_put(&w, place, piece_of(place, noise_below(&noise, 40)));
			assert_true(w.range_count <= TUNNEL_WINDOW_RANGES_MAX);
			assert_true(tunnel_window_reach(&w) <= w.ring.start + ROOM);
			for (size_t i = 0; i < w.range_count; i++) {
				assert_true(w.ranges[i].start < w.ranges[i].end);
				assert_true(w.ranges[i].start > (i ? w.ranges[i - 1].end : w.ring.end));
			}
			size_t size = (size_t)(w.ring.end - w.ring.start), room = noise_below(&noise, 50);
			size = size < room ? size : room;
			takes(&w, room, size);
			taken += size;
			assert_true(step < 1000000);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_in_order_are_taken_in_order),
		cmocka_unit_test(a_gap_is_waited_for),
		cmocka_unit_test(what_comes_twice_counts_and_changes_nothing),
		cmocka_unit_test(beyond_the_room_is_not_taken),
		cmocka_unit_test(too_many_gaps_are_refused_and_hurt_nothing),
		cmocka_unit_test(no_memory_is_no_room),
		cmocka_unit_test(moving_keeps_what_is_behind_gaps),
		cmocka_unit_test(rings_keep_until_dropped),
		cmocka_unit_test(any_order_gives_the_stream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
