/*
 * A GET is asked by tunnel_down_next, hears its answer by tunnel_down_heard, and
 * ends by tunnel_down_over or tunnel_down_late. Whatever goes wrong on that way
 * sets needs_again, and the next GET asks for everything from the first gap on:
 * what comes twice, the window drops. late_ms() is the one place that knows how
 * long anything may take; look_for_stall() judges silence by what the relay says
 * that it has sent.
 */
#include "carrier/tunnel_down.h"

void tunnel_down_init(struct tunnel_down *down, uint8_t *memory, int64_t round_trip_ms)
{
	*down = (struct tunnel_down){
		.window = {.ring = {.memory = memory, .room = TUNNEL_WINDOW_BYTES}},
		.stall_ms = TUNNEL_STALL_MS,
		.successor_ms = TUNNEL_SUCCESSOR_MS,
		.marker_ms = TUNNEL_MARKER_MS + 2 * round_trip_ms,
	};
}

static bool is_busy(const struct tunnel_get *get)
{
	return get->verb != TUNNEL_NONE;
}

/* --- silence
 * -----------------------------------------------------------------------------------------------------------
 */

static bool is_missing(const struct tunnel_down *down)
{
	return down->window.ring.end < down->sent_place;
}

static void note_sent(struct tunnel_down *down, uint64_t place, int64_t now_ms)
{
	if (!is_missing(down))
		down->news_ms = now_ms;
	if (place > down->sent_place)
		down->sent_place = place;
}

void tunnel_down_sent(struct tunnel_down *down, uint64_t place, int64_t now_ms)
{
	note_sent(down, place, now_ms);
}

/* The network holds answers back until they are whole, or cuts them. */
static void begin_polling(struct tunnel_down *down)
{
	down->is_polling = down->needs_again = true;
	down->retry_ms = 0;
}

