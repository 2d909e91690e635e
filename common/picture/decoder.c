/*
 * A message is read part by part and applied at once: bodies that came whole are
 * used in place, split ones are put together first, one of each kind at a time. All
 * that comes from outside is checked in wire/picture_header.c (places, sizes), in the
 * tile codecs (output never beyond the rectangle) and in vp8_decode (sizes before
 * libvpx sees a frame). After any failure nothing more is decoded until a start.
 */
#include "picture/decoder.h"

#include "picture/tile.h"
#include "picture/vp8_decode.h"

#include <stdlib.h>

struct vp8_instance {
	struct vp8_decoder *coder; /* owned; NULL: none */
	struct rect rect;
};

/* What may be had now, in parts of a second; more comes with the time. */
struct allowance {
	int64_t left_us, of_us; /* now; what one costs */
	int64_t most_us;
};

struct decoder {
	struct image image;
	struct cursor cursor;
	struct origin_map origins;
	struct tile_decoder *tiles[TILE_CODEC_COUNT]; /* owned; NULL until needed */
	struct vp8_instance instances[PICTURE_INSTANCES];
	struct buffer split[PICTURE_CURSOR_PLACE + 1]; /* by kind: bodies under way */
	uint32_t counter;                              /* of the next message */
	uint32_t state;
	struct allowance sizes, coders;
	int64_t now_us; /* 0: never told */
	bool is_started;
	bool is_past_state; /* something was applied since `state` was complete */
};

static struct allowance allow(int per_s, int burst)
{
	int64_t of_us = 1000000 / per_s;
	return (struct allowance){of_us * burst, of_us, of_us * burst};
}

struct decoder *decoder_create(void)
{
	struct decoder *d = calloc(1, sizeof *d);
	if (d == NULL)
		return NULL;
	d->sizes = allow(1, DECODER_SIZES_BURST);
	d->coders = allow(DECODER_CODERS_PER_S, DECODER_CODERS_BURST);
	for (int kind = 0; kind <= PICTURE_CURSOR_PLACE; kind++)
		buffer_init(&d->split[kind],
		            kind == PICTURE_CURSOR_SHAPE ? CURSOR_BODY_BYTES_MAX : PICTURE_BODY_BYTES_MAX);
	return d;
}

void decoder_tick(struct decoder *decoder, int64_t now_us)
{
	struct allowance *all[] = {&decoder->sizes, &decoder->coders};
	int64_t gone_us = decoder->now_us == 0 || now_us < decoder->now_us ? 0 : now_us - decoder->now_us;
	for (int i = 0; i < 2; i++) {
		int64_t room_us = all[i]->most_us - all[i]->left_us;
		all[i]->left_us += gone_us < room_us ? gone_us : room_us;
	}
	decoder->now_us = now_us;
}

static bool may_have(const struct decoder *d, struct allowance *allowance)
{
	if (d->now_us == 0)
		return true;
	if (allowance->left_us < allowance->of_us)
		return false;
	allowance->left_us -= allowance->of_us;
	return true;
}

static void end_instance(struct vp8_instance *instance)
{
	vp8_decoder_destroy(instance->coder);
	*instance = (struct vp8_instance){0};
}

/* All coders and what is under way. */
static void forget(struct decoder *d)
{
	for (int i = 0; i < TILE_CODEC_COUNT; i++) {
		tile_decoder_destroy(d->tiles[i]);
		d->tiles[i] = NULL;
	}
	for (int i = 0; i < PICTURE_INSTANCES; i++)
		end_instance(&d->instances[i]);
	for (int kind = 0; kind <= PICTURE_CURSOR_PLACE; kind++)
		buffer_consume(&d->split[kind], SIZE_MAX);
}

void decoder_destroy(struct decoder *decoder)
{
	if (decoder == NULL)
		return;
	forget(decoder);
	for (int kind = 0; kind <= PICTURE_CURSOR_PLACE; kind++)
		buffer_finish(&decoder->split[kind]);
	image_finish(&decoder->image);
	free(decoder);
}

static enum result apply_tiles(struct decoder *d, struct bytes body, struct decoder_news *news)
{
	struct picture_tiles tiles;
	if (picture_tiles_decode(body, image_rect(&d->image), &tiles) != RESULT_OK ||
	    tiles.codec >= TILE_CODEC_COUNT)
		return RESULT_BAD_FRAME;
	struct tile_decoder **coder = &d->tiles[tiles.codec];
	if (*coder == NULL)
		*coder = tile_decoder_create(tiles.codec);
	if (*coder == NULL)
		return RESULT_BAD_FRAME; /* no such codec (or no memory: a start mends that too) */
	enum origin origin =
		tiles.codec == TILE_CODEC_PHOTO || tiles.codec == TILE_CODEC_PLANES ? ORIGIN_PHOTO : ORIGIN_TEXT;
	for (size_t i = 0; i < tiles.count; i++) {
		region_add(&news->changed, tiles.rects[i]);
		origin_mark(&d->origins, tiles.rects[i], origin);
	}
	return tile_decode(*coder, &tiles, &d->image);
}

