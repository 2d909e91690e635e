/*
 * One turn: sleep in SDL until an event, a wake or a timer; give the events to their windows; after a wake
 * let the pictures through first, then the owner; at last build and present what has changed. Other threads
 * come in by one SDL event, of which never more than one is needed in the queue.
 */
#include "ui/inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "ui/system.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS_PER_TURN = 256, SCALE_STEP_PERCENT = 25 };

/* In steps in which lines stay sharp. */
static int scale_of(int percent)
{
	percent = (percent + SCALE_STEP_PERCENT / 2) / SCALE_STEP_PERCENT * SCALE_STEP_PERCENT;
	if (percent < UI_SCALE_MIN_PERCENT)
		return UI_SCALE_MIN_PERCENT;
	return percent > UI_SCALE_MAX_PERCENT ? UI_SCALE_MAX_PERCENT : percent;
}

static bool wants_contrast(void)
{
	const char *given = getenv("LOTSE_CONTRAST");
	return given != NULL ? given[0] == '1' : system_wants_contrast();
}

static int find_scale(const struct ui_config *config)
{
	const char *wish = getenv("LOTSE_SCALE"); /* "150" */
	if (config->scale_percent > 0)
		return scale_of(config->scale_percent);
	if (wish != NULL && atoi(wish) > 0)
		return scale_of(atoi(wish));
	return scale_of(system_scale_percent());
}

static void set_hints(const char *name)
{
	SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
	SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
	SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
	SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "0");
	SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
	SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
	SDL_SetHint(SDL_HINT_ALLOW_ALT_TAB_WHILE_GRABBED, "0");
	SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1"); /* a click on Stop counts whoever has the keyboard */
	SDL_SetHint(SDL_HINT_MOUSE_AUTO_CAPTURE,
	            "0"); /* it would take the pointer for whoever has the keyboard */
	SDL_SetHint(SDL_HINT_APP_NAME, name);
	SDL_setenv("SDL_VIDEO_X11_WMCLASS", name, 0);
}

static void make_pointers(struct ui *ui)
{
	static const SDL_SystemCursor shapes[UI_POINTER_COUNT] = {SDL_SYSTEM_CURSOR_ARROW, SDL_SYSTEM_CURSOR_HAND,
	                                                          SDL_SYSTEM_CURSOR_IBEAM};
	for (int i = 0; i < UI_POINTER_COUNT; i++)
		ui->pointers[i] = SDL_CreateSystemCursor(shapes[i]);
}

enum result ui_create(struct ui **out, const struct ui_config *config)
{
	*out = NULL;
	set_hints(config->name);
	if (SDL_Init(SDL_INIT_VIDEO) != 0) {
		log_error("ui", "no display: %s", SDL_GetError());
		return RESULT_NO_DISPLAY;
	}
	if (!system_has_display()) {
		log_error("ui", "no display: only %s", SDL_GetCurrentVideoDriver());
		SDL_Quit();
		return RESULT_NO_DISPLAY;
	}
	struct ui *ui = calloc(1, sizeof *ui);
	if (ui == NULL) {
		SDL_Quit();
		return RESULT_OUT_OF_MEMORY;
	}
	ui->config = *config;
	ui->scale_percent = find_scale(config);
	ui->has_contrast = wants_contrast();
	ui->wake_event = SDL_RegisterEvents(1);
	ui->fonts = fonts_create(ui->scale_percent, false);
	if (ui->fonts == NULL) {
		ui_destroy(ui);
		return RESULT_OUT_OF_MEMORY;
	}
	make_pointers(ui);
	*out = ui;
	return RESULT_OK;
}

void ui_destroy(struct ui *ui)
{
	if (ui == NULL)
		return;
	for (int i = 0; i < ui->window_count; i++)
		window_bury(ui->windows[i]);
	for (int i = 0; i < UI_POINTER_COUNT; i++)
		SDL_FreeCursor(ui->pointers[i]);
	fonts_destroy(ui->fonts);
	free(ui);
	SDL_Quit();
}

