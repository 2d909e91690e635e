/* Connections in a real worker, with carriers that are memory and a clock that the test turns. */
#include "support/unit.h"

#include "relay/pages.h"
#include "relay/worker.h"
#include "unit/relay/pretend.h"

#include "base/secret.h"

enum { MASTER = 0, CLIENT = 1, THIRD = 2, ROUTE = 23456 };

static struct options options;
static struct relay *relay;
static struct worker *worker;
static struct connection *connections[PRETEND_CARRIERS];
static size_t read_at[PRETEND_CARRIERS];
static int64_t clock_ms;

static int64_t test_clock(void)
{
	return clock_ms;
}

/* One more, which is the one that is dialled from now on. */
static void add_worker(void)
{
	size_t index = relay->worker_count++;
	relay->workers[index] = worker = worker_create(relay, (uint16_t)index, -1, -1);
	worker->clock_ms = test_clock;
	worker->now_ms = clock_ms;
	wheel_init(&worker->wheel, clock_ms);
}

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	clock_ms = 1000000;
	relay = relay_create(&options);
	add_worker();
	memset(relay->relay_id, 0x5A, sizeof relay->relay_id);
	memset(read_at, 0, sizeof read_at);
	memset(connections, 0, sizeof connections);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	worker_destroy(worker);
	assert_int_equal(relay->connections, 0);
	assert_int_equal(relay->limits.unmatched, 0);
	assert_int_equal(routes_count(relay->routes), 0);
	relay_destroy(relay);
	pretend_finish();
	return 0;
}

static void turn(void)
{
	do
		worker_turn(worker, 0);
	while (worker->now || worker->later);
}

static void pass_ms(int64_t ms)
{
	clock_ms += ms;
	turn();
}

static void dial_as(int number, bool is_page)
{
	struct carrier carrier = pretend_carrier(number);
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)number}};
	read_at[number] = 0;
	assert_true(relay_admit(relay, &source, clock_ms));
	connections[number] = worker_welcome(worker, &carrier, &source, is_page);
}

static bool is_gone(int number)
{
	return pretends[number].is_closed;
}

/* More of what the end has said is there; a turn. */
static void arrive(int number)
{
	if (!is_gone(number)) {
		connections[number]->is_readable = true;
		worker_look(connections[number]);
	}
	turn();
}

static void say_bytes(int number, const void *bytes, size_t size)
{
	pretend_put(number, bytes, size);
	arrive(number);
}

static void say(int number, wire_Control control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(&control, &w);
	assert_false(w.failed);
	say_bytes(number, bytes, w.size);
}

static wire_Control hello(void)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	return control;
}

static wire_Control join_by(uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = route;
	return control;
}

static wire_Control knock_at(uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_knock_tag};
	control.what.knock.route = route;
	return control;
}

static wire_Control seats_of(uint32_t free)
{
	wire_Control control = {.which_what = wire_Control_seats_tag};
	control.what.seats = (wire_Seats){.route = ROUTE, .free = free};
	return control;
}

static const wire_Control open_ask = {.which_what = wire_Control_open_tag};

/* The next control frame that an end got; which_what 0 if there is none. */
static wire_Control heard(int number)
{
	struct frame_header header;
	struct bytes payload = {0};
	wire_Control control = {0};
	while (pretend_next(number, &read_at[number], &header, &payload))
		if (header.kind == FRAME_CONTROL) {
			assert_int_equal(control_decode(payload, &control), RESULT_OK);
			return control;
		}
	return control;
}

static void hears(int number, pb_size_t which)
{
	assert_int_equal(heard(number).which_what, which);
}

static void hears_close(int number, wire_CloseReason reason)
{
	wire_Control control = heard(number);
	assert_int_equal(control.which_what, wire_Control_close_tag);
	assert_int_equal(control.what.close.reason, reason);
	hears(number, 0); /* the last word */
	assert_true(pretends[number].is_half_closed || is_gone(number));
}

static void greet(int number)
{
	dial_as(number, false);
	say(number, hello());
	hears(number, wire_Control_hello_tag);
}

/* What the keeper would have said to the one OPEN that waits. */
static void answer_open(struct mail mail)
{
	struct keeper_message message;
	assert_true(queue_pop(relay->to_keeper, &message));
	assert_int_equal(message.kind, KEEPER_OPEN);
	mail.kind = MAIL_OPENED;
	mail.ticket = message.ticket;
	assert_int_equal(worker_post(worker, &mail), RESULT_OK);
	turn();
}

static void give_route(uint32_t route)
{
	answer_open((struct mail){.route = route, .log_id = 7});
}

static void open_session(void)
{
	greet(MASTER);
	say(MASTER, open_ask);
	give_route(ROUTE);
	hears(MASTER, wire_Control_opened_tag);
}

static void join_session(int number)
{
	greet(number);
	say(number, join_by(ROUTE));
	hears(number, wire_Control_joined_tag);
	hears(MASTER, wire_Control_peer_joined_tag);
}

static void pair(void)
{
	open_session();
	join_session(CLIENT);
}

/* --- before a session
 * ---------------------------------------------------------------------------------------------- */

static void hello_is_answered_with_version_nonce_and_id(void **state)
{
	(void)state;
	dial_as(MASTER, false);
	turn();
	hears(MASTER, 0); /* the relay is not the first to speak */
	say(MASTER, hello());
	wire_Control control = heard(MASTER);
	assert_int_equal(control.which_what, wire_Control_hello_tag);
	assert_int_equal(control.what.hello.version, CONTROL_VERSION);
	assert_int_equal(control.what.hello.floor, CONTROL_FLOOR);
	assert_int_equal(control.what.hello.ping_s, 20);
	assert_int_equal(control.what.hello.relay_id.size, 8);
	assert_int_equal(control.what.hello.relay_id.bytes[0], 0x5A);
}

static void too_new_or_too_old_is_told(void **state)
{
	wire_Control control = hello();
	(void)state;
	control.what.hello.version = control.what.hello.floor = 99;
	dial_as(MASTER, false);
	say(MASTER, control);
	hears(MASTER, wire_Control_hello_tag);
	hears_close(MASTER, wire_CloseReason_CLOSE_VERSION);
}

