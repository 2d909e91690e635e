/* What the system's own fonts add, found by fontconfig. */
#include "support/unit.h"

#include "ui/fonts.h"

/* U+2603, a snow man, is in the system's DejaVu Sans but not in the first set. */
static void what_is_missing_is_fetched_once(void **state)
{
	struct fonts *fonts = fonts_create(100, false);
	uint32_t before = fonts_texture(fonts).generation;
	(void)state;
	fonts_need(fonts, "\xE2\x98\x83");
	assert_true(fonts_update(fonts));
	assert_int_not_equal(fonts_texture(fonts).generation, before);
	fonts_need(fonts, "\xE2\x98\x83");
	assert_false(fonts_update(fonts));
	fonts_destroy(fonts);
}

static void characters_beyond_16_bits_are_fetched_too(void **state)
{
	struct fonts *fonts = fonts_create(100, false);
	(void)state;
	fonts_need(fonts, "\xF0\x9D\x94\xB8"); /* U+1D538, in DejaVu Sans */
	assert_true(fonts_update(fonts));
	fonts_destroy(fonts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_fetched_once),
		cmocka_unit_test(characters_beyond_16_bits_are_fetched_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
