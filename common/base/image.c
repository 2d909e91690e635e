#include "base/image.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static int int_min(int a, int b)
{
	return a < b ? a : b;
}

static int int_max(int a, int b)
{
	return a > b ? a : b;
}

/* The first column (row) after the rectangle; 64 bits, as a rectangle from outside may lie anywhere. */
static int64_t rect_right(struct rect rect)
{
	return (int64_t)rect.x + rect.width;
}

static int64_t rect_bottom(struct rect rect)
{
	return (int64_t)rect.y + rect.height;
}

static int64_t i64_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t i64_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	if (rect_is_empty(a) || rect_is_empty(b))
		return (struct rect){0};
	int x = int_max(a.x, b.x);
	int y = int_max(a.y, b.y);
	int64_t right = i64_min(rect_right(a), rect_right(b));
	int64_t bottom = i64_min(rect_bottom(a), rect_bottom(b));
	if (right <= x || bottom <= y)
		return (struct rect){0};
	return (struct rect){x, y, (int)(right - x), (int)(bottom - y)};
}

struct rect rect_around(struct rect a, struct rect b)
{
	if (rect_is_empty(a))
		return rect_is_empty(b) ? (struct rect){0} : b;
	if (rect_is_empty(b))
		return a;
	int x = int_min(a.x, b.x);
	int y = int_min(a.y, b.y);
	int64_t right = i64_max(rect_right(a), rect_right(b));
	int64_t bottom = i64_max(rect_bottom(a), rect_bottom(b));
	return (struct rect){x, y, (int)i64_min(right - x, INT_MAX), (int)i64_min(bottom - y, INT_MAX)};
}

bool rect_is_empty(struct rect rect)
{
	return rect.width <= 0 || rect.height <= 0;
}

bool rect_contains(struct rect outer, struct rect inner)
{
	if (rect_is_empty(inner))
		return true;
	return !rect_is_empty(outer) && inner.x >= outer.x && inner.y >= outer.y &&
	       rect_right(inner) <= rect_right(outer) && rect_bottom(inner) <= rect_bottom(outer);
}

bool rect_has_point(struct rect rect, int x_px, int y_px)
{
	return x_px >= rect.x && y_px >= rect.y && x_px < rect_right(rect) && y_px < rect_bottom(rect);
}

enum result image_init(struct image *image, int width_px, int height_px)
{
	*image = (struct image){0};
	if (width_px < 1 || height_px < 1 || width_px > IMAGE_SIDE_MAX_PX || height_px > IMAGE_SIDE_MAX_PX)
		return RESULT_TOO_LARGE;
	uint32_t *pixels = calloc((size_t)width_px * (size_t)height_px, sizeof *pixels);
	if (pixels == NULL)
		return RESULT_OUT_OF_MEMORY;
	*image = (struct image){pixels, width_px, height_px, width_px};
	return RESULT_OK;
}

void image_finish(struct image *image)
{
	free(image->pixels);
	*image = (struct image){0};
}

struct rect image_rect(const struct image *image)
{
	return (struct rect){0, 0, image->width_px, image->height_px};
}

uint32_t *image_row(const struct image *image, int y_px)
{
	return image->pixels + (ptrdiff_t)y_px * image->stride_px;
}

void image_copy(struct image *to, const struct image *from, struct rect rect)
{
	rect = rect_intersect(rect, rect_intersect(image_rect(to), image_rect(from)));
	for (int y = rect.y; y < rect.y + rect.height; y++)
		memcpy(image_row(to, y) + rect.x, image_row(from, y) + rect.x, (size_t)rect.width * sizeof(uint32_t));
}

void image_copy_to(struct image *to, int x_px, int y_px, const struct image *from, struct rect rect)
{
	struct rect source = rect_intersect(rect, image_rect(from));
	/* 64 bits: the target may be named far outside */
	int64_t dx = (int64_t)x_px - rect.x, dy = (int64_t)y_px - rect.y;
	int64_t left = i64_max(source.x + dx, 0), right = i64_min(rect_right(source) + dx, to->width_px);
	int64_t top = i64_max(source.y + dy, 0), bottom = i64_min(rect_bottom(source) + dy, to->height_px);
	if (rect_is_empty(source) || left >= right || top >= bottom)
		return;
	size_t row_bytes = (size_t)(right - left) * sizeof(uint32_t);
	bool is_upward =
		dy <= 0; /* rows are taken in the order in which none is overwritten before it was read */
	for (int64_t i = 0; i < bottom - top; i++) {
		int y = (int)(is_upward ? top + i : bottom - 1 - i);
		memmove(image_row(to, y) + left, image_row(from, (int)(y - dy)) + (left - dx), row_bytes);
	}
}

void image_fill(struct image *image, struct rect rect, uint32_t pixel)
{
	rect = rect_intersect(rect, image_rect(image));
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		uint32_t *row = image_row(image, y) + rect.x;
		for (int x = 0; x < rect.width; x++)
			row[x] = pixel;
	}
}

/* In runs without a branch, which the compiler turns into vector code. */
static bool row_colours_are_equal(const uint32_t *a, const uint32_t *b, int count)
{
	enum { RUN_PX = 64 };
	while (count > 0) {
		int run = int_min(count, RUN_PX);
		uint32_t differing = 0;
		for (int i = 0; i < run; i++)
			differing |= a[i] ^ b[i];
		if ((differing & 0x00ffffff) != 0)
			return false;
		a += run;
		b += run;
		count -= run;
	}
	return true;
}

bool image_is_equal(const struct image *a, const struct image *b, struct rect rect)
{
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		const uint32_t *row_a = image_row(a, y) + rect.x;
		const uint32_t *row_b = image_row(b, y) + rect.x;
		if (memcmp(row_a, row_b, (size_t)int_max(rect.width, 0) * sizeof *row_a) == 0)
			continue; /* the usual case, and the fastest: the upper bytes are mostly equal too */
		if (!row_colours_are_equal(row_a, row_b, rect.width))
			return false;
	}
	return true;
}
