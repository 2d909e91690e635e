/*
 * Each relay that is tried is a runner: a carrier with HELLO as its greeting, and
 * a buffer for the answer. probe_work lets all of them go on (work_runner tells
 * the plan what came of it), and then does what the plan says.
 */
#include "carrier/probe.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/thread.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER_BYTES_MAX = 4096, ANSWER_MS = 5000 /* from a carrier that is up to the relay's HELLO */ };

struct runner {
	struct carrier *carrier; /* NULL: this place is free */
	size_t relay;
	int64_t started_ms;
	int64_t answer_ms; /* until when HELLO must be there; 0 while it connects */
	bool is_up;        /* HELLO is there */
	wire_Hello hello;
	uint8_t nonce[CONTROL_NONCE_BYTES];
	int round_trip_ms;
	struct buffer received;
};

struct probe {
	struct probe_setup setup; /* without relays */
	struct probe_plan plan;
	struct runner runners[PROBE_PLAN_RUNNERS];
	enum result failure; /* what to say if all fail */
	enum result result;
	size_t winner, backup; /* relays, once it is RESULT_OK */
	struct server_list_relay relays[SERVER_LIST_RELAYS_MAX];
};

/* Of two failures the one that says more. */
static enum result worse(enum result a, enum result b)
{
	static const enum result order[] = {RESULT_VERSION, RESULT_LIST_FOREIGN, RESULT_PROXY_LOGIN,
	                                    RESULT_PROXY_TICKET, RESULT_TIMED_OUT};
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return RESULT_NOT_REACHABLE;
}

static void free_runner(struct runner *runner)
{
	carrier_close(runner->carrier);
	buffer_finish(&runner->received);
	*runner = (struct runner){0};
}

static void fail(struct probe *probe, struct runner *runner, enum result failure, int64_t now_ms)
{
	log_info("probe", "%s: %s", probe->relays[runner->relay].host, result_name(failure));
	probe->failure = worse(probe->failure, failure);
	probe_plan_tell(&probe->plan, runner->relay, PROBE_FAILED, now_ms);
	free_runner(runner);
}

static struct bytes write_hello(const struct probe *probe, struct runner *runner, uint8_t *to, size_t room)
{
	struct writer writer = writer_into(to, room);
	wire_Control control = {.which_what = wire_Control_hello_tag};
	secret_random(runner->nonce, sizeof runner->nonce);
	control.what.hello.version = CONTROL_VERSION;
	control.what.hello.floor = CONTROL_FLOOR;
	control.what.hello.capabilities = probe->setup.capabilities;
	memcpy(control.what.hello.nonce, runner->nonce, sizeof runner->nonce);
	control_encode(&control, &writer);
	return writer_bytes(&writer);
}

static void start_runner(struct probe *probe, size_t relay, int64_t now_ms)
{
	uint8_t hello[CARRIER_GREETING_BYTES_MAX];
	struct runner *runner = probe->runners;
	while (runner->carrier) /* the plan starts no more than there are places */
		runner++;
	*runner = (struct runner){.relay = relay, .started_ms = now_ms};
	buffer_init(&runner->received, ANSWER_BYTES_MAX);
	struct carrier_setup setup = {
		.relay = &probe->relays[relay],
		.greeting = write_hello(probe, runner, hello, sizeof hello),
		.ways = probe->setup.ways,
		.attempts = probe->setup.attempts,
		.wake = probe->setup.wake,
	};
	probe_plan_tell(&probe->plan, relay, PROBE_TRYING, now_ms);
	enum result result = carrier_open(&runner->carrier, &setup, now_ms);
	if (result != RESULT_OK)
		fail(probe, runner, result, now_ms);
}

static struct runner *runner_of(struct probe *probe, size_t relay)
{
	for (size_t i = 0; i < PROBE_PLAN_RUNNERS; i++)
		if (probe->runners[i].carrier && probe->runners[i].relay == relay)
			return &probe->runners[i];
	return NULL;
}

/* --- HELLO
 * ----------------------------------------------------------------------------------------------------------------
 */

