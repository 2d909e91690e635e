/*
 * Out: pair_send -> kept -> window -> seal -> room() twice at most (a key update goes first) -> pair_out;
 * pair_send_record the same without being kept. In: pair_open -> channel_open -> the window's bookkeeping ->
 * the caller.
 */
#include "session/pair_inside.h"

#include "base/secret.h"

static struct pair_class *class_of(struct pair *pair, enum channel_class class)
{
	return &pair->classes[class == CHANNEL_BULK ? 1 : 0];
}

static enum result die(struct pair *pair, enum result result)
{
	pair->is_dead = true;
	return result;
}

/* --- out
 * ------------------------------------------------------------------------------------------------------------------
 */

static uint8_t *room(void *context, enum channel_class class, uint8_t lane, size_t size_bytes)
{
	struct pair *pair = context;

	(void)lane;
	if (pair->slot_count == PAIR_RECORDS_AT_ONCE_MAX)
		return NULL;
	uint8_t *to = buffer_reserve(&pair->sealed, size_bytes);
	if (to == NULL)
		return NULL;
	buffer_commit(&pair->sealed, size_bytes);
	pair->slots[pair->slot_count].kind = (uint8_t) class;
	pair->slots[pair->slot_count++].size_bytes = size_bytes;
	return to;
}

/* Hands over what room() gave, in its order. */
static void hand_over(struct pair *pair)
{
	struct bytes all = buffer_bytes(&pair->sealed);
	size_t at = 0;

	for (size_t i = 0; i < pair->slot_count; i++) {
		pair->out.frame(pair->out.context, pair->where, pair->slots[i].kind,
		                (struct bytes){all.data + at, pair->slots[i].size_bytes});
		at += pair->slots[i].size_bytes;
	}
	pair->slot_count = 0;
	buffer_consume(&pair->sealed, all.size);
}

static enum result seal(struct pair *pair, const struct record *record, int64_t now_ms)
{
	struct channel_out out = {room, pair};

	if (pair->channel == NULL || pair->is_dead)
		return RESULT_NOT_OPENED;
	enum result result = channel_seal(pair->channel, record, now_ms, &out);
	hand_over(pair);
	return result;
}

static enum result seal_counted(struct pair *pair, const struct record *record, int64_t now_ms)
{
	enum result result = seal(pair, record, now_ms);

	if (result == RESULT_OK)
		window_sent(&class_of(pair, record->kind)->window, record->body.size);
	return result;
}

/* Sends what waits as far as the window goes; nothing while it is not known what the other end has. */
static enum result send_kept(struct pair *pair, enum channel_class class, int64_t now_ms)
{
	struct pair_class *state = class_of(pair, class);
	struct kept_message next;

	while (pair->channel != NULL && !pair->awaits_continue && kept_next(&state->kept, &next)) {
		struct record record = {.kind = class, .type = RECORD_MESSAGE, .body = next.body};
		struct writer writer = writer_into(pair->encoded, sizeof pair->encoded);
		if (next.body.size == 0) { /* a secret that was sent before: its number alone */
			const wire_Message nothing = {.id = next.id};
			message_encode(&nothing, &writer);
			record.body = writer_bytes(&writer);
		}
		if (!window_has_room(&state->window, record.body.size))
			return RESULT_OK;
		enum result result = seal_counted(pair, &record, now_ms);
		if (result != RESULT_OK)
			return result;
		kept_sent(&state->kept);
	}
	return RESULT_OK;
}

/* What opens windows and says where to go on has no number, is not kept and may overtake what waits. */
static enum result send_uncounted(struct pair *pair, wire_Message *message, int64_t now_ms)
{
	struct writer writer = writer_into(pair->encoded, sizeof pair->encoded);

	message->id = 0;
	message_encode(message, &writer);
	struct record record = {
		.kind = CHANNEL_INTERACTIVE, .type = RECORD_MESSAGE, .body = writer_bytes(&writer)};
	return writer.failed ? RESULT_TOO_LARGE : seal(pair, &record, now_ms);
}

enum result pair_send(struct pair *pair, wire_Message *message, int64_t now_ms)
{
	bool is_chat = message->which_what == wire_Message_chat_tag;
	enum channel_class class = is_chat ? CHANNEL_BULK : CHANNEL_INTERACTIVE;
	struct pair_class *state = class_of(pair, class);
	struct writer writer = writer_into(pair->encoded, sizeof pair->encoded);

