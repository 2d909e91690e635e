#include "picture/pieces.h"

enum {
	STREAK = 16,
	REFUSALS_MAX = 4,
	REFUSALS_SPARED = 24,
	CODED_ROOM_BYTES = 1 << 16,
	UNLIKE_TEXT_PX_MIN = 1024,
	PICKED_PX_MIN = 8192
};

static const double text_guess = 0.1, many_guess = 0.6, photo_guess = 1.8, unlike_text_bytes_per_px = 1.5;

void pieces_init(struct pieces *pieces)
{
	*pieces = (struct pieces){.text_bytes_per_px = text_guess,
	                          .many_bytes_per_px = many_guess,
	                          .photo_bytes_per_px = photo_guess,
	                          .text_columns = PLAN_COLUMNS_MAX};
	buffer_init(&pieces->coded, TILE_CODED_BYTES_MAX + CODED_ROOM_BYTES);
	buffer_init(&pieces->body, PICTURE_BODY_BYTES_MAX);
}

static void forget_coders(struct pieces *pieces)
{
	for (int i = 0; i < TILE_CODEC_COUNT; i++) {
		tile_encoder_destroy(pieces->coders[i]);
		pieces->coders[i] = NULL;
	}
}

void pieces_start(struct pieces *pieces)
{
	forget_coders(pieces);
	buffer_consume(&pieces->body, SIZE_MAX);
	buffer_consume(&pieces->coded, SIZE_MAX);
}

void pieces_finish(struct pieces *pieces)
{
	forget_coders(pieces);
	buffer_finish(&pieces->coded);
	buffer_finish(&pieces->body);
	*pieces = (struct pieces){0};
}

/* A TILES in the making. */
struct piece {
	struct picture_tiles tiles;
	int pixels, pixels_max;
};

static bool plan_is_text(const struct plan *plan)
{
	return plan->state == DIRTY_DIRTY && plan->route == DIRTY_AS_TEXT;
}

static double *weight_of(struct pieces *pieces, const struct plan *plan)
{
	if (plan_is_text(plan))
		return &pieces->text_bytes_per_px;
	bool is_many = plan->state == DIRTY_DIRTY && plan->route == DIRTY_AS_MANY;
	return is_many ? &pieces->many_bytes_per_px : &pieces->photo_bytes_per_px;
}

static enum tile_codec_id codec_for(const struct pieces *pieces, const struct plan *plan, bool is_small)
{
	if (plan_is_text(plan))
		return pieces->may_use_context ? TILE_CODEC_CONTEXT : TILE_CODEC_PALETTE;
	return pieces->may_use_context && is_small ? TILE_CODEC_PHOTO : TILE_CODEC_PLANES;
}

static struct tile_encoder *coder_of(struct pieces *pieces, enum tile_codec_id codec)
{
	if (pieces->coders[codec] == NULL)
		pieces->coders[codec] = tile_encoder_create(codec);
	return pieces->coders[codec];
}

static void mark_as_many(struct dirty_map *map, struct rect rect)
{
	struct rect tiles = dirty_tiles_of(rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++)
		for (int column = tiles.x; column < tiles.x + tiles.width; column++)
			if (dirty_at(map, column, row)->route == DIRTY_AS_TEXT)
				dirty_at(map, column, row)->route = DIRTY_AS_MANY;
}

/* A rectangle had too many colours: narrower ones from now on, or none for these tiles. */
static void narrow(struct pieces *pieces, struct dirty_map *map, struct rect rect)
{
	pieces->text_streak = 0;
	if (rect.width > PICTURE_TILE_PX && pieces->text_columns > 1) {
		pieces->text_columns /= 2;
		return;
	}
	mark_as_many(map, rect);
	if (++pieces->refusals < REFUSALS_MAX)
		return;
	pieces->refusals = 0;
	pieces->refusals_to_skip = REFUSALS_SPARED;
}

/* The context codec takes anything, but what it can't guess takes it ten times as long as text, and comes out
 * no smaller than from the other. */
static void spare_what_looks_like(struct pieces *pieces, const struct piece *piece)
{
	if (piece->tiles.codec != TILE_CODEC_CONTEXT || piece->pixels < UNLIKE_TEXT_PX_MIN)
		return;
	if ((double)pieces->coded.size_bytes > unlike_text_bytes_per_px * piece->pixels)
		pieces->refusals_to_skip = REFUSALS_SPARED;
}

/* Trying costs as much as coding: where the last tiles were nothing for the text codec, the next ones will be
 * nothing for it, either. */
