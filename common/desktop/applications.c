#include "desktop/applications.h"

#include "base/clock.h"
#include "desktop/windows.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOWS_LISTED_MAX = 256 };

static int64_t area(const struct window_info *info)
{
	return (int64_t)info->owner.area.width * info->owner.area.height;
}

/* The place of a program in `to`, made if it is a new one; NULL: there is no room. */
static struct desktop_application *place_of(struct desktop_application *to, size_t room, size_t *count,
                                            uint64_t id)
{
	for (size_t i = 0; i < *count; i++) {
		if (to[i].id == id)
			return &to[i];
	}
	if (*count == room)
		return NULL;
	to[*count] = (struct desktop_application){.id = id};
	return &to[(*count)++];
}

/* Which window shows a program: the largest. */
static const struct window_info *largest(const struct window_info *infos, size_t count, uint64_t id)
{
	const struct window_info *best = NULL;
	for (size_t i = 0; i < count; i++) {
		bool is_its = infos[i].owner.programs[0] == id;
		if (is_its && (best == NULL || area(&infos[i]) > area(best)))
			best = &infos[i];
	}
	return best;
}

/* The mean of the pixels of `from` that become one. */
static uint32_t mean(const struct image *from, struct rect part)
{
	uint32_t red = 0, green = 0, blue = 0, count = (uint32_t)(part.width * part.height);
	for (int y = part.y; y < part.y + part.height; y++) {
		const uint32_t *row = image_row(from, y) + part.x;
		for (int x = 0; x < part.width; x++) {
			red += row[x] >> 16 & 0xFF;
			green += row[x] >> 8 & 0xFF;
			blue += row[x] & 0xFF;
		}
	}
	return (red / count) << 16 | (green / count) << 8 | blue / count;
}

/* `from` within the limits of a picture, its sides in proportion. */
static enum result shrink(const struct image *from, struct image *to)
{
	int width = from->width_px, height = from->height_px;
	if (width > APPLICATION_WIDTH_MAX_PX) {
		height = height * APPLICATION_WIDTH_MAX_PX / width;
		width = APPLICATION_WIDTH_MAX_PX;
	}
	if (height > APPLICATION_HEIGHT_MAX_PX) {
		width = width * APPLICATION_HEIGHT_MAX_PX / height;
		height = APPLICATION_HEIGHT_MAX_PX;
	}
	enum result result = image_init(to, width < 1 ? 1 : width, height < 1 ? 1 : height);
	if (result != RESULT_OK)
		return result;
	for (int y = 0; y < to->height_px; y++) {
		int top = y * from->height_px / to->height_px, bottom = (y + 1) * from->height_px / to->height_px;
		for (int x = 0; x < to->width_px; x++) {
			int left = x * from->width_px / to->width_px, right = (x + 1) * from->width_px / to->width_px;
			image_row(to, y)[x] = mean(from, (struct rect){left, top, right - left, bottom - top});
		}
	}
	return RESULT_OK;
}

static void take_picture(void *windows, struct desktop_application *application,
                         const struct window_info *info)
{
	struct image whole = {0};
	if (desktop_windows_backend.picture(windows, info->window, &whole) == RESULT_OK)
		(void)shrink(&whole, &application->picture);
	image_finish(&whole);
}

static void describe(struct desktop_application *application, const struct window_info *info)
{
	memcpy(application->name, info->program, sizeof application->name);
	memcpy(application->title, info->title, sizeof application->title);
}

static void find_all(void *windows, const struct window_info *infos, size_t info_count,
                     struct desktop_application *to, size_t room, size_t *count)
{
	for (size_t i = 0; i < info_count; i++) {
		uint64_t id = infos[i].owner.programs[0];
		struct desktop_application *one = id == 0 ? NULL : place_of(to, room, count, id);
		if (one != NULL)
			one->window_count++;
	}
	clock_sleep_ms(WINDOWS_PICTURE_MS);
	for (size_t i = 0; i < *count; i++) {
		const struct window_info *info = largest(infos, info_count, to[i].id);
		if (info == NULL)
			continue;
		describe(&to[i], info);
		take_picture(windows, &to[i], info);
	}
}

enum result desktop_applications(const char *display_name, struct desktop_application *to, size_t room,
                                 size_t *count)
{
	void *windows = NULL;
	*count = 0;
	struct window_info *infos = calloc(WINDOWS_LISTED_MAX, sizeof *infos);
	if (infos == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = desktop_windows_backend.open(&windows, display_name);
	if (result == RESULT_OK) {
		size_t found = desktop_windows_backend.list(windows, infos, WINDOWS_LISTED_MAX);
		find_all(windows, infos, found, to, room, count);
		desktop_windows_backend.close(windows);
	}
	free(infos);
	return result;
}

void applications_finish(struct desktop_application *applications, size_t count)
{
	for (size_t i = 0; i < count; i++)
		image_finish(&applications[i].picture);
}