	if (pair->is_dead || !pair->was_up)
		return RESULT_NOT_OPENED;
	message->id = state->made_id + 1;
	message_encode(message, &writer);
	if (writer.failed)
		return RESULT_TOO_LARGE;
	struct kept_message kept = {.id = message->id, .body = writer_bytes(&writer)};
	kept.is_secret = message->which_what == wire_Message_introduce_tag ||
	                 message->which_what == wire_Message_stream_key_tag;
	enum result result = kept_add(&state->kept, &kept);
	if (kept.is_secret)
		secret_wipe(pair->encoded, kept.body.size);
	if (result != RESULT_OK)
		return result;
	state->made_id++;
	return send_kept(pair, class, now_ms);
}

enum result pair_send_record(struct pair *pair, enum record_type type, struct bytes body, int64_t now_ms)
{
	struct pair_class *state = class_of(pair, CHANNEL_INTERACTIVE);
	struct record record = {.kind = CHANNEL_INTERACTIVE, .type = (uint8_t)type, .body = body};
	struct kept_message waiting;

	if (pair_phase(pair) != PAIR_UP)
		return pair_phase(pair) == PAIR_RESTING ? RESULT_WOULD_BLOCK : RESULT_NOT_OPENED;
	if (kept_next(&state->kept, &waiting) || !window_has_room(&state->window, body.size))
		return RESULT_WOULD_BLOCK;
	return seal_counted(pair, &record, now_ms);
}

enum result pair_send_passing(struct pair *pair, wire_Message *message, size_t most_bytes, int64_t now_ms)
{
	struct pair_class *state = class_of(pair, CHANNEL_BULK);
	struct writer writer = writer_into(pair->encoded, sizeof pair->encoded);
	struct kept_message waiting;

	if (pair_phase(pair) != PAIR_UP)
		return pair_phase(pair) == PAIR_RESTING ? RESULT_WOULD_BLOCK : RESULT_NOT_OPENED;
	message->id = 0;
	message_encode(message, &writer);
	struct record record = {.kind = CHANNEL_BULK, .type = RECORD_MESSAGE, .body = writer_bytes(&writer)};
	if (writer.failed)
		return RESULT_TOO_LARGE;
	uint64_t under_way = state->window.sent_bytes - state->window.arrived_bytes;
	if (kept_next(&state->kept, &waiting) || !window_has_room(&state->window, record.body.size) ||
	    (under_way > 0 && under_way + record.body.size > most_bytes))
		return RESULT_WOULD_BLOCK;
	return seal_counted(pair, &record, now_ms);
}

void pair_send_end(struct pair *pair, int64_t now_ms)
{
	struct channel_out out = {room, pair};

	if (pair->channel == NULL || pair->is_dead)
		return;
	(void)channel_seal_end(pair->channel, CHANNEL_BULK, now_ms, &out);
	(void)channel_seal_end(pair->channel, CHANNEL_INTERACTIVE, now_ms, &out);
	hand_over(pair);
}

void pair_refresh(struct pair *pair, int64_t now_ms)
{
	struct channel_out out = {room, pair};

	if (pair->channel == NULL || pair->is_dead)
		return;
	(void)channel_refresh(pair->channel, now_ms, &out);
	hand_over(pair);
}

static void say_received(struct pair *pair, int64_t now_ms)
{
	wire_Message message = {.which_what = wire_Message_received_tag};
	wire_Received *received = &message.what.received;

	received->interactive = pair->classes[0].window.opened_bytes;
	received->bulk = pair->classes[1].window.opened_bytes;
	received->interactive_id = pair->classes[0].opened_id;
	received->bulk_id = pair->classes[1].opened_id;
	if (send_uncounted(pair, &message, now_ms) != RESULT_OK)
		return;
	for (int i = 0; i < PAIR_CLASSES; i++)
		pair->classes[i].window.told_bytes = pair->classes[i].window.opened_bytes;
}

void pair_say_present(struct pair *pair, int64_t now_ms)
{
	say_received(pair, now_ms);
}

void pair_say_continue(struct pair *pair, int64_t now_ms)
{
	wire_Message message = {.which_what = wire_Message_continue_from_tag};

	message.what.continue_from.interactive_id = pair->classes[0].opened_id;
	message.what.continue_from.bulk_id = pair->classes[1].opened_id;
	(void)send_uncounted(pair, &message, now_ms);
}

/* --- in
 * --------------------------------------------------------------------------------------------------------------------
 */

static enum result send_all_kept(struct pair *pair, int64_t now_ms)
{
	(void)send_kept(pair, CHANNEL_INTERACTIVE, now_ms);
	(void)send_kept(pair, CHANNEL_BULK, now_ms);
	return RESULT_NEED_MORE;
}

