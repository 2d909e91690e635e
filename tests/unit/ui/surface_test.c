/* A picture in a window on SDL's dummy display, and the hand on it. */
#include "support/unit.h"

#include "support/environment.h"

#include "base/thread.h"
#include "support/noise.h"
#include "ui/surface.h"
#include "ui/tint.h"
#include "ui/widgets.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 500, HEIGHT = 400, EVENTS_MAX = 64 };

struct rig {
	struct ui *ui;
	struct window *window;
	struct surface *surface;
	struct newest *newest;
	struct image picture;
	struct input_event events[EVENTS_MAX];
	int event_count, give_backs, figures, presented;
	uint64_t mark;
	bool has_bar, is_floating, has_plate;
	int buttons_used;
};

static void draw(void *context, struct page *page)
{
	struct rig *rig = context;
	const struct ui_button button = {.id = "button", .label = "Button"};
	if (rig->has_plate) {
		ui_plate_begin(page, "plate");
		rig->buttons_used += ui_buttons(page, &button, 1) == 0;
		ui_plate_end(page);
	}
	if (!rig->has_bar)
		return;
	ui_bar_begin(page, "bar", rig->is_floating);
	ui_text(page, UI_BODY, "Bar");
	rig->buttons_used += ui_buttons(page, &button, 1) == 0;
	ui_bar_end(page);
}

static void on_input(void *context, const struct input_event *event)
{
	struct rig *rig = context;
	if (rig->event_count < EVENTS_MAX)
		rig->events[rig->event_count++] = *event;
}

static void on_give_back(void *context)
{
	((struct rig *)context)->give_backs++;
}

static void on_figures(void *context)
{
	((struct rig *)context)->figures++;
}

static void on_presented(void *context, uint64_t mark, int64_t time_us)
{
	struct rig *rig = context;
	assert_true(time_us > 0);
	rig->presented++;
	rig->mark = mark;
}

static void rest(struct rig *rig)
{
	for (int i = 0; i < 10; i++)
		ui_turn(rig->ui, 0);
}

static struct rig *open_rig(int width, int height, enum surface_fit fit)
{
	struct rig *rig = calloc(1, sizeof *rig);
	assert_int_equal(ui_create(&rig->ui, &(struct ui_config){.name = "test", .scale_percent = 100}),
	                 RESULT_OK);
	const struct window_config window = {.kind = WINDOW_PICTURE,
	                                     .title = "test",
	                                     .width = WIDTH,
	                                     .height = HEIGHT,
	                                     .draw = draw,
	                                     .context = rig};
	assert_int_equal(window_create(&rig->window, rig->ui, &window), RESULT_OK);
	rig->newest = newest_create(ui_wake, rig->ui);
	assert_int_equal(image_init(&rig->picture, width, height), RESULT_OK);
	struct noise noise = noise_start(4);
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++)
			image_row(&rig->picture, y)[x] = noise_u32(&noise) & 0xFFFFFF;
	}
	const struct surface_config config = {.pictures = rig->newest,
	                                      .fit = fit,
	                                      .on_input = on_input,
	                                      .on_give_back = on_give_back,
	                                      .on_figures = on_figures,
	                                      .on_presented = on_presented,
	                                      .context = rig};
	assert_int_equal(surface_create(&rig->surface, rig->window, &config), RESULT_OK);
	rest(rig);
	return rig;
}

static void close_rig(struct rig *rig)
{
	ui_destroy(rig->ui);
	newest_destroy(rig->newest);
	image_finish(&rig->picture);
	free(rig);
}

static void publish(struct rig *rig, struct rect rect, uint64_t mark)
{
	struct region changed = {0};
	region_add(&changed, rect);
	assert_int_equal(newest_publish(rig->newest, &rig->picture, &changed, mark), RESULT_OK);
}

static void publish_all(struct rig *rig)
{
	publish(rig, image_rect(&rig->picture), 1);
	rest(rig);
}