static void open_becomes_a_session_with_the_keepers_route(void **state)
{
	(void)state;
	greet(MASTER);
	say(MASTER, open_ask);
	hears(MASTER, 0);
	give_route(ROUTE);
	wire_Control control = heard(MASTER);
	assert_int_equal(control.which_what, wire_Control_opened_tag);
	assert_int_equal(control.what.opened.route, ROUTE);
	assert_int_equal(control.what.opened.route_digits, 5);
	assert_int_equal(control.what.opened.peer, SESSION_PEER_MASTER);
	assert_int_equal(routes_count(relay->routes), 1);
	assert_int_equal(relay->limits.unmatched, 0);
}

static void denied_open_ends_the_connection(void **state)
{
	(void)state;
	greet(MASTER);
	say(MASTER, open_ask);
	give_route(0);
	hears_close(MASTER, wire_CloseReason_CLOSE_MALFORMED);
}

static void who_is_no_operator_is_told_so(void **state)
{
	(void)state;
	greet(MASTER);
	say(MASTER, open_ask);
	answer_open((struct mail){.log_id = KEEPER_NO_OPERATOR});
	hears_close(MASTER, wire_CloseReason_CLOSE_UNKNOWN_OPERATOR);
}

static void certificate_follows_the_number(void **state)
{
	(void)state;
	greet(MASTER);
	say(MASTER, open_ask);
	answer_open((struct mail){.route = ROUTE, .log_id = 7, .certificate = "paper", .certificate_bytes = 5});
	hears(MASTER, wire_Control_opened_tag);
	wire_Control control = heard(MASTER);
	assert_int_equal(control.which_what, wire_Control_certified_tag);
	assert_int_equal(control.what.certified.certificate.size, 5);
	assert_memory_equal(control.what.certified.certificate.bytes, "paper", 5);
}

/* Revoked while a session lasts: no further number, but nobody who is in it is dropped. */
static void session_of_one_who_is_no_operator_any_more_goes_on(void **state)
{
	(void)state;
	open_session();
	say(MASTER, open_ask);
	answer_open((struct mail){.log_id = KEEPER_NO_OPERATOR});
	hears(MASTER, wire_Control_refused_tag);
	join_session(CLIENT);
}

static void keeper_sees_what_an_operator_signs(void **state)
{
	struct keeper_message message;
	wire_Control control = open_ask;
	(void)state;
	greet(MASTER);
	control.what.open.operator_key.size = 32;
	memset(control.what.open.operator_key.bytes, 5, 32);
	control.what.open.signature.size = 64;
	memset(control.what.open.signature.bytes, 6, 64);
	say(MASTER, control);
	assert_true(queue_pop(relay->to_keeper, &message));
	struct control_open_context nonces = {0};
	wire_Open open;
	assert_int_equal(keeper_open_unpack(&message, &nonces, &open), RESULT_OK);
	assert_memory_equal(open.operator_key.bytes, control.what.open.operator_key.bytes, 32);
	assert_memory_equal(open.signature.bytes, control.what.open.signature.bytes, 64);
	wire_Control said = hello();
	assert_memory_equal(nonces.client_nonce, said.what.hello.nonce, 16);
	assert_memory_equal(nonces.relay_nonce, connections[MASTER]->nonces[1], 16);
}

static void number_for_one_who_has_gone_is_given_back(void **state)
{
	struct keeper_message message;
	(void)state;
	greet(MASTER);
	say(MASTER, open_ask);
	pretends[MASTER].has_ended = true;
	connections[MASTER]->has_hung_up = true;
	arrive(MASTER);
	assert_true(is_gone(MASTER));
	give_route(ROUTE);
	assert_true(queue_pop(relay->to_keeper, &message));
	assert_int_equal(message.kind, KEEPER_CLOSED);
	assert_int_equal(message.route, ROUTE);
	assert_int_equal(message.log_id, 7);
	assert_int_equal(routes_count(relay->routes), 0);
}

static void master_gets_a_further_number_for_the_same_session(void **state)
{
	(void)state;
	pair();
	say(MASTER, open_ask);
	give_route(ROUTE + 1);
	wire_Control control = heard(MASTER);
	assert_int_equal(control.what.opened.route, ROUTE + 1);
	assert_int_equal(control.what.opened.peer, SESSION_PEER_MASTER);
	greet(THIRD);
	say(THIRD, join_by(ROUTE + 1));
	assert_int_equal(heard(THIRD).what.joined.peer, 3);
	say(MASTER, open_ask);
	give_route(0);
	hears(MASTER, wire_Control_peer_joined_tag);
	hears(MASTER, wire_Control_refused_tag); /* and the session goes on */
	assert_false(is_gone(MASTER));
	say(CLIENT, open_ask);
	hears_close(CLIENT, wire_CloseReason_CLOSE_MALFORMED);
}

static void session_with_many_numbers_that_wait_gets_no_further_one(void **state)
{
	(void)state;
	open_session();
	for (uint32_t i = 1; i < SESSION_WAITING_MAX; i++) {
		say(MASTER, open_ask);
		give_route(ROUTE + i);
		hears(MASTER, wire_Control_opened_tag);
	}
	say(MASTER, open_ask);
	hears(MASTER, wire_Control_refused_tag);
	assert_int_equal(queue_count(relay->to_keeper), 0);
	join_session(CLIENT); /* one waits no more */
	say(MASTER, open_ask);
	give_route(ROUTE + SESSION_WAITING_MAX);
	hears(MASTER, wire_Control_opened_tag);
}

/* Over its whole life: the session goes on with those that it had. */
static void session_that_had_its_last_number_goes_on_without_a_further_one(void **state)
{
	wire_Control closed = seats_of(0);
	(void)state;
	pair();
	closed.what.seats.is_closed = true;
	for (uint32_t i = 1; i < SESSION_NUMBERS_MAX; i++) {
		say(MASTER, open_ask);
		give_route(ROUTE + i);
		hears(MASTER, wire_Control_opened_tag);
		closed.what.seats.route = ROUTE + i;
		say(MASTER, closed);
		hears(MASTER, wire_Control_ticket_tag);
	}
	say(MASTER, open_ask);
	hears(MASTER, wire_Control_refused_tag);
	assert_int_equal(queue_count(relay->to_keeper), 0);
	assert_false(is_gone(MASTER) || is_gone(CLIENT));
}

/* More of them than a small counter holds, and gone before the first answer: no answer may find it any more.
 */
