/*
 * The screen of Windows with a real window on it: what is read, what is told of. Under Wine there is no
 * record of what was drawn (DuplicateOutput is not implemented), so this shows reading and comparing; on
 * Windows the same tests go through duplication.
 */
#include "support/unit.h"

#include "desktop/desktop.h"
#include "unit/desktop/win32_window.h"

struct fixture {
	struct desktop *desktop;
	struct window window;
	struct image screen;
	struct region changed;
};

static int set_up(void **state)
{
	static struct fixture f;
	memset(&f, 0, sizeof f);
	SetCursorPos(5, 5);
	window_open(&f.window, RGB(10, 200, 30));
	assert_int_equal(desktop_open(&f.desktop, NULL), RESULT_OK);
	assert_int_equal(desktop_share(f.desktop, SHARE_EVERYTHING), RESULT_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	desktop_close(f->desktop);
	image_finish(&f->screen);
	window_close(&f->window);
	return 0;
}

/* Polls and captures once; whether the pixel in the window's middle has that colour now. */
static bool sees(struct fixture *f, uint32_t colour)
{
	struct desktop_news news;
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	if (news.is_damaged)
		assert_int_equal(desktop_capture(f->desktop, &f->screen, &f->changed), RESULT_OK);
	return f->screen.pixels != NULL &&
	       (image_row(&f->screen, WINDOW_Y_PX + 70)[WINDOW_X_PX + 150] & 0xFFFFFF) == colour;
}

static void a_window_is_seen_where_it_is(void **state)
{
	struct fixture *f = *state;
	assert_true(window_wait(sees(f, 0x0AC81E)));
	assert_int_equal(f->screen.width_px, GetSystemMetrics(SM_CXVIRTUALSCREEN));
	assert_int_equal(f->screen.height_px, GetSystemMetrics(SM_CYVIRTUALSCREEN));
	assert_int_equal(image_row(&f->screen, WINDOW_Y_PX)[WINDOW_X_PX] & 0xFFFFFF, 0x0AC81E);
	assert_int_not_equal(image_row(&f->screen, WINDOW_Y_PX)[WINDOW_X_PX - 1] & 0xFFFFFF, 0x0AC81E);
}

static void what_changes_is_told_of_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	assert_true(window_wait(sees(f, 0x0AC81E)));
	window_paint(&f->window, RGB(200, 0, 100));
	assert_true(window_wait(sees(f, 0xC80064)));
	struct rect bounds = region_bounds(&f->changed);
	struct rect around = {0, 0, WINDOW_X_PX + WINDOW_WIDTH_PX + 64, WINDOW_Y_PX + WINDOW_HEIGHT_PX + 64};
	assert_true(rect_contains(around, bounds));
	assert_true(rect_contains(bounds, (struct rect){WINDOW_X_PX, WINDOW_Y_PX, WINDOW_WIDTH_PX, 100}));
}

static void what_is_not_shared_is_not_handed_out(void **state)
{
	struct fixture *f = *state;
	assert_true(window_wait(sees(f, 0x0AC81E)));
	assert_int_equal(desktop_share(f->desktop, SHARE_NOTHING), RESULT_OK);
	assert_int_equal(desktop_capture(f->desktop, &f->screen, &f->changed), RESULT_OK);
	assert_null(f->screen.pixels);
	assert_true(region_is_empty(&f->changed));
}

static void there_is_a_monitor_and_one_is_the_main_one(void **state)
{
	struct fixture *f = *state;
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	size_t count = desktop_monitors(f->desktop, monitors, DESKTOP_MONITORS_MAX);
	int primary = 0;
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		assert_true(rect_contains(desktop_size(f->desktop), monitors[i].area));
		primary += monitors[i].is_primary;
	}
	assert_int_equal(primary, 1);
}

static bool pointer_is_at(struct fixture *f, int x_px, int y_px)
{
	struct desktop_news news;
	struct desktop_cursor cursor;
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	desktop_cursor(f->desktop, &cursor);
	return cursor.x_px == x_px && cursor.y_px == y_px;
}

static void our_own_windows_are_calm_wherever_they_go(void **state)
{
	struct fixture *f = *state;
	assert_true(window_wait(sees(f, 0x0AC81E)));
	window_self = GetCurrentProcessId();
	window_paint(&f->window, RGB(10, 200, 31)); /* so that the screen is read again */
	assert_true(window_wait(sees(f, SHARE_CALM)));
	for (int i = 1; i < 20; i++) {
		SetWindowPos(f->window.handle, NULL, WINDOW_X_PX + 3 * i, WINDOW_Y_PX, 0, 0,
		             SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
		for (int k = 0; k < 5; k++) {
			(void)sees(f, 0);
			for (int x = 0; x < f->screen.width_px; x++) {
				uint32_t pixel = image_row(&f->screen, WINDOW_Y_PX + 70)[x] & 0xFFFFFF;
				assert_true(pixel != 0x0AC81E && pixel != 0x0AC81F);
			}
		}
	}
	window_self = 0;
}

static void the_pointer_is_followed(void **state)
{
	struct fixture *f = *state;
	SetCursorPos(123, 45);
	assert_true(window_wait(pointer_is_at(f, 123, 45)));
	SetCursorPos(0, 0);
	assert_true(window_wait(pointer_is_at(f, 0, 0)));
}

static bool has_shape(struct fixture *f, uint32_t other_than)
{
	struct desktop_news news;
	struct desktop_cursor cursor;
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	desktop_cursor(f->desktop, &cursor);
	return cursor.is_visible && cursor.shape_number != other_than;
}

static void the_pointers_shape_is_read_with_what_shows_through(void **state)
{
	struct fixture *f = *state;
	struct desktop_cursor cursor;
	int opaque = 0, clear = 0;
	SetCursorPos(WINDOW_X_PX + 20, WINDOW_Y_PX + 20);
	SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_ARROW));
	assert_true(window_wait(has_shape(f, 0)));
	desktop_cursor(f->desktop, &cursor);
	for (int i = 0; i < cursor.shape.width_px * cursor.shape.height_px; i++) {
		uint32_t alpha = cursor.shape.pixels[i] >> 24;
		opaque += alpha == 0xFF;
		clear += alpha == 0;
	}
	assert_true(opaque > 20);
	assert_true(clear > 100);
	assert_true(cursor.hot_x_px < cursor.shape.width_px && cursor.hot_y_px < cursor.shape.height_px);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_window_is_seen_where_it_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_changes_is_told_of_and_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_shared_is_not_handed_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(there_is_a_monitor_and_one_is_the_main_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(our_own_windows_are_calm_wherever_they_go, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_pointer_is_followed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_pointers_shape_is_read_with_what_shows_through, set_up,
	                                    tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
