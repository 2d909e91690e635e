/*
 * How the parts hang together: a channel is four halves (two classes, two
 * directions), each with its key, counter and epoch. seal_record seals one record
 * in the present epoch; seal() puts the KEY_UPDATE before it where one is due, so
 * no caller can forget it. open is the mirror: next_epoch after a KEY_UPDATE, and
 * the first failure sets is_dead, which every way in looks at first.
 */
#include "secure/channel_inside.h"

#include "base/secret.h"
#include "secure/handshake_inside.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct channel_limits default_limits = {
	.update_records = 1 << 20,
	.update_bytes = (uint64_t)16 << 30,
	.update_ms = 15 * 60 * 1000,
	.refuse_records = 1 << 22,
};

_Static_assert(sizeof(struct channel) % 16 == 0, "the block of secrets must be aligned for the keys in it");

/* The half of this class; NULL: no such class. */
static struct channel_half *half_of(struct channel_half halves[static KEY_CLASSES], enum channel_class kind)
{
	switch (kind) {
	case CHANNEL_INTERACTIVE:
		return &halves[KEY_INTERACTIVE];
	case CHANNEL_BULK:
		return &halves[KEY_BULK];
	default:
		return NULL;
	}
}

/* The keys of the half's next epoch (the first one at the start). */
static enum result next_epoch(struct channel *channel, struct channel_half *half)
{
	uint8_t key[AEAD_KEY_BYTES];

	key_schedule_next(half->traffic, key, half->iv);
	enum result result = aead_set_key(&half->key, channel->aead, key);
	secret_wipe(key, sizeof(key));
	half->sequence = 0;
	half->bytes = 0;
	return result;
}

static enum result start_halves(struct channel *channel, const struct session_keys *keys, bool is_joiner,
                                int64_t now_ms)
{
	enum key_direction out = is_joiner ? KEY_J2M : KEY_M2J, in = is_joiner ? KEY_M2J : KEY_J2M;
	enum result result = RESULT_OK;

	for (int kind = 0; kind < KEY_CLASSES && result == RESULT_OK; kind++) {
		memcpy(channel->out[kind].traffic, keys->traffic[out][kind], KEY_TRAFFIC_BYTES);
		memcpy(channel->in[kind].traffic, keys->traffic[in][kind], KEY_TRAFFIC_BYTES);
		channel->out[kind].since_ms = now_ms;
		result = next_epoch(channel, &channel->out[kind]);
		if (result == RESULT_OK)
			result = next_epoch(channel, &channel->in[kind]);
	}
	return result;
}

enum result channel_create(struct handshake *handshake, const struct aead *aead, int64_t now_ms,
                           struct channel **out)
{
	struct session_keys keys;
	struct channel *channel = secret_create(sizeof(*channel));

	if (channel == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (!handshake_take_traffic(handshake, &keys)) {
		channel_destroy(channel);
		return RESULT_BAD_ARGUMENT;
	}
	channel->aead = aead;
	channel->limits = default_limits;
	memcpy(channel->peer_id, handshake->setup.peer_id, sizeof(channel->peer_id));
	memcpy(channel->rendezvous, keys.rendezvous, sizeof(channel->rendezvous));
	memcpy(channel->check_code, keys.check_code, sizeof(channel->check_code));
	memcpy(channel->exporter, keys.exporter, sizeof(channel->exporter));
	enum result result = start_halves(channel, &keys, handshake->is_joiner, now_ms);
	secret_wipe(&keys, sizeof(keys));
	if (result != RESULT_OK) {
		channel_destroy(channel);
		return result;
	}
	*out = channel;
	return RESULT_OK;
}

void channel_destroy(struct channel *channel)
{
	if (channel == NULL)
		return;
	for (int kind = 0; kind < KEY_CLASSES; kind++) {
		aead_finish(&channel->out[kind].key);
		aead_finish(&channel->in[kind].key);
	}
	secret_destroy(channel);
}

/* The channel is over: without keys nothing can be opened or sealed by mistake either. */
static enum result die(struct channel *channel)
{
	for (int kind = 0; kind < KEY_CLASSES; kind++) {
		aead_finish(&channel->out[kind].key);
		aead_finish(&channel->in[kind].key);
		secret_wipe(channel->out[kind].traffic, KEY_TRAFFIC_BYTES);
		secret_wipe(channel->in[kind].traffic, KEY_TRAFFIC_BYTES);
	}
	channel->is_dead = true;
	return RESULT_NOT_OPENED;
}

/* Nonce and additional data of the half's next record. */
struct seal_context {
	uint8_t nonce[AEAD_NONCE_BYTES];
	uint8_t aad[6];
	struct aead_nonce pair;
};

static void set_context(struct seal_context *context, const struct channel_half *half,
                        enum channel_class kind, uint8_t lane)
{
	struct writer w = writer_into(context->aad, sizeof(context->aad));

