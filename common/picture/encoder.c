/*
 * The order of things. encoder_see compares the new screen with the shadow, keeps
 * what has changed in the map of dirty tiles (seen.h), and does no more. encoder_next gives
 * every dirty tile a route (route.h) and fills one packet in the order of `fill`:
 * the cursor, what a split body still lacks, copies, exact pieces near the person's hands,
 * other exact pieces (pieces.h), VP8 (lossy.h), and in silence refinement.
 *
 * Order on the wire is what keeps both ends alike: a piece that did not fit goes on
 * before any other of its codec, and before a copy, which may build on it; a tile that is sent exactly while
 * a VP8 frame that has it is under way is not shown from that frame any more (dirty_tile.in_frame).
 */
#include "picture/encoder.h"

#include "picture/lossy.h"
#include "picture/packet.h"
#include "picture/pieces.h"
#include "picture/refine.h"
#include "picture/route.h"
#include "picture/seen.h"

#include <stdlib.h>

enum {
	VP8_SIDE_MAX_PX = 16382,
	CURSOR_INTERVAL_US = 8000,
	NEAR_X_PX = 128,
	NEAR_Y_PX = 40,
	SLOW_LINE_BYTES_PER_S = 12500, /* a message takes longer than anything else on the way */
	ANSWER_US = 1000000,           /* what changes near the hands so soon after input is its answer */
	FAST_LINE_BYTES_PER_S = 500000,
	SMALL_LINE_BYTES_PER_S = 1000000, /* below, bytes cost more than coding them */
	PIECE_PX_MAX = 1 << 17,
	EFFORT_FAST = 1,
	EFFORT_SMALL = 6,
	EFFORT_MIDDLE = 4,
	LARGE_CHANGE_PX = 100000,
	VIDEO_STARVES_US = 400000,
	DUE_AGAIN_US = 2000,
};

struct encoder {
	struct seen seen;
	struct pieces pieces;
	struct lossy lossy;
	struct encoder_focus focus; /* of the last ask */
	struct route_sums sums;

	struct cursor cursor;
	struct buffer cursor_body; /* of a CURSOR_SHAPE under way */
	bool has_new_shape, has_new_place;
	int64_t cursor_sent_us;

	uint32_t counter;        /* of the next message */
	uint32_t state;          /* of what was last seen; 0: nothing yet */
	uint32_t complete_state; /* that the viewer has been given all of; 0: none since the start */
	bool is_start;           /* the next message says so */
	bool is_vp8_only, saves_data;
	int64_t due_us;
	struct encoder_counts counts;
};

struct encoder *encoder_create(void)
{
	struct encoder *e = calloc(1, sizeof *e);
	if (e == NULL)
		return NULL;
	pieces_init(&e->pieces);
	lossy_init(&e->lossy);
	buffer_init(&e->cursor_body, CURSOR_BODY_BYTES_MAX);
	e->due_us = INT64_MAX;
	e->seen.is_copying = true;
	encoder_start(e);
	return e;
}

void encoder_destroy(struct encoder *encoder)
{
	if (encoder == NULL)
		return;
	seen_finish(&encoder->seen);
	pieces_finish(&encoder->pieces);
	lossy_finish(&encoder->lossy);
	buffer_finish(&encoder->cursor_body);
	free(encoder);
}

void encoder_start(struct encoder *encoder)
{
	pieces_start(&encoder->pieces);
	lossy_start(&encoder->lossy);
	seen_start(&encoder->seen);
	buffer_consume(&encoder->cursor_body, SIZE_MAX);
	encoder->has_new_shape = encoder->has_new_place = true;
	encoder->complete_state = 0;
	encoder->is_start = true;
}

void encoder_set_vp8_only(struct encoder *encoder, bool is_vp8_only)
{
	if (encoder->is_vp8_only == is_vp8_only)
		return;
	encoder->is_vp8_only = is_vp8_only;
	encoder->seen.is_copying = !is_vp8_only;
	encoder_start(encoder);
}

