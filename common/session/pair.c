/*
 * Out: pair_send and pair_send_record -> window -> seal -> room() twice at most (a key update goes first) ->
 * pair_out. In: pair_open -> channel_open -> window's bookkeeping -> the caller.
 */
#include "session/pair.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

enum { CLASSES = 2, RECORDS_AT_ONCE_MAX = 2, WAITING_HEAD_BYTES = 4 };

struct class_state {
	struct window window;
	struct buffer waiting; /* u32 length and body of messages, in order */
	uint64_t sent_id, opened_id;
};

struct pair {
	uint16_t peer;
	struct pair_out out;
	struct handshake *handshake; /* until up */
	struct channel *channel;     /* then */
	bool is_dead;
	struct class_state classes[CLASSES];
	struct buffer sealed; /* records on their way from room() to pair_out */
	struct {
		uint8_t kind;
		size_t size_bytes;
	} slots[RECORDS_AT_ONCE_MAX];
	size_t slot_count;
	uint8_t opened[CHANNEL_RECORD_MAX_BYTES];
	uint8_t encoded[MESSAGE_BYTES_MAX];
};

static struct class_state *class_of(struct pair *pair, enum channel_class class)
{
	return &pair->classes[class == CHANNEL_BULK ? 1 : 0];
}

enum result pair_create(struct pair **out, uint16_t peer, const struct handshake_setup *setup,
                        bool is_offering, struct pair_out to, int64_t now_ms)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	struct handshake_message offer = {.size = 0};
	struct pair *pair = calloc(1, sizeof *pair);

	if (pair == NULL)
		return RESULT_OUT_OF_MEMORY;
	pair->peer = peer;
	pair->out = to;
	window_init(&pair->classes[0].window, WINDOW_INTERACTIVE_BYTES);
	window_init(&pair->classes[1].window, WINDOW_BULK_BYTES);
	for (int i = 0; i < CLASSES; i++)
		buffer_init(&pair->classes[i].waiting, PAIR_WAITING_BYTES_MAX);
	buffer_init(&pair->sealed, RECORDS_AT_ONCE_MAX * CHANNEL_RECORD_MAX_BYTES);
	secret_random(random, sizeof random);
	enum result result = is_offering ? handshake_offer(setup, random, now_ms, &pair->handshake, &offer)
	                                 : handshake_join(setup, random, now_ms, &pair->handshake);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK) {
		pair_destroy(pair);
		return result;
	}
	if (offer.size > 0)
		to.frame(to.context, peer, FRAME_HANDSHAKE, (struct bytes){offer.data, offer.size});
	*out = pair;
	return RESULT_OK;
}

void pair_destroy(struct pair *pair)
{
	if (pair == NULL)
		return;
	handshake_destroy(pair->handshake);
	channel_destroy(pair->channel);
	for (int i = 0; i < CLASSES; i++)
		buffer_finish(&pair->classes[i].waiting);
	buffer_finish(&pair->sealed);
	secret_wipe(pair, sizeof *pair);
	free(pair);
}

enum pair_phase pair_phase(const struct pair *pair)
{
	if (pair->is_dead)
		return PAIR_DEAD;
	return pair->channel != NULL ? PAIR_UP : PAIR_SHAKING;
}

const struct channel *pair_channel(const struct pair *pair)
{
	return pair->channel;
}

static enum result die(struct pair *pair, enum result result)
{
	pair->is_dead = true;
	return result;
}

enum result pair_shake(struct pair *pair, struct bytes payload, int64_t now_ms)
{
	struct handshake_message answer = {.size = 0};

	if (pair->is_dead)
		return RESULT_WRONG_NUMBER;
	if (pair->channel != NULL) /* a second handshake under our feet is nobody's right */
		return die(pair, RESULT_WRONG_NUMBER);
	enum result result = handshake_receive(pair->handshake, payload, now_ms, &answer);
	if (result != RESULT_OK)
		return die(pair, result);
	if (answer.size > 0)
		pair->out.frame(pair->out.context, pair->peer, FRAME_HANDSHAKE,
		                (struct bytes){answer.data, answer.size});
	if (handshake_state(pair->handshake) != HANDSHAKE_UP)
		return RESULT_OK;
	result = channel_create(pair->handshake, aead_pick(), now_ms, &pair->channel);
	handshake_destroy(pair->handshake);
	pair->handshake = NULL;
	return result == RESULT_OK ? RESULT_OK : die(pair, result);
}

bool pair_is_late(const struct pair *pair, int64_t now_ms)
{
	return pair->handshake != NULL && handshake_is_late(pair->handshake, now_ms);
}

/* --- out
 * ------------------------------------------------------------------------------------------------------------------
 */

