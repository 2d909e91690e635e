/* Requests for tunnels at a real worker, with connections that are memory and a clock that the test turns. */
#include "support/unit.h"

#define PRETEND_BYTES ((size_t)1 << 20)
#include "relay/arrival.h"
#include "relay/carriers/tunnel_inside.h"
#include "relay/worker.h"
#include "unit/relay/pretend.h"

#include "base/secret.h"
#include "base/text.h"

#include <stdio.h>

enum { ROUTE = 23456, PEER = PRETEND_CARRIERS - 1, WORKERS = 2 };

#define ID_A "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
#define ID_B "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"

static struct options options;
static struct relay *relay;
static struct worker *workers[WORKERS];
static struct connection *connections[PRETEND_CARRIERS];
static int64_t clock_ms;
static uint32_t number;
static uint64_t up_place;

static int64_t test_clock(void)
{
	return clock_ms;
}

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	clock_ms = 1000000;
	number = 0;
	up_place = 0;
	memset(connections, 0, sizeof connections);
	relay = relay_create(&options);
	relay->worker_count = WORKERS;
	for (int i = 0; i < WORKERS; i++) {
		relay->workers[i] = workers[i] = worker_create(relay, (uint16_t)i, -1, -1);
		workers[i]->clock_ms = test_clock;
		workers[i]->now_ms = clock_ms;
		wheel_init(&workers[i]->wheel, clock_ms);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < WORKERS; i++)
		worker_destroy(workers[i]);
	assert_int_equal(relay->connections, 0);
	assert_int_equal(relay->limits.unmatched, 0);
	relay_destroy(relay);
	pretend_finish();
	return 0;
}

static void turn(void)
{
	for (int round = 0; round < 4; round++)
		for (int i = 0; i < WORKERS; i++)
			do
				worker_turn(workers[i], 0);
			while (workers[i]->now || workers[i]->later);
}

static void pass_ms(int64_t ms)
{
	clock_ms += ms;
	turn();
}

static void dial_at(int slot, enum connection_port port, int worker)
{
	struct carrier carrier = pretend_carrier(slot);
	struct limits_source source = {.bytes = {192, 0, 2, 1}};
	assert_true(relay_admit(relay, &source, clock_ms));
	connections[slot] = worker_welcome(workers[worker], &carrier, &source, port);
}

static void say(int slot, const void *bytes, size_t size)
{
	pretend_put(slot, bytes, size);
	if (!pretends[slot].is_closed) {
		connections[slot]->is_readable = true;
		worker_look(connections[slot]);
	}
	turn();
}

static void say_text(int slot, const char *text)
{
	say(slot, text, strlen(text));
}

static bool is_free(int slot)
{
	return !connections[slot] || pretends[slot].is_closed;
}

/* A request on a connection of its own or one that is there; what was answered before is forgotten. */
static void ask_from(int slot, const char *line, const char *field, const char *body, size_t size)
{
	char head[400];
	if (is_free(slot))
		dial_at(slot, CONNECTION_HTTP, 0);
	pretends[slot].out_size = 0;
	snprintf(head, sizeof head, "%s HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: %s\r\nContent-Length: %zu\r\n\r\n",
	         line, field, size);
	pretend_put(slot, head, strlen(head));
	say(slot, body, size);
}

static const char *field_of(const char *id, uint64_t up, uint64_t down, int flags)
{
	static char field[200];
	snprintf(field, sizeof field, "%s %u %llu %llu %d", id, ++number, (unsigned long long)up,
	         (unsigned long long)down, flags);
	return field;
}

static void ask(int slot, const char *line, uint64_t down, int flags)
{
	ask_from(slot, line, field_of(ID_A, 0, down, flags), "", 0);
}

static const char *answer_of(int slot)
{
	static char text[1 << 16];
	const struct pretend *p = &pretends[slot];
	size_t size = p->out_size < sizeof text - 1 ? p->out_size : sizeof text - 1;
	if (size > 0)
		memcpy(text, p->out, size);
	text[size] = 0;
	return text;
}