void encoder_set_save_data(struct encoder *encoder, bool saves_data)
{
	encoder->saves_data = saves_data;
}

void encoder_set_context(struct encoder *encoder, bool may_use_context)
{
	encoder->pieces.may_use_context = may_use_context;
}

enum result encoder_see(struct encoder *encoder, const struct image *screen, const struct region *damage,
                        uint32_t state, int64_t now_us)
{
	const struct image *shadow = &encoder->seen.shadow;
	if (shadow->width_px == screen->width_px && shadow->height_px == screen->height_px) {
		seen_next(&encoder->seen, screen, damage, encoder->focus.input_us, now_us);
		encoder->state = state;
		return RESULT_OK;
	}
	enum result result = seen_first(&encoder->seen, screen);
	encoder->state = result == RESULT_OK ? state : 0;
	encoder_start(encoder);
	return result;
}

void encoder_see_cursor(struct encoder *encoder, const struct cursor *cursor)
{
	struct cursor *have = &encoder->cursor;
	if (cursor_set_shape(have, cursor->width_px, cursor->height_px, cursor->hot_x_px, cursor->hot_y_px,
	                     cursor->pixels))
		encoder->has_new_shape = true;
	if (have->x_px == cursor->x_px && have->y_px == cursor->y_px && have->is_visible == cursor->is_visible)
		return;
	have->x_px = cursor->x_px;
	have->y_px = cursor->y_px;
	have->is_visible = cursor->is_visible;
	encoder->has_new_place = true;
}

static enum result put_shape(struct encoder *e, struct packet *packet)
{
	if (e->has_new_shape && e->cursor_body.size_bytes == 0) {
		enum result result = cursor_shape_encode(&e->cursor, &e->cursor_body);
		if (result != RESULT_OK)
			return result;
		e->counts.cursor_bytes += e->cursor_body.size_bytes;
		e->has_new_shape = false;
	}
	if (e->cursor_body.size_bytes > 0)
		packet_put_some(packet, PICTURE_CURSOR_SHAPE, &e->cursor_body);
	return RESULT_OK;
}

