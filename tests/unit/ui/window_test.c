/* Windows on SDL's dummy display: what is built, drawn and presented, and that nothing is when nothing
 * happens. */
#include "support/unit.h"

#include "support/environment.h"

#include "base/clock.h"
#include "base/thread.h"
#include "ui/ui.h"
#include "ui/widgets.h"
#include "ui/window.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rig {
	struct ui *ui;
	struct window *window;
	char text[64], words[200];
	int draws, wakes, closes;
	bool has_input;
	bool destroys; /* the window, from within its page */
};

static void draw(void *context, struct page *page)
{
	struct rig *rig = context;
	rig->draws++;
	ui_text(page, UI_HEADING, "Heading");
	ui_text(page, UI_BODY, rig->words);
	if (rig->has_input)
		ui_input(page, &(struct ui_input){.id = "input", .is_first = true}, rig->text, sizeof rig->text);
	if (rig->destroys)
		window_destroy(rig->window);
}

static void on_wake(void *context)
{
	struct rig *rig = context;
	rig->wakes++;
}

static void on_close(void *context)
{
	struct rig *rig = context;
	rig->closes++;
}

static struct rig *open_rig(bool has_input, enum window_kind kind)
{
	struct rig *rig = calloc(1, sizeof *rig);
	rig->has_input = has_input;
	snprintf(rig->words, sizeof rig->words, "words");
	const struct ui_config config = {
		.name = "test", .on_wake = on_wake, .context = rig, .scale_percent = 100};
	assert_int_equal(ui_create(&rig->ui, &config), RESULT_OK);
	const struct window_config window = {.kind = kind,
	                                     .title = "test",
	                                     .width = 400,
	                                     .height = 300,
	                                     .draw = draw,
	                                     .on_close = on_close,
	                                     .context = rig};
	assert_int_equal(window_create(&rig->window, rig->ui, &window), RESULT_OK);
	return rig;
}

static void close_rig(struct rig *rig)
{
	ui_destroy(rig->ui);
	free(rig);
}

static void push(struct rig *rig, SDL_Event event)
{
	Uint32 id = 1;
	while (SDL_GetWindowFromID(id) == NULL)
		id++;
	(void)rig;
	if (event.type == SDL_WINDOWEVENT)
		event.window.windowID = id;
	else if (event.type == SDL_TEXTINPUT)
		event.text.windowID = id;
	else
		event.key.windowID = id;
	SDL_PushEvent(&event);
}

static void push_window(struct rig *rig, Uint8 what)
{
	push(rig, (SDL_Event){.window = {.type = SDL_WINDOWEVENT, .event = what}});
}

static void push_text(struct rig *rig, const char *text)
{
	SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
	SDL_strlcpy(event.text.text, text, sizeof event.text.text);
	push(rig, event);
}

static void push_key(struct rig *rig, SDL_Keycode key)
{
	SDL_Event event = {.key = {.type = SDL_KEYDOWN}};
	event.key.keysym.sym = key;
	event.key.keysym.scancode = SDL_GetScancodeFromKey(key);
	push(rig, event);
}

/* Until nothing is left of what was set off. */
static void rest(struct rig *rig)
{
	for (int i = 0; i < 10; i++)
		ui_turn(rig->ui, 0);
}

static void a_window_shows_its_page(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	const struct image *image = window_image(rig->window);
	assert_int_equal(image->width_px, 400);
	int dark = 0;
	for (int y = 0; y < image->height_px; y++) {
		for (int x = 0; x < image->width_px; x++)
			dark += (image_row(image, y)[x] & 0xFF) < 0x60;
	}
	assert_true(dark > 200); /* letters */
	assert_int_equal(image_row(image, 299)[399] & 0xFFFFFF, 0xF4F6F8);
	close_rig(rig);
}

static void nothing_is_built_or_presented_when_nothing_happens(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	struct window_counts before = window_counts(rig->window);
	for (int i = 0; i < 50; i++)
		ui_turn(rig->ui, 1);
	struct window_counts after = window_counts(rig->window);
	assert_int_equal(after.frames, before.frames);
	assert_int_equal(after.presents, before.presents);
	close_rig(rig);
}

static void a_frame_that_looks_the_same_is_not_presented(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	struct window_counts before = window_counts(rig->window);
	ui_redraw(rig->ui);
	rest(rig);
	struct window_counts after = window_counts(rig->window);
	assert_true(after.frames > before.frames);
	assert_int_equal(after.presents, before.presents);
	close_rig(rig);
}

static void only_what_has_changed_is_presented(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	struct window_counts before = window_counts(rig->window);
	snprintf(rig->words, sizeof rig->words, "wordz");
	window_redraw(rig->window);
	rest(rig);
	struct window_counts after = window_counts(rig->window);
	assert_int_equal(after.presents, before.presents + 1);
	assert_true(after.presented_px - before.presented_px <= 6 * 32 * 32);
	close_rig(rig);
}