static bool has_status(int slot, const char *status)
{
	char start[20];
	snprintf(start, sizeof start, "HTTP/1.1 %s ", status);
	return strncmp(answer_of(slot), start, strlen(start)) == 0;
}

/* The content of an answer with a length, as blocks: how many bytes of the stream, and what is last. */
struct content {
	struct tunnel_start start;
	size_t bytes;
	enum tunnel_block_kind last;
	uint64_t place;
};

static struct content content_of(int slot)
{
	struct content content = {0};
	struct tunnel_reader reader = {0};
	struct tunnel_block block;
	const struct pretend *p = &pretends[slot];
	const char *text = answer_of(slot), *end = strstr(text, "\r\n\r\n");
	assert_non_null(end);
	struct bytes body = {p->out + (end - text) + 4, p->out_size - (size_t)(end - text) - 4};
	assert_int_equal(strtoul(strstr(text, "Content-Length: ") + 16, NULL, 10), body.size);
	enum result result;
	while ((result = tunnel_reader_next(&reader, &body, &block)) == RESULT_OK) {
		if (block.kind == TUNNEL_BLOCK_START)
			content.start = block.start;
		else if (block.kind == TUNNEL_BLOCK_DATA)
			content.bytes += block.data.size;
		else
			content.last = block.kind, content.place = block.place;
	}
	assert_int_equal(result, RESULT_NEED_MORE);
	return content;
}

static size_t write_control(wire_Control control, uint8_t to[static 600])
{
	struct writer w = writer_into(to, 600);
	control_encode(&control, &w);
	assert_false(w.failed);
	return w.size;
}

static void up(int slot, const void *bytes, size_t size)
{
	ask_from(slot, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, 0), bytes, size);
	up_place += size;
	assert_true(has_status(slot, "200"));
}

static void up_control(int slot, wire_Control control)
{
	uint8_t bytes[600];
	up(slot, bytes, write_control(control, bytes));
}

static wire_Control hello(void)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	return control;
}

static void peer_says(wire_Control control)
{
	uint8_t bytes[600];
	say(PEER, bytes, write_control(control, bytes));
}

/* Somebody who has opened a session on an ordinary connection, at that worker. */
static void open_session(int worker)
{
	struct keeper_message message;
	dial_at(PEER, CONNECTION_RAW, worker);
	peer_says(hello());
	peer_says((wire_Control){.which_what = wire_Control_open_tag});
	assert_true(queue_pop(relay->to_keeper, &message));
	struct mail mail = {.kind = MAIL_OPENED, .ticket = message.ticket, .route = ROUTE, .log_id = 7};
	assert_int_equal(worker_post(workers[worker], &mail), RESULT_OK);
	turn();
}

static void open_tunnel(void)
{
	ask(0, "POST /tunnel/open?1", 0, 0);
	assert_true(has_status(0, "200"));
}

/* A tunnel whose stream is in that session. */
static void join(void)
{
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = ROUTE;
	open_tunnel();
	up_control(0, hello());
	up_control(0, control);
}

static size_t peer_frame(uint8_t *frame, uint32_t size)
{
	return pretend_frame(frame, (struct frame_header){.payload_bytes = size, .kind = FRAME_BULK, .peer = 2},
	                     1);
}

static void peer_sends(uint32_t size)
{
	static uint8_t frame[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	say(PEER, frame, peer_frame(frame, size));
}

/* How much of the stream down there is, by the answer to an empty POST. */
static uint64_t sent_so_far(void)
{
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, 0), "", 0);
	return content_of(0).start.down;
}

/* --- refusals
 * --------------------------------------------------------------------------------------------------------------
 */

