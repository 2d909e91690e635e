/*
 * What is read of real X servers is what was drawn there, only where it was drawn, and only while it is
 * shared.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "base/thread.h"
#include "desktop/desktop.h"
#include "support/noise.h"
#include "support/x11_client.h"
#include "support/x11_server.h"
#include "unit/desktop/nobody.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 800, HEIGHT = 600, PATIENCE_MS = 10000, RED = 0xCC2233, BLUE = 0x2244CC };

struct fixture {
	struct x11_server server;
	struct x11_client client;
	struct desktop *desktop;
	struct image screen;
	struct region changed;
};

static struct fixture fixture;

static void start(const char *const *arguments)
{
	memset(&fixture, 0, sizeof fixture);
	fixture.server = x11_server_start("Xvfb", NULL, arguments);
	x11_client_open(&fixture.client, fixture.server.name);
	assert_int_equal(desktop_open(&fixture.desktop, fixture.server.name), RESULT_OK);
	assert_int_equal(desktop_share(fixture.desktop, SHARE_EVERYTHING), RESULT_OK);
}

static int set_up(void **state)
{
	const char *arguments[] = {"-screen", "0", "800x600x24", NULL};
	start(arguments);
	*state = &fixture;
	return 0;
}

static int set_up_without_shm(void **state)
{
	const char *arguments[] = {"-screen", "0", "800x600x24", "-extension", "MIT-SHM", NULL};
	start(arguments);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	image_finish(&f->screen);
	desktop_close(f->desktop);
	x11_client_close(&f->client);
	x11_server_stop(&f->server);
	return 0;
}

/* Captures until all that was drawn is in, as the media thread would; *all is what has changed. */
static void capture_all(struct fixture *f, struct region *all)
{
	struct wake *wake = wake_create();
	region_clear(all);
	for (int64_t until_ms = clock_now_ms() + PATIENCE_MS; clock_now_ms() < until_ms;) {
		struct desktop_news news;
		assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
		if (news.is_damaged) {
			enum result result = desktop_capture(f->desktop, &f->screen, &f->changed);
			assert_true(result == RESULT_OK || result == RESULT_WOULD_BLOCK);
			region_add_all(all, &f->changed);
			continue;
		}
		struct wake_on on = {.handle = desktop_handle(f->desktop), .want_read = true};
		wake_wait(wake, &on, 1, 60);
		if (!on.may_read && news.again_ms < 0)
			break;
	}
	wake_destroy(wake);
}

static uint32_t pixel_at(struct fixture *f, int x, int y)
{
	return image_row(&f->screen, y)[x] & 0xFFFFFF;
}

static void the_first_capture_is_the_whole_screen(void **state)
{
	struct fixture *f = *state;
	struct region all;
	x11_client_fill(&f->client, 0, 0, WIDTH, HEIGHT, BLUE);
	x11_client_fill(&f->client, 10, 20, 30, 40, RED);
	capture_all(f, &all);
	assert_int_equal(f->screen.width_px, WIDTH);
	assert_int_equal(f->screen.height_px, HEIGHT);
	assert_true(rect_contains(region_bounds(&all), image_rect(&f->screen)));
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			bool is_red = x >= 10 && x < 40 && y >= 20 && y < 60;
			assert_int_equal(pixel_at(f, x, y), is_red ? RED : BLUE);
		}
	}
}

static void only_what_was_drawn_is_read(void **state)
{
	struct fixture *f = *state;
	struct region all;
	x11_client_fill(&f->client, 0, 0, WIDTH, HEIGHT, BLUE);
	capture_all(f, &all);
	/* Marks in our copy, which a read of more than what was drawn would wipe out. */
	image_fill(&f->screen, image_rect(&f->screen), 0x123456);
	x11_client_fill(&f->client, 100, 200, 64, 64, RED);
	capture_all(f, &all);
	struct rect drawn = {100, 200, 64, 64};
	assert_int_equal(all.count, 1);
	assert_memory_equal(&all.rects[0], &drawn, sizeof drawn);
	assert_int_equal(pixel_at(f, 100, 200), RED);
	assert_int_equal(pixel_at(f, 163, 263), RED);
	assert_int_equal(pixel_at(f, 99, 200), 0x123456);
	assert_int_equal(pixel_at(f, 164, 263), 0x123456);
	assert_int_equal(pixel_at(f, 100, 264), 0x123456);
}

