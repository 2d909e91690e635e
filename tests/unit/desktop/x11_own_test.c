/* Windows of this very process are never shown and never reached: the test's own, since it is as Lotse is. */
#include "support/unit.h"

#include "base/wake.h"
#include "support/x11_client.h"
#include "unit/desktop/actors.h"
#include "unit/desktop/watched.h"

#include "desktop/desktop.h"
#include "desktop/x11/edge.h"

enum { WIDTH = 640, HEIGHT = 480, PINK_X = 100, PINK_Y = 100, PINK_SIDE = 200 };

static struct x11_server server;
static struct actor own; /* in this process */
static pid_t other;      /* pink, below or above */
static struct desktop *desktop;
static struct image screen;

/* Another program's window, pink, which comes and stays. */
static void other_run(void)
{
	struct actor actor;
	actor_begin(&actor, server.name, 1);
	actor.window =
		actor_window(&actor, "other", (struct rect){PINK_X, PINK_Y, PINK_SIDE, PINK_SIDE}, ACTOR_PINK);
	xcb_map_window(actor.c, actor.window);
	xcb_flush(actor.c);
	for (;;)
		pause();
}

static int set_up(void **state)
{
	(void)state;
	server = x11_server_xvfb("640x480x24");
	actor_begin(&own, server.name, 1);
	own.window = actor_window(&own, "own", (struct rect){50, 50, 100, 100}, 0x00FF00);
	other = fork();
	if (other == 0)
		other_run();
	assert_true(actor_find(server.name, "other") != 0);
	xcb_map_window(own.c, own.window);
	free(xcb_get_input_focus_reply(own.c, xcb_get_input_focus(own.c), NULL));
	assert_int_equal(desktop_open(&desktop, server.name), RESULT_OK);
	assert_int_equal(desktop_share(desktop, SHARE_EVERYTHING), RESULT_OK);
	screen = (struct image){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	desktop_close(desktop);
	image_finish(&screen);
	actor_end(other);
	xcb_disconnect(own.c);
	x11_server_stop(&server);
	return 0;
}

static void sync_own(void)
{
	free(xcb_get_input_focus_reply(own.c, xcb_get_input_focus(own.c), NULL));
}

/* What is on the screen now, until nothing comes any more. */
static void take_in(void)
{
	struct wake *wake = wake_create();
	struct region changed;
	sync_own();
	for (int quiet = 0; quiet < 3;) {
		struct desktop_news news;
		assert_int_equal(desktop_poll(desktop, &news), RESULT_OK);
		if (news.is_damaged) {
			desktop_capture(desktop, &screen, &changed);
			quiet = 0;
			continue;
		}
		struct wake_on on = {.handle = desktop_handle(desktop), .want_read = true};
		wake_wait(wake, &on, 1, 100);
		quiet = on.may_read ? 0 : quiet + 1;
	}
	wake_destroy(wake);
}

static uint32_t pixel_at(int x, int y)
{
	return image_row(&screen, y)[x] & 0xFFFFFF;
}

static void our_own_windows_are_calm_in_the_picture(void **state)
{
	(void)state;
	take_in();
	assert_int_equal(pixel_at(60, 60), SHARE_CALM);
	assert_int_equal(pixel_at(149, 149), SHARE_CALM); /* over the other's corner */
	assert_int_equal(pixel_at(151, 151), ACTOR_PINK);
	/* Moved, it hides what is there now and nothing else. */
	actor_configure(&own, own.window, (struct rect){400, 300, 100, 100});
	take_in();
	assert_int_equal(pixel_at(120, 120), ACTOR_PINK);
	assert_int_equal(pixel_at(60, 60), 0);
	assert_int_equal(pixel_at(450, 350), SHARE_CALM);
	xcb_unmap_window(own.c, own.window);
	take_in();
	assert_int_equal(pixel_at(450, 350), 0);
}

static void what_lies_over_our_own_windows_is_seen(void **state)
{
	(void)state;
	const uint32_t below = XCB_STACK_MODE_BELOW;
	xcb_configure_window(own.c, own.window, XCB_CONFIG_WINDOW_STACK_MODE, &below);
	take_in();
	assert_int_equal(pixel_at(60, 60), SHARE_CALM);
	assert_int_equal(pixel_at(120, 120), ACTOR_PINK);
}

static void our_own_windows_while_they_move_are_never_seen(void **state)
{
	(void)state;
	struct region changed;
	take_in();
	for (int i = 0; i < 400; i++) {
		actor_configure(&own, own.window,
		                (struct rect){i * 37 % 500, i * 53 % 350, 60 + i % 90, 60 + i % 70});
		xcb_flush(own.c);
		struct desktop_news news;
		assert_int_equal(desktop_poll(desktop, &news), RESULT_OK);
		desktop_capture(desktop, &screen, &changed);
		for (int y = 0; y < HEIGHT && screen.pixels != NULL; y++) {
			for (int x = 0; x < WIDTH; x++)
				assert_int_not_equal(pixel_at(x, y), 0x00FF00);
		}
	}
}

static void our_own_windows_are_not_offered(void **state)
{
	(void)state;
	struct desktop_application found[APPLICATIONS_MAX];
	size_t count;
	assert_int_equal(desktop_applications(server.name, found, APPLICATIONS_MAX, &count), RESULT_OK);
	assert_int_equal(count, 1);
	assert_string_equal(found[0].title, "other");
	assert_int_equal(found[0].window_count, 1);
	assert_int_equal(found[0].picture.width_px, PINK_SIDE);
	assert_int_equal(image_row(&found[0].picture, PINK_SIDE / 2)[PINK_SIDE / 2] & 0xFFFFFF, ACTOR_PINK);
	applications_finish(found, count);
}

static int pointer_x(void)
{
	xcb_query_pointer_reply_t *reply =
		xcb_query_pointer_reply(own.c, xcb_query_pointer(own.c, own.screen->root), NULL);
	int x = reply->root_x;
	free(reply);
	return x;
}

/* Types a letter; how many presses come to our window or to the root. */
static int keys_heard(struct watched *watched)
{
	const uint32_t mask = XCB_EVENT_MASK_KEY_PRESS;
	int heard = 0;
	xcb_generic_event_t *event;
	xcb_change_window_attributes(own.c, own.window, XCB_CW_EVENT_MASK, &mask);
	xcb_change_window_attributes(own.c, own.screen->root, XCB_CW_EVENT_MASK, &mask);
	sync_own();
	watched_tap(watched, 4, 0);
	assert_true(watched_settle(watched));
	sync_own();
	while ((event = xcb_poll_for_event(own.c)) != NULL) {
		heard += (event->response_type & 0x7F) == XCB_KEY_PRESS;
		free(event);
	}
	return heard;
}

static void our_own_windows_can_not_be_reached(void **state)
{
	(void)state;
	static struct watched watched;
	assert_int_equal(watched_start(&watched, NULL, server.name), RESULT_OK);
	watched_open(&watched);
	struct input_event to_other = {.kind = INPUT_MOVE, .x_px = 250, .y_px = 250},
					   to_own = {.kind = INPUT_MOVE, .x_px = 70, .y_px = 70},
					   press = {.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 70, .y_px = 70};
	assert_int_equal(watched_inject(&watched, to_other), RESULT_OK);
	assert_true(watched_settle(&watched));
	assert_int_equal(pointer_x(), 250);
	assert_int_equal(watched_inject(&watched, to_own), RESULT_OK);
	assert_int_equal(watched_inject(&watched, press), RESULT_OK);
	assert_true(watched_settle(&watched));
	assert_int_equal(pointer_x(), 250);
	/* The pointer is moved over it by somebody else, and it has the keys. */
	xcb_warp_pointer(own.c, XCB_NONE, own.screen->root, 0, 0, 0, 0, 70, 70);
	xcb_set_input_focus(own.c, XCB_INPUT_FOCUS_POINTER_ROOT, own.window, XCB_CURRENT_TIME);
	sync_own();
	assert_int_equal(keys_heard(&watched), 0);
	/* The control: with the keys elsewhere it does hear them, being told of all keys on the root. */
	xcb_set_input_focus(own.c, XCB_INPUT_FOCUS_POINTER_ROOT, own.screen->root, XCB_CURRENT_TIME);
	xcb_warp_pointer(own.c, XCB_NONE, own.screen->root, 0, 0, 0, 0, 600, 400);
	sync_own();
	assert_int_equal(keys_heard(&watched), 1);
	watched_stop(&watched);
}

/* What a person sees there. */
static uint32_t seen_at(int x, int y)
{
	xcb_get_image_reply_t *reply =
		xcb_get_image_reply(own.c,
	                        xcb_get_image(own.c, XCB_IMAGE_FORMAT_Z_PIXMAP, own.screen->root, (int16_t)x,
	                                      (int16_t)y, 1, 1, UINT32_MAX),
	                        NULL);
	uint32_t pixel = *(const uint32_t *)(const void *)xcb_get_image_data(reply) & 0xFFFFFF;
	free(reply);
	return pixel;
}

/* Another program's window over all of the screen. */
static void cover_run(void)
{
	struct actor actor;
	actor_begin(&actor, server.name, 1);
	actor.window = actor_window(&actor, "cover", (struct rect){0, 0, WIDTH, HEIGHT}, ACTOR_PINK);
	xcb_map_window(actor.c, actor.window);
	xcb_flush(actor.c);
	for (;;)
		pause();
}

static void a_frame_says_what_is_shared_and_comes_back(void **state)
{
	(void)state;
	struct share_choice choice = {.kind = SHARE_EVERYTHING, .has_frame = true};
	assert_int_not_equal(seen_at(1, 200), FRAME_COLOUR);
	assert_int_equal(desktop_choose(desktop, &choice), RESULT_OK);
	take_in();
	assert_int_equal(seen_at(1, 200), FRAME_COLOUR);
	assert_int_equal(seen_at(WIDTH - 1, HEIGHT - 1), FRAME_COLOUR);
	assert_int_not_equal(seen_at(FRAME_PX, 200), FRAME_COLOUR);
	assert_int_equal(pixel_at(1, 200), SHARE_CALM); /* for the person there alone */
	pid_t cover = fork();
	if (cover == 0)
		cover_run();
	assert_true(actor_find(server.name, "cover") != 0);
	for (int i = 0; i < 100 && seen_at(1, 200) != FRAME_COLOUR; i++)
		take_in();
	assert_int_equal(seen_at(1, 200), FRAME_COLOUR);
	assert_int_equal(seen_at(300, 440), ACTOR_PINK);
	actor_end(cover);
	/* Of one program it goes round its window. */
	choice = (struct share_choice){.kind = SHARE_APPLICATIONS, .has_frame = true, .application_count = 1};
	choice.applications[0] = actor_find(server.name, "other");
	assert_int_equal(desktop_choose(desktop, &choice), RESULT_OK);
	take_in();
	assert_int_equal(seen_at(1, 200), 0);
	assert_int_equal(seen_at(PINK_X - 1, PINK_Y + 50), FRAME_COLOUR);
	assert_int_equal(pixel_at(PINK_X - 1, PINK_Y + 50), SHARE_CALM);
	assert_int_equal(pixel_at(PINK_X, PINK_Y), ACTOR_PINK);
	assert_int_equal(desktop_share(desktop, SHARE_NOTHING), RESULT_OK);
	take_in();
	assert_int_equal(seen_at(PINK_X - 1, PINK_Y + 50), 0);
}

#define ON_A_DISPLAY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_DISPLAY(our_own_windows_are_calm_in_the_picture),
		ON_A_DISPLAY(what_lies_over_our_own_windows_is_seen),
		ON_A_DISPLAY(our_own_windows_while_they_move_are_never_seen),
		ON_A_DISPLAY(our_own_windows_are_not_offered),
		ON_A_DISPLAY(our_own_windows_can_not_be_reached),
		ON_A_DISPLAY(a_frame_says_what_is_shared_and_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
