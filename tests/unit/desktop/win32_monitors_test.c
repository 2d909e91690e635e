/*
 * Several monitors, of which some lie left of the main one and above it: there Windows counts below 0, and
 * all of ours counts from the corner of the rectangle around them. Xvfb has one monitor, so the corner is
 * said here, and what is real is looked at from there.
 */
#include "support/unit.h"

#include "desktop/win32/inject.h"
#include "desktop/win32/monitors.h"
#include "desktop/win32/pointer.h"
#include "desktop/win32/window_list.h"
#include "unit/desktop/win32_window.h"

/* A monitor of 1280 x 1024 left of the main one, and 200 px higher. */
enum { LEFT_PX = 1280, ABOVE_PX = 200 };

static struct rect around_from(int x, int y)
{
	struct rect around = monitors_around();
	return (struct rect){x, y, around.width - x, around.height - y};
}

static void assert_rect(struct rect rect, int x, int y, int width, int height)
{
	assert_int_equal(rect.x, x);
	assert_int_equal(rect.y, y);
	assert_int_equal(rect.width, width);
	assert_int_equal(rect.height, height);
}

static const struct desktop_monitor *primary_of(const struct desktop_monitor *monitors, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (monitors[i].is_primary)
			return &monitors[i];
	}
	fail_msg("no main monitor");
	return NULL;
}

static void the_main_monitor_lies_right_of_and_below_what_is_left_and_above(void **state)
{
	(void)state;
	struct desktop_monitor monitors[8];
	size_t count = monitors_read(around_from(-LEFT_PX, -ABOVE_PX), monitors, 8);
	const struct desktop_monitor *primary = primary_of(monitors, count);
	/* Windows has its corner at 0,0. */
	assert_rect(primary->area, LEFT_PX, ABOVE_PX, GetSystemMetrics(SM_CXSCREEN),
	            GetSystemMetrics(SM_CYSCREEN));
	assert_true(primary->name[0] != 0);
}

static void monitors_lie_within_the_desktop_and_touch_its_corner(void **state)
{
	(void)state;
	struct desktop_monitor monitors[8];
	struct rect around = monitors_around();
	size_t count = monitors_read(around, monitors, 8);
	int left_px = around.width, top_px = around.height;
	for (size_t i = 0; i < count; i++) {
		const struct rect *area = &monitors[i].area;
		assert_true(area->width > 0 && area->x >= 0 && area->x + area->width <= around.width);
		assert_true(area->height > 0 && area->y >= 0 && area->y + area->height <= around.height);
		left_px = area->x < left_px ? area->x : left_px;
		top_px = area->y < top_px ? area->y : top_px;
	}
	assert_int_equal(left_px, 0);
	assert_int_equal(top_px, 0);
}

static void no_more_monitors_are_read_than_there_is_room_for(void **state)
{
	(void)state;
	struct desktop_monitor monitors[2] = {{.name = "before"}, {.name = "before"}};
	assert_int_equal(monitors_read(monitors_around(), monitors, 0), 0);
	assert_string_equal(monitors[0].name, "before");
	assert_int_equal(monitors_read(monitors_around(), monitors, 1), 1);
	assert_string_not_equal(monitors[0].name, "before");
	assert_string_equal(monitors[1].name, "before");
}

static void the_pointer_counts_from_the_desktops_corner(void **state)
{
	(void)state;
	struct pointer pointer = {0};
	struct desktop_cursor cursor = {0};
	struct capture_news news = {0};
	SetCursorPos(333, 77);
	pointer_poll(&pointer, around_from(-LEFT_PX, -ABOVE_PX), &cursor, &news);
	assert_int_equal(cursor.x_px, LEFT_PX + 333);
	assert_int_equal(cursor.y_px, ABOVE_PX + 77);
	assert_true(news.is_cursor_moved);
	news = (struct capture_news){0};
	pointer_poll(&pointer, around_from(-LEFT_PX, -ABOVE_PX), &cursor, &news);
	assert_false(news.is_cursor_moved); /* at the same place */
	/* Left of the main monitor, seen from a desktop that begins right of there: outside, not at its edge. */
	pointer_poll(&pointer, around_from(400, 100), &cursor, &news);
	assert_int_equal(cursor.x_px, 333 - 400);
	assert_int_equal(cursor.y_px, 77 - 100);
	image_finish(&cursor.shape);
}