	memcpy(context->nonce, half->iv, AEAD_NONCE_BYTES);
	for (int i = 0; i < 8; i++)
		context->nonce[AEAD_NONCE_BYTES - 1 - i] ^= (uint8_t)(half->sequence >> (8 * i));
	write_u8(&w, (uint8_t)kind);
	write_u8(&w, lane);
	write_u32(&w, half->epoch);
	context->pair = (struct aead_nonce){context->nonce, writer_bytes(&w)};
}

static size_t plain_size(enum channel_class kind, size_t body_size)
{
	size_t size = body_size + 1;
	if (kind == CHANNEL_INTERACTIVE)
		size =
			(size + CHANNEL_PADDING_STEP_BYTES - 1) / CHANNEL_PADDING_STEP_BYTES * CHANNEL_PADDING_STEP_BYTES;
	return size;
}

static enum result seal_record(struct channel *channel, struct channel_half *half,
                               const struct record *record, const struct channel_out *out)
{
	struct seal_context context;
	size_t size = plain_size(record->kind, record->body.size);

	if (half->sequence >= channel->limits.refuse_records)
		return die(channel);
	uint8_t *to = out->room(out->context, record->kind, record->lane, size + AEAD_TAG_BYTES);
	if (to == NULL)
		return RESULT_WOULD_BLOCK;
	if (record->body.size > 0)
		memmove(to, record->body.data, record->body.size);
	to[record->body.size] = record->type;
	memset(to + record->body.size + 1, 0, size - record->body.size - 1);
	set_context(&context, half, record->kind, record->lane);
	if (aead_seal(&half->key, &context.pair, (struct bytes){to, size}, to) != RESULT_OK)
		return die(channel);
	half->sequence++;
	half->bytes += size;
	return RESULT_OK;
}

static bool is_update_due(const struct channel *channel, const struct channel_half *half, int64_t now_ms)
{
	return half->sequence >= channel->limits.update_records || half->bytes >= channel->limits.update_bytes ||
	       now_ms - half->since_ms >= channel->limits.update_ms;
}

/* KEY_UPDATE, the last record of its epoch, and then the next epoch. */
static enum result update_key(struct channel *channel, struct channel_half *half, enum channel_class kind,
                              int64_t now_ms, const struct channel_out *out)
{
	struct record update = {.kind = kind, .type = RECORD_KEY_UPDATE};

	if (half->epoch == UINT32_MAX)
		return die(channel);
	enum result result = seal_record(channel, half, &update, out);
	if (result != RESULT_OK)
		return result;
	half->epoch++;
	half->since_ms = now_ms;
	return next_epoch(channel, half) == RESULT_OK ? RESULT_OK : die(channel);
}

/* One record, after a KEY_UPDATE if one is due. */
static enum result seal(struct channel *channel, const struct record *record, int64_t now_ms,
                        const struct channel_out *out)
{
	if (channel->is_dead)
		return RESULT_NOT_OPENED;
	struct channel_half *half = half_of(channel->out, record->kind);
	if (half == NULL)
		return RESULT_BAD_ARGUMENT;
	if (half->has_ended)
		return RESULT_CLOSED;
	if (is_update_due(channel, half, now_ms)) {
		enum result result = update_key(channel, half, record->kind, now_ms, out);
		if (result != RESULT_OK)
			return result;
	}
	return seal_record(channel, half, record, out);
}

enum result channel_seal(struct channel *channel, const struct record *record, int64_t now_ms,
                         const struct channel_out *out)
{
	if (record->type == RECORD_NONE || record->type >= RECORD_KEY_UPDATE)
		return RESULT_BAD_ARGUMENT;
	if (record->body.size > CHANNEL_BODY_MAX_BYTES)
		return RESULT_TOO_LARGE;
	return seal(channel, record, now_ms, out);
}

enum result channel_seal_end(struct channel *channel, enum channel_class kind, int64_t now_ms,
                             const struct channel_out *out)
{
	struct record fin = {.kind = kind, .type = RECORD_FIN};
	enum result result = seal(channel, &fin, now_ms, out);
	if (result == RESULT_OK)
		half_of(channel->out, kind)->has_ended = true;
	return result;
}

enum result channel_refresh(struct channel *channel, int64_t now_ms, const struct channel_out *out)
{
	static const enum channel_class classes[] = {CHANNEL_INTERACTIVE, CHANNEL_BULK};

