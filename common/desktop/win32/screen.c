#include "desktop/win32/screen.h"

#include "base/clock.h"
#include "base/log.h"
#include "desktop/win32/changes.h"
#include "desktop/win32/duplicate.h"
#include "desktop/win32/hook.h"

#include <string.h>

enum {
	WATCH_MS = 15,      /* how often it is asked whether anybody did something */
	WATCH_REST_MS = 40, /* the same after nothing has happened for long */
	REST_AFTER_US = 3000000,
	DUPLICATE_EACH_US = 4000,
	DUPLICATE_CALM_US = 16000,
	RETRY_US = 2000000, /* until duplication is tried again, twice as long each time that it can't be had */
	RETRY_MOST_US = 16000000,
	DUE_EACH_US = 100000, /* while nothing changes in what Windows records */
};

/* --- reading all of it
 * ----------------------------------------------------------------------------------------- */

static enum result open_reading(struct screen *screen)
{
	BITMAPINFO info = {
		.bmiHeader = {
			.biSize = sizeof info.bmiHeader, .biPlanes = 1, .biBitCount = 32, .biCompression = BI_RGB}};
	void *pixels = NULL;
	info.bmiHeader.biWidth = screen->around.width;
	info.bmiHeader.biHeight = -screen->around.height; /* the first row first */
	screen->all = GetDC(NULL);
	screen->memory = screen->all != NULL ? CreateCompatibleDC(screen->all) : NULL;
	if (screen->memory == NULL)
		return RESULT_NO_DISPLAY;
	screen->bitmap = CreateDIBSection(screen->memory, &info, DIB_RGB_COLORS, &pixels, NULL, 0);
	if (screen->bitmap == NULL || pixels == NULL)
		return RESULT_OUT_OF_MEMORY;
	screen->before = SelectObject(screen->memory, screen->bitmap);
	screen->fresh = (struct image){.pixels = pixels,
	                               .width_px = screen->around.width,
	                               .height_px = screen->around.height,
	                               .stride_px = screen->around.width};
	return RESULT_OK;
}

static bool read_all(struct screen *screen)
{
	bool is_read = BitBlt(screen->memory, 0, 0, screen->around.width, screen->around.height, screen->all,
	                      screen->around.x, screen->around.y, SRCCOPY);
	GdiFlush();
	return is_read;
}

static void watch_input(struct screen *screen, int64_t now_us)
{
	LASTINPUTINFO last = {.cbSize = sizeof last};
	if (!GetLastInputInfo(&last) || last.dwTime == screen->input_tick || hook_was_probe(last.dwTime))
		return;
	screen->input_tick = last.dwTime;
	tempo_wake(&screen->tempo, now_us);
}

static enum result poll_by_reading(struct screen *screen, struct region *damage, int *again_ms)
{
	int64_t now_us = clock_now_us();
	watch_input(screen, now_us);
	int watch_ms = now_us - screen->tempo.active_us > REST_AFTER_US ? WATCH_REST_MS : WATCH_MS;
	*again_ms = watch_ms;
	int64_t left_us = screen->is_whole ? tempo_left_us(&screen->tempo, now_us) : 0;
	if (left_us > 0) {
		int left_ms = (int)((left_us + 999) / 1000);
		*again_ms = left_ms < watch_ms ? left_ms : watch_ms;
		return RESULT_OK;
	}
	bool is_read = read_all(screen);
	bool has_changed = is_read && changes_take(&screen->now, &screen->fresh, !screen->is_whole, damage);
	screen->is_whole |= is_read;
	screen->has_news |= has_changed;
	int64_t done_us = clock_now_us();
	tempo_looked(&screen->tempo, now_us, done_us);
	if (has_changed)
		tempo_wake(&screen->tempo, done_us);
	return is_read ? RESULT_OK : RESULT_WOULD_BLOCK;
}

/* --- what Windows records
 * -------------------------------------------------------------------------------------- */

static void stop_duplicating(struct screen *screen)
{
	for (size_t i = 0; i < screen->output_count; i++)
		duplicate_close(screen->outputs[i]);
	screen->output_count = 0;
}