static const struct shown_window *find(const struct window_list *list, HWND window)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->list[i].handle == window)
			return &list->list[i];
	}
	fail_msg("the window is not shown");
	return NULL;
}

static void windows_count_from_the_desktops_corner(void **state)
{
	(void)state;
	struct window window;
	struct window_list list;
	struct window_owner owner;
	struct rect around = around_from(-LEFT_PX, -ABOVE_PX);
	window_open(&window, RGB(0, 0, 0));
	assert_int_equal(window_list_init(&list), RESULT_OK);
	window_list_read(&list, around);
	const struct shown_window *shown = find(&list, window.handle);
	assert_rect(shown->whole, LEFT_PX + WINDOW_X_PX, ABOVE_PX + WINDOW_Y_PX, WINDOW_WIDTH_PX,
	            WINDOW_HEIGHT_PX);
	assert_rect(shown->owner.area, LEFT_PX + WINDOW_X_PX, ABOVE_PX + WINDOW_Y_PX, WINDOW_WIDTH_PX,
	            WINDOW_HEIGHT_PX);
	assert_true(window_owner_of(window.field, around, &owner));
	assert_rect(owner.area, LEFT_PX + WINDOW_X_PX, ABOVE_PX + WINDOW_Y_PX, WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX);
	window_list_finish(&list);
	window_close(&window);
}

/* Left of the main monitor and above it Windows says less than 0. */
static void a_window_left_of_the_main_monitor_has_a_place_on_the_desktop(void **state)
{
	(void)state;
	struct window window;
	struct window_owner owner;
	window_open(&window, RGB(0, 0, 0));
	SetWindowPos(window.handle, NULL, -1000, -150, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
	window_pump();
	assert_true(window_owner_of(window.handle, around_from(-LEFT_PX, -ABOVE_PX), &owner));
	assert_rect(owner.area, LEFT_PX - 1000, ABOVE_PX - 150, WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX);
	window_close(&window);
}

/* Windows takes the part of the desktop's size, and leaves out what is behind the point. */
static int pixel_of(long part, int size_px)
{
	return (int)((int64_t)part * size_px / 65536);
}

static void each_pixel_of_a_desktop_of_several_monitors_is_reached(void **state)
{
	(void)state;
	static const int sizes[] = {1, 2, 720, 1080, 1280, 3200, 4480, 5760, 7680, 16384, 32767};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (int at_px = 0; at_px < sizes[i]; at_px++) {
			long part = inject_part_of(at_px, sizes[i]);
			assert_in_range(part, 0, 65535);
			assert_int_equal(pixel_of(part, sizes[i]), at_px);
		}
	}
}

static void what_is_outside_goes_to_the_edge(void **state)
{
	(void)state;
	assert_int_equal(inject_part_of(-1, 4480), 0);
	assert_int_equal(inject_part_of(INT16_MIN, 4480), 0);
	assert_int_equal(pixel_of(inject_part_of(4480, 4480), 4480), 4479);
	assert_int_equal(pixel_of(inject_part_of(INT16_MAX, 4480), 4480), 4479);
	assert_int_equal(inject_part_of(5, 0), 0); /* no desktop */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_main_monitor_lies_right_of_and_below_what_is_left_and_above),
		cmocka_unit_test(monitors_lie_within_the_desktop_and_touch_its_corner),
		cmocka_unit_test(no_more_monitors_are_read_than_there_is_room_for),
		cmocka_unit_test(the_pointer_counts_from_the_desktops_corner),
		cmocka_unit_test(windows_count_from_the_desktops_corner),
		cmocka_unit_test(a_window_left_of_the_main_monitor_has_a_place_on_the_desktop),
		cmocka_unit_test(each_pixel_of_a_desktop_of_several_monitors_is_reached),
		cmocka_unit_test(what_is_outside_goes_to_the_edge),
	};
	return cmocka_run_group_tests_name("win32 monitors", tests, NULL, NULL);
}
