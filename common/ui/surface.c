/*
 * The picture is never copied aside: it is drawn into the window while newest holds it (surface_hold), only
 * where it or something over it has changed. `fit` says where; `hand` turns events into input; `there` is
 * drawn over the picture where the other person's pointer is, or handed to SDL as the pointer's shape while
 * the hand works there.
 */
#include "ui/surface.h"

#include "base/clock.h"
#include "base/log.h"
#include "ui/fade.h"
#include "ui/fit.h"
#include "ui/hand.h"
#include "ui/inner.h"
#include "ui/pointer.h"
#include "ui/shrink.h"
#include "ui/tint.h"

#include <stdlib.h>
#include <string.h>

enum {
	GROUND_PIXEL = 0x20262E,
	EDGE_STEP_MS = 16,
	EDGE_MARGIN_PX = 24,
	EDGE_STEP_PX = 24,
	WHEEL_STEP_PX = 60,
	ARROW_STEP_PX = 60,
};

struct surface {
	struct window *window; /* its owner */
	struct surface_config config;
	struct image picture; /* its size; the pixels are newest's, only within surface_hold */
	struct fit fit;
	struct shrink shrink;
	struct tint tint;
	int scroll_x_px, scroll_y_px;
	int inset_px; /* the page's bar above the picture */
	struct hand hand;
	struct pointer there;
	struct rect there_place;  /* where it is drawn in the window; empty: it is not */
	int pointer_x, pointer_y; /* in the window */
	bool has_pointer, was_over_page;
	bool has_control, is_faded;
	struct timer edge; /* scrolls on */
	uint64_t mark;
	bool is_fresh; /* `mark` was drawn, but not told yet */

	struct region *region; /* within surface_hold */
	void (*paint)(void *context);
	void *paint_context;
};

static void damage(struct surface *surface, struct rect rect)
{
	region_add(&surface->window->damage, rect);
}

static void damage_all(struct surface *surface)
{
	int width, height;
	window_size(surface->window, &width, &height);
	damage(surface, (struct rect){0, 0, width, height});
}

/* Where the cursor is drawn as things are now. */
static struct rect place_of_cursor(const struct surface *surface)
{
	if (surface->has_control || !surface->there.is_visible || rect_is_empty(surface->fit.place))
		return (struct rect){0};
	struct rect pixel = {surface->there.x_px, surface->there.y_px, 1, 1};
	struct rect place = fit_to_window(&surface->fit, pixel);
	return pointer_place(&surface->there, place.x, place.y);
}

static void follow_cursor(struct surface *surface)
{
	struct rect place = place_of_cursor(surface);
	damage(surface, surface->there_place);
	damage(surface, place);
	surface->there_place = place;
}

/* What of the window is for the picture. */
static void room_for_picture(const struct surface *surface, int *width, int *height)
{
	window_size(surface->window, width, height);
	*height = *height > surface->inset_px ? *height - surface->inset_px : 1;
}

static void refit(struct surface *surface)
{
	int width, height;
	room_for_picture(surface, &width, &height);
	int max_x = fit_scroll_max(surface->picture.width_px, width);
	int max_y = fit_scroll_max(surface->picture.height_px, height);
	surface->scroll_x_px = surface->scroll_x_px < max_x ? surface->scroll_x_px : max_x;
	surface->scroll_y_px = surface->scroll_y_px < max_y ? surface->scroll_y_px : max_y;
	surface->fit = fit_make(surface->config.fit, &surface->picture, width, height, surface->scroll_x_px,
	                        surface->scroll_y_px);
	struct rect *place = &surface->fit.place;
	place->y += surface->inset_px;
	if (surface->fit.is_scaled &&
	    shrink_prepare(&surface->shrink, &surface->picture, place->width, place->height) != RESULT_OK) {
		log_warn("ui", "no memory to scale the picture to %d x %d", place->width, place->height);
		surface->fit.place = (struct rect){0};
	}
	surface->there_place = place_of_cursor(surface);
	damage_all(surface);
}

void surface_resize(struct surface *surface)
{
	refit(surface);
}

void surface_inset(struct surface *surface, int inset_px)
{
	if (surface->inset_px == inset_px)
		return;
	surface->inset_px = inset_px;
	refit(surface);
}

/* --- its life
 * ------------------------------------------------------------------------------------------------------ */

enum result surface_create(struct surface **out, struct window *window, const struct surface_config *config)
{
	*out = NULL;
	if (window->config.kind != WINDOW_PICTURE || window->surface != NULL)
		return RESULT_BAD_ARGUMENT;
	struct surface *surface = calloc(1, sizeof *surface);
	if (surface == NULL)
		return RESULT_OUT_OF_MEMORY;
	surface->window = window;
	surface->config = *config;
	window->surface = surface;
	refit(surface);
	window_sync_text(window);
	*out = surface;
	return RESULT_OK;
}

