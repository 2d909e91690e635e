/*
 * What the backend reports is gathered by `absorb` whatever was called, so that nothing is lost between two
 * calls. A capture then goes: wait for quiet -> ask for what is damaged and shared -> take it -> look again
 * at what is shared, since that may have changed from another thread meanwhile; then nothing of it is handed
 * out.
 */
#include "desktop/desktop.h"

#include "base/clock.h"
#include "base/log.h"
#include "desktop/backend.h"
#include "desktop/monitor.h"
#include "desktop/quiet.h"

#include <stdlib.h>
#include <string.h>

enum {
	ANSWER_US = 100000, /* for the pixels; then the caller may do something else */
	FAILURES_MAX = 5,   /* in a row: it can't be read */
};

struct desktop {
	const struct capture_backend *backend;
	void *capture;
	const struct capture_state *state; /* the backend's */
	struct share *share;
	struct wake *wake; /* only to sleep on; never signalled */

	struct share_choice choice; /* as it was when `damage` was last made whole */
	bool is_chosen;             /* the backend knows it */
	bool is_choice_due;         /* it does not know it yet */
	struct rect told;           /* the size of the picture when that choice was made */
	struct image whole;         /* what was read, while the picture is not all of the screen */
	struct region damage;       /* not asked for yet */
	struct quiet quiet;         /* of it */
	struct region asked;        /* asked for and not taken; empty: nothing is */
	struct rect asked_size;     /* of the screen at that time */
	bool is_busy;               /* more damage is known to come */
	int failures;
	struct desktop_news news; /* gathered since the last desktop_poll */
};

static enum result finish_opening(struct desktop *desktop, const char *display_name)
{
	desktop->share = share_create();
	desktop->wake = wake_create();
	if (desktop->share == NULL || desktop->wake == NULL)
		return RESULT_OUT_OF_MEMORY;
	return desktop->backend->open(&desktop->capture, display_name, &desktop->state);
}

enum result desktop_open_with(struct desktop **out, const struct capture_backend *backend,
                              const char *display_name)
{
	*out = NULL;
	struct desktop *desktop = calloc(1, sizeof *desktop);
	if (desktop == NULL)
		return RESULT_OUT_OF_MEMORY;
	desktop->backend = backend;
	enum result result = finish_opening(desktop, display_name);
	if (result != RESULT_OK) {
		desktop_close(desktop);
		return result;
	}
	desktop->told = desktop_size(desktop);
	*out = desktop;
	return RESULT_OK;
}

enum result desktop_open(struct desktop **out, const char *display_name)
{
	return desktop_open_with(out, &desktop_capture_backend, display_name);
}

void desktop_close(struct desktop *desktop)
{
	if (desktop == NULL)
		return;
	if (desktop->capture != NULL)
		desktop->backend->close(desktop->capture);
	image_finish(&desktop->whole);
	wake_destroy(desktop->wake);
	share_destroy(desktop->share);
	free(desktop);
}

enum result desktop_share(struct desktop *desktop, enum share_kind kind)
{
	bool is_plain = kind == SHARE_NOTHING || kind == SHARE_EVERYTHING;
	return is_plain ? desktop_choose(desktop, &(struct share_choice){.kind = kind}) : RESULT_BAD_ARGUMENT;
}

enum result desktop_choose(struct desktop *desktop, const struct share_choice *choice)
{
	if (choice->kind == SHARE_APPLICATIONS && !desktop_can_compose(desktop))
		return RESULT_NO_APPLICATIONS;
	return share_choose(desktop->share, choice);
}

bool desktop_can_compose(const struct desktop *desktop)
{
	return desktop->backend->choose != NULL && desktop->state->can_compose;
}

static struct rect screen_of(const struct desktop *desktop)
{
	return (struct rect){0, 0, desktop->state->width_px, desktop->state->height_px};
}

static struct rect monitor_of(const struct desktop *desktop)
{
	return monitor_named(desktop->state->monitors, desktop->state->monitor_count, desktop->choice.monitor);
}

/* What of the screen can be seen; empty: nothing. */
static struct rect shared_area(const struct desktop *desktop)
{
	return desktop->is_chosen ? share_area(&desktop->choice, screen_of(desktop), monitor_of(desktop))
	                          : (struct rect){0};
}

struct rect desktop_size(const struct desktop *desktop)
{
	struct rect area = shared_area(desktop);
	struct rect screen = screen_of(desktop);
	return rect_is_empty(area) ? screen : (struct rect){0, 0, area.width, area.height};
}

size_t desktop_monitors(const struct desktop *desktop, struct desktop_monitor *to, size_t room)
{
	size_t count = desktop->state->monitor_count < room ? desktop->state->monitor_count : room;
	memcpy(to, desktop->state->monitors, count * sizeof *to);
	return count;
}

wake_handle desktop_handle(const struct desktop *desktop)
{
	return desktop->backend->handle(desktop->capture);
}