static bool may_try(struct pieces *pieces, struct dirty_map *map, struct rect rect)
{
	if (pieces->refusals_to_skip == 0)
		return true;
	pieces->refusals_to_skip--;
	mark_as_many(map, rect);
	return false;
}

static void widen(struct pieces *pieces)
{
	pieces->refusals = 0;
	if (++pieces->text_streak < STREAK || pieces->text_columns == PLAN_COLUMNS_MAX)
		return;
	pieces->text_columns *= 2;
	pieces->text_streak = 0;
}

/* A clean pixel is there as it is in the shadow; what else there is, nobody here knows. */
static unsigned known_around(const struct dirty_map *map, struct rect rect)
{
	enum { PX = TILE_KNOWN_PX };
	struct rect above = {rect.x - PX, rect.y - PX, rect.width + 2 * PX, PX};
	struct rect left = {rect.x - PX, rect.y, PX, rect.height};
	unsigned known = 0;
	if (rect.y >= PX && dirty_is_clean(map, above))
		known |= TILE_KNOWN_ABOVE;
	if (rect.x >= PX && dirty_is_clean(map, left))
		known |= TILE_KNOWN_LEFT;
	return known;
}

/* Adds rectangles until it is full or the plan is empty. */
static enum result add_rects(struct pieces *pieces, struct dirty_map *map, const struct image *screen,
                             struct plan *plan, struct piece *piece)
{
	struct tile_encoder *coder = pieces->coders[piece->tiles.codec];
	bool is_palette = piece->tiles.codec == TILE_CODEC_PALETTE;
	while (piece->tiles.count < PICTURE_TILES_RECTS_MAX && piece->pixels < piece->pixels_max) {
		plan->columns_max = is_palette ? pieces->text_columns : PLAN_COLUMNS_MAX;
		plan->pixels_max = piece->pixels_max - piece->pixels;
		if (piece->tiles.count > 0 && plan->pixels_max < PICKED_PX_MIN)
			break; /* a sliver now would be a sliver more next time */
		struct rect rect = plan_next(map, plan);
		if (rect_is_empty(rect))
			break;
		if (plan_is_text(plan) && !may_try(pieces, map, rect))
			continue;
		enum result result = tile_encoder_add(coder, screen, rect, known_around(map, rect), &pieces->coded);
		if (result == RESULT_UNSUPPORTED) {
			narrow(pieces, map, rect);
			continue;
		}
		if (result != RESULT_OK)
			return result;
		if (is_palette)
			widen(pieces);
		piece->tiles.rects[piece->tiles.count++] = rect;
		piece->pixels += rect.width * rect.height;
		dirty_sent_exact(map, rect);
	}
	return RESULT_OK;
}

static enum result put_together(struct pieces *pieces, const struct picture_tiles *tiles)
{
	uint8_t head[2 + PICTURE_TILES_RECTS_MAX * 12];
	struct writer w = writer_into(head, sizeof head);
	picture_tiles_encode(&w, tiles);
	enum result result = buffer_append(&pieces->body, writer_bytes(&w));
	return result == RESULT_OK ? buffer_append(&pieces->body, buffer_bytes(&pieces->coded)) : result;
}

enum result pieces_code(struct pieces *pieces, struct dirty_map *map, const struct image *screen,
                        struct plan *plan, const struct pieces_ask *ask)
{
	enum tile_codec_id codec = codec_for(pieces, plan, ask->is_small);
	struct piece piece = {.tiles = {.codec = (uint8_t)codec}};
	struct tile_encoder *coder = coder_of(pieces, codec);
	if (coder == NULL)
		return RESULT_OUT_OF_MEMORY;
	tile_encoder_set_effort(coder, ask->effort);
	buffer_consume(&pieces->coded, SIZE_MAX);
	double *weight = weight_of(pieces, plan), room_px = (double)ask->room_bytes / *weight;
	piece.pixels_max = 1 + (room_px < ask->pixels_max ? (int)room_px : ask->pixels_max);
	enum result result = add_rects(pieces, map, screen, plan, &piece);
	if (result != RESULT_OK || piece.tiles.count == 0)
		return result;
	result = tile_encoder_end(coder, &pieces->coded);
	if (result != RESULT_OK)
		return result;
	spare_what_looks_like(pieces, &piece);
	/* Small pieces say little about a page: they count by their size. */
	double share = piece.pixels > 1 << 14 ? 0.5 : piece.pixels / (double)(1 << 15);
	*weight += share * ((double)pieces->coded.size_bytes / piece.pixels - *weight);
	return put_together(pieces, &piece.tiles);
}