/* Whether the window shows `part` of the picture with its corner at x,y. */
static bool shows(struct rig *rig, int x, int y, struct rect part)
{
	struct image copy;
	struct rect all = {0, 0, part.width, part.height};
	assert_int_equal(image_init(&copy, part.width, part.height), RESULT_OK);
	image_copy_to(&copy, 0, 0, window_image(rig->window), (struct rect){x, y, part.width, part.height});
	struct image wanted;
	assert_int_equal(image_init(&wanted, part.width, part.height), RESULT_OK);
	image_copy_to(&wanted, 0, 0, &rig->picture, part);
	bool is_equal = image_is_equal(&copy, &wanted, all);
	image_finish(&copy);
	image_finish(&wanted);
	return is_equal;
}

static Uint32 window_id(void)
{
	Uint32 id = 1;
	while (SDL_GetWindowFromID(id) == NULL)
		id++;
	return id;
}

static void push_key(struct rig *rig, Uint32 type, SDL_Scancode code)
{
	SDL_Event event = {.key = {.type = type, .windowID = window_id()}};
	event.key.keysym.scancode = code;
	event.key.keysym.sym = SDL_GetKeyFromScancode(code);
	SDL_PushEvent(&event);
	rest(rig);
}

static void push_motion(struct rig *rig, int x, int y)
{
	SDL_Event event = {.motion = {.type = SDL_MOUSEMOTION, .windowID = window_id(), .x = x, .y = y}};
	SDL_PushEvent(&event);
	rest(rig);
}

static void push_button(struct rig *rig, Uint32 type, int x, int y)
{
	SDL_Event event = {.button = {.type = type, .windowID = window_id(), .button = 1, .x = x, .y = y}};
	SDL_PushEvent(&event);
	rest(rig);
}

static void push_window(struct rig *rig, Uint8 what)
{
	SDL_Event event = {.window = {.type = SDL_WINDOWEVENT, .windowID = window_id(), .event = what}};
	SDL_PushEvent(&event);
	rest(rig);
}

static void before_the_first_picture_there_is_an_even_ground(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	assert_int_equal(image_row(window_image(rig->window), 0)[0] & 0xFFFFFF, 0x20262E);
	assert_int_equal(image_row(window_image(rig->window), 399)[499] & 0xFFFFFF, 0x20262E);
	assert_true(rect_is_empty(surface_rect(rig->surface)));
	assert_int_equal(rig->presented, 0);
	close_rig(rig);
}

static void a_picture_is_shown_pixel_for_pixel_and_told(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish(rig, image_rect(&rig->picture), 77);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	assert_int_equal(rig->presented, 1);
	assert_int_equal(rig->mark, 77);
	close_rig(rig);
}

static void a_faded_picture_is_not_taken_for_a_live_one(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_faded(rig->surface, true);
	rest(rig);
	for (int x = 0; x < WIDTH; x++) {
		uint32_t pixel = image_row(window_image(rig->window), 200)[x] & 0xFFFFFF;
		assert_int_equal(pixel, (pixel & 0xFF) * 0x010101);
	}
	surface_set_faded(rig->surface, false);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	close_rig(rig);
}

/* Its buttons are pressed, the hand there is not. */
static void a_plate_over_the_picture_is_the_pages(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	rig->has_plate = true;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	window_redraw(rig->window);
	rest(rig);
	rig->event_count = 0;
	int x = WIDTH / 2 + 436 / 2 - 24 - 55, y = HEIGHT / 2; /* 64 beside it, 24 within */
	push_motion(rig, x, y);
	push_button(rig, SDL_MOUSEBUTTONDOWN, x, y);
	push_button(rig, SDL_MOUSEBUTTONUP, x, y);
	assert_int_equal(rig->buttons_used, 1);
	assert_int_equal(rig->event_count, 0);
	push_motion(rig, 10, 10); /* leaves it */
	push_motion(rig, 11, 10);
	assert_int_equal(rig->event_count, 1);
	close_rig(rig);
}

static void only_the_damaged_part_is_presented(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	struct window_counts before = window_counts(rig->window);
	image_fill(&rig->picture, (struct rect){100, 100, 20, 10}, 0x123456);
	publish(rig, (struct rect){100, 100, 20, 10}, 2);
	rest(rig);
	struct window_counts after = window_counts(rig->window);
	assert_int_equal(after.presents, before.presents + 1);
	assert_int_equal(after.presented_px - before.presented_px, 200);
	assert_int_equal(after.frames, before.frames); /* no page was built for it */
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	assert_int_equal(rig->mark, 2);
	close_rig(rig);
}

