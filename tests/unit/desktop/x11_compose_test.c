/* Of chosen programs their own windows are seen, whole and at once, and nothing else is. */
#include "support/unit.h"

#include "base/wake.h"
#include "unit/desktop/hunt.h"

static struct hunt hunt;

static uint32_t pixel_at(int x, int y)
{
	return image_row(&hunt.screen, y)[x] & 0xFFFFFF;
}

static void a_window_that_is_not_shared_never_shows(void **state)
{
	(void)state;
	hunt_begin(&hunt, HUNT_STIRS);
	int64_t took_ms = hunt_run(&hunt);
	assert_true(hunt.changes * 1000 > 10 * took_ms);
	hunt_rest(&hunt);
	print_message("%d pictures in %d ms, %d pixels leaked\n", hunt.changes, (int)took_ms,
	              (int)hunt.leaked_px);
	assert_int_equal(hunt.leaked_px, 0);
	/* Now the other one lies over it: it shows whole all the same, and what is beside it is calm. */
	for (int y = 0; y < 600; y++) {
		for (int x = 0; x < 800; x++) {
			int in_x = x - ACTOR_PLACE, in_y = y - ACTOR_PLACE;
			bool is_in = in_x >= 0 && in_x < ACTOR_SIDE && in_y >= 0 && in_y < ACTOR_SIDE;
			assert_int_equal(pixel_at(x, y), is_in ? actor_resting_pixel(in_x, in_y) : (uint32_t)SHARE_CALM);
		}
	}
	hunt_end(&hunt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_that_is_not_shared_never_shows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
