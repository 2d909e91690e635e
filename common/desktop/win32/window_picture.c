#include "desktop/win32/window_picture.h"

#include "desktop/share.h"

#include <string.h>

enum { FULL_CONTENT = 2, ANSWER_MS = 50 };

bool window_picture_is_of_screen(void)
{
	HMODULE library = GetModuleHandleW(L"ntdll.dll");
	return library != NULL && GetProcAddress(library, "wine_get_version") != NULL;
}

void window_picture_finish(struct window_picture *picture)
{
	if (picture->before != NULL)
		SelectObject(picture->memory, picture->before);
	if (picture->bitmap != NULL)
		DeleteObject(picture->bitmap);
	if (picture->memory != NULL)
		DeleteDC(picture->memory);
	*picture = (struct window_picture){0};
}

static enum result have_room(struct window_picture *picture, int width_px, int height_px)
{
	BITMAPINFO info = {
		.bmiHeader = {
			.biSize = sizeof info.bmiHeader, .biPlanes = 1, .biBitCount = 32, .biCompression = BI_RGB}};
	void *pixels = NULL;
	if (picture->pixels.width_px >= width_px && picture->pixels.height_px >= height_px)
		return RESULT_OK;
	if (width_px > IMAGE_SIDE_MAX_PX || height_px > IMAGE_SIDE_MAX_PX)
		return RESULT_SYSTEM;
	window_picture_finish(picture);
	info.bmiHeader.biWidth = width_px;
	info.bmiHeader.biHeight = -height_px; /* the first row first */
	picture->memory = CreateCompatibleDC(NULL);
	if (picture->memory == NULL)
		return RESULT_OUT_OF_MEMORY;
	picture->bitmap = CreateDIBSection(picture->memory, &info, DIB_RGB_COLORS, &pixels, NULL, 0);
	if (picture->bitmap == NULL || pixels == NULL) {
		window_picture_finish(picture);
		return RESULT_OUT_OF_MEMORY;
	}
	picture->before = SelectObject(picture->memory, picture->bitmap);
	picture->pixels =
		(struct image){.pixels = pixels, .width_px = width_px, .height_px = height_px, .stride_px = width_px};
	return RESULT_OK;
}

/* A window whose thread hangs would keep us waiting for ever. */
static bool answers(HWND window)
{
	DWORD_PTR ignored;
	return !IsHungAppWindow(window) &&
	       SendMessageTimeoutW(window, WM_NULL, 0, 0, SMTO_ABORTIFHUNG, ANSWER_MS, &ignored) != 0;
}

/* Windows before 8.1 know nothing of FULL_CONTENT: there what the graphics card draws stays black. */
static bool print(const struct window_picture *picture, HWND window)
{
	if (!answers(window))
		return false;
	return PrintWindow(window, picture->memory, FULL_CONTENT) || PrintWindow(window, picture->memory, 0);
}

static struct rect moved(struct rect rect, int x, int y)
{
	return (struct rect){rect.x + x, rect.y + y, rect.width, rect.height};
}

static bool is_covered(const struct window_list *list, size_t index, struct rect part)
{
	for (size_t i = 0; i < index; i++) {
		if (!rect_is_empty(rect_intersect(list->list[i].whole, part)))
			return true;
	}
	return false;
}

/* Whatever lies over it would be read in its place, so only what nothing covers is. */
static void uncovered(const struct window_list *list, size_t index, struct region *out)
{
	const struct shown_window *window = &list->list[index];
	region_clear(out);
	region_add(out, rect_intersect(window->owner.area,
	                               (struct rect){0, 0, list->around.width, list->around.height}));
	for (size_t i = 0; i < index; i++)
		region_cut(out, list->list[i].whole);
	/* A region that was full covers more than it should: such a part is not read at all. */
	size_t kept = 0;
	for (size_t i = 0; i < out->count; i++) {
		if (!is_covered(list, index, out->rects[i]))
			out->rects[kept++] = moved(out->rects[i], -window->whole.x, -window->whole.y);
	}
	out->count = kept;
}

static bool copy_drawn(const struct window_picture *picture, HWND window, const struct region *parts)
{
	HDC from = GetWindowDC(window);
	bool is_read = from != NULL;
	for (size_t i = 0; is_read && i < parts->count; i++) {
		struct rect part = parts->rects[i];
		is_read =
			BitBlt(picture->memory, part.x, part.y, part.width, part.height, from, part.x, part.y, SRCCOPY);
	}
	if (from != NULL)
		ReleaseDC(window, from);
	return is_read;
}

enum result window_picture_read(struct window_picture *picture, const struct window_list *list, size_t index,
                                struct region *valid)
{
	const struct shown_window *window = &list->list[index];
	bool is_read;
	region_clear(valid);
	enum result result = have_room(picture, window->whole.width, window->whole.height);
	if (result != RESULT_OK)
		return result;
	if (window_picture_is_of_screen()) {
		uncovered(list, index, valid);
		is_read = copy_drawn(picture, window->handle, valid);
	} else {
		region_add(valid, moved(window->owner.area, -window->whole.x, -window->whole.y));
		is_read = print(picture, window->handle);
	}
	GdiFlush();
	return is_read ? RESULT_OK : RESULT_SYSTEM;
}

enum result window_picture_once(const struct window_list *list, size_t index, struct image *out)
{
	const struct shown_window *window = &list->list[index];
	struct rect seen = moved(window->owner.area, -window->whole.x, -window->whole.y);
	struct window_picture picture = {0};
	struct region valid;
	enum result result = window_picture_read(&picture, list, index, &valid);
	if (result == RESULT_OK)
		result = image_init(out, seen.width, seen.height);
	if (result == RESULT_OK) {
		image_fill(out, image_rect(out), SHARE_CALM);
		for (size_t i = 0; i < valid.count; i++) {
			struct rect part = rect_intersect(valid.rects[i], seen);
			image_copy_to(out, part.x - seen.x, part.y - seen.y, &picture.pixels, part);
		}
	}
	window_picture_finish(&picture);
	return result;
}
