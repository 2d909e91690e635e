#include "picture/lossy.h"

#include <stdlib.h>

enum {
	VIDEO_INTERVAL_US = 14000,
	LARGE_INTERVAL_US = 30000, /* a full screen takes 15 to 20 ms to code: the text needs some of the time */
	LARGE_PX = 1280 * 720,
	VIDEO_Q_MIN = 20,
	STILL_Q_MIN = 10,
	LINE_UNKNOWN_BYTES_PER_S = 100000,
	VIDEO_MS = 33, /* so long a frame may keep the line busy */
	STILL_MS = 250,
	STILL_SHARE = 3, /* of the time since the last, the part that a photo may have of the line */
	STILL_MS_MIN = 16,
	TARGET_BYTES_MIN = 400,
	SHOW_BYTES_MAX = 2048,
	CROWDED_KEEP_US = 400000,
	BAND_INTERVAL_US = 1000, /* others may have a word between two bands */
	SWEEP_FORGOTTEN_US = 500000,
};

void lossy_init(struct lossy *lossy)
{
	*lossy = (struct lossy){0};
	instance_init(&lossy->video, 0);
	instance_init(&lossy->still, 1);
	buffer_init(&lossy->body, PICTURE_BODY_BYTES_MAX);
}

void lossy_start(struct lossy *lossy)
{
	instance_finish(&lossy->video);
	instance_finish(&lossy->still);
	lossy->pending = NULL;
	lossy->sweep = (struct lossy_sweep){0};
	buffer_consume(&lossy->body, SIZE_MAX);
}

void lossy_finish(struct lossy *lossy)
{
	instance_finish(&lossy->video);
	instance_finish(&lossy->still);
	buffer_finish(&lossy->body);
	*lossy = (struct lossy){0};
}

static void put_show(struct lossy *lossy, struct dirty_map *map, struct packet *packet)
{
	uint8_t memory[SHOW_BYTES_MAX];
	size_t room = packet_room(packet);
	struct writer show = writer_into(memory, room < sizeof memory ? room : sizeof memory);
	if (instance_show(lossy->pending, map, &show))
		lossy->pending = NULL;
	if (show.size > 1)
		packet_put(packet, PICTURE_SHOW, writer_bytes(&show));
}

void lossy_put(struct lossy *lossy, struct dirty_map *map, struct packet *packet)
{
	if (lossy->body.size_bytes > 0) {
		size_t before = lossy->body.size_bytes;
		packet_put_some(packet, PICTURE_VP8, &lossy->body);
		lossy->bytes += before - lossy->body.size_bytes;
	}
	while (lossy->body.size_bytes == 0 && lossy->pending != NULL && packet_room(packet) > 0)
		put_show(lossy, map, packet);
}

static int64_t area(struct rect rect)
{
	return (int64_t)rect.width * rect.height;
}

static bool is_large(const struct instance *instance)
{
	return area(instance->rect) > LARGE_PX;
}

int64_t lossy_due_us(const struct lossy *lossy, enum dirty_route route)
{
	const struct instance *instance = route == DIRTY_AS_VIDEO ? &lossy->video : &lossy->still;
	if (lossy->waits[route == DIRTY_AS_VIDEO])
		return instance->created_us + INSTANCE_AGAIN_US;
	if (instance->coder == NULL)
		return 0;
	if (route == DIRTY_AS_STILL && lossy->sweep.left_px > 0)
		return instance->coded_us + BAND_INTERVAL_US;
	return instance->coded_us + (is_large(instance) ? LARGE_INTERVAL_US : VIDEO_INTERVAL_US);
}

/* A photo that has begun to move has an encoder already: it becomes the video's, unless that has a fitting
 * one. */
static void take_still_over(struct lossy *lossy, struct rect bounds)
{
	struct rect have = lossy->still.rect;
	bool video_fits = lossy->video.coder != NULL && rect_contains(lossy->video.rect, bounds);
	if (video_fits || lossy->still.coder == NULL || !rect_contains(have, bounds))
		return;
	if (area(have) > 2 * area(bounds))
		return;
	struct instance still = lossy->still;
	lossy->still = lossy->video;
	lossy->video = still;
}