static bool rects_have_one_size(struct rect a, struct rect b)
{
	return a.width == b.width && a.height == b.height;
}

static enum result apply_vp8(struct decoder *d, struct bytes body)
{
	struct picture_vp8 vp8;
	if (picture_vp8_decode(body, image_rect(&d->image), &vp8) != RESULT_OK)
		return RESULT_BAD_FRAME;
	struct vp8_instance *instance = &d->instances[vp8.instance];
	if (vp8.coded.size == 0) {
		end_instance(instance);
		return RESULT_OK;
	}
	if (instance->coder == NULL || !rects_have_one_size(instance->rect, vp8.rect)) {
		if (!vp8_is_key(vp8.coded, vp8.rect.width, vp8.rect.height))
			return RESULT_BAD_FRAME;
		end_instance(instance);
		if (!may_have(d, &d->coders))
			return RESULT_BAD_FRAME;
		enum result result = vp8_decoder_create(&instance->coder, vp8.rect.width, vp8.rect.height);
		if (result != RESULT_OK)
			return result;
	}
	instance->rect = vp8.rect;
	return vp8_decoder_frame(instance->coder, vp8.coded);
}

/* Tiles number `from` to `from + take` of those that the instance's rectangle meets; they are there. */
static bool show_tiles(struct decoder *d, const struct vp8_instance *instance, uint32_t from, uint32_t take,
                       struct region *changed)
{
	int left = instance->rect.x / PICTURE_TILE_PX, top = instance->rect.y / PICTURE_TILE_PX;
	uint32_t columns = (uint32_t)((instance->rect.x + instance->rect.width - 1) / PICTURE_TILE_PX - left + 1);
	while (take > 0) {
		/* As many as there are in this row, at once. */
		uint32_t column = from % columns, run = columns - column < take ? columns - column : take;
		struct rect tiles = {(left + (int)column) * PICTURE_TILE_PX,
		                     (top + (int)(from / columns)) * PICTURE_TILE_PX, (int)run * PICTURE_TILE_PX,
		                     PICTURE_TILE_PX};
		struct rect part = rect_intersect(tiles, instance->rect), inside = part;
		inside.x -= instance->rect.x;
		inside.y -= instance->rect.y;
		if (!vp8_decoder_copy(instance->coder, inside, &d->image, part.x, part.y))
			return false;
		region_add(changed, part);
		origin_mark(&d->origins, part, ORIGIN_VP8);
		from += run;
		take -= run;
	}
	return true;
}

static uint32_t tiles_met(struct rect rect)
{
	int columns = (rect.x + rect.width - 1) / PICTURE_TILE_PX - rect.x / PICTURE_TILE_PX + 1;
	int rows = (rect.y + rect.height - 1) / PICTURE_TILE_PX - rect.y / PICTURE_TILE_PX + 1;
	return (uint32_t)columns * (uint32_t)rows;
}

static enum result apply_show(struct decoder *d, struct bytes body, struct decoder_news *news)
{
	struct picture_show show;
	if (picture_show_decode(body, &show) != RESULT_OK)
		return RESULT_BAD_FRAME;
	const struct vp8_instance *instance = &d->instances[show.instance];
	if (instance->coder == NULL)
		return RESULT_BAD_FRAME;
	struct reader runs = reader_over(show.runs);
	uint32_t left = tiles_met(instance->rect), at = 0, skip, take;
	while (picture_run_next(&runs, &skip, &take)) {
		if (skip > left || take > left - skip)
			return RESULT_BAD_FRAME;
		if (!show_tiles(d, instance, at + skip, take, &news->changed))
			return RESULT_BAD_FRAME;
		at += skip + take;
		left -= skip + take;
	}
	return runs.failed ? RESULT_BAD_FRAME : RESULT_OK;
}

static enum result apply_copy(struct decoder *d, struct bytes body, struct decoder_news *news)
{
	struct picture_copy copy;
	if (picture_copy_decode(body, image_rect(&d->image), &copy) != RESULT_OK)
		return RESULT_BAD_FRAME;
	image_copy_to(&d->image, copy.to_x_px, copy.to_y_px, &d->image, copy.from);
	origin_copy(&d->origins, copy.from, copy.to_x_px, copy.to_y_px);
	region_add(&news->changed, (struct rect){copy.to_x_px, copy.to_y_px, copy.from.width, copy.from.height});
	return RESULT_OK;
}

