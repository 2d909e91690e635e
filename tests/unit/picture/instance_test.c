/* The choice of rectangle and quantizer, and what is shown of a frame. */
#include "support/unit.h"

#include "picture/instance.h"
#include "picture/lossy.h"
#include "unit/picture/screens.h"

#include <string.h>

enum { WIDTH = 1000, HEIGHT = 700 };

static struct image screen;
static struct dirty_map map;
static struct instance instance;
static struct buffer body;
static const struct instance_limits limits = {20, 100000};

static int start(void **state)
{
	(void)state;
	if (image_init(&screen, WIDTH, HEIGHT) != RESULT_OK || dirty_init(&map, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	dirty_sent_exact(&map, image_rect(&screen));
	screens_photo(&screen, image_rect(&screen), 1, 0);
	instance_init(&instance, 1);
	buffer_init(&body, PICTURE_BODY_BYTES_MAX);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	instance_finish(&instance);
	instance_finish(&instance);
	buffer_finish(&body);
	image_finish(&screen);
	dirty_finish(&map);
	return 0;
}

/* The pixels of a rectangle have changed, and are video. */
static void mark(struct rect rect)
{
	struct rect tiles = dirty_tiles_of(rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct rect part = rect_intersect(rect, dirty_tile_rect(&map, column, row));
			int left = part.x % 32, top = part.y % 32;
			struct dirty_box box = {(uint8_t)left, (uint8_t)top, (uint8_t)(left + part.width),
			                        (uint8_t)(top + part.height)};
			dirty_mark(&map, dirty_at(&map, column, row), box, 1000);
			dirty_at(&map, column, row)->route = DIRTY_AS_VIDEO;
		}
	}
}

static int64_t now_us;

static struct rect fit(struct rect rect)
{
	mark(rect);
	struct rect bounds = instance_bounds(&map, DIRTY_AS_VIDEO);
	now_us += INSTANCE_AGAIN_US;
	assert_int_equal(instance_fit(&instance, &map, bounds, now_us), RESULT_OK);
	assert_true(rect_contains(instance.rect, bounds));
	assert_true(rect_contains(image_rect(&screen), instance.rect));
	assert_int_equal((instance.rect.x | instance.rect.y) % 2, 0);
	return instance.rect;
}

static void code(void)
{
	buffer_consume(&body, SIZE_MAX);
	assert_int_equal(instance_code(&instance, &map, DIRTY_AS_VIDEO, &screen, &limits, &body), RESULT_OK);
}

static void rectangle_is_that_of_the_video_and_no_more(void **state)
{
	(void)state;
	struct rect rect = fit((struct rect){203, 111, 320, 180});
	assert_int_equal(rect.x, 202);
	assert_int_equal(rect.y, 110);
	assert_in_range(rect.width, 322, 336);
	assert_in_range(rect.height, 182, 192);
}

static void small_or_cornered_rectangle_gets_a_useful_size(void **state)
{
	(void)state;
	struct rect rect = fit((struct rect){990, 690, 10, 10});
	assert_true(rect.width >= 64 && rect.height >= 64);
}

static void video_that_grows_creeps_no_further_than_whole_tiles(void **state)
{
	(void)state;
	fit((struct rect){200, 100, 320, 180});
	struct vp8_encoder *first = instance.coder;
	code();
	fit((struct rect){210, 110, 100, 100});
	assert_ptr_equal(instance.coder, first); /* it fits */
	struct rect grown = fit((struct rect){190, 100, 331, 181});
	assert_int_equal(grown.x % 32, 0);
	assert_true(rect_contains(grown, (struct rect){190, 100, 331, 181}));
	assert_true(vp8_encoder_wants_key(instance.coder));
}

static void video_elsewhere_gets_its_own_rectangle(void **state)
{
	(void)state;
	fit((struct rect){0, 0, 200, 100});
	code();
	struct rect other = fit((struct rect){700, 500, 200, 100});
	assert_int_equal(other.x, 700);
	assert_true(other.width <= 208);
}

static void coded_tiles_are_lossy_until_shown_and_shown_once(void **state)
{
	(void)state;
	uint8_t memory[64];
	fit((struct rect){64, 64, 96, 64});
	code();
	assert_int_equal(map.dirty_count, 0);
	assert_int_equal(map.lossy_count, 6);
	assert_int_equal(dirty_at(&map, 2, 2)->in_frame, 2);
	dirty_sent_exact(&map, (struct rect){96, 64, 32, 32}); /* one was sent exactly meanwhile */
	struct writer show = writer_into(memory, sizeof memory);
	assert_true(instance_show(&instance, &map, &show));
	static const uint8_t expected[] = {1, 0, 1, 1, 4}; /* instance; take 1, skip 1, take 4 */
	assert_int_equal(show.size, sizeof expected);
	assert_memory_equal(memory, expected, sizeof expected);
	show = writer_into(memory, sizeof memory);
	assert_true(instance_show(&instance, &map, &show));
	assert_int_equal(show.size, 1);
}

static void show_without_room_goes_on_in_the_next(void **state)
{
	(void)state;
	uint8_t memory[512];
	size_t shown = 0;
	fit((struct rect){0, 0, 640, 640});
	code();
	for (int row = 0; row < 20; row++)
		for (int column = row % 2; column < 20; column += 2)
			dirty_sent_exact(&map, dirty_tile_rect(&map, column, row)); /* a chessboard */
	for (bool is_all = false; !is_all;) {
		struct writer show = writer_into(memory, 30);
		is_all = instance_show(&instance, &map, &show);
		struct reader runs = reader_over((struct bytes){memory + 1, show.size - 1});
		for (uint32_t skip, take; picture_run_next(&runs, &skip, &take);)
			shown += take;
	}
	assert_int_equal(shown, 200);
}

static void quantizer_follows_the_budget(void **state)
{
	(void)state;
	struct instance_weight weight = {0.1};
	int last = 100;
	for (size_t bytes = 500; bytes < 1000000; bytes *= 2) {
		int q = instance_choose_q(weight, 640 * 360, &(struct instance_limits){10, bytes});
		assert_true(q <= last && q >= 10 && q <= 56);
		last = q;
	}
	assert_in_range(last, 10, 12);
	assert_int_equal(instance_choose_q(weight, 640 * 360, &(struct instance_limits){10, 1}), 56);
}

static void frames_come_near_the_budget_once_it_has_learned(void **state)
{
	(void)state;
	struct instance_limits tight = {4, 6000};
	struct rect rect = {100, 100, 640, 360};
	size_t sum = 0;
	for (int i = 0; i < 20; i++) {
		screens_photo(&screen, rect, (uint32_t)i / 10, 9 * i);
		fit(rect);
		buffer_consume(&body, SIZE_MAX);
		assert_int_equal(instance_code(&instance, &map, DIRTY_AS_VIDEO, &screen, &tight, &body), RESULT_OK);
		if (i >= 12)
			sum += body.size_bytes;
	}
	assert_in_range(sum / 8, 1500, 9000);
}

static enum result lossy_at(struct lossy *lossy, enum dirty_route route, int64_t at_us)
{
	struct lossy_ask ask = {.route = route, .line_bytes_per_s = 100000, .now_us = at_us};
	return lossy_code(lossy, &map, &screen, &ask);
}

static void photo_that_begins_to_move_keeps_its_coder(void **state)
{
	(void)state;
	static uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
	struct lossy lossy;
	struct rect rect = {100, 100, 200, 200};
	lossy_init(&lossy);
	mark(rect);
	for (int i = 0; i < map.columns * map.rows; i++)
		map.tiles[i].route = DIRTY_AS_STILL;
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_STILL, 1000), RESULT_OK);
	struct vp8_encoder *coder = lossy.still.coder;
	struct writer out = writer_into(memory, sizeof memory);
	struct packet packet = packet_begin(&out, sizeof memory, 6);
	lossy_put(&lossy, &map, &packet);
	assert_null(lossy.pending);
	mark(rect);
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_VIDEO, 40000), RESULT_OK);
	assert_non_null(coder);
	assert_ptr_equal(lossy.video.coder, coder);
	assert_int_equal(lossy.video.index, 1); /* the viewer knows it by that */
	assert_null(lossy.still.coder);
	lossy_finish(&lossy);
}

