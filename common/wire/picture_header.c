#include "wire/picture_header.h"

void picture_header_encode(struct writer *to, const struct picture_header *header)
{
	write_u8(to, header->flags);
	write_varint(to, header->counter);
	write_varint(to, header->state);
	write_varint(to, header->base == 0 ? 0 : header->state - header->base + 1);
	if ((header->flags & PICTURE_START) != 0) {
		write_u16(to, header->width_px);
		write_u16(to, header->height_px);
	}
	write_u16(to, header->time_ms);
}

size_t picture_header_bytes(const struct picture_header *header)
{
	uint8_t bytes[PICTURE_HEADER_BYTES_MAX];
	struct writer w = writer_into(bytes, sizeof bytes);
	picture_header_encode(&w, header);
	return w.size;
}

static enum result check_size(const struct picture_header *h)
{
	if (h->width_px == 0 || h->height_px == 0 || h->width_px > IMAGE_SIDE_MAX_PX ||
	    h->height_px > IMAGE_SIDE_MAX_PX)
		return RESULT_BAD_FRAME;
	return (uint32_t)h->width_px * h->height_px > PICTURE_PIXELS_MAX ? RESULT_TOO_LARGE : RESULT_OK;
}

enum result picture_header_decode(struct reader *from, struct picture_header *out)
{
	struct picture_header h = {0};
	h.flags = read_u8(from);
	h.counter = read_varint(from);
	h.state = read_varint(from);
	uint32_t behind = read_varint(from);
	bool is_start = (h.flags & PICTURE_START) != 0;
	if (is_start) {
		h.width_px = read_u16(from);
		h.height_px = read_u16(from);
	}
	h.time_ms = read_u16(from);
	if (from->failed || (h.flags & ~(PICTURE_START | PICTURE_LAST)) != 0 || h.state == 0 || behind > h.state)
		return RESULT_BAD_FRAME;
	h.base = behind == 0 ? 0 : h.state - (behind - 1);
	enum result result = is_start ? check_size(&h) : RESULT_OK;
	if (result == RESULT_OK)
		*out = h;
	return result;
}

size_t picture_part_overhead(size_t body_bytes)
{
	size_t bytes = 2;
	for (; body_bytes >= 0x80; body_bytes >>= 7)
		bytes++;
	return bytes;
}

void picture_part_encode(struct writer *to, const struct picture_part *part)
{
	write_u8(to, (uint8_t)(part->kind | (part->has_more ? PICTURE_MORE : 0)));
	write_varint(to, (uint32_t)part->body.size);
	write_bytes(to, part->body);
}

static bool part_may_be_split(uint8_t kind)
{
	return kind == PICTURE_TILES || kind == PICTURE_VP8 || kind == PICTURE_CURSOR_SHAPE;
}

enum result picture_part_next(struct reader *from, struct picture_part *out)
{
	while (from->left_bytes > 0) {
		uint8_t head = read_u8(from);
		struct bytes body = read_bytes(from, read_varint(from));
		uint8_t kind = head & (uint8_t)~PICTURE_MORE;
		bool has_more = (head & PICTURE_MORE) != 0;
		if (from->failed)
			return RESULT_BAD_FRAME;
		if ((kind & PICTURE_OPTIONAL) != 0)
			continue;
		if (kind < PICTURE_TILES || kind > PICTURE_CURSOR_PLACE || (has_more && !part_may_be_split(kind)))
			return RESULT_BAD_FRAME;
		*out = (struct picture_part){kind, has_more, body};
		return RESULT_OK;
	}
	return from->failed ? RESULT_BAD_FRAME : RESULT_NEED_MORE;
}

static void write_rect(struct writer *to, struct rect rect)
{
	write_varint(to, (uint32_t)rect.x);
	write_varint(to, (uint32_t)rect.y);
	write_varint(to, (uint32_t)rect.width);
	write_varint(to, (uint32_t)rect.height);
}

/* A coordinate: over the largest side it fails, so that sums of two can't overflow. */
static int read_px(struct reader *from)
{
	uint32_t value = read_varint(from);
	if (value > IMAGE_SIDE_MAX_PX) {
		from->failed = true;
		return 0;
	}
	return (int)value;
}

/* Fails if it is empty or not all inside `screen`. */
static struct rect read_rect(struct reader *from, struct rect screen)
{
	struct rect rect = {0};
	rect.x = read_px(from);
	rect.y = read_px(from);
	rect.width = read_px(from);
	rect.height = read_px(from);
	if (rect_is_empty(rect) || !rect_contains(screen, rect))
		from->failed = true;
	return rect;
}

void picture_tiles_encode(struct writer *to, const struct picture_tiles *tiles)
{
	write_u8(to, tiles->codec);
	write_u8(to, tiles->count);
	for (size_t i = 0; i < tiles->count; i++)
		write_rect(to, tiles->rects[i]);
}

