/*
 * A carrier is the ladder's decisions carried out (climb), then one rung with a
 * send buffer in front of it. Failures are kept in `result`: once it is over, it
 * stays over.
 */
#include "carrier/carrier.h"

#include "base/log.h"
#include "base/thread.h"
#include "carrier/ladder.h"
#include "carrier/raw.h"

#include <stdlib.h>

enum { RUNG_COUNT = 1, RECEIVE_BYTES = 64 * 1024 };

/* The best first. */
static const struct rung *const all_rungs[RUNG_COUNT] = {&raw_rung};

struct carrier {
	struct server_list_relay relay;
	struct attempts *attempts;
	struct wake *wake;
	struct ladder ladder;
	void *rungs[RUNG_COUNT];
	size_t winner; /* RUNG_COUNT while connecting */
	struct buffer unsent;
	bool is_send_broken; /* nothing can be sent any more; what the relay said last may still be read */
	enum result result;  /* of carrier_work */
};

static void stop_rung(struct carrier *carrier, size_t index)
{
	if (carrier->rungs[index])
		all_rungs[index]->stop(carrier->rungs[index]);
	carrier->rungs[index] = NULL;
}

static void start_rung(struct carrier *carrier, size_t index, int64_t now_ms)
{
	struct rung_start start = {
		.relay = &carrier->relay, .attempts = carrier->attempts, .wake = carrier->wake, .now_ms = now_ms};
	enum result result = all_rungs[index]->start(&carrier->rungs[index], &start);
	ladder_tell(&carrier->ladder, index, result == RESULT_OK ? LADDER_TRYING : LADDER_FAILED, now_ms);
}

static void take_rung(struct carrier *carrier, size_t index)
{
	carrier->winner = index;
	carrier->result = RESULT_OK;
	for (size_t i = 0; i < RUNG_COUNT; i++)
		if (i != index)
			stop_rung(carrier, i);
	log_info("carrier", "%s %s: up", all_rungs[index]->name, carrier->relay.host);
}

static void give_up(struct carrier *carrier)
{
	for (size_t i = 0; i < RUNG_COUNT; i++)
		stop_rung(carrier, i);
	carrier->result = RESULT_NOT_REACHABLE;
	log_warn("carrier", "%s: not reached by any of %d rungs", carrier->relay.host, RUNG_COUNT);
}

/* Hears what each rung has to say. */
static void work_rungs(struct carrier *carrier, int64_t now_ms)
{
	for (size_t i = 0; i < RUNG_COUNT; i++) {
		if (!carrier->rungs[i])
			continue;
		enum result result = all_rungs[i]->work(carrier->rungs[i], now_ms);
		if (result == RESULT_WOULD_BLOCK)
			continue;
		if (result != RESULT_OK)
			stop_rung(carrier, i);
		if (result != RESULT_OK || carrier->ladder.rungs[i] != LADDER_UP)
			ladder_tell(&carrier->ladder, i, result == RESULT_OK ? LADDER_UP : LADDER_FAILED, now_ms);
	}
}

/* Does what the ladder says until it has nothing more to say. */
static void climb(struct carrier *carrier, int64_t now_ms)
{
	work_rungs(carrier, now_ms);
	for (;;) {
		struct ladder_step step = ladder_next(&carrier->ladder, now_ms);
		switch (step.what) {
		case LADDER_START:
			start_rung(carrier, step.rung, now_ms);
			work_rungs(carrier, now_ms);
			break;
		case LADDER_TAKE:
			take_rung(carrier, step.rung);
			return;
		case LADDER_GIVE_UP:
			give_up(carrier);
			return;
		case LADDER_WAIT:
			return;
		}
	}
}

/* What comes of it, carrier_work says, however fast it is; false if the relay offers nothing that we know. */
static bool start_first(struct carrier *carrier, int64_t now_ms)
{
	struct ladder_step step = ladder_next(&carrier->ladder, now_ms);
	while (step.what == LADDER_START) {
		start_rung(carrier, step.rung, now_ms);
		step = ladder_next(&carrier->ladder, now_ms);
	}
	return step.what == LADDER_WAIT;
}

enum result carrier_open(struct carrier **out, const struct carrier_setup *setup, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	*out = NULL;
	struct carrier *carrier = calloc(1, sizeof *carrier);
	if (!carrier)
		return RESULT_OUT_OF_MEMORY;
	carrier->relay = *setup->relay;
	carrier->attempts = setup->attempts;
	carrier->wake = setup->wake;
	carrier->winner = RUNG_COUNT;
	carrier->result = RESULT_WOULD_BLOCK;
	buffer_init(&carrier->unsent, CARRIER_SEND_BYTES_MAX);
	ladder_start(&carrier->ladder, RUNG_COUNT, now_ms, CARRIER_CONNECT_MS_MAX);
	if (!start_first(carrier, now_ms)) {
		carrier_close(carrier);
		return RESULT_NOT_REACHABLE;
	}
	*out = carrier;
	return RESULT_OK;
}

void carrier_close(struct carrier *carrier)
{
	if (!carrier)
		return;
	for (size_t i = 0; i < RUNG_COUNT; i++)
		stop_rung(carrier, i);
	buffer_finish(&carrier->unsent);
	free(carrier);
}

