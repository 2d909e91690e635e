#include "picture/instance.h"

enum { SIDE_MIN_PX = 64, SIDE_MAX_PX = 16382, Q_MAX = 56, Q_STEP = 3, BAND_ROWS_MIN = 2 };

/* First guesses, from PICTURE.md 2: a photo's key frame at q24 has 0.06 bytes a pixel; film at q32 0.02. */
static const double key_guess = 0.18, inter_guess = 0.09;
static const double step_factor = 0.8706; /* 2 ^ (-Q_STEP / INSTANCE_Q_HALVES) */

void instance_init(struct instance *instance, uint8_t index)
{
	*instance = (struct instance){.index = index, .key = {key_guess}, .inter = {inter_guess}};
}

void instance_finish(struct instance *instance)
{
	int64_t created_us = instance->created_us;
	vp8_encoder_destroy(instance->coder);
	instance_init(instance, instance->index);
	instance->created_us = created_us;
}

struct rect instance_bounds(const struct dirty_map *map, enum dirty_route route)
{
	struct rect bounds = {0};
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			const struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state == DIRTY_DIRTY && tile->route == route)
				bounds = rect_around(bounds, dirty_box_rect(map, column, row));
		}
	}
	return bounds;
}

static int64_t area(struct rect rect)
{
	return (int64_t)rect.width * rect.height;
}

/* One side of a rectangle for a coder: starts at a multiple of `step`, is one too, and of 16 and SIDE_MIN_PX
 * at least, as far as the screen has room. */
static void round_side(int *start, int *length, int step, int screen_px)
{
	int end = *start + *length;
	*start -= *start % step;
	end = (end + step - 1) / step * step;
	int blocks = (end - *start + 15) / 16 * 16;
	end = *start + (blocks < SIDE_MIN_PX ? SIDE_MIN_PX : blocks);
	if (end > screen_px) {
		*start = screen_px > end - *start ? (screen_px - (end - *start)) / step * step : 0;
		end = screen_px;
	}
	*length = end - *start < SIDE_MAX_PX ? end - *start : SIDE_MAX_PX;
}

static struct rect round_rect(struct rect rect, int step, const struct dirty_map *map)
{
	round_side(&rect.x, &rect.width, step, map->width_px);
	round_side(&rect.y, &rect.height, step, map->height_px);
	return rect;
}

/* A rectangle that has grown before gets whole tiles, so that its edges do not creep outwards pixel by pixel.
 */
static struct rect next_rect(struct instance *instance, const struct dirty_map *map, struct rect bounds)
{
	struct rect both = rect_around(instance->rect, bounds);
	if (instance->coder == NULL || area(both) > 2 * (area(instance->rect) + area(bounds))) {
		instance->times_grown = 0;
		return round_rect(bounds, 2, map);
	}
	instance->times_grown++;
	return round_rect(both, PICTURE_TILE_PX, map);
}

static bool may_be_made(const struct instance *instance, int64_t now_us)
{
	return instance->created_us == 0 || now_us - instance->created_us >= INSTANCE_AGAIN_US;
}

/* A coder for just this rectangle, instead of the present one. */
static enum result make(struct instance *instance, struct rect rect, int64_t now_us)
{
	vp8_encoder_destroy(instance->coder);
	instance->coder = NULL;
	instance->created_us = now_us;
	instance->frames = 0;
	instance->rect = rect;
	return vp8_encoder_create(&instance->coder, rect.width, rect.height);
}

enum result instance_fit(struct instance *instance, const struct dirty_map *map, struct rect bounds,
                         int64_t now_us)
{
	instance->wanted_us = now_us;
	bool is_wasteful = area(instance->rect) > 16 * area(bounds) && area(instance->rect) > 256 * 256 &&
	                   instance->frames > 0 && now_us - instance->coded_us > INSTANCE_KEEP_US / 2;
	if (instance->coder != NULL && rect_contains(instance->rect, bounds) && !is_wasteful)
		return RESULT_OK;
	if (!may_be_made(instance, now_us))
		return RESULT_WOULD_BLOCK;
	if (is_wasteful || instance->is_band) {
		vp8_encoder_destroy(instance->coder);
		instance->coder = NULL;
	}
	struct rect rect = next_rect(instance, map, bounds);
	instance->is_band = false;
	return make(instance, rect, now_us);
}

struct rect instance_band(const struct dirty_map *map, int row)
{
	int rows = INSTANCE_BAND_PX / map->width_px / PICTURE_TILE_PX;
	if (rows < BAND_ROWS_MIN)
		rows = BAND_ROWS_MIN;
	int height = rows * PICTURE_TILE_PX, y = row / rows * height;
	if (y + height > map->height_px) {
		y = map->height_px < height ? 0 : (map->height_px - height) / 2 * 2;
		height = map->height_px - y;
	}
	return (struct rect){0, y, map->width_px, height};
}

enum result instance_fit_band(struct instance *instance, struct rect band, int64_t now_us)
{
	struct rect have = instance->rect;
	bool has_size = instance->coder != NULL && have.width == band.width && have.height == band.height;
	instance->wanted_us = now_us;
	if (!has_size) {
		if (!may_be_made(instance, now_us))
			return RESULT_WOULD_BLOCK;
		instance->is_band = true;
		return make(instance, band, now_us);
	}
	instance->is_band = true;
	if (have.x == band.x && have.y == band.y)
		return RESULT_OK;
	instance->rect = band;
	instance->frames = 0;
	vp8_encoder_want_key(instance->coder);
	return RESULT_OK;
}

