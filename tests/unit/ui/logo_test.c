/* A logo made small, over a ground; and drawn on a page pixel for pixel. */
#include "support/unit.h"

#include "ui/gui.h"
#include "ui/logo.h"
#include "ui/raster.h"
#include "ui/widgets.h"

#include <string.h>

enum { GROUND = 0xF4F6F8 };

static void it_keeps_its_aspect_and_is_never_made_larger(void **state)
{
	static const struct {
		int width, height, width_max, height_max, wanted_width, wanted_height;
	} table[] = {{100, 50, 200, 56, 100, 50}, {640, 320, 576, 56, 112, 56}, {640, 10, 320, 56, 320, 5},
	             {1, 300, 576, 56, 1, 56},    {600, 1, 300, 56, 300, 1},    {56, 56, 576, 56, 56, 56}};
	static uint8_t rgba[640 * 320 * 4];
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct logo *logo;
		assert_int_equal(logo_create(&logo, rgba, table[i].width, table[i].height), RESULT_OK);
		const struct image *image = logo_scaled(logo, table[i].width_max, table[i].height_max, GROUND);
		assert_int_equal(image->width_px, table[i].wanted_width);
		assert_int_equal(image->height_px, table[i].wanted_height);
		assert_ptr_equal(logo_scaled(logo, table[i].width_max, table[i].height_max, GROUND), image);
		logo_destroy(logo);
	}
	logo_destroy(NULL);
}

static void sides_that_make_no_sense_are_refused(void **state)
{
	static const uint8_t rgba[4];
	struct logo *logo;
	(void)state;
	assert_int_equal(logo_create(&logo, rgba, 0, 1), RESULT_BAD_ARGUMENT);
	assert_int_equal(logo_create(&logo, rgba, 1, LOGO_SIDE_MAX_PX + 1), RESULT_BAD_ARGUMENT);
	assert_null(logo);
}

/* Red, green, half blue and nothing: each pixel, then the mean of all. */
static const uint8_t four[] = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 128, 9, 9, 9, 0};

static void what_is_clear_shows_the_ground(void **state)
{
	struct logo *logo;
	(void)state;
	assert_int_equal(logo_create(&logo, four, 2, 2), RESULT_OK);
	const struct image *image = logo_scaled(logo, 10, 10, 0x000000);
	assert_int_equal(image_row(image, 0)[0] & 0xFFFFFF, 0xFF0000);
	assert_int_equal(image_row(image, 0)[1] & 0xFFFFFF, 0x00FF00);
	assert_int_equal(image_row(image, 1)[0] & 0xFFFFFF, 0x000080);
	assert_int_equal(image_row(image, 1)[1] & 0xFFFFFF, 0x000000);
	assert_int_equal(image_row(logo_scaled(logo, 10, 10, GROUND), 1)[1] & 0xFFFFFF,
	                 GROUND); /* another ground */
	logo_destroy(logo);
}

static void made_small_it_is_the_mean(void **state)
{
	struct logo *logo;
	(void)state;
	assert_int_equal(logo_create(&logo, four, 2, 2), RESULT_OK);
	const struct image *image = logo_scaled(logo, 1, 1, 0x000000);
	assert_int_equal(image_row(image, 0)[0] & 0xFFFFFF, 0x404020);
	logo_destroy(logo);
}

static void draw(void *context, struct page *page)
{
	ui_logo(page, context);
}

static void it_is_on_the_page_pixel_for_pixel(void **state)
{
	struct logo *logo;
	struct image window;
	struct mesh mesh;
	(void)state;
	assert_int_equal(logo_create(&logo, four, 2, 2), RESULT_OK);
	struct fonts *fonts = fonts_create(100, true);
	const struct gui_config config = {
		.fonts = fonts, .kind = WINDOW_PLAIN, .scale_percent = 100, .draw = draw, .context = logo};
	struct gui *gui = gui_create(&config);
	gui_build(gui, 200, 100, 10000);
	assert_int_equal(image_init(&window, 200, 100), RESULT_OK);
	image_fill(&window, image_rect(&window), GROUND);
	struct mesh_texture texture = fonts_texture(fonts);
	for (int i = 0; gui_mesh(gui, i, &mesh); i++)
		raster_draw(&window, image_rect(&window), &mesh, &texture);
	const struct image *image = logo_scaled(logo, 136, 56, GROUND);
	for (int y = 0; y < 2; y++) {
		for (int x = 0; x < 2; x++)
			assert_int_equal(image_row(&window, 28 + y)[32 + x] & 0xFFFFFF,
			                 image_row(image, y)[x] & 0xFFFFFF);
	}
	assert_int_equal(image_row(&window, 28)[34] & 0xFFFFFF, GROUND);
	image_finish(&window);
	gui_destroy(gui);
	fonts_destroy(fonts);
	logo_destroy(logo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_keeps_its_aspect_and_is_never_made_larger),
		cmocka_unit_test(sides_that_make_no_sense_are_refused),
		cmocka_unit_test(what_is_clear_shows_the_ground),
		cmocka_unit_test(made_small_it_is_the_mean),
		cmocka_unit_test(it_is_on_the_page_pixel_for_pixel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
