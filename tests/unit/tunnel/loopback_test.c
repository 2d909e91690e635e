/* Two programs' real rungs, a middlebox with bad manners, and a real relay of two workers: a stream of
 * several MB in both directions arrives to the byte. The test is both programs and the keeper. */
#include "support/unit.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "carrier/tunnel.h"
#include "middlebox.h"
#include "net.h"
#include "relay/listen.h"
#include "relay/worker.h"
#include "wire/tunnel.h"

#include <stdlib.h>
#include <string.h>

enum {
	WORKERS = 2,
	FRAME_BYTES = 30000,
	AHEAD_BYTES = 1 << 20, /* sent and not received by the other end: less than a queue of the relay */
	PATIENCE_MS = 60000,
	MASTER = 0,
	CLIENT = 1,
};

struct end {
	void *rung;
	struct rung_report report;
	bool is_up, is_seated, is_over;
	enum result result;
	uint16_t peer; /* the other one */
	size_t sent_bytes, got_bytes;
	uint8_t out[FRAME_HEADER_BYTES + FRAME_BYTES];
	size_t out_bytes, out_at;
	uint8_t in[1 << 18];
	size_t in_bytes;
	wire_Control heard; /* the last that was not about the stream */
};

static struct options options;
static struct relay *relay;
static struct thread *threads[WORKERS];
static uint16_t raw_port, http_port;
static struct middlebox *box;
static struct wake *wake;
static struct attempts attempts;
static struct end ends[2];
static size_t all_bytes;

static int start_secrets(void **state)
{
	(void)state;
	if (getenv("TUNNEL_LOG"))
		log_start(LOG_DEBUG);
	return secret_start() == RESULT_OK ? 0 : -1;
}

static int set_up(void **state)
{
	int raw[WORKERS], http[WORKERS];
	(void)state;
	options_init(&options);
	options.limits.unmatched_per_source = 1000;
	raw_port = http_port = 0;
	assert_int_equal(listen_open("127.0.0.1", &raw_port, raw, WORKERS), RESULT_OK);
	assert_int_equal(listen_open("127.0.0.1", &http_port, http, WORKERS), RESULT_OK);
	relay = relay_create(&options);
	relay->worker_count = WORKERS;
	for (int i = 0; i < WORKERS; i++)
		relay->workers[i] = worker_create(relay, (uint16_t)i, raw[i], http[i]);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(thread_start(&threads[i], THREAD_WORKER, worker_run, relay->workers[i]), RESULT_OK);
	wake = relay->wake; /* what is for the keeper wakes us too */
	memset(ends, 0, sizeof ends);
	attempts = (struct attempts){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		tunnel_http_rung.stop(ends[i].rung);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(worker_post(relay->workers[i], &(struct mail){.kind = MAIL_END}), RESULT_OK);
	for (int i = 0; i < WORKERS; i++)
		thread_join(threads[i]);
	for (int i = 0; i < WORKERS; i++)
		worker_destroy(relay->workers[i]);
	middlebox_stop(box);
	box = NULL;
	assert_int_equal(relay->connections, 0);
	relay_destroy(relay);
	return 0;
}

/* --- the programs
 * ----------------------------------------------------------------------------------------------------------
 */

static uint8_t pattern(int end, size_t at)
{
	return (uint8_t)(((at + (size_t)end * 77) * 2654435761u) >> 13);
}

static void begin_end(int number, uint16_t port)
{
	struct server_list_relay to = {.host = "127.0.0.1", .http_port = port};
	struct rung_start start = {.relay = &to,
	                           .attempts = &attempts,
	                           .wake = wake,
	                           .report = &ends[number].report,
	                           .now_ms = clock_now_ms()};
	assert_int_equal(tunnel_http_rung.start(&ends[number].rung, &start), RESULT_OK);
}

static void queue(struct end *end, const void *bytes, size_t size)
{
	assert_true(end->out_bytes + size <= sizeof end->out);
	memcpy(end->out + end->out_bytes, bytes, size);
	end->out_bytes += size;
}

static void say(struct end *end, wire_Control control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(&control, &w);
	assert_false(w.failed);
	queue(end, bytes, w.size);
}

static void say_hello(struct end *end)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	say(end, control);
}

static void take_frame(int number, const struct frame_header *header, struct bytes payload)
{
	struct end *end = &ends[number];
	if (header->kind == FRAME_CONTROL) {
		wire_Control control;
		assert_int_equal(control_decode(payload, &control), RESULT_OK);
		if (control.which_what != wire_Control_hello_tag && control.which_what != wire_Control_ticket_tag)
			end->heard = control;
		if (control.which_what == wire_Control_joined_tag || control.which_what == wire_Control_opened_tag)
			end->is_seated = true;
		if (control.which_what == wire_Control_joined_tag)
			end->peer = (uint16_t)control.what.joined.master;
		if (control.which_what == wire_Control_peer_joined_tag)
			end->peer = (uint16_t)control.what.peer_joined.peer;
		return;
	}
	for (size_t i = 0; i < payload.size; i++)
		if (payload.data[i] != pattern(!number, end->got_bytes + i))
			fail_msg("byte %zu is another", end->got_bytes + i);
	end->got_bytes += payload.size;
}

