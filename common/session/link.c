/*
 * stream (carrier) -> HELLO -> frames. Each step is one function that link_work goes through until one has to
 * wait. A dead line is noticed by its silence: whoever was sent something and says nothing for a second is
 * asked (PING), and has PING_ANSWER_MS for any byte at all.
 */
#include "session/link.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/timer.h"
#include "carrier/carrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HELLO_MS = 10000,      /* from the connection to the relay's HELLO */
	PING_FIRST_MS = 1000,  /* so that the round trip is known soon */
	PING_REST_MS = 20000,  /* keeps a NAT of 30 s open, 36 bytes both ways */
	PING_HEARD_MS = 25000, /* from the last word of the other end, while this one says something by itself */
	PING_WORDY_MS = 40000, /* where it costs a thousand; what comes down keeps the NAT open */
	OWED_MS = 1000,        /* something was sent so long ago, and nothing has come since: is anybody there? */
	SILENT_MS = 3000,      /* a PING, and then not a single byte: the line is dead */
	HURRIED_MS = 500,      /* the same where the line is known to be in doubt, beside four round trips */
	ANSWER_MS = 15000,     /* a PING without its answer for so long, whatever else comes: it is dead too */
	RECEIVE_BYTES_MAX = 1 << 20,
};

struct link {
	enum link_phase phase;
	enum result result;
	struct wake *wake;
	struct ways *ways;
	struct attempts *attempts;
	struct carrier *carrier;
	struct server_list_relay relay;
	uint8_t nonce[CONTROL_NONCE_BYTES], relay_nonce[CONTROL_NONCE_BYTES];

	uint8_t frame[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES]; /* on its way out */
	struct buffer received;
	size_t taken_bytes; /* of received, by the frame that link_receive gave last */
	struct timer hello, ping, answer, silence;
	uint32_t ping_token;
	int64_t started_ms, up_ms;
	int64_t heard_ms;   /* when a byte came last */
	int64_t sent_ms;    /* when one went last; 0: none yet */
	int64_t unheard_ms; /* when something was sent first since then; 0: nothing was */
	int64_t ping_sent_ms;
	int round_trip_ms;
	int64_t now_ms;
	wire_CloseReason close_reason; /* what the relay said before it closed */
};

struct link *link_create(struct wake *wake, struct ways *ways, struct attempts *attempts)
{
	struct link *link = calloc(1, sizeof *link);

	if (link == NULL)
		return NULL;
	link->wake = wake;
	link->ways = ways;
	link->attempts = attempts;
	link->round_trip_ms = -1;
	buffer_init(&link->received, RECEIVE_BYTES_MAX);
	return link;
}

void link_destroy(struct link *link)
{
	if (link == NULL)
		return;
	carrier_close(link->carrier);
	buffer_finish(&link->received);
	free(link);
}

static void stop_timers(struct link *link)
{
	timer_stop(&link->ping);
	timer_stop(&link->answer);
	timer_stop(&link->silence);
	timer_stop(&link->hello);
}

static void go_down(struct link *link, enum result result)
{
	log_info("link", "down: %s", result_name(result));
	link->phase = LINK_DOWN;
	link->result = result;
	stop_timers(link);
	carrier_close(link->carrier);
	link->carrier = NULL;
}

/* What was of another connection goes. */
static void start_afresh(struct link *link, const struct server_list_relay *relay, int64_t now_ms)
{
	carrier_close(link->carrier);
	link->carrier = NULL;
	buffer_consume(&link->received, buffer_bytes(&link->received).size);
	link->taken_bytes = 0;
	link->relay = *relay;
	link->round_trip_ms = -1;
	link->result = RESULT_OK;
	link->close_reason = wire_CloseReason_CLOSE_NONE;
	link->started_ms = link->heard_ms = now_ms;
	link->unheard_ms = link->sent_ms = 0;
	stop_timers(link);
}

/* Our HELLO, which each rung of the ladder sends first. */
static struct bytes write_hello(struct link *link)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	struct writer writer = writer_into(link->frame, sizeof link->frame);

	secret_random(link->nonce, sizeof link->nonce);
	control.what.hello.version = CONTROL_VERSION;
	control.what.hello.floor = CONTROL_FLOOR;
	memcpy(control.what.hello.nonce, link->nonce, sizeof link->nonce);
	control_encode(&control, &writer);
	return writer_bytes(&writer);
}

