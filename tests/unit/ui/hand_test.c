#include "support/unit.h"

#include "ui/hand.h"

#include <string.h>

struct rig {
	struct hand hand;
	struct fit fit;
	struct input_event out[1];
	int64_t now_ms;
};

/* A picture of 200 x 100 in the middle of a window of 400 x 300. */
static struct rig rig_make(void)
{
	const struct image picture = {.width_px = 200, .height_px = 100};
	return (struct rig){.fit = fit_make(SURFACE_FIT_ACTUAL, &picture, 400, 300, 0, 0), .now_ms = 1000};
}

static bool take(struct rig *rig, SDL_Event event)
{
	return hand_take(&rig->hand, &event, &rig->fit, rig->now_ms, &rig->out[0]);
}

static SDL_Event key(bool is_down, SDL_Scancode code, SDL_Keycode sym, Uint16 mod)
{
	SDL_Event event = {.key = {.type = is_down ? SDL_KEYDOWN : SDL_KEYUP}};
	event.key.keysym.scancode = code;
	event.key.keysym.sym = sym;
	event.key.keysym.mod = mod;
	return event;
}

static SDL_Event text(const char *words)
{
	SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
	SDL_strlcpy(event.text.text, words, sizeof event.text.text);
	return event;
}

static SDL_Event motion(int x, int y)
{
	return (SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
}

static SDL_Event button(bool is_down, Uint8 number, int x, int y)
{
	return (SDL_Event){
		.button = {
			.type = is_down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP, .button = number, .x = x, .y = y}};
}

static void a_key_goes_out_as_its_usage_with_the_modifiers(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_Q, SDLK_q, KMOD_LSHIFT | KMOD_CAPS)), 1);
	assert_int_equal(rig.out[0].kind, INPUT_KEY);
	assert_int_equal(rig.out[0].code, 0x14); /* HID: keyboard q */
	assert_true(rig.out[0].is_down);
	assert_int_equal(rig.out[0].modifiers, INPUT_LEFT_SHIFT | INPUT_CAPS_LOCK);
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_Q, SDLK_q, KMOD_RALT)), 1);
	assert_false(rig.out[0].is_down);
	assert_int_equal(rig.out[0].modifiers, INPUT_RIGHT_ALT);
}

static void every_modifier_has_its_bit(void **state)
{
	static const struct {
		Uint16 sdl;
		uint16_t ours;
	} all[] = {{KMOD_LCTRL, 1},   {KMOD_LSHIFT, 2}, {KMOD_LALT, 4},   {KMOD_LGUI, 8},   {KMOD_RCTRL, 16},
	           {KMOD_RSHIFT, 32}, {KMOD_RALT, 64},  {KMOD_RGUI, 128}, {KMOD_CAPS, 256}, {KMOD_NUM, 512}};
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct rig rig = rig_make();
		take(&rig, key(true, SDL_SCANCODE_A, SDLK_a, all[i].sdl));
		assert_int_equal(rig.out[0].modifiers, all[i].ours);
	}
}

static void f12_and_unknown_keys_never_go_out(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_F12, SDLK_F12, 0)), 0);
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_F12, SDLK_F12, 0)), 0);
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_UNKNOWN, 0, 0)), 0);
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_AUDIONEXT, SDLK_AUDIONEXT, 0)), 0);
	assert_int_equal(rig.hand.held, 0);
}

static void repeats_and_ups_of_keys_pressed_elsewhere_are_dropped(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_B, SDLK_b, 0)), 0);
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_B, SDLK_b, 0)), 1);
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_B, SDLK_b, 0)), 0);
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_B, SDLK_b, 0)), 1);
	assert_int_equal(rig.hand.held, 0);
}

static void the_text_of_a_key_that_went_out_is_dropped(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	take(&rig, key(true, SDL_SCANCODE_C, SDLK_c, 0));
	assert_int_equal(take(&rig, text("c")), 0);
}

static void text_without_a_key_goes_out(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, text("äöüßéèáàñç€日本")), 1);
	assert_int_equal(rig.out[0].kind, INPUT_TEXT);
	assert_string_equal(rig.out[0].text, "äöüßéèáàñç€日本");
	assert_int_equal(take(&rig, text("")), 0);
}

static void with_text_wanted_a_character_goes_as_text_alone(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	rig.hand.types_text = true;
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_Z, SDLK_y, 0)), 0);
	assert_int_equal(take(&rig, text("y")), 1);
	assert_string_equal(rig.out[0].text, "y");
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_Z, SDLK_y, 0)), 0);
	/* what is no character stays a key, and so do commands */
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_RETURN, SDLK_RETURN, 0)), 1);
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_S, SDLK_s, KMOD_LCTRL)), 1);
	assert_int_equal(rig.out[0].kind, INPUT_KEY);
	/* AltGr makes characters */
	assert_int_equal(take(&rig, key(true, SDL_SCANCODE_E, SDLK_e, KMOD_RALT)), 0);
	assert_int_equal(take(&rig, text("€")), 1);
}

