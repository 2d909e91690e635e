#include "support/unit.h"

#include "picture/cursor.h"
#include "support/guarded.h"
#include "support/noise.h"

#include <stdlib.h>
#include <string.h>

static struct cursor cursor, other;
static struct buffer body;
static uint32_t pixels[200 * 200];

static int start(void **state)
{
	(void)state;
	memset(&cursor, 0, sizeof cursor);
	memset(&other, 0, sizeof other);
	buffer_init(&body, CURSOR_BODY_BYTES_MAX);
	for (size_t i = 0; i < sizeof pixels / sizeof *pixels; i++)
		pixels[i] = (uint32_t)i * 0x01030507u;
	return 0;
}

static int finish(void **state)
{
	(void)state;
	buffer_finish(&body);
	return 0;
}

static void shape_comes_out_as_it_went_in(void **state)
{
	(void)state;
	static const int sides[][2] = {{1, 1}, {24, 24}, {128, 128}, {17, 31}, {128, 1}};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		cursor_set_shape(&cursor, sides[i][0], sides[i][1], sides[i][0] / 2, sides[i][1] - 1, pixels);
		buffer_consume(&body, SIZE_MAX);
		assert_int_equal(cursor_shape_encode(&cursor, &body), RESULT_OK);
		assert_int_equal(cursor_shape_decode(&other, buffer_bytes(&body)), RESULT_OK);
		assert_int_equal(other.width_px, sides[i][0]);
		assert_int_equal(other.height_px, sides[i][1]);
		assert_int_equal(other.hot_x_px, sides[i][0] / 2);
		assert_int_equal(other.hot_y_px, sides[i][1] - 1);
		assert_memory_equal(other.pixels, cursor.pixels, (size_t)(sides[i][0] * sides[i][1]) * 4);
	}
}

static void no_shape_is_a_shape_too(void **state)
{
	(void)state;
	cursor_set_shape(&other, 5, 5, 0, 0, pixels);
	assert_int_equal(cursor_shape_encode(&cursor, &body), RESULT_OK);
	assert_int_equal(body.size_bytes, 4);
	assert_int_equal(cursor_shape_decode(&other, buffer_bytes(&body)), RESULT_OK);
	assert_int_equal(other.width_px, 0);
}

static void shape_of_chance_fits_the_room_given(void **state)
{
	(void)state;
	struct noise noise = noise_start(3);
	noise_fill(&noise, pixels, sizeof pixels);
	cursor_set_shape(&cursor, 128, 128, 0, 0, pixels);
	assert_int_equal(cursor_shape_encode(&cursor, &body), RESULT_OK);
	assert_int_equal(cursor_shape_decode(&other, buffer_bytes(&body)), RESULT_OK);
	assert_memory_equal(other.pixels, cursor.pixels, sizeof cursor.pixels);
}

static void large_shape_is_cut_and_keeps_its_hot_spot_inside(void **state)
{
	(void)state;
	cursor_set_shape(&cursor, 200, 150, 190, -3, pixels);
	assert_int_equal(cursor.width_px, 128);
	assert_int_equal(cursor.height_px, 128);
	assert_int_equal(cursor.hot_x_px, 127);
	assert_int_equal(cursor.hot_y_px, 0);
	assert_int_equal(cursor.pixels[128 * 127 + 5], pixels[200 * 127 + 5]);
}

static void same_shape_is_no_news(void **state)
{
	(void)state;
	assert_true(cursor_set_shape(&cursor, 10, 10, 1, 1, pixels));
	assert_false(cursor_set_shape(&cursor, 10, 10, 1, 1, pixels));
	assert_true(cursor_set_shape(&cursor, 10, 10, 2, 1, pixels));
	pixels[99] ^= 1;
	assert_true(cursor_set_shape(&cursor, 10, 10, 2, 1, pixels));
	assert_true(cursor_set_shape(&cursor, 0, 10, 0, 0, NULL));
	assert_false(cursor_set_shape(&cursor, 0, 0, 0, 0, NULL));
}

