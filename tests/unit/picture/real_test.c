/*
 * Cut-outs of real programs' windows (LibreOffice Writer, xterm, a GTK and a Qt editor, Chromium with text
 * for LCD screens), taken on Xvfb, against what must hold for them: text goes exact, whatever draws it, and
 * cheaply.
 */
#include "support/unit.h"

#include "picture/route.h"
#include "unit/picture/lane.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { MS = 1000, SIDE_MAX = 4096 };

static bool read_line(gzFile file, int *a, int *b)
{
	char line[64];
	return gzgets(file, line, sizeof line) != NULL && sscanf(line, "%d %d", a, b) >= 1;
}

/* A PPM, packed by gzip, of whole tiles. */
static struct image load(const char *name)
{
	char path[512], line[8];
	int width = 0, height = 0, most = 0, none;
	struct image image;
	snprintf(path, sizeof path, TEST_DATA "/%s.ppm.gz", name);
	gzFile file = gzopen(path, "rb");
	assert_non_null(file);
	assert_non_null(gzgets(file, line, sizeof line));
	assert_true(strcmp(line, "P6\n") == 0 && read_line(file, &width, &height) &&
	            read_line(file, &most, &none));
	assert_true(width > 0 && height > 0 && width % PICTURE_TILE_PX == 0 && height % PICTURE_TILE_PX == 0);
	assert_int_equal(image_init(&image, width, height), RESULT_OK);
	for (int i = 0; i < width * height; i++) {
		uint8_t rgb[3];
		assert_int_equal(gzread(file, rgb, sizeof rgb), (int)sizeof rgb);
		image_row(&image, i / width)[i % width] = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
	}
	gzclose(file);
	return image;
}

static int photo_tiles(const char *name)
{
	struct dirty_map map;
	struct image image = load(name);
	struct route_limits limits = {.now_us = 1000 * MS, .line_bytes_per_s = 24000, .may_use_vp8 = true};
	int photos = 0;
	assert_int_equal(dirty_init(&map, image.width_px, image.height_px), RESULT_OK);
	route_tiles(&map, &image, &limits, 1.8);
	for (int i = 0; i < map.columns * map.rows; i++)
		photos += map.tiles[i].kind == DIRTY_PHOTO;
	dirty_finish(&map);
	image_finish(&image);
	return photos;
}

static void text_of_any_program_is_text(void **state)
{
	(void)state;
	assert_int_equal(photo_tiles("writer"), 0);
	assert_int_equal(photo_tiles("xterm"), 0);
	assert_int_equal(photo_tiles("gtk"), 0);
	assert_int_equal(photo_tiles("qt"), 0);
}

/* Of 50 tiles a heading's gradient may look like a photo; the text in the paragraphs never does. */
static void lcd_text_is_text_but_for_the_gradient_below_a_heading(void **state)
{
	(void)state;
	assert_in_range(photo_tiles("chromium_lcd"), 0, 12);
}

static size_t bytes_of(const char *name)
{
	struct image image = load(name);
	struct lane *lane = lane_create();
	lane_see(lane, &image);
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &image));
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 0);
	size_t bytes = (size_t)lane->bytes;
	lane_destroy(lane);
	image_finish(&image);
	return bytes;
}

/* Of three bytes a pixel, a fifteenth at most: nothing was learned before these few lines. */
static void first_lines_of_any_program_are_exact_in_a_fifteenth_of_their_size(void **state)
{
	(void)state;
	static const char *const names[] = {"writer", "xterm", "gtk", "qt", "chromium_lcd"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct image image = load(names[i]);
		size_t raw = (size_t)image.width_px * (size_t)image.height_px * 3;
		image_finish(&image);
		assert_true(bytes_of(names[i]) * 15 < raw);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_any_program_is_text),
		cmocka_unit_test(lcd_text_is_text_but_for_the_gradient_below_a_heading),
		cmocka_unit_test(first_lines_of_any_program_are_exact_in_a_fifteenth_of_their_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
