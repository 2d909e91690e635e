/* Measuring a way, against a relay that speaks (tests/support/far_end.py). */
#include "support/unit.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "carrier/speed.h"
#include "far_end.h"
#include "support/climber.h"

#include <string.h>

static struct far_end *far_end;

static int start_all(void **state)
{
	(void)state;
	far_end = far_end_start("raw=speaks odd=relay");
	return secret_start() == RESULT_OK ? 0 : -1;
}

static int stop_all(void **state)
{
	(void)state;
	far_end_stop(far_end);
	return 0;
}

/* A carrier that is up, with HELLO taken. */
static struct climber *up(const char *service)
{
	struct climber *climber = climber_make("raw direct");
	climber->relay.raw_port = far_end_port(far_end, service);
	assert_int_equal(climber_climb(climber), RESULT_OK);
	climber_assert_hello(climber);
	return climber;
}

static enum result measure(struct climber *climber, struct speed *speed, int64_t ahead_us)
{
	enum result result = speed_start(speed, climber->carrier, (struct bytes){0}, clock_now_us());
	assert_int_equal(result, RESULT_OK);
	for (int turns = 0; turns < 100000; turns++) {
		result = speed_work(speed, clock_now_us() + (turns > 10 ? ahead_us : 0));
		if (result != RESULT_WOULD_BLOCK)
			return result;
		climber_turn(climber, speed_timeout_ms(speed, clock_now_us()));
	}
	return RESULT_TIMED_OUT;
}

static void way_is_measured_in_both_directions(void **state)
{
	struct climber *climber = up("raw");
	struct speed speed;
	(void)state;
	assert_int_equal(measure(climber, &speed, 0), RESULT_OK);
	assert_int_equal(speed.phase, SPEED_OVER);
	assert_int_equal(speed.pings, SPEED_PINGS);
	assert_true(speed.result.round_trip_us > 0);
	assert_true(speed.result.down_bytes_s > 0);
	assert_true(speed.result.up_bytes_s > 0);
	assert_true(far_end_wait(far_end, "measure 2048", 1)); /* it began with little */
	speed_finish(&speed);
	climber_free(climber);
}

/* Nothing comes back (here: what comes is an echo, which is no answer): it ends, and says what it knows. */
static void measuring_ends_when_its_time_is_up(void **state)
{
	struct climber *climber = up("odd");
	struct speed speed;
	(void)state;
	assert_int_equal(measure(climber, &speed, SPEED_END_US), RESULT_OK);
	assert_int_equal(speed.result.round_trip_us, 0);
	assert_int_equal(speed.result.down_bytes_s, 0);
	assert_int_equal(speed_timeout_ms(&speed, clock_now_us() + SPEED_END_US), 0);
	speed_finish(&speed);
	climber_free(climber);
}

static void speeds_are_written_as_people_say_them(void **state)
{
	char text[40];
	(void)state;
	speed_write(23700, text, sizeof text);
	assert_string_equal(text, "189 kbit/s");
	speed_write(124999, text, sizeof text);
	assert_string_equal(text, "999 kbit/s");
	speed_write(125000, text, sizeof text);
	assert_string_equal(text, "1.0 Mbit/s");
	speed_write(425000, text, sizeof text);
	assert_string_equal(text, "3.4 Mbit/s");
	speed_write(6000000, text, sizeof text);
	assert_string_equal(text, "48 Mbit/s");
	text_speak(TEXT_GERMAN);
	speed_write(425000, text, sizeof text);
	assert_string_equal(text, "3,4 Mbit/s");
	text_speak(TEXT_ENGLISH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(way_is_measured_in_both_directions),
		cmocka_unit_test(measuring_ends_when_its_time_is_up),
		cmocka_unit_test(speeds_are_written_as_people_say_them),
	};
	return cmocka_run_group_tests(tests, start_all, stop_all);
}