void link_start(struct link *link, const struct server_list_relay *relay, int64_t now_ms)
{
	start_afresh(link, relay, now_ms);
	link->phase = LINK_CONNECTING;
	const struct carrier_setup setup = {.relay = &link->relay,
	                                    .greeting = write_hello(link),
	                                    .ways = link->ways,
	                                    .attempts = link->attempts,
	                                    .wake = link->wake};
	enum result result = carrier_open(&link->carrier, &setup, now_ms);
	if (result != RESULT_OK)
		go_down(link, result);
}

static void come_up(struct link *link, int64_t now_ms)
{
	timer_stop(&link->hello);
	timer_set(&link->ping, now_ms, PING_FIRST_MS);
	link->up_ms = now_ms;
	link->phase = LINK_UP;
}

void link_take(struct link *link, struct probe_found *found, int64_t now_ms)
{
	start_afresh(link, &found->relay, now_ms);
	link->started_ms = now_ms - found->round_trip_ms;
	link->carrier = found->carrier;
	memcpy(link->nonce, found->nonce, sizeof link->nonce);
	memcpy(link->relay_nonce, found->hello.nonce, sizeof link->relay_nonce);
	enum result result = buffer_append(&link->received, buffer_bytes(&found->rest));
	buffer_finish(&found->rest);
	come_up(link, now_ms);
	if (result != RESULT_OK)
		go_down(link, result);
}

bool link_go_better(struct link *link, int64_t now_ms)
{
	struct carrier *better =
		link->phase == LINK_UP && link->carrier != NULL ? carrier_better(link->carrier, now_ms) : NULL;

	if (better == NULL)
		return false;
	const struct server_list_relay relay = link->relay;
	start_afresh(link, &relay, now_ms);
	link->carrier = better;
	link->phase = LINK_CONNECTING;
	return true;
}

void link_close(struct link *link)
{
	carrier_close(link->carrier);
	link->carrier = NULL;
	stop_timers(link);
	link->phase = LINK_NONE;
}

size_t link_waits(struct link *link, struct wake_on *on, int64_t now_ms, int *timeout_ms)
{
	*timeout_ms = timer_shorten(&link->hello, now_ms, *timeout_ms);
	*timeout_ms = timer_shorten(&link->ping, now_ms, *timeout_ms);
	*timeout_ms = timer_shorten(&link->answer, now_ms, *timeout_ms);
	*timeout_ms = timer_shorten(&link->silence, now_ms, *timeout_ms);
	if (link->phase == LINK_UP && link->unheard_ms != 0 && !link->answer.is_set) {
		struct timer owed = {.due_ms = link->unheard_ms + OWED_MS, .is_set = true};
		*timeout_ms = timer_shorten(&owed, now_ms, *timeout_ms);
	}
	if (link->carrier == NULL)
		return 0;
	int carrier_ms = carrier_timeout_ms(link->carrier, now_ms);
	if (carrier_ms >= 0 && (*timeout_ms < 0 || carrier_ms < *timeout_ms))
		*timeout_ms = carrier_ms;
	return carrier_handles(link->carrier, on, LINK_HANDLES_MAX);
}

/* --- from nothing to a relay that has said HELLO
 * ---------------------------------------------------------------------- */

static void await_hello(struct link *link, int64_t now_ms)
{
	link->phase = LINK_HELLO;
	timer_set(&link->hello, now_ms, HELLO_MS);
}

static void take_hello(struct link *link, const wire_Hello *hello, int64_t now_ms)
{
	if (hello->version < CONTROL_FLOOR || hello->floor > CONTROL_VERSION) {
		go_down(link, RESULT_VERSION);
		return;
	}
	/* Another relay than the signed list names: a wrong address, or somebody in between. */
	if (hello->relay_id.size != CONTROL_RELAY_ID_BYTES ||
	    memcmp(hello->relay_id.bytes, link->relay.id, CONTROL_RELAY_ID_BYTES) != 0) {
		go_down(link, RESULT_LIST_FOREIGN);
		return;
	}
	memcpy(link->relay_nonce, hello->nonce, sizeof link->relay_nonce);
	come_up(link, now_ms);
}

/* --- PING
 * ------------------------------------------------------------------------------------------------------------------
 */

static void send_ping(struct link *link, int64_t now_ms, int silent_ms)
{
	wire_Control control = {.which_what = wire_Control_ping_tag};

	control.what.ping.token = ++link->ping_token;
	link->ping_sent_ms = now_ms;
	timer_set(&link->answer, now_ms, ANSWER_MS);
	timer_set(&link->silence, now_ms, silent_ms);
	timer_set(&link->ping, now_ms,
	          link->carrier && carrier_is_wordy(link->carrier) ? PING_WORDY_MS : PING_REST_MS);
	link_send_control(link, &control);
}

