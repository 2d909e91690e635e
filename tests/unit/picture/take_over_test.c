/* A viewer comes over from another lane: it goes on with what it has, and those who were there lose nothing.
 */
#include "support/unit.h"

#include "support/noise.h"
#include "unit/picture/lane.h"

#include <string.h>

static struct image screen;

static int begin(void **state)
{
	(void)state;
	return image_init(&screen, 640, 480) == RESULT_OK ? 0 : -1;
}

static int finish(void **state)
{
	(void)state;
	image_finish(&screen);
	return 0;
}

static void paint(uint32_t seed)
{
	struct noise noise = noise_start(seed);

	for (int y = 0; y < screen.height_px; y++) {
		for (int x = 0; x < screen.width_px; x++)
			image_row(&screen, y)[x] = noise_below(&noise, 9) == 0 ? 0xff000000 : 0xffffffff;
	}
}

static bool is_alike(const struct decoder *decoder)
{
	const struct image *has = decoder_image(decoder);

	if (has->width_px != screen.width_px || has->height_px != screen.height_px)
		return false;
	for (int y = 0; y < screen.height_px; y++) {
		for (int x = 0; x < screen.width_px; x++) {
			if (((image_row(has, y)[x] ^ image_row(&screen, y)[x]) & 0xffffff) != 0)
				return false;
		}
	}
	return true;
}

/* Two lanes have come to the same state; then the one takes over the other's viewer. */
static void who_has_all_goes_on_without_being_painted_anew(void **state)
{
	(void)state;
	struct lane *fast = lane_create(), *catch_up = lane_create();
	struct decoder *own = fast->decoder;

	paint(1);
	assert_int_equal(lane_see(fast, &screen), RESULT_OK);
	assert_int_equal(lane_see(catch_up, &screen), RESULT_OK);
	while (lane_step(fast))
		continue;
	while (lane_step(catch_up))
		continue;
	assert_int_equal(encoder_complete_state(fast->encoder), 1);
	uint64_t before = fast->bytes;
	assert_int_equal(encoder_take_over(fast->encoder), RESULT_OK);
	for (int round = 0; round < 3; round++) {
		struct writer out;
		while (lane_pull(fast, &out) == RESULT_OK) {
			struct decoder_news news;
			assert_int_equal(decoder_apply(own, writer_bytes(&out), &news), RESULT_OK);
			assert_int_equal(decoder_apply(catch_up->decoder, writer_bytes(&out), &news), RESULT_OK);
			if (round == 0)
				assert_true(region_is_empty(&news.changed));
		}
		if (round == 0)
			assert_true(fast->bytes - before < 200);
		assert_true(is_alike(own) && is_alike(catch_up->decoder));
		paint((uint32_t)round + 2);
		assert_int_equal(lane_see(fast, &screen), RESULT_OK);
	}
	lane_destroy(fast);
	lane_destroy(catch_up);
}

/* A lane that nobody was in takes somebody over as well. */
static void lane_without_viewers_takes_over_what_it_has_seen(void **state)
{
	(void)state;
	struct lane *catch_up = lane_create();
	struct encoder *slow = encoder_create();

	assert_int_equal(encoder_take_over(slow), RESULT_NEED_MORE);
	paint(5);
	assert_int_equal(lane_see(catch_up, &screen), RESULT_OK);
	while (lane_step(catch_up))
		continue;
	assert_int_equal(encoder_see(slow, &screen, NULL, 1, 0), RESULT_OK);
	assert_int_equal(encoder_take_over(slow), RESULT_OK);
	assert_true(encoder_is_exact(slow));
	struct encoder *old = catch_up->encoder;
	catch_up->encoder = slow;
	uint64_t before = catch_up->bytes;
	paint(6);
	assert_int_equal(lane_see(catch_up, &screen), RESULT_OK);
	while (lane_step(catch_up))
		assert_int_equal(catch_up->result, RESULT_OK);
	assert_true(catch_up->bytes > before);
	assert_true(is_alike(catch_up->decoder));
	encoder_destroy(old);
	lane_destroy(catch_up);
}

static void state_in_which_nothing_differs_can_be_told(void **state)
{
	(void)state;
	struct lane *lane = lane_create();

	paint(7);
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
	while (lane_step(lane))
		continue;
	assert_int_equal(lane_see(lane, &screen), RESULT_OK); /* state 2: the same */
	lane->now_us += 1000000;
	assert_false(lane_step(lane));
	assert_int_equal(encoder_complete_state(lane->encoder), 1);
	encoder_tell_state(lane->encoder);
	assert_true(lane_step(lane));
	assert_int_equal(lane->result, RESULT_OK);
	assert_int_equal(lane->news.state, 2);
	encoder_tell_state(lane->encoder);
	lane->now_us += 1000000;
	assert_false(lane_step(lane));
	lane_destroy(lane);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_has_all_goes_on_without_being_painted_anew),
		TEST(lane_without_viewers_takes_over_what_it_has_seen),
		TEST(state_in_which_nothing_differs_can_be_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
