/* Waiting for quiet, sharing and sizes, with a display of the test's own that follows a script. */
#include "support/unit.h"

#include "desktop/backend.h"
#include "support/pair.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 64, HEIGHT = 48, POLLS_MAX = 64, PIXEL = 0x112233 };

static struct fake {
	struct capture_state state;
	int ends[2];                           /* the display's connection, on which nothing ever comes */
	struct capture_news script[POLLS_MAX]; /* what the polls say, one after the other; then nothing */
	int polls, script_count;
	struct region asked;
	int asks, takes, blocked_takes; /* so many takes are not there yet */
	enum result ask_result, take_result, poll_result;
	struct desktop *desktop;
	enum share_kind share_at_take; /* chosen while the pixels are under way; SHARE_KIND_COUNT: none */
	bool was_thrown_away;
} fake;

static enum result fake_open(void **out, const char *display_name, const struct capture_state **state)
{
	(void)display_name;
	*out = &fake;
	*state = &fake.state;
	return RESULT_OK;
}

static void fake_close(void *self)
{
	(void)self;
}

static wake_handle fake_handle(void *self)
{
	(void)self;
	return fake.ends[0];
}

static enum result fake_poll(void *self, struct capture_news *news)
{
	(void)self;
	if (fake.polls < fake.script_count)
		*news = fake.script[fake.polls];
	fake.polls++;
	if (news->is_resized)
		fake.state.width_px = WIDTH / 2;
	return fake.poll_result;
}

static enum result fake_ask(void *self, const struct region *want)
{
	(void)self;
	fake.asked = *want;
	fake.asks++;
	return fake.ask_result;
}

static enum result fake_take(void *self, struct image *into)
{
	(void)self;
	fake.takes++;
	if (fake.blocked_takes > 0) {
		fake.blocked_takes--;
		return RESULT_WOULD_BLOCK;
	}
	if (fake.share_at_take != SHARE_KIND_COUNT)
		desktop_share(fake.desktop, fake.share_at_take);
	fake.was_thrown_away = into == NULL;
	for (size_t i = 0; into != NULL && i < fake.asked.count; i++)
		image_fill(into, fake.asked.rects[i], PIXEL);
	return fake.take_result;
}

static const struct capture_backend backend = {.open = fake_open,
                                               .close = fake_close,
                                               .handle = fake_handle,
                                               .poll = fake_poll,
                                               .ask = fake_ask,
                                               .take = fake_take};

static struct image screen;
static struct region changed;

static int set_up(void **state)
{
	(void)state;
	fake =
		(struct fake){.state = {.width_px = WIDTH, .height_px = HEIGHT}, .share_at_take = SHARE_KIND_COUNT};
	assert_true(sockets_open(fake.ends));
	assert_int_equal(desktop_open_with(&fake.desktop, &backend, NULL), RESULT_OK);
	assert_int_equal(desktop_share(fake.desktop, SHARE_EVERYTHING), RESULT_OK);
	memset(&screen, 0, sizeof screen);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	desktop_close(fake.desktop);
	image_finish(&screen);
	sockets_close(fake.ends[0]);
	sockets_close(fake.ends[1]);
	return 0;
}

static struct capture_news damage(int x, int y, int width, int height)
{
	struct capture_news news = {.again_ms = -1};
	region_add(&news.damage, (struct rect){x, y, width, height});
	return news;
}

static void say(struct capture_news news)
{
	fake.script[fake.script_count++] = news;
}

static enum result capture(void)
{
	return desktop_capture(fake.desktop, &screen, &changed);
}

/* The first capture after sharing is of all; this gets it out of the way. */
static void begin(void)
{
	assert_int_equal(capture(), RESULT_OK);
	fake.polls = fake.script_count = fake.asks = fake.takes = 0;
}

