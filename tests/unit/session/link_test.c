/*
 * One connection over a carrier that the test holds in its hand (it takes carrier.h's place at link time):
 * HELLO, frames in pieces, PING, and when a line counts as dead.
 */
#include "support/unit.h"

#include "session/link.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

struct carrier {
	enum result result; /* of carrier_work */
	struct buffer out, in;
	size_t piece; /* how many bytes carrier_receive gives at once */
	bool is_over;
	bool is_closed;
	bool is_wordy;
};

static struct carrier line, better;
static struct carrier *offered; /* by carrier_better */
static enum result opens;
static struct link *link_;
static struct attempts attempts;
static struct server_list_relay relay = {.host = "relay.test", .raw_port = 5000, .id = {1, 2, 3}};
static int64_t now_ms;

enum result carrier_open(struct carrier **out, const struct carrier_setup *setup, int64_t at_ms)
{
	(void)at_ms;
	if (opens != RESULT_OK)
		return opens;
	assert_int_equal(buffer_append(&line.out, setup->greeting), RESULT_OK);
	*out = &line;
	return RESULT_OK;
}

void carrier_close(struct carrier *carrier)
{
	if (carrier != NULL)
		carrier->is_closed = true;
}

size_t carrier_handles(const struct carrier *carrier, struct wake_on *on, size_t room)
{
	(void)carrier;
	(void)on;
	(void)room;
	return 0;
}

int carrier_timeout_ms(const struct carrier *carrier, int64_t at_ms)
{
	(void)carrier;
	(void)at_ms;
	return -1;
}

enum result carrier_work(struct carrier *carrier, int64_t at_ms)
{
	(void)at_ms;
	return carrier->result;
}

enum result carrier_send(struct carrier *carrier, struct bytes bytes)
{
	return buffer_append(&carrier->out, bytes) == RESULT_OK ? RESULT_OK : RESULT_WOULD_BLOCK;
}

enum result carrier_receive(struct carrier *carrier, struct buffer *into)
{
	struct bytes all = buffer_bytes(&carrier->in);

	if (all.size == 0)
		return carrier->is_over ? RESULT_CLOSED : RESULT_WOULD_BLOCK;
	if (all.size > carrier->piece)
		all.size = carrier->piece;
	assert_int_equal(buffer_append(into, all), RESULT_OK);
	buffer_consume(&carrier->in, all.size);
	return RESULT_OK;
}

struct carrier *carrier_better(struct carrier *carrier, int64_t at_ms)
{
	struct carrier *given = offered;

	(void)carrier;
	(void)at_ms;
	offered = NULL;
	return given;
}

size_t carrier_pending_bytes(const struct carrier *carrier)
{
	(void)carrier;
	return 0;
}

const char *carrier_rung(const struct carrier *carrier)
{
	return carrier == &better ? "better" : "first";
}

bool carrier_is_wordy(const struct carrier *carrier)
{
	return carrier->is_wordy;
}

const char *carrier_proxy(const struct carrier *carrier)
{
	(void)carrier;
	return "";
}

bool carrier_is_inspected(const struct carrier *carrier)
{
	(void)carrier;
	return true;
}

void carrier_local_address(const struct carrier *carrier, char to[static CARRIER_ADDRESS_BYTES])
{
	(void)carrier;
	strcpy(to, "192.0.2.1");
}

static void reset(struct carrier *carrier)
{
	*carrier = (struct carrier){.result = RESULT_OK, .piece = 1 << 20};
	buffer_init(&carrier->out, 1 << 20);
	buffer_init(&carrier->in, 1 << 20);
}

static int begin(void **state)
{
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	reset(&line);
	reset(&better);
	offered = NULL;
	opens = RESULT_OK;
	now_ms = 1000000;
	link_ = link_create(NULL, NULL, &attempts);
	assert_non_null(link_);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	link_destroy(link_);
	for (struct carrier *carrier = &line; carrier != NULL; carrier = carrier == &line ? &better : NULL) {
		buffer_finish(&carrier->out);
		buffer_finish(&carrier->in);
	}
	return 0;
}