static void a_picture_without_changes_is_told_but_not_presented(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	struct region none = {0};
	(void)state;
	publish_all(rig);
	struct window_counts before = window_counts(rig->window);
	assert_int_equal(newest_publish(rig->newest, &rig->picture, &none, 3), RESULT_OK);
	rest(rig);
	assert_int_equal(window_counts(rig->window).presents, before.presents);
	assert_int_equal(rig->mark, 3);
	close_rig(rig);
}

static void a_resting_picture_costs_nothing(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	struct window_counts before = window_counts(rig->window);
	for (int i = 0; i < 40; i++)
		ui_turn(rig->ui, 1);
	assert_int_equal(window_counts(rig->window).presents, before.presents);
	assert_int_equal(window_counts(rig->window).frames, before.frames);
	assert_int_equal(rig->presented, 1);
	close_rig(rig);
}

/* Many small damages of a shrunk picture leave what one drawing of the whole would. */
static void a_shrunk_picture_is_the_same_in_parts_and_whole(void **state)
{
	struct rig *rig = open_rig(777, 555, SURFACE_FIT_WINDOW);
	struct noise noise = noise_start(8);
	struct image parts;
	(void)state;
	publish_all(rig);
	for (int i = 0; i < 60; i++) {
		struct rect rect = {(int)noise_below(&noise, 700), (int)noise_below(&noise, 500),
		                    1 + (int)noise_below(&noise, 60), 1 + (int)noise_below(&noise, 40)};
		image_fill(&rig->picture, rect, noise_u32(&noise) & 0xFFFFFF);
		publish(rig, rect, (uint64_t)i + 2);
		rest(rig);
	}
	assert_int_equal(image_init(&parts, WIDTH, HEIGHT), RESULT_OK);
	image_copy(&parts, window_image(rig->window), image_rect(&parts));
	push_window(rig, SDL_WINDOWEVENT_SIZE_CHANGED); /* everything is drawn again */
	assert_true(image_is_equal(&parts, window_image(rig->window), image_rect(&parts)));
	image_finish(&parts);
	close_rig(rig);
}

static void a_picture_of_another_size_is_drawn_whole(void **state)
{
	struct rig *rig = open_rig(300, 200, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	assert_true(shows(rig, 100, 100, image_rect(&rig->picture)));
	image_finish(&rig->picture);
	assert_int_equal(image_init(&rig->picture, 400, 100), RESULT_OK);
	image_fill(&rig->picture, image_rect(&rig->picture), 0x00FF00);
	publish(rig, (struct rect){0, 0, 1, 1}, 2);
	rest(rig);
	assert_true(shows(rig, 50, 150, image_rect(&rig->picture)));
	assert_int_equal(image_row(window_image(rig->window), 149)[250] & 0xFFFFFF, 0x20262E);
	close_rig(rig);
}

static void a_bar_of_its_own_line_moves_the_picture_down(void **state)
{
	struct rig *rig = open_rig(WIDTH, 300, SURFACE_FIT_ACTUAL);
	(void)state;
	publish_all(rig);
	rig->has_bar = true;
	window_redraw(rig->window);
	rest(rig);
	struct rect place = surface_rect(rig->surface);
	assert_int_equal(place.y, 48 + (400 - 48 - 300) / 2);
	assert_true(shows(rig, 0, place.y, image_rect(&rig->picture)));
	close_rig(rig);
}

/* A translucent plate over the picture: damage below it blends anew, and nothing is blended twice. */
static void what_lies_over_the_picture_is_drawn_again_over_damage(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	struct image before;
	(void)state;
	rig->has_bar = rig->is_floating = true;
	window_redraw(rig->window);
	publish_all(rig);
	assert_int_equal(image_init(&before, WIDTH, HEIGHT), RESULT_OK);
	image_copy(&before, window_image(rig->window), image_rect(&before));
	assert_false(shows(rig, 0, 0, image_rect(&rig->picture))); /* the plate is there */
	for (int i = 0; i < 5; i++) {
		publish(rig, (struct rect){200 + i, 10, 100, 60}, (uint64_t)i + 2); /* the same pixels again */
		publish(rig, (struct rect){190, 5 + i, 80, 70}, (uint64_t)i + 2);
		rest(rig);
		assert_true(image_is_equal(&before, window_image(rig->window), image_rect(&before)));
	}
	rig->has_bar = false;
	window_redraw(rig->window);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	image_finish(&before);
	close_rig(rig);
}

static void without_control_no_input_goes_out(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	push_motion(rig, 100, 100);
	push_button(rig, SDL_MOUSEBUTTONDOWN, 100, 100);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_A);
	assert_int_equal(rig->event_count, 0);
	close_rig(rig);
}