/* What is drawn in parts is what would be drawn at once. */
static void many_small_changes_leave_the_same_picture_as_a_new_window(void **state)
{
	struct rig *rig = open_rig(true, WINDOW_PLAIN), *fresh;
	struct image kept;
	(void)state;
	push_window(rig, SDL_WINDOWEVENT_FOCUS_GAINED);
	rest(rig);
	for (int i = 0; i < 40; i++) {
		push_text(rig, (char[]){(char)('a' + i % 26), 0});
		snprintf(rig->words, sizeof rig->words, "%.*s", i * 3 % 90,
		         "Words that become longer and shorter, wrap into a second line, and stand over others");
		rest(rig);
	}
	push_window(rig, SDL_WINDOWEVENT_FOCUS_LOST); /* no caret */
	rest(rig);
	assert_int_equal(image_init(&kept, 400, 300), RESULT_OK);
	image_copy(&kept, window_image(rig->window), image_rect(&kept));
	char text[64], words[200];
	memcpy(text, rig->text, sizeof text);
	memcpy(words, rig->words, sizeof words);
	close_rig(rig);

	fresh = open_rig(true, WINDOW_PLAIN);
	memcpy(fresh->text, text, sizeof text);
	memcpy(fresh->words, words, sizeof words);
	rest(fresh);
	assert_true(image_is_equal(&kept, window_image(fresh->window), image_rect(&kept)));
	close_rig(fresh);
	image_finish(&kept);
}

/* Many events in one turn, as from a fast typist or a paste through XTest. */
static void typing_faster_than_frames_loses_nothing(void **state)
{
	struct rig *rig = open_rig(true, WINDOW_PLAIN);
	(void)state;
	push_window(rig, SDL_WINDOWEVENT_FOCUS_GAINED);
	rest(rig);
	for (const char *at = "123 456 789 013"; *at != 0; at++) {
		push_key(rig, *at);
		push_text(rig, (char[]){*at, 0});
	}
	for (int i = 0; i < 3; i++)
		push_key(rig, SDLK_BACKSPACE);
	push_key(rig, '2');
	push_text(rig, "2");
	ui_turn(rig->ui, 0);
	rest(rig);
	assert_string_equal(rig->text, "123 456 789 2");
	close_rig(rig);
}

/* It sleeps until the caret changes, not through frames in between. */
static void a_blinking_caret_costs_one_turn_a_change(void **state)
{
	struct rig *rig = open_rig(true, WINDOW_PLAIN);
	(void)state;
	push_window(rig, SDL_WINDOWEVENT_FOCUS_GAINED);
	rest(rig);
	struct window_counts before = window_counts(rig->window);
	int turns = 0;
	for (; window_counts(rig->window).presents < before.presents + 3; turns++)
		ui_turn(rig->ui, -1);
	assert_true(turns <= 6);
	assert_true(window_counts(rig->window).presented_px - before.presented_px <= 3 * 4 * 32 * 32);
	close_rig(rig);
}

static void a_wake_is_heard_once_however_often_it_is_called(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	for (int i = 0; i < 1000; i++)
		ui_wake(rig->ui);
	ui_turn(rig->ui, 0);
	assert_int_equal(rig->wakes, 1);
	ui_turn(rig->ui, 0);
	assert_int_equal(rig->wakes, 1);
	ui_wake(rig->ui);
	ui_turn(rig->ui, 0);
	assert_int_equal(rig->wakes, 2);
	close_rig(rig);
}

static void wake_from_afar(void *context)
{
	clock_sleep_ms(20);
	ui_wake(context);
}

static void a_wake_from_another_thread_ends_the_sleep(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	struct thread *thread;
	(void)state;
	rest(rig);
	assert_int_equal(thread_start(&thread, THREAD_NET, wake_from_afar, rig->ui), RESULT_OK);
	while (rig->wakes == 0)
		ui_turn(rig->ui, -1);
	thread_join(thread);
	close_rig(rig);
}

static void a_timer_wakes_once(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	ui_wake_in(rig->ui, 100000);
	ui_wake_in(rig->ui, 5);
	ui_wake_in(rig->ui, 50000); /* does not lengthen it */
	while (rig->wakes == 0)
		ui_turn(rig->ui, -1);
	rest(rig);
	assert_int_equal(rig->wakes, 1);
	close_rig(rig);
}

static void closing_is_only_asked_for(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	push_window(rig, SDL_WINDOWEVENT_CLOSE);
	assert_true(ui_turn(rig->ui, 0));
	assert_int_equal(rig->closes, 1);
	ui_quit(rig->ui);
	assert_false(ui_turn(rig->ui, 0));
	close_rig(rig);
}

static void a_window_may_end_itself_from_within_its_page(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	rig->destroys = true;
	window_redraw(rig->window);
	rest(rig);
	int draws = rig->draws;
	rest(rig);
	assert_int_equal(rig->draws, draws);
	close_rig(rig);
}