static void coder_of_another_size_is_not_made_at_once_again(void **state)
{
	(void)state;
	static uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
	struct lossy lossy;
	lossy_init(&lossy);
	mark((struct rect){100, 100, 200, 200});
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_VIDEO, 1000), RESULT_OK);
	struct writer out = writer_into(memory, sizeof memory);
	struct packet packet = packet_begin(&out, sizeof memory, 6);
	lossy_put(&lossy, &map, &packet);
	mark((struct rect){100, 100, 300, 200});
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_VIDEO, 999 + INSTANCE_AGAIN_US), RESULT_WOULD_BLOCK);
	assert_int_equal(lossy_due_us(&lossy, DIRTY_AS_VIDEO), 1000 + INSTANCE_AGAIN_US);
	assert_null(lossy.pending);
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_VIDEO, 1000 + INSTANCE_AGAIN_US), RESULT_OK);
	lossy_finish(&lossy);
}

/* What a still frame may cost follows the time since the last one. */
static void still_after_still_gets_less_of_the_line(void **state)
{
	(void)state;
	static uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
	static const int64_t after_us[] = {50000, 2000000};
	int q[2];
	for (int i = 0; i < 2; i++) {
		struct lossy lossy;
		struct writer out = writer_into(memory, sizeof memory);
		struct packet packet = packet_begin(&out, sizeof memory, 6);
		lossy_init(&lossy);
		for (int frame = 0; frame < 2; frame++) {
			screens_photo(&screen, (struct rect){100, 100, 300, 200}, 3, 5 * frame);
			mark((struct rect){100, 100, 300, 200});
			for (int t = 0; t < map.columns * map.rows; t++)
				map.tiles[t].route = DIRTY_AS_STILL;
			assert_int_equal(lossy_at(&lossy, DIRTY_AS_STILL, 1000 + frame * after_us[i]), RESULT_OK);
			lossy_put(&lossy, &map, &packet);
		}
		q[i] = lossy.last_q;
		lossy_finish(&lossy);
	}
	assert_true(q[0] > q[1]);
}