static void with_control_input_goes_out_in_the_pictures_pixels(void **state)
{
	struct rig *rig = open_rig(1000, 800, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	push_motion(rig, 100, 100);
	push_button(rig, SDL_MOUSEBUTTONDOWN, 100, 100);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_A);
	assert_int_equal(rig->event_count, 3);
	assert_int_equal(rig->events[0].kind, INPUT_MOVE);
	assert_int_equal(rig->events[0].x_px / 2, 100);
	assert_int_equal(rig->events[1].kind, INPUT_BUTTON);
	assert_int_equal(rig->events[2].kind, INPUT_KEY);
	assert_int_equal(rig->events[2].code, SDL_SCANCODE_A);
	close_rig(rig);
}

static void everything_is_let_go_when_the_focus_or_control_goes(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_LSHIFT);
	push_window(rig, SDL_WINDOWEVENT_FOCUS_LOST);
	assert_int_equal(rig->event_count, 2);
	assert_int_equal(rig->events[1].kind, INPUT_RELEASE_ALL);
	push_button(rig, SDL_MOUSEBUTTONDOWN, 50, 50);
	surface_set_control(rig->surface, false);
	assert_int_equal(rig->event_count, 4);
	assert_int_equal(rig->events[3].kind, INPUT_RELEASE_ALL);
	close_rig(rig);
}

static void f12_is_told_and_never_sent(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_F12);
	push_key(rig, SDL_KEYUP, SDL_SCANCODE_F12);
	assert_int_equal(rig->give_backs, 1);
	assert_int_equal(rig->event_count, 0);
	close_rig(rig);
}

static void push_with(struct rig *rig, Uint32 type, SDL_Scancode code, Uint16 modifiers)
{
	SDL_Event event = {.key = {.type = type, .windowID = window_id()}};
	event.key.keysym.scancode = code;
	event.key.keysym.mod = modifiers;
	SDL_PushEvent(&event);
	rest(rig);
}

static void the_key_for_figures_is_told_and_never_sent(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	push_with(rig, SDL_KEYDOWN, SDL_SCANCODE_F11, KMOD_LCTRL | KMOD_RSHIFT); /* without control, too */
	push_with(rig, SDL_KEYUP, SDL_SCANCODE_F11, KMOD_LCTRL | KMOD_RSHIFT);
	assert_int_equal(rig->figures, 1);
	surface_set_control(rig->surface, true);
	push_with(rig, SDL_KEYDOWN, SDL_SCANCODE_F11, KMOD_RCTRL | KMOD_LSHIFT);
	push_with(rig, SDL_KEYUP, SDL_SCANCODE_F11, 0);
	assert_int_equal(rig->figures, 2);
	assert_int_equal(rig->event_count, 0);
	push_with(rig, SDL_KEYDOWN, SDL_SCANCODE_F11, KMOD_LCTRL); /* is the other computer's */
	assert_int_equal(rig->figures, 2);
	assert_int_equal(rig->event_count, 1);
	close_rig(rig);
}

static void a_veil_lies_over_its_squares_alone_until_it_is_taken_away(void **state)
{
	static const uint8_t tiles[] = {0, 1};
	const struct tint_map veil = {tiles, 2, 1, 250, {0, 0xFF123456}};
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_tint(rig->surface, &veil);
	rest(rig);
	assert_true(shows(rig, 0, 0, (struct rect){0, 0, 250, HEIGHT}));
	assert_int_equal(image_row(window_image(rig->window), 249)[250] & 0xFFFFFF, 0x123456);
	assert_true(shows(rig, 250, 250, (struct rect){250, 250, 250, 150}));
	surface_set_tint(rig->surface, NULL);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	close_rig(rig);
}