static int16_t to_s16(int value)
{
	return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static void put_place(struct encoder *e, struct packet *packet, int64_t now_us)
{
	uint8_t body[8];
	if (!e->has_new_place || now_us - e->cursor_sent_us < CURSOR_INTERVAL_US ||
	    packet_room(packet) < sizeof body)
		return;
	struct picture_cursor_place place = {to_s16(e->cursor.x_px), to_s16(e->cursor.y_px),
	                                     e->cursor.is_visible};
	struct writer w = writer_into(body, sizeof body);
	picture_cursor_place_encode(&w, &place);
	packet_put(packet, PICTURE_CURSOR_PLACE, writer_bytes(&w));
	e->counts.cursor_bytes += w.size;
	e->has_new_place = false;
	e->cursor_sent_us = now_us;
}

/* Puts what there is of the piece under way; whether another may be begun. */
static bool put_piece(struct encoder *e, struct packet *packet)
{
	if (e->pieces.body.size_bytes == 0)
		return packet_room(packet) > 0;
	size_t before = e->pieces.body.size_bytes;
	bool is_all = packet_put_some(packet, PICTURE_TILES, &e->pieces.body);
	e->counts.tile_bytes += before - e->pieces.body.size_bytes;
	return is_all && packet_room(packet) > 0;
}

/* Copies come before all that was seen after them. Whether all are put. */
static bool put_copies(struct encoder *e, struct packet *packet)
{
	enum { COPY_BYTES_MAX = 18 };
	size_t put = 0;
	for (; put < e->seen.copy_count && packet_room(packet) >= COPY_BYTES_MAX; put++) {
		uint8_t body[COPY_BYTES_MAX];
		struct writer w = writer_into(body, sizeof body);
		picture_copy_encode(&w, &e->seen.copies[put]);
		packet_put(packet, PICTURE_COPY, writer_bytes(&w));
		e->counts.copies++;
	}
	e->seen.copy_count -= put;
	for (size_t i = 0; i < e->seen.copy_count; i++)
		e->seen.copies[i] = e->seen.copies[i + put];
	return e->seen.copy_count == 0 && packet_room(packet) > 0;
}

static int effort_for(const struct encoder *e, enum dirty_route route, uint32_t line_bytes_per_s)
{
	if (route == DIRTY_AS_PHOTO)
		return EFFORT_FAST;
	if (line_bytes_per_s < FAST_LINE_BYTES_PER_S)
		return EFFORT_SMALL;
	bool is_large = e->sums.pixels[DIRTY_AS_TEXT] + e->sums.pixels[DIRTY_AS_MANY] > LARGE_CHANGE_PX;
	return is_large && route == DIRTY_AS_TEXT ? EFFORT_FAST : EFFORT_MIDDLE;
}

static bool is_small(const struct encoder_ask *ask)
{
	return ask->line_bytes_per_s < SMALL_LINE_BYTES_PER_S;
}

/* Somebody types over a slow line. */
static bool is_answering(const struct encoder_ask *ask)
{
	return ask->line_bytes_per_s != 0 && ask->line_bytes_per_s < SLOW_LINE_BYTES_PER_S &&
	       ask->focus.input_us != 0 && ask->now_us - ask->focus.input_us < ANSWER_US;
}

/* All dirty tiles of one route inside `within`, as far as there is room. */
static enum result put_route(struct encoder *e, const struct encoder_ask *ask, struct packet *packet,
                             enum dirty_route route, struct rect within)
{
	struct plan plan = {.state = DIRTY_DIRTY, .route = route, .within = within};
	while (put_piece(e, packet)) {
		if (packet->parts > 0 && packet_room(packet) < ask->budget_bytes / 4)
			return RESULT_OK; /* a sliver costs more than a message that is not full */
		/* What of a piece does not fit goes before anything else, the answer to the next key too. */
		size_t room = is_answering(ask) ? packet_room(packet) / 2 : packet_room(packet);
		struct pieces_ask wanted = {room, effort_for(e, route, ask->line_bytes_per_s), PIECE_PX_MAX,
		                            is_small(ask)};
		struct plan before = plan;
		enum result result = pieces_code(&e->pieces, &e->seen.map, &e->seen.shadow, &plan, &wanted);
		if (result == RESULT_OK && e->pieces.body.size_bytes == 0 && room < packet_room(packet)) {
			/* Half of it was too little for any: nothing at all would never come. */
			plan = before;
			wanted.room_bytes = packet_room(packet);
			result = pieces_code(&e->pieces, &e->seen.map, &e->seen.shadow, &plan, &wanted);
		}
		if (result != RESULT_OK || e->pieces.body.size_bytes == 0)
			return result;
	}
	return RESULT_OK;
}

/* All exact routes inside `within`. */
static enum result put_exact(struct encoder *e, const struct encoder_ask *ask, struct packet *packet,
                             struct rect within)
{
	static const enum dirty_route exact[] = {DIRTY_AS_TEXT, DIRTY_AS_MANY, DIRTY_AS_PHOTO};
	if (rect_is_empty(within) || e->seen.map.dirty_count == 0)
		return RESULT_OK;
	for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
		enum result result = put_route(e, ask, packet, exact[i], within);
		if (result != RESULT_OK)
			return result;
	}
	return RESULT_OK;
}

static struct rect near(struct rect rect)
{
	return (struct rect){rect.x - NEAR_X_PX, rect.y - NEAR_Y_PX, rect.width + 2 * NEAR_X_PX,
	                     rect.height + 2 * NEAR_Y_PX};
}