static void release(struct surface *surface)
{
	struct input_event event;
	if (hand_release(&surface->hand, &event) && surface->config.on_input != NULL)
		surface->config.on_input(surface->config.context, &event);
}

void surface_destroy(struct surface *surface)
{
	if (surface == NULL)
		return;
	release(surface);
	surface->window->surface = NULL;
	pointer_finish(&surface->there);
	shrink_finish(&surface->shrink);
	tint_finish(&surface->tint);
	free(surface);
}

/* What the desktop would take for itself goes there too while the picture fills the display. */
static void sync_grab(struct surface *surface)
{
	bool wants = surface->has_control && window_is_full_screen(surface->window);
	SDL_Window *sdl = surface->window->sdl;
	if (SDL_GetWindowKeyboardGrab(sdl) != (wants ? SDL_TRUE : SDL_FALSE))
		SDL_SetWindowKeyboardGrab(sdl, wants ? SDL_TRUE : SDL_FALSE);
}

void surface_set_control(struct surface *surface, bool is_on)
{
	if (surface->has_control == is_on)
		return;
	if (!is_on)
		release(surface);
	surface->has_control = is_on;
	follow_cursor(surface);
	window_sync_text(surface->window);
	window_point(surface->window);
	sync_grab(surface);
}

void surface_set_text(struct surface *surface, bool is_on)
{
	surface->hand.types_text = is_on;
	window_sync_text(surface->window);
}

bool surface_wants_text(const struct surface *surface)
{
	return surface->has_control && surface->hand.types_text;
}

void surface_set_fit(struct surface *surface, enum surface_fit fit)
{
	if (surface->config.fit == fit)
		return;
	surface->config.fit = fit;
	refit(surface);
}

void surface_set_faded(struct surface *surface, bool is_faded)
{
	if (surface->is_faded == is_faded)
		return;
	surface->is_faded = is_faded;
	damage_all(surface);
}

void surface_set_tint(struct surface *surface, const struct tint_map *map)
{
	if (tint_set(&surface->tint, map))
		damage_all(surface);
}

enum surface_fit surface_fit(const struct surface *surface)
{
	return surface->config.fit;
}

enum result surface_set_cursor(struct surface *surface, const struct surface_cursor *cursor)
{
	enum result result = pointer_set(&surface->there, cursor);
	follow_cursor(surface);
	window_point(surface->window);
	return result;
}

void surface_move_cursor(struct surface *surface, int x_px, int y_px, bool is_visible)
{
	struct pointer *there = &surface->there;
	if (there->x_px == x_px && there->y_px == y_px && there->is_visible == is_visible)
		return;
	there->x_px = x_px;
	there->y_px = y_px;
	there->is_visible = is_visible;
	follow_cursor(surface);
}

struct rect surface_rect(const struct surface *surface)
{
	return surface->fit.place;
}

SDL_Cursor *surface_pointer(const struct surface *surface)
{
	bool is_over_picture =
		!surface->was_over_page && rect_has_point(surface->fit.place, surface->pointer_x, surface->pointer_y);
	return surface->has_control && is_over_picture ? surface->there.system : NULL;
}

/* --- drawing
 * ------------------------------------------------------------------------------------------------------- */

static void see(void *context, const struct image *image, const struct region *changed, uint64_t mark)
{
	struct surface *surface = context;
	bool is_new_size =
		image->width_px != surface->picture.width_px || image->height_px != surface->picture.height_px;
	surface->picture = *image;
	if (is_new_size)
		refit(surface);
	for (size_t i = 0; i < changed->count; i++)
		region_add(surface->region, fit_to_window(&surface->fit, changed->rects[i]));
	surface->is_fresh = surface->is_fresh || mark != surface->mark || changed->count > 0;
	surface->mark = mark;
	surface->paint(surface->paint_context);
	surface->picture.pixels = NULL;
}

void surface_hold(struct surface *surface, struct region *region, void (*paint)(void *context), void *context)
{
	surface->region = region;
	surface->paint = paint;
	surface->paint_context = context;
	if (region_is_empty(region))
		newest_look(surface->config.pictures, see, surface);
	else if (!newest_look_again(surface->config.pictures, see, surface))
		paint(context);
}