static enum result take_received(struct pair *pair, const wire_Received *received, int64_t now_ms)
{
	if (!window_arrived(&pair->classes[0].window, received->interactive) ||
	    !window_arrived(&pair->classes[1].window, received->bulk) ||
	    !kept_acknowledged(&pair->classes[0].kept, received->interactive_id) ||
	    !kept_acknowledged(&pair->classes[1].kept, received->bulk_id))
		return die(pair, RESULT_NOT_OPENED);
	return send_all_kept(pair, now_ms);
}

static enum result take_continue(struct pair *pair, const wire_Continue *from, int64_t now_ms)
{
	if (!pair->awaits_continue || !kept_acknowledged(&pair->classes[0].kept, from->interactive_id) ||
	    !kept_acknowledged(&pair->classes[1].kept, from->bulk_id))
		return die(pair, RESULT_BAD_FRAME);
	pair->awaits_continue = false;
	return send_all_kept(pair, now_ms);
}

/* See pair_send_passing. */
static bool is_passing(const wire_Message *message)
{
	return message->which_what == wire_Message_clip_tag;
}

/* RESULT_OK: for the caller, once; RESULT_NEED_MORE: the pair's own, or known already. */
static enum result take_message(struct pair *pair, struct pair_class *state, const wire_Message *message,
                                int64_t now_ms)
{
	if (message->which_what == wire_Message_received_tag)
		return take_received(pair, &message->what.received, now_ms);
	if (message->which_what == wire_Message_continue_from_tag)
		return take_continue(pair, &message->what.continue_from, now_ms);
	if (is_passing(message))
		return RESULT_OK;
	if (message->id > state->opened_id + 1)
		return die(pair, RESULT_BAD_FRAME);
	if (message->id <= state->opened_id)
		return RESULT_WOULD_BLOCK;
	state->opened_id = message->id;
	return message->which_what == 0 ? RESULT_WOULD_BLOCK : RESULT_OK;
}

/* Whether a record is one for the present keys; one that comes late from the line before is nobody's. */
static bool is_awaited(const struct pair *pair, uint32_t where)
{
	return pair->channel != NULL && pair->where == where;
}

/* Bulk of the keys before comes before all bulk of these, and only so much of it. */
static enum result open_record(struct pair *pair, const struct record *in, struct record *out)
{
	if (in->kind != CHANNEL_BULK || pair->old_bulk_bytes < in->body.size)
		return channel_open(pair->channel, in, pair->opened, out);
	enum result result = channel_open_first(pair->channel, in, pair->opened, out);
	if (result == RESULT_NEED_MORE)
		pair->old_bulk_bytes -= in->body.size;
	else
		pair->old_bulk_bytes = 0;
	return result;
}

enum result pair_open(struct pair *pair, uint32_t where, const struct record *in, int64_t now_ms,
                      struct record *out, wire_Message *message)
{
	struct pair_class *state = class_of(pair, in->kind);
	enum result result = RESULT_OK;

	/* Records before the first handshake's last word: it was held back, which is a guess like any other. */
	if (!pair->was_up)
		return die(pair, RESULT_WRONG_NUMBER);
	if (pair->is_dead)
		return RESULT_NOT_OPENED;
	if (!is_awaited(pair, where))
		return RESULT_NEED_MORE;
	if (in->body.size > sizeof pair->opened)
		return die(pair, RESULT_NOT_OPENED);
	result = open_record(pair, in, out);
	if (result == RESULT_NEED_MORE)
		return result;
	if (result != RESULT_OK)
		return die(pair, RESULT_NOT_OPENED);
	if (pair->resume != NULL)
		(void)resume_confirm(pair->resume, pair->channel);
	if (out->type == RECORD_KEY_UPDATE)
		return RESULT_NEED_MORE;
	if (out->type == RECORD_FIN)
		return RESULT_OK;
	if (out->type == RECORD_MESSAGE) {
		if (message_decode(out->body, message) != RESULT_OK)
			return die(pair, RESULT_BAD_FRAME);
		result = take_message(pair, state, message, now_ms);
		if (result != RESULT_OK && result != RESULT_WOULD_BLOCK)
			return result;
	}
	/* What passes comes in as small a window as its sender likes: it waits for each word. */
	bool is_passed = out->type == RECORD_MESSAGE && is_passing(message);
	if (window_opened(&state->window, out->body.size) || is_passed)
		say_received(pair, now_ms);
	return result == RESULT_OK ? RESULT_OK : RESULT_NEED_MORE;
}
