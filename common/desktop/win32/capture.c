/*
 * The capture backend for Windows. There is nothing to sleep on: `again_ms` says when to look again. What is
 * asked for is in the copy of the screen (screen.h), or in the composed picture of chosen applications
 * (window_capture.h), already, so it is there at once.
 */
#include "desktop/backend.h"

#include "base/clock.h"
#include "desktop/monitor.h"
#include "desktop/win32/edge.h"
#include "desktop/win32/monitors.h"
#include "desktop/win32/pointer.h"
#include "desktop/win32/screen.h"
#include "desktop/win32/window_capture.h"

#include <mmsystem.h>
#include <stdlib.h>
#include <string.h>

enum { MONITORS_EACH_US = 1000000, AROUND_EACH_US = 200000, TIMER_MS = 1, PAST_US = 150000 };

struct capture {
	struct share_choice choice;
	struct screen screen;           /* closed while applications are shared: then it is not read at all */
	struct window_capture composed; /* else this is */
	struct window_list windows;     /* of the last look */
	struct edge edge;               /* the frame round what is shared */
	struct region own;              /* where our own windows are, and where they were */
	struct region own_past;         /* where they were within PAST_US: the screen may be behind */
	int64_t own_moved_us;
	struct rect around;           /* in Windows' coordinates */
	struct desktop_cursor cursor; /* the shape is its */
	bool is_cursor_hidden;        /* it is over something that is not shared */
	struct pointer pointer;
	struct capture_state state;
	int64_t around_us;   /* when the desktop's size was looked at last */
	int64_t monitors_us; /* when they were looked at last */
	struct region asked;
};

static void capture_close(void *self)
{
	struct capture *capture = self;
	edge_close(&capture->edge);
	screen_close(&capture->screen);
	window_capture_close(&capture->composed);
	window_list_finish(&capture->windows);
	image_finish(&capture->cursor.shape);
	timeEndPeriod(TIMER_MS);
	free(capture);
}

static void read_monitors(struct capture *capture)
{
	capture->monitors_us = clock_now_us();
	capture->state.monitor_count =
		monitors_read(capture->around, capture->state.monitors, DESKTOP_MONITORS_MAX);
}

static bool is_composed(const struct capture *capture)
{
	return capture->choice.kind == SHARE_APPLICATIONS;
}

static enum result measure(struct capture *capture, struct rect around)
{
	screen_close(&capture->screen);
	window_capture_close(&capture->composed);
	enum result result = is_composed(capture) ? window_capture_open(&capture->composed, around)
	                                          : screen_open(&capture->screen, around);
	if (result != RESULT_OK)
		return result;
	capture->around = around;
	capture->state.width_px = around.width;
	capture->state.height_px = around.height;
	read_monitors(capture);
	return RESULT_OK;
}

static enum result capture_open(void **out, const char *display_name, const struct capture_state **state)
{
	(void)display_name; /* there is one alone */
	*out = NULL;
	struct capture *capture = calloc(1, sizeof *capture);
	if (capture == NULL)
		return RESULT_OUT_OF_MEMORY;
	timeBeginPeriod(TIMER_MS); /* Windows else sleeps in steps of 16 ms */
	struct rect around = monitors_around();
	enum result result = rect_is_empty(around) ? RESULT_NO_DISPLAY : window_list_init(&capture->windows);
	if (result == RESULT_OK)
		result = measure(capture, around);
	capture->windows.is_own_only = true;
	capture->state.can_compose = true;
	if (result != RESULT_OK) {
		capture_close(capture);
		return result;
	}
	*out = capture;
	*state = &capture->state;
	return RESULT_OK;
}

static wake_handle capture_handle(void *self)
{
	(void)self;
	return -1;
}

/* Size and place of the desktop, and each second the monitors in it. */
static enum result look_at_monitors(struct capture *capture, struct capture_news *news)
{
	struct desktop_monitor before[DESKTOP_MONITORS_MAX];
	if (clock_now_us() - capture->around_us < AROUND_EACH_US)
		return RESULT_OK;
	capture->around_us = clock_now_us();
	struct rect around = monitors_around();
	if (!rect_is_empty(around) && memcmp(&around, &capture->around, sizeof around) != 0) {
		news->is_resized = true;
		return measure(capture, around);
	}
	if (clock_now_us() - capture->monitors_us < MONITORS_EACH_US)
		return RESULT_OK;
	size_t count = capture->state.monitor_count;
	memcpy(before, capture->state.monitors, sizeof before);
	read_monitors(capture);
	news->is_resized = count != capture->state.monitor_count ||
	                   memcmp(before, capture->state.monitors, count * sizeof *before) != 0;
	return RESULT_OK;
}

/* Our own windows are where they were at the last look or are by now. */
static void look_for_own(struct capture *capture, struct region *damage)
{
	struct region now;
	window_list_read(&capture->windows, capture->around);
	window_list_own(&capture->windows, &now);
	if (now.count != capture->own.count ||
	    memcmp(now.rects, capture->own.rects, now.count * sizeof *now.rects) != 0) {
		region_add_all(damage, &capture->own);
		region_add_all(damage, &now);
		region_add_all(&capture->own_past, &capture->own);
		capture->own_moved_us = clock_now_us();
	}
	capture->own = now;
}

static bool is_menu(HWND window)
{
	wchar_t name[16];
	return GetClassNameW(window, name, 16) > 0 && wcscmp(name, L"#32768") == 0;
}