static void without_damage_nothing_is_read(void **state)
{
	struct fixture *f = *state;
	struct region all;
	struct desktop_news news;
	capture_all(f, &all);
	image_fill(&f->screen, image_rect(&f->screen), 0x123456);
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	assert_false(news.is_damaged);
	assert_int_equal(desktop_capture(f->desktop, &f->screen, &f->changed), RESULT_OK);
	assert_true(region_is_empty(&f->changed));
	assert_int_equal(pixel_at(f, 0, 0), 0x123456);
	desktop_damage_all(f->desktop);
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	assert_true(news.is_damaged);
	capture_all(f, &all);
	assert_int_equal(pixel_at(f, 0, 0), 0);
}

static void whatever_is_drawn_where_ends_up_the_same(void **state)
{
	struct fixture *f = *state;
	struct region all;
	struct image expected;
	struct noise noise = noise_start(7);
	assert_int_equal(image_init(&expected, WIDTH, HEIGHT), RESULT_OK);
	x11_client_fill(&f->client, 0, 0, WIDTH, HEIGHT, 0);
	for (int turn = 0; turn < 20; turn++) {
		int count = 1 + (int)noise_below(&noise, 80);
		for (int i = 0; i < count; i++) {
			struct rect rect = {(int)noise_below(&noise, WIDTH), (int)noise_below(&noise, HEIGHT),
			                    1 + (int)noise_below(&noise, 60), 1 + (int)noise_below(&noise, 60)};
			uint32_t pixel = noise_u32(&noise) & 0xFFFFFF;
			image_fill(&expected, rect, pixel);
			x11_client_fill(&f->client, rect.x, rect.y, rect.width, rect.height, pixel);
		}
		capture_all(f, &all);
		assert_true(image_is_equal(&f->screen, &expected, image_rect(&expected)));
	}
	image_finish(&expected);
}

static void a_real_terminal_is_seen(void **state)
{
	struct fixture *f = *state;
	struct region all;
	capture_all(f, &all);
	pid_t xterm = x11_server_start_program(&f->server, "exec xterm -bg '#204060' -geometry 80x24+50+50");
	for (int i = 0; i < 100 && pixel_at(f, 60, 300) != 0x204060; i++)
		capture_all(f, &all);
	assert_int_equal(pixel_at(f, 60, 300), 0x204060);
	x11_server_end_program(xterm);
}

static void nothing_is_seen_unless_it_is_shared(void **state)
{
	struct fixture *f = *state;
	struct region all;
	struct desktop_news news;
	struct desktop_cursor cursor;
	x11_client_fill(&f->client, 0, 0, WIDTH, HEIGHT, RED);
	capture_all(f, &all);
	desktop_cursor(f->desktop, &cursor);
	assert_true(cursor.is_visible);
	assert_int_equal(desktop_share(f->desktop, SHARE_NOTHING), RESULT_OK);
	x11_client_fill(&f->client, 0, 0, 50, 50, BLUE);
	assert_int_equal(desktop_capture(f->desktop, &f->screen, &f->changed), RESULT_OK);
	assert_null(f->screen.pixels);
	assert_true(region_is_empty(&f->changed));
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
	assert_false(news.is_damaged);
	desktop_cursor(f->desktop, &cursor);
	assert_false(cursor.is_visible);
	assert_null(cursor.shape.pixels);
	assert_int_equal(desktop_share(f->desktop, SHARE_EVERYTHING), RESULT_OK);
	capture_all(f, &all);
	assert_true(rect_contains(region_bounds(&all), image_rect(&f->screen)));
	assert_int_equal(pixel_at(f, 10, 10), BLUE);
	assert_int_equal(pixel_at(f, 300, 300), RED);
}

/* Polls until the news is there. */
static struct desktop_news wait_for(struct fixture *f, bool (*is_there)(const struct desktop_news *))
{
	struct desktop_news news = {0};
	for (int64_t until_ms = clock_now_ms() + PATIENCE_MS; clock_now_ms() < until_ms;) {
		assert_int_equal(desktop_poll(f->desktop, &news), RESULT_OK);
		if (is_there(&news))
			return news;
		clock_sleep_ms(2);
	}
	fail_msg("the news did not come");
	return news;
}

