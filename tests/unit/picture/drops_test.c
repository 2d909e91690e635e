/*
 * Whatever of a lane gets lost between the ends (one message, many, the start itself): the viewer's half
 * notices, and a start makes both alike again. By chance, over text, scrolls, photos, video and the pointer,
 * for viewers of every kind.
 */
#include "support/unit.h"

#include "support/noise.h"
#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

enum { WIDTH = 416, HEIGHT = 300, MS = 1000, STEPS = 250 };

static struct lane *lane;
static struct image screen;
static struct noise noise;
static int drop_permille, dropped, refused;

static int start(void **state)
{
	(void)state;
	lane = lane_create();
	noise = noise_start(77);
	dropped = refused = 0;
	return image_init(&screen, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	lane_destroy(lane);
	image_finish(&screen);
	return 0;
}

static struct rect anywhere(int side_max)
{
	struct rect rect = {0, 0, 8 + (int)noise_below(&noise, (uint32_t)side_max),
	                    8 + (int)noise_below(&noise, (uint32_t)side_max)};
	rect.x = (int)noise_below(&noise, (uint32_t)(WIDTH - rect.width));
	rect.y = (int)noise_below(&noise, (uint32_t)(HEIGHT - rect.height));
	return rect;
}

static void draw(int step)
{
	static const struct rect video = {101, 61, 180, 122};
	switch (noise_below(&noise, 8)) {
	case 0:
		screens_page(&screen, noise_below(&noise, 5), (int)noise_below(&noise, 9));
		break;
	case 1:
		screens_photo(&screen, anywhere(200), 3, step);
		break;
	case 2:
		image_copy_to(&screen, 10, 60, &screen,
		              (struct rect){10, 60 + (int)noise_below(&noise, 60), 380, 170});
		break;
	case 3:
		screens_noise(&screen, anywhere(40), (uint32_t)step);
		break;
	case 4:
		screens_line(&screen, 20, 20 + 20 * (int)noise_below(&noise, 12), 380, (uint32_t)step);
		break;
	default:
		screens_photo(&screen, video, 7, 3 * step);
		break;
	}
}

/* What comes at the other end; what is lost there, nobody tells the encoder but the decoder. */
static void carry(struct bytes message)
{
	if ((int)noise_below(&noise, 1000) < drop_permille) {
		dropped++;
		return;
	}
	enum result result = decoder_apply(lane->decoder, message, &lane->news);
	if (result == RESULT_OK)
		return;
	assert_true(result == RESULT_BAD_FRAME || result == RESULT_NEED_MORE);
	refused++;
	if (noise_below(&noise, 3) == 0)
		encoder_start(lane->encoder);
}

static void send(int messages_max)
{
	struct writer out;
	while (messages_max-- > 0 && lane_pull(lane, &out) == RESULT_OK)
		carry(writer_bytes(&out));
}

static void run(void)
{
	for (int step = 0; step < STEPS; step++) {
		draw(step);
		lane->budget_bytes = 128 + noise_below(&noise, 6000);
		lane->line_bytes_per_s = noise_below(&noise, 2) ? 20000 : 100000000;
		lane->now_us += 33 * MS;
		lane_see(lane, &screen);
		send((int)noise_below(&noise, 40));
		if (noise_below(&noise, 20) == 0)
			lane->now_us += 2000 * MS;
	}
	/* Nothing is lost any more, and who lacks something says so. */
	drop_permille = 0;
	lane->budget_bytes = PICTURE_MESSAGE_BYTES_MAX;
	for (int i = 0; i < 2000 && !(encoder_is_exact(lane->encoder) && lane_is_exact(lane, &screen)); i++) {
		uint64_t before = lane->messages;
		send(1000);
		if (lane->messages == before && encoder_is_exact(lane->encoder))
			encoder_start(
				lane->encoder); /* the end was lost, and nothing came after it: a viewer's silence */
		lane->now_us += 20 * MS;
	}
	assert_true(lane_is_exact(lane, &screen));
}

static void single_losses_are_mended(void **state)
{
	(void)state;
	drop_permille = 20;
	run();
	assert_true(dropped > 0 && refused >= dropped);
}

static void heavy_losses_are_mended(void **state)
{
	(void)state;
	drop_permille = 400;
	run();
	assert_true(dropped > 100);
}

static void losses_are_mended_for_viewers_without_the_new_codecs(void **state)
{
	(void)state;
	encoder_set_context(lane->encoder, false);
	drop_permille = 50;
	run();
	assert_true(dropped > 10);
}

static void without_losses_nothing_is_refused(void **state)
{
	(void)state;
	drop_permille = 0;
	run();
	assert_int_equal(refused, 0);
}

/* One that changes lanes in a quiet moment goes on from what it has. */
static void lane_that_is_taken_over_goes_on_without_a_repaint(void **state)
{
	(void)state;
	drop_permille = 0;
	for (int round = 0; round < 12; round++) {
		draw(round);
		lane_see(lane, &screen);
		assert_true(lane_settle(lane));
		assert_true(lane_is_exact(lane, &screen));
		assert_int_equal(encoder_take_over(lane->encoder), RESULT_OK);
		uint64_t bytes = lane->bytes;
		struct rect dot = {20 + round, 20, 1, 1};
		image_fill(&screen, dot, (uint32_t)round);
		lane->now_us += 33 * MS;
		lane_see(lane, &screen);
		send(1000);
		assert_true(lane_is_exact(lane, &screen));
		assert_true(lane->bytes - bytes < 300);
	}
	assert_int_equal(refused, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(single_losses_are_mended),
		CLAIM(heavy_losses_are_mended),
		CLAIM(losses_are_mended_for_viewers_without_the_new_codecs),
		CLAIM(without_losses_nothing_is_refused),
		CLAIM(lane_that_is_taken_over_goes_on_without_a_repaint),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
