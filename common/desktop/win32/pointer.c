#include "desktop/win32/pointer.h"

enum { SIDE_MAX_PX = 256 };

/* The shape on a ground of one colour. */
static bool draw_on(HDC memory, HCURSOR shape, uint32_t *pixels, int count, int side_px, uint32_t ground)
{
	for (int i = 0; i < count; i++)
		pixels[i] = ground;
	bool is_drawn = DrawIconEx(memory, 0, 0, shape, side_px, side_px, 0, NULL, DI_NORMAL);
	GdiFlush();
	return is_drawn;
}

/* How much of a pixel's ground shows through, from how it looks on black and on white. One that turns its
 * ground round, as the text pointer of old does, is taken as black. */
static uint32_t pixel_from(uint32_t on_black, uint32_t on_white)
{
	int through = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		int one = (int)(on_white >> shift & 0xFF) - (int)(on_black >> shift & 0xFF);
		if (one < 0)
			return 0xFF000000;
		through = one > through ? one : through;
	}
	return (uint32_t)(0xFF - through) << 24 | (on_black & 0xFFFFFF);
}

/* Draws the shape twice and finds out what it looks like; Windows has half a dozen ways to store one. */
static bool read_shape(HCURSOR shape, int width_px, int height_px, struct image *out)
{
	BITMAPINFO info = {
		.bmiHeader = {
			.biSize = sizeof info.bmiHeader, .biPlanes = 1, .biBitCount = 32, .biCompression = BI_RGB}};
	int side_px = width_px > height_px ? width_px : height_px;
	void *pixels = NULL;
	info.bmiHeader.biWidth = side_px;
	info.bmiHeader.biHeight = -side_px;
	HDC memory = CreateCompatibleDC(NULL);
	HBITMAP bitmap = CreateDIBSection(memory, &info, DIB_RGB_COLORS, &pixels, NULL, 0);
	bool is_read = bitmap != NULL && image_init(out, side_px, side_px) == RESULT_OK;
	if (is_read) {
		HGDIOBJ before = SelectObject(memory, bitmap);
		uint32_t *drawn = pixels;
		int count = side_px * side_px;
		is_read = draw_on(memory, shape, drawn, count, side_px, 0);
		for (int i = 0; i < count; i++)
			out->pixels[i] = drawn[i] & 0xFFFFFF;
		is_read = is_read && draw_on(memory, shape, drawn, count, side_px, 0xFFFFFF);
		for (int i = 0; i < count; i++)
			out->pixels[i] = pixel_from(out->pixels[i], drawn[i] & 0xFFFFFF);
		SelectObject(memory, before);
	}
	if (bitmap != NULL)
		DeleteObject(bitmap);
	if (memory != NULL)
		DeleteDC(memory);
	return is_read;
}

static void size_of(const ICONINFO *icon, int *width_px, int *height_px)
{
	BITMAP bitmap = {0};
	GetObjectW(icon->hbmColor != NULL ? icon->hbmColor : icon->hbmMask, sizeof bitmap, &bitmap);
	*width_px = (int)bitmap.bmWidth;
	*height_px = (int)(icon->hbmColor != NULL ? bitmap.bmHeight : bitmap.bmHeight / 2); /* two masks */
}

static bool take_shape(struct desktop_cursor *cursor, HCURSOR shape)
{
	ICONINFO icon;
	int width_px = 0, height_px = 0;
	struct image image = {0};
	if (!GetIconInfo(shape, &icon))
		return false;
	size_of(&icon, &width_px, &height_px);
	bool is_sane = width_px > 0 && height_px > 0 && width_px <= SIDE_MAX_PX && height_px <= SIDE_MAX_PX;
	bool is_read = is_sane && read_shape(shape, width_px, height_px, &image);
	if (is_read) {
		image_finish(&cursor->shape);
		cursor->shape = image;
		cursor->hot_x_px = (int)icon.xHotspot;
		cursor->hot_y_px = (int)icon.yHotspot;
	} else {
		image_finish(&image);
	}
	if (icon.hbmColor != NULL)
		DeleteObject(icon.hbmColor);
	DeleteObject(icon.hbmMask);
	return is_read;
}

void pointer_poll(struct pointer *pointer, struct rect around, struct desktop_cursor *cursor,
                  struct capture_news *news)
{
	CURSORINFO info = {.cbSize = sizeof info};
	if (!GetCursorInfo(&info))
		return; /* another desktop has the input */
	HCURSOR shape = (info.flags & CURSOR_SHOWING) != 0 ? info.hCursor : NULL;
	if (shape != pointer->shape) {
		pointer->shape = shape;
		if (shape == NULL || !take_shape(cursor, shape)) {
			image_finish(&cursor->shape);
			cursor->shape = (struct image){0};
		}
		cursor->shape_number++;
		news->is_cursor_shaped = true;
	}
	int x_px = (int)info.ptScreenPos.x - around.x, y_px = (int)info.ptScreenPos.y - around.y;
	news->is_cursor_moved |= cursor->x_px != x_px || cursor->y_px != y_px;
	cursor->x_px = x_px;
	cursor->y_px = y_px;
}