static bool is_shaped(const struct desktop_news *news)
{
	return news->is_cursor_shaped;
}

static bool is_moved(const struct desktop_news *news)
{
	return news->is_cursor_moved;
}

static bool is_resized(const struct desktop_news *news)
{
	return news->is_resized;
}

static void set_cursor(struct fixture *f, uint16_t width, uint16_t height, uint16_t hot_x, uint16_t hot_y)
{
	xcb_connection_t *c = f->client.connection;
	xcb_pixmap_t picture = xcb_generate_id(c);
	xcb_gcontext_t gc = xcb_generate_id(c);
	xcb_cursor_t cursor = xcb_generate_id(c);
	uint32_t one = 1;
	xcb_rectangle_t all = {0, 0, width, height};
	xcb_create_pixmap(c, 1, picture, f->client.window, width, height);
	xcb_create_gc(c, gc, picture, XCB_GC_FOREGROUND, &one);
	xcb_poly_fill_rectangle(c, picture, gc, 1, &all);
	xcb_create_cursor(c, cursor, picture, picture, 0xFFFF, 0, 0, 0, 0, 0xFFFF, hot_x, hot_y);
	xcb_change_window_attributes(c, f->client.window, XCB_CW_CURSOR, &cursor);
	x11_client_sync(&f->client);
}

static void the_pointers_shape_is_known(void **state)
{
	struct fixture *f = *state;
	struct desktop_cursor first, second;
	wait_for(f, is_shaped);
	desktop_cursor(f->desktop, &first);
	uint32_t number = first.shape_number;
	set_cursor(f, 21, 12, 5, 7);
	do {
		wait_for(f, is_shaped);
		desktop_cursor(f->desktop, &second);
	} while (second.shape.width_px != 21);
	assert_int_not_equal(second.shape_number, number);
	assert_int_equal(second.shape.height_px, 12);
	assert_int_equal(second.hot_x_px, 5);
	assert_int_equal(second.hot_y_px, 7);
	assert_int_equal(image_row(&second.shape, 0)[0], 0xFFFF0000u);
	assert_int_equal(image_row(&second.shape, 11)[20], 0xFFFF0000u);
}

static void the_pointers_place_is_known(void **state)
{
	struct fixture *f = *state;
	struct desktop_cursor cursor = {0};
	assert_int_equal(x11_server_run(&f->server, "xdotool mousemove 123 45 2>/dev/null"), 0);
	for (int i = 0; i < 10 && (cursor.x_px != 123 || cursor.y_px != 45); i++) {
		wait_for(f, is_moved);
		desktop_cursor(f->desktop, &cursor);
	}
	assert_int_equal(cursor.x_px, 123);
	assert_int_equal(cursor.y_px, 45);
}

static void a_new_size_makes_a_new_picture(void **state)
{
	struct fixture *f = *state;
	struct x11_server inner = x11_server_xephyr(&f->server, "640x480");
	struct fixture nested = {.server = inner};
	struct region all;
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	assert_int_equal(desktop_open(&nested.desktop, inner.name), RESULT_OK);
	desktop_share(nested.desktop, SHARE_EVERYTHING);
	x11_client_open(&nested.client, inner.name);
	capture_all(&nested, &all);
	assert_int_equal(nested.screen.width_px, 640);
	static const int sizes[][2] = {{320, 240}, {800, 600}, {640, 480}, {1024, 768}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char command[64];
		snprintf(command, sizeof command, "xrandr -s %dx%d 2>/dev/null", sizes[i][0], sizes[i][1]);
		assert_int_equal(x11_server_run(&inner, command), 0);
		for (int k = 0; k < 100 && nested.screen.width_px != sizes[i][0]; k++)
			capture_all(&nested, &all);
		assert_int_equal(nested.screen.width_px, sizes[i][0]);
		assert_int_equal(nested.screen.height_px, sizes[i][1]);
		assert_true(rect_contains(region_bounds(&all), image_rect(&nested.screen)));
		assert_int_equal(desktop_size(nested.desktop).width, sizes[i][0]);
		assert_int_equal(desktop_monitors(nested.desktop, monitors, DESKTOP_MONITORS_MAX), 1);
		assert_int_equal(monitors[0].area.width, sizes[i][0]);
		assert_int_equal(monitors[0].area.height, sizes[i][1]);
		uint32_t pixel = 0x101010u * (uint32_t)(i + 1);
		x11_client_fill(&nested.client, 5, 5, 20, 20, pixel);
		capture_all(&nested, &all);
		assert_int_equal(pixel_at(&nested, 24, 24), pixel);
	}
	image_finish(&nested.screen);
	desktop_close(nested.desktop);
	x11_client_close(&nested.client);
	x11_server_stop(&inner);
}

