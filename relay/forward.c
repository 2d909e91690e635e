/*
 * The hot path in the order in which it runs: forward_frames finds runs of
 * frames with the same destination, `deliver` adds each run to the outboxes of
 * those that it is for (`deliver_lane` by subscription, `deliver_peer` by id),
 * forward_flush sends and looks after those that could not take all.
 */
#include "relay/forward.h"

#include <string.h>

enum { KEY_AT = 3, KEY_BYTES = 5, PEER_AT = 4 }; /* in a frame's header: kind, peer, lane, flags */

enum result forward_init(struct forward *forward, size_t limit_bytes, const struct forward_events *events)
{
	memset(forward, 0, sizeof *forward);
	block_pool_init(&forward->pool, limit_bytes);
	forward->reading.scratch = block_take(&forward->pool, FORWARD_SCRATCH_BYTES);
	forward->events = events;
	return forward->reading.scratch ? RESULT_OK : RESULT_OUT_OF_MEMORY;
}

void forward_finish(struct forward *forward)
{
	block_release(&forward->pool, forward->reading.scratch);
	block_pool_finish(&forward->pool);
	memset(forward, 0, sizeof *forward);
}

static enum outbox_class class_of(uint8_t kind)
{
	if (kind == FRAME_HANDSHAKE || kind == FRAME_INTERACTIVE)
		return OUTBOX_INTERACTIVE;
	return kind == FRAME_PICTURE ? OUTBOX_PICTURE : OUTBOX_BULK; /* unknown kinds too */
}

static void add(struct forward *forward, struct participant *to, struct block *block,
                const struct outbox_frames *frames)
{
	if (outbox_add(&to->outbox, &forward->pool, block, frames) != RESULT_OK) {
		forward->lost_class |= 1u << frames->class;
		return;
	}
	if (to->is_touched)
		return;
	to->is_touched = true;
	to->touched = forward->touched;
	forward->touched = to;
}

/* So that several receivers that can't take it at once share one copy. */
static uint32_t share(struct forward *forward, const struct block *block, const struct outbox_frames *frames)
{
	struct reading *reading = &forward->reading;
	if (block != reading->scratch || reading->share_count == SHARES_MAX)
		return SHARE_NONE;
	reading->shares[reading->share_count] = (struct share){.start = frames->start, .size = frames->size};
	return reading->share_count++;
}

static void deliver_lane(struct forward *forward, struct participant *sender, struct block *block,
                         struct outbox_frames *frames, bool is_reset)
{
	struct lane *lane = &sender->lanes[frames->lane];
	struct members *members = session_members(sender->session);
	if (is_reset)
		lane->blocked = 0;
	uint32_t to = lane->viewers & ~lane->blocked & members->present;
	if (to & (to - 1)) /* more than one */
		frames->share = share(forward, block, frames);
	for (; to; to &= to - 1)
		add(forward, members->who[__builtin_ctz(to)], block, frames);
}

static void deliver_peer(struct forward *forward, struct participant *sender, struct block *block,
                         const struct outbox_frames *frames, uint16_t peer)
{
	struct members *members = session_members(sender->session);
	for (int i = 0; i < SESSION_MEMBERS_MAX; i++)
		if (members->peers[i] == peer && (members->present >> i & 1)) {
			if (members->who[i] != sender)
				add(forward, members->who[i], block, frames);
			return;
		}
	/* It has left meanwhile. */
}

static enum result deliver(struct forward *forward, struct participant *sender, struct block *block,
                           const struct frame_header *header, struct outbox_frames *frames)
{
	frames->class = class_of(header->kind);
	frames->share = SHARE_NONE;
	frames->source = sender->slot;
	frames->lane = header->lane;
	if (header->kind == FRAME_PICTURE && header->lane >= FRAME_LANES_MAX)
		return RESULT_BAD_FRAME;
	if (header->kind == FRAME_PICTURE && header->peer == FRAME_PEER_ALL)
		deliver_lane(forward, sender, block, frames, header->flags & FRAME_FLAG_RESET);
	else if (header->peer == FRAME_PEER_ALL || header->peer == FRAME_PEER_NONE)
		return RESULT_BAD_FRAME;
	else
		deliver_peer(forward, sender, block, frames, header->peer);
	return RESULT_OK;
}

enum result forward_frames(struct forward *forward, struct participant *sender, struct block *block,
                           uint32_t *at, uint32_t end)
{
	for (;;) {
		uint8_t *first = block->data + *at, *next = first;
		struct frame_header header, more;
		enum result result = frame_decode((struct bytes){first, end - *at}, &header);
		if (result != RESULT_OK)
			return result;
		if (header.kind == FRAME_CONTROL || FRAME_HEADER_BYTES + header.payload_bytes > end - *at)
			return header.kind == FRAME_CONTROL && FRAME_HEADER_BYTES + header.payload_bytes <= end - *at
			           ? RESULT_OK
			           : RESULT_NEED_MORE;
		uint8_t key[KEY_BYTES];
		memcpy(key, first + KEY_AT, KEY_BYTES);
		more = header;
		do { /* as far as frames go the same way; what is not a frame shows in the next round */
			next[PEER_AT] = (uint8_t)(sender->peer >> 8);
			next[PEER_AT + 1] = (uint8_t)sender->peer;
			next += FRAME_HEADER_BYTES + more.payload_bytes;
		} while (frame_decode((struct bytes){next, (size_t)(block->data + end - next)}, &more) == RESULT_OK &&
		         memcmp(next + KEY_AT, key, KEY_BYTES) == 0 &&
		         FRAME_HEADER_BYTES + more.payload_bytes <= (size_t)(block->data + end - next));
		struct outbox_frames frames = {.start = *at, .size = (uint32_t)(next - first)};
		if (deliver(forward, sender, block, &header, &frames) != RESULT_OK)
			return RESULT_BAD_FRAME;
		*at += frames.size;
	}
}

