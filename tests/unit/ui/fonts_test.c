#include "support/unit.h"

#include "ui/embedded.h"
#include "ui/fonts.h"

#include <string.h>

static int coverage(const struct fonts *fonts)
{
	struct mesh_texture texture = fonts_texture(fonts);
	int count = 0;
	for (int i = 0; i < texture.width_px * texture.height_px; i++)
		count += texture.alpha[i] > 128;
	return count;
}

static void without_any_font_of_the_system_the_embedded_ones_are_used(void **state)
{
	struct fonts *fonts = fonts_create(100, true);
	(void)state;
	assert_true(embedded_regular_bytes > 50000);
	assert_true(embedded_bold_bytes > 50000);
	assert_non_null(fonts);
	assert_true(coverage(fonts) > 20000);
	fonts_destroy(fonts);
	fonts_destroy(NULL);
}

static void a_larger_scale_has_larger_glyphs(void **state)
{
	struct fonts *small = fonts_create(100, true), *large = fonts_create(200, true);
	(void)state;
	assert_true(coverage(large) > 3 * coverage(small));
	fonts_destroy(small);
	fonts_destroy(large);
}

static void what_is_baked_already_needs_no_other_texture(void **state)
{
	struct fonts *fonts = fonts_create(100, false);
	uint32_t before = fonts_texture(fonts).generation;
	(void)state;
	fonts_need(fonts, "Größe, Ελληνικά, Русский \xE2\x80\xA6 \xE2\x82\xAC");
	assert_false(fonts_update(fonts));
	assert_int_equal(fonts_texture(fonts).generation, before);
	fonts_destroy(fonts);
}

static void what_nobody_has_is_looked_for_once_and_harmless(void **state)
{
	struct fonts *fonts = fonts_create(100, false);
	(void)state;
	fonts_need(fonts, "\xF3\xB0\x80\x80"); /* private use, plane 15 */
	assert_false(fonts_update(fonts));
	fonts_need(fonts, "\xFF\xFE\xC0 not UTF-8 \xF0\x9D");
	fonts_update(fonts);
	fonts_need(fonts, NULL);
	fonts_need(fonts, "");
	assert_false(fonts_update(fonts));
	fonts_destroy(fonts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_any_font_of_the_system_the_embedded_ones_are_used),
		cmocka_unit_test(a_larger_scale_has_larger_glyphs),
		cmocka_unit_test(what_is_baked_already_needs_no_other_texture),
		cmocka_unit_test(what_nobody_has_is_looked_for_once_and_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