static enum result put_near_hands(struct encoder *e, const struct encoder_ask *ask, struct packet *packet)
{
	struct rect screen = image_rect(&e->seen.shadow), caret = {0}, pointer = {0};
	if (!rect_is_empty(e->seen.caret))
		caret = rect_intersect(near(e->seen.caret), screen);
	if (ask->focus.has_pointer) {
		struct rect at = {ask->focus.pointer_x_px, ask->focus.pointer_y_px, 1, 1};
		pointer = rect_intersect(near(at), screen);
	}
	enum result result = put_exact(e, ask, packet, caret);
	return result == RESULT_OK ? put_exact(e, ask, packet, pointer) : result;
}

static bool has_due(const struct encoder *e, enum dirty_route route, int64_t now_us)
{
	return e->sums.pixels[route] > 0 && now_us >= lossy_due_us(&e->lossy, route);
}

/* The caret's row of the screen, or the pointer's; the topmost if there is neither. */
static int hands_y_px(const struct encoder *e, const struct encoder_ask *ask)
{
	if (!rect_is_empty(e->seen.caret))
		return e->seen.caret.y;
	return ask->focus.has_pointer ? ask->focus.pointer_y_px : 0;
}

/* What is coded and waiting, then new frames. A frame takes its time to code: what is already in the packet
 * should not wait for it, except where the line is the slower of the two. */
static enum result put_lossy(struct encoder *e, const struct encoder_ask *ask, struct packet *packet)
{
	static const enum dirty_route lossy[] = {DIRTY_AS_VIDEO, DIRTY_AS_STILL};
	lossy_put(&e->lossy, &e->seen.map, packet);
	for (int i = 0; i < 2; i++) {
		bool may_wait = packet->parts == 0 || ask->line_bytes_per_s < FAST_LINE_BYTES_PER_S;
		if (e->lossy.pending != NULL || packet_room(packet) == 0 || !may_wait)
			return RESULT_OK;
		if (!has_due(e, lossy[i], ask->now_us))
			continue;
		struct lossy_ask wanted = {.route = lossy[i],
		                           .line_bytes_per_s = ask->line_bytes_per_s,
		                           .now_us = ask->now_us,
		                           .is_all = e->is_vp8_only,
		                           .near_y_px = hands_y_px(e, ask)};
		enum result result = lossy_code(&e->lossy, &e->seen.map, &e->seen.shadow, &wanted);
		if (result == RESULT_WOULD_BLOCK)
			continue;
		if (result != RESULT_OK)
			return result;
		e->sums.pixels[lossy[i]] = 0;
		lossy_put(&e->lossy, &e->seen.map, packet);
	}
	return RESULT_OK;
}

/* The quantizer that is good enough; 0: only exact is. */
static int refine_stops_at(const struct encoder *e)
{
	return e->saves_data || e->is_vp8_only ? LOSSY_LAST_Q : 0;
}

static enum result refine_exactly(struct encoder *e, const struct encoder_ask *ask, struct packet *packet,
                                  struct plan *plan)
{
	int lossy_before = e->seen.map.lossy_count;
	struct pieces_ask wanted = {packet_room(packet), EFFORT_FAST, REFINE_PORTION_PX, is_small(ask)};
	enum result result = pieces_code(&e->pieces, &e->seen.map, &e->seen.shadow, plan, &wanted);
	if (result == RESULT_OK && e->pieces.body.size_bytes > 0)
		put_piece(e, packet);
	e->counts.refined_tiles += (uint64_t)(lossy_before - e->seen.map.lossy_count);
	return result;
}

static enum result refine_by_vp8(struct encoder *e, const struct encoder_ask *ask, struct packet *packet,
                                 const struct plan *plan)
{
	int pixels_max = lossy_last_pass_px(&e->lossy, ask->line_bytes_per_s);
	if (e->lossy.pending != NULL || refine_again(&e->seen.map, plan, LOSSY_LAST_Q, pixels_max) == 0)
		return RESULT_OK;
	struct lossy_ask wanted = {.route = DIRTY_AS_STILL,
	                           .line_bytes_per_s = ask->line_bytes_per_s,
	                           .now_us = ask->now_us,
	                           .is_last_pass = true,
	                           .is_all = e->is_vp8_only};
	enum result result = lossy_code(&e->lossy, &e->seen.map, &e->seen.shadow, &wanted);
	if (result == RESULT_OK)
		lossy_put(&e->lossy, &e->seen.map, packet);
	return result == RESULT_WOULD_BLOCK ? RESULT_OK : result; /* the tiles are dirty now, and wait */
}