static void a_size_that_changes_while_it_is_read_does_no_harm(void **state)
{
	struct fixture *f = *state;
	struct x11_server inner = x11_server_xephyr(&f->server, "640x480");
	struct fixture nested = {.server = inner};
	assert_int_equal(desktop_open(&nested.desktop, inner.name), RESULT_OK);
	desktop_share(nested.desktop, SHARE_EVERYTHING);
	pid_t resizing = x11_server_start_program(
		&inner, "while :; do xrandr -s 320x240; xrandr -s 800x600; done 2>/dev/null");
	int sizes = 0, width_px = 0;
	for (int64_t until_ms = clock_now_ms() + PATIENCE_MS; sizes < 6 && clock_now_ms() < until_ms;) {
		desktop_damage_all(nested.desktop);
		enum result result = desktop_capture(nested.desktop, &nested.screen, &nested.changed);
		assert_true(result == RESULT_OK || result == RESULT_WOULD_BLOCK);
		if (!region_is_empty(&nested.changed))
			assert_true(rect_contains(image_rect(&nested.screen), region_bounds(&nested.changed)));
		sizes += nested.screen.width_px != width_px;
		width_px = nested.screen.width_px;
	}
	assert_true(sizes >= 6);
	x11_server_end_program(resizing);
	image_finish(&nested.screen);
	desktop_close(nested.desktop);
	x11_server_stop(&inner);
}

static void resizing_is_told(void **state)
{
	struct fixture *f = *state;
	struct x11_server inner = x11_server_xephyr(&f->server, "640x480");
	struct fixture nested = {.server = inner};
	assert_int_equal(desktop_open(&nested.desktop, inner.name), RESULT_OK);
	assert_int_equal(x11_server_run(&inner, "xrandr -s 320x240 2>/dev/null"), 0);
	wait_for(&nested, is_resized);
	desktop_close(nested.desktop);
	x11_server_stop(&inner);
}

static void a_display_that_dies_is_a_result(void **state)
{
	struct fixture *f = *state;
	enum result result = RESULT_OK;
	struct desktop_news news;
	x11_client_close(&f->client);
	x11_server_stop(&f->server);
	for (int i = 0; i < 100 && result != RESULT_NO_DISPLAY; i++) {
		desktop_damage_all(f->desktop);
		result = desktop_capture(f->desktop, &f->screen, &f->changed);
		clock_sleep_ms(2);
	}
	assert_int_equal(result, RESULT_NO_DISPLAY);
	assert_true(region_is_empty(&f->changed));
	assert_int_equal(desktop_poll(f->desktop, &news), RESULT_NO_DISPLAY);
}

static void kill_soon(void *context)
{
	struct fixture *f = context;
	clock_sleep_ms(20);
	kill(f->server.pid, SIGKILL);
}

static void a_display_that_dies_during_a_capture_is_a_result(void **state)
{
	struct fixture *f = *state;
	struct thread *thread;
	enum result result = RESULT_OK;
	x11_client_close(&f->client);
	assert_int_equal(thread_start(&thread, THREAD_ANY, kill_soon, f), RESULT_OK);
	while (result == RESULT_OK || result == RESULT_WOULD_BLOCK) {
		desktop_damage_all(f->desktop);
		result = desktop_capture(f->desktop, &f->screen, &f->changed);
	}
	assert_int_equal(result, RESULT_NO_DISPLAY);
	thread_join(thread);
}