void ui_quit(struct ui *ui)
{
	ui->has_quit = true;
}

void ui_wake(void *context)
{
	struct ui *ui = context;
	SDL_Event event = {.type = ui->wake_event};
	/* What was published before this is seen by the turn that takes the one in the queue. */
	if (!SDL_HasEvent(ui->wake_event))
		SDL_PushEvent(&event);
}

void ui_wake_in(struct ui *ui, int ms)
{
	int64_t now_ms = clock_now_ms();
	if (!ui->wake_timer.is_set || ui->wake_timer.due_ms > now_ms + ms)
		timer_set(&ui->wake_timer, now_ms, ms);
}

void ui_redraw(struct ui *ui)
{
	for (int i = 0; i < ui->window_count; i++)
		window_redraw(ui->windows[i]);
}

int ui_scale_percent(const struct ui *ui)
{
	return ui->scale_percent;
}

void ui_set_contrast(struct ui *ui, bool is_high)
{
	ui->has_contrast = is_high;
	for (int i = 0; i < ui->window_count; i++) {
		struct window *window = ui->windows[i];
		region_add(&window->damage, image_rect(&window->image));
		window->needs_build = true;
	}
}

bool ui_has_contrast(const struct ui *ui)
{
	return ui->has_contrast;
}

bool ui_open(struct ui *ui, const char *url)
{
	(void)ui;
	return SDL_OpenURL(url) == 0;
}

void ui_copy(struct ui *ui, const char *text)
{
	(void)ui;
	SDL_SetClipboardText(text);
}

bool ui_beside_program(const char *name, char *to, size_t room)
{
	char *folder = SDL_GetBasePath();
	int length = SDL_snprintf(to, room, "%s%s", folder != NULL ? folder : "", name);
	bool is_known = folder != NULL;
	SDL_free(folder);
	return is_known && length > 0 && (size_t)length < room;
}

static struct window *window_of(struct ui *ui, const SDL_Event *event)
{
	Uint32 id = 0;
	switch (event->type) {
	case SDL_WINDOWEVENT:
		id = event->window.windowID;
		break;
	case SDL_KEYDOWN:
	case SDL_KEYUP:
		id = event->key.windowID;
		break;
	case SDL_TEXTINPUT:
		id = event->text.windowID;
		break;
	case SDL_MOUSEMOTION:
		id = event->motion.windowID;
		break;
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		id = event->button.windowID;
		break;
	case SDL_MOUSEWHEEL:
		id = event->wheel.windowID;
		break;
	default:
		return NULL;
	}
	for (int i = 0; i < ui->window_count; i++) {
		if (!ui->windows[i]->is_dead && SDL_GetWindowID(ui->windows[i]->sdl) == id)
			return ui->windows[i];
	}
	return NULL;
}

/* Of motions in a row in one window only the last one counts. */
static bool is_outdated(const SDL_Event *event, const SDL_Event *next)
{
	return next != NULL && event->type == SDL_MOUSEMOTION && next->type == SDL_MOUSEMOTION &&
	       event->motion.windowID == next->motion.windowID;
}

/* The pointer may have left the window that saw the button go down. */
static void let_go_elsewhere(struct ui *ui, const struct window *window, const SDL_Event *event)
{
	for (int i = 0; i < ui->window_count; i++) {
		if (ui->windows[i] != window && !ui->windows[i]->is_dead)
			window_let_go(ui->windows[i], event, clock_now_ms());
	}
}

/* Whether there was a wake among them. */
static bool take_events(struct ui *ui, const SDL_Event *events, int count)
{
	bool was_woken = false;
	for (int i = 0; i < count; i++) {
		if (events[i].type == SDL_QUIT)
			ui->has_quit = true;
		if (events[i].type == ui->wake_event)
			was_woken = true;
		struct window *window = window_of(ui, &events[i]);
		if (events[i].type == SDL_MOUSEBUTTONUP)
			let_go_elsewhere(ui, window, &events[i]);
		if (window != NULL && !is_outdated(&events[i], i + 1 < count ? &events[i + 1] : NULL))
			window_take(window, &events[i], clock_now_ms());
	}
	return was_woken;
}