static void flood_of_opens_ends_its_connection_and_no_answer_finds_it(void **state)
{
	uint8_t bytes[WORKER_OPENINGS_MAX * 16];
	struct writer w = writer_into(bytes, sizeof bytes);
	struct keeper_message message;
	int asked = 0;
	(void)state;
	open_session();
	for (int i = 0; i < WORKER_OPENINGS_MAX; i++)
		control_encode(&open_ask, &w);
	assert_false(w.failed);
	pretends[MASTER].has_ended = true;
	say_bytes(MASTER, bytes, w.size);
	hears_close(MASTER, wire_CloseReason_CLOSE_TOO_MUCH);
	arrive(MASTER);
	assert_true(is_gone(MASTER));
	while (queue_pop(relay->to_keeper, &message)) {
		struct mail mail = {.kind = MAIL_OPENED, .ticket = message.ticket, .route = ROUTE + 1, .log_id = 8};
		asked += message.kind == KEEPER_OPEN;
		if (message.kind == KEEPER_OPEN)
			assert_int_equal(worker_post(worker, &mail), RESULT_OK);
	}
	assert_int_equal(asked, CONNECTION_OPENINGS_MAX);
	turn();
	for (int i = 0; i < asked; i++) { /* each number is given back */
		assert_true(queue_pop(relay->to_keeper, &message));
		assert_int_equal(message.kind, KEEPER_CLOSED);
		assert_int_equal(message.route, ROUTE + 1);
	}
}

/* Unknown, taken and dead get the same bytes, at the same time. */
static void every_wrong_number_gets_the_same_answer_after_the_same_delay(void **state)
{
	static const uint32_t wrong[] = {ROUTE + 5, ROUTE, ROUTE + 1, 0, 9000000, UINT32_MAX};
	(void)state;
	pair(); /* ROUTE is taken */
	say(MASTER, open_ask);
	give_route(ROUTE + 1); /* and this one is dead: */
	hears(MASTER, wire_Control_opened_tag);
	wire_Control closed = seats_of(0);
	closed.what.seats.route = ROUTE + 1;
	closed.what.seats.is_closed = true;
	say(MASTER, closed);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int number = THIRD + (int)i;
		greet(number);
		size_t before = pretends[number].out_size;
		say(number, join_by(wrong[i]));
		pass_ms(options.refuse_ms - 1);
		assert_int_equal(pretends[number].out_size, before);
		pass_ms(1 + WHEEL_SLOT_MS);
		hears(number, wire_Control_refused_tag);
		assert_int_equal(pretends[number].out_size, pretends[THIRD].out_size);
		assert_false(is_gone(number));
	}
}

static void knock_is_always_told_to_wait(void **state)
{
	(void)state;
	pair();
	for (int i = 0; i < 2; i++) {
		greet(THIRD + i);
		say(THIRD + i, knock_at(i ? ROUTE + 9 : ROUTE));
		hears(THIRD + i, 0);
		pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
		hears(THIRD + i, wire_Control_waiting_tag);
	}
	wire_Control control = heard(MASTER);
	assert_int_equal(control.which_what, wire_Control_knocking_tag);
	assert_int_equal(control.what.knocking.route, ROUTE);
	hears(MASTER, 0);
	say(MASTER, seats_of(1));
	hears(THIRD, wire_Control_joined_tag);
	hears(THIRD + 1, 0);
}