static void put_control(struct carrier *carrier, const wire_Control *control)
{
	uint8_t frame[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer writer = writer_into(frame, sizeof frame);

	control_encode(control, &writer);
	assert_int_equal(buffer_append(&carrier->in, writer_bytes(&writer)), RESULT_OK);
}

static void put_hello(struct carrier *carrier, uint8_t first_of_id, uint32_t version)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};

	control.what.hello.version = control.what.hello.floor = version;
	control.what.hello.relay_id.size = CONTROL_RELAY_ID_BYTES;
	memcpy(control.what.hello.relay_id.bytes, relay.id, CONTROL_RELAY_ID_BYTES);
	control.what.hello.relay_id.bytes[0] = first_of_id;
	put_control(carrier, &control);
}

/* The next control message that went out on a carrier; its kind is 0 if there is none. */
static wire_Control taken(struct carrier *carrier)
{
	struct bytes all = buffer_bytes(&carrier->out);
	struct frame_header header;
	wire_Control control = {0};

	if (frame_decode(all, &header) != RESULT_OK)
		return control;
	struct bytes payload = {all.data + FRAME_HEADER_BYTES, header.payload_bytes};
	assert_int_equal(control_decode(payload, &control), RESULT_OK);
	buffer_consume(&carrier->out, FRAME_HEADER_BYTES + header.payload_bytes);
	return control;
}

/* Turns the link once, so many milliseconds later; whether a frame for others came. */
static bool turn(int64_t later_ms)
{
	struct frame_header header;
	struct bytes payload;

	now_ms += later_ms;
	link_work(link_, now_ms);
	return link_receive(link_, &header, &payload);
}

static void come_up(void)
{
	link_start(link_, &relay, now_ms);
	put_hello(&line, 1, CONTROL_VERSION);
	assert_int_equal(taken(&line).which_what, wire_Control_hello_tag);
	assert_false(turn(30));
	assert_int_equal(link_phase(link_), LINK_UP);
}

static void it_is_up_when_the_relay_has_said_hello(void **state)
{
	(void)state;
	line.result = RESULT_WOULD_BLOCK;
	link_start(link_, &relay, now_ms);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_CONNECTING);
	line.result = RESULT_OK;
	turn(10);
	assert_int_equal(link_phase(link_), LINK_HELLO);
	put_hello(&line, 1, CONTROL_VERSION);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_UP);
	assert_int_equal(link_connect_ms(link_), 30);
}

static void another_relay_or_version_is_none(void **state)
{
	(void)state;
	link_start(link_, &relay, now_ms);
	put_hello(&line, 9, CONTROL_VERSION);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_DOWN);
	assert_int_equal(link_result(link_), RESULT_LIST_FOREIGN);
	link_start(link_, &relay, now_ms);
	put_hello(&line, 1, CONTROL_VERSION + 1);
	turn(10);
	assert_int_equal(link_result(link_), RESULT_VERSION);
	opens = RESULT_NOT_REACHABLE;
	link_start(link_, &relay, now_ms);
	assert_int_equal(link_result(link_), RESULT_NOT_REACHABLE);
}

static void a_relay_that_never_says_hello_is_given_up_once(void **state)
{
	(void)state;
	link_start(link_, &relay, now_ms);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_HELLO);
	turn(10000);
	assert_int_equal(link_result(link_), RESULT_TIMED_OUT);
	int timeout_ms = -1;
	assert_int_equal(link_waits(link_, NULL, now_ms, &timeout_ms), 0);
	assert_int_equal(timeout_ms, -1); /* nothing more to wait for */
}

static void frames_come_whole_whatever_the_pieces(void **state)
{
	(void)state;
	uint8_t head[FRAME_HEADER_BYTES], body[300];
	struct frame_header header = {.payload_bytes = sizeof body, .kind = FRAME_BULK, .peer = 7};

	come_up();
	memset(body, 5, sizeof body);
	frame_encode(&header, head);
	for (size_t piece = 1; piece < 320; piece += 13) {
		struct bytes payload;
		int frames = 0;
		line.piece = piece;
		for (int i = 0; i < 3; i++) {
			assert_int_equal(buffer_append(&line.in, (struct bytes){head, sizeof head}), RESULT_OK);
			assert_int_equal(buffer_append(&line.in, (struct bytes){body, sizeof body}), RESULT_OK);
		}
		while (link_receive(link_, &header, &payload)) {
			assert_int_equal(header.peer, 7);
			assert_int_equal(payload.size, sizeof body);
			assert_memory_equal(payload.data, body, sizeof body);
			frames++;
		}
		assert_int_equal(frames, 3);
	}
}