int instance_choose_q(struct instance_weight weight, int painted_px, const struct instance_limits *limits)
{
	double bytes = weight.bytes_per_px * painted_px;
	int q = limits->q_min;
	for (int at = 0; at + Q_STEP <= q; at += Q_STEP)
		bytes *= step_factor;
	for (; q < Q_MAX && bytes > (double)limits->target_bytes; q += Q_STEP)
		bytes *= step_factor;
	return q < VP8_Q_MIN ? VP8_Q_MIN : q > Q_MAX ? Q_MAX : q;
}

/* What the last frame cost, as a weight; half of it is believed, less if it was cheap: the next may not be.
 */
static void learn(struct instance_weight *weight, int painted_px, int q, size_t bytes)
{
	double at_zero = (double)bytes / painted_px;
	for (int at = 0; at + Q_STEP <= q; at += Q_STEP)
		at_zero /= step_factor;
	double step = at_zero - weight->bytes_per_px;
	weight->bytes_per_px += step < 0 ? step / 4 : step / 2;
}

static struct dirty_box box_of_part(struct rect part)
{
	int left = part.x % PICTURE_TILE_PX, top = part.y % PICTURE_TILE_PX;
	return (struct dirty_box){(uint8_t)left, (uint8_t)top, (uint8_t)(left + part.width),
	                          (uint8_t)(top + part.height)};
}

/* The whole part of each tile inside the rectangle is painted and shown: what is around a change is there
 * too, not grey. */
static void paint(struct instance *instance, struct dirty_map *map, enum dirty_route route,
                  const struct image *screen)
{
	struct rect tiles = dirty_tiles_of(instance->rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state != DIRTY_DIRTY || tile->route != route ||
			    !rect_contains(instance->rect, dirty_box_rect(map, column, row)))
				continue;
			struct rect part = rect_intersect(instance->rect, dirty_tile_rect(map, column, row));
			vp8_encoder_paint(instance->coder, screen, part, part.x - instance->rect.x,
			                  part.y - instance->rect.y);
			tile->box = box_of_part(part);
			tile->in_frame = (uint8_t)(instance->index + 1);
			dirty_set_state(map, tile, DIRTY_LOSSY);
		}
	}
}

static void note_q(const struct instance *instance, struct dirty_map *map)
{
	for (int i = 0; i < map->columns * map->rows; i++)
		if (map->tiles[i].in_frame == instance->index + 1)
			map->tiles[i].q = (uint8_t)instance->q;
}

static enum result append_body(const struct instance *instance, struct bytes coded, struct buffer *body)
{
	uint8_t head[32];
	struct writer w = writer_into(head, sizeof head);
	picture_vp8_encode(&w, &(struct picture_vp8){.instance = instance->index, .rect = instance->rect});
	enum result result = buffer_append(body, writer_bytes(&w));
	return result == RESULT_OK ? buffer_append(body, coded) : result;
}

enum result instance_code(struct instance *instance, struct dirty_map *map, enum dirty_route route,
                          const struct image *screen, const struct instance_limits *limits,
                          struct buffer *body)
{
	if (instance->frames >= INSTANCE_FRAMES_PER_KEY) {
		vp8_encoder_want_key(instance->coder);
		instance->frames = 0;
	}
	bool is_key = vp8_encoder_wants_key(instance->coder);
	paint(instance, map, route, screen);
	int painted_px = vp8_encoder_painted_px(instance->coder);
	struct instance_weight *weight = is_key ? &instance->key : &instance->inter;
	instance->q = instance_choose_q(*weight, painted_px, limits);
	struct bytes coded;
	enum result result = vp8_encoder_frame(instance->coder, instance->q, &coded);
	if (result != RESULT_OK)
		return result;
	instance->frames++;
	note_q(instance, map);
	bool is_anew = limits->target_bytes != SIZE_MAX; /* the same once more costs less */
	if (painted_px > 0 && is_anew)
		learn(weight, painted_px, instance->q, coded.size);
	return append_body(instance, coded, body);
}

/* How many tiles from place i of the rectangle's on wait to be shown, one after the other; they don't any
 * more. */
static uint32_t take_run(const struct instance *instance, struct dirty_map *map, struct rect tiles, int i)
{
	uint32_t taken = 0;
	for (; i < tiles.width * tiles.height; i++, taken++) {
		struct dirty_tile *tile = dirty_at(map, tiles.x + i % tiles.width, tiles.y + i / tiles.width);
		if (tile->in_frame != instance->index + 1)
			break;
		tile->in_frame = 0;
	}
	return taken;
}

bool instance_show(const struct instance *instance, struct dirty_map *map, struct writer *to)
{
	enum { RUN_BYTES_MAX = 10 };
	struct rect tiles = dirty_tiles_of(instance->rect);
	uint32_t skip = 0;
	write_u8(to, instance->index);
	for (int i = 0; i < tiles.width * tiles.height; i++) {
		if (to->room - to->size < RUN_BYTES_MAX)
			return false;
		uint32_t take = take_run(instance, map, tiles, i);
		if (take == 0) {
			skip++;
			continue;
		}
		write_varint(to, skip);
		write_varint(to, take);
		skip = 0;
		i += (int)take - 1;
	}
	return true;
}
