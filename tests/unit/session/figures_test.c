/* The figures of a picture, with a clock that is passed in. */
#include "support/unit.h"

#include "session/figures.h"

enum { MS = 1000 };

static struct figures figures;

static int start(void **state)
{
	(void)state;
	figures_begin(&figures);
	return 0;
}

/* A message that took `way_ms` longer than the difference of the clocks, and was on the screen `work_ms`
 * later. */
static void picture(uint32_t number, int64_t sent_ms, int64_t way_ms, int64_t work_ms)
{
	enum { CLOCKS_MS = 123456 }; /* what our clock is ahead */
	int64_t arrived_us = (sent_ms + CLOCKS_MS + way_ms) * MS;
	figures_applied(&figures, number, (uint32_t)sent_ms & 0xFFFF, arrived_us);
	figures_shown(&figures, number, number, arrived_us + work_ms * MS);
}

static struct figures_now look(int64_t sharer_ms)
{
	return figures_now(&figures, (sharer_ms + 123456) * MS);
}

static void nothing_is_known_at_first(void **state)
{
	(void)state;
	struct figures_now now = figures_now(&figures, 5000 * MS);
	assert_int_equal(now.frames_per_10_s, 0);
	assert_int_equal(now.kbit_per_s, 0);
	assert_int_equal(now.delay_ms, -1);
	assert_int_equal(now.delay_worst_ms, -1);
}

static void bytes_count_for_two_seconds(void **state)
{
	(void)state;
	figures_received(&figures, 20000, 10000 * MS);
	figures_received(&figures, 5000, 11000 * MS);
	assert_int_equal(figures_now(&figures, 11000 * MS).kbit_per_s, 100);
	assert_int_equal(figures_now(&figures, 11950 * MS).kbit_per_s, 100);
	assert_int_equal(figures_now(&figures, 12050 * MS).kbit_per_s, 20);
	assert_int_equal(figures_now(&figures, 13500 * MS).kbit_per_s, 0);
	figures_received(&figures, 2500, 14000 * MS); /* a slot of time that was used before */
	assert_int_equal(figures_now(&figures, 14000 * MS).kbit_per_s, 10);
}

static void pictures_of_new_states_are_frames(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		picture(i + 1, 1000 + i * 50, 0, 1);
	assert_int_equal(look(1960).frames_per_10_s, 100);
	figures_shown(&figures, 20, 20, (1960 + 123456) * MS); /* drawn again */
	assert_int_equal(look(1960).frames_per_10_s, 100);
	assert_int_equal(look(3500).frames_per_10_s, 50); /* 1501 to 1951 */
	assert_int_equal(look(9000).frames_per_10_s, 0);
}

static void delay_is_what_comes_on_top_of_the_fastest_way(void **state)
{
	(void)state;
	picture(1, 1000, 30, 2);
	picture(2, 1100, 25, 2); /* the fastest */
	picture(3, 1200, 65, 3);
	picture(4, 1300, 25, 4);
	picture(5, 1400, 35, 4);
	struct figures_now now = look(1500);
	/* 2, 2, 43, 4, 14 */
	assert_int_equal(now.delay_ms, 4);
	assert_int_equal(now.delay_worst_ms, 43);
}

static void stamps_of_sixteen_bits_may_turn_over(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 10; i++)
		picture(i + 1, 65536 - 500 + i * 100, 10, 1);
	assert_int_equal(look(66000).delay_worst_ms, 1);
}

static void the_fastest_way_is_forgotten_after_a_while(void **state)
{
	(void)state;
	picture(1, 1000, 0, 0); /* a way that is never as short again */
	for (uint32_t i = 2; i < 42; i++)
		picture(i, 1000 + (int64_t)i * 1000, 80, 1);
	assert_int_equal(look(41500).delay_worst_ms, 1);
}

static void a_slow_way_shows_at_once(void **state)
{
	(void)state;
	for (uint32_t i = 1; i < 12; i++)
		picture(i, 1000 + (int64_t)i * 1000, 20, 1);
	picture(12, 13000, 520, 1); /* right behind the change of the spans, too */
	assert_int_equal(look(13600).delay_worst_ms, 501);
}

static void who_is_shown_without_having_come_counts_without_delay(void **state)
{
	(void)state;
	figures_shown(&figures, 7, 1, 1000 * MS);
	assert_int_equal(figures_now(&figures, 1000 * MS).frames_per_10_s, 5);
	assert_int_equal(figures_now(&figures, 1000 * MS).delay_ms, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_known_at_first, start),
		cmocka_unit_test_setup(bytes_count_for_two_seconds, start),
		cmocka_unit_test_setup(pictures_of_new_states_are_frames, start),
		cmocka_unit_test_setup(delay_is_what_comes_on_top_of_the_fastest_way, start),
		cmocka_unit_test_setup(stamps_of_sixteen_bits_may_turn_over, start),
		cmocka_unit_test_setup(the_fastest_way_is_forgotten_after_a_while, start),
		cmocka_unit_test_setup(a_slow_way_shows_at_once, start),
		cmocka_unit_test_setup(who_is_shown_without_having_come_counts_without_delay, start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