static void one_who_was_refused_may_knock(void **state)
{
	(void)state;
	pair();
	greet(THIRD);
	say(THIRD, join_by(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD, wire_Control_refused_tag);
	pass_ms(CONNECTION_REFUSED_MS / 2); /* a person decides */
	say(THIRD, knock_at(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD, wire_Control_waiting_tag);
	hears(MASTER, wire_Control_ping_tag); /* it was silent */
	hears(MASTER, wire_Control_knocking_tag);
	say(THIRD, (wire_Control){.which_what = wire_Control_leave_tag});
	wire_Control control = heard(MASTER);
	assert_int_equal(control.which_what, wire_Control_knocking_tag);
	assert_true(control.what.knocking.gone);
	hears_close(THIRD, wire_CloseReason_CLOSE_ENDED);
}

static void dials_on_one_connection_are_counted(void **state)
{
	(void)state;
	greet(THIRD);
	for (int i = 0; i < CONNECTION_DIALS_MAX; i++) {
		say(THIRD, join_by(11111));
		pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
		hears(THIRD, wire_Control_refused_tag);
	}
	say(THIRD, join_by(11111));
	hears_close(THIRD, wire_CloseReason_CLOSE_TOO_MUCH);
}

static void source_that_failed_too_often_is_answered_as_if_its_number_were_unknown(void **state)
{
	(void)state;
	open_session();
	greet(THIRD);
	for (uint32_t i = 0; i < options.limits.failures_burst; i++)
		relay_failed(relay, &connections[THIRD]->source, clock_ms);
	say(THIRD, join_by(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD, wire_Control_refused_tag);
	join_session(CLIENT); /* another source is not held up */
}

/* --- deadlines
 * ------------------------------------------------------------------------------------------------------- */

/* Or its price would tell which numbers there are. */
static void knock_costs_the_same_whatever_the_number(void **state)
{
	(void)state;
	pair();
	relay->limits.rules.failures_burst = 2;
	for (int i = 0; i < 2; i++) {
		greet(THIRD + i);
		say(THIRD + i, knock_at(i ? ROUTE + 9 : ROUTE));
		assert_false(relay_is_tired(relay, &connections[THIRD + i]->source, clock_ms));
		pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
		hears(THIRD + i, wire_Control_waiting_tag);
		say(THIRD + i, (wire_Control){.which_what = wire_Control_leave_tag});
		hears_close(THIRD + i, wire_CloseReason_CLOSE_ENDED);
		relay_failed(relay, &connections[THIRD + i]->source, clock_ms);
		assert_true(relay_is_tired(relay, &connections[THIRD + i]->source, clock_ms));
	}
	int let_in = THIRD + 2; /* and nothing for one who is let in */
	greet(let_in);
	say(let_in, knock_at(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	say(MASTER, seats_of(1));
	hears(let_in, wire_Control_waiting_tag);
	hears(let_in, wire_Control_joined_tag);
	relay_failed(relay, &connections[let_in]->source, clock_ms);
	assert_false(relay_is_tired(relay, &connections[let_in]->source, clock_ms));
}

static void source_has_so_many_numbers_and_no_more(void **state)
{
	(void)state;
	relay->limits.rules.numbers_per_source = 2;
	open_session();
	say(MASTER, open_ask);
	give_route(ROUTE + 1);
	hears(MASTER, wire_Control_opened_tag);
	say(MASTER, open_ask);
	hears(MASTER, wire_Control_refused_tag);
	say(MASTER, (wire_Control){.which_what = wire_Control_seats_tag,
	                           .what.seats = {.route = ROUTE + 1, .is_closed = true}});
	hears(MASTER, wire_Control_ticket_tag);
	say(MASTER, open_ask);
	give_route(ROUTE + 2);
	hears(MASTER, wire_Control_opened_tag);
	dial_as(THIRD, false); /* another connection from there */
	connections[THIRD]->source = connections[MASTER]->source;
	say(THIRD, hello());
	hears(THIRD, wire_Control_hello_tag);
	say(THIRD, open_ask);
	hears_close(THIRD, wire_CloseReason_CLOSE_TOO_MUCH);
	greet(CLIENT); /* and from elsewhere */
	say(CLIENT, open_ask);
	give_route(ROUTE + 3);
	hears(CLIENT, wire_Control_opened_tag);
}

/* --- measuring
 * -------------------------------------------------------------------------------------------------------- */

static wire_Control measure(uint32_t want, pb_size_t filling)
{
	wire_Control control = {.which_what = wire_Control_measure_tag};
	control.what.measure.want = want;
	control.what.measure.filling.size = filling;
	return control;
}

static bool was_cut; /* one without filling was the last */

/* Bytes of filling that have come since the last time. */
static uint32_t filling_of(int number)
{
	uint32_t bytes = 0;
	was_cut = false;
	for (wire_Control control; (control = heard(number)).which_what != 0;) {
		assert_int_equal(control.which_what, wire_Control_measure_tag);
		bytes += control.what.measure.filling.size;
		assert_false(was_cut);
		was_cut = control.what.measure.filling.size == 0;
	}
	return bytes;
}

static void filling_comes_as_much_as_was_asked_for(void **state)
{
	(void)state;
	greet(THIRD);
	say(THIRD, measure(100001, 0));
	assert_int_equal(filling_of(THIRD), 100001);
	assert_false(was_cut);
	pass_ms(5000);               /* each answer has its own time */
	say(THIRD, measure(0, 448)); /* is thrown away */
	say(THIRD, (wire_Control){.which_what = wire_Control_ping_tag});
	hears(THIRD, wire_Control_ping_tag);
	say(THIRD, measure(1, 0));
	assert_int_equal(filling_of(THIRD), 1);
}

static void filling_is_bounded_in_bytes(void **state)
{
	(void)state;
	greet(THIRD);
	say(THIRD, measure(UINT32_MAX, 0));
	assert_int_equal(filling_of(THIRD), 1 << 20);
	assert_true(was_cut);
	say(THIRD, measure(5, 0));
	assert_int_equal(filling_of(THIRD), 0);
	assert_true(was_cut);
	for (int i = 0; i < (1 << 20) / 448; i++)
		say(THIRD, measure(0, 448));
	hears(THIRD, 0);
	say(THIRD, measure(0, 448));
	hears_close(THIRD, wire_CloseReason_CLOSE_TOO_MUCH);
}

static void filling_is_bounded_in_time_and_costs_no_memory_meanwhile(void **state)
{
	(void)state;
	greet(THIRD);
	size_t before = worker->forward.pool.held_bytes;
	pretends[THIRD].room = 20000;
	say(THIRD, measure(1 << 20, 0)); /* and does not read it */
	assert_in_range(worker->forward.pool.held_bytes - before, 1, 40000);
	pass_ms(2100);
	pretends[THIRD].room = SIZE_MAX;
	connections[THIRD]->participant.may_send = true;
	arrive(THIRD);
	assert_in_range(filling_of(THIRD), 19000, 40000);
	assert_true(was_cut);
	assert_int_equal(worker->forward.pool.held_bytes, before);
}

static void one_who_is_in_or_has_not_said_hello_measures_nothing(void **state)
{
	(void)state;
	pair();
	say(CLIENT, measure(1, 0));
	hears_close(CLIENT, wire_CloseReason_CLOSE_MALFORMED);
	dial_as(THIRD, false);
	say(THIRD, measure(1, 0));
	hears_close(THIRD, wire_CloseReason_CLOSE_MALFORMED);
}

static void silence_before_hello_ends_after_five_seconds(void **state)
{
	(void)state;
	dial_as(CLIENT, false);
	pass_ms(4900);
	assert_false(is_gone(CLIENT));
	assert_int_equal(pretends[CLIENT].out_size, 0);
	pass_ms(200);
	hears_close(CLIENT, wire_CloseReason_CLOSE_TOO_LATE);
}

static void byte_a_second_does_not_move_a_deadline(void **state)
{
	uint8_t bytes[64];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control control = hello();
	(void)state;
	control_encode(&control, &w);
	dial_as(CLIENT, false);
	for (int i = 0; i < 5; i++) {
		say_bytes(CLIENT, bytes + i, 1);
		pass_ms(980);
	}
	hears(CLIENT, 0);
	pass_ms(300);
	hears_close(CLIENT, wire_CloseReason_CLOSE_TOO_LATE);
}

static void greeted_stranger_has_fifteen_seconds_from_the_start(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	dial_as(CLIENT, false);
	pass_ms(4000);
	say(CLIENT, hello());
	hears(CLIENT, wire_Control_hello_tag);
	pass_ms(10900);
	say(CLIENT, ping);
	hears(CLIENT, wire_Control_ping_tag);
	pass_ms(200);
	hears_close(CLIENT, wire_CloseReason_CLOSE_TOO_LATE);
}

static void participant_may_be_silent_for_three_pings(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	pair();
	pass_ms(20000 + CONNECTION_LATE_MS - 100);
	hears(CLIENT, 0);
	pass_ms(200); /* its PING is late: it is asked */
	wire_Control asked = heard(CLIENT);
	assert_int_equal(asked.which_what, wire_Control_ping_tag);
	assert_false(asked.what.ping.is_answer);
	hears(MASTER, wire_Control_ping_tag);
	pass_ms(27400);
	hears(CLIENT, wire_Control_ping_tag); /* and again */
	hears(MASTER, wire_Control_ping_tag);
	say(MASTER, ping);
	wire_Control answer = heard(MASTER);
	assert_int_equal(answer.which_what, wire_Control_ping_tag);
	assert_true(answer.what.ping.is_answer);
	pass_ms(9000);
	assert_false(is_gone(CLIENT));
	pass_ms(1100);
	hears_close(CLIENT, wire_CloseReason_CLOSE_TOO_LATE);
	wire_Control left = heard(MASTER);
	assert_int_equal(left.which_what, wire_Control_peer_left_tag);
	assert_true(left.what.peer_left.lost);
}

static void one_who_knocks_waits_for_a_quarter_of_an_hour(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	greet(THIRD);
	say(THIRD, knock_at(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD, wire_Control_waiting_tag);
	for (int i = 0; i < 29; i++) {
		pass_ms(30000);
		hears(THIRD, wire_Control_ping_tag); /* he is asked whether he is there still */
		say(THIRD, ping);
		hears(THIRD, wire_Control_ping_tag);
	}
	pass_ms(29000);
	hears(THIRD, wire_Control_ping_tag);
	assert_false(pretends[THIRD].is_half_closed);
	pass_ms(1100);
	hears_close(THIRD, wire_CloseReason_CLOSE_TOO_LATE);
}

static void number_that_nobody_comes_to_ends_its_session(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	int pings = 0;
	(void)state;
	open_session();
	while (!pretends[MASTER].is_half_closed && pings < 100) {
		pass_ms(20000);
		say(MASTER, ping);
		pings++;
		if (heard(MASTER).which_what == wire_Control_close_tag)
			break;
	}
	assert_in_range(pings, 45, 48);
	assert_int_equal(routes_count(relay->routes), 0);
}

/* Behind tickets, which come now and then. */
static void hears_of_both(int number, pb_size_t which)
{
	wire_Control control;
	do
		control = heard(number);
	while (control.which_what == wire_Control_ticket_tag);
	assert_int_equal(control.which_what, which);
}

static void master_whose_client_left_after_an_hour_has_time_to_ask_him_back(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	for (int is_lost = 0; is_lost < 2; is_lost++) {
		int number = CLIENT + is_lost;
		if (is_lost)
			join_session(number);
		else
			pair();
		for (int i = 0; i < 180; i++) {
			pass_ms(20000);
			say(MASTER, ping);
			say(number, ping);
			hears_of_both(MASTER, wire_Control_ping_tag);
		}
		pretends[number].is_broken = is_lost;
		if (is_lost)
			arrive(number);
		else
			say(number, (wire_Control){.which_what = wire_Control_leave_tag});
		hears(MASTER, wire_Control_peer_left_tag);
		for (int i = 0; i < 30; i++) {
			pass_ms(20000);
			say(MASTER, ping);
			hears_of_both(MASTER, wire_Control_ping_tag);
		}
		say(MASTER, seats_of(1));
	}
	join_session(THIRD);
}

static void closing_connection_is_not_waited_for_for_ever(void **state)
{
	(void)state;
	pair();
	pretends[CLIENT].room = 0;
	say(MASTER, (wire_Control){.which_what = wire_Control_leave_tag});
	assert_false(is_gone(CLIENT));
	pass_ms(CONNECTION_ENDING_MS + WHEEL_SLOT_MS);
	assert_true(is_gone(CLIENT));
	assert_true(is_gone(MASTER));
}

/* --- bytes that make no sense
 * ------------------------------------------------------------------------------------------ */

static void garbage_ends_that_connection_in_every_state(void **state)
{
	static const uint8_t garbage[] = {0, 0, 4, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
	(void)state;
	pair();
	dial_as(THIRD, false);
	say_bytes(THIRD, garbage, sizeof garbage);
	hears_close(THIRD, wire_CloseReason_CLOSE_MALFORMED);
	greet(THIRD + 1);
	say_bytes(THIRD + 1, garbage, sizeof garbage);
	hears_close(THIRD + 1, wire_CloseReason_CLOSE_MALFORMED);
	greet(THIRD + 2);
	say(THIRD + 2, knock_at(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD + 2, wire_Control_waiting_tag);
	say_bytes(THIRD + 2, garbage, sizeof garbage);
	hears_close(THIRD + 2, wire_CloseReason_CLOSE_MALFORMED);
	say_bytes(CLIENT, garbage, sizeof garbage);
	hears_close(CLIENT, wire_CloseReason_CLOSE_MALFORMED);
	assert_false(is_gone(MASTER));
	pass_ms(CONNECTION_ENDING_MS + WHEEL_SLOT_MS);
	assert_true(is_gone(THIRD) && is_gone(THIRD + 1) && is_gone(THIRD + 2) && is_gone(CLIENT));
}

static void stranger_may_say_control_frames_of_512_bytes_alone(void **state)
{
	static const struct frame_header headers[] = {
		{513, FRAME_CONTROL, 0, 0, 0},
		{5, FRAME_BULK, 1, 0, 0},
		{65528, FRAME_PICTURE, FRAME_PEER_ALL, 0, 0},
	};
	(void)state;
	for (int i = 0; i < 3; i++) {
		uint8_t bytes[FRAME_HEADER_BYTES];
		greet(THIRD + i);
		frame_encode(&headers[i], bytes);
		say_bytes(THIRD + i, bytes, sizeof bytes);
		hears_close(THIRD + i, wire_CloseReason_CLOSE_MALFORMED);
	}
}

static void half_a_frame_costs_a_stranger_little(void **state)
{
	uint8_t bytes[FRAME_HEADER_BYTES + 100] = {0, 2, 0, FRAME_CONTROL};
	(void)state;
	size_t before = worker->forward.pool.held_bytes;
	dial_as(THIRD, false);
	say_bytes(THIRD, bytes, sizeof bytes);
	assert_true(worker->forward.pool.held_bytes - before <= 1024);
	assert_true(sizeof(struct connection) <= 1024);
	pass_ms(6000);
	pass_ms(CONNECTION_ENDING_MS + WHEEL_SLOT_MS);
	assert_int_equal(worker->forward.pool.held_bytes, before);
}

static void words_out_of_their_time_are_refused(void **state)
{
	static const pb_size_t wrong[] = {
		wire_Control_join_tag,  wire_Control_open_tag,  wire_Control_knock_tag,     wire_Control_ping_tag,
		wire_Control_seats_tag, wire_Control_leave_tag, wire_Control_subscribe_tag,
	};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) { /* before HELLO nothing else */
		dial_as(THIRD + (int)i, false);
		say(THIRD + (int)i, (wire_Control){.which_what = wrong[i]});
		hears_close(THIRD + (int)i, wire_CloseReason_CLOSE_MALFORMED);
	}
	greet(20);
	say(20, hello());
	hears_close(20, wire_CloseReason_CLOSE_MALFORMED);
	greet(21);
	say(21, seats_of(1));
	hears_close(21, wire_CloseReason_CLOSE_MALFORMED);
}

static void stray_browser_gets_a_page(void **state)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: relay:5000\r\nAccept-Language: de\r\n\r\n";
	(void)state;
	dial_as(THIRD, false);
	say_bytes(THIRD, request, sizeof request - 1);
	assert_memory_equal(pretends[THIRD].out, "HTTP/1.1 400 ", 13);
	assert_non_null(memmem(pretends[THIRD].out, pretends[THIRD].out_size,
	                       text_get_in(TEXT_GERMAN, TEXT_PAGE_RAW_PORT),
	                       strlen(text_get_in(TEXT_GERMAN, TEXT_PAGE_RAW_PORT))));
	assert_true(pretends[THIRD].is_half_closed);
}

/* --- in a session
 * ------------------------------------------------------------------------------------------------------ */

static void first_frames_right_behind_a_word_are_not_lost(void **state)
{
	uint8_t bytes[2048];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control one = hello(), two = join_by(ROUTE);
	struct frame_header header;
	struct bytes payload = {0};
	(void)state;
	open_session();
	control_encode(&one, &w);
	control_encode(&two, &w);
	size_t size =
		w.size + pretend_frame(bytes + w.size, (struct frame_header){200, FRAME_HANDSHAKE, 1, 0, 0}, 3);
	for (size_t piece = 1; piece <= size; piece += piece < 40 ? 1 : 37) {
		dial_as(CLIENT, false);
		pretends[CLIENT].piece = piece;
		say_bytes(CLIENT, bytes, size);
		while (!is_gone(CLIENT) && pretends[CLIENT].in_at < size)
			arrive(CLIENT);
		hears(CLIENT, wire_Control_hello_tag);
		hears(CLIENT, wire_Control_joined_tag);
		hears(MASTER, wire_Control_peer_joined_tag);
		assert_true(pretend_next(MASTER, &read_at[MASTER], &header, &payload));
		assert_int_equal(header.kind, FRAME_HANDSHAKE);
		assert_int_equal(payload.size, 200);
		assert_int_equal(payload.data[199], 3);
		pretends[CLIENT].piece = 0;
		say(CLIENT, (wire_Control){.which_what = wire_Control_leave_tag});
		hears(MASTER, wire_Control_peer_left_tag);
		say(MASTER, seats_of(1));
		pretends[CLIENT].has_ended = true;
		arrive(CLIENT);
		assert_true(is_gone(CLIENT));
	}
}

static void bytes_behind_open_wait_for_the_keeper(void **state)
{
	uint8_t bytes[256];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control open = open_ask, ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	ping.what.ping.token = 77;
	greet(MASTER);
	control_encode(&open, &w);
	control_encode(&ping, &w);
	say_bytes(MASTER, bytes, w.size);
	say_bytes(MASTER, bytes + w.size - 3, 0);
	hears(MASTER, 0);
	give_route(ROUTE);
	hears(MASTER, wire_Control_opened_tag);
	assert_int_equal(heard(MASTER).what.ping.token, 77);
}

static void frames_pass_between_the_two_whatever_pieces_they_come_in(void **state)
{
	static uint8_t bytes[200000];
	size_t size = 0;
	(void)state;
	pair();
	for (uint32_t i = 0; i < 40; i++)
		size += pretend_frame(bytes + size, (struct frame_header){i * 120, FRAME_BULK, 2, 0, 0}, (uint8_t)i);
	for (size_t piece = 1; piece < 20000; piece = piece * 3 + 1) {
		struct frame_header header;
		struct bytes payload = {0};
		pretends[MASTER].piece = piece;
		pretends[MASTER].in_size = pretends[MASTER].in_at = 0;
		pretends[CLIENT].out_size = read_at[CLIENT] = 0;
		say_bytes(MASTER, bytes, size);
		while (pretends[MASTER].in_at < size)
			arrive(MASTER);
		for (uint32_t i = 0; i < 40; i++) {
			assert_true(pretend_next(CLIENT, &read_at[CLIENT], &header, &payload));
			assert_int_equal(payload.size, i * 120);
			assert_int_equal(header.peer, 1);
			if (i > 0)
				assert_int_equal(payload.data[payload.size - 1], i);
		}
		assert_false(pretend_next(CLIENT, &read_at[CLIENT], &header, &payload));
	}
}

static void master_that_does_not_come_back_ends_it_for_all(void **state)
{
	struct keeper_message message;
	(void)state;
	pair();
	pretends[MASTER].is_broken = true;
	arrive(MASTER);
	wire_Control control = heard(CLIENT);
	assert_int_equal(control.which_what, wire_Control_peer_left_tag);
	assert_true(control.what.peer_left.lost);
	for (uint32_t s = 20; s <= options.keep_s; s += 20) {
		assert_false(queue_pop(relay->to_keeper, &message));
		say(CLIENT, (wire_Control){.which_what = wire_Control_ping_tag});
		hears_of_both(CLIENT, wire_Control_ping_tag);
		pass_ms(20000);
	}
	hears_of_both(CLIENT, wire_Control_close_tag);
	assert_true(queue_pop(relay->to_keeper, &message));
	assert_int_equal(message.kind, KEEPER_CLOSED);
	assert_int_equal(message.route, ROUTE);
}

static void end_of_a_session_is_told_when_the_keeper_was_too_busy_to_hear_it(void **state)
{
	struct keeper_message message = {.kind = KEEPER_CLOSED};
	(void)state;
	pair();
	while (relay_tell_keeper(relay, &message) == RESULT_OK)
		;
	say(MASTER, (wire_Control){.which_what = wire_Control_leave_tag});
	hears_close(CLIENT, wire_CloseReason_CLOSE_ENDED);
	turn();
	for (int i = 0; i < RELAY_TO_KEEPER_MAX; i++) {
		assert_true(queue_pop(relay->to_keeper, &message));
		assert_int_equal(message.route, 0);
	}
	turn();
	assert_true(queue_pop(relay->to_keeper, &message));
	assert_int_equal(message.route, ROUTE);
	assert_int_equal(message.log_id, 7);
	assert_false(queue_pop(relay->to_keeper, &message)); /* once */
}

static void cut_participant_is_told_so(void **state)
{
	wire_Control cut = {.which_what = wire_Control_leave_tag};
	(void)state;
	pair();
	cut.what.leave.peer = 2;
	say(MASTER, cut);
	hears_close(CLIENT, wire_CloseReason_CLOSE_CUT_OFF);
	hears(MASTER, wire_Control_peer_left_tag);
}

static void what_waits_is_sent_before_the_close(void **state)
{
	uint8_t bytes[5008];
	struct frame_header header;
	struct bytes payload = {0};
	(void)state;
	pair();
	pretends[CLIENT].room = 0;
	pretend_frame(bytes, (struct frame_header){5000, FRAME_BULK, 2, 0, 0}, 3);
	say_bytes(MASTER, bytes, sizeof bytes);
	say(MASTER, (wire_Control){.which_what = wire_Control_leave_tag});
	pretends[CLIENT].room = SIZE_MAX;
	connections[CLIENT]->participant.may_send = true;
	worker_look(connections[CLIENT]);
	turn();
	size_t at = read_at[CLIENT];
	bool has_come = false;
	while (pretend_next(CLIENT, &at, &header, &payload))
		has_come |= header.kind == FRAME_BULK && payload.size == 5000;
	assert_true(has_come);
	assert_int_equal(header.kind, FRAME_CONTROL); /* the last word comes last: nobody reads on behind it */
	wire_Control last;
	assert_int_equal(control_decode(payload, &last), RESULT_OK);
	assert_int_equal(last.which_what, wire_Control_close_tag);
	assert_true(pretends[CLIENT].is_half_closed);
}

static void one_who_does_not_read_what_he_is_told_is_ended(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	int pings = 0;
	(void)state;
	pair();
	pretends[CLIENT].room = 0;
	for (; !is_gone(CLIENT) && pings < 10000; pings++)
		say(CLIENT, ping);
	assert_true(is_gone(CLIENT));
	assert_in_range(pings, 50, 1000);
	assert_false(is_gone(MASTER));
}

static void sender_that_fills_a_queue_is_ended_and_the_receiver_is_not(void **state)
{
	static uint8_t bytes[60008];
	(void)state;
	pair();
	pretends[CLIENT].room = 0;
	pretend_frame(bytes, (struct frame_header){60000, FRAME_INTERACTIVE, 2, 0, 0}, 3);
	for (int i = 0; i < 3; i++)
		say_bytes(MASTER, bytes, sizeof bytes);
	hears_close(MASTER, wire_CloseReason_CLOSE_TOO_MUCH);
}

static void blocked_viewer_is_told_to_the_sharer(void **state)
{
	static uint8_t bytes[60008];
	wire_Control subscribe = {.which_what = wire_Control_subscribe_tag}, blocked = {0};
	(void)state;
	pair();
	subscribe.what.subscribe = (wire_Subscribe){.lane = 1, .peers_count = 1, .peers = {2}};
	say(MASTER, subscribe);
	pretends[CLIENT].room = 0;
	pretend_frame(bytes, (struct frame_header){60000, FRAME_PICTURE, FRAME_PEER_ALL, 1, 0}, 3);
	for (int i = 0; i < 100 && blocked.which_what == 0; i++) {
		say_bytes(MASTER, bytes, sizeof bytes);
		blocked = heard(MASTER);
	}
	assert_int_equal(blocked.which_what, wire_Control_blocked_tag);
	assert_int_equal(blocked.what.blocked.lane, 1);
	assert_int_equal(blocked.what.blocked.peer, 2);
}

static void held_sharer_is_not_read_until_its_viewer_has_taken_it(void **state)
{
	static uint8_t bytes[60008];
	wire_Control subscribe = {.which_what = wire_Control_subscribe_tag};
	(void)state;
	pair();
	subscribe.what.subscribe = (wire_Subscribe){.peers_count = 1, .peers = {2}, .hold = true};
	say(MASTER, subscribe);
	pretends[CLIENT].room = 0;
	pretend_frame(bytes, (struct frame_header){60000, FRAME_PICTURE, FRAME_PEER_ALL, 0, 0}, 3);
	for (int i = 0; i < 20; i++)
		pretend_put(MASTER, bytes, sizeof bytes);
	arrive(MASTER);
	arrive(MASTER);
	assert_true(pretends[MASTER].in_at < pretends[MASTER].in_size);
	for (int i = 0; i < 10; i++) { /* nor does its silence count, which is the relay's */
		pass_ms(20000);
		say(CLIENT, (wire_Control){.which_what = wire_Control_ping_tag});
	}
	pretends[CLIENT].room = SIZE_MAX;
	connections[CLIENT]->participant.may_send = true;
	worker_look(connections[CLIENT]);
	turn();
	assert_int_equal(pretends[MASTER].in_at, pretends[MASTER].in_size);
	hears(MASTER, 0);
}

static void hears_go_away(int number)
{
	wire_Control control = heard(number);
	assert_int_equal(control.which_what, wire_Control_go_away_tag);
	assert_int_equal(control.what.go_away.wait_ms, options.back_in_ms);
}

static void end_of_the_relay_is_told_to_all(void **state)
{
	(void)state;
	pair();
	greet(THIRD);
	dial_as(THIRD + 1, true);
	worker_post(worker, &(struct mail){.kind = MAIL_END});
	turn();
	hears_go_away(MASTER);
	hears_close(MASTER, wire_CloseReason_CLOSE_SHUTDOWN);
	hears_go_away(CLIENT);
	hears_close(CLIENT, wire_CloseReason_CLOSE_SHUTDOWN);
	hears_go_away(THIRD);
	hears_close(THIRD, wire_CloseReason_CLOSE_SHUTDOWN);
	assert_true(is_gone(THIRD + 1));
	for (int i = 0; i <= THIRD; i++) {
		pretends[i].has_ended = true;
		arrive(i);
	}
	assert_false(worker_turn(worker, 0));
}

/* --- workers and pages
 * --------------------------------------------------------------------------------------------------- */

static void joiner_at_another_worker_is_brought_to_the_sessions_own(void **state)
{
	uint8_t bytes[256];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control one = hello(), two = join_by(ROUTE);
	struct frame_header header;
	struct bytes payload = {0};
	struct worker *first = worker;
	(void)state;
	open_session();
	add_worker();
	dial_as(CLIENT, false);
	control_encode(&one, &w);
	control_encode(&two, &w);
	size_t size =
		w.size + pretend_frame(bytes + w.size, (struct frame_header){40, FRAME_HANDSHAKE, 1, 0, 0}, 3);
	say_bytes(CLIENT, bytes, size); /* the frame behind JOIN travels with it */
	assert_null(worker->all);
	struct worker *second = worker;
	worker = first;
	turn();
	assert_ptr_equal(connections[CLIENT]->worker, first);
	hears(CLIENT, wire_Control_hello_tag);
	hears(CLIENT, wire_Control_joined_tag);
	hears(MASTER, wire_Control_peer_joined_tag);
	assert_true(pretend_next(MASTER, &read_at[MASTER], &header, &payload));
	assert_int_equal(header.kind, FRAME_HANDSHAKE);
	assert_int_equal(second->forward.pool.held_bytes,
	                 BLOCK_SMALLEST_BYTES << 11); /* nothing is left behind */
	worker_destroy(second);
}

static void knock_at_another_worker_is_heard_there(void **state)
{
	struct worker *first = worker;
	(void)state;
	pair();
	add_worker();
	greet(THIRD);
	say(THIRD, knock_at(ROUTE));
	pass_ms(options.refuse_ms + WHEEL_SLOT_MS);
	hears(THIRD, wire_Control_waiting_tag);
	struct worker *second = worker;
	worker = first;
	turn();
	hears(MASTER, wire_Control_knocking_tag);
	worker_destroy(second);
}

static void browser_gets_the_list_that_the_worker_has(void **state)
{
	static const char request[] = "GET /list HTTP/1.1\r\nHost: relay\r\n\r\n";
	struct worker_list *list = calloc(1, sizeof *list);
	(void)state;
	list->expires_s = INT64_MAX;
	list->size = 9;
	memcpy(list->bytes, "some list", 9); // NOLINT(bugprone-not-null-terminated-result)
	worker_post(worker, &(struct mail){.kind = MAIL_LIST, .list = list});
	turn();
	for (size_t piece = 1; piece < sizeof request; piece += 5) {
		dial_as(THIRD, true);
		pretends[THIRD].piece = piece;
		say_bytes(THIRD, request, sizeof request - 1);
		while (!pretends[THIRD].is_half_closed)
			arrive(THIRD);
		assert_memory_equal(pretends[THIRD].out, "HTTP/1.1 200 OK\r\n", 17);
		assert_memory_equal(pretends[THIRD].out + pretends[THIRD].out_size - 9, "some list", 9);
		pretends[THIRD].has_ended = true;
		arrive(THIRD);
		assert_true(is_gone(THIRD));
	}
}

static void head_without_an_end_is_refused_or_late(void **state)
{
	static char endless[HTTP_HEAD_BYTES_MAX + 100];
	(void)state;
	memset(endless, 'a', sizeof endless);
	memcpy(endless, "GET / HTTP/1.1\r\nX: ", 19); // NOLINT(bugprone-not-null-terminated-result)
	dial_as(THIRD, true);
	say_bytes(THIRD, endless, sizeof endless);
	arrive(THIRD);
	assert_memory_equal(pretends[THIRD].out, "HTTP/1.1 400 ", 13);
	dial_as(THIRD + 1, true);
	say_bytes(THIRD + 1, endless, 100);
	pass_ms(5000 + WHEEL_SLOT_MS);
	assert_true(is_gone(THIRD + 1));
	assert_int_equal(pretends[THIRD + 1].out_size, 0);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(hello_is_answered_with_version_nonce_and_id),
		HERE(too_new_or_too_old_is_told),
		HERE(open_becomes_a_session_with_the_keepers_route),
		HERE(denied_open_ends_the_connection),
		HERE(who_is_no_operator_is_told_so),
		HERE(certificate_follows_the_number),
		HERE(session_of_one_who_is_no_operator_any_more_goes_on),
		HERE(keeper_sees_what_an_operator_signs),
		HERE(number_for_one_who_has_gone_is_given_back),
		HERE(master_gets_a_further_number_for_the_same_session),
		HERE(session_with_many_numbers_that_wait_gets_no_further_one),
		HERE(session_that_had_its_last_number_goes_on_without_a_further_one),
		HERE(flood_of_opens_ends_its_connection_and_no_answer_finds_it),
		HERE(every_wrong_number_gets_the_same_answer_after_the_same_delay),
		HERE(knock_is_always_told_to_wait),
		HERE(one_who_was_refused_may_knock),
		HERE(dials_on_one_connection_are_counted),
		HERE(source_that_failed_too_often_is_answered_as_if_its_number_were_unknown),
		HERE(knock_costs_the_same_whatever_the_number),
		HERE(source_has_so_many_numbers_and_no_more),
		HERE(filling_comes_as_much_as_was_asked_for),
		HERE(filling_is_bounded_in_bytes),
		HERE(filling_is_bounded_in_time_and_costs_no_memory_meanwhile),
		HERE(one_who_is_in_or_has_not_said_hello_measures_nothing),
		HERE(silence_before_hello_ends_after_five_seconds),
		HERE(byte_a_second_does_not_move_a_deadline),
		HERE(greeted_stranger_has_fifteen_seconds_from_the_start),
		HERE(participant_may_be_silent_for_three_pings),
		HERE(one_who_knocks_waits_for_a_quarter_of_an_hour),
		HERE(number_that_nobody_comes_to_ends_its_session),
		HERE(master_whose_client_left_after_an_hour_has_time_to_ask_him_back),
		HERE(closing_connection_is_not_waited_for_for_ever),
		HERE(garbage_ends_that_connection_in_every_state),
		HERE(stranger_may_say_control_frames_of_512_bytes_alone),
		HERE(half_a_frame_costs_a_stranger_little),
		HERE(words_out_of_their_time_are_refused),
		HERE(stray_browser_gets_a_page),
		HERE(first_frames_right_behind_a_word_are_not_lost),
		HERE(bytes_behind_open_wait_for_the_keeper),
		HERE(frames_pass_between_the_two_whatever_pieces_they_come_in),
		HERE(master_that_does_not_come_back_ends_it_for_all),
		HERE(end_of_a_session_is_told_when_the_keeper_was_too_busy_to_hear_it),
		HERE(cut_participant_is_told_so),
		HERE(what_waits_is_sent_before_the_close),
		HERE(one_who_does_not_read_what_he_is_told_is_ended),
		HERE(sender_that_fills_a_queue_is_ended_and_the_receiver_is_not),
		HERE(blocked_viewer_is_told_to_the_sharer),
		HERE(held_sharer_is_not_read_until_its_viewer_has_taken_it),
		HERE(end_of_the_relay_is_told_to_all),
		HERE(joiner_at_another_worker_is_brought_to_the_sessions_own),
		HERE(knock_at_another_worker_is_heard_there),
		HERE(browser_gets_the_list_that_the_worker_has),
		HERE(head_without_an_end_is_refused_or_late),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