static void what_makes_no_sense_is_refused_in_words(void **state)
{
	(void)state;
	ask_from(0, "GET /tunnel/nothing", ID_A " 1 0 0 0", "", 0);
	assert_true(has_status(0, "400"));
	assert_non_null(strstr(answer_of(0), text_get(TEXT_TUNNEL_BAD)));
	assert_true(pretends[0].is_half_closed);
	ask_from(1, "GET /tunnel/poll", "nonsense", "", 0);
	assert_true(has_status(1, "400"));
	dial_at(2, CONNECTION_HTTP, 0);
	say_text(2, "POST /tunnel/up HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: " ID_A
	            " 1 0 0 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
	assert_true(has_status(2, "411"));
	dial_at(3, CONNECTION_HTTP, 0);
	say_text(3, "POST /tunnel/up HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: " ID_A
	            " 1 0 0 0\r\nContent-Length: 131073\r\n\r\n");
	assert_true(has_status(3, "413"));
}

static void an_unknown_tunnel_is_gone(void **state)
{
	(void)state;
	ask(0, "GET /tunnel/poll?1", 0, 0);
	assert_true(has_status(0, "404"));
	assert_non_null(strstr(answer_of(0), "\r\nLotse-Tunnel: gone\r\n"));
	assert_non_null(strstr(answer_of(0), text_get(TEXT_TUNNEL_GONE)));
}

static void a_tunnel_may_be_opened_twice_and_is_one(void **state)
{
	(void)state;
	open_tunnel();
	ask(1, "POST /tunnel/open?1", 0, 0);
	assert_true(has_status(1, "200"));
	assert_int_equal(relay->connections, 3); /* two legs, and the stream */
}

static void more_was_not_sent_so_it_was_not_read(void **state)
{
	(void)state;
	open_tunnel();
	ask(0, "GET /tunnel/poll?1", 1, 0);
	assert_true(has_status(0, "400"));
}

static void a_page_on_a_tunnels_connection_is_refused(void **state)
{
	(void)state;
	open_tunnel();
	pretends[0].out_size = 0;
	say_text(0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_true(has_status(0, "400"));
}

/* --- streams
 * ---------------------------------------------------------------------------------------------------------------
 */

static void a_stream_begins_at_once(void **state)
{
	(void)state;
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	assert_true(has_status(1, "200"));
	assert_non_null(strstr(answer_of(1), "Transfer-Encoding: chunked\r\n"));
	assert_non_null(strstr(answer_of(1), "\r\n\r\n00018\r\n\1")); /* a chunk of 24 bytes: START */
}

static void a_newer_stream_ends_the_older_one(void **state)
{
	(void)state;
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	size_t before = pretends[1].out_size;
	ask(2, "GET /tunnel/stream?2", 0, 0);
	assert_true(pretends[1].out_size > before);
	assert_memory_equal(pretends[1].out + pretends[1].out_size - 5, "0\r\n\r\n", 5);
	number = 1; /* one that comes late */
	ask(3, "GET /tunnel/stream?1", 0, 0);
	assert_memory_equal(pretends[3].out + pretends[3].out_size - 5, "0\r\n\r\n", 5);
	up_control(0, hello()); /* is answered in the newer one */
	assert_true(pretends[2].out_size > before);
}

static void a_stream_at_rest_says_idle_and_ends_in_time(void **state)
{
	(void)state;
	open_session(0);
	options.ping_s = 3600; /* so that the relay asks nobody whether he is there still */
	join();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	size_t before = pretends[1].out_size;
	pass_ms(TUNNEL_IDLE_MS - 1000);
	assert_int_equal(pretends[1].out_size, before);
	pass_ms(1100);
	assert_int_equal(pretends[1].out_size, before + 7 + TUNNEL_BLOCK_HEADER_BYTES + 2);
	for (int64_t ms = TUNNEL_IDLE_MS; ms < TUNNEL_STREAM_MS; ms += TUNNEL_IDLE_MS)
		pass_ms(TUNNEL_IDLE_MS);
	assert_memory_equal(pretends[1].out + pretends[1].out_size - 5, "0\r\n\r\n", 5);
}

static void a_poll_waits_for_news_or_its_time(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(1, "GET /tunnel/poll?1", 0, 0); /* what the relay said so far */
	struct content first = content_of(1);
	assert_true(first.bytes > 0);
	assert_int_equal(first.place, first.bytes);
	ask(1, "GET /tunnel/poll?1", first.place, 0);
	ask(2, "GET /tunnel/poll?2", first.place, 0);
	assert_int_equal(pretends[1].out_size + pretends[2].out_size, 0);
	peer_sends(1000);
	int other = pretends[1].out_size > 0 ? 2 : 1; /* one of them */
	assert_int_equal(pretends[other].out_size, 0);
	assert_int_equal(content_of(3 - other).bytes, 1000 + FRAME_HEADER_BYTES);
	pass_ms(TUNNEL_POLL_MS + 100);
	assert_int_equal(content_of(other).bytes, 0);
	assert_int_equal(content_of(other).last, TUNNEL_BLOCK_LAST);
}

static void what_was_lost_is_sent_again_when_asked_for(void **state)
{
	(void)state;
	open_session(0);
	join();
	peer_sends(5000);
	ask(1, "GET /tunnel/poll?1", 0, 0);
	struct content first = content_of(1);
	ask(1, "GET /tunnel/poll?1", 100, TUNNEL_AGAIN);
	struct content again = content_of(1);
	assert_int_equal(again.start.down, 100);
	assert_int_equal(again.bytes, first.bytes - 100);
	ask(1, "GET /tunnel/poll?1", 50, TUNNEL_AGAIN); /* comes late: that is gone, and nothing goes back */
	assert_int_equal(pretends[1].out_size, 0);
}

static void what_is_not_read_stops_at_the_window(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	for (int i = 0; i < 10; i++)
		peer_sends(60000);
	assert_int_equal(sent_so_far(), TUNNEL_WINDOW_BYTES);
	pretends[1].out_size = 0; /* as if it had been read */
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, TUNNEL_WINDOW_BYTES, 0), "", 0);
	assert_true(sent_so_far() > TUNNEL_WINDOW_BYTES + 200000);
}

