#include "picture/cursor.h"

#include <string.h>
#include <zlib.h>

enum { LEVEL = 6, PIXEL_BYTES = 4 };

static int cut(int side_px)
{
	return side_px < 0 ? 0 : side_px > PICTURE_CURSOR_SIDE_MAX_PX ? PICTURE_CURSOR_SIDE_MAX_PX : side_px;
}

static int inside(int hot_px, int side_px)
{
	return hot_px < 0 ? 0 : hot_px >= side_px ? side_px - 1 : hot_px;
}

bool cursor_set_shape(struct cursor *cursor, int width_px, int height_px, int hot_x_px, int hot_y_px,
                      const uint32_t *pixels)
{
	int width = cut(width_px), height = cut(height_px);
	if (width == 0 || height == 0)
		width = height = 0;
	int hot_x = width > 0 ? inside(hot_x_px, width) : 0, hot_y = width > 0 ? inside(hot_y_px, height) : 0;
	bool is_new = width != cursor->width_px || height != cursor->height_px || hot_x != cursor->hot_x_px ||
	              hot_y != cursor->hot_y_px;
	size_t row_bytes = (size_t)width * sizeof *pixels;
	for (int y = 0; y < height; y++) {
		uint32_t *row = cursor->pixels + (size_t)y * (size_t)width;
		const uint32_t *from = pixels + (size_t)y * (size_t)width_px;
		is_new = is_new || memcmp(row, from, row_bytes) != 0;
		memcpy(row, from, row_bytes);
	}
	cursor->width_px = width;
	cursor->height_px = height;
	cursor->hot_x_px = hot_x;
	cursor->hot_y_px = hot_y;
	return is_new;
}

struct rect cursor_rect(const struct cursor *cursor)
{
	if (!cursor->is_visible || cursor->width_px == 0)
		return (struct rect){0};
	return (struct rect){cursor->x_px - cursor->hot_x_px, cursor->y_px - cursor->hot_y_px, cursor->width_px,
	                     cursor->height_px};
}

/* Premultiplied: what is below counts as much as the shape lets through. Sums over 255, of a careless shape,
 * are cut. */
static uint32_t blend(uint32_t over, uint32_t under)
{
	uint32_t through = 255 - (over >> 24), out = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		uint32_t sum = (over >> shift & 255) + ((under >> shift & 255) * through + 127) / 255;
		out |= (sum > 255 ? 255 : sum) << shift;
	}
	return out;
}

void cursor_draw(const struct cursor *cursor, struct image *to, struct rect origin)
{
	struct rect shape = cursor_rect(cursor);
	struct rect covered = {origin.x, origin.y, to->width_px, to->height_px};
	struct rect part = rect_intersect(shape, covered);
	for (int y = part.y; y < part.y + part.height; y++) {
		const uint32_t *from = cursor->pixels + (size_t)(y - shape.y) * (size_t)cursor->width_px;
		uint32_t *row = image_row(to, y - origin.y);
		for (int x = part.x; x < part.x + part.width; x++)
			row[x - origin.x] = blend(from[x - shape.x], row[x - origin.x]);
	}
}

static size_t shape_to_bytes(const struct cursor *cursor, uint8_t *bytes)
{
	size_t count = (size_t)cursor->width_px * (size_t)cursor->height_px;
	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < PIXEL_BYTES; k++)
			bytes[i * PIXEL_BYTES + (size_t)k] = (uint8_t)(cursor->pixels[i] >> 8 * k);
	return count * PIXEL_BYTES;
}

enum result cursor_shape_encode(const struct cursor *cursor, struct buffer *to)
{
	uint8_t plain[PICTURE_CURSOR_SIDE_MAX_PX * PICTURE_CURSOR_SIDE_MAX_PX * PIXEL_BYTES], head[4];
	struct writer w = writer_into(head, sizeof head);
	struct picture_cursor_shape shape = {(uint8_t)cursor->width_px,
	                                     (uint8_t)cursor->height_px,
	                                     (uint8_t)cursor->hot_x_px,
	                                     (uint8_t)cursor->hot_y_px,
	                                     {0}};
	picture_cursor_shape_encode(&w, &shape);
	enum result result = buffer_append(to, writer_bytes(&w));
	size_t size = shape_to_bytes(cursor, plain);
	if (result != RESULT_OK || size == 0)
		return result;
	uLongf coded_bytes = compressBound((uLong)size);
	uint8_t *coded = buffer_reserve(to, coded_bytes);
	if (coded == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (compress2(coded, &coded_bytes, plain, (uLong)size, LEVEL) != Z_OK)
		return RESULT_SYSTEM;
	buffer_commit(to, coded_bytes);
	return RESULT_OK;
}

enum result cursor_shape_decode(struct cursor *cursor, struct bytes body)
{
	uint8_t plain[PICTURE_CURSOR_SIDE_MAX_PX * PICTURE_CURSOR_SIDE_MAX_PX * PIXEL_BYTES];
	struct picture_cursor_shape shape;
	if (picture_cursor_shape_decode(body, &shape) != RESULT_OK)
		return RESULT_BAD_FRAME;
	size_t count = (size_t)shape.width_px * shape.height_px;
	uLongf size = (uLongf)(count * PIXEL_BYTES);
	if (count > 0 && (uncompress(plain, &size, shape.coded.data, (uLong)shape.coded.size) != Z_OK ||
	                  size != count * PIXEL_BYTES))
		return RESULT_BAD_FRAME;
	cursor->width_px = shape.width_px;
	cursor->height_px = shape.height_px;
	cursor->hot_x_px = shape.hot_x_px;
	cursor->hot_y_px = shape.hot_y_px;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *p = plain + i * PIXEL_BYTES;
		cursor->pixels[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
	}
	return RESULT_OK;
}