	if (channel->is_dead)
		return RESULT_NOT_OPENED;
	for (size_t i = 0; i < KEY_CLASSES; i++) {
		struct channel_half *half = half_of(channel->out, classes[i]);
		if (half->has_ended || !is_update_due(channel, half, now_ms))
			continue;
		enum result result = update_key(channel, half, classes[i], now_ms, out);
		if (result != RESULT_OK)
			return result;
	}
	return RESULT_OK;
}

bool channel_split(struct bytes plain, uint8_t *type, struct bytes *body)
{
	size_t end = plain.size;

	while (end > 0 && plain.data[end - 1] == 0)
		end--;
	if (end == 0)
		return false;
	*type = plain.data[end - 1];
	*body = (struct bytes){plain.data, end - 1};
	return true;
}

/* Opens and advances the half; false for whatever reason. */
static bool open_record(struct channel *channel, struct channel_half *half, const struct record *in,
                        uint8_t *to, struct record *out)
{
	struct seal_context context;
	struct record record = {.kind = in->kind, .lane = in->lane};

	if (in->body.size <= AEAD_TAG_BYTES || in->body.size > CHANNEL_RECORD_MAX_BYTES || half->has_ended ||
	    half->sequence >= channel->limits.refuse_records)
		return false;
	set_context(&context, half, in->kind, in->lane);
	if (aead_open(&half->key, &context.pair, in->body, to) != RESULT_OK)
		return false;
	half->sequence++;
	struct bytes plain = {to, in->body.size - AEAD_TAG_BYTES};
	if (!channel_split(plain, &record.type, &record.body) || record.body.size > CHANNEL_BODY_MAX_BYTES)
		return false;
	if (record.type >= RECORD_KEY_UPDATE && record.body.size > 0)
		return false;
	if (record.type == RECORD_FIN)
		half->has_ended = true;
	if (record.type == RECORD_KEY_UPDATE &&
	    (half->epoch++ == UINT32_MAX || next_epoch(channel, half) != RESULT_OK))
		return false;
	*out = record;
	return true;
}

enum result channel_open(struct channel *channel, const struct record *in, uint8_t *to, struct record *out)
{
	struct channel_half *half = half_of(channel->in, in->kind);

	if (channel->is_dead)
		return RESULT_NOT_OPENED;
	if (half == NULL || !open_record(channel, half, in, to, out))
		return die(channel);
	channel->has_opened = true;
	return RESULT_OK;
}

enum result channel_open_first(struct channel *channel, const struct record *in, uint8_t *to,
                               struct record *out)
{
	if (channel->is_dead)
		return RESULT_NOT_OPENED;
	struct channel_half *half = half_of(channel->in, in->kind);
	if (half == NULL || half->sequence > 0 || half->epoch > 0)
		return channel_open(channel, in, to, out);
	if (!open_record(channel, half, in, to, out))
		return half->sequence == 0 ? RESULT_NEED_MORE : die(channel);
	channel->has_opened = true;
	return RESULT_OK;
}

bool channel_first_record_opened(const struct channel *channel)
{
	return channel->has_opened;
}

bool channel_is_dead(const struct channel *channel)
{
	return channel->is_dead;
}

bool channel_has_ended(const struct channel *channel, enum channel_class kind)
{
	return (kind == CHANNEL_INTERACTIVE && channel->in[KEY_INTERACTIVE].has_ended) ||
	       (kind == CHANNEL_BULK && channel->in[KEY_BULK].has_ended);
}

const uint8_t *channel_peer_id(const struct channel *channel)
{
	return channel->peer_id;
}

const uint8_t *channel_exporter(const struct channel *channel)
{
	return channel->exporter;
}

void channel_check_code(const struct channel *channel, char to[static CHANNEL_CHECK_CODE_BYTES])
{
	struct reader r = reader_over((struct bytes){channel->check_code, sizeof(channel->check_code)});
	unsigned long long digits = read_u64(&r) % 1000000000000;
	snprintf(to, CHANNEL_CHECK_CODE_BYTES, "%012llu", digits);
}