/* A held button keeps the pointer in the window that it was pressed in, if that has the keyboard. */
static void sync_capture(struct ui *ui)
{
	SDL_Window *under = SDL_GetMouseFocus();
	bool is_held = SDL_GetMouseState(NULL, NULL) != 0;
	bool wants = is_held && (ui->has_capture || (under != NULL && under == SDL_GetKeyboardFocus()));
	if (wants == ui->has_capture)
		return;
	SDL_CaptureMouse(wants ? SDL_TRUE : SDL_FALSE);
	ui->has_capture = wants;
}

static int due_in_ms(struct ui *ui, int timeout_ms)
{
	int64_t now_ms = clock_now_ms();
	timeout_ms = timer_shorten(&ui->wake_timer, now_ms, timeout_ms);
	for (int i = 0; i < ui->window_count; i++) {
		int due = window_due_ms(ui->windows[i], now_ms);
		if (due >= 0 && (timeout_ms < 0 || due < timeout_ms))
			timeout_ms = due;
	}
	return timeout_ms;
}

/* All events that are there now, after sleeping for the first one. */
static int collect(struct ui *ui, SDL_Event events[EVENTS_PER_TURN], int timeout_ms)
{
	timeout_ms = due_in_ms(ui, timeout_ms);
	bool has_first =
		timeout_ms < 0 ? SDL_WaitEvent(&events[0]) : SDL_WaitEventTimeout(&events[0], timeout_ms);
	if (!has_first)
		return 0;
	SDL_PumpEvents();
	int more = SDL_PeepEvents(events + 1, EVENTS_PER_TURN - 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT);
	return more > 0 ? more + 1 : 1;
}

static void bury_dead(struct ui *ui)
{
	int kept = 0;
	for (int i = 0; i < ui->window_count; i++) {
		if (ui->windows[i]->is_dead)
			window_bury(ui->windows[i]);
		else
			ui->windows[kept++] = ui->windows[i];
	}
	ui->window_count = kept;
}

/* Pictures that have come are on the display before anything else is done. */
static void show_pictures(struct ui *ui)
{
	for (int i = 0; i < ui->window_count; i++) {
		struct window *window = ui->windows[i];
		if (window->surface != NULL && !window->needs_build)
			window_present(window, clock_now_us());
	}
}

static void tick(struct ui *ui, bool was_woken)
{
	int64_t now_ms = clock_now_ms();
	for (int i = 0; i < ui->window_count; i++) {
		struct window *window = ui->windows[i];
		if (!window->is_dead)
			window_tick(window, now_ms);
		if (window->surface != NULL && !window->is_dead)
			surface_tick(window->surface, now_ms);
	}
	bool is_due = timer_is_due(&ui->wake_timer, now_ms);
	if (is_due)
		timer_stop(&ui->wake_timer);
	if ((was_woken || is_due) && ui->config.on_wake != NULL)
		ui->config.on_wake(ui->config.context);
}

bool ui_turn(struct ui *ui, int timeout_ms)
{
	thread_assert(THREAD_UI);
	SDL_Event events[EVENTS_PER_TURN];
	int count = collect(ui, events, timeout_ms);
	bool was_woken = take_events(ui, events, count);
	sync_capture(ui);
	if (was_woken)
		show_pictures(ui);
	tick(ui, was_woken);
	for (int i = 0; i < ui->window_count; i++)
		window_refresh(ui->windows[i], clock_now_us());
	bury_dead(ui);
	return !ui->has_quit;
}

void ui_run(struct ui *ui)
{
	while (ui_turn(ui, -1))
		continue;
}