static void bodies_are_put_in_order(void **state)
{
	uint8_t bytes[600];
	size_t size = write_control(hello(), bytes);
	(void)state;
	open_tunnel();
	ask_from(1, "POST /tunnel/up?1", field_of(ID_A, 10, 0, 0), (char *)bytes + 10, size - 10);
	assert_int_equal(content_of(1).start.up, 0);
	assert_int_equal(sent_so_far(), 0);
	ask_from(2, "POST /tunnel/up?1", field_of(ID_A, 0, 0, 0), (char *)bytes, 12); /* overlaps */
	assert_int_equal(content_of(2).start.up, size);
	ask(1, "GET /tunnel/poll?1", 0, 0);
	assert_true(content_of(1).bytes > 0); /* the relay's HELLO */
}

static void the_last_body_ends_the_stream(void **state)
{
	(void)state;
	open_session(0);
	join();
	pretends[PEER].out_size = 0;
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, TUNNEL_LAST), "", 0);
	assert_true(pretends[PEER].out_size > 0); /* PEER_LEFT */
	ask(0, "GET /tunnel/poll?1", 0, 0);
	assert_true(has_status(0, "404"));
}

static void the_relays_end_is_told_behind_its_last_word(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(1, "GET /tunnel/poll?1", 0, 0);
	struct content content = content_of(1);
	ask(1, "GET /tunnel/poll?1", content.place, 0);
	peer_says((wire_Control){.which_what = wire_Control_leave_tag}); /* a master: it is over for all */
	content = content_of(1);
	assert_true(content.bytes > 0); /* CLOSE */
	if (content.last != TUNNEL_BLOCK_END) {
		ask(1, "GET /tunnel/poll?1", content.place, 0);
		content = content_of(1);
	}
	assert_int_equal(content.last, TUNNEL_BLOCK_END);
}

/* --- limits
 * ----------------------------------------------------------------------------------------------------------------
 */