size_t carrier_handles(const struct carrier *carrier, struct wake_on *on, size_t room)
{
	size_t count = 0;
	if (carrier->result != RESULT_OK && carrier->result != RESULT_WOULD_BLOCK)
		return 0;
	for (size_t i = 0; i < RUNG_COUNT; i++)
		if (carrier->rungs[i])
			count += all_rungs[i]->handles(carrier->rungs[i], carrier->unsent.size_bytes > 0, on + count,
			                               room - count);
	return count;
}

int carrier_timeout_ms(const struct carrier *carrier, int64_t now_ms)
{
	if (carrier->result != RESULT_WOULD_BLOCK)
		return -1;
	struct ladder_step step = ladder_next(&carrier->ladder, now_ms);
	int64_t least_ms = step.what == LADDER_WAIT ? step.until_ms - now_ms : 0;
	for (size_t i = 0; i < RUNG_COUNT; i++) {
		int left_ms = carrier->rungs[i] ? all_rungs[i]->timeout_ms(carrier->rungs[i], now_ms) : -1;
		if (left_ms >= 0 && left_ms < least_ms)
			least_ms = left_ms;
	}
	return least_ms < 0 ? 0 : (int)least_ms;
}

/* Once it is over, nothing is sent or waited for any more. */
static enum result end_with(struct carrier *carrier, enum result result)
{
	if (carrier->result == RESULT_OK) {
		log_info("carrier", "%s %s: %s", carrier_rung(carrier), carrier->relay.host, result_name(result));
		carrier->result = result;
	}
	return carrier->result;
}

/* Hands a part to the system: *sent bytes. A line that takes nothing any more gives false. */
static bool send_some(struct carrier *carrier, struct bytes bytes, size_t *sent)
{
	*sent = 0;
	enum result result = all_rungs[carrier->winner]->send(carrier->rungs[carrier->winner], bytes, sent);
	if (result == RESULT_OK || result == RESULT_WOULD_BLOCK)
		return true;
	carrier->is_send_broken = true;
	buffer_consume(&carrier->unsent, carrier->unsent.size_bytes);
	return false;
}

static void flush(struct carrier *carrier)
{
	size_t sent = 1;
	while (carrier->unsent.size_bytes && sent) {
		if (!send_some(carrier, buffer_bytes(&carrier->unsent), &sent))
			return;
		buffer_consume(&carrier->unsent, sent);
	}
}

enum result carrier_work(struct carrier *carrier, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	if (carrier->result == RESULT_WOULD_BLOCK)
		climb(carrier, now_ms);
	if (carrier->result == RESULT_OK)
		flush(carrier);
	return carrier->result;
}

enum result carrier_send(struct carrier *carrier, struct bytes bytes)
{
	thread_assert(THREAD_NET);
	size_t sent = 0;
	if (carrier->result != RESULT_OK || carrier->is_send_broken)
		return carrier->result == RESULT_WOULD_BLOCK ? RESULT_WOULD_BLOCK : RESULT_LOST;
	if (bytes.size > CARRIER_SEND_BYTES_MAX - carrier->unsent.size_bytes)
		return RESULT_WOULD_BLOCK;
	/* Straight to the system where nothing waits before it: the common case copies nothing here. */
	if (!carrier->unsent.size_bytes && bytes.size && !send_some(carrier, bytes, &sent))
		return RESULT_LOST;
	if (sent == bytes.size)
		return RESULT_OK;
	enum result result =
		buffer_append(&carrier->unsent, (struct bytes){bytes.data + sent, bytes.size - sent});
	if (result != RESULT_OK) /* a part may be gone: the stream is no longer whole */
		end_with(carrier, RESULT_LOST);
	return result;
}

enum result carrier_receive(struct carrier *carrier, struct buffer *into)
{
	thread_assert(THREAD_NET);
	if (carrier->result != RESULT_OK)
		return carrier->result;
	size_t room = into->limit_bytes - into->size_bytes;
	if (room > RECEIVE_BYTES)
		room = RECEIVE_BYTES;
	if (!room)
		return RESULT_WOULD_BLOCK;
	uint8_t *to = buffer_reserve(into, room);
	if (!to)
		return RESULT_OUT_OF_MEMORY;
	size_t got = 0;
	enum result result = all_rungs[carrier->winner]->receive(carrier->rungs[carrier->winner], to, room, &got);
	buffer_commit(into, got);
	if (result == RESULT_OK || result == RESULT_WOULD_BLOCK)
		return result;
	return end_with(carrier, carrier->is_send_broken ? RESULT_LOST : result);
}

size_t carrier_pending_bytes(const struct carrier *carrier)
{
	return carrier->unsent.size_bytes;
}

const char *carrier_rung(const struct carrier *carrier)
{
	return carrier->winner < RUNG_COUNT ? all_rungs[carrier->winner]->name : "";
}

const char *carrier_proxy(const struct carrier *carrier)
{
	(void)carrier;
	return "";
}

bool carrier_is_inspected(const struct carrier *carrier)
{
	(void)carrier;
	return false;
}

struct carrier *carrier_better(struct carrier *carrier, int64_t now_ms)
{
	(void)carrier;
	(void)now_ms;
	return NULL;
}

void carrier_local_address(const struct carrier *carrier, char to[static CARRIER_ADDRESS_BYTES])
{
	to[0] = 0;
	if (carrier->winner < RUNG_COUNT && carrier->rungs[carrier->winner])
		all_rungs[carrier->winner]->local_address(carrier->rungs[carrier->winner], to);
}