static void add_damage(struct desktop *desktop, const struct region *damage)
{
	if (region_is_empty(damage))
		return;
	quiet_note(&desktop->quiet, region_is_empty(&desktop->damage), clock_now_us());
	region_add_all(&desktop->damage, damage);
}

void desktop_damage_all(struct desktop *desktop)
{
	struct region all = {.count = 0};
	region_add(&all, screen_of(desktop));
	add_damage(desktop, &all);
}

/* Throws away what is on its way, so that nothing of an older choice is handed out. False: not there yet. */
static bool forget_asked(struct desktop *desktop)
{
	if (region_is_empty(&desktop->asked))
		return true;
	if (desktop->backend->take(desktop->capture, NULL) == RESULT_WOULD_BLOCK)
		return false;
	region_clear(&desktop->asked);
	return true;
}

static enum result tell_backend(struct desktop *desktop)
{
	if (desktop->backend->choose == NULL) {
		desktop->is_chosen = desktop->choice.kind != SHARE_APPLICATIONS; /* desktop_choose has refused that */
		return RESULT_OK;
	}
	enum result result = desktop->backend->choose(desktop->capture, &desktop->choice);
	desktop->is_chosen = result == RESULT_OK;
	return result;
}

/* A new choice: all is to be seen anew, or nothing any more. Until the backend knows it nothing is. */
static enum result look_at_share(struct desktop *desktop)
{
	struct share_choice choice = share_now(desktop->share);
	if (choice.turn != desktop->choice.turn) {
		desktop->choice = choice;
		desktop->is_chosen = false;
		desktop->is_choice_due = true;
	}
	if (!desktop->is_choice_due || !forget_asked(desktop))
		return RESULT_OK;
	desktop->is_choice_due = false;
	enum result result = tell_backend(desktop);
	struct rect size = desktop_size(desktop);
	desktop->news.is_resized |= size.width != desktop->told.width || size.height != desktop->told.height;
	desktop->told = size;
	desktop->news.is_cursor_moved = desktop->news.is_cursor_shaped = true;
	desktop_damage_all(desktop);
	return result;
}

static enum result absorb(struct desktop *desktop)
{
	struct capture_news news = {.again_ms = -1};
	enum result result = desktop->backend->poll(desktop->capture, &news);
	if (result != RESULT_OK)
		return result;
	if (news.is_resized) {
		region_clear(&desktop->damage);
		desktop_damage_all(desktop);
	}
	add_damage(desktop, &news.damage);
	region_clip(&desktop->damage, screen_of(desktop));
	desktop->is_busy = news.is_busy;
	desktop->news.is_resized |= news.is_resized;
	desktop->news.is_cursor_moved |= news.is_cursor_moved;
	desktop->news.is_cursor_shaped |= news.is_cursor_shaped;
	desktop->news.again_ms = news.again_ms;
	return look_at_share(desktop);
}

enum result desktop_poll(struct desktop *desktop, struct desktop_news *news)
{
	*news = (struct desktop_news){.again_ms = -1};
	enum result result = absorb(desktop);
	if (result != RESULT_OK)
		return result;
	*news = desktop->news;
	bool is_any = !region_is_empty(&desktop->damage) || !region_is_empty(&desktop->asked);
	news->is_damaged = is_any && !rect_is_empty(shared_area(desktop));
	desktop->news = (struct desktop_news){.again_ms = -1};
	return RESULT_OK;
}

/* Until the display says something, at most until `until_us`. */
static enum result sleep_until(struct desktop *desktop, int64_t until_us)
{
	int64_t left_us = until_us - clock_now_us();
	struct wake_on on = {.handle = desktop_handle(desktop), .want_read = true};
	return wake_wait(desktop->wake, &on, 1, left_us <= 0 ? 0 : (int)((left_us + 999) / 1000));
}

static enum result wait_for_quiet(struct desktop *desktop)
{
	enum result result = RESULT_OK;
	while (result == RESULT_OK && !region_is_empty(&desktop->damage)) {
		int64_t now_us = clock_now_us();
		int64_t left_us = quiet_left_us(&desktop->quiet, desktop->is_busy, now_us);
		if (left_us <= 0)
			break;
		result = sleep_until(desktop, now_us + left_us);
		if (result == RESULT_OK)
			result = absorb(desktop);
	}
	return result;
}

static enum result ask(struct desktop *desktop)
{
	struct region want = desktop->damage;
	region_clip(&want, shared_area(desktop));
	region_clear(&desktop->damage);
	if (region_is_empty(&want))
		return RESULT_OK;
	enum result result = desktop->backend->ask(desktop->capture, &want);
	if (result != RESULT_OK)
		return result;
	desktop->asked = want;
	desktop->asked_size = screen_of(desktop);
	return RESULT_OK;
}

static bool has_size(const struct image *image, struct rect size)
{
	return image->width_px == size.width && image->height_px == size.height;
}

