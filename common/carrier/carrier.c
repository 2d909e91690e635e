/*
 * A carrier is the ladder's decisions carried out (climb) over several legs, then
 * one leg with a send buffer in front of it. For 5 s more the ladder may find a
 * better leg, which is kept for carrier_better. Failures are kept in `result`: once
 * it is over, it stays over.
 */
#include "carrier/carrier.h"

#include "base/log.h"
#include "base/thread.h"
#include "carrier/ladder.h"
#include "carrier/leg.h"
#include "carrier/raw.h"
#include "carrier/raw_proxy.h"
#include "carrier/tunnel.h"
#include "carrier/ways_inside.h"
#include "carrier/ws.h"

#include <stdlib.h>
#include <string.h>

enum { RECEIVE_BYTES = 64 * 1024 };

/* The best first. Through a proxy wss comes before raw: most proxies let TLS to 443 through and little else,
 * and the first one through tries the login for all. */
static const struct way {
	const struct rung *rung;
	bool is_proxied;
} all_ways[] = {
	{&raw_rung, false},          {&wss_rung, false},         {&wss_rung, true},
	{&ws_rung, false},           {&raw_proxy_rung, true},    {&ws_rung, true},
	{&tunnel_https_rung, false}, {&tunnel_https_rung, true}, {&tunnel_http_rung, false},
	{&tunnel_http_rung, true},
};
enum { WAY_COUNT = sizeof all_ways / sizeof *all_ways };
_Static_assert((int)WAY_COUNT <= (int)LADDER_RUNGS_MAX, "the ladder has a place for each way");

struct carrier {
	struct server_list_relay relay;
	uint8_t greeting[CARRIER_GREETING_BYTES_MAX];
	size_t greeting_bytes;
	struct ways *ways;
	struct attempts *attempts;
	struct wake *wake;

	struct ladder ladder;
	struct leg *legs[WAY_COUNT]; /* under way; not the two below */
	struct leg *leg;             /* the one in use; NULL while connecting */
	struct leg *better;          /* waits for carrier_better */
	int64_t better_until_ms;
	int64_t now_ms; /* of the last call that had the time */

	struct buffer unsent;
	bool has_worked;      /* carrier_work has been called: until then there is something to do at once */
	bool is_send_broken;  /* nothing can be sent any more; what the relay said last may still be read */
	enum result shut_out; /* RESULT_OK, or what a proxy wants that there is not */
	bool was_foreign;     /* another relay has answered */
	enum result result;   /* of carrier_work */
};

static void stop_leg(struct carrier *carrier, size_t index)
{
	leg_stop(carrier->legs[index], carrier->now_ms);
	carrier->legs[index] = NULL;
}

static void stop_unwanted(struct carrier *carrier)
{
	for (size_t i = 0; i < WAY_COUNT; i++)
		if (!ladder_is_wanted(&carrier->ladder, i))
			stop_leg(carrier, i);
}

static void stop_all(struct carrier *carrier)
{
	for (size_t i = 0; i < WAY_COUNT; i++)
		stop_leg(carrier, i);
}

static void start_leg(struct carrier *carrier, size_t index)
{
	const struct way *way = &all_ways[index];
	struct leg_setup setup = {.rung = way->rung,
	                          .is_proxied = way->is_proxied,
	                          .relay = &carrier->relay,
	                          .greeting = {carrier->greeting, carrier->greeting_bytes},
	                          .ways = carrier->ways,
	                          .attempts = carrier->attempts,
	                          .wake = carrier->wake};
	enum result result = RESULT_NOT_REACHABLE;
	bool may_be =
		carrier->ways ? ways_allow(carrier->ways, way->rung->name, way->is_proxied) : !way->is_proxied;
	if (may_be)
		result = leg_start(&carrier->legs[index], &setup, carrier->now_ms);
	ladder_tell(&carrier->ladder, index, result == RESULT_OK ? LADDER_TRYING : LADDER_FAILED,
	            carrier->now_ms);
}