enum result picture_tiles_decode(struct bytes body, struct rect screen, struct picture_tiles *out)
{
	struct reader r = reader_over(body);
	struct picture_tiles tiles = {0};
	tiles.codec = read_u8(&r);
	tiles.count = read_u8(&r);
	if (r.failed || tiles.count == 0 || tiles.count > PICTURE_TILES_RECTS_MAX)
		return RESULT_BAD_FRAME;
	int64_t pixels = 0;
	for (size_t i = 0; i < tiles.count; i++) {
		tiles.rects[i] = read_rect(&r, screen);
		pixels += (int64_t)tiles.rects[i].width * tiles.rects[i].height;
	}
	tiles.coded = read_rest(&r);
	if (r.failed || pixels > PICTURE_TILES_PIXELS_MAX)
		return RESULT_BAD_FRAME;
	*out = tiles;
	return RESULT_OK;
}

void picture_vp8_encode(struct writer *to, const struct picture_vp8 *vp8)
{
	write_u8(to, vp8->instance);
	write_rect(to, vp8->rect);
}

enum result picture_vp8_decode(struct bytes body, struct rect screen, struct picture_vp8 *out)
{
	struct reader r = reader_over(body);
	struct picture_vp8 vp8 = {0};
	vp8.instance = read_u8(&r);
	vp8.rect = read_rect(&r, screen);
	vp8.coded = read_rest(&r);
	/* Chroma has half the places: an odd corner would put a tile's edge between two of them. */
	if (r.failed || vp8.instance >= PICTURE_INSTANCES || (vp8.rect.x | vp8.rect.y) % 2 != 0)
		return RESULT_BAD_FRAME;
	*out = vp8;
	return RESULT_OK;
}

enum result picture_show_decode(struct bytes body, struct picture_show *out)
{
	struct reader r = reader_over(body);
	struct picture_show show = {0};
	show.instance = read_u8(&r);
	show.runs = read_rest(&r);
	if (r.failed || show.instance >= PICTURE_INSTANCES)
		return RESULT_BAD_FRAME;
	*out = show;
	return RESULT_OK;
}

bool picture_run_next(struct reader *runs, uint32_t *skip, uint32_t *take)
{
	if (runs->failed || runs->left_bytes == 0)
		return false;
	*skip = read_varint(runs);
	*take = read_varint(runs);
	if (*take == 0)
		runs->failed = true;
	return !runs->failed;
}

void picture_copy_encode(struct writer *to, const struct picture_copy *copy)
{
	write_rect(to, copy->from);
	write_varint(to, (uint32_t)copy->to_x_px);
	write_varint(to, (uint32_t)copy->to_y_px);
}

enum result picture_copy_decode(struct bytes body, struct rect screen, struct picture_copy *out)
{
	struct reader r = reader_over(body);
	struct picture_copy copy = {0};
	copy.from = read_rect(&r, screen);
	copy.to_x_px = read_px(&r);
	copy.to_y_px = read_px(&r);
	struct rect to = {copy.to_x_px, copy.to_y_px, copy.from.width, copy.from.height};
	if (r.failed || r.left_bytes != 0 || !rect_contains(screen, to))
		return RESULT_BAD_FRAME;
	*out = copy;
	return RESULT_OK;
}

void picture_cursor_shape_encode(struct writer *to, const struct picture_cursor_shape *shape)
{
	write_u8(to, shape->width_px);
	write_u8(to, shape->height_px);
	write_u8(to, shape->hot_x_px);
	write_u8(to, shape->hot_y_px);
}

enum result picture_cursor_shape_decode(struct bytes body, struct picture_cursor_shape *out)
{
	struct reader r = reader_over(body);
	struct picture_cursor_shape shape = {0};
	shape.width_px = read_u8(&r);
	shape.height_px = read_u8(&r);
	shape.hot_x_px = read_u8(&r);
	shape.hot_y_px = read_u8(&r);
	shape.coded = read_rest(&r);
	if (r.failed || shape.width_px > PICTURE_CURSOR_SIDE_MAX_PX ||
	    shape.height_px > PICTURE_CURSOR_SIDE_MAX_PX)
		return RESULT_BAD_FRAME;
	bool is_empty = shape.width_px == 0 && shape.height_px == 0;
	if (is_empty && (shape.hot_x_px != 0 || shape.hot_y_px != 0 || shape.coded.size != 0))
		return RESULT_BAD_FRAME;
	if (!is_empty && (shape.hot_x_px >= shape.width_px || shape.hot_y_px >= shape.height_px))
		return RESULT_BAD_FRAME; /* also: one side 0 and the other not */
	*out = shape;
	return RESULT_OK;
}

void picture_cursor_place_encode(struct writer *to, const struct picture_cursor_place *place)
{
	write_u16(to, (uint16_t)place->x_px);
	write_u16(to, (uint16_t)place->y_px);
	write_u8(to, place->is_visible);
}

enum result picture_cursor_place_decode(struct bytes body, struct picture_cursor_place *out)
{
	struct reader r = reader_over(body);
	struct picture_cursor_place place = {0};
	place.x_px = (int16_t)read_u16(&r);
	place.y_px = (int16_t)read_u16(&r);
	uint8_t is_visible = read_u8(&r);
	place.is_visible = is_visible != 0;
	if (r.failed || r.left_bytes != 0 || is_visible > 1)
		return RESULT_BAD_FRAME;
	*out = place;
	return RESULT_OK;
}