static void unwanted_coder_is_ended_with_a_word_to_the_viewer(void **state)
{
	(void)state;
	static uint8_t memory[4096];
	struct lossy lossy;
	lossy_init(&lossy);
	mark((struct rect){100, 100, 200, 200});
	assert_int_equal(lossy_at(&lossy, DIRTY_AS_VIDEO, 1000), RESULT_OK);
	assert_int_equal(lossy_due_us(&lossy, DIRTY_AS_VIDEO) > 1000, true);
	struct writer out = writer_into(memory, sizeof memory);
	struct packet packet = packet_begin(&out, sizeof memory, 6);
	lossy_rest(&lossy, &packet, 1000 + INSTANCE_KEEP_US);
	assert_int_equal(packet.parts, 0); /* its frame is not even out */
	while (lossy.pending != NULL) {
		packet = packet_begin(&out, sizeof memory, 6);
		lossy_put(&lossy, &map, &packet);
	}
	packet = packet_begin(&out, sizeof memory, 6);
	lossy_rest(&lossy, &packet, 999 + INSTANCE_KEEP_US);
	assert_int_equal(packet.parts, 0);
	assert_int_equal(lossy_rest_due_us(&lossy), 1000 + INSTANCE_KEEP_US);
	lossy_rest(&lossy, &packet, 1000 + INSTANCE_KEEP_US);
	assert_int_equal(packet.parts, 1);
	assert_int_equal(lossy_rest_due_us(&lossy), INT64_MAX);
	lossy_finish(&lossy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(rectangle_is_that_of_the_video_and_no_more),
		CLAIM(small_or_cornered_rectangle_gets_a_useful_size),
		CLAIM(video_that_grows_creeps_no_further_than_whole_tiles),
		CLAIM(video_elsewhere_gets_its_own_rectangle),
		CLAIM(coded_tiles_are_lossy_until_shown_and_shown_once),
		CLAIM(show_without_room_goes_on_in_the_next),
		CLAIM(quantizer_follows_the_budget),
		CLAIM(frames_come_near_the_budget_once_it_has_learned),
		CLAIM(photo_that_begins_to_move_keeps_its_coder),
		CLAIM(coder_of_another_size_is_not_made_at_once_again),
		CLAIM(still_after_still_gets_less_of_the_line),
		CLAIM(unwanted_coder_is_ended_with_a_word_to_the_viewer),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