static void read_frames(int number)
{
	struct end *end = &ends[number];
	struct frame_header header;
	size_t got = 0, at = 0;
	while (end->in_bytes < sizeof end->in &&
	       (end->result = tunnel_http_rung.receive(end->rung, end->in + end->in_bytes,
	                                               sizeof end->in - end->in_bytes, &got)) == RESULT_OK)
		end->in_bytes += got;
	end->is_over = end->result != RESULT_OK && end->result != RESULT_WOULD_BLOCK;
	while (frame_decode((struct bytes){end->in + at, end->in_bytes - at}, &header) == RESULT_OK &&
	       FRAME_HEADER_BYTES + header.payload_bytes <= end->in_bytes - at) {
		take_frame(number, &header, (struct bytes){end->in + at + FRAME_HEADER_BYTES, header.payload_bytes});
		at += FRAME_HEADER_BYTES + header.payload_bytes;
	}
	end->in_bytes -= at;
	memmove(end->in, end->in + at, end->in_bytes);
}

static void make_bulk(int number)
{
	struct end *end = &ends[number];
	size_t left = all_bytes - end->sent_bytes;
	if (!end->peer || end->out_bytes > 0 || left == 0 ||
	    end->sent_bytes - ends[!number].got_bytes > AHEAD_BYTES)
		return;
	struct frame_header header = {.payload_bytes = (uint32_t)(left < FRAME_BYTES ? left : FRAME_BYTES),
	                              .kind = FRAME_BULK,
	                              .peer = end->peer};
	frame_encode(&header, end->out);
	for (size_t i = 0; i < header.payload_bytes; i++)
		end->out[FRAME_HEADER_BYTES + i] = pattern(number, end->sent_bytes + i);
	end->out_bytes = FRAME_HEADER_BYTES + header.payload_bytes;
	end->sent_bytes += header.payload_bytes;
}

static void write_frames(int number)
{
	struct end *end = &ends[number];
	size_t sent = 1;
	while (sent > 0) {
		make_bulk(number);
		struct bytes rest = {end->out + end->out_at, end->out_bytes - end->out_at};
		sent = 0;
		if (rest.size > 0)
			tunnel_http_rung.send(end->rung, rest, &sent);
		end->out_at += sent;
		if (end->out_at == end->out_bytes)
			end->out_at = end->out_bytes = 0;
	}
}

static void be_keeper(void)
{
	struct keeper_message message;
	while (queue_pop(relay->to_keeper, &message)) {
		struct mail mail = {.kind = MAIL_OPENED, .ticket = message.ticket, .route = 34567, .log_id = 1};
		if (message.kind == KEEPER_OPEN)
			worker_post(relay->workers[message.worker], &mail);
	}
}

/* One turn of the net thread's loop, for both programs. */
static void turn(void)
{
	struct wake_on on[2 * TUNNEL_HANDLES_MAX];
	size_t count = 0;
	int timeout_ms = PATIENCE_MS; /* nothing but what the rungs and the relay say wakes it */
	for (int i = 0; i < 2; i++) {
		struct end *end = &ends[i];
		if (!end->rung || end->is_over)
			continue;
		if (end->is_up)
			write_frames(i);
		count += tunnel_http_rung.handles(end->rung, end->out_bytes > 0, on + count, TUNNEL_HANDLES_MAX);
		int left_ms = tunnel_http_rung.timeout_ms(end->rung, clock_now_ms());
		timeout_ms = left_ms >= 0 && left_ms < timeout_ms ? left_ms : timeout_ms;
	}
	wake_wait(wake, on, count, timeout_ms);
	be_keeper();
	for (int i = 0; i < 2; i++) {
		struct end *end = &ends[i];
		if (!end->rung || end->is_over)
			continue;
		end->is_up = tunnel_http_rung.work(end->rung, clock_now_ms()) == RESULT_OK;
		read_frames(i);
	}
}

#define turn_until(condition)                                                                                \
	do {                                                                                                     \
		int64_t end_ms = clock_now_ms() + PATIENCE_MS;                                                       \
		while (!(condition)) {                                                                               \
			turn();                                                                                          \
			if (clock_now_ms() > end_ms)                                                                     \
				fail_msg("%s did not come", #condition);                                                     \
		}                                                                                                    \
	} while (0)

/* A session with both in it. */
static void pair(uint16_t port)
{
	wire_Control join = {.which_what = wire_Control_join_tag};
	join.what.join.route = 34567;
	begin_end(MASTER, port);
	turn_until(ends[MASTER].is_up);
	say_hello(&ends[MASTER]);
	say(&ends[MASTER], (wire_Control){.which_what = wire_Control_open_tag});
	turn_until(ends[MASTER].is_seated);
	begin_end(CLIENT, port);
	turn_until(ends[CLIENT].is_up);
	say_hello(&ends[CLIENT]);
	say(&ends[CLIENT], join);
	turn_until(ends[CLIENT].is_seated && ends[MASTER].peer);
}

static void exchange_bytes(size_t bytes)
{
	all_bytes = bytes;
	turn_until(ends[MASTER].got_bytes == bytes && ends[CLIENT].got_bytes == bytes);
}

static void pair_behind(struct middlebox_plan plan)
{
	plan.to = http_port;
	plan.seed = 5;
	all_bytes = 0;
	box = middlebox_start(&plan);
	pair(middlebox_port(box));
}

/* --- what must hold
 * ------------------------------------------------------------------------------------------------------- */

static void it_carries_megabytes_both_ways(void **state)
{
	(void)state;
	all_bytes = 0;
	pair(http_port);
	exchange_bytes(16 << 20);
}

static void a_box_that_passes_everything_changes_nothing(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.strips_upgrade = true});
	exchange_bytes(4 << 20);
}