/* What is nearest to the caret or the pointer first. */
static enum result put_refined(struct encoder *e, const struct encoder_ask *ask, struct packet *packet)
{
	struct rect pointer = {ask->focus.pointer_x_px, ask->focus.pointer_y_px, ask->focus.has_pointer, 1};
	const struct rect hands[] = {e->seen.caret, pointer};
	enum result result = RESULT_OK;
	if (!put_piece(e, packet))
		return RESULT_OK;
	for (int i = 0; i < 2 * REFINE_RINGS && packet->parts == 0 && result == RESULT_OK; i++) {
		struct plan plan = refine_plan(&e->seen.map, ask->now_us);
		plan.within = refine_ring(&e->seen.map, hands[i % 2], i / 2);
		if (rect_is_empty(plan.within))
			continue;
		bool is_by_vp8 = refine_stops_at(e) > 0;
		result = is_by_vp8 ? refine_by_vp8(e, ask, packet, &plan) : refine_exactly(e, ask, packet, &plan);
	}
	return result;
}

static bool video_starves(const struct encoder *e, int64_t now_us)
{
	return e->sums.pixels[DIRTY_AS_VIDEO] > 0 && now_us - e->lossy.video.coded_us > VIDEO_STARVES_US;
}

static enum result fill(struct encoder *e, const struct encoder_ask *ask, struct packet *packet)
{
	if (!e->is_vp8_only)
		lossy_rest(&e->lossy, packet, ask->now_us);
	put_place(e, packet, ask->now_us);
	enum result result = put_shape(e, packet);
	if (result != RESULT_OK || !put_piece(e, packet) || !put_copies(e, packet))
		return result;
	size_t parts = packet->parts;
	result = put_near_hands(e, ask, packet);
	if (result != RESULT_OK || (packet->parts > parts && is_answering(ask)))
		return result; /* the rest of a full message would hold it up for as long as that takes */
	if (video_starves(e, ask->now_us))
		result = put_lossy(e, ask, packet);
	if (result == RESULT_OK)
		result = put_exact(e, ask, packet, image_rect(&e->seen.shadow));
	if (result == RESULT_OK && e->pieces.body.size_bytes == 0)
		result = put_lossy(e, ask, packet);
	if (result == RESULT_OK && packet->parts == 0 && ask->is_line_idle && e->seen.map.lossy_count > 0)
		result = put_refined(e, ask, packet);
	return result;
}

static bool has_all_been_put(const struct encoder *e)
{
	return e->seen.map.dirty_count == 0 && e->pieces.body.size_bytes == 0 && e->lossy.pending == NULL &&
	       e->seen.copy_count == 0 && e->cursor_body.size_bytes == 0;
}

/* All but whether it is the last of its state. */
static struct picture_header begin_header(const struct encoder *e, int64_t now_us)
{
	return (struct picture_header){
		.counter = e->counter,
		.flags = e->is_start ? PICTURE_START : 0,
		.state = e->state,
		.base = e->complete_state,
		.width_px = (uint16_t)e->seen.shadow.width_px,
		.height_px = (uint16_t)e->seen.shadow.height_px,
		.time_ms = (uint16_t)(now_us / 1000),
	};
}