static void without_any_request_it_is_lost(void **state)
{
	(void)state;
	open_session(0);
	join();
	pretends[PEER].out_size = 0;
	pass_ms(TUNNEL_GRACE_MS - 1000);
	assert_int_equal(pretends[PEER].out_size, 0);
	pass_ms(1100);
	assert_true(pretends[PEER].out_size > 0); /* PEER_LEFT */
}

static void a_request_that_waits_keeps_it(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	pass_ms(TUNNEL_GRACE_MS * 2);
	assert_true(sent_so_far() > 0);
}

static void a_stranger_may_put_little_in(void **state)
{
	static const char zeros[8000];
	(void)state;
	open_tunnel();
	ask_from(1, "POST /tunnel/up?1", field_of(ID_A, 5000, 0, 0), zeros, sizeof zeros);
	assert_int_equal(pretends[1].out_size, 0); /* beyond what it may have: it waits, */
	assert_true(workers[0]->forward.pool.held_bytes < FORWARD_SCRATCH_BYTES * 2 + 40000);
	pass_ms(options.hello_ms + 100); /* and not for long */
	pass_ms(CONNECTION_ENDING_MS + 100);
	assert_true(has_status(1, "404"));
}

/* A program tells what it has read when TUNNEL_TELL_BYTES are new: until then it must not be waited for. */
static void a_stranger_that_measures_gets_more_than_it_may_leave_unsaid(void **state)
{
	wire_Control control = {.which_what = wire_Control_measure_tag};
	control.what.measure.want = 400000;
	(void)state;
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	up_control(0, hello());
	up_control(0, control);
	uint64_t sent = sent_so_far();
	assert_true(sent > TUNNEL_TELL_BYTES * 2 && sent <= TUNNEL_STRANGER_DOWN_BYTES);
	for (int i = 0; i < 20 && sent < 400000; i++) {
		ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, sent, 0), "", 0);
		sent = sent_so_far();
	}
	assert_true(sent >= 400000);
}

/* All that strangers may hold is held by others: it takes longer, and it works. */
static void strangers_hold_so_much_together(void **state)
{
	wire_Control control = {.which_what = wire_Control_measure_tag};
	control.what.measure.want = 40000;
	(void)state;
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	assert_true(tunnels_lend(relay->tunnels, TUNNELS_STRANGERS_BYTES));
	assert_false(tunnels_lend(relay->tunnels, 1));
	up_control(0, hello());
	uint64_t sent = sent_so_far();
	assert_true(sent > 0); /* its HELLO is answered */
	up_control(0, control);
	assert_true(sent_so_far() - sent <= 2 * TUNNEL_LEAST_BYTES);
	int turns = 0;
	for (; turns < 200 && sent < 40000; turns++) {
		uint64_t before = sent;
		ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, sent, 0), "", 0);
		sent = sent_so_far();
		assert_true(sent - before <= 2 * TUNNEL_LEAST_BYTES);
	}
	assert_true(sent >= 40000 && turns > 10);
	tunnels_take_back(relay->tunnels, TUNNELS_STRANGERS_BYTES);
}

static bool is_nothing_lent(void)
{
	bool is_all_there = tunnels_lend(relay->tunnels, TUNNELS_STRANGERS_BYTES);
	if (is_all_there)
		tunnels_take_back(relay->tunnels, TUNNELS_STRANGERS_BYTES);
	return is_all_there;
}

static void what_a_stranger_held_is_back_when_it_is_gone(void **state)
{
	wire_Control control = {.which_what = wire_Control_measure_tag};
	control.what.measure.want = 400000;
	(void)state;
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	up_control(0, hello());
	assert_true(is_nothing_lent());
	up_control(0, control);
	assert_false(is_nothing_lent());
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, sent_so_far(), 0), "", 0);
	pass_ms(options.match_ms + options.hello_ms + 100);
	pass_ms(CONNECTION_ENDING_MS + 100);
	pass_ms(TUNNEL_GRACE_MS + 100);
	assert_true(is_nothing_lent());
}