/* A viewer can't keep up with the sender's lanes: what waits of them goes, and nothing comes until a reset.
 */
static void block_lanes(struct forward *forward, struct participant *sender, struct participant *viewer)
{
	for (int i = 0; i < FRAME_LANES_MAX; i++) {
		struct lane *lane = &sender->lanes[i];
		uint32_t bit = UINT32_C(1) << viewer->slot;
		if (!(lane->viewers & ~lane->blocked & bit))
			continue;
		lane->blocked |= bit;
		outbox_drop_lane(&viewer->outbox, &forward->pool, sender->slot, (uint8_t)i);
		forward->events->blocked(sender, (uint8_t)i, viewer);
	}
}

static bool holds(const struct participant *sender, const struct participant *viewer)
{
	for (int i = 0; i < FRAME_LANES_MAX; i++)
		if (sender->lanes[i].is_held && (sender->lanes[i].viewers >> viewer->slot & 1))
			return true;
	return false;
}

/* Whether what waits for the receiver is more than a sender may have there. */
static bool is_over(const struct participant *receiver, enum outbox_class class, uint32_t limit_bytes,
                    const struct participant *sender)
{
	return receiver->outbox.queues[class].bytes > limit_bytes &&
	       outbox_bytes_of(&receiver->outbox, class, sender->slot) > limit_bytes;
}

static enum result look_after(struct forward *forward, struct participant *sender,
                              struct participant *receiver)
{
	unsigned lost = outbox_settle(&receiver->outbox, &forward->pool, &forward->reading) | forward->lost_class;
	uint32_t picture_bytes = receiver->outbox.queues[OUTBOX_PICTURE].bytes;
	if (lost & OUTBOX_LOST_BEGUN)
		forward->events->broken(receiver);
	if (picture_bytes > FORWARD_HOLD_BYTES && holds(sender, receiver))
		sender->is_held = true;
	else if (picture_bytes > OUTBOX_PICTURE_MAX_BYTES || (lost & 1u << OUTBOX_PICTURE))
		block_lanes(forward, sender, receiver);
	if (lost & (1u << OUTBOX_INTERACTIVE | 1u << OUTBOX_BULK) ||
	    is_over(receiver, OUTBOX_INTERACTIVE, OUTBOX_INTERACTIVE_MAX_BYTES, sender) ||
	    is_over(receiver, OUTBOX_BULK, OUTBOX_BULK_MAX_BYTES, sender) ||
	    is_over(receiver, OUTBOX_PICTURE, OUTBOX_PICTURE_MAX_BYTES, sender)) /* of no lane: to a peer by id */
		return RESULT_TOO_LARGE;
	return RESULT_OK;
}

enum result forward_send(struct forward *forward, struct participant *receiver)
{
	enum result result = outbox_send(&receiver->outbox, &forward->pool, &receiver->carrier);
	receiver->may_send = result == RESULT_OK;
	return result;
}

enum result forward_flush(struct forward *forward, struct participant *sender)
{
	enum result outcome = RESULT_OK;
	while (forward->touched) {
		struct participant *receiver = forward->touched;
		forward->touched = receiver->touched;
		receiver->is_touched = false;
		if (receiver->may_send && forward_send(forward, receiver) == RESULT_LOST)
			forward->events->broken(receiver);
		if (outbox_is_empty(&receiver->outbox) && !forward->lost_class)
			continue;
		if (look_after(forward, sender, receiver) != RESULT_OK)
			outcome = RESULT_TOO_LARGE;
	}
	struct reading *reading = &forward->reading;
	for (uint32_t i = 0; i < reading->share_count; i++)
		block_release(&forward->pool, reading->shares[i].copy);
	reading->share_count = 0;
	forward->lost_class = 0;
	return outcome;
}

void forward_resubscribed(struct forward *forward, struct participant *sender, uint8_t lane, uint32_t before)
{
	struct members *members = session_members(sender->session);
	/* What it follows from now on begins with a start: the old lane's frames would only be in the way. */
	for (uint32_t gone = before & ~sender->lanes[lane].viewers & members->present; gone; gone &= gone - 1)
		outbox_drop_lane(&members->who[__builtin_ctz(gone)]->outbox, &forward->pool, sender->slot, lane);
}

/* Whether a viewer of one of the sharer's held lanes has too much waiting still. */
static bool must_wait(const struct participant *sharer, const struct members *members)
{
	uint32_t viewers = 0;
	for (int i = 0; i < FRAME_LANES_MAX; i++)
		if (sharer->lanes[i].is_held)
			viewers |= sharer->lanes[i].viewers;
	for (viewers &= members->present; viewers; viewers &= viewers - 1)
		if (members->who[__builtin_ctz(viewers)]->outbox.queues[OUTBOX_PICTURE].bytes > FORWARD_HOLD_BYTES)
			return true;
	return false;
}

void forward_recheck(struct forward *forward, struct session *session)
{
	struct members *members = session_members(session);
	for (uint32_t left = members->present; left; left &= left - 1) {
		struct participant *sharer = members->who[__builtin_ctz(left)];
		if (!sharer->is_held || must_wait(sharer, members))
			continue;
		sharer->is_held = false;
		forward->events->resumed(sharer);
	}
}