static enum result judge_hello(const struct probe *probe, const struct runner *runner,
                               const wire_Hello *hello)
{
	const struct server_list_relay *relay = &probe->relays[runner->relay];
	if (hello->version < CONTROL_FLOOR || hello->floor > CONTROL_VERSION)
		return RESULT_VERSION;
	/* Another relay than the signed list names: a wrong address, or somebody in between. */
	if (hello->relay_id.size != CONTROL_RELAY_ID_BYTES ||
	    memcmp(hello->relay_id.bytes, relay->id, CONTROL_RELAY_ID_BYTES) != 0)
		return RESULT_LIST_FOREIGN;
	return RESULT_OK;
}

/* The first frame, if it is all there; RESULT_NEED_MORE otherwise. What the relay says must begin with HELLO.
 */
static enum result take_hello(const struct probe *probe, struct runner *runner, wire_Hello *out)
{
	struct bytes all = buffer_bytes(&runner->received);
	struct frame_header header;
	wire_Control control;
	enum result result = frame_decode(all, &header);
	if (result != RESULT_OK)
		return result;
	if (FRAME_HEADER_BYTES + header.payload_bytes > ANSWER_BYTES_MAX || header.kind != FRAME_CONTROL)
		return RESULT_BAD_FRAME;
	if (all.size < FRAME_HEADER_BYTES + header.payload_bytes)
		return RESULT_NEED_MORE;
	struct bytes payload = {all.data + FRAME_HEADER_BYTES, header.payload_bytes};
	result = control_decode(payload, &control);
	if (result == RESULT_OK && control.which_what != wire_Control_hello_tag)
		result = RESULT_BAD_FRAME;
	if (result == RESULT_OK)
		result = judge_hello(probe, runner, &control.what.hello);
	if (result != RESULT_OK)
		return result;
	*out = control.what.hello;
	buffer_consume(&runner->received, FRAME_HEADER_BYTES + header.payload_bytes);
	return RESULT_OK;
}

/* From a carrier that is up to HELLO. */
static void hear_runner(struct probe *probe, struct runner *runner, int64_t now_ms)
{
	if (!runner->answer_ms)
		runner->answer_ms = now_ms + ANSWER_MS;
	enum result received = carrier_receive(runner->carrier, &runner->received);
	enum result result = take_hello(probe, runner, &runner->hello);
	if (result == RESULT_NEED_MORE && received != RESULT_OK && received != RESULT_WOULD_BLOCK)
		result = RESULT_NOT_REACHABLE; /* it closed or broke before it had said what it is */
	else if (result == RESULT_NEED_MORE && now_ms >= runner->answer_ms)
		result = RESULT_TIMED_OUT;
	if (result == RESULT_NEED_MORE)
		return;
	if (result != RESULT_OK) {
		fail(probe, runner, result == RESULT_BAD_FRAME ? RESULT_NOT_REACHABLE : result, now_ms);
		return;
	}
	runner->is_up = true;
	runner->round_trip_ms = (int)(now_ms - runner->started_ms);
	log_info("probe", "%s: up by %s after %d ms", probe->relays[runner->relay].host,
	         carrier_rung(runner->carrier), runner->round_trip_ms);
	probe_plan_tell(&probe->plan, runner->relay, PROBE_UP, now_ms);
}

static void work_runner(struct probe *probe, struct runner *runner, int64_t now_ms)
{
	enum result result = carrier_work(runner->carrier, now_ms);
	if (result == RESULT_WOULD_BLOCK)
		return;
	if (result != RESULT_OK)
		fail(probe, runner, result, now_ms);
	else if (!runner->is_up)
		hear_runner(probe, runner, now_ms);
}

/* --- the whole
 * ----------------------------------------------------------------------------------------------------------
 */