/* What of `rect` is beside `place`. */
static void paint_ground(struct image *to, struct rect rect, struct rect place)
{
	struct rect inside = rect_intersect(rect, place);
	if (rect_is_empty(inside)) {
		image_fill(to, rect, GROUND_PIXEL);
		return;
	}
	int right = inside.x + inside.width, bottom = inside.y + inside.height;
	image_fill(to, (struct rect){rect.x, rect.y, rect.width, inside.y - rect.y}, GROUND_PIXEL);
	image_fill(to, (struct rect){rect.x, bottom, rect.width, rect.y + rect.height - bottom}, GROUND_PIXEL);
	image_fill(to, (struct rect){rect.x, inside.y, inside.x - rect.x, inside.height}, GROUND_PIXEL);
	image_fill(to, (struct rect){right, inside.y, rect.x + rect.width - right, inside.height}, GROUND_PIXEL);
}

void surface_paint(struct surface *surface, struct image *to, struct rect rect)
{
	struct rect place = surface->fit.place;
	if (surface->picture.pixels == NULL)
		place = (struct rect){0};
	paint_ground(to, rect, place);
	struct rect inside = rect_intersect(rect, place);
	if (rect_is_empty(inside))
		return;
	struct rect part = {inside.x - place.x, inside.y - place.y, inside.width, inside.height};
	if (surface->fit.is_scaled)
		shrink_draw(&surface->shrink, to, place.x, place.y, &surface->picture, part);
	else
		image_copy_to(to, inside.x, inside.y, &surface->picture, part);
	tint_draw(&surface->tint, &surface->fit, to, inside);
	pointer_draw(&surface->there, to, surface->there_place, inside);
	if (surface->is_faded)
		fade_apply(to, inside);
}

void surface_shown(struct surface *surface, int64_t now_us)
{
	(void)now_us;
	if (!surface->is_fresh)
		return;
	surface->is_fresh = false;
	if (surface->config.on_presented != NULL)
		surface->config.on_presented(surface->config.context, surface->mark, clock_now_us());
}

/* --- the hand
 * ------------------------------------------------------------------------------------------------------ */

static void scroll_by(struct surface *surface, int x_px, int y_px)
{
	int width, height;
	room_for_picture(surface, &width, &height);
	int max_x = fit_scroll_max(surface->picture.width_px, width);
	int max_y = fit_scroll_max(surface->picture.height_px, height);
	int x = surface->scroll_x_px + x_px, y = surface->scroll_y_px + y_px;
	x = x < 0 ? 0 : x > max_x ? max_x : x;
	y = y < 0 ? 0 : y > max_y ? max_y : y;
	if (x == surface->scroll_x_px && y == surface->scroll_y_px)
		return;
	surface->scroll_x_px = x;
	surface->scroll_y_px = y;
	refit(surface);
}

/* How far a pointer at the edge scrolls in one step. */
static void edge_steps(const struct surface *surface, int *x, int *y)
{
	int width, height;
	*x = *y = 0;
	room_for_picture(surface, &width, &height);
	if (!surface->has_pointer || surface->was_over_page || surface->config.fit != SURFACE_FIT_ACTUAL)
		return;
	if (surface->picture.width_px > width)
		*x = fit_edge_step(surface->pointer_x, width, EDGE_MARGIN_PX, EDGE_STEP_PX);
	if (surface->picture.height_px > height)
		*y = fit_edge_step(surface->pointer_y - surface->inset_px, height, EDGE_MARGIN_PX, EDGE_STEP_PX);
}

static void send(struct surface *surface, const SDL_Event *event, int64_t now_ms)
{
	struct input_event out;
	if (hand_take(&surface->hand, event, &surface->fit, now_ms, &out) && surface->config.on_input != NULL)
		surface->config.on_input(surface->config.context, &out);
}

void surface_tick(struct surface *surface, int64_t now_ms)
{
	struct input_event event;
	if (hand_tick(&surface->hand, now_ms, &event) && surface->config.on_input != NULL)
		surface->config.on_input(surface->config.context, &event);
	sync_grab(surface);
	if (!timer_is_due(&surface->edge, now_ms))
		return;
	timer_stop(&surface->edge);
	int x, y, before_x = surface->scroll_x_px, before_y = surface->scroll_y_px;
	edge_steps(surface, &x, &y);
	scroll_by(surface, x, y);
	if (before_x == surface->scroll_x_px && before_y == surface->scroll_y_px)
		return;
	timer_set(&surface->edge, now_ms, EDGE_STEP_MS);
	SDL_Event motion = {
		.motion = {.type = SDL_MOUSEMOTION, .x = surface->pointer_x, .y = surface->pointer_y}};
	if (surface->has_control)
		send(surface, &motion, now_ms);
}

int surface_due_ms(const struct surface *surface, int64_t now_ms)
{
	return timer_shorten(&surface->edge, now_ms, hand_due_ms(&surface->hand, now_ms));
}