static void the_first_capture_is_of_all(void **state)
{
	(void)state;
	struct rect all = {0, 0, WIDTH, HEIGHT};
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(changed.count, 1);
	assert_memory_equal(&changed.rects[0], &all, sizeof all);
	assert_int_equal(image_row(&screen, HEIGHT - 1)[WIDTH - 1], PIXEL);
}

static void nothing_drawn_is_nothing_asked(void **state)
{
	(void)state;
	begin();
	assert_int_equal(capture(), RESULT_OK);
	assert_true(region_is_empty(&changed));
	assert_int_equal(fake.asks, 0);
}

static void all_that_was_drawn_is_read(void **state)
{
	(void)state;
	struct region all = {.count = 0};
	begin();
	say(damage(0, 0, 8, 8));
	say(damage(20, 20, 8, 8));
	for (int i = 0; i < 3; i++) { /* one read, or two on a slow machine */
		assert_int_equal(capture(), RESULT_OK);
		region_add_all(&all, &changed);
	}
	assert_int_equal(all.count, 2);
	assert_true(region_meets(&all, (struct rect){0, 0, 1, 1}));
	assert_true(region_meets(&all, (struct rect){27, 27, 1, 1}));
}

static void drawing_that_never_ends_does_not_hold_the_read_up(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < POLLS_MAX; i++)
		say(damage(i % 40, i % 40, 4, 4));
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(fake.asks, 1);
	assert_true(fake.polls < POLLS_MAX);
	assert_false(region_is_empty(&changed));
}

static void damage_outside_of_the_screen_is_cut_off(void **state)
{
	(void)state;
	begin();
	say(damage(WIDTH - 4, HEIGHT - 4, 100, 100));
	say(damage(-50, -50, 20, 20));
	assert_int_equal(capture(), RESULT_OK);
	struct rect corner = {WIDTH - 4, HEIGHT - 4, 4, 4};
	assert_int_equal(changed.count, 1);
	assert_memory_equal(&changed.rects[0], &corner, sizeof corner);
}

static void a_new_size_makes_the_picture_anew(void **state)
{
	(void)state;
	begin();
	say((struct capture_news){.is_resized = true, .again_ms = -1});
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(screen.width_px, WIDTH / 2);
	struct rect all = {0, 0, WIDTH / 2, HEIGHT};
	assert_memory_equal(&changed.rects[0], &all, sizeof all);
	struct desktop_news news;
	assert_int_equal(desktop_poll(fake.desktop, &news), RESULT_OK);
	assert_true(news.is_resized);
	assert_int_equal(desktop_poll(fake.desktop, &news), RESULT_OK);
	assert_false(news.is_resized);
}

static void pixels_that_come_late_are_taken_later(void **state)
{
	(void)state;
	begin();
	say(damage(1, 2, 3, 4));
	fake.blocked_takes = 1000000;
	assert_int_equal(capture(), RESULT_WOULD_BLOCK);
	assert_true(region_is_empty(&changed));
	struct desktop_news news;
	assert_int_equal(desktop_poll(fake.desktop, &news), RESULT_OK);
	assert_true(news.is_damaged);
	fake.blocked_takes = 0;
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(fake.asks, 1);
	assert_int_equal(changed.count, 1);
	assert_int_equal(changed.rects[0].width, 3);
	assert_int_equal(image_row(&screen, 2)[1], PIXEL);
}

static void late_pixels_of_another_size_are_thrown_away(void **state)
{
	(void)state;
	begin();
	say(damage(1, 2, 3, 4));
	fake.blocked_takes = 1000000;
	assert_int_equal(capture(), RESULT_WOULD_BLOCK);
	fake.blocked_takes = 0;
	fake.polls = 0;
	fake.script[0] = (struct capture_news){.is_resized = true, .again_ms = -1};
	fake.script_count = 1;
	capture();
	assert_true(fake.was_thrown_away);
	assert_int_equal(capture(), RESULT_OK);
	assert_false(fake.was_thrown_away);
	assert_int_equal(changed.rects[0].width, WIDTH / 2);
}