static void a_hidden_window_builds_nothing_until_it_is_shown(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	window_show(rig->window, false);
	int draws = rig->draws;
	window_redraw(rig->window);
	rest(rig);
	assert_int_equal(rig->draws, draws);
	window_show(rig->window, true);
	rest(rig);
	assert_true(rig->draws > draws);
	close_rig(rig);
}

static void a_new_size_is_drawn_whole(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	(void)state;
	rest(rig);
	Uint32 id = 1;
	while (SDL_GetWindowFromID(id) == NULL)
		id++;
	SDL_SetWindowSize(SDL_GetWindowFromID(id), 500, 350);
	rest(rig);
	assert_int_equal(window_image(rig->window)->width_px, 500);
	assert_int_equal(window_image(rig->window)->height_px, 350);
	assert_int_equal(image_row(window_image(rig->window), 349)[499] & 0xFFFFFF, 0xF4F6F8);
	close_rig(rig);
}

/* A character that the first set of glyphs lacks is fetched: what is shown then is no question mark. */
static void characters_that_nobody_has_shown_yet_are_fetched(void **state)
{
	struct rig *rig = open_rig(false, WINDOW_PLAIN);
	struct image before;
	(void)state;
	snprintf(rig->words, sizeof rig->words,
	         "\xE2\x80\xBB\xE2\x80\xBB"); /* a sign that is not in the first set */
	rest(rig);
	assert_int_equal(image_init(&before, 400, 300), RESULT_OK);
	image_copy(&before, window_image(rig->window), image_rect(&before));
	snprintf(rig->words, sizeof rig->words, "??");
	window_redraw(rig->window);
	rest(rig);
	assert_false(image_is_equal(&before, window_image(rig->window), image_rect(&before)));
	image_finish(&before);
	close_rig(rig);
}

static int use_dummy_display(void **state)
{
	(void)state;
	environment_set("SDL_VIDEODRIVER", "dummy");
	thread_claim(THREAD_UI);
	return 0;
}

static void draw_strip(void *context, struct page *page)
{
	const struct ui_button stop = {.id = "stop", .label = "Stop", .look = UI_DANGER};
	struct rig *rig = context;
	ui_bar_begin(page, "strip", false);
	ui_status(page, UI_BAD, rig->words);
	ui_status(page, UI_WARN, rig->words);
	ui_buttons(page, &stop, 1);
	ui_bar_end(page);
}

/* At 200 % two sentences are wider than the display: the strip gets a second row, and all of it is to be
 * seen. */
static void a_strip_never_leaves_its_display(void **state)
{
	struct rig rig = {.words = "Somebody sees the screen"};
	const struct ui_config config = {.name = "test", .scale_percent = 200};
	const struct window_config window = {
		.kind = WINDOW_STRIP, .title = "strip", .draw = draw_strip, .context = &rig};
	SDL_Rect display;
	(void)state;
	assert_int_equal(ui_create(&rig.ui, &config), RESULT_OK);
	assert_int_equal(window_create(&rig.window, rig.ui, &window), RESULT_OK);
	assert_int_equal(SDL_GetDisplayUsableBounds(0, &display), 0);
	for (int longer = 0; longer < 6; longer++) {
		window_redraw(rig.window);
		rest(&rig);
		struct rect place = window_rect(rig.window);
		assert_true(place.x >= display.x && place.x + place.width <= display.x + display.w);
		if (longer == 1)
			assert_int_equal(place.height, 2 * (48 + 30));
		strcat(rig.words, " and more");
	}
	ui_destroy(rig.ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_shows_its_page),
		cmocka_unit_test(nothing_is_built_or_presented_when_nothing_happens),
		cmocka_unit_test(a_frame_that_looks_the_same_is_not_presented),
		cmocka_unit_test(only_what_has_changed_is_presented),
		cmocka_unit_test(many_small_changes_leave_the_same_picture_as_a_new_window),
		cmocka_unit_test(typing_faster_than_frames_loses_nothing),
		cmocka_unit_test(a_blinking_caret_costs_one_turn_a_change),
		cmocka_unit_test(a_wake_is_heard_once_however_often_it_is_called),
		cmocka_unit_test(a_wake_from_another_thread_ends_the_sleep),
		cmocka_unit_test(a_timer_wakes_once),
		cmocka_unit_test(closing_is_only_asked_for),
		cmocka_unit_test(a_window_may_end_itself_from_within_its_page),
		cmocka_unit_test(a_hidden_window_builds_nothing_until_it_is_shown),
		cmocka_unit_test(a_strip_never_leaves_its_display),
		cmocka_unit_test(a_new_size_is_drawn_whole),
		cmocka_unit_test(characters_that_nobody_has_shown_yet_are_fetched),
	};
	return cmocka_run_group_tests(tests, use_dummy_display, NULL);
}