/* What the relay has sent does not come: it is asked for again, and after that twice as late. */
static void look_for_stall(struct tunnel_down *down, int64_t now_ms)
{
	if (!is_missing(down) || down->needs_again || now_ms - down->news_ms < down->stall_ms)
		return;
	down->needs_again = true;
	down->news_ms = now_ms;
	down->stall_ms = down->stall_ms * 2 < TUNNEL_STALL_MS_MAX ? down->stall_ms * 2 : TUNNEL_STALL_MS_MAX;
	if (down->is_polling)
		return;
	down->stalls = now_ms - down->stalled_ms < TUNNEL_STALLS_MS ? down->stalls + 1 : 1;
	down->stalled_ms = now_ms;
	if (down->stalls >= TUNNEL_STALLS_MAX)
		begin_polling(down);
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------------
 */

/* A stream has a successor by the time that it ends, so there is no gap. */
static bool is_aged(const struct tunnel_down *down, const struct tunnel_get *get, int64_t now_ms)
{
	return get->has_started &&
	       (now_ms - get->sent_ms >= down->successor_ms || get->got_bytes >= TUNNEL_STREAM_BYTES_MAX / 4 * 3);
}

/* Whether one more is wanted, and has a place. */
static bool wants_more(const struct tunnel_down *down, int64_t now_ms)
{
	size_t count = 0, busy = 0;
	if (down->has_end && down->window.ring.end >= down->end_place)
		return false;
	for (size_t i = 0; i < TUNNEL_GETS; i++) {
		const struct tunnel_get *get = &down->gets[i];
		if (!is_busy(get))
			continue;
		busy++;
		if (down->is_polling ? get->verb == TUNNEL_POLL : !get->old_ms && !is_aged(down, get, now_ms))
			count++;
	}
	return busy < TUNNEL_GETS && (count < (down->is_polling ? TUNNEL_POLLS : 1) || down->needs_again);
}

bool tunnel_down_next(struct tunnel_down *down, uint32_t number, int64_t now_ms, size_t *index)
{
	size_t at = 0;
	look_for_stall(down, now_ms);
	if (now_ms < down->retry_ms || !wants_more(down, now_ms))
		return false;
	while (is_busy(&down->gets[at]))
		at++;
	for (size_t i = 0; i < TUNNEL_GETS && !down->is_polling; i++)
		if (is_busy(&down->gets[i]) && !down->gets[i].old_ms)
			down->gets[i].old_ms = now_ms;
	down->gets[at] = (struct tunnel_get){
		.verb = down->is_polling ? TUNNEL_POLL : TUNNEL_STREAM,
		.number = number,
		.is_again = down->needs_again,
		.sent_ms = now_ms,
		.heard_ms = now_ms,
	};
	down->needs_again = false;
	*index = at;
	return true;
}

/* --- giving up
 * ---------------------------------------------------------------------------------------------------------
 */

/* When an answer is taken as lost. */
static int64_t late_ms(const struct tunnel_down *down, const struct tunnel_get *get)
{
	if (get->verb == TUNNEL_POLL)
		return get->has_started ? get->heard_ms + TUNNEL_POLL_LATE_MS
		                        : get->sent_ms + TUNNEL_POLL_MS + TUNNEL_POLL_LATE_MS;
	if (down->is_polling)
		return 0;
	int64_t due_ms = get->has_started ? get->heard_ms + TUNNEL_SILENT_MS : get->sent_ms + down->marker_ms;
	if (get->old_ms && get->old_ms + TUNNEL_OLD_MS < due_ms)
		due_ms = get->old_ms + TUNNEL_OLD_MS;
	return due_ms;
}

bool tunnel_down_late(struct tunnel_down *down, int64_t now_ms, size_t *index)
{
	look_for_stall(down, now_ms);
	for (size_t i = 0; i < TUNNEL_GETS; i++) {
		struct tunnel_get *get = &down->gets[i];
		if (!is_busy(get) || now_ms < late_ms(down, get))
			continue;
		if (get->verb == TUNNEL_STREAM && !get->has_started && !get->old_ms)
			begin_polling(down);
		down->needs_again = true;
		get->verb = TUNNEL_NONE;
		*index = i;
		return true;
	}
	return false;
}

/* --- hearing
 * -----------------------------------------------------------------------------------------------------------
 */

static enum result heard_start(struct tunnel_down *down, struct tunnel_get *get,
                               const struct tunnel_start *start, int64_t now_ms)
{
	if (start->number != get->number)
		return RESULT_BAD_FRAME;
	get->has_started = true;
	get->place = start->down;
	note_sent(down, start->down, now_ms);
	return RESULT_OK;
}

static enum result heard_data(struct tunnel_down *down, struct tunnel_get *get, struct bytes data,
                              int64_t now_ms)
{
	uint64_t before = down->window.ring.end;
	size_t stored = tunnel_window_put(&down->window, get->place, data);
	get->place += data.size;
	get->got_bytes += data.size;
	note_sent(down, get->place, now_ms);
	if (stored < data.size)
		return RESULT_BAD_FRAME;
	down->news_ms = now_ms;
	if (down->window.ring.end > before && !is_missing(down))
		down->stall_ms = TUNNEL_STALL_MS;
	return RESULT_OK;
}

enum result tunnel_down_heard(struct tunnel_down *down, size_t index, const struct tunnel_block *block,
                              int64_t now_ms)
{
	struct tunnel_get *get = &down->gets[index];
	get->heard_ms = now_ms;
	if (block->kind == TUNNEL_BLOCK_START)
		return heard_start(down, get, &block->start, now_ms);
	if (get->has_last && block->kind != TUNNEL_BLOCK_IDLE)
		return RESULT_BAD_FRAME;
	if (block->kind == TUNNEL_BLOCK_DATA)
		return heard_data(down, get, block->data, now_ms);
	if (block->kind != TUNNEL_BLOCK_LAST && block->kind != TUNNEL_BLOCK_END)
		return RESULT_OK;
	if (block->place != get->place || (down->has_end && down->end_place < block->place))
		return RESULT_BAD_FRAME;
	get->has_last = true;
	if (block->kind == TUNNEL_BLOCK_END) {
		down->has_end = true;
		down->end_place = block->place;
	}
	return RESULT_OK;
}

void tunnel_down_over(struct tunnel_down *down, size_t index, int64_t now_ms)
{
	struct tunnel_get *get = &down->gets[index];
	bool was_whole = get->has_last, is_deaf = get->verb == TUNNEL_STREAM && !get->has_started && !get->old_ms;
	bool was_of_use = get->got_bytes > 0 || (get->has_started && now_ms - get->sent_ms >= TUNNEL_USEFUL_MS);
	bool is_cut = get->verb == TUNNEL_STREAM && get->has_started && now_ms - get->sent_ms >= TUNNEL_CUT_MS;
	get->verb = TUNNEL_NONE;
	if (was_whole) {
		down->failures = 0;
		return;
	}
	down->needs_again = true;
	if (was_of_use)
		down->failures = 0;
	if (is_cut)
		down->successor_ms = TUNNEL_SUCCESSOR_CUT_MS;
	int64_t pause_ms = down->failures == 0 ? 0 : 125;
	for (int i = 0; i < down->failures && pause_ms < 1000; i++)
		pause_ms *= 2;
	down->failures++;
	down->retry_ms = now_ms + pause_ms;
	if (is_deaf && down->failures >= TUNNEL_STALLS_MAX && !down->is_polling) { /* maybe it is streams alone */
		begin_polling(down);
		down->retry_ms = now_ms + pause_ms;
	}
}

/* --- the stream
 * --------------------------------------------------------------------------------------------------------
 */

size_t tunnel_down_take(struct tunnel_down *down, uint8_t *to, size_t room)
{
	return tunnel_window_take(&down->window, to, room);
}

uint64_t tunnel_down_tell(struct tunnel_down *down)
{
	down->told_place = down->window.ring.start;
	return down->told_place;
}

bool tunnel_down_must_tell(const struct tunnel_down *down)
{
	return down->window.ring.start - down->told_place >= TUNNEL_TELL_BYTES;
}

bool tunnel_down_is_over(const struct tunnel_down *down)
{
	return down->has_end && down->window.ring.start >= down->end_place;
}

static void sooner(int64_t *due_ms, int64_t ms)
{
	if (ms < *due_ms)
		*due_ms = ms;
}

int tunnel_down_timeout_ms(const struct tunnel_down *down, int64_t now_ms)
{
	int64_t due_ms = INT64_MAX;
	for (size_t i = 0; i < TUNNEL_GETS; i++) {
		const struct tunnel_get *get = &down->gets[i];
		if (!is_busy(get))
			continue;
		sooner(&due_ms, late_ms(down, get));
		if (!get->old_ms && get->verb == TUNNEL_STREAM && get->sent_ms + down->successor_ms > now_ms)
			sooner(&due_ms, get->sent_ms + down->successor_ms);
	}
	if (is_missing(down) && !down->needs_again)
		sooner(&due_ms, down->news_ms + down->stall_ms);
	if (down->retry_ms > now_ms)
		sooner(&due_ms, down->retry_ms);
	else if (wants_more(down, now_ms))
		sooner(&due_ms, now_ms);
	if (due_ms == INT64_MAX)
		return -1;
	return due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
}