/* Where both ends have said something of late there is nothing to ask, and the NAT is open. */
static void put_off_ping(struct link *link, int64_t now_ms)
{
	bool is_talked = link->sent_ms != 0 && now_ms - link->sent_ms < PING_REST_MS &&
	                 now_ms - link->heard_ms < PING_HEARD_MS;

	if (link->round_trip_ms >= 0 && timer_is_due(&link->ping, now_ms) && is_talked)
		timer_set(&link->ping, link->heard_ms, PING_HEARD_MS);
}

static void work_ping(struct link *link, int64_t now_ms)
{
	bool is_owed;

	put_off_ping(link, now_ms);

	if (timer_is_due(&link->answer, now_ms) || timer_is_due(&link->silence, now_ms)) {
		go_down(link, RESULT_LOST);
		return;
	}
	is_owed = link->unheard_ms != 0 && now_ms - link->unheard_ms >= OWED_MS && !link->answer.is_set;
	if (link->phase == LINK_UP && (is_owed || timer_is_due(&link->ping, now_ms)))
		send_ping(link, now_ms, SILENT_MS);
}

void link_doubt(struct link *link, int64_t now_ms)
{
	int trips_ms = link->round_trip_ms > 0 ? 4 * link->round_trip_ms : HURRIED_MS;

	if (link->phase == LINK_UP)
		send_ping(link, now_ms, HURRIED_MS + trips_ms);
}

void link_lose(struct link *link)
{
	if (link->phase != LINK_NONE && link->phase != LINK_DOWN)
		go_down(link, RESULT_LOST);
}

static void take_ping(struct link *link, const wire_Ping *ping, int64_t now_ms)
{
	if (!ping->is_answer) {
		wire_Control answer = {.which_what = wire_Control_ping_tag};
		answer.what.ping.token = ping->token;
		answer.what.ping.is_answer = true;
		link_send_control(link, &answer);
	} else if (ping->token == link->ping_token) {
		link->round_trip_ms = (int)(now_ms - link->ping_sent_ms);
		timer_stop(&link->answer);
	}
}

/* --- frames
 * ------------------------------------------------------------------------------------------------------------------
 */

void link_work(struct link *link, int64_t now_ms)
{
	link->now_ms = now_ms;
	if (timer_is_due(&link->hello, now_ms))
		go_down(link, RESULT_TIMED_OUT);
	if (link->carrier == NULL)
		return;
	enum result result = carrier_work(link->carrier, now_ms);
	if (result == RESULT_WOULD_BLOCK)
		return;
	if (result == RESULT_OK && link->phase == LINK_CONNECTING)
		await_hello(link, now_ms);
	if (result != RESULT_OK && result != RESULT_CLOSED) {
		go_down(link, result);
		return;
	}
	work_ping(link, now_ms);
}

/* What the relay's last word means for a person. */
static enum result result_of_close(wire_CloseReason reason)
{
	switch (reason) {
	case wire_CloseReason_CLOSE_ENDED:
		return RESULT_CLOSED;
	case wire_CloseReason_CLOSE_CUT_OFF:
		return RESULT_REFUSED;
	case wire_CloseReason_CLOSE_VERSION:
		return RESULT_VERSION;
	case wire_CloseReason_CLOSE_UNKNOWN_OPERATOR:
		return RESULT_UNKNOWN_OPERATOR;
	case wire_CloseReason_CLOSE_TOO_LATE:
		return RESULT_TIMED_OUT;
	default:
		return RESULT_LOST;
	}
}

/* Makes room for what has been taken, and takes in what has come; whether there is anything new. */
static bool fill(struct link *link)
{
	buffer_consume(&link->received, link->taken_bytes);
	link->taken_bytes = 0;
	if (link->carrier == NULL)
		return false;
	enum result result = carrier_receive(link->carrier, &link->received);
	if (result == RESULT_OK) {
		link->heard_ms = link->now_ms;
		link->unheard_ms = 0;
		timer_stop(&link->silence);
		return true;
	}
	if (result != RESULT_WOULD_BLOCK)
		go_down(link, result == RESULT_CLOSED ? result_of_close(link->close_reason) : result);
	return false;
}

/* The next whole frame in `received`; RESULT_NEED_MORE if it is not all there. */
static enum result next_frame(struct link *link, struct frame_header *header, struct bytes *payload)
{
	struct bytes all = buffer_bytes(&link->received);
	/* Of an empty buffer nothing was taken, and its place is none to count from. */
	struct bytes rest = {all.size ? all.data + link->taken_bytes : all.data, all.size - link->taken_bytes};
	enum result result = frame_decode(rest, header);