static uint8_t *room(void *context, enum channel_class class, uint8_t lane, size_t size_bytes)
{
	struct pair *pair = context;

	(void)lane;
	if (pair->slot_count == RECORDS_AT_ONCE_MAX)
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
		pair->out.frame(pair->out.context, pair->peer, pair->slots[i].kind,
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

/* What opens windows must not itself wait for one, so it does not count in them; both ends know it by its
 * kind. */
static bool counts(const wire_Message *message)
{
	return message->which_what != wire_Message_received_tag;
}

static enum result seal_counted(struct pair *pair, const struct record *record, int64_t now_ms)
{
	enum result result = seal(pair, record, now_ms);

	if (result == RESULT_OK)
		window_sent(&class_of(pair, record->kind)->window, record->body.size);
	return result;
}

static enum result keep_waiting(struct class_state *state, struct bytes body)
{
	uint8_t head[WAITING_HEAD_BYTES];
	struct writer writer = writer_into(head, sizeof head);

	write_u32(&writer, (uint32_t)body.size);
	if (buffer_bytes(&state->waiting).size + sizeof head + body.size > PAIR_WAITING_BYTES_MAX)
		return RESULT_TOO_LARGE;
	enum result result = buffer_append(&state->waiting, writer_bytes(&writer));
	return result == RESULT_OK ? buffer_append(&state->waiting, body) : result;
}

enum result pair_send(struct pair *pair, wire_Message *message, int64_t now_ms)
{
	enum channel_class class =
		message->which_what == wire_Message_chat_tag ? CHANNEL_BULK : CHANNEL_INTERACTIVE;
	struct class_state *state = class_of(pair, class);
	struct writer writer = writer_into(pair->encoded, sizeof pair->encoded);
	bool is_counted = counts(message);

	/* What opens windows has no number: it may overtake what waits. */
	message->id = is_counted ? ++state->sent_id : 0;
	message_encode(message, &writer);
	if (writer.failed)
		return RESULT_TOO_LARGE;
	struct record record = {.kind = class, .type = RECORD_MESSAGE, .body = writer_bytes(&writer)};
	if (!is_counted)
		return seal(pair, &record, now_ms);
	if (buffer_bytes(&state->waiting).size > 0 || !window_has_room(&state->window, record.body.size))
		return keep_waiting(state, record.body);
	return seal_counted(pair, &record, now_ms);
}

enum result pair_send_record(struct pair *pair, enum record_type type, struct bytes body, int64_t now_ms)
{
	struct class_state *state = class_of(pair, CHANNEL_INTERACTIVE);
	struct record record = {.kind = CHANNEL_INTERACTIVE, .type = (uint8_t)type, .body = body};

	if (buffer_bytes(&state->waiting).size > 0 || !window_has_room(&state->window, body.size))
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

/* Sends what waits as far as the window goes. */
static void send_waiting(struct pair *pair, enum channel_class class, int64_t now_ms)
{
	struct class_state *state = class_of(pair, class);

	for (;;) {
		struct reader reader = reader_over(buffer_bytes(&state->waiting));
		uint32_t size = read_u32(&reader);
		struct record record = {.kind = class, .type = RECORD_MESSAGE, .body = read_bytes(&reader, size)};
		if (reader.failed || !window_has_room(&state->window, size) ||
		    seal_counted(pair, &record, now_ms) != RESULT_OK)
			return;
		buffer_consume(&state->waiting, WAITING_HEAD_BYTES + size);
	}
}

/* --- in
 * --------------------------------------------------------------------------------------------------------------------
 */

static void say_received(struct pair *pair, int64_t now_ms)
{
	wire_Message message = {.which_what = wire_Message_received_tag};

	message.what.received.interactive = pair->classes[0].window.opened_bytes;
	message.what.received.bulk = pair->classes[1].window.opened_bytes;
	if (pair_send(pair, &message, now_ms) != RESULT_OK)
		return;
	for (int i = 0; i < CLASSES; i++)
		pair->classes[i].window.told_bytes = pair->classes[i].window.opened_bytes;
}

static enum result take_received(struct pair *pair, const wire_Received *received, int64_t now_ms)
{
	if (!window_arrived(&pair->classes[0].window, received->interactive) ||
	    !window_arrived(&pair->classes[1].window, received->bulk))
		return die(pair, RESULT_NOT_OPENED);
	send_waiting(pair, CHANNEL_INTERACTIVE, now_ms);
	send_waiting(pair, CHANNEL_BULK, now_ms);
	return RESULT_NEED_MORE;
}

enum result pair_open(struct pair *pair, enum channel_class class, struct bytes payload, int64_t now_ms,
                      struct record *out, wire_Message *message)
{
	struct record in = {.kind = class, .body = payload};
	struct class_state *state = class_of(pair, class);

	/* Records before the handshake's last word: it was held back, which is a guess like any other. */
	if (pair->channel == NULL)
		return die(pair, RESULT_WRONG_NUMBER);
	if (pair->is_dead || payload.size > sizeof pair->opened)
		return die(pair, RESULT_NOT_OPENED);
	if (channel_open(pair->channel, &in, pair->opened, out) != RESULT_OK)
		return die(pair, RESULT_NOT_OPENED);
	if (out->type == RECORD_KEY_UPDATE)
		return RESULT_NEED_MORE;
	if (out->type == RECORD_FIN)
		return RESULT_OK;
	if (out->type == RECORD_MESSAGE) {
		if (message_decode(out->body, message) != RESULT_OK)
			return die(pair, RESULT_BAD_FRAME);
		if (message->which_what == wire_Message_received_tag)
			return take_received(pair, &message->what.received, now_ms);
		if (message->id != ++state->opened_id)
			return die(pair, RESULT_BAD_FRAME);
	}
	if (window_opened(&state->window, out->body.size))
		say_received(pair, now_ms);
	return RESULT_OK;
}

void pair_say_present(struct pair *pair, int64_t now_ms)
{
	say_received(pair, now_ms);
}
