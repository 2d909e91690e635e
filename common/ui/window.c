/*
 * A window has two layers: its ground (a colour, or the picture of its surface) and its page. What has
 * changed is collected in `damage`: tiles of the page whose hash is another one, and rectangles of the
 * picture. window_present draws both layers anew in those rectangles, one after the other, and hands only
 * them to the display.
 *
 * window_destroy only marks: the ui buries the window at the end of its turn, so it may be called from within
 * draw.
 */
#include "ui/inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "ui/raster.h"
#include "ui/system.h"

#include <stdlib.h>
#include <string.h>

enum {
	GROUND_PIXEL = 0xF4F6F8,
	GROUND_PIXEL_CONTRAST = 0,
	STRIP_HEIGHT = 48,
	STRIP_WIDTH_MIN = 160,
	DRAG_STEP_MS = 16,
	MARGIN_PX = 80, /* what a first size leaves of a small desktop */
};

static int scaled(const struct ui *ui, int length)
{
	return (length * ui->scale_percent + 50) / 100;
}

void window_size(const struct window *window, int *width_px, int *height_px)
{
	SDL_GetWindowSize(window->sdl, width_px, height_px);
}

static void copy_text(const char *text)
{
	SDL_SetClipboardText(text);
}

static void paste_text(char *to, size_t room)
{
	char *own = SDL_GetClipboardText();
	SDL_utf8strlcpy(to, own != NULL ? own : "", room);
	SDL_free(own);
}

static Uint32 flags_of(const struct window_config *config)
{
	Uint32 flags = SDL_WINDOW_HIDDEN;
	if (config->kind == WINDOW_STRIP)
		return flags | SDL_WINDOW_BORDERLESS | SDL_WINDOW_ALWAYS_ON_TOP | SDL_WINDOW_SKIP_TASKBAR;
	return flags | SDL_WINDOW_RESIZABLE;
}

/* The first place and size: as wished, but within the desktop. */
static struct rect first_place(const struct ui *ui, const struct window_config *config)
{
	bool is_strip = config->kind == WINDOW_STRIP;
	struct rect place = {SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
	                     scaled(ui, is_strip ? STRIP_WIDTH_MIN : config->width),
	                     scaled(ui, is_strip ? STRIP_HEIGHT : config->height)};
	SDL_Rect usable;
	if (SDL_GetDisplayUsableBounds(0, &usable) != 0)
		return place;
	if (!is_strip && place.width > usable.w - MARGIN_PX)
		place.width = usable.w > 2 * MARGIN_PX ? usable.w - MARGIN_PX : usable.w;
	if (!is_strip && place.height > usable.h - MARGIN_PX)
		place.height = usable.h > 2 * MARGIN_PX ? usable.h - MARGIN_PX : usable.h;
	place.x = usable.x + (usable.w - place.width) / 2;
	place.y = is_strip ? usable.y : usable.y + (usable.h - place.height) / 2;
	return place;
}

static struct gui *gui_for(struct ui *ui, const struct window_config *config)
{
	struct gui_config gui = {.fonts = ui->fonts,
	                         .kind = config->kind,
	                         .scale_percent = ui->scale_percent,
	                         .draw = config->draw,
	                         .context = config->context,
	                         .copy = copy_text,
	                         .paste = paste_text};
	return gui_create(&gui);
}

enum result window_create(struct window **out, struct ui *ui, const struct window_config *config)
{
	*out = NULL;
	struct window *window = ui->window_count < UI_WINDOWS_MAX ? calloc(1, sizeof *window) : NULL;
	if (window == NULL)
		return RESULT_OUT_OF_MEMORY;
	window->ui = ui;
	window->config = *config;
	struct rect place = first_place(ui, config);
	window->sdl =
		SDL_CreateWindow(config->title, place.x, place.y, place.width, place.height, flags_of(config));
	window->gui = window->sdl != NULL ? gui_for(ui, config) : NULL;
	if (window->gui == NULL) {
		enum result result = window->sdl == NULL ? RESULT_NO_DISPLAY : RESULT_OUT_OF_MEMORY;
		log_error("ui", "no window: %s", SDL_GetError());
		window_bury(window);
		return result;
	}
	if (config->kind != WINDOW_STRIP)
		SDL_SetWindowMinimumSize(window->sdl, scaled(ui, 320), scaled(ui, 200));
	ui->windows[ui->window_count++] = window;
	window->needs_build = true;
	if (!config->is_hidden)
		window_show(window, true);
	*out = window;
	return RESULT_OK;
}

void window_bury(struct window *window)
{
	surface_destroy(window->surface);
	gui_destroy(window->gui);
	tiles_finish(&window->tiles);
	if (window->owns_image)
		image_finish(&window->image);
	if (window->sdl != NULL)
		SDL_DestroyWindow(window->sdl);
	free(window);
}