static enum result apply_cursor_place(struct decoder *d, struct bytes body, struct decoder_news *news)
{
	struct picture_cursor_place place;
	if (picture_cursor_place_decode(body, &place) != RESULT_OK)
		return RESULT_BAD_FRAME;
	d->cursor.x_px = place.x_px;
	d->cursor.y_px = place.y_px;
	d->cursor.is_visible = place.is_visible;
	news->has_cursor_changed = true;
	return RESULT_OK;
}

static enum result apply_body(struct decoder *d, enum picture_kind kind, struct bytes body,
                              struct decoder_news *news)
{
	switch (kind) {
	case PICTURE_TILES:
		return apply_tiles(d, body, news);
	case PICTURE_VP8:
		return apply_vp8(d, body);
	case PICTURE_SHOW:
		return apply_show(d, body, news);
	case PICTURE_COPY:
		return apply_copy(d, body, news);
	case PICTURE_CURSOR_SHAPE:
		news->has_cursor_changed = true;
		return cursor_shape_decode(&d->cursor, body);
	case PICTURE_CURSOR_PLACE:
		return apply_cursor_place(d, body, news);
	case PICTURE_NONE:
		break;
	}
	return RESULT_BAD_FRAME;
}

static enum result apply_part(struct decoder *d, const struct picture_part *part, struct decoder_news *news)
{
	struct buffer *split = &d->split[part->kind];
	if (!part->has_more && split->size_bytes == 0)
		return apply_body(d, part->kind, part->body, news);
	enum result result = buffer_append(split, part->body);
	if (result != RESULT_OK || part->has_more)
		return result == RESULT_TOO_LARGE ? RESULT_BAD_FRAME : result;
	result = apply_body(d, part->kind, buffer_bytes(split), news);
	buffer_consume(split, SIZE_MAX);
	return result;
}

/* What the header asks for before anything is decoded. */
static enum result begin(struct decoder *d, const struct picture_header *header, struct decoder_news *news)
{
	if ((header->flags & PICTURE_START) == 0) {
		bool is_next = d->is_started && header->counter == d->counter && header->base == d->state;
		return is_next ? RESULT_OK : RESULT_BAD_FRAME;
	}
	bool is_size_new = header->width_px != d->image.width_px || header->height_px != d->image.height_px;
	if (header->base != 0 && (header->base != d->state || d->is_past_state || is_size_new))
		return RESULT_BAD_FRAME;
	forget(d);
	d->is_started = true;
	d->state = header->base;
	if (!is_size_new)
		return RESULT_OK;
	if (!may_have(d, &d->sizes))
		return RESULT_BAD_FRAME;
	struct image image;
	enum result result = image_init(&image, header->width_px, header->height_px);
	if (result != RESULT_OK)
		return result;
	image_finish(&d->image);
	d->image = image;
	origin_begin(&d->origins, image.width_px, image.height_px);
	news->is_new_size = true;
	region_add(&news->changed, image_rect(&image));
	return RESULT_OK;
}

static enum result apply_parts(struct decoder *d, struct reader *from, struct decoder_news *news)
{
	struct picture_part part;
	enum result result;
	while ((result = picture_part_next(from, &part)) == RESULT_OK) {
		result = apply_part(d, &part, news);
		if (result != RESULT_OK)
			return result;
	}
	return result == RESULT_NEED_MORE ? RESULT_OK : result;
}

enum result decoder_apply(struct decoder *decoder, struct bytes message, struct decoder_news *news)
{
	struct picture_header header;
	struct reader from = reader_over(message);
	bool was_started = decoder->is_started;
	*news = (struct decoder_news){.state = decoder->state};
	enum result result = picture_header_decode(&from, &header);
	if (result == RESULT_OK) {
		if (!was_started && (header.flags & PICTURE_START) == 0)
			return RESULT_NEED_MORE;
		news->counter = header.counter;
		news->time_ms = header.time_ms;
		result = begin(decoder, &header, news);
	}
	if (result == RESULT_OK) {
		decoder->is_past_state = true;
		result = apply_parts(decoder, &from, news);
	}
	if (result != RESULT_OK) {
		decoder->is_started = false;
		forget(decoder);
		return result;
	}
	decoder->counter = header.counter + 1;
	if ((header.flags & PICTURE_LAST) != 0) {
		decoder->state = header.state;
		decoder->is_past_state = false;
	}
	news->state = decoder->state;
	return RESULT_OK;
}

const struct image *decoder_image(const struct decoder *decoder)
{
	return &decoder->image;
}

const struct cursor *decoder_cursor(const struct decoder *decoder)
{
	return &decoder->cursor;
}

const struct origin_map *decoder_origins(const struct decoder *decoder)
{
	return &decoder->origins;
}

uint32_t decoder_state(const struct decoder *decoder)
{
	return decoder->state;
}