/* Hears what one leg has to say. */
static void work_leg(struct carrier *carrier, size_t index)
{
	struct leg *leg = carrier->legs[index];
	enum result result = leg_work(leg, carrier->now_ms);
	enum ladder_rung news = LADDER_FAILED;
	if (result == RESULT_WOULD_BLOCK)
		news = leg_is_waiting(leg) ? LADDER_WAITING : LADDER_TRYING;
	else if (result == RESULT_OK)
		news = LADDER_UP;
	if (news == LADDER_UP && leg_is_inspected(leg))
		ladder_inspected(&carrier->ladder, index);
	if (news == LADDER_FAILED) {
		if (ways_is_shut_out(result) && carrier->shut_out != RESULT_PROXY_LOGIN)
			carrier->shut_out = result;
		carrier->was_foreign = carrier->was_foreign || result == RESULT_LIST_FOREIGN;
		stop_leg(carrier, index);
	}
	if (news != carrier->ladder.rungs[index])
		ladder_tell(&carrier->ladder, index, news, carrier->now_ms);
}

static void work_legs(struct carrier *carrier)
{
	for (size_t i = 0; i < WAY_COUNT; i++)
		if (carrier->legs[i])
			work_leg(carrier, i);
}

/* One leg is it: the first, or a better one. */
static void take_leg(struct carrier *carrier, size_t index)
{
	struct leg *leg = carrier->legs[index];
	carrier->legs[index] = NULL;
	ladder_take(&carrier->ladder, index, carrier->now_ms);
	log_info("carrier", "%s %s%s%s: up%s%s", leg_rung(leg), carrier->relay.host,
	         *leg_proxy(leg) ? " through " : "", leg_proxy(leg), leg_is_inspected(leg) ? ", inspected" : "",
	         carrier->leg ? ", better" : "");
	if (carrier->ways)
		ways_worked(carrier->ways, (int)index);
	if (carrier->leg) {
		carrier->better = leg;
		carrier->better_until_ms = carrier->now_ms + CARRIER_BETTER_MS;
	} else {
		carrier->leg = leg;
		carrier->result = RESULT_OK;
	}
	stop_unwanted(carrier);
}

static void give_up(struct carrier *carrier)
{
	for (size_t i = 0; i < WAY_COUNT; i++) {
		leg_give_up(carrier->legs[i], carrier->now_ms);
		carrier->legs[i] = NULL;
	}
	carrier->result = carrier->shut_out      ? carrier->shut_out
	                  : carrier->was_foreign ? RESULT_LIST_FOREIGN
	                                         : RESULT_NOT_REACHABLE;
	log_warn("carrier", "%s: not reached: %s", carrier->relay.host, result_name(carrier->result));
}

/* Does what the ladder says until it has nothing more to say. */
static void climb(struct carrier *carrier)
{
	work_legs(carrier);
	for (;;) {
		struct ladder_step step = ladder_next(&carrier->ladder, carrier->now_ms);
		switch (step.what) {
		case LADDER_START:
			start_leg(carrier, step.rung);
			if (carrier->legs[step.rung])
				work_leg(carrier, step.rung);
			break;
		case LADDER_TAKE:
		case LADDER_BETTER:
			take_leg(carrier, step.rung);
			break;
		case LADDER_GIVE_UP:
			give_up(carrier);
			return;
		case LADDER_DONE:
			ladder_end(&carrier->ladder);
			stop_all(carrier);
			return;
		case LADDER_WAIT:
			return;
		}
	}
}

/* What comes of it, carrier_work says, however fast it is; false if the relay offers nothing that we know. */
static bool start_first(struct carrier *carrier)
{
	struct ladder_step step = ladder_next(&carrier->ladder, carrier->now_ms);
	while (step.what == LADDER_START) {
		start_leg(carrier, step.rung);
		step = ladder_next(&carrier->ladder, carrier->now_ms);
	}
	return step.what == LADDER_WAIT;
}

