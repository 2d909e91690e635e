/*
 * A key goes out as its HID usage, which SDL's scancodes are. SDL sends the text that a key makes right
 * behind the key: where the key has gone out the text is dropped; where text is wanted instead (types_text)
 * the key is not sent. Text without a key comes from an input method and always goes out.
 */
#include "ui/hand.h"

#include <SDL_stdinc.h>
#include <string.h>

static uint16_t modifiers_of(Uint16 mod)
{
	static const struct {
		Uint16 sdl;
		uint16_t ours;
	} pairs[] = {
		{KMOD_LCTRL, INPUT_LEFT_CTRL}, {KMOD_LSHIFT, INPUT_LEFT_SHIFT}, {KMOD_LALT, INPUT_LEFT_ALT},
		{KMOD_LGUI, INPUT_LEFT_META},  {KMOD_RCTRL, INPUT_RIGHT_CTRL},  {KMOD_RSHIFT, INPUT_RIGHT_SHIFT},
		{KMOD_RALT, INPUT_RIGHT_ALT},  {KMOD_MODE, INPUT_RIGHT_ALT},    {KMOD_RGUI, INPUT_RIGHT_META},
		{KMOD_CAPS, INPUT_CAPS_LOCK},  {KMOD_NUM, INPUT_NUM_LOCK},
	};
	uint16_t modifiers = 0;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if ((mod & pairs[i].sdl) != 0)
			modifiers |= pairs[i].ours;
	}
	return modifiers;
}

/* Keys that stand for a character: with Ctrl, Alt or Meta they are commands and stay keys; AltGr makes
 * characters. */
static bool makes_text(const SDL_Keysym *key)
{
	bool is_command =
		(key->mod & (KMOD_CTRL | KMOD_LALT | KMOD_GUI)) != 0 && (key->mod & (KMOD_RALT | KMOD_MODE)) == 0;
	return key->sym >= ' ' && key->sym != SDLK_DELETE && (key->sym & SDLK_SCANCODE_MASK) == 0 && !is_command;
}

static void hold(struct hand *hand, bool *what, bool is_down, int64_t now_ms)
{
	if (*what == is_down)
		return;
	*what = is_down;
	hand->held += is_down ? 1 : -1;
	if (is_down && hand->held == 1)
		hand->still_held_ms = now_ms;
}

static bool take_key(struct hand *hand, const SDL_KeyboardEvent *event, int64_t now_ms,
                     struct input_event *out)
{
	int code = event->keysym.scancode;
	bool is_down = event->type == SDL_KEYDOWN;
	if (code == SDL_SCANCODE_UNKNOWN || code > INPUT_KEY_MAX || code == INPUT_KEY_F12)
		return false;
	if (is_down && hand->types_text && !hand->keys[code] && makes_text(&event->keysym)) {
		hand->is_text_used = false;
		return false;
	}
	if (is_down)
		hand->is_text_used = true;
	if (hand->keys[code] ==
	    is_down) /* a repeat, which the other computer makes by itself, or not pressed here */
		return false;
	hold(hand, &hand->keys[code], is_down, now_ms);
	*out = (struct input_event){.kind = INPUT_KEY,
	                            .code = (uint16_t)code,
	                            .is_down = is_down,
	                            .modifiers = modifiers_of(event->keysym.mod),
	                            .x_px = hand->x_px,
	                            .y_px = hand->y_px};
	return true;
}

static bool take_text(struct hand *hand, const char *text, struct input_event *out)
{
	_Static_assert(SDL_TEXTINPUTEVENT_TEXT_SIZE <= INPUT_TEXT_BYTES_MAX + 1, "SDL's pieces of text fit");
	if (hand->is_text_used || text[0] == 0)
		return false;
	*out = (struct input_event){.kind = INPUT_TEXT, .x_px = hand->x_px, .y_px = hand->y_px};
	SDL_strlcpy(out->text, text, sizeof out->text);
	return true;
}