static uint64_t line_bytes(uint32_t line_bytes_per_s, int ms)
{
	uint64_t line = line_bytes_per_s == 0 ? LINE_UNKNOWN_BYTES_PER_S : line_bytes_per_s;
	return line * (uint64_t)ms / 1000;
}

/* A photo that comes alone may take its time; one of many that follow each other, as a page is scrolled, may
 * not hold up the next. */
static int still_ms(const struct instance *instance, int64_t now_us)
{
	int64_t ms = instance->coded_us == 0 ? STILL_MS : (now_us - instance->coded_us) / (1000 * STILL_SHARE);
	return ms < STILL_MS_MIN ? STILL_MS_MIN : ms > STILL_MS ? STILL_MS : (int)ms;
}

/* How many pixels of the route's tiles wait inside `within`. */
static int waiting_px(const struct dirty_map *map, enum dirty_route route, struct rect within)
{
	int pixels = 0;
	struct rect tiles = dirty_tiles_of(within);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			const struct dirty_tile *tile = dirty_at(map, column, row);
			struct rect part = rect_intersect(within, dirty_box_rect(map, column, row));
			if (tile->state == DIRTY_DIRTY && tile->route == route)
				pixels += part.width * part.height;
		}
	}
	return pixels;
}

/* The waiting tile row nearest to a row of pixels. */
static int nearest_row(const struct dirty_map *map, enum dirty_route route, int y_px)
{
	int nearest = 0, least = INT32_MAX;
	for (int row = 0; row < map->rows; row++) {
		struct rect tiles = dirty_tile_rect(map, 0, row);
		tiles.width = map->width_px;
		int away = abs(tiles.y + tiles.height / 2 - y_px);
		if (away < least && waiting_px(map, route, tiles) > 0) {
			least = away;
			nearest = row;
		}
	}
	return nearest;
}

/* Full screens of photos come in bands, so that no step takes longer than a band. */
static bool goes_in_bands(const struct lossy *lossy, const struct lossy_ask *ask, struct rect bounds)
{
	if (ask->route != DIRTY_AS_STILL || ask->is_last_pass || ask->is_all)
		return false;
	bool goes_on = lossy->sweep.left_px > 0 && ask->now_us - lossy->sweep.coded_us < SWEEP_FORGOTTEN_US;
	return goes_on || area(bounds) > 2 * INSTANCE_BAND_PX;
}

static enum result fit_next_band(struct lossy *lossy, const struct dirty_map *map,
                                 const struct lossy_ask *ask)
{
	struct rect band = instance_band(map, nearest_row(map, ask->route, ask->near_y_px));
	return instance_fit_band(&lossy->still, band, ask->now_us);
}

/* Its share of what all may cost. */
static struct instance_limits limits_of_band(struct lossy *lossy, const struct dirty_map *map,
                                             const struct lossy_ask *ask)
{
	struct lossy_sweep *sweep = &lossy->sweep;
	int pixels = waiting_px(map, ask->route, lossy->still.rect);
	if (sweep->left_px <= 0 || ask->now_us - sweep->coded_us >= SWEEP_FORGOTTEN_US) {
		int all = waiting_px(map, ask->route, (struct rect){0, 0, map->width_px, map->height_px});
		*sweep = (struct lossy_sweep){
			.ms = still_ms(&lossy->still, ask->now_us), .all_px = all > 0 ? all : 1, .left_px = all};
	}
	sweep->left_px -= pixels;
	sweep->coded_us = ask->now_us;
	uint64_t bytes =
		line_bytes(ask->line_bytes_per_s, sweep->ms) * (uint64_t)pixels / (uint64_t)sweep->all_px;
	return (struct instance_limits){STILL_Q_MIN, bytes < TARGET_BYTES_MIN ? TARGET_BYTES_MIN : (size_t)bytes};
}

