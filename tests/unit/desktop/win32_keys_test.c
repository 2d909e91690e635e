/* HID usages as Windows' scan codes. The expected ones are Windows' own where it can be asked
 * (MapVirtualKey). */
#include "support/unit.h"

#include "base/input_event.h"
#include "desktop/win32/keys.h"

#include <windows.h>

static void each_key_has_the_code_that_windows_gives_it(void **state)
{
	static const struct {
		unsigned usage;
		UINT virtual_key;
		uint16_t code;
	} expected[] = {
		{0x04, 'A', 0x1E},       {0x1D, 'Z', 0x2C},         {0x1E, '1', 0x02},         {0x27, '0', 0x0B},
		{0x28, VK_RETURN, 0x1C}, {0x29, VK_ESCAPE, 0x01},   {0x2A, VK_BACK, 0x0E},     {0x2B, VK_TAB, 0x0F},
		{0x2C, VK_SPACE, 0x39},  {0x39, VK_CAPITAL, 0x3A},  {0x3A, VK_F1, 0x3B},       {0x43, VK_F10, 0x44},
		{0x44, VK_F11, 0x57},    {0xE0, VK_LCONTROL, 0x1D}, {0xE1, VK_LSHIFT, 0x2A},   {0xE2, VK_LMENU, 0x38},
		{0xE5, VK_RSHIFT, 0x36}, {0x57, VK_ADD, 0x4E},      {0x55, VK_MULTIPLY, 0x37},
	};
	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		assert_int_equal(keys_scan_code(expected[i].usage), expected[i].code);
		assert_int_equal(MapVirtualKeyW(expected[i].virtual_key, MAPVK_VK_TO_VSC), expected[i].code);
	}
}

static void keys_that_came_later_have_the_byte_before(void **state)
{
	static const struct {
		unsigned usage;
		uint16_t code;
	} expected[] = {{0x49, 0xE052}, {0x4A, 0xE047}, {0x4B, 0xE049}, {0x4C, 0xE053}, {0x4D, 0xE04F},
	                {0x4E, 0xE051}, {0x4F, 0xE04D}, {0x50, 0xE04B}, {0x51, 0xE050}, {0x52, 0xE048},
	                {0x58, 0xE01C}, {0x54, 0xE035}, {0xE3, 0xE05B}, {0xE4, 0xE01D}, {0xE6, 0xE038}};
	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_int_equal(keys_scan_code(expected[i].usage), expected[i].code);
}

static void no_two_keys_share_a_code_but_the_one_of_two_names(void **state)
{
	(void)state;
	for (unsigned one = 0; one <= INPUT_KEY_MAX; one++) {
		for (unsigned other = one + 1; other <= INPUT_KEY_MAX; other++) {
			bool is_same = keys_scan_code(one) != 0 && keys_scan_code(one) == keys_scan_code(other);
			assert_int_equal(is_same, one == 0x31 && other == 0x32);
		}
	}
}

static void what_is_no_key_has_no_code(void **state)
{
	(void)state;
	assert_int_equal(keys_scan_code(0), 0);
	assert_int_equal(keys_scan_code(3), 0);
	assert_int_equal(keys_scan_code(0x100), 0);
	assert_int_equal(keys_scan_code(0xFFFFFFFF), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_has_the_code_that_windows_gives_it),
		cmocka_unit_test(keys_that_came_later_have_the_byte_before),
		cmocka_unit_test(no_two_keys_share_a_code_but_the_one_of_two_names),
		cmocka_unit_test(what_is_no_key_has_no_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