static void what_could_not_be_read_stays_damaged(void **state)
{
	(void)state;
	begin();
	say(damage(1, 2, 3, 4));
	fake.take_result = RESULT_SYSTEM;
	assert_int_equal(capture(), RESULT_WOULD_BLOCK);
	assert_true(region_is_empty(&changed));
	fake.take_result = RESULT_OK;
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(changed.rects[0].x, 1);
}

static void a_screen_that_can_not_be_read_is_a_result(void **state)
{
	(void)state;
	begin();
	say(damage(1, 2, 3, 4));
	fake.take_result = RESULT_SYSTEM;
	enum result result = RESULT_WOULD_BLOCK;
	for (int i = 0; i < 100 && result == RESULT_WOULD_BLOCK; i++)
		result = capture();
	assert_int_equal(result, RESULT_SYSTEM);
}

static void a_display_that_is_gone_is_a_result(void **state)
{
	(void)state;
	struct desktop_news news;
	begin();
	fake.poll_result = RESULT_NO_DISPLAY;
	assert_int_equal(capture(), RESULT_NO_DISPLAY);
	assert_int_equal(desktop_poll(fake.desktop, &news), RESULT_NO_DISPLAY);
}

static void nothing_is_asked_for_while_nothing_is_shared(void **state)
{
	(void)state;
	begin();
	desktop_share(fake.desktop, SHARE_NOTHING);
	say(damage(0, 0, 8, 8));
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(fake.asks, 0);
	assert_null(screen.pixels);
	assert_true(region_is_empty(&changed));
}

static void what_is_under_way_when_sharing_ends_is_not_handed_out(void **state)
{
	(void)state;
	begin();
	say(damage(0, 0, 8, 8));
	fake.share_at_take = SHARE_NOTHING;
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(fake.takes, 1);
	assert_null(screen.pixels);
	assert_true(region_is_empty(&changed));
}

static void late_pixels_from_before_a_pause_of_sharing_are_thrown_away(void **state)
{
	(void)state;
	begin();
	say(damage(0, 0, 8, 8));
	fake.blocked_takes = 1000000;
	assert_int_equal(capture(), RESULT_WOULD_BLOCK);
	fake.blocked_takes = 0;
	desktop_share(fake.desktop, SHARE_NOTHING);
	assert_int_equal(capture(), RESULT_OK);
	assert_true(fake.was_thrown_away);
	desktop_share(fake.desktop, SHARE_EVERYTHING);
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(changed.rects[0].width, WIDTH);
}

static void what_can_not_be_had_leaves_the_choice_as_it_was(void **state)
{
	(void)state;
	begin();
	struct share_choice programs = {.kind = SHARE_APPLICATIONS, .applications = {7}, .application_count = 1};
	assert_int_equal(desktop_choose(fake.desktop, &programs), RESULT_NO_APPLICATIONS);
	for (int kind = SHARE_MONITOR; kind <= SHARE_KIND_COUNT; kind++)
		assert_int_equal(desktop_share(fake.desktop, (enum share_kind)kind), RESULT_BAD_ARGUMENT);
	struct share_choice many = {.kind = SHARE_EVERYTHING, .application_count = SHARE_APPLICATIONS_MAX + 1};
	assert_int_equal(desktop_choose(fake.desktop, &many), RESULT_BAD_ARGUMENT);
	say(damage(0, 0, 8, 8));
	assert_int_equal(capture(), RESULT_OK);
	assert_false(region_is_empty(&changed)); /* the choice before holds on */
}

