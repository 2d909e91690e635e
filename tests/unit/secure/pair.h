/*
 * A joiner and a master side by side, with all that they count, for tests: their messages go where the test
 * puts them. Random bytes come from noise, so each run is the same.
 */
#ifndef LOTSE_TESTS_UNIT_SECURE_PAIR_H
#define LOTSE_TESTS_UNIT_SECURE_PAIR_H

#include "base/secret.h"
#include "secure/channel.h"
#include "secure/handshake.h"
#include "support/noise.h"

#include <stdlib.h>
#include <string.h>

#define PAIR_NUMBER "123456543210"
#define PAIR_WRONG  "123456543219"

enum { PAIR_OUTBOX_RECORDS = 16 };

struct pair {
	struct noise noise;
	struct guess_session session;
	struct guess_number number;
	struct guess_customer customer;
	struct handshake_setup joiner_setup, master_setup;
	struct handshake *joiner, *master;
	struct handshake_message offer, join, reply, confirm_j, confirm_m;
	struct channel *joiner_channel, *master_channel;
	int64_t now_ms;
};

static inline struct bytes pair_bytes(const struct handshake_message *message)
{
	return (struct bytes){message->data, message->size};
}

/* Both know PAIR_NUMBER. Nothing has begun. */
static inline void pair_init(struct pair *pair, uint64_t seed)
{
	memset(pair, 0, sizeof(*pair));
	if (secret_start() != RESULT_OK)
		exit(2);
	pair->noise = noise_start(seed);
	guess_session_init(&pair->session);
	guess_number_init(&pair->number, &pair->session);
	guess_customer_init(&pair->customer);
	pair->joiner_setup = (struct handshake_setup){
		.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(PAIR_NUMBER), .customer = &pair->customer};
	pair->master_setup = (struct handshake_setup){
		.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(PAIR_NUMBER), .number = &pair->number};
	noise_fill(&pair->noise, pair->joiner_setup.own_id, HANDSHAKE_ID_BYTES);
	noise_fill(&pair->noise, pair->master_setup.own_id, HANDSHAKE_ID_BYTES);
	pair->now_ms = 1000;
}

/* Begins the master's run; its OFFER is in pair->offer. */
static inline enum result pair_offer(struct pair *pair)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	noise_fill(&pair->noise, random, sizeof(random));
	return handshake_offer(&pair->master_setup, random, pair->now_ms, &pair->master, &pair->offer);
}

/* Begins the joiner's run. */
static inline enum result pair_join(struct pair *pair)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	noise_fill(&pair->noise, random, sizeof(random));
	return handshake_join(&pair->joiner_setup, random, pair->now_ms, &pair->joiner);
}

/* Hands the messages over until both are in these states; the first failure ends it and is returned. */
static inline enum result pair_go(struct pair *pair, enum handshake_state until)
{
	struct {
		enum handshake_state until; /* reached by the receiver with this message */
		struct handshake **receiver;
		struct handshake_message *from, *answer;
	} steps[] = {
		{HANDSHAKE_SENT_JOIN, &pair->joiner, &pair->offer, &pair->join},
		{HANDSHAKE_REPLIED, &pair->master, &pair->join, &pair->reply},
		{HANDSHAKE_SENT_CONFIRM, &pair->joiner, &pair->reply, &pair->confirm_j},
		{HANDSHAKE_UP, &pair->master, &pair->confirm_j, &pair->confirm_m},
	};
	struct handshake_message none;
	enum result result = RESULT_OK;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && result == RESULT_OK; i++) {
		result =
			handshake_receive(*steps[i].receiver, pair_bytes(steps[i].from), pair->now_ms, steps[i].answer);
		if (steps[i].until == until && until != HANDSHAKE_UP)
			return result;
	}
	if (result == RESULT_OK)
		result = handshake_receive(pair->joiner, pair_bytes(&pair->confirm_m), pair->now_ms, &none);
	return result;
}

static inline void pair_end_runs(struct pair *pair)
{
	handshake_destroy(pair->joiner);
	handshake_destroy(pair->master);
	pair->joiner = pair->master = NULL;
}

/* A whole handshake and both channels; false if anything fails. */
static inline bool pair_connect(struct pair *pair, const struct aead *aead)
{
	bool is_up = pair_offer(pair) == RESULT_OK && pair_join(pair) == RESULT_OK &&
	             pair_go(pair, HANDSHAKE_UP) == RESULT_OK;
	bool is_good = is_up &&
	               channel_create(pair->joiner, aead, pair->now_ms, &pair->joiner_channel) == RESULT_OK &&
	               channel_create(pair->master, aead, pair->now_ms, &pair->master_channel) == RESULT_OK;
	return is_good;
}

static inline void pair_finish(struct pair *pair)
{
	pair_end_runs(pair);
	channel_destroy(pair->joiner_channel);
	channel_destroy(pair->master_channel);
	pair->joiner_channel = pair->master_channel = NULL;
}

/* Records on their way, in order, each in memory of its own size. */
struct outbox {
	struct {
		enum channel_class kind;
		uint8_t lane;
		uint8_t *data;
		size_t size;
	} records[PAIR_OUTBOX_RECORDS];
	size_t count;
	size_t limit; /* how many it takes; 0: all */
};

static inline uint8_t *outbox_room(void *context, enum channel_class kind, uint8_t lane, size_t size_bytes)
{
	struct outbox *outbox = context;
	size_t limit = outbox->limit == 0 ? PAIR_OUTBOX_RECORDS : outbox->limit;

	if (outbox->count >= limit)
		return NULL;
	outbox->records[outbox->count].kind = kind;
	outbox->records[outbox->count].lane = lane;
	outbox->records[outbox->count].size = size_bytes;
	outbox->records[outbox->count].data = malloc(size_bytes);
	return outbox->records[outbox->count++].data;
}

static inline struct channel_out outbox_out(struct outbox *outbox)
{
	return (struct channel_out){outbox_room, outbox};
}

static inline void outbox_clear(struct outbox *outbox)
{
	for (size_t i = 0; i < outbox->count; i++)
		free(outbox->records[i].data);
	outbox->count = 0;
}

/* One record of this type and text into the outbox. */
static inline enum result pair_seal(struct channel *channel, enum channel_class kind, const char *text,
                                    int64_t now_ms, struct outbox *outbox)
{
	struct channel_out out = outbox_out(outbox);
	struct record record = {.kind = kind, .type = RECORD_MESSAGE, .body = bytes_of_text(text)};
	return channel_seal(channel, &record, now_ms, &out);
}

/* Opens the outbox's record with this index, into memory of exactly its size. The caller frees *memory. */
static inline enum result pair_open(struct channel *channel, const struct outbox *outbox, size_t index,
                                    struct record *out, uint8_t **memory)
{
	struct record in = {.kind = outbox->records[index].kind,
	                    .lane = outbox->records[index].lane,
	                    .body = {outbox->records[index].data, outbox->records[index].size}};
	*memory = malloc(in.body.size + 1);
	return channel_open(channel, &in, *memory, out);
}

/* Opens it and says whether it is a message of this text. */
static inline bool pair_opens_as(struct channel *channel, const struct outbox *outbox, size_t index,
                                 const char *text)
{
	struct record record = {0};
	uint8_t *memory = NULL;
	bool is_right = pair_open(channel, outbox, index, &record, &memory) == RESULT_OK &&
	                record.type == RECORD_MESSAGE && bytes_are_equal(record.body, bytes_of_text(text));
	free(memory);
	return is_right;
}

#endif
