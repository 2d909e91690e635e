/*
 * The capture backend for Windows. There is nothing to sleep on: `again_ms` says when to look again. What is
 * asked for is in the copy of the screen (screen.h) already, so it is there at once.
 */
#include "desktop/backend.h"

#include "base/clock.h"
#include "desktop/win32/monitors.h"
#include "desktop/win32/pointer.h"
#include "desktop/win32/screen.h"

#include <mmsystem.h>
#include <stdlib.h>
#include <string.h>

enum { MONITORS_EACH_US = 1000000, TIMER_MS = 1 };

struct capture {
	struct screen screen;
	struct pointer pointer;
	struct capture_state state;
	int64_t monitors_us; /* when they were looked at last */
	struct region asked;
};

static void capture_close(void *self)
{
	struct capture *capture = self;
	screen_close(&capture->screen);
	image_finish(&capture->state.cursor.shape);
	timeEndPeriod(TIMER_MS);
	free(capture);
}

static void read_monitors(struct capture *capture)
{
	capture->monitors_us = clock_now_us();
	capture->state.monitor_count =
		monitors_read(capture->screen.around, capture->state.monitors, DESKTOP_MONITORS_MAX);
}

static enum result measure(struct capture *capture, struct rect around)
{
	screen_close(&capture->screen);
	enum result result = screen_open(&capture->screen, around);
	if (result != RESULT_OK)
		return result;
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
	enum result result = rect_is_empty(around) ? RESULT_NO_DISPLAY : measure(capture, around);
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
	struct rect around = monitors_around();
	if (!rect_is_empty(around) && memcmp(&around, &capture->screen.around, sizeof around) != 0) {
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

static enum result capture_poll(void *self, struct capture_news *news)
{
	struct capture *capture = self;
	enum result result = look_at_monitors(capture, news);
	if (result != RESULT_OK)
		return result;
	pointer_poll(&capture->pointer, capture->screen.around, &capture->state.cursor, news);
	/* While the system shows a screen of its own, ours can't be read; the guard says so (barring.h). */
	(void)screen_poll(&capture->screen, &news->damage, &news->again_ms);
	return RESULT_OK;
}

static enum result capture_ask(void *self, const struct region *want)
{
	struct capture *capture = self;
	capture->asked = *want;
	return RESULT_OK;
}

static enum result capture_take(void *self, struct image *into)
{
	struct capture *capture = self;
	for (size_t i = 0; into != NULL && i < capture->asked.count; i++)
		image_copy(into, &capture->screen.now, capture->asked.rects[i]);
	region_clear(&capture->asked);
	return RESULT_OK;
}

const struct capture_backend desktop_capture_backend = {
	.open = capture_open,
	.close = capture_close,
	.handle = capture_handle,
	.poll = capture_poll,
	.ask = capture_ask,
	.take = capture_take,
};
