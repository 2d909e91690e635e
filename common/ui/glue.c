/* SDL's keys and pointers for the page. Each key is one press: the page never waits for a key to come up. */
#include "ui/inner.h"

static enum gui_key key_of(const SDL_Keysym *key)
{
	static const struct {
		SDL_Keycode sdl;
		enum gui_key ours;
	} keys[] = {
		{SDLK_RETURN, GUI_ENTER},        {SDLK_KP_ENTER, GUI_ENTER}, {SDLK_ESCAPE, GUI_ESCAPE},
		{SDLK_SPACE, GUI_SPACE},         {SDLK_UP, GUI_UP},          {SDLK_DOWN, GUI_DOWN},
		{SDLK_LEFT, GUI_LEFT},           {SDLK_RIGHT, GUI_RIGHT},    {SDLK_PAGEUP, GUI_PAGE_UP},
		{SDLK_PAGEDOWN, GUI_PAGE_DOWN},  {SDLK_HOME, GUI_HOME},      {SDLK_END, GUI_END},
		{SDLK_BACKSPACE, GUI_BACKSPACE}, {SDLK_DELETE, GUI_DELETE},
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (key->sym == keys[i].sdl)
			return keys[i].ours;
	}
	return GUI_NO_KEY;
}

static enum gui_key command_of(SDL_Keycode key)
{
	switch (key) {
	case SDLK_a:
		return GUI_A;
	case SDLK_c:
	case SDLK_INSERT:
		return GUI_C;
	case SDLK_v:
		return GUI_V;
	case SDLK_x:
		return GUI_X;
	case SDLK_y:
		return GUI_Y;
	case SDLK_z:
		return GUI_Z;
	default:
		return GUI_NO_KEY;
	}
}

static struct gui_press press_of(const SDL_KeyboardEvent *event)
{
	const SDL_Keysym *key = &event->keysym;
	struct gui_press press = {.is_repeat = event->repeat != 0,
	                          .has_ctrl = (key->mod & KMOD_CTRL) != 0,
	                          .has_shift = (key->mod & KMOD_SHIFT) != 0};
	bool has_other = (key->mod & (KMOD_LALT | KMOD_GUI)) != 0; /* the desktop's own combinations */
	if (has_other)
		return press;
	if (key->sym == SDLK_TAB) {
		press.key = press.has_ctrl ? GUI_NO_KEY : press.has_shift ? GUI_BACK_TAB : GUI_TAB;
	} else if (key->sym == SDLK_INSERT && press.has_shift) {
		press.key = GUI_V;
		press.has_ctrl = true;
		press.has_shift = false;
	} else {
		press.key = key_of(key);
		if (press.key == GUI_NO_KEY && press.has_ctrl)
			press.key = command_of(key->sym);
	}
	return press;
}

bool glue_feed(struct gui *gui, const SDL_Event *event)
{
	struct gui_press press;
	switch (event->type) {
	case SDL_KEYDOWN:
		press = press_of(&event->key);
		gui_press(gui, &press);
		return press.key != GUI_NO_KEY;
	case SDL_TEXTINPUT:
		gui_type(gui, event->text.text);
		return true;
	case SDL_MOUSEMOTION:
		gui_point(gui, event->motion.x, event->motion.y);
		return true;
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		gui_point(gui, event->button.x, event->button.y);
		gui_button(gui, event->button.button, event->type == SDL_MOUSEBUTTONDOWN);
		return true;
	case SDL_MOUSEWHEEL:
		gui_wheel(gui, event->wheel.preciseX, event->wheel.preciseY);
		return true;
	case SDL_WINDOWEVENT:
		if (event->window.event == SDL_WINDOWEVENT_LEAVE)
			gui_leave(gui);
		return event->window.event == SDL_WINDOWEVENT_LEAVE;
	default:
		return false;
	}
}
