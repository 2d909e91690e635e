/*
 * One round: which windows there are; the picture of each chosen one from the bottom up; and whether the
 * windows are still the same. Where they are not, something may have been read in the place of something else
 * (under Wine), and the round counts for nothing.
 */
#include "desktop/win32/window_capture.h"

#include "base/clock.h"
#include "desktop/win32/changes.h"
#include "desktop/win32/hook.h"

#include <stdlib.h>
#include <string.h>

enum { WATCH_MS = 15, ROUND_AGAIN_MS = 5 };

enum result window_capture_open(struct window_capture *capture, struct rect around)
{
	*capture = (struct window_capture){.around = around};
	capture->kept = calloc(WINDOW_LIST_MAX, sizeof *capture->kept);
	enum result result = capture->kept == NULL ? RESULT_OUT_OF_MEMORY : RESULT_OK;
	if (result == RESULT_OK)
		result = window_list_init(&capture->windows);
	if (result == RESULT_OK)
		result = window_list_init(&capture->after);
	if (result == RESULT_OK)
		result = image_init(&capture->now, around.width, around.height);
	if (result == RESULT_OK)
		result = image_init(&capture->fresh, around.width, around.height);
	if (result != RESULT_OK)
		window_capture_close(capture);
	else
		image_fill(&capture->now, image_rect(&capture->now), SHARE_CALM);
	return result;
}

void window_capture_close(struct window_capture *capture)
{
	for (size_t i = 0; capture->kept != NULL && i < WINDOW_LIST_MAX; i++)
		image_finish(&capture->kept[i].seen);
	free(capture->kept);
	window_list_finish(&capture->windows);
	window_list_finish(&capture->after);
	window_picture_finish(&capture->picture);
	image_finish(&capture->now);
	image_finish(&capture->fresh);
	*capture = (struct window_capture){0};
}

/* What is kept of a window, of its present size; NULL: no memory, or no place. */
static struct kept_window *kept_of(struct window_capture *capture, const struct shown_window *window)
{
	struct kept_window *kept = NULL;
	for (size_t i = 0; i < WINDOW_LIST_MAX; i++) {
		struct kept_window *one = &capture->kept[i];
		if (one->handle == window->handle) {
			kept = one;
			break;
		}
		if (one->handle == NULL && kept == NULL)
			kept = one;
	}
	if (kept == NULL)
		return NULL;
	if (kept->handle != window->handle || kept->seen.width_px != window->whole.width ||
	    kept->seen.height_px != window->whole.height) {
		image_finish(&kept->seen);
		kept->handle = NULL;
		if (image_init(&kept->seen, window->whole.width, window->whole.height) != RESULT_OK)
			return NULL;
		image_fill(&kept->seen, image_rect(&kept->seen), SHARE_CALM);
		kept->handle = window->handle;
	}
	return kept;
}

static void draw(struct window_capture *capture, size_t index)
{
	const struct shown_window *window = &capture->windows.list[index];
	struct kept_window *kept = kept_of(capture, window);
	struct region valid;
	if (kept == NULL)
		return;
	kept->is_used = true;
	if (window_picture_read(&capture->picture, &capture->windows, index, &valid) == RESULT_OK) {
		for (size_t i = 0; i < valid.count; i++)
			image_copy(&kept->seen, &capture->picture.pixels, valid.rects[i]);
	}
}

/* Of what is kept, once it is known that it was read right. */
static void place(struct window_capture *capture, size_t index)
{
	const struct shown_window *window = &capture->windows.list[index];
	struct rect area = window->owner.area;
	const struct kept_window *kept = kept_of(capture, window);
	if (kept != NULL)
		image_copy_to(
			&capture->fresh, area.x, area.y, &kept->seen,
			(struct rect){area.x - window->whole.x, area.y - window->whole.y, area.width, area.height});
}

/* Windows that are gone, or not shared any more. */
static void forget_others(struct window_capture *capture)
{
	for (size_t i = 0; i < WINDOW_LIST_MAX; i++) {
		struct kept_window *kept = &capture->kept[i];
		if (kept->handle != NULL && !kept->is_used) {
			image_finish(&kept->seen);
			*kept = (struct kept_window){0};
		}
		kept->is_used = false;
	}
}

/* A read that may be of something else is not kept either. */
static void forget_all(struct window_capture *capture)
{
	for (size_t i = 0; i < WINDOW_LIST_MAX; i++)
		capture->kept[i].is_used = false;
	forget_others(capture);
}

/* Under Wine a window that has moved by its own program's word may be on the screen where it was for some ms
 * more: nothing is read before all have been where they are since the round before. */
static bool is_settled(const struct window_capture *capture)
{
	return !window_picture_is_of_screen() || window_list_is_same(&capture->windows, &capture->after);
}

/* False: it counts for nothing. */
static bool compose(struct window_capture *capture, const struct share_choice *choice)
{
	struct window_list *windows = &capture->windows;
	window_list_read(windows, capture->around);
	if (!is_settled(capture)) {
		window_list_read(&capture->after, capture->around);
		return false;
	}
	for (size_t i = windows->count; i > 0; i--) {
		const struct window_owner *owner = &windows->list[i - 1].owner;
		if (!owner->is_own && share_has(choice, owner->programs))
			draw(capture, i - 1);
	}
	window_list_read(&capture->after, capture->around);
	if (!window_list_is_same(windows, &capture->after)) {
		forget_all(capture);
		return false;
	}
	image_fill(&capture->fresh, image_rect(&capture->fresh), SHARE_CALM);
	for (size_t i = windows->count; i > 0; i--) {
		const struct window_owner *owner = &windows->list[i - 1].owner;
		if (!owner->is_own && share_has(choice, owner->programs))
			place(capture, i - 1);
	}
	forget_others(capture);
	return true;
}

static void watch_input(struct window_capture *capture, int64_t now_us)
{
	LASTINPUTINFO last = {.cbSize = sizeof last};
	if (!GetLastInputInfo(&last) || last.dwTime == capture->input_tick || hook_was_probe(last.dwTime))
		return;
	capture->input_tick = last.dwTime;
	tempo_wake(&capture->tempo, now_us);
}

void window_capture_poll(struct window_capture *capture, const struct share_choice *choice,
                         struct region *damage, int *again_ms)
{
	int64_t now_us = clock_now_us();
	*again_ms = WATCH_MS;
	watch_input(capture, now_us);
	int64_t left_us = capture->is_whole ? tempo_left_us(&capture->tempo, now_us) : 0;
	if (left_us > 0) {
		int left_ms = (int)((left_us + 999) / 1000);
		*again_ms = left_ms < WATCH_MS ? left_ms : WATCH_MS;
		return;
	}
	bool is_good = compose(capture, choice);
	bool has_changed = is_good && changes_take(&capture->now, &capture->fresh, !capture->is_whole, damage);
	int64_t done_us = clock_now_us();
	capture->is_whole |= is_good;
	tempo_looked(&capture->tempo, now_us, done_us);
	if (has_changed || !is_good)
		tempo_wake(&capture->tempo, done_us);
	if (!is_good)
		*again_ms = ROUND_AGAIN_MS;
}

bool window_capture_is_over(const struct window_capture *capture, const struct share_choice *choice, int x_px,
                            int y_px)
{
	for (size_t i = 0; i < capture->windows.count; i++) {
		const struct window_owner *owner = &capture->windows.list[i].owner;
		if (rect_has_point(owner->area, x_px, y_px))
			return !owner->is_own && share_has(choice, owner->programs);
	}
	return false;
}
