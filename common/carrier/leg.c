#include "carrier/leg.h"

#include "carrier/greeting.h"

#include <stdlib.h>
#include <string.h>

enum stage { STAGE_CONNECTING, STAGE_GREETING, STAGE_UP };

struct leg {
	struct leg_setup setup; /* what it points to of the carrier's is used until it is up, not after */
	struct rung_report report;
	void *rung;
	enum stage stage;
	size_t greeted_bytes; /* of the greeting, sent */
	int64_t answer_until_ms;
	struct buffer came; /* the answer, until it is received; perhaps more behind it */
};

enum result leg_start(struct leg **out, const struct leg_setup *setup, int64_t now_ms)
{
	*out = NULL;
	struct leg *leg = calloc(1, sizeof *leg);
	if (!leg)
		return RESULT_OUT_OF_MEMORY;
	leg->setup = *setup;
	buffer_init(&leg->came, GREETING_ANSWER_BYTES_MAX);
	struct rung_start start = {.relay = setup->relay,
	                           .ways = setup->ways,
	                           .attempts = setup->attempts,
	                           .wake = setup->wake,
	                           .report = &leg->report,
	                           .is_proxied = setup->is_proxied,
	                           .now_ms = now_ms};
	enum result result = setup->rung->start(&leg->rung, &start);
	if (result == RESULT_OK)
		*out = leg;
	else
		free(leg);
	return result;
}

static void end_line(struct leg *leg, enum attempt_outcome outcome, int64_t now_ms)
{
	if (leg->report.has_attempt)
		attempts_end(leg->setup.attempts, leg->report.attempt, outcome, now_ms);
	leg->report.has_attempt = false;
}

static void stop(struct leg *leg, enum attempt_outcome outcome, int64_t now_ms)
{
	if (!leg)
		return;
	end_line(leg, outcome, now_ms);
	leg->setup.rung->stop(leg->rung);
	buffer_finish(&leg->came);
	free(leg);
}

void leg_stop(struct leg *leg, int64_t now_ms)
{
	stop(leg, ATTEMPT_ABANDONED, now_ms);
}

void leg_give_up(struct leg *leg, int64_t now_ms)
{
	stop(leg, ATTEMPT_NO_ANSWER, now_ms);
}

static enum result fail(struct leg *leg, enum attempt_outcome outcome, enum result result, int64_t now_ms)
{
	end_line(leg, outcome, now_ms);
	return result;
}

static enum result say_greeting(struct leg *leg)
{
	struct bytes greeting = leg->setup.greeting;
	while (leg->greeted_bytes < greeting.size) {
		size_t sent = 0;
		struct bytes rest = {greeting.data + leg->greeted_bytes, greeting.size - leg->greeted_bytes};
		enum result result = leg->setup.rung->send(leg->rung, rest, &sent);
		if (result != RESULT_OK)
			return result == RESULT_WOULD_BLOCK ? RESULT_OK : result;
		leg->greeted_bytes += sent;
	}
	return RESULT_OK;
}

/* Takes in what has come, as far as there is room for an answer. RESULT_OK: all that is there. */
static enum result take_answer(struct leg *leg)
{
	for (;;) {
		size_t got = 0, room = leg->came.limit_bytes - leg->came.size_bytes;
		uint8_t *to = room ? buffer_reserve(&leg->came, room) : NULL;
		if (!to)
			return room ? RESULT_OUT_OF_MEMORY : RESULT_OK;
		enum result result = leg->setup.rung->receive(leg->rung, to, room, &got);
		buffer_commit(&leg->came, got);
		if (result != RESULT_OK)
			return result == RESULT_WOULD_BLOCK ? RESULT_OK : result;
	}
}