/* All monitors, or none: then all of it is read. */
static void try_duplicating(struct screen *screen)
{
	int64_t twice_us = screen->retry_us == 0 ? RETRY_US : screen->retry_us * 2;
	screen->duplicated_us = clock_now_us();
	enum result result =
		duplicate_open_all(screen->around, screen->outputs, SCREEN_OUTPUTS_MAX, &screen->output_count);
	screen->can_not_duplicate = result == RESULT_UNSUPPORTED;
	screen->retry_us = result == RESULT_OK ? RETRY_US : twice_us < RETRY_MOST_US ? twice_us : RETRY_MOST_US;
	if (result != RESULT_OK)
		return;
	log_info("desktop", "the screen is read as Windows records it, %zu monitors", screen->output_count);
}

static bool is_to_try(const struct screen *screen, int64_t now_us)
{
	return screen->output_count == 0 && !screen->can_not_duplicate &&
	       now_us - screen->duplicated_us > screen->retry_us;
}

/* Until the first picture of each monitor has come, all is read as well. */
static enum result poll_by_duplicating(struct screen *screen, struct region *damage, int *again_ms)
{
	int64_t now_us = clock_now_us();
	struct region fresh = {.count = 0};
	bool is_missing = false;
	for (size_t i = 0; i < screen->output_count; i++) {
		enum result result = duplicate_poll(screen->outputs[i], &screen->now, &fresh);
		is_missing |= result == RESULT_WOULD_BLOCK;
		if (result == RESULT_OK || result == RESULT_WOULD_BLOCK)
			continue;
		log_info("desktop", "the record of monitor %zu has ended", i);
		stop_duplicating(screen);
		screen->is_whole = false;
		return poll_by_reading(screen, damage, again_ms);
	}
	region_add_all(damage, &fresh);
	screen->has_news = !region_is_empty(&fresh);
	if (screen->has_news)
		tempo_wake(&screen->tempo, now_us);
	if (is_missing)
		return poll_by_reading(screen, damage, again_ms);
	screen->is_whole = true;
	bool is_calm = now_us - screen->tempo.active_us > TEMPO_CALM_US;
	*again_ms = (is_calm ? DUPLICATE_CALM_US : DUPLICATE_EACH_US) / 1000;
	return RESULT_OK;
}

/* --- both
 * ------------------------------------------------------------------------------------------------------ */

enum result screen_open(struct screen *screen, struct rect around)
{
	*screen = (struct screen){.around = around};
	enum result result = image_init(&screen->now, around.width, around.height);
	if (result == RESULT_OK)
		result = open_reading(screen);
	if (result != RESULT_OK) {
		screen_close(screen);
		return result;
	}
	try_duplicating(screen);
	if (screen->output_count == 0)
		log_info("desktop", "the screen is read by comparing, %d x %d px", around.width, around.height);
	return RESULT_OK;
}

void screen_close(struct screen *screen)
{
	stop_duplicating(screen);
	if (screen->before != NULL)
		SelectObject(screen->memory, screen->before);
	if (screen->bitmap != NULL)
		DeleteObject(screen->bitmap);
	if (screen->memory != NULL)
		DeleteDC(screen->memory);
	if (screen->all != NULL)
		ReleaseDC(NULL, screen->all);
	image_finish(&screen->now);
	*screen = (struct screen){0};
}

bool screen_is_due(struct screen *screen)
{
	int64_t now_us = clock_now_us();
	watch_input(screen, now_us);
	bool is_due = !screen->is_whole || is_to_try(screen, now_us);
	if (screen->output_count == 0)
		is_due |= tempo_left_us(&screen->tempo, now_us) <= 0;
	else
		is_due |= screen->has_news || now_us - screen->due_us >= DUE_EACH_US;
	if (is_due)
		screen->due_us = now_us;
	return is_due;
}

enum result screen_poll(struct screen *screen, struct region *damage, int *again_ms)
{
	screen->has_news = false;
	if (is_to_try(screen, clock_now_us()))
		try_duplicating(screen);
	return screen->output_count > 0 ? poll_by_duplicating(screen, damage, again_ms)
	                                : poll_by_reading(screen, damage, again_ms);
}