static void who_is_in_a_session_holds_nothing_of_the_strangers(void **state)
{
	wire_Control measure = {.which_what = wire_Control_measure_tag},
				 join_it = {.which_what = wire_Control_join_tag};
	measure.what.measure.want = 100000;
	join_it.what.join.route = ROUTE;
	(void)state;
	open_session(0);
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	up_control(0, hello());
	up_control(0, measure);
	assert_false(is_nothing_lent());
	assert_int_equal(relay->limits.unmatched, 1);
	up_control(0, join_it);
	assert_int_equal(relay->limits.unmatched, 0);
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, 300, 0), "", 0);
	assert_true(sent_so_far() > 300); /* the rest of it is there still */
	assert_true(is_nothing_lent());
}

static void a_body_that_does_not_come_is_given_up(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(3, "GET /tunnel/stream?1", 0, 0);
	dial_at(1, CONNECTION_HTTP, 0);
	say_text(1, "POST /tunnel/up HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: " ID_A
	            " 99 0 0 0\r\nContent-Length: 100\r\n\r\nsome");
	pass_ms(TUNNEL_BODY_MS + 100);
	assert_true(pretends[1].is_closed);
}

static void an_idle_connection_gives_way_to_a_busy_one(void **state)
{
	(void)state;
	open_session(0);
	join();
	for (int slot = 0; slot < TUNNEL_LEGS_MAX; slot++)
		ask_from(slot, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, 0), "", 0);
	ask_from(20, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, 0), "", 0);
	assert_true(has_status(20, "200"));
	int closed = 0;
	for (int slot = 0; slot < TUNNEL_LEGS_MAX; slot++)
		closed += pretends[slot].is_closed;
	assert_int_equal(closed, 1);
}

static void too_many_busy_ones_are_refused(void **state)
{
	(void)state;
	open_session(0);
	join();
	ask(0, "GET /tunnel/poll?1", 0, 0);
	uint64_t place = content_of(0).place;
	for (int slot = 0; slot < TUNNEL_LEGS_MAX; slot++)
		ask(slot, "GET /tunnel/poll?1", place, 0);
	ask(20, "GET /tunnel/poll?1", place, 0);
	assert_true(has_status(20, "503"));
}

static void a_tunnel_counts_as_one_stranger(void **state)
{
	(void)state;
	open_tunnel();
	for (int slot = 1; slot < 6; slot++)
		ask(slot, "GET /tunnel/poll?1", 0, 0);
	assert_int_equal(relay->limits.unmatched, 1);
	pass_ms(options.hello_ms + 100); /* it said no HELLO */
	pass_ms(CONNECTION_ENDING_MS + 100);
	assert_true(has_status(5, "404") || strstr(answer_of(5), "200 OK")); /* told of its end, or gone */
	assert_int_equal(relay->limits.unmatched, 0);
}

/* --- workers
 * ----------------------------------------------------------------------------------------------------------------
 */

/* The operator's proxy keeps its connections, and sends over each what whoever comes next asks. */
static void each_request_through_a_proxy_is_of_whom_it_names(void **state)
{
	static const char *const ids[] = {ID_A, ID_B};
	struct address proxy = {.bytes = {[10] = 0xFF, 0xFF, 192, 0, 2, 1}};
	char field[300];
	(void)state;
	assert_int_equal(trusted_add(&options.trusted, bytes_of_text("192.0.2.1")), RESULT_OK);
	dial_at(0, CONNECTION_HTTP, 0);
	arrival_begin(connections[0], &proxy);
	connections[0]->awaits_header = false; /* which it would look for at a socket */
	for (int i = 0; i < 2; i++) {
		uint8_t id[TUNNEL_ID_BYTES];
		struct tunnel_entry *entry;
		uint16_t worker;
		memset(id, 0xA + i, sizeof id);
		snprintf(field, sizeof field, "%s\r\nX-Forwarded-For: 203.0.113.%d", field_of(ids[i], 0, 0, 0),
		         i + 1);
		ask_from(0, "POST /tunnel/open", field, "", 0);
		assert_non_null(strstr(answer_of(0), "HTTP/1.1 200 "));
		assert_true(tunnels_find(relay->tunnels, id, &worker, &entry));
		const struct connection *stream = ((struct tunnel *)(void *)entry)->connection;
		assert_int_equal(stream->source.bytes[0], 203);
		assert_int_equal(stream->source.bytes[3], i + 1);
	}
}