void window_destroy(struct window *window)
{
	if (window == NULL || window->is_dead)
		return;
	window->is_dead = true;
	SDL_HideWindow(window->sdl);
}

void window_show(struct window *window, bool is_shown)
{
	if (window->is_shown == is_shown)
		return;
	window->is_shown = is_shown;
	if (!is_shown) {
		SDL_HideWindow(window->sdl);
		return;
	}
	if (window->config.kind == WINDOW_STRIP)
		system_show_quietly(window->sdl);
	else
		SDL_ShowWindow(window->sdl);
	window->needs_build = true;
	tiles_forget(&window->tiles);
}

void window_raise(struct window *window)
{
	SDL_RaiseWindow(window->sdl);
}

void window_set_title(struct window *window, const char *title)
{
	SDL_SetWindowTitle(window->sdl, title);
}

void window_redraw(struct window *window)
{
	window->needs_build = true;
}

/* Without a manager nobody makes a window fill the display, so it does that by itself. */
static void fill_display(struct window *window, bool is_full)
{
	SDL_Rect all;
	int display = SDL_GetWindowDisplayIndex(window->sdl);
	if (!is_full) {
		struct rect before = window->before_full;
		SDL_SetWindowBordered(window->sdl, SDL_TRUE);
		SDL_SetWindowSize(window->sdl, before.width, before.height);
		SDL_SetWindowPosition(window->sdl, before.x, before.y);
	} else if (SDL_GetDisplayBounds(display < 0 ? 0 : display, &all) == 0) {
		window->before_full = window_rect(window);
		SDL_SetWindowBordered(window->sdl, SDL_FALSE);
		SDL_SetWindowSize(window->sdl, all.w, all.h);
		SDL_SetWindowPosition(window->sdl, all.x, all.y);
	}
}