static void what_is_held_is_said_again_without_an_event(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	(void)state;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_A);
	while (rig->event_count < 3)
		ui_turn(rig->ui, -1);
	assert_int_equal(rig->events[1].kind, INPUT_STILL_HELD);
	assert_int_equal(rig->events[2].kind, INPUT_STILL_HELD);
	close_rig(rig);
}

static void a_button_that_comes_up_elsewhere_is_let_go_where_it_was(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	SDL_Event up = {
		.button = {.type = SDL_MOUSEBUTTONUP, .button = 1, .x = 900, .y = 900}}; /* of no window */
	(void)state;
	publish_all(rig);
	surface_set_control(rig->surface, true);
	push_button(rig, SDL_MOUSEBUTTONDOWN, 50, 60);
	SDL_PushEvent(&up);
	rest(rig);
	assert_int_equal(rig->event_count, 2);
	assert_int_equal(rig->events[1].kind, INPUT_BUTTON);
	assert_false(rig->events[1].is_down);
	assert_int_equal(rig->events[1].x_px, 50);
	close_rig(rig);
}

static void the_bar_has_its_own_clicks(void **state)
{
	struct rig *rig = open_rig(WIDTH, 300, SURFACE_FIT_ACTUAL);
	(void)state;
	rig->has_bar = true;
	window_redraw(rig->window);
	publish_all(rig);
	surface_set_control(rig->surface, true);
	for (int x = WIDTH - 10; x > WIDTH / 2; x -= 20) {
		push_motion(rig, x, 24);
		push_button(rig, SDL_MOUSEBUTTONDOWN, x, 24);
		push_button(rig, SDL_MOUSEBUTTONUP, x, 24);
	}
	assert_true(rig->buttons_used > 0);
	assert_int_equal(rig->event_count, 0);
	close_rig(rig);
}

static void the_other_pointer_is_drawn_until_the_hand_works_there(void **state)
{
	static uint32_t shape[64];
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	const struct surface_cursor cursor = {shape, 8, 8, 2, 3};
	(void)state;
	for (int i = 0; i < 64; i++)
		shape[i] = 0xFF00FF00;
	publish_all(rig);
	assert_int_equal(surface_set_cursor(rig->surface, &cursor), RESULT_OK);
	surface_move_cursor(rig->surface, 100, 100, true);
	rest(rig);
	const struct image *image = window_image(rig->window);
	assert_int_equal(image_row(image, 97)[98] & 0xFFFFFF, 0x00FF00);
	assert_int_equal(image_row(image, 104)[105] & 0xFFFFFF, 0x00FF00);
	assert_true(shows(rig, 0, 0, (struct rect){0, 0, WIDTH, 97}));
	surface_move_cursor(rig->surface, 300, 300, true); /* nothing of it stays behind */
	rest(rig);
	assert_true(shows(rig, 0, 0, (struct rect){0, 0, WIDTH, 297}));
	surface_set_control(rig->surface, true);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	close_rig(rig);
}

static void shapes_that_can_not_be_are_refused(void **state)
{
	static uint32_t shape[4];
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	struct surface_cursor cursor = {shape, SURFACE_CURSOR_SIDE_MAX_PX + 1, 2, 0, 0};
	(void)state;
	assert_int_equal(surface_set_cursor(rig->surface, &cursor), RESULT_TOO_LARGE);
	cursor.width_px = 0;
	assert_int_equal(surface_set_cursor(rig->surface, &cursor), RESULT_BAD_ARGUMENT);
	cursor = (struct surface_cursor){shape, 2, 2, 900, -5};
	assert_int_equal(surface_set_cursor(rig->surface, &cursor), RESULT_OK);
	surface_move_cursor(rig->surface, -100, 5000, true);
	publish_all(rig);
	assert_int_equal(surface_set_cursor(rig->surface, NULL), RESULT_OK);
	rest(rig);
	assert_true(shows(rig, 0, 0, image_rect(&rig->picture)));
	close_rig(rig);
}