static void a_display_that_hangs_does_not_hold_the_caller(void **state)
{
	struct fixture *f = *state;
	struct region all;
	x11_client_fill(&f->client, 0, 0, WIDTH, HEIGHT, BLUE);
	capture_all(f, &all);
	kill(f->server.pid, SIGSTOP);
	desktop_damage_all(f->desktop);
	assert_int_equal(desktop_capture(f->desktop, &f->screen, &f->changed), RESULT_WOULD_BLOCK);
	assert_true(region_is_empty(&f->changed));
	kill(f->server.pid, SIGCONT);
	capture_all(f, &all);
	assert_true(rect_contains(region_bounds(&all), image_rect(&f->screen)));
	assert_int_equal(pixel_at(f, 5, 5), BLUE);
}

static void a_missing_display_is_a_result(void **state)
{
	(void)state;
	struct desktop *desktop;
	static const char *const names[] = {":4711", "nonsense", "nohost.invalid:0", ":-1", ""};
	unsetenv("DISPLAY");
	unsetenv("WAYLAND_DISPLAY");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(desktop_open(&desktop, names[i]), RESULT_NO_DISPLAY);
		assert_null(desktop);
	}
	assert_int_equal(desktop_open(&desktop, NULL), RESULT_NO_DISPLAY);
	setenv("WAYLAND_DISPLAY", "wayland-0", 1);
	assert_int_equal(desktop_open(&desktop, NULL), RESULT_WAYLAND);
	unsetenv("WAYLAND_DISPLAY");
}

static void other_depths_are_not_supported(void **state)
{
	(void)state;
	static const char *const screens[] = {"800x600x16", "800x600x8", "800x600x30"};
	for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
		struct desktop *desktop;
		struct x11_server server = x11_server_xvfb(screens[i]);
		assert_int_equal(desktop_open(&desktop, server.name), RESULT_COLOURS);
		assert_null(desktop);
		x11_server_stop(&server);
	}
}

static void a_display_without_damage_is_not_supported(void **state)
{
	(void)state;
	static const char *const extensions[] = {"DAMAGE", "XFIXES"};
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
		struct desktop *desktop;
		const char *arguments[] = {"-extension", extensions[i], NULL};
		struct x11_server server = x11_server_start("Xvfb", NULL, arguments);
		assert_int_equal(desktop_open(&desktop, server.name), RESULT_UNSUPPORTED);
		x11_server_stop(&server);
	}
}

static void closing_nothing_is_fine(void **state)
{
	(void)state;
	desktop_close(NULL);
}

#define ON_A_DISPLAY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define WITHOUT_SHM(test)                                                                                    \
	{                                                                                                        \
#test "_without_shm", test, set_up_without_shm, tear_down, NULL                                      \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_DISPLAY(the_first_capture_is_the_whole_screen),
		WITHOUT_SHM(the_first_capture_is_the_whole_screen),
		ON_A_DISPLAY(only_what_was_drawn_is_read),
		WITHOUT_SHM(only_what_was_drawn_is_read),
		ON_A_DISPLAY(without_damage_nothing_is_read),
		ON_A_DISPLAY(whatever_is_drawn_where_ends_up_the_same),
		WITHOUT_SHM(whatever_is_drawn_where_ends_up_the_same),
		ON_A_DISPLAY(a_real_terminal_is_seen),
		ON_A_DISPLAY(nothing_is_seen_unless_it_is_shared),
		ON_A_DISPLAY(the_pointers_shape_is_known),
		ON_A_DISPLAY(the_pointers_place_is_known),
		ON_A_DISPLAY(a_new_size_makes_a_new_picture),
		ON_A_DISPLAY(a_size_that_changes_while_it_is_read_does_no_harm),
		ON_A_DISPLAY(resizing_is_told),
		ON_A_DISPLAY(a_display_that_dies_is_a_result),
		ON_A_DISPLAY(a_display_that_dies_during_a_capture_is_a_result),
		ON_A_DISPLAY(a_display_that_hangs_does_not_hold_the_caller),
		cmocka_unit_test(a_missing_display_is_a_result),
		cmocka_unit_test(other_depths_are_not_supported),
		cmocka_unit_test(a_display_without_damage_is_not_supported),
		cmocka_unit_test(closing_nothing_is_fine),
	};
	return cmocka_run_group_tests_name("x11_capture", tests, NULL, NULL);
}