void window_set_full_screen(struct window *window, bool is_full)
{
	if (window->is_full == is_full)
		return;
	window->is_full = is_full;
	if (system_has_manager(window->sdl))
		SDL_SetWindowFullscreen(window->sdl, is_full ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
	else
		fill_display(window, is_full);
	window->needs_build = true;
}

bool window_is_full_screen(const struct window *window)
{
	return window->is_full;
}

struct rect window_rect(const struct window *window)
{
	struct rect rect;
	SDL_GetWindowPosition(window->sdl, &rect.x, &rect.y);
	window_size(window, &rect.width, &rect.height);
	return rect;
}

uint64_t window_system_id(const struct window *window)
{
	return system_window_id(window->sdl);
}

const struct image *window_image(struct window *window)
{
	return &window->image;
}

struct window_counts window_counts(const struct window *window)
{
	struct window_counts counts = window->counts;
	counts.frames = gui_wants(window->gui).frames;
	return counts;
}

void window_sync_text(struct window *window)
{
	if (!window->has_keyboard)
		return;
	bool wants = window->surface != NULL ? surface_wants_text(window->surface) : true;
	if (wants && !SDL_IsTextInputActive())
		SDL_StartTextInput();
	else if (!wants && SDL_IsTextInputActive())
		SDL_StopTextInput();
}

void window_point(struct window *window)
{
	if (SDL_GetMouseFocus() != window->sdl)
		return;
	struct gui_wants wants = gui_wants(window->gui);
	SDL_Cursor *own = window->surface != NULL ? surface_pointer(window->surface) : NULL;
	enum ui_pointer usual = wants.beam ? UI_POINTER_BEAM : wants.hand ? UI_POINTER_HAND : UI_POINTER_ARROW;
	SDL_Cursor *pointer = own != NULL ? own : window->ui->pointers[usual];
	if (SDL_GetCursor() != pointer)
		SDL_SetCursor(pointer);
}

/* --- events
 * ------------------------------------------------------------------------------------------------------- */

static void attend(struct window *window, bool has_keyboard)
{
	window->has_keyboard = has_keyboard;
	gui_attend(window->gui, has_keyboard);
	window->needs_build = true;
	window_sync_text(window);
}

static void take_window_event(struct window *window, Uint8 what)
{
	switch (what) {
	case SDL_WINDOWEVENT_CLOSE:
		if (window->config.on_close != NULL)
			window->config.on_close(window->config.context);
		break;
	case SDL_WINDOWEVENT_EXPOSED:
		region_add(&window->damage, image_rect(&window->image));
		window->needs_build = true;
		break;
	case SDL_WINDOWEVENT_SIZE_CHANGED:
		window->needs_build = true;
		if (window->surface != NULL)
			surface_resize(window->surface);
		break;
	case SDL_WINDOWEVENT_FOCUS_GAINED:
		attend(window, true);
		break;
	case SDL_WINDOWEVENT_FOCUS_LOST:
		attend(window, false);
		break;
	default:
		break;
	}
}

/* A strip is moved by holding it anywhere but at a button. The pointer leaves it while it is moved, and SDL
 * only follows it beyond a window that has the keyboard, which a strip never has: so it is asked where the
 * pointer is. */
static void begin_drag(struct window *window, const SDL_Event *event, int64_t now_ms)
{
	bool is_held = event->type == SDL_MOUSEBUTTONDOWN && event->button.button == 1;
	if (window->config.kind != WINDOW_STRIP || !is_held || gui_wants(window->gui).hand)
		return;
	window->drag_x = event->button.x;
	window->drag_y = event->button.y;
	timer_set(&window->drag, now_ms, DRAG_STEP_MS);
}

void window_tick(struct window *window, int64_t now_ms)
{
	if (!timer_is_due(&window->drag, now_ms))
		return;
	timer_stop(&window->drag);
	int x, y;
	if ((SDL_GetGlobalMouseState(&x, &y) & SDL_BUTTON_LMASK) == 0)
		return;
	struct rect place = window_rect(window);
	x -= window->drag_x;
	y -= window->drag_y;
	if (x != place.x || y != place.y)
		SDL_SetWindowPosition(window->sdl, x, y);
	timer_set(&window->drag, now_ms, DRAG_STEP_MS);
}

void window_take(struct window *window, const SDL_Event *event, int64_t now_ms)
{
	if (event->type == SDL_WINDOWEVENT)
		take_window_event(window, event->window.event);
	begin_drag(window, event, now_ms);
	if (window->surface != NULL && surface_take(window->surface, event, now_ms))
		return;
	if (glue_feed(window->gui, event))
		window->needs_build = true;
}

void window_let_go(struct window *window, const SDL_Event *event, int64_t now_ms)
{
	gui_let_go(window->gui);
	if (window->surface != NULL)
		surface_let_go(window->surface, event, now_ms);
}

/* --- drawing
 * ------------------------------------------------------------------------------------------------------ */

static bool is_our_format(const SDL_Surface *surface)
{
	const SDL_PixelFormat *format = surface->format;
	return format->BytesPerPixel == 4 && format->Rmask == 0xFF0000 && format->Gmask == 0xFF00 &&
	       format->Bmask == 0xFF;
}

/* The image follows the window's surface, which SDL replaces when the size changes. */
static SDL_Surface *follow_surface(struct window *window)
{
	SDL_Surface *surface = SDL_GetWindowSurface(window->sdl);
	if (surface == NULL)
		return NULL;
	struct image before = window->image;
	if (is_our_format(surface)) {
		window->image = (struct image){surface->pixels, surface->w, surface->h, surface->pitch / 4};
	} else if (before.width_px != surface->w || before.height_px != surface->h) {
		image_finish(&window->image);
		if (image_init(&window->image, surface->w, surface->h) != RESULT_OK)
			return NULL;
		window->owns_image = true;
	}
	if (window->image.pixels != before.pixels || window->image.width_px != before.width_px ||
	    window->image.height_px != before.height_px)
		tiles_forget(&window->tiles);
	return surface;
}

/* What of its display a strip may use. */
static SDL_Rect usable_for(const struct window *window)
{
	SDL_Rect usable = {0};
	int display = SDL_GetWindowDisplayIndex(window->sdl);
	if (display < 0 || SDL_GetDisplayUsableBounds(display, &usable) != 0)
		return (SDL_Rect){0};
	return usable;
}

/* Where a strip of another width goes: its middle stays, but all of it is always to be seen. */
static int strip_x(struct rect before, int width, SDL_Rect usable)
{
	int x = before.x + (before.width - width) / 2;
	if (usable.w == 0)
		return x;
	if (x + width > usable.x + usable.w)
		x = usable.x + usable.w - width;
	return x < usable.x ? usable.x : x;
}

/* A strip is as large as its content. */
static void follow_content(struct window *window, int64_t now_us)
{
	struct rect before = window_rect(window);
	struct gui_wants wants = gui_wants(window->gui);
	if (wants.width_px <= 0 || (wants.width_px == before.width && wants.height_px == before.height))
		return;
	int x = strip_x(before, wants.width_px, usable_for(window));
	SDL_SetWindowSize(window->sdl, wants.width_px, wants.height_px);
	SDL_SetWindowPosition(window->sdl, x, before.y);
	gui_build(window->gui, wants.width_px, wants.height_px, now_us);
}

static void build(struct window *window, int64_t now_us)
{
	int width, height;
	window_size(window, &width, &height);
	window->needs_build = false; /* before: what the page sets off may ask for the next frame */
	gui_set_contrast(window->gui, window->ui->has_contrast);
	if (window->config.kind == WINDOW_STRIP)
		gui_set_room(window->gui, usable_for(window).w);
	gui_build(window->gui, width, height, now_us);
	if (window->config.kind == WINDOW_STRIP)
		follow_content(window, now_us);
	struct gui_wants wants = gui_wants(window->gui);
	if (window->surface != NULL)
		surface_inset(window->surface, wants.inset_px);
	window->generation = fonts_texture(window->ui->fonts).generation;
	timer_stop(&window->caret);
	if (wants.caret_ms >= 0 && window->has_keyboard)
		timer_set(&window->caret, now_us / 1000, wants.caret_ms);
	if (wants.text && window->has_keyboard) {
		SDL_Rect caret = {wants.caret.x, wants.caret.y, wants.caret.width, wants.caret.height};
		SDL_SetTextInputRect(&caret);
	}
	window_point(window);
}

static void find_changed_tiles(struct window *window)
{
	struct mesh mesh;
	if (tiles_begin(&window->tiles, window->image.width_px, window->image.height_px, window->generation) !=
	    RESULT_OK) {
		region_add(&window->damage, image_rect(&window->image));
		return;
	}
	for (int i = 0; gui_mesh(window->gui, i, &mesh); i++)
		tiles_add(&window->tiles, &mesh);
	tiles_end(&window->tiles, &window->damage);
}

static void paint(void *context)
{
	struct window *window = context;
	struct mesh_texture texture = fonts_texture(window->ui->fonts);
	struct mesh mesh;
	region_clip(&window->damage, image_rect(&window->image));
	for (size_t i = 0; i < window->damage.count; i++) {
		struct rect rect = window->damage.rects[i];
		if (window->surface != NULL)
			surface_paint(window->surface, &window->image, rect);
		else
			image_fill(&window->image, rect, window->ui->has_contrast ? GROUND_PIXEL_CONTRAST : GROUND_PIXEL);
		for (int k = 0; gui_mesh(window->gui, k, &mesh); k++)
			raster_draw(&window->image, rect, &mesh, &texture);
	}
}

/* To a display with another format: the changed rectangles are converted. */
static void convert(struct window *window, SDL_Surface *to)
{
	SDL_Surface *from = SDL_CreateRGBSurfaceWithFormatFrom(
		window->image.pixels, window->image.width_px, window->image.height_px, 32,
		window->image.stride_px * 4, SDL_PIXELFORMAT_RGB888);
	for (size_t i = 0; from != NULL && i < window->damage.count; i++) {
		struct rect rect = window->damage.rects[i];
		SDL_Rect area = {rect.x, rect.y, rect.width, rect.height}, there = area;
		SDL_BlitSurface(from, &area, to, &there);
	}
	SDL_FreeSurface(from);
}

static void hand_over(struct window *window, SDL_Surface *surface)
{
	SDL_Rect rects[REGION_RECTS_MAX];
	for (size_t i = 0; i < window->damage.count; i++) {
		struct rect rect = window->damage.rects[i];
		rects[i] = (SDL_Rect){rect.x, rect.y, rect.width, rect.height};
		window->counts.presented_px += (uint64_t)rect.width * rect.height;
	}
	if (!is_our_format(surface))
		convert(window, surface);
	SDL_UpdateWindowSurfaceRects(window->sdl, rects, (int)window->damage.count);
	window->counts.presents++;
}

void window_present(struct window *window, int64_t now_us)
{
	SDL_Surface *surface = window->is_shown && !window->is_dead ? follow_surface(window) : NULL;
	if (surface == NULL)
		return;
	if (window->surface != NULL)
		surface_hold(window->surface, &window->damage, paint, window);
	else if (!region_is_empty(&window->damage))
		paint(window);
	if (!region_is_empty(&window->damage))
		hand_over(window, surface);
	region_clear(&window->damage);
	if (window->surface != NULL)
		surface_shown(window->surface, now_us);
}

void window_refresh(struct window *window, int64_t now_us)
{
	if (!window->is_shown || window->is_dead)
		return;
	bool is_stale = window->generation != fonts_texture(window->ui->fonts).generation;
	if (window->needs_build || is_stale || timer_is_due(&window->caret, now_us / 1000)) {
		build(window, now_us);
		if (follow_surface(window) != NULL)
			find_changed_tiles(window);
	}
	if (!region_is_empty(&window->damage))
		window_present(window, now_us);
}

int window_due_ms(const struct window *window, int64_t now_ms)
{
	if (window->needs_build && window->is_shown && !window->is_dead)
		return 0;
	int due = timer_shorten(&window->drag, now_ms, timer_shorten(&window->caret, now_ms, -1));
	int surface = window->surface != NULL ? surface_due_ms(window->surface, now_ms) : -1;
	return surface >= 0 && (due < 0 || surface < due) ? surface : due;
}