static void requests_go_to_the_worker_that_has_the_tunnel(void **state)
{
	(void)state;
	open_tunnel();
	dial_at(1, CONNECTION_HTTP, 1);
	ask(1, "GET /tunnel/stream?1", 0, 0);
	assert_true(has_status(1, "200"));
	assert_ptr_equal(connections[1]->worker, workers[0]);
}

static void requests_go_after_a_tunnel_that_moves(void **state)
{
	uint8_t bytes[600];
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = ROUTE;
	(void)state;
	open_session(1);
	open_tunnel();
	ask(1, "GET /tunnel/stream?1", 0, 0);
	up_control(0, hello());
	size_t before = pretends[1].out_size, size = write_control(control, bytes);
	/* A body of which a part has come. */
	ask_from(0, "POST /tunnel/up?1", field_of(ID_A, up_place, 0, 0), (char *)bytes, size);
	ask_from(2, "POST /tunnel/up?1", field_of(ID_A, up_place + size, 0, 0), "", 0);
	assert_ptr_equal(connections[1]->worker, workers[1]);
	assert_true(pretends[1].out_size > before); /* JOINED came in the same answer */
	before = pretends[1].out_size;
	peer_sends(3000);
	assert_true(pretends[1].out_size > before + 3000);
	assert_int_equal(workers[0]->forward.pool.held_bytes,
	                 workers[1]->forward.pool.held_bytes > 0 ? workers[0]->forward.pool.held_bytes : 0);
	assert_ptr_equal(connections[2]->worker, workers[1]);
}

static int start_secrets(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_makes_no_sense_is_refused_in_words),
		TEST(an_unknown_tunnel_is_gone),
		TEST(a_tunnel_may_be_opened_twice_and_is_one),
		TEST(more_was_not_sent_so_it_was_not_read),
		TEST(a_page_on_a_tunnels_connection_is_refused),
		TEST(a_stream_begins_at_once),
		TEST(a_newer_stream_ends_the_older_one),
		TEST(a_stream_at_rest_says_idle_and_ends_in_time),
		TEST(a_poll_waits_for_news_or_its_time),
		TEST(what_was_lost_is_sent_again_when_asked_for),
		TEST(what_is_not_read_stops_at_the_window),
		TEST(bodies_are_put_in_order),
		TEST(the_last_body_ends_the_stream),
		TEST(the_relays_end_is_told_behind_its_last_word),
		TEST(without_any_request_it_is_lost),
		TEST(a_request_that_waits_keeps_it),
		TEST(a_stranger_may_put_little_in),
		TEST(a_stranger_that_measures_gets_more_than_it_may_leave_unsaid),
		TEST(strangers_hold_so_much_together),
		TEST(what_a_stranger_held_is_back_when_it_is_gone),
		TEST(who_is_in_a_session_holds_nothing_of_the_strangers),
		TEST(a_body_that_does_not_come_is_given_up),
		TEST(an_idle_connection_gives_way_to_a_busy_one),
		TEST(too_many_busy_ones_are_refused),
		TEST(a_tunnel_counts_as_one_stranger),
		TEST(each_request_through_a_proxy_is_of_whom_it_names),
		TEST(requests_go_to_the_worker_that_has_the_tunnel),
		TEST(requests_go_after_a_tunnel_that_moves),
	};
	return cmocka_run_group_tests(tests, start_secrets, NULL);
}