static struct carrier *make(const struct carrier_setup *setup, int64_t now_ms)
{
	struct carrier *carrier = calloc(1, sizeof *carrier);
	if (!carrier)
		return NULL;
	carrier->relay = *setup->relay;
	carrier->greeting_bytes = setup->greeting.size;
	if (setup->greeting.size)
		memcpy(carrier->greeting, setup->greeting.data, setup->greeting.size);
	carrier->ways = setup->ways;
	carrier->attempts = setup->attempts;
	carrier->wake = setup->wake;
	carrier->now_ms = now_ms;
	buffer_init(&carrier->unsent, CARRIER_SEND_BYTES_MAX);
	return carrier;
}

enum result carrier_open(struct carrier **out, const struct carrier_setup *setup, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	struct ladder_limits limits = {.connect_ms = CARRIER_CONNECT_MS_MAX, .better_ms = CARRIER_BETTER_MS};
	*out = NULL;
	if (setup->greeting.size > CARRIER_GREETING_BYTES_MAX)
		return RESULT_BAD_ARGUMENT;
	struct carrier *carrier = make(setup, now_ms);
	if (!carrier)
		return RESULT_OUT_OF_MEMORY;
	carrier->result = RESULT_WOULD_BLOCK;
	int last = setup->ways ? ways_last(setup->ways) : -1;
	if (setup->ways)
		ways_begin(setup->ways, now_ms);
	ladder_start(&carrier->ladder, WAY_COUNT, last < 0 ? WAY_COUNT : (size_t)last, limits, now_ms);
	if (!start_first(carrier)) {
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
	stop_all(carrier);
	leg_stop(carrier->leg, carrier->now_ms);
	leg_stop(carrier->better, carrier->now_ms);
	buffer_finish(&carrier->unsent);
	free(carrier);
}

static bool is_over(const struct carrier *carrier)
{
	return carrier->result != RESULT_OK && carrier->result != RESULT_WOULD_BLOCK;
}

/* The sockets of a leg; `count` of `on` are filled. */
static size_t add_handles(const struct leg *leg, bool want_write, struct wake_on *on, size_t count)
{
	return leg ? leg_handles(leg, want_write, on + count, CARRIER_HANDLES_MAX - count) : 0;
}

size_t carrier_handles(const struct carrier *carrier, struct wake_on *on, size_t room)
{
	struct wake_on all[CARRIER_HANDLES_MAX];
	size_t count = 0;
	if (is_over(carrier))
		return 0;
	count += add_handles(carrier->leg, carrier->unsent.size_bytes > 0, all, count);
	count += add_handles(carrier->better, false, all, count);
	for (size_t i = 0; i < WAY_COUNT; i++)
		count += add_handles(carrier->legs[i], false, all, count);
	if (count > room)
		count = room;
	memcpy(on, all, count * sizeof *on);
	return count;
}

/* The time until `until_ms`, in which nothing may be forgotten. */
static int64_t left(int64_t until_ms, int64_t now_ms)
{
	return until_ms > now_ms ? until_ms - now_ms : 0;
}

static int64_t shorter(int64_t a_ms, int64_t b_ms)
{
	return b_ms >= 0 && (a_ms < 0 || b_ms < a_ms) ? b_ms : a_ms;
}

int carrier_timeout_ms(const struct carrier *carrier, int64_t now_ms)
{
	if (is_over(carrier))
		return -1;
	if (!carrier->has_worked)
		return 0;
	int64_t least_ms = -1;
	struct ladder_step step = ladder_next(&carrier->ladder, now_ms);
	if (step.what == LADDER_WAIT && step.until_ms < INT64_MAX)
		least_ms = left(step.until_ms, now_ms);
	else if (step.what != LADDER_WAIT && step.what != LADDER_DONE)
		least_ms = 0;
	if (carrier->better)
		least_ms = shorter(least_ms, left(carrier->better_until_ms, now_ms));
	if (carrier->leg)
		least_ms = shorter(least_ms, leg_timeout_ms(carrier->leg, now_ms));
	for (size_t i = 0; i < WAY_COUNT; i++)
		if (carrier->legs[i])
			least_ms = shorter(least_ms, leg_timeout_ms(carrier->legs[i], now_ms));
	return least_ms > INT32_MAX ? INT32_MAX : (int)least_ms;
}

/* Once it is over, nothing is sent or waited for any more. */
static enum result end_with(struct carrier *carrier, enum result result)
{
	if (carrier->result == RESULT_OK) {
		log_info("carrier", "%s %s: %s", carrier_rung(carrier), carrier->relay.host, result_name(result));
		carrier->result = result;
		stop_all(carrier);
	}
	return carrier->result;
}

/* Hands a part to the system: *sent bytes. A line that takes nothing any more gives false. */
static bool send_some(struct carrier *carrier, struct bytes bytes, size_t *sent)
{
	*sent = 0;
	enum result result = leg_send(carrier->leg, bytes, sent);
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

/* The leg in use goes on by itself (a tunnel has much to do); the better one is kept alive or given up. */
static void work_used(struct carrier *carrier)
{
	enum result result = leg_work(carrier->leg, carrier->now_ms);
	if (result != RESULT_OK && result != RESULT_WOULD_BLOCK) {
		/* What has come before is still read: carrier_receive finds the end. */
		carrier->is_send_broken = true;
		buffer_consume(&carrier->unsent, carrier->unsent.size_bytes);
	}
	if (!carrier->better)
		return;
	result = leg_work(carrier->better, carrier->now_ms);
	if (carrier->now_ms >= carrier->better_until_ms ||
	    (result != RESULT_OK && result != RESULT_WOULD_BLOCK)) {
		leg_stop(carrier->better, carrier->now_ms);
		carrier->better = NULL;
	}
}

enum result carrier_work(struct carrier *carrier, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	carrier->now_ms = now_ms;
	carrier->has_worked = true;
	if (is_over(carrier))
		return carrier->result;
	if (!carrier->leg || !carrier->ladder.is_over)
		climb(carrier);
	if (carrier->result == RESULT_OK) {
		work_used(carrier);
		flush(carrier);
	}
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
	else
		flush(carrier);
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
	enum result result = leg_receive(carrier->leg, to, room, &got);
	buffer_commit(into, got);
	if (result == RESULT_OK || result == RESULT_WOULD_BLOCK)
		return result;
	return end_with(carrier, carrier->is_send_broken ? RESULT_LOST : result);
}

size_t carrier_pending_bytes(const struct carrier *carrier)
{
	return carrier->unsent.size_bytes;
}

struct carrier *carrier_better(struct carrier *carrier, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	if (!carrier->better)
		return NULL;
	struct carrier_setup setup = {.relay = &carrier->relay,
	                              .ways = carrier->ways,
	                              .attempts = carrier->attempts,
	                              .wake = carrier->wake};
	struct carrier *made = make(&setup, now_ms);
	if (!made)
		return NULL;
	made->leg = carrier->better;
	made->result = RESULT_OK;
	made->ladder.is_over = true;
	carrier->better = NULL;
	return made;
}

const char *carrier_rung(const struct carrier *carrier)
{
	return carrier->leg ? leg_rung(carrier->leg) : "";
}

bool carrier_is_wordy(const struct carrier *carrier)
{
	return carrier->leg && leg_is_wordy(carrier->leg);
}

const char *carrier_proxy(const struct carrier *carrier)
{
	return carrier->leg ? leg_proxy(carrier->leg) : "";
}

bool carrier_is_inspected(const struct carrier *carrier)
{
	return carrier->leg && leg_is_inspected(carrier->leg);
}

void carrier_local_address(const struct carrier *carrier, char to[static CARRIER_ADDRESS_BYTES])
{
	to[0] = 0;
	if (carrier->leg)
		leg_local_address(carrier->leg, to);
}