/* What gets a frame: all, or each window but menus, which have no frame of their own either. */
static size_t framed(const struct capture *capture, struct rect to[static FRAMES_MAX])
{
	const struct window_list *windows = &capture->composed.windows;
	size_t count = 0;
	if (!is_composed(capture)) {
		to[0] = capture->choice.kind == SHARE_MONITOR
		            ? monitor_named(capture->state.monitors, capture->state.monitor_count,
		                            capture->choice.monitor)
		            : (struct rect){0, 0, capture->around.width, capture->around.height};
		return capture->choice.kind == SHARE_NOTHING ? 0 : 1;
	}
	for (size_t i = 0; i < windows->count && count < FRAMES_MAX; i++) {
		const struct window_owner *owner = &windows->list[i].owner;
		if (!owner->is_own && share_has(&capture->choice, owner->programs) &&
		    !is_menu(windows->list[i].handle))
			to[count++] = owner->area;
	}
	return count;
}

/* After a look at the windows. */
static void follow_with_frame(struct capture *capture)
{
	struct rect around[FRAMES_MAX];
	if (capture->choice.has_frame)
		edge_follow(&capture->edge, is_composed(capture) ? &capture->composed.windows : &capture->windows,
		            around, framed(capture, around), clock_now_ms());
}

/* What was covered only because our windows had just been there is seen again. */
static void forget_past(struct capture *capture, struct region *damage)
{
	if (region_is_empty(&capture->own_past) || clock_now_us() - capture->own_moved_us < PAST_US)
		return;
	region_add_all(damage, &capture->own_past);
	region_clear(&capture->own_past);
}

/* Over something that is not shared nothing is told of the pointer. */
static void look_at_pointer(struct capture *capture, struct capture_news *news)
{
	pointer_poll(&capture->pointer, capture->around, &capture->cursor, news);
	bool is_hidden =
		is_composed(capture) && !window_capture_is_over(&capture->composed, &capture->choice,
	                                                    capture->cursor.x_px, capture->cursor.y_px);
	if (is_hidden != capture->is_cursor_hidden)
		news->is_cursor_moved = news->is_cursor_shaped = true;
	else if (is_hidden)
		news->is_cursor_moved = news->is_cursor_shaped = false;
	capture->is_cursor_hidden = is_hidden;
	if (is_hidden)
		capture->state.cursor =
			(struct desktop_cursor){.shape_number = capture->cursor.shape_number, .x_px = -1, .y_px = -1};
	else
		capture->state.cursor = capture->cursor;
}

static enum result capture_poll(void *self, struct capture_news *news)
{
	struct capture *capture = self;
	enum result result = look_at_monitors(capture, news);
	if (result != RESULT_OK)
		return result;
	if (is_composed(capture)) {
		int64_t looked_us = capture->composed.tempo.looked_us;
		window_capture_poll(&capture->composed, &capture->choice, &news->damage, &news->again_ms);
		if (capture->composed.tempo.looked_us != looked_us)
			follow_with_frame(capture);
	} else {
		/* Where they are counts when the screen is read, and asking costs more than all else here. */
		bool is_due = screen_is_due(&capture->screen);
		if (is_due) {
			forget_past(capture, &news->damage);
			look_for_own(capture, &news->damage);
			follow_with_frame(capture);
		}
		/* While the system shows a screen of its own, ours can't be read; the guard says so (barring.h). */
		(void)screen_poll(&capture->screen, &news->damage, &news->again_ms);
		if (is_due || capture->screen.has_news)
			look_for_own(capture, &news->damage); /* one that came while it was read */
	}
	look_at_pointer(capture, news);
	return RESULT_OK;
}

static enum result capture_ask(void *self, const struct region *want)
{
	struct capture *capture = self;
	capture->asked = *want;
	return RESULT_OK;
}

/* The copy of the screen has our own windows in it; what leaves it does not. */
static void cover_own(const struct capture *capture, struct image *into, struct rect part)
{
	struct region own = capture->own;
	region_add_all(&own, &capture->own_past);
	for (size_t i = 0; i < own.count; i++)
		image_fill(into, rect_intersect(own.rects[i], part), SHARE_CALM);
}

static enum result capture_take(void *self, struct image *into)
{
	struct capture *capture = self;
	const struct image *from = is_composed(capture) ? &capture->composed.now : &capture->screen.now;
	for (size_t i = 0; into != NULL && i < capture->asked.count; i++) {
		image_copy(into, from, capture->asked.rects[i]);
		if (!is_composed(capture))
			cover_own(capture, into, capture->asked.rects[i]);
	}
	region_clear(&capture->asked);
	return RESULT_OK;
}

static enum result capture_choose(void *self, const struct share_choice *choice)
{
	struct capture *capture = self;
	bool was_composed = is_composed(capture);
	capture->choice = *choice;
	edge_close(&capture->edge);
	if (!is_composed(capture) && !was_composed) {
		follow_with_frame(capture);
		return RESULT_OK;
	}
	/* Anew, so that nothing of another choice is left in it. */
	return measure(capture, capture->around);
}

const struct capture_backend desktop_capture_backend = {
	.open = capture_open,
	.close = capture_close,
	.handle = capture_handle,
	.poll = capture_poll,
	.ask = capture_ask,
	.take = capture_take,
	.choose = capture_choose,
};