static void the_pointer_is_in_the_pictures_pixels(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, motion(100, 100)), 1); /* the picture's corner */
	assert_int_equal(rig.out[0].kind, INPUT_MOVE);
	assert_int_equal(rig.out[0].x_px, 0);
	assert_int_equal(rig.out[0].y_px, 0);
	take(&rig, motion(299, 199));
	assert_int_equal(rig.out[0].x_px, 199);
	assert_int_equal(rig.out[0].y_px, 99);
}

static void beside_the_picture_only_a_held_button_counts(void **state)
{
	struct rig rig = rig_make();
	(void)state;
	assert_int_equal(take(&rig, motion(5, 5)), 0);
	assert_int_equal(take(&rig, button(true, 1, 5, 5)), 0);
	assert_int_equal(take(&rig, button(true, 1, 150, 150)), 1);
	assert_int_equal(take(&rig, motion(399, 5)), 1); /* dragged out: stays at the edge */
	assert_int_equal(rig.out[0].x_px, 199);
	assert_int_equal(rig.out[0].y_px, 0);
	assert_int_equal(take(&rig, button(false, 1, 399, 299)), 1);
	assert_int_equal(rig.out[0].y_px, 99);
	assert_int_equal(take(&rig, motion(399, 5)), 0);
}

static void buttons_have_the_numbers_of_x11(void **state)
{
	static const uint16_t codes[] = {1, 2, 3, 8, 9};
	struct rig rig = rig_make();
	(void)state;
	for (Uint8 i = 0; i < 5; i++) {
		assert_int_equal(take(&rig, button(true, (Uint8)(i + 1), 150, 150)), 1);
		assert_int_equal(rig.out[0].kind, INPUT_BUTTON);
		assert_int_equal(rig.out[0].code, codes[i]);
	}
	assert_int_equal(take(&rig, button(true, 6, 150, 150)), 0);
	assert_int_equal(rig.hand.held, 5);
}

static void the_wheel_counts_up_and_right(void **state)
{
	struct rig rig = rig_make();
	SDL_Event wheel = {.wheel = {.type = SDL_MOUSEWHEEL, .x = 2, .y = -3, .mouseX = 150, .mouseY = 150}};
	(void)state;
	assert_int_equal(take(&rig, wheel), 1);
	assert_int_equal(rig.out[0].wheel_x, 2);
	assert_int_equal(rig.out[0].wheel_y, -3);
	wheel.wheel.direction = SDL_MOUSEWHEEL_FLIPPED;
	take(&rig, wheel);
	assert_int_equal(rig.out[0].wheel_y, 3);
	wheel.wheel.mouseX = 1;
	assert_int_equal(take(&rig, wheel), 0);
}

static void what_is_held_is_said_four_times_a_second(void **state)
{
	struct rig rig = rig_make();
	struct input_event event;
	(void)state;
	assert_int_equal(hand_due_ms(&rig.hand, 1000), -1);
	assert_false(hand_tick(&rig.hand, 1000, &event));
	take(&rig, key(true, SDL_SCANCODE_LSHIFT, SDLK_LSHIFT, 0));
	assert_int_equal(hand_due_ms(&rig.hand, 1000), 250);
	assert_false(hand_tick(&rig.hand, 1249, &event));
	assert_true(hand_tick(&rig.hand, 1250, &event));
	assert_int_equal(event.kind, INPUT_STILL_HELD);
	assert_int_equal(hand_due_ms(&rig.hand, 1250), 250);
	take(&rig, key(false, SDL_SCANCODE_LSHIFT, SDLK_LSHIFT, 0));
	assert_int_equal(hand_due_ms(&rig.hand, 1300), -1);
}

static void letting_go_says_so_once(void **state)
{
	struct rig rig = rig_make();
	struct input_event event;
	(void)state;
	assert_false(hand_release(&rig.hand, &event));
	take(&rig, key(true, SDL_SCANCODE_A, SDLK_a, 0));
	take(&rig, button(true, 1, 150, 150));
	assert_true(hand_release(&rig.hand, &event));
	assert_int_equal(event.kind, INPUT_RELEASE_ALL);
	assert_false(hand_release(&rig.hand, &event));
	assert_int_equal(take(&rig, key(false, SDL_SCANCODE_A, SDLK_a, 0)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_goes_out_as_its_usage_with_the_modifiers),
		cmocka_unit_test(every_modifier_has_its_bit),
		cmocka_unit_test(f12_and_unknown_keys_never_go_out),
		cmocka_unit_test(repeats_and_ups_of_keys_pressed_elsewhere_are_dropped),
		cmocka_unit_test(the_text_of_a_key_that_went_out_is_dropped),
		cmocka_unit_test(text_without_a_key_goes_out),
		cmocka_unit_test(with_text_wanted_a_character_goes_as_text_alone),
		cmocka_unit_test(the_pointer_is_in_the_pictures_pixels),
		cmocka_unit_test(beside_the_picture_only_a_held_button_counts),
		cmocka_unit_test(buttons_have_the_numbers_of_x11),
		cmocka_unit_test(the_wheel_counts_up_and_right),
		cmocka_unit_test(what_is_held_is_said_four_times_a_second),
		cmocka_unit_test(letting_go_says_so_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