/* Notes where the pointer is; true if it is the page's there. */
static bool note_pointer(struct surface *surface, int x, int y, int64_t now_ms)
{
	struct gui_wants wants = gui_wants(surface->window->gui);
	bool is_on_page = rect_has_point(wants.bar, x, y) || rect_has_point(wants.plate, x, y);
	bool was_over_page = surface->was_over_page;
	surface->pointer_x = x;
	surface->pointer_y = y;
	surface->has_pointer = true;
	bool is_at_top = y < 2 && !surface->has_control; /* where a floating bar comes out */
	surface->was_over_page = (is_at_top || is_on_page) && surface->hand.held == 0;
	int step_x, step_y;
	edge_steps(surface, &step_x, &step_y);
	if ((step_x != 0 || step_y != 0) && !surface->edge.is_set)
		timer_set(&surface->edge, now_ms, EDGE_STEP_MS);
	if (was_over_page != surface->was_over_page)
		window_point(surface->window);
	return surface->was_over_page || was_over_page;
}

/* While the hand does not work there, arrows and wheel move what is seen. */
static bool scroll_by_event(struct surface *surface, const SDL_Event *event)
{
	int x = 0, y = 0;
	if (surface->config.fit != SURFACE_FIT_ACTUAL)
		return false;
	if (event->type == SDL_MOUSEWHEEL) {
		x = event->wheel.x * WHEEL_STEP_PX;
		y = -event->wheel.y * WHEEL_STEP_PX;
	} else if (event->type == SDL_KEYDOWN) {
		SDL_Keycode key = event->key.keysym.sym;
		x = key == SDLK_RIGHT ? ARROW_STEP_PX : key == SDLK_LEFT ? -ARROW_STEP_PX : 0;
		y = key == SDLK_DOWN ? ARROW_STEP_PX : key == SDLK_UP ? -ARROW_STEP_PX : 0;
	}
	int before_x = surface->scroll_x_px, before_y = surface->scroll_y_px;
	scroll_by(surface, x, y);
	return before_x != surface->scroll_x_px || before_y != surface->scroll_y_px;
}

static bool take_f12(struct surface *surface, const SDL_KeyboardEvent *event)
{
	if (event->keysym.scancode != SDL_SCANCODE_F12)
		return false;
	if (event->type == SDL_KEYDOWN && event->repeat == 0 && surface->config.on_give_back != NULL)
		surface->config.on_give_back(surface->config.context);
	return true;
}

static bool take_figures(struct surface *surface, const SDL_KeyboardEvent *event)
{
	bool is_ours = event->keysym.scancode == SDL_SCANCODE_F11 && (event->keysym.mod & KMOD_CTRL) != 0 &&
	               (event->keysym.mod & KMOD_SHIFT) != 0 && event->type == SDL_KEYDOWN;
	if (!is_ours || surface->config.on_figures == NULL)
		return false;
	if (event->repeat == 0)
		surface->config.on_figures(surface->config.context);
	return true;
}

static void take_window_event(struct surface *surface, Uint8 what)
{
	if (what == SDL_WINDOWEVENT_FOCUS_LOST)
		release(surface);
	if (what == SDL_WINDOWEVENT_LEAVE) {
		surface->has_pointer = false;
		timer_stop(&surface->edge);
	}
}

/* Events of the pointer: the page has those over its bar, and the one that leaves it. */
static bool is_for_page(struct surface *surface, const SDL_Event *event, int64_t now_ms)
{
	switch (event->type) {
	case SDL_MOUSEMOTION:
		return note_pointer(surface, event->motion.x, event->motion.y, now_ms);
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		return note_pointer(surface, event->button.x, event->button.y, now_ms);
	default:
		return event->type == SDL_MOUSEWHEEL && surface->was_over_page;
	}
}

bool surface_take(struct surface *surface, const SDL_Event *event, int64_t now_ms)
{
	if (event->type == SDL_WINDOWEVENT) {
		take_window_event(surface, event->window.event);
		return false;
	}
	bool is_key = event->type == SDL_KEYDOWN || event->type == SDL_KEYUP;
	if (is_key && (take_f12(surface, &event->key) || take_figures(surface, &event->key)))
		return true;
	if (is_for_page(surface, event, now_ms))
		return false;
	if (!surface->has_control)
		return scroll_by_event(surface, event);
	send(surface, event, now_ms);
	return true;
}

void surface_let_go(struct surface *surface, const SDL_Event *event, int64_t now_ms)
{
	SDL_Event here = *event; /* at the last place that is known in this window */
	here.button.x = surface->pointer_x;
	here.button.y = surface->pointer_y;
	if (surface->has_control)
		send(surface, &here, now_ms);
}