static void damaged_shape_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	cursor_set_shape(&cursor, 20, 20, 1, 1, pixels);
	assert_int_equal(cursor_shape_encode(&cursor, &body), RESULT_OK);
	struct bytes whole = buffer_bytes(&body);
	cursor_set_shape(&other, 3, 3, 0, 0, pixels);
	for (size_t size = 0; size < whole.size; size++) {
		uint8_t *copy = guarded_copy((struct bytes){whole.data, size});
		assert_int_equal(cursor_shape_decode(&other, (struct bytes){copy, size}), RESULT_BAD_FRAME);
		guarded_free(copy);
	}
	uint8_t *wrong = malloc(whole.size);
	memcpy(wrong, whole.data, whole.size);
	wrong[0] = 21; /* another width than there are pixels for */
	assert_int_equal(cursor_shape_decode(&other, (struct bytes){wrong, whole.size}), RESULT_BAD_FRAME);
	assert_int_equal(other.width_px, 3);
	free(wrong);
}

static void drawing_blends_and_stays_inside(void **state)
{
	(void)state;
	static const uint32_t shape[] = {0xff112233, 0x00000000, 0x80402010, 0xffffffff};
	struct image patch;
	assert_int_equal(image_init(&patch, 2, 2), RESULT_OK);
	cursor_set_shape(&cursor, 2, 2, 1, 0, shape);
	cursor.x_px = 101;
	cursor.y_px = 50;
	cursor.is_visible = true;
	struct rect at = cursor_rect(&cursor);
	assert_int_equal(at.x, 100);
	assert_int_equal(at.y, 50);
	image_fill(&patch, image_rect(&patch), 0x646464);
	cursor_draw(&cursor, &patch, at);
	assert_int_equal(image_row(&patch, 0)[0], 0x112233);         /* opaque */
	assert_int_equal(image_row(&patch, 0)[1], 0x646464);         /* clear */
	assert_int_equal(image_row(&patch, 1)[0] & 0xff, 0x10 + 50); /* half: 100 * 127 / 255 is 50 */
	assert_int_equal(image_row(&patch, 1)[1], 0xffffff);
	image_fill(&patch, image_rect(&patch), 1);
	cursor_draw(&cursor, &patch, (struct rect){101, 51, 0, 0}); /* a patch with only its last pixel on it */
	assert_int_equal(image_row(&patch, 0)[0], 0xffffff);
	assert_int_equal(image_row(&patch, 1)[1], 1);
	cursor_draw(&cursor, &patch, (struct rect){500, 500, 0, 0});
	assert_int_equal(image_row(&patch, 1)[1], 1);
	image_finish(&patch);
}

static void hidden_cursor_covers_nothing(void **state)
{
	(void)state;
	cursor_set_shape(&cursor, 10, 10, 1, 1, pixels);
	assert_true(rect_is_empty(cursor_rect(&cursor)));
	cursor.is_visible = true;
	assert_false(rect_is_empty(cursor_rect(&cursor)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shape_comes_out_as_it_went_in, start, finish),
		cmocka_unit_test_setup_teardown(no_shape_is_a_shape_too, start, finish),
		cmocka_unit_test_setup_teardown(shape_of_chance_fits_the_room_given, start, finish),
		cmocka_unit_test_setup_teardown(large_shape_is_cut_and_keeps_its_hot_spot_inside, start, finish),
		cmocka_unit_test_setup_teardown(same_shape_is_no_news, start, finish),
		cmocka_unit_test_setup_teardown(damaged_shape_is_refused_and_changes_nothing, start, finish),
		cmocka_unit_test_setup_teardown(drawing_blends_and_stays_inside, start, finish),
		cmocka_unit_test_setup_teardown(hidden_cursor_covers_nothing, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