static void finish(struct encoder *e, struct picture_header *header, struct packet *packet,
                   struct writer *out, struct encoder_message *message)
{
	bool is_last = has_all_been_put(e);
	header->flags |= is_last ? PICTURE_LAST : 0;
	size_t size = packet_end(packet, header, out);
	*message = (struct encoder_message){e->counter++, e->state, e->is_start, is_last, size};
	e->is_start = false;
	if (is_last)
		e->complete_state = e->state;
	e->counts.messages++;
	e->counts.bytes += size;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t find_due(const struct encoder *e, int64_t now_us)
{
	int64_t due_us = e->is_vp8_only ? INT64_MAX : lossy_rest_due_us(&e->lossy);
	for (int route = DIRTY_AS_STILL; route <= DIRTY_AS_VIDEO; route++)
		if (e->sums.pixels[route] > 0)
			due_us = earlier(due_us, lossy_due_us(&e->lossy, (enum dirty_route)route));
	if (e->has_new_place)
		due_us = earlier(due_us, e->cursor_sent_us + CURSOR_INTERVAL_US);
	due_us = earlier(due_us, refine_due_us(&e->seen.map, refine_stops_at(e)));
	/* What is due and could not go now waits for the line, not for the clock. */
	return due_us < now_us + DUE_AGAIN_US ? now_us + DUE_AGAIN_US : due_us;
}

enum result encoder_next(struct encoder *encoder, const struct encoder_ask *ask, struct writer *out,
                         struct encoder_message *message)
{
	struct encoder *e = encoder;
	e->focus = ask->focus;
	if (e->state == 0 || ask->budget_bytes < ENCODER_BUDGET_BYTES_MIN)
		return RESULT_NEED_MORE;
	struct picture_header header = begin_header(e, ask->now_us);
	struct packet packet = packet_begin(out, ask->budget_bytes, picture_header_bytes(&header));
	if (packet_room(&packet) == 0)
		return RESULT_NEED_MORE;
	bool may_use_vp8 =
		e->seen.shadow.width_px <= VP8_SIDE_MAX_PX && e->seen.shadow.height_px <= VP8_SIDE_MAX_PX;
	struct route_limits limits = {.now_us = ask->now_us,
	                              .line_bytes_per_s = ask->line_bytes_per_s,
	                              .may_use_vp8 = may_use_vp8,
	                              .is_vp8_only = e->is_vp8_only,
	                              .saves_data = e->saves_data};
	e->sums = route_tiles(&e->seen.map, &e->seen.shadow, &limits, e->pieces.photo_bytes_per_px);
	enum result result = fill(e, ask, &packet);
	if (result != RESULT_OK) {
		encoder_start(e); /* the coders may not be what the viewer thinks they are */
		return result;
	}
	if (packet.parts == 0) {
		e->due_us = find_due(e, ask->now_us);
		return RESULT_NEED_MORE;
	}
	finish(e, &header, &packet, out, message);
	e->due_us = INT64_MAX;
	return RESULT_OK;
}

int64_t encoder_due_us(const struct encoder *encoder)
{
	return encoder->due_us;
}

bool encoder_is_exact(const struct encoder *encoder)
{
	return has_all_been_put(encoder) && encoder->seen.map.lossy_count == 0;
}

enum result encoder_take_over(struct encoder *encoder)
{
	struct encoder *e = encoder;
	if (e->state == 0)
		return RESULT_NEED_MORE;
	encoder_start(e);
	dirty_mark_none(&e->seen.map);
	e->complete_state = e->state;
	return RESULT_OK;
}

uint32_t encoder_complete_state(const struct encoder *encoder)
{
	return encoder->complete_state;
}

void encoder_tell_state(struct encoder *encoder)
{
	if (has_all_been_put(encoder) && encoder->complete_state != encoder->state)
		encoder->has_new_place = true;
}

struct encoder_counts encoder_counts(const struct encoder *encoder)
{
	struct encoder_counts counts = encoder->counts;
	counts.vp8_frames = encoder->lossy.frames;
	counts.vp8_bytes = encoder->lossy.bytes;
	counts.last_q = encoder->lossy.last_q;
	return counts;
}