static enum result hear_answer(struct leg *leg, int64_t now_ms)
{
	enum result taken = take_answer(leg);
	enum result result = greeting_judge(buffer_bytes(&leg->came), leg->setup.relay->id);
	switch (result) {
	case RESULT_OK: /* also if it is the last thing that came */
		end_line(leg, leg->report.is_inspected ? ATTEMPT_INSPECTED : ATTEMPT_CONNECTED, now_ms);
		leg->stage = STAGE_UP;
		return RESULT_OK;
	case RESULT_NEED_MORE:
		if (taken != RESULT_OK)
			return fail(leg, ATTEMPT_CLOSED, RESULT_NOT_REACHABLE, now_ms);
		if (now_ms >= leg->answer_until_ms)
			return fail(leg, ATTEMPT_SILENT, RESULT_NOT_REACHABLE, now_ms);
		return RESULT_WOULD_BLOCK;
	case RESULT_LIST_FOREIGN:
		return fail(leg, ATTEMPT_OTHER_RELAY, RESULT_LIST_FOREIGN, now_ms);
	default:
		return fail(leg, ATTEMPT_NOT_RELAY, RESULT_NOT_REACHABLE, now_ms);
	}
}

enum result leg_work(struct leg *leg, int64_t now_ms)
{
	enum result result = leg->setup.rung->work(leg->rung, now_ms);
	if (result != RESULT_OK)
		return leg->stage == STAGE_CONNECTING || result == RESULT_WOULD_BLOCK
		           ? result
		           : fail(leg, ATTEMPT_CLOSED, RESULT_LOST, now_ms);
	if (leg->stage == STAGE_CONNECTING) {
		leg->stage = STAGE_GREETING;
		leg->answer_until_ms = now_ms + LEG_ANSWER_MS_MAX;
		if (!leg->setup.greeting.size) {
			end_line(leg, leg->report.is_inspected ? ATTEMPT_INSPECTED : ATTEMPT_CONNECTED, now_ms);
			leg->stage = STAGE_UP;
		}
	}
	if (leg->stage != STAGE_GREETING)
		return RESULT_OK;
	if (say_greeting(leg) != RESULT_OK)
		return fail(leg, ATTEMPT_CLOSED, RESULT_NOT_REACHABLE, now_ms);
	return hear_answer(leg, now_ms);
}

bool leg_is_waiting(const struct leg *leg)
{
	return leg->report.is_waiting;
}

size_t leg_handles(const struct leg *leg, bool want_write, struct wake_on *on, size_t room)
{
	bool is_greeting = leg->stage == STAGE_GREETING && leg->greeted_bytes < leg->setup.greeting.size;
	return leg->setup.rung->handles(leg->rung, want_write || is_greeting, on, room);
}

int leg_timeout_ms(const struct leg *leg, int64_t now_ms)
{
	int timeout_ms = leg->setup.rung->timeout_ms(leg->rung, now_ms);
	if (leg->stage != STAGE_GREETING)
		return timeout_ms;
	int left_ms = leg->answer_until_ms > now_ms ? (int)(leg->answer_until_ms - now_ms) : 0;
	return timeout_ms >= 0 && timeout_ms < left_ms ? timeout_ms : left_ms;
}

enum result leg_send(struct leg *leg, struct bytes bytes, size_t *sent)
{
	return leg->setup.rung->send(leg->rung, bytes, sent);
}

enum result leg_receive(struct leg *leg, uint8_t *to, size_t room, size_t *got)
{
	struct bytes came = buffer_bytes(&leg->came);
	if (!came.size)
		return leg->setup.rung->receive(leg->rung, to, room, got);
	*got = came.size < room ? came.size : room;
	memcpy(to, came.data, *got);
	buffer_consume(&leg->came, *got);
	return RESULT_OK;
}

void leg_local_address(const struct leg *leg, char to[static CARRIER_ADDRESS_BYTES])
{
	leg->setup.rung->local_address(leg->rung, to);
}

const char *leg_rung(const struct leg *leg)
{
	return leg->setup.rung->name;
}

bool leg_is_wordy(const struct leg *leg)
{
	return leg->setup.rung->is_wordy;
}

const char *leg_proxy(const struct leg *leg)
{
	return leg->report.proxy;
}

bool leg_is_inspected(const struct leg *leg)
{
	return leg->report.is_inspected;
}