static void what_a_choice_lets_be_seen(void **state)
{
	(void)state;
	const struct rect all = {0, 0, WIDTH, HEIGHT}, one = {8, 0, 16, HEIGHT}, out = {1000, 0, 10, 10};
	const struct share_choice nothing = {.kind = SHARE_NOTHING}, everything = {.kind = SHARE_EVERYTHING},
							  monitor = {.kind = SHARE_MONITOR}, none = {.kind = SHARE_KIND_COUNT};
	assert_true(rect_is_empty(share_area(&nothing, all, one)));
	assert_true(rect_is_empty(share_area(&none, all, one)));
	assert_int_equal(share_area(&everything, all, one).width, WIDTH);
	assert_int_equal(share_area(&monitor, all, one).width, 16);
	assert_true(rect_is_empty(share_area(&monitor, all, out)));
	assert_true(rect_is_empty(share_area(&monitor, all, (struct rect){0})));
}

static void a_window_of_no_program_belongs_to_no_choice(void **state)
{
	(void)state;
	const struct share_choice choice = {
		.kind = SHARE_APPLICATIONS, .applications = {5, 0}, .application_count = 2};
	const struct share_choice everything = {
		.kind = SHARE_EVERYTHING, .applications = {5}, .application_count = 1};
	assert_true(share_has(&choice, (const uint64_t[2]){5, 0}));
	assert_true(share_has(&choice, (const uint64_t[2]){9, 5}));
	assert_false(share_has(&choice, (const uint64_t[2]){0, 0}));
	assert_false(share_has(&choice, (const uint64_t[2]){9, 8}));
	assert_false(share_has(&everything, (const uint64_t[2]){5, 0}));
}

static void choose_monitor(const char *name)
{
	struct share_choice choice = {.kind = SHARE_MONITOR};
	snprintf(choice.monitor, sizeof choice.monitor, "%s", name);
	assert_int_equal(desktop_choose(fake.desktop, &choice), RESULT_OK);
}

static void of_one_monitor_nothing_else_is_read(void **state)
{
	(void)state;
	struct desktop_news news;
	begin();
	fake.state.monitors[0] = (struct desktop_monitor){.name = "left", .area = {0, 0, 24, HEIGHT}};
	fake.state.monitors[1] = (struct desktop_monitor){.name = "right", .area = {24, 8, 40, 40}};
	fake.state.monitor_count = 2;
	choose_monitor("right");
	desktop_poll(fake.desktop, &news);
	assert_true(news.is_resized);
	assert_int_equal(desktop_size(fake.desktop).width, 40);
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(screen.width_px, 40);
	assert_int_equal(screen.height_px, 40);
	assert_int_equal(changed.rects[0].x, 0);
	assert_int_equal(changed.rects[0].width, 40);
	assert_int_equal(image_row(&screen, 39)[39], PIXEL);
	fake.polls = fake.script_count = 0;
	say(damage(0, 0, 24, 8)); /* of the other one */
	assert_int_equal(capture(), RESULT_OK);
	assert_true(region_is_empty(&changed));
	fake.polls = fake.script_count = 0;
	say(damage(20, 10, 8, 8)); /* of both */
	assert_int_equal(capture(), RESULT_OK);
	assert_true(rect_contains((struct rect){24, 8, 40, 40}, region_bounds(&fake.asked)));
	assert_int_equal(changed.rects[0].x, 0);
	assert_int_equal(changed.rects[0].y, 2);
	assert_int_equal(changed.rects[0].width, 4);
}

static void the_pointer_is_seen_on_the_shared_monitor_alone(void **state)
{
	(void)state;
	struct desktop_cursor cursor;
	struct desktop_news news;
	uint32_t shape[1] = {0};
	begin();
	fake.state.monitors[0] = (struct desktop_monitor){.name = "right", .area = {24, 8, 40, 40}};
	fake.state.monitor_count = 1;
	fake.state.cursor = (struct desktop_cursor){.shape = {shape, 1, 1, 1}, .x_px = 30, .y_px = 10};
	choose_monitor("right");
	desktop_poll(fake.desktop, &news);
	desktop_cursor(fake.desktop, &cursor);
	assert_true(cursor.is_visible);
	assert_int_equal(cursor.x_px, 6);
	assert_int_equal(cursor.y_px, 2);
	fake.state.cursor.x_px = 23;
	desktop_cursor(fake.desktop, &cursor);
	assert_false(cursor.is_visible);
	fake.state.cursor = (struct desktop_cursor){.x_px = 0};
}