/* Does what the plan says until it has nothing more to say. */
static void follow(struct probe *probe, int64_t now_ms)
{
	for (;;) {
		struct probe_step step = probe_plan_next(&probe->plan, now_ms);
		struct runner *runner = runner_of(probe, step.relay);
		switch (step.what) {
		case PROBE_START:
			start_runner(probe, step.relay, now_ms);
			break;
		case PROBE_DROP:
			fail(probe, runner, RESULT_NOT_REACHABLE, now_ms);
			break;
		case PROBE_TAKE:
			probe->winner = step.relay;
			probe->backup = step.backup;
			probe->result = RESULT_OK;
			return;
		case PROBE_GIVE_UP:
			probe->result = probe->failure;
			return;
		case PROBE_WAIT:
			return;
		}
	}
}

enum result probe_start(struct probe **out, const struct probe_setup *setup, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	*out = NULL;
	if (setup->count == 0 || setup->count > SERVER_LIST_RELAYS_MAX)
		return RESULT_NO_RELAY;
	struct probe *probe = calloc(1, sizeof *probe);
	if (!probe)
		return RESULT_OUT_OF_MEMORY;
	probe->setup = *setup;
	probe->setup.relays = NULL;
	memcpy(probe->relays, setup->relays, setup->count * sizeof *setup->relays);
	probe->failure = RESULT_NOT_REACHABLE;
	probe->result = RESULT_WOULD_BLOCK;
	probe_plan_start(&probe->plan, setup->count, now_ms);
	follow(probe, now_ms);
	if (probe->result != RESULT_WOULD_BLOCK) {
		enum result result = probe->result;
		probe_stop(probe);
		return result;
	}
	*out = probe;
	return RESULT_OK;
}

void probe_stop(struct probe *probe)
{
	if (!probe)
		return;
	for (size_t i = 0; i < PROBE_PLAN_RUNNERS; i++)
		free_runner(&probe->runners[i]);
	free(probe);
}

size_t probe_handles(const struct probe *probe, struct wake_on *on, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < PROBE_PLAN_RUNNERS; i++)
		if (probe->runners[i].carrier)
			count += carrier_handles(probe->runners[i].carrier, on + count, room - count);
	return count;
}

int probe_timeout_ms(const struct probe *probe, int64_t now_ms)
{
	if (probe->result != RESULT_WOULD_BLOCK)
		return 0;
	struct probe_step step = probe_plan_next(&probe->plan, now_ms);
	int64_t least_ms = step.what == PROBE_WAIT ? step.until_ms - now_ms : 0;
	for (size_t i = 0; i < PROBE_PLAN_RUNNERS; i++) {
		const struct runner *runner = &probe->runners[i];
		int carrier_ms = runner->carrier ? carrier_timeout_ms(runner->carrier, now_ms) : -1;
		if (carrier_ms >= 0 && carrier_ms < least_ms)
			least_ms = carrier_ms;
		if (runner->answer_ms && !runner->is_up && runner->answer_ms - now_ms < least_ms)
			least_ms = runner->answer_ms - now_ms;
	}
	return least_ms < 0 ? 0 : (int)least_ms;
}

enum result probe_work(struct probe *probe, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	if (probe->result != RESULT_WOULD_BLOCK)
		return probe->result;
	for (size_t i = 0; i < PROBE_PLAN_RUNNERS; i++)
		if (probe->runners[i].carrier)
			work_runner(probe, &probe->runners[i], now_ms);
	struct ways_question question;
	if (probe->setup.ways && ways_question(probe->setup.ways, &question)) /* a person's time does not count */
		probe->plan.give_up_ms = now_ms + PROBE_PLAN_LIMIT_MS;
	follow(probe, now_ms);
	return probe->result;
}

void probe_take(struct probe *probe, struct probe_found *out)
{
	struct runner *runner = runner_of(probe, probe->winner);
	*out = (struct probe_found){
		.carrier = runner->carrier,
		.relay = probe->relays[probe->winner],
		.has_backup = probe->backup < probe->plan.count,
		.hello = runner->hello,
		.round_trip_ms = runner->round_trip_ms,
		.rest = runner->received,
	};
	memcpy(out->nonce, runner->nonce, sizeof out->nonce);
	if (out->has_backup)
		out->backup = probe->relays[probe->backup];
	*runner = (struct runner){0};
	probe->result = RESULT_CLOSED;
}