/* Waits for what was asked for, into *to, or nowhere if *to does not fit it (any more). */
static enum result take(struct desktop *desktop, struct image *to, struct region *got)
{
	int64_t until_us = clock_now_us() + ANSWER_US;
	for (;;) {
		bool fits = has_size(to, desktop->asked_size);
		enum result result = desktop->backend->take(desktop->capture, fits ? to : NULL);
		if (result != RESULT_WOULD_BLOCK) {
			if (result == RESULT_OK && fits)
				*got = desktop->asked;
			else
				add_damage(desktop, &desktop->asked);
			region_clear(&desktop->asked);
			return result;
		}
		if (clock_now_us() >= until_us)
			return RESULT_WOULD_BLOCK;
		result = sleep_until(desktop, until_us);
		if (result != RESULT_OK)
			return result;
	}
}

/* The part of the screen that is shared becomes the picture. */
static void cut_out(struct desktop *desktop, struct image *picture, struct region *changed)
{
	struct rect area = shared_area(desktop);
	region_clip(changed, area);
	for (size_t i = 0; i < changed->count; i++) {
		struct rect *rect = &changed->rects[i];
		image_copy_to(picture, rect->x - area.x, rect->y - area.y, &desktop->whole, *rect);
		rect->x -= area.x;
		rect->y -= area.y;
	}
}

static bool is_cut(const struct desktop *desktop)
{
	return desktop->choice.kind == SHARE_MONITOR;
}

static enum result take_picture(struct desktop *desktop, struct image *picture, struct region *got)
{
	if (!is_cut(desktop))
		return take(desktop, picture, got);
	struct rect screen = screen_of(desktop);
	enum result result = RESULT_OK;
	if (!has_size(&desktop->whole, screen)) {
		image_finish(&desktop->whole);
		result = image_init(&desktop->whole, screen.width, screen.height);
	}
	if (result == RESULT_OK)
		result = take(desktop, &desktop->whole, got);
	if (result == RESULT_OK)
		cut_out(desktop, picture, got);
	return result;
}

static enum result fit_image(struct desktop *desktop, struct image *screen)
{
	struct rect size = desktop_size(desktop);
	if (has_size(screen, size))
		return RESULT_OK;
	image_finish(screen);
	*screen = (struct image){0};
	desktop_damage_all(desktop);
	return image_init(screen, size.width, size.height);
}

/* Nothing of it is handed out, nor kept for later: not even what is on its way. */
static void hide(struct desktop *desktop, struct image *screen, struct region *changed)
{
	desktop->asked_size = (struct rect){0};
	image_finish(screen);
	image_finish(&desktop->whole);
	*screen = desktop->whole = (struct image){0};
	region_clear(changed);
}

/* A read may fail because the screen has just changed its size; the news of it is on the way. */
static enum result judge(struct desktop *desktop, enum result result)
{
	if (result != RESULT_SYSTEM) {
		desktop->failures = 0;
		return result;
	}
	if (++desktop->failures < FAILURES_MAX)
		return RESULT_WOULD_BLOCK;
	log_error("desktop", "the screen could not be read %d times in a row", FAILURES_MAX);
	return RESULT_SYSTEM;
}

static enum result read_screen(struct desktop *desktop, struct image *screen, struct region *changed)
{
	enum result result = RESULT_OK;
	if (region_is_empty(&desktop->asked)) {
		result = wait_for_quiet(desktop);
		if (result == RESULT_OK)
			result = fit_image(desktop, screen); /* the size may have changed while waiting */
		if (result == RESULT_OK)
			result = ask(desktop);
	}
	if (result == RESULT_OK && !region_is_empty(&desktop->asked))
		result = take_picture(desktop, screen, changed);
	return judge(desktop, result);
}

enum result desktop_capture(struct desktop *desktop, struct image *screen, struct region *changed)
{
	region_clear(changed);
	enum result result = absorb(desktop);
	if (result != RESULT_OK)
		return result;
	if (rect_is_empty(shared_area(desktop))) {
		hide(desktop, screen, changed);
		return RESULT_OK;
	}
	result = fit_image(desktop, screen);
	if (result == RESULT_OK)
		result = read_screen(desktop, screen, changed);
	uint32_t turn = desktop->choice.turn;
	enum result chosen = look_at_share(desktop);
	if (desktop->choice.turn != turn || rect_is_empty(shared_area(desktop)))
		hide(desktop, screen, changed);
	return result == RESULT_OK ? chosen : result;
}

void desktop_cursor(const struct desktop *desktop, struct desktop_cursor *out)
{
	struct rect area = shared_area(desktop);
	*out = (struct desktop_cursor){0};
	if (rect_is_empty(area))
		return;
	*out = desktop->state->cursor;
	out->is_visible = out->shape.pixels != NULL && rect_has_point(area, out->x_px, out->y_px);
	out->x_px -= area.x;
	out->y_px -= area.y;
}