static void a_box_that_holds_answers_back_is_polled_through(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.holds_answers = true});
	exchange_bytes(4 << 20);
}

static void an_http_1_0_box_is_no_hindrance(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.is_1_0 = true});
	exchange_bytes(4 << 20);
}

static void connections_that_live_shortly_lose_nothing(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.life_ms = 400});
	exchange_bytes(4 << 20);
}

static void requests_that_overtake_each_other_are_put_in_order(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.delay_ms = 40});
	exchange_bytes(4 << 20);
}

static void lost_and_doubled_requests_lose_and_double_nothing(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){
		.lost_requests = 40, .lost_answers = 40, .cut_answers = 100, .doubled_requests = 40, .delay_ms = 10});
	exchange_bytes(4 << 20);
}

static void the_same_while_answers_are_held_back(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){.holds_answers = true,
	                                    .lost_requests = 20,
	                                    .lost_answers = 20,
	                                    .cut_answers = 50,
	                                    .doubled_requests = 20});
	exchange_bytes(1 << 20);
}

static void all_connections_cut_at_once_are_made_anew(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){0});
	for (int i = 1; i <= 20; i++) {
		exchange_bytes((size_t)i << 18);
		middlebox_cut(box);
	}
	exchange_bytes(6 << 20);
}

static void who_stops_is_gone_for_the_others_at_once(void **state)
{
	(void)state;
	pair_behind((struct middlebox_plan){0});
	tunnel_http_rung.stop(ends[CLIENT].rung);
	ends[CLIENT].rung = NULL;
	int64_t start_ms = clock_now_ms();
	turn_until(ends[MASTER].heard.which_what == wire_Control_peer_left_tag);
	assert_true(clock_now_ms() - start_ms < TUNNEL_GRACE_MS); /* said, and not only found out */
}

static void the_relays_last_word_arrives_and_then_the_end(void **state)
{
	wire_Control leave = {.which_what = wire_Control_leave_tag};
	(void)state;
	pair_behind((struct middlebox_plan){.holds_answers = true});
	say(&ends[MASTER], leave);
	turn_until(ends[CLIENT].is_over && ends[MASTER].is_over);
	assert_int_equal(ends[CLIENT].heard.which_what, wire_Control_close_tag);
	assert_int_equal(ends[CLIENT].result, RESULT_CLOSED);
	assert_int_equal(ends[MASTER].result, RESULT_CLOSED);
}

static void a_relay_that_is_gone_is_found_out(void **state)
{
	struct middlebox_plan plan = {.to = 1, .seed = 1};
	(void)state;
	pair_behind((struct middlebox_plan){0});
	middlebox_change(box, &plan); /* nothing listens there */
	middlebox_cut(box);
	turn_until(ends[CLIENT].is_over && ends[MASTER].is_over);
	assert_int_equal(ends[CLIENT].result, RESULT_LOST);
}

static void something_else_that_answers_is_no_tunnel(void **state)
{
	(void)state;
	begin_end(MASTER, raw_port); /* which gives browsers a page */
	enum result result = RESULT_WOULD_BLOCK;
	for (int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	     result == RESULT_WOULD_BLOCK && clock_now_ms() < end_ms;) {
		result = tunnel_http_rung.work(ends[MASTER].rung, clock_now_ms());
		clock_sleep_ms(1);
	}
	assert_int_equal(result, RESULT_NOT_REACHABLE);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_NOT_RELAY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_carries_megabytes_both_ways),
		TEST(a_box_that_passes_everything_changes_nothing),
		TEST(a_box_that_holds_answers_back_is_polled_through),
		TEST(an_http_1_0_box_is_no_hindrance),
		TEST(connections_that_live_shortly_lose_nothing),
		TEST(requests_that_overtake_each_other_are_put_in_order),
		TEST(lost_and_doubled_requests_lose_and_double_nothing),
		TEST(the_same_while_answers_are_held_back),
		TEST(all_connections_cut_at_once_are_made_anew),
		TEST(who_stops_is_gone_for_the_others_at_once),
		TEST(the_relays_last_word_arrives_and_then_the_end),
		TEST(a_relay_that_is_gone_is_found_out),
		TEST(something_else_that_answers_is_no_tunnel),
	};
	return cmocka_run_group_tests(tests, start_secrets, NULL);
}