static void pixel_for_pixel_scrolls_by_keys_and_at_the_edges(void **state)
{
	struct rig *rig = open_rig(900, 700, SURFACE_FIT_ACTUAL);
	(void)state;
	publish_all(rig);
	assert_true(shows(rig, 0, 0, (struct rect){0, 0, WIDTH, HEIGHT}));
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_RIGHT);
	push_key(rig, SDL_KEYDOWN, SDL_SCANCODE_DOWN);
	assert_true(shows(rig, 0, 0, (struct rect){60, 60, WIDTH, HEIGHT}));
	surface_set_control(rig->surface, true);
	push_motion(rig, WIDTH - 1, 200); /* the pointer rests at the edge: it scrolls on until the end */
	while (surface_rect(rig->surface).x > WIDTH - 900)
		ui_turn(rig->ui, -1);
	assert_true(shows(rig, 0, 0, (struct rect){900 - WIDTH, 60, WIDTH, HEIGHT}));
	assert_int_equal(rig->events[rig->event_count - 1].x_px, 899);
	surface_set_fit(rig->surface, SURFACE_FIT_WINDOW);
	rest(rig);
	assert_int_equal(surface_rect(rig->surface).width, WIDTH);
	close_rig(rig);
}

static void a_window_has_one_picture_and_only_if_it_is_for_pictures(void **state)
{
	struct rig *rig = open_rig(WIDTH, HEIGHT, SURFACE_FIT_WINDOW);
	const struct surface_config config = {.pictures = rig->newest, .fit = SURFACE_FIT_WINDOW};
	struct surface *other;
	struct window *plain;
	(void)state;
	assert_int_equal(surface_create(&other, rig->window, &config), RESULT_BAD_ARGUMENT);
	assert_null(other);
	const struct window_config window = {
		.kind = WINDOW_PLAIN, .title = "plain", .width = 100, .height = 100, .draw = draw, .context = rig};
	assert_int_equal(window_create(&plain, rig->ui, &window), RESULT_OK);
	assert_int_equal(surface_create(&other, plain, &config), RESULT_BAD_ARGUMENT);
	surface_destroy(NULL);
	close_rig(rig);
}

static int use_dummy_display(void **state)
{
	(void)state;
	environment_set("SDL_VIDEODRIVER", "dummy");
	thread_claim(THREAD_UI);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_first_picture_there_is_an_even_ground),
		cmocka_unit_test(a_picture_is_shown_pixel_for_pixel_and_told),
		cmocka_unit_test(a_faded_picture_is_not_taken_for_a_live_one),
		cmocka_unit_test(a_plate_over_the_picture_is_the_pages),
		cmocka_unit_test(only_the_damaged_part_is_presented),
		cmocka_unit_test(a_picture_without_changes_is_told_but_not_presented),
		cmocka_unit_test(a_resting_picture_costs_nothing),
		cmocka_unit_test(a_shrunk_picture_is_the_same_in_parts_and_whole),
		cmocka_unit_test(a_picture_of_another_size_is_drawn_whole),
		cmocka_unit_test(a_bar_of_its_own_line_moves_the_picture_down),
		cmocka_unit_test(what_lies_over_the_picture_is_drawn_again_over_damage),
		cmocka_unit_test(without_control_no_input_goes_out),
		cmocka_unit_test(with_control_input_goes_out_in_the_pictures_pixels),
		cmocka_unit_test(everything_is_let_go_when_the_focus_or_control_goes),
		cmocka_unit_test(f12_is_told_and_never_sent),
		cmocka_unit_test(the_key_for_figures_is_told_and_never_sent),
		cmocka_unit_test(a_veil_lies_over_its_squares_alone_until_it_is_taken_away),
		cmocka_unit_test(what_is_held_is_said_again_without_an_event),
		cmocka_unit_test(a_button_that_comes_up_elsewhere_is_let_go_where_it_was),
		cmocka_unit_test(the_bar_has_its_own_clicks),
		cmocka_unit_test(the_other_pointer_is_drawn_until_the_hand_works_there),
		cmocka_unit_test(shapes_that_can_not_be_are_refused),
		cmocka_unit_test(pixel_for_pixel_scrolls_by_keys_and_at_the_edges),
		cmocka_unit_test(a_window_has_one_picture_and_only_if_it_is_for_pictures),
	};
	return cmocka_run_group_tests(tests, use_dummy_display, NULL);
}