static void garbage_ends_it(void **state)
{
	static const uint8_t garbage[FRAME_HEADER_BYTES] = {0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0};

	(void)state;
	come_up();
	assert_int_equal(buffer_append(&line.in, (struct bytes){garbage, sizeof garbage}), RESULT_OK);
	turn(10);
	assert_int_equal(link_result(link_), RESULT_BAD_FRAME);
}

static void a_ping_is_answered_and_the_round_trip_known(void **state)
{
	wire_Control control = {.which_what = wire_Control_ping_tag};

	(void)state;
	come_up();
	control.what.ping.token = 77;
	put_control(&line, &control);
	turn(10);
	control = taken(&line);
	assert_int_equal(control.which_what, wire_Control_ping_tag);
	assert_true(control.what.ping.is_answer);
	assert_int_equal(control.what.ping.token, 77);
	turn(1000);
	control = taken(&line); /* our own, a second after HELLO */
	assert_int_equal(control.which_what, wire_Control_ping_tag);
	assert_false(control.what.ping.is_answer);
	control.what.ping.is_answer = true;
	now_ms += 40;
	put_control(&line, &control);
	turn(0);
	assert_int_equal(link_round_trip_ms(link_), 40);
}

static void answer_ping(void)
{
	wire_Control control = taken(&line);

	assert_int_equal(control.which_what, wire_Control_ping_tag);
	control.what.ping.is_answer = true;
	put_control(&line, &control);
	turn(10);
}

static void at_rest_it_asks_every_twenty_seconds(void **state)
{
	int asked = 0;

	(void)state;
	come_up();
	turn(1000);
	answer_ping();
	for (int s = 0; s < 100; s++) {
		turn(1000);
		wire_Control control = taken(&line);
		if (control.which_what != wire_Control_ping_tag)
			continue;
		asked++;
		control.what.ping.is_answer = true;
		put_control(&line, &control);
	}
	assert_in_range(asked, 4, 5);
}

/* Something was sent, and not a byte comes: after a second it asks, three seconds later it is dead. */
static void silence_after_something_was_sent_is_death(void **state)
{
	const wire_Control leave = {.which_what = wire_Control_leave_tag};

	(void)state;
	come_up();
	turn(1000);
	answer_ping();
	link_send_control(link_, &leave);
	assert_int_equal(taken(&line).which_what, wire_Control_leave_tag);
	turn(900);
	assert_int_equal(taken(&line).which_what, 0);
	turn(200);
	assert_int_equal(taken(&line).which_what, wire_Control_ping_tag);
	turn(2900);
	assert_int_equal(link_phase(link_), LINK_UP);
	turn(200);
	assert_int_equal(link_phase(link_), LINK_DOWN);
	assert_int_equal(link_result(link_), RESULT_LOST);
	assert_true(line.is_closed);
}

/* The control is the test above: there the same silence is asked about. */
static void what_is_sent_quietly_is_no_reason_to_ask(void **state)
{
	const struct frame_header header = {.payload_bytes = 3, .kind = FRAME_INTERACTIVE, .peer = 2};

	(void)state;
	come_up();
	turn(1000);
	answer_ping();
	link_send_quiet(link_, &header, (struct bytes){(const uint8_t *)"abc", 3});
	turn(5000);
	buffer_consume(&line.out, FRAME_HEADER_BYTES + 3);
	assert_int_equal(taken(&line).which_what, 0);
	assert_int_equal(link_phase(link_), LINK_UP);
}

/* Both say something by themselves: nothing is asked; as soon as one falls silent it is. */
static void who_talks_anyway_is_not_asked(void **state)
{
	static const uint8_t frame[FRAME_HEADER_BYTES] = {0, 0, 0, FRAME_INTERACTIVE};
	const struct frame_header header = {.payload_bytes = 3, .kind = FRAME_INTERACTIVE, .peer = 2};
	struct frame_header came;
	struct bytes payload;

	(void)state;
	come_up();
	turn(1000);
	answer_ping();
	buffer_consume(&line.out, buffer_bytes(&line.out).size);
	for (int i = 0; i < 60; i++) {
		turn(5000);
		link_send_quiet(link_, &header, (struct bytes){(const uint8_t *)"abc", 3});
		if (i % 4 == 0)
			assert_int_equal(buffer_append(&line.in, (struct bytes){frame, sizeof frame}), RESULT_OK);
		while (link_receive(link_, &came, &payload))
			continue;
		assert_int_equal(buffer_bytes(&line.out).size, FRAME_HEADER_BYTES + 3); /* and no PING */
		buffer_consume(&line.out, FRAME_HEADER_BYTES + 3);
	}
	turn(27000);
	assert_int_equal(taken(&line).which_what, wire_Control_ping_tag);
}