/* Where the pointer is in the picture; false if it is beside it. */
static bool point(struct hand *hand, const struct fit *fit, int window_x, int window_y)
{
	int x, y;
	bool is_inside = fit_to_picture(fit, window_x, window_y, &x, &y);
	if (is_inside || hand->held > 0) {
		hand->x_px = (int16_t)x;
		hand->y_px = (int16_t)y;
	}
	return is_inside;
}

static bool take_motion(struct hand *hand, const SDL_MouseMotionEvent *event, const struct fit *fit,
                        struct input_event *out)
{
	if (!point(hand, fit, event->x, event->y) && hand->held == 0)
		return false;
	*out = (struct input_event){.kind = INPUT_MOVE, .x_px = hand->x_px, .y_px = hand->y_px};
	return true;
}

static bool take_button(struct hand *hand, const SDL_MouseButtonEvent *event, const struct fit *fit,
                        int64_t now_ms, struct input_event *out)
{
	static const uint8_t codes[] = {0, 1, 2, 3, 8, 9}; /* SDL: left, middle, right, back, forward */
	bool is_down = event->type == SDL_MOUSEBUTTONDOWN;
	if (event->button >= sizeof codes || codes[event->button] == 0)
		return false;
	uint8_t code = codes[event->button];
	bool is_inside = point(hand, fit, event->x, event->y);
	if (hand->buttons[code] == is_down || (is_down && !is_inside))
		return false;
	hold(hand, &hand->buttons[code], is_down, now_ms);
	*out = (struct input_event){
		.kind = INPUT_BUTTON, .code = code, .is_down = is_down, .x_px = hand->x_px, .y_px = hand->y_px};
	return true;
}

static bool take_wheel(struct hand *hand, const SDL_MouseWheelEvent *event, const struct fit *fit,
                       struct input_event *out)
{
	if (!point(hand, fit, event->mouseX, event->mouseY) || (event->x == 0 && event->y == 0))
		return false;
	int sign = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
	*out = (struct input_event){.kind = INPUT_WHEEL,
	                            .x_px = hand->x_px,
	                            .y_px = hand->y_px,
	                            .wheel_x = (int16_t)(event->x * sign),
	                            .wheel_y = (int16_t)(event->y * sign)};
	return true;
}

bool hand_take(struct hand *hand, const SDL_Event *event, const struct fit *fit, int64_t now_ms,
               struct input_event *out)
{
	switch (event->type) {
	case SDL_KEYDOWN:
	case SDL_KEYUP:
		return take_key(hand, &event->key, now_ms, out);
	case SDL_TEXTINPUT:
		return take_text(hand, event->text.text, out);
	case SDL_MOUSEMOTION:
		return take_motion(hand, &event->motion, fit, out);
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		return take_button(hand, &event->button, fit, now_ms, out);
	case SDL_MOUSEWHEEL:
		return take_wheel(hand, &event->wheel, fit, out);
	default:
		return false;
	}
}

bool hand_release(struct hand *hand, struct input_event *out)
{
	bool was_held = hand->held > 0;
	memset(hand->keys, 0, sizeof hand->keys);
	memset(hand->buttons, 0, sizeof hand->buttons);
	hand->held = 0;
	*out = (struct input_event){.kind = INPUT_RELEASE_ALL, .x_px = hand->x_px, .y_px = hand->y_px};
	return was_held;
}

bool hand_tick(struct hand *hand, int64_t now_ms, struct input_event *out)
{
	if (hand_due_ms(hand, now_ms) != 0)
		return false;
	hand->still_held_ms = now_ms;
	*out = (struct input_event){.kind = INPUT_STILL_HELD, .x_px = hand->x_px, .y_px = hand->y_px};
	return true;
}

int hand_due_ms(const struct hand *hand, int64_t now_ms)
{
	if (hand->held == 0)
		return -1;
	int64_t left = hand->still_held_ms + HAND_STILL_HELD_MS - now_ms;
	return left < 0 ? 0 : (int)left;
}