static void of_a_monitor_that_is_not_there_nothing_is_seen(void **state)
{
	(void)state;
	begin();
	choose_monitor("gone");
	say(damage(0, 0, 8, 8));
	fake.asks = 0;
	assert_int_equal(capture(), RESULT_OK);
	assert_int_equal(fake.asks, 0);
	assert_null(screen.pixels);
}

#define WITH_FAKE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static struct share_choice of(enum share_kind kind, const char *monitor, uint64_t first, uint64_t second)
{
	struct share_choice choice = {.kind = kind};
	snprintf(choice.monitor, sizeof choice.monitor, "%s", monitor);
	if (first != 0)
		choice.applications[choice.application_count++] = first;
	if (second != 0)
		choice.applications[choice.application_count++] = second;
	return choice;
}

static void a_wider_choice_is_known(void **state)
{
	const struct share_choice nothing = of(SHARE_NOTHING, "", 0, 0), all = of(SHARE_EVERYTHING, "", 0, 0),
							  left = of(SHARE_MONITOR, "left", 0, 0),
							  right = of(SHARE_MONITOR, "right", 0, 0),
							  one = of(SHARE_APPLICATIONS, "", 1, 0), two = of(SHARE_APPLICATIONS, "", 2, 1);
	(void)state;
	assert_true(share_is_more(&nothing, &one));
	assert_true(share_is_more(&one, &two));
	assert_true(share_is_more(&one, &left));
	assert_true(share_is_more(&left, &one));
	assert_true(share_is_more(&left, &right));
	assert_true(share_is_more(&left, &all));
	assert_false(share_is_more(&all, &left));
	assert_false(share_is_more(&all, &two));
	assert_false(share_is_more(&two, &one));
	assert_false(share_is_more(&two, &two));
	assert_false(share_is_more(&left, &left));
	assert_false(share_is_more(&one, &nothing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FAKE(the_first_capture_is_of_all),
		WITH_FAKE(nothing_drawn_is_nothing_asked),
		WITH_FAKE(all_that_was_drawn_is_read),
		WITH_FAKE(drawing_that_never_ends_does_not_hold_the_read_up),
		WITH_FAKE(damage_outside_of_the_screen_is_cut_off),
		WITH_FAKE(a_new_size_makes_the_picture_anew),
		WITH_FAKE(pixels_that_come_late_are_taken_later),
		WITH_FAKE(late_pixels_of_another_size_are_thrown_away),
		WITH_FAKE(what_could_not_be_read_stays_damaged),
		WITH_FAKE(a_screen_that_can_not_be_read_is_a_result),
		WITH_FAKE(a_display_that_is_gone_is_a_result),
		WITH_FAKE(nothing_is_asked_for_while_nothing_is_shared),
		WITH_FAKE(what_is_under_way_when_sharing_ends_is_not_handed_out),
		WITH_FAKE(late_pixels_from_before_a_pause_of_sharing_are_thrown_away),
		WITH_FAKE(what_can_not_be_had_leaves_the_choice_as_it_was),
		WITH_FAKE(of_one_monitor_nothing_else_is_read),
		WITH_FAKE(the_pointer_is_seen_on_the_shared_monitor_alone),
		WITH_FAKE(of_a_monitor_that_is_not_there_nothing_is_seen),
		cmocka_unit_test(a_wider_choice_is_known),
		cmocka_unit_test(what_a_choice_lets_be_seen),
		cmocka_unit_test(a_window_of_no_program_belongs_to_no_choice),
	};
	return cmocka_run_group_tests_name("desktop", tests, NULL, NULL);
}