static void any_byte_is_a_sign_of_life_but_an_answer_must_come(void **state)
{
	const wire_Control waiting = {.which_what = wire_Control_waiting_tag};

	(void)state;
	come_up();
	turn(1000); /* PING */
	for (int i = 0; i < 7; i++) {
		put_control(&line, &waiting);
		assert_true(turn(2000));
		assert_int_equal(link_phase(link_), LINK_UP);
	}
	put_control(&line, &waiting);
	turn(2000);
	assert_int_equal(link_phase(link_), LINK_DOWN);
}

static void a_line_in_doubt_has_little_time(void **state)
{
	(void)state;
	come_up();
	turn(1000);
	answer_ping(); /* 10 ms */
	link_doubt(link_, now_ms);
	assert_int_equal(taken(&line).which_what, wire_Control_ping_tag);
	turn(500);
	assert_int_equal(link_phase(link_), LINK_UP);
	turn(100);
	assert_int_equal(link_phase(link_), LINK_DOWN);
}

/* Where each word costs a request, fewer are said. */
static void a_line_at_rest_is_asked_now_and_then(void **state)
{
	static const struct {
		bool is_wordy;
		int rest_ms;
	} table[] = {{false, 20000}, {true, 40000}};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		come_up();
		line.is_wordy = table[i].is_wordy;
		turn(1000);
		answer_ping(); /* 10 ms */
		turn(table[i].rest_ms - 20);
		assert_int_equal(line.out.size_bytes, 0);
		turn(20);
		assert_int_equal(taken(&line).which_what, wire_Control_ping_tag);
	}
}

static void what_the_relay_said_last_is_why(void **state)
{
	static const struct {
		wire_CloseReason reason;
		enum result result;
	} cases[] = {{wire_CloseReason_CLOSE_ENDED, RESULT_CLOSED},
	             {wire_CloseReason_CLOSE_CUT_OFF, RESULT_REFUSED},
	             {wire_CloseReason_CLOSE_VERSION, RESULT_VERSION},
	             {wire_CloseReason_CLOSE_SHUTDOWN, RESULT_LOST},
	             {wire_CloseReason_CLOSE_NONE, RESULT_LOST}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		wire_Control close = {.which_what = wire_Control_close_tag};
		line.is_over = false;
		come_up();
		close.what.close.reason = cases[i].reason;
		put_control(&line, &close);
		line.is_over = true;
		turn(10);
		assert_int_equal(link_phase(link_), LINK_DOWN);
		assert_int_equal(link_result(link_), cases[i].result);
	}
}

static void a_better_way_begins_with_its_own_hello(void **state)
{
	struct participant_state told = {0};

	(void)state;
	come_up();
	assert_false(link_go_better(link_, now_ms));
	offered = &better;
	assert_true(link_go_better(link_, now_ms));
	assert_true(line.is_closed);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_HELLO);
	put_hello(&better, 1, CONTROL_VERSION);
	turn(10);
	assert_int_equal(link_phase(link_), LINK_UP);
	link_describe(link_, &told);
	assert_string_equal(told.rung, "better");
	assert_true(told.is_inspected);
}

#define LINK(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINK(it_is_up_when_the_relay_has_said_hello),
		LINK(another_relay_or_version_is_none),
		LINK(a_relay_that_never_says_hello_is_given_up_once),
		LINK(frames_come_whole_whatever_the_pieces),
		LINK(garbage_ends_it),
		LINK(a_ping_is_answered_and_the_round_trip_known),
		LINK(at_rest_it_asks_every_twenty_seconds),
		LINK(silence_after_something_was_sent_is_death),
		LINK(what_is_sent_quietly_is_no_reason_to_ask),
		LINK(who_talks_anyway_is_not_asked),
		LINK(any_byte_is_a_sign_of_life_but_an_answer_must_come),
		LINK(a_line_in_doubt_has_little_time),
		LINK(a_line_at_rest_is_asked_now_and_then),
		LINK(what_the_relay_said_last_is_why),
		LINK(a_better_way_begins_with_its_own_hello),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