	if (result != RESULT_OK)
		return result;
	if (rest.size < FRAME_HEADER_BYTES + header->payload_bytes)
		return RESULT_NEED_MORE;
	*payload = (struct bytes){rest.data + FRAME_HEADER_BYTES, header->payload_bytes};
	link->taken_bytes += FRAME_HEADER_BYTES + header->payload_bytes;
	return RESULT_OK;
}

/* HELLO and PING are the link's own; whether it was one. */
static bool take_own(struct link *link, const struct frame_header *header, struct bytes payload)
{
	wire_Control control;

	if (header->kind != FRAME_CONTROL)
		return false;
	if (control_decode(payload, &control) != RESULT_OK)
		return false;
	if (control.which_what == wire_Control_ping_tag)
		take_ping(link, &control.what.ping, link->now_ms);
	else if (control.which_what == wire_Control_hello_tag && link->phase == LINK_HELLO)
		take_hello(link, &control.what.hello, link->now_ms);
	else if (control.which_what == wire_Control_close_tag)
		link->close_reason = control.what.close.reason;
	else
		return false;
	return true;
}

bool link_receive(struct link *link, struct frame_header *header, struct bytes *payload)
{
	for (;;) {
		enum result result = next_frame(link, header, payload);
		if (result == RESULT_NEED_MORE && !fill(link))
			return false;
		if (result == RESULT_NEED_MORE)
			continue;
		if (result != RESULT_OK) {
			go_down(link, result);
			return false;
		}
		if (!take_own(link, header, *payload))
			return true;
	}
}

/* What was put into `writer` goes out; a full buffer means that the line is dead. */
static void send_written(struct link *link, const struct writer *writer)
{
	if (link->carrier == NULL)
		return;
	enum result result =
		writer->failed ? RESULT_TOO_LARGE : carrier_send(link->carrier, writer_bytes(writer));
	if (result != RESULT_OK)
		go_down(link, result == RESULT_WOULD_BLOCK ? RESULT_LOST : result);
	else if (link->unheard_ms == 0)
		link->unheard_ms = link->now_ms;
	link->sent_ms = link->now_ms;
}

void link_send(struct link *link, const struct frame_header *header, struct bytes payload)
{
	uint8_t head[FRAME_HEADER_BYTES];
	struct writer writer = writer_into(link->frame, sizeof link->frame);

	/* One piece, so that it is one packet where it can be: a copy of 64 kB costs less than a second system
	 * call. */
	frame_encode(header, head);
	write_bytes(&writer, (struct bytes){head, sizeof head});
	write_bytes(&writer, payload);
	send_written(link, &writer);
}

void link_send_quiet(struct link *link, const struct frame_header *header, struct bytes payload)
{
	int64_t unheard_ms = link->unheard_ms;

	link_send(link, header, payload);
	link->unheard_ms = unheard_ms;
}

void link_send_control(struct link *link, const wire_Control *control)
{
	struct writer writer = writer_into(link->frame, sizeof link->frame);

	control_encode(control, &writer);
	send_written(link, &writer);
}

enum link_phase link_phase(const struct link *link)
{
	return link->phase;
}

enum result link_result(const struct link *link)
{
	return link->result;
}

int link_round_trip_ms(const struct link *link)
{
	return link->round_trip_ms;
}

int link_connect_ms(const struct link *link)
{
	return link->phase == LINK_UP ? (int)(link->up_ms - link->started_ms) : 0;
}

int link_silence_ms(const struct link *link, int64_t now_ms)
{
	int64_t silent_ms = link->answer.is_set ? now_ms - link->ping_sent_ms : 0;

	return silent_ms > 1000 ? (int)silent_ms : 0;
}

void link_local_address(const struct link *link, char to[static LINK_ADDRESS_BYTES])
{
	to[0] = '\0';
	if (link->carrier != NULL)
		carrier_local_address(link->carrier, to);
}

void link_nonces(const struct link *link, uint8_t ours[static CONTROL_NONCE_BYTES],
                 uint8_t of_relay[static CONTROL_NONCE_BYTES])
{
	memcpy(ours, link->nonce, CONTROL_NONCE_BYTES);
	memcpy(of_relay, link->relay_nonce, CONTROL_NONCE_BYTES);
}

void link_describe(const struct link *link, struct participant_state *state)
{
	if (link->carrier != NULL) {
		snprintf(state->rung, sizeof state->rung, "%s", carrier_rung(link->carrier));
		snprintf(state->proxy, sizeof state->proxy, "%s", carrier_proxy(link->carrier));
		state->is_inspected = carrier_is_inspected(link->carrier);
	}
	state->round_trip_ms = link->round_trip_ms;
}