static struct instance_limits limits_for(const struct lossy_ask *ask, const struct instance *instance)
{
	bool is_video = ask->route == DIRTY_AS_VIDEO;
	if (ask->is_last_pass)
		return (struct instance_limits){LOSSY_LAST_Q, SIZE_MAX};
	int ms = is_video ? VIDEO_MS : still_ms(instance, ask->now_us);
	uint64_t bytes = line_bytes(ask->line_bytes_per_s, ms);
	return (struct instance_limits){is_video ? VIDEO_Q_MIN : STILL_Q_MIN,
	                                bytes < TARGET_BYTES_MIN ? TARGET_BYTES_MIN : (size_t)bytes};
}

int lossy_last_pass_px(const struct lossy *lossy, uint32_t line_bytes_per_s)
{
	enum { PX_MIN = 4 * PICTURE_TILE_PX * PICTURE_TILE_PX, PX_MAX = 1 << 19 };
	static const double at_last_q = 0.63; /* 2 ^ (-LOSSY_LAST_Q / INSTANCE_Q_HALVES) */
	double px =
		(double)line_bytes(line_bytes_per_s, STILL_MS) / (lossy->still.inter.bytes_per_px * at_last_q);
	return px < PX_MIN ? PX_MIN : px > PX_MAX ? PX_MAX : (int)px;
}

enum result lossy_code(struct lossy *lossy, struct dirty_map *map, const struct image *screen,
                       const struct lossy_ask *ask)
{
	bool is_video = ask->route == DIRTY_AS_VIDEO;
	struct rect bounds = instance_bounds(map, ask->route);
	if (rect_is_empty(bounds))
		return RESULT_OK;
	if (ask->is_all)
		bounds = image_rect(screen);
	if (is_video)
		take_still_over(lossy, bounds);
	struct instance *instance = is_video ? &lossy->video : &lossy->still;
	bool is_band = goes_in_bands(lossy, ask, bounds);
	enum result result =
		is_band ? fit_next_band(lossy, map, ask) : instance_fit(instance, map, bounds, ask->now_us);
	lossy->waits[is_video] = result == RESULT_WOULD_BLOCK;
	if (result != RESULT_OK)
		return result;
	struct instance_limits limits = is_band ? limits_of_band(lossy, map, ask) : limits_for(ask, instance);
	result = instance_code(instance, map, ask->route, screen, &limits, &lossy->body);
	if (result != RESULT_OK)
		return result;
	instance->coded_us = ask->now_us;
	lossy->pending = instance;
	lossy->frames++;
	lossy->last_q = instance->q;
	return RESULT_OK;
}

static void end_instance(struct instance *instance, struct packet *packet)
{
	uint8_t body[32];
	struct writer w = writer_into(body, sizeof body);
	picture_vp8_encode(&w, &(struct picture_vp8){.instance = instance->index, .rect = instance->rect});
	if (packet_room(packet) < w.size)
		return;
	packet_put(packet, PICTURE_VP8, writer_bytes(&w));
	instance_finish(instance);
}

/* A large coder has 30 bytes of memory for each pixel: two of them are one too many. */
static int64_t keep_us(const struct lossy *lossy)
{
	bool are_both = lossy->video.coder != NULL && lossy->still.coder != NULL;
	bool is_any_large = is_large(&lossy->video) || is_large(&lossy->still);
	return are_both && is_any_large ? CROWDED_KEEP_US : INSTANCE_KEEP_US;
}

static int64_t rest_due_us(const struct lossy *lossy, const struct instance *instance)
{
	return instance->coder == NULL ? INT64_MAX : instance->wanted_us + keep_us(lossy);
}

void lossy_rest(struct lossy *lossy, struct packet *packet, int64_t now_us)
{
	if (lossy->pending != NULL)
		return;
	if (now_us >= rest_due_us(lossy, &lossy->video))
		end_instance(&lossy->video, packet);
	if (now_us >= rest_due_us(lossy, &lossy->still))
		end_instance(&lossy->still, packet);
}

int64_t lossy_rest_due_us(const struct lossy *lossy)
{
	int64_t video_us = rest_due_us(lossy, &lossy->video), still_us = rest_due_us(lossy, &lossy->still);
	return video_us < still_us ? video_us : still_us;
}
