/* Both halves of VP8, and the colours between them. */
#include "support/unit.h"

#include "picture/convert.h"
#include "picture/vp8_decode.h"
#include "picture/vp8_encode.h"
#include "support/guarded.h"
#include "unit/picture/screens.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 320, HEIGHT = 176 };

static struct image image, copy;
static struct vp8_encoder *encoder;
static struct vp8_decoder *decoder;

static int start(void **state)
{
	(void)state;
	if (image_init(&image, WIDTH, HEIGHT) != RESULT_OK || image_init(&copy, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	screens_photo(&image, image_rect(&image), 3, 0);
	return vp8_encoder_create(&encoder, WIDTH, HEIGHT) != RESULT_OK ||
	       vp8_decoder_create(&decoder, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	vp8_encoder_destroy(encoder);
	vp8_decoder_destroy(decoder);
	image_finish(&image);
	image_finish(&copy);
	return 0;
}

/* The mean distance of the pixels of a part, over all channels. */
static double distance(struct rect rect)
{
	double sum = 0;
	for (int y = rect.y; y < rect.y + rect.height; y++)
		for (int x = rect.x; x < rect.x + rect.width; x++)
			for (int shift = 0; shift < 24; shift += 8)
				sum += abs((int)(image_row(&image, y)[x] >> shift & 255) -
				           (int)(image_row(&copy, y)[x] >> shift & 255));
	return sum / (3.0 * rect.width * rect.height);
}

static void paint(struct rect rect)
{
	vp8_encoder_paint(encoder, &image, rect, rect.x, rect.y);
}

static struct bytes frame(int q)
{
	struct bytes out;
	assert_int_equal(vp8_encoder_frame(encoder, q, &out), RESULT_OK);
	assert_true(out.size > 0);
	return out;
}

static void show(struct rect rect)
{
	assert_true(vp8_decoder_copy(decoder, rect, &copy, rect.x, rect.y));
}

static void first_frame_is_a_key_frame_and_looks_like_the_photo(void **state)
{
	(void)state;
	assert_true(vp8_encoder_wants_key(encoder));
	paint(image_rect(&image));
	assert_int_equal(vp8_encoder_painted_px(encoder), WIDTH * HEIGHT);
	struct bytes out = frame(10);
	assert_true(vp8_is_key(out, WIDTH, HEIGHT));
	assert_false(vp8_is_key(out, WIDTH + 16, HEIGHT));
	assert_int_equal(vp8_decoder_frame(decoder, out), RESULT_OK);
	show(image_rect(&image));
	assert_true(distance(image_rect(&image)) < 4);
	assert_int_equal(vp8_encoder_painted_px(encoder), 0);
}

static void lower_quantizer_is_larger_and_nearer(void **state)
{
	(void)state;
	paint(image_rect(&image));
	struct bytes rough = frame(50);
	size_t rough_bytes = rough.size;
	assert_int_equal(vp8_decoder_frame(decoder, rough), RESULT_OK);
	show(image_rect(&image));
	double rough_distance = distance(image_rect(&image));
	vp8_encoder_want_key(encoder);
	paint(image_rect(&image));
	struct bytes fine = frame(8);
	assert_true(fine.size > 2 * rough_bytes);
	assert_int_equal(vp8_decoder_frame(decoder, fine), RESULT_OK);
	show(image_rect(&image));
	assert_true(distance(image_rect(&image)) < rough_distance);
}

static void only_what_is_painted_is_in_the_next_frame(void **state)
{
	(void)state;
	paint(image_rect(&image));
	assert_int_equal(vp8_decoder_frame(decoder, frame(20)), RESULT_OK);
	screens_photo(&image, image_rect(&image), 8, 0);
	struct rect part = {64, 32, 64, 64}, rest = {192, 32, 64, 64};
	paint(part);
	struct bytes out = frame(20);
	assert_false(vp8_is_key(out, WIDTH, HEIGHT));
	assert_int_equal(vp8_decoder_frame(decoder, out), RESULT_OK);
	show(image_rect(&image));
	assert_true(distance(part) < 6);
	assert_true(distance(rest) > 10); /* still the old photo there */
}

static void unpainted_part_of_a_key_frame_is_grey(void **state)
{
	(void)state;
	paint((struct rect){0, 0, 64, 64});
	assert_int_equal(vp8_decoder_frame(decoder, frame(20)), RESULT_OK);
	show(image_rect(&image));
	image_fill(&image, image_rect(&image), 0x808080);
	assert_true(distance((struct rect){128, 96, 64, 64}) < 2);
}

static void sizes_that_are_no_multiple_of_16_work(void **state)
{
	(void)state;
	struct vp8_encoder *odd_encoder;
	struct vp8_decoder *odd_decoder;
	struct bytes out;
	assert_int_equal(vp8_encoder_create(&odd_encoder, 75, 51), RESULT_OK);
	assert_int_equal(vp8_decoder_create(&odd_decoder, 75, 51), RESULT_OK);
	struct rect rect = {0, 0, 75, 51};
	vp8_encoder_paint(odd_encoder, &image, rect, 0, 0);
	assert_int_equal(vp8_encoder_frame(odd_encoder, 12, &out), RESULT_OK);
	assert_int_equal(vp8_decoder_frame(odd_decoder, out), RESULT_OK);
	assert_true(vp8_decoder_copy(odd_decoder, rect, &copy, 0, 0));
	assert_true(distance(rect) < 5);
	vp8_encoder_destroy(odd_encoder);
	vp8_decoder_destroy(odd_decoder);
}

static void decoder_refuses_another_size_and_an_orphan(void **state)
{
	(void)state;
	struct vp8_decoder *smaller;
	assert_int_equal(vp8_decoder_create(&smaller, WIDTH - 16, HEIGHT), RESULT_OK);
	paint(image_rect(&image));
	struct bytes key = frame(20);
	assert_int_equal(vp8_decoder_frame(smaller, key), RESULT_BAD_FRAME);
	assert_false(vp8_decoder_copy(smaller, (struct rect){0, 0, 16, 16}, &copy, 0, 0));
	paint((struct rect){0, 0, 64, 64});
	assert_int_equal(vp8_decoder_frame(decoder, frame(20)), RESULT_BAD_FRAME); /* no key frame before it */
	assert_int_equal(vp8_decoder_frame(decoder, (struct bytes){0}), RESULT_BAD_FRAME);
	vp8_decoder_destroy(smaller);
	vp8_decoder_destroy(NULL);
	vp8_encoder_destroy(NULL);
}

static void frame_that_is_cut_is_answered(void **state)
{
	(void)state;
	paint(image_rect(&image));
	struct bytes key = frame(40);
	for (size_t size = 0; size < key.size; size += size < 64 ? 1 : 97) {
		uint8_t *cut = guarded_copy((struct bytes){key.data, size});
		enum result result = vp8_decoder_frame(decoder, (struct bytes){cut, size});
		assert_true(result == RESULT_OK || result == RESULT_BAD_FRAME);
		guarded_free(cut);
	}
}

static void colours_survive_the_way_to_planes_and_back(void **state)
{
	(void)state;
	uint8_t y[64 * 64], u[32 * 32], v[32 * 32];
	struct planes planes = {{y, u, v}, {64, 32, 32}, 64, 64};
	static const uint32_t colours[] = {0x000000, 0xffffff, 0x808080, 0xff0000, 0x00ff00, 0x0000ff, 0x2b579a};
	for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
		struct rect rect = {2, 4, 38, 30};
		image_fill(&image, image_rect(&image), colours[i]);
		convert_blank(&planes);
		convert_to_planes(&image, rect, &planes, 10, 12);
		assert_int_equal(y[0], 128);
		convert_to_image(&planes, (struct rect){10, 12, 38, 30}, &copy, 2, 4);
		assert_true(distance(rect) < 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(first_frame_is_a_key_frame_and_looks_like_the_photo, start, finish),
		cmocka_unit_test_setup_teardown(lower_quantizer_is_larger_and_nearer, start, finish),
		cmocka_unit_test_setup_teardown(only_what_is_painted_is_in_the_next_frame, start, finish),
		cmocka_unit_test_setup_teardown(unpainted_part_of_a_key_frame_is_grey, start, finish),
		cmocka_unit_test_setup_teardown(sizes_that_are_no_multiple_of_16_work, start, finish),
		cmocka_unit_test_setup_teardown(decoder_refuses_another_size_and_an_orphan, start, finish),
		cmocka_unit_test_setup_teardown(frame_that_is_cut_is_answered, start, finish),
		cmocka_unit_test_setup_teardown(colours_survive_the_way_to_planes_and_back, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
