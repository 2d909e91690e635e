/* The carrier over one that is memory: what a client's bytes become, and what it gets. */
#include "support/unit.h"

#include "relay/carriers/websocket.h"
#include "support/noise.h"
#include "unit/relay/pretend.h"
#include "wire/websocket_frame.h"

#include <stdio.h>

enum { STREAM_BYTES = 5000 };

static const char welcome[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
static const uint8_t mask[4] = {0xA1, 0x02, 0xFF, 0x30};
static struct carrier carrier;
static uint8_t stream[STREAM_BYTES], heard[STREAM_BYTES + 300];
static uint8_t said[STREAM_BYTES * 3]; /* by the client */
static size_t said_bytes;

static void begin(const char *rest)
{
	carrier = pretend_carrier(0);
	assert_int_equal(carrier_websocket(&carrier, bytes_of_text(welcome), bytes_of_text(rest)), RESULT_OK);
	said_bytes = 0;
}

static int set_up(void **state)
{
	struct noise noise = noise_start(7);
	(void)state;
	noise_fill(&noise, stream, sizeof stream);
	begin("");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	carrier.kind->close(&carrier);
	carrier.kind->close(&carrier);
	assert_true(pretends[0].is_closed);
	pretend_finish();
	return 0;
}

/* What a client says: a frame with its mask. */
static void add_frame(enum websocket_opcode opcode, bool is_final, const void *content, size_t size)
{
	struct websocket_head head = {opcode, is_final, true, {0}, size};
	memcpy(head.mask, mask, sizeof mask);
	said_bytes += websocket_head_encode(&head, said + said_bytes);
	websocket_mask(said + said_bytes, content, size, mask, 0);
	said_bytes += size;
}

static void say(void)
{
	pretend_put(0, said, said_bytes);
	said_bytes = 0;
}

/* One receive into two pieces, of which the first is short. */
static ssize_t receive_at(size_t at, size_t room)
{
	size_t first = room < 5 ? room : 5;
	struct iovec pieces[2] = {{heard + at, first}, {heard + at + first, room - first}};
	return carrier.kind->receive(&carrier, pieces, room > first ? 2 : 1);
}

/* All that comes, until there is nothing more; *last: what the last call gave. */
static size_t receive_all(ssize_t *last)
{
	size_t got = 0;
	int idle = 0;
	do {
		*last = receive_at(got, 200);
		got += *last > 0 ? (size_t)*last : 0;
		idle = *last == CARRIER_NOTHING && pretends[0].in_at == pretends[0].in_size && !carrier.has_more;
	} while (*last > 0 || (*last == CARRIER_NOTHING && !idle));
	return got;
}

static ssize_t send_bytes(const uint8_t *bytes, size_t size)
{
	struct iovec pieces[2] = {{(uint8_t *)bytes, size / 3}, {(uint8_t *)bytes + size / 3, size - size / 3}};
	return size < 3 ? carrier.kind->send(&carrier, pieces + 1, 1) : carrier.kind->send(&carrier, pieces, 2);
}

/* The next frame that the client gets, from *at on. */
static struct websocket_head next_frame(size_t *at, const uint8_t **content)
{
	struct websocket_head head = {0};
	size_t used;
	struct bytes rest = {pretends[0].out + *at, pretends[0].out_size - *at};
	assert_int_equal(websocket_head_decode(rest, &head, &used), RESULT_OK);
	assert_false(head.is_masked);
	assert_true(head.is_final);
	assert_true(head.payload_bytes <= rest.size - used);
	*content = rest.data + used;
	*at += used + (size_t)head.payload_bytes;
	return head;
}

/* The content of all frames from *at on. */
static size_t content_from(size_t at, uint8_t *to)
{
	size_t size = 0;
	const uint8_t *content;
	while (at < pretends[0].out_size) {
		struct websocket_head head = next_frame(&at, &content);
		assert_int_equal(head.opcode, WEBSOCKET_BINARY);
		memcpy(to + size, content, (size_t)head.payload_bytes);
		size += (size_t)head.payload_bytes;
	}
	return size;
}

static size_t after_welcome(void)
{
	assert_true(pretends[0].out_size >= sizeof welcome - 1);
	assert_memory_equal(pretends[0].out, welcome, sizeof welcome - 1);
	return sizeof welcome - 1;
}

/* Frames of many lengths, in one message and in pieces, with a ping within. */
static void say_stream(void)
{
	static const size_t lengths[] = {1, 0, 125, 126, 127, 1000, 2, 0};
	size_t at = 0;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		add_frame(i ? WEBSOCKET_CONTINUATION : WEBSOCKET_BINARY, false, stream + at, lengths[i]);
		at += lengths[i];
		if (i % 3 == 0)
			add_frame(WEBSOCKET_PING, true, "are you there", 13);
	}
	add_frame(WEBSOCKET_CONTINUATION, true, stream + at, 0);
	add_frame(WEBSOCKET_PONG, true, "unasked", 7);
	add_frame(WEBSOCKET_BINARY, true, stream + at, STREAM_BYTES - at);
}

static void what_is_said_comes_as_a_stream_in_pieces_of_every_size(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 300; piece++) {
		tear_down(NULL);
		begin("");
		pretends[0].piece = piece;
		say_stream();
		say();
		ssize_t last;
		assert_int_equal(receive_all(&last), STREAM_BYTES);
		assert_int_equal(last, CARRIER_NOTHING);
		assert_memory_equal(heard, stream, STREAM_BYTES);
	}
}

static void every_prefix_gives_its_content_and_waits_for_more(void **state)
{
	static uint8_t all[sizeof said];
	(void)state;
	say_stream();
	size_t all_bytes = said_bytes, before = 0;
	memcpy(all, said, all_bytes);
	for (size_t size = 0; size <= all_bytes; size += size < 400 ? 1 : 97) {
		tear_down(NULL);
		begin("");
		pretend_put(0, all, size);
		ssize_t last;
		size_t got = receive_all(&last);
		assert_int_equal(last, CARRIER_NOTHING);
		assert_true(got >= before && got <= size);
		assert_memory_equal(heard, stream, got);
		before = got;
		pretend_put(0, all + size, all_bytes - size);
		assert_true(receive_all(&last) == STREAM_BYTES - got);
		assert_memory_equal(heard, stream + got, STREAM_BYTES - got);
	}
}

static void what_came_behind_the_request_comes_first(void **state)
{
	(void)state;
	add_frame(WEBSOCKET_BINARY, true, "early", 5);
	tear_down(NULL);
	carrier = pretend_carrier(0);
	assert_int_equal(
		carrier_websocket(&carrier, bytes_of_text(welcome), (struct bytes){said, said_bytes - 2}), RESULT_OK);
	pretend_put(0, said + said_bytes - 2, 2);
	said_bytes = 0;
	add_frame(WEBSOCKET_BINARY, true, " and late", 9);
	say();
	ssize_t last;
	assert_int_equal(receive_all(&last), 14);
	assert_memory_equal(heard, "early and late", 14);
}

static void the_welcome_goes_first_and_unframed(void **state)
{
	(void)state;
	assert_true(carrier.has_unsent);
	pretends[0].room = 10; /* in two steps */
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), CARRIER_NOTHING);
	assert_true(carrier.has_unsent);
	pretends[0].room = SIZE_MAX;
	assert_int_equal(send_bytes(stream, 100), 100);
	assert_false(carrier.has_unsent);
	size_t at = after_welcome();
	assert_int_equal(content_from(at, heard), 100);
	assert_memory_equal(heard, stream, 100);
}

static void a_frame_that_has_begun_is_finished_whatever_the_room(void **state)
{
	(void)state;
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), 0);
	for (size_t room = 0; room < 140; room++) {
		size_t from = pretends[0].out_size, sent = 0;
		pretends[0].room = room;
		ssize_t taken = send_bytes(stream, 130);
		assert_int_equal(taken, room ? 130 : CARRIER_NOTHING); /* all of a frame or nothing of it */
		assert_int_equal(carrier.has_unsent, room > 0 && room < 130 + 4);
		for (int i = 0; i < 40 && carrier.has_unsent; i++) {
			assert_int_equal(send_bytes(stream + 130, 10), CARRIER_NOTHING); /* the rest goes first */
			pretends[0].room += 7;
			sent = carrier.kind->send(&carrier, NULL, 0) == 0;
		}
		assert_false(carrier.has_unsent);
		(void)sent;
		if (room == 0)
			continue;
		assert_int_equal(content_from(from, heard), 130);
		assert_memory_equal(heard, stream, 130);
	}
}

static void much_is_cut_into_frames_of_64_kib(void **state)
{
	static uint8_t much[200000], again[200000];
	struct noise noise = noise_start(8);
	const uint8_t *content;
	(void)state;
	noise_fill(&noise, much, sizeof much);
	assert_int_equal(send_bytes(much, sizeof much), sizeof much);
	size_t at = after_welcome();
	assert_int_equal(content_from(at, again), sizeof much);
	assert_memory_equal(much, again, sizeof much);
	assert_int_equal(next_frame(&at, &content).payload_bytes, WEBSOCKET_FRAME_BYTES);
}

static void a_ping_is_answered_between_two_frames(void **state)
{
	const uint8_t *content;
	(void)state;
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), 0);
	size_t at = after_welcome();
	pretends[0].room = 50;
	assert_int_equal(send_bytes(stream, 100), 100);
	add_frame(WEBSOCKET_PING, true, "one", 3);
	add_frame(WEBSOCKET_PING, true, "two", 3); /* the newest counts */
	say();
	ssize_t last;
	assert_int_equal(receive_all(&last), 0);
	assert_true(carrier.has_unsent);
	pretends[0].room = SIZE_MAX;
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), 0);
	assert_int_equal(next_frame(&at, &content).payload_bytes, 100);
	struct websocket_head pong = next_frame(&at, &content);
	assert_int_equal(pong.opcode, WEBSOCKET_PONG);
	assert_int_equal(pong.payload_bytes, 3);
	assert_memory_equal(content, "two", 3);
	assert_int_equal(at, pretends[0].out_size);
}

/* The client is told Close with that code, and the stream is over. */
static void expect_close(unsigned code, ssize_t outcome)
{
	const uint8_t *content;
	ssize_t last;
	assert_int_equal(receive_all(&last), 0);
	assert_int_equal(last, outcome);
	size_t at = after_welcome();
	struct websocket_head head = next_frame(&at, &content);
	assert_int_equal(head.opcode, WEBSOCKET_CLOSE);
	assert_int_equal(head.payload_bytes, 2);
	assert_int_equal(content[0] << 8 | content[1], code);
	assert_int_equal(at, pretends[0].out_size);
	assert_int_equal(send_bytes(stream, 10), CARRIER_BROKEN); /* nothing follows a Close */
}

static void what_the_rfc_forbids_ends_it_with_its_reason(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		unsigned code;
	} bad[] = {
		{"\x82\x01x", 3, 1002},                /* not masked */
		{"\x81\x81\1\2\3\4x", 7, 1003},        /* text */
		{"\x80\x81\1\2\3\4x", 7, 1002},        /* goes on with nothing */
		{"\x02\x80\1\2\3\4\x82\x80", 8, 1002}, /* the second head is still too short to tell */
		{"\xC2\x81\1\2\3\4x", 7, 1002},        /* compressed */
		{"\x09\x80\1\2\3\4", 6, 1002},         /* a ping in pieces */
		{"\x88\x81\1\2\3\4x", 7, 1002},        /* half a code */
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		tear_down(NULL);
		begin("");
		pretend_put(0, bad[i].bytes, bad[i].size);
		if (i == 3)
			pretend_put(0, "\1\2\3\4", 4); /* a message within a message */
		expect_close(bad[i].code, CARRIER_BROKEN);
	}
}

static void content_before_nonsense_still_comes(void **state)
{
	(void)state;
	add_frame(WEBSOCKET_BINARY, true, "good", 4);
	add_frame(WEBSOCKET_TEXT, true, "bad", 3);
	say();
	assert_int_equal(receive_at(0, 100), 4);
	assert_true(carrier.has_more);
	assert_int_equal(receive_at(0, 100), CARRIER_BROKEN);
}

static void close_is_answered_with_its_code_and_ends_the_stream(void **state)
{
	(void)state;
	add_frame(WEBSOCKET_BINARY, true, "last", 4);
	add_frame(WEBSOCKET_CLOSE, true, "\x03\xE9going", 7);
	add_frame(WEBSOCKET_BINARY, true, "too late", 8);
	say();
	assert_int_equal(receive_at(0, 100), 4);
	assert_true(carrier.has_more); /* no event will say that it has ended */
	expect_close(1001, 0);
}

static void the_relays_own_end_is_a_close_and_then_the_end_below(void **state)
{
	const uint8_t *content;
	(void)state;
	pretends[0].room = sizeof welcome - 1 + 50;
	assert_int_equal(send_bytes(stream, 100), 100);
	carrier.kind->end_sending(&carrier);
	assert_true(carrier.has_unsent);
	assert_false(pretends[0].is_half_closed);
	pretends[0].room = SIZE_MAX;
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), 0);
	assert_true(pretends[0].is_half_closed);
	size_t at = after_welcome();
	assert_int_equal(next_frame(&at, &content).payload_bytes, 100);
	struct websocket_head head = next_frame(&at, &content);
	assert_int_equal(head.opcode, WEBSOCKET_CLOSE);
	assert_int_equal(content[0] << 8 | content[1], 1000);
	add_frame(WEBSOCKET_CLOSE, true, "\x03\xE8", 2);
	say();
	ssize_t last;
	assert_int_equal(receive_all(&last), 0);
	assert_int_equal(last, 0);
	assert_int_equal(pretends[0].out_size, at); /* one Close is enough */
}

static void the_end_and_the_break_below_are_told(void **state)
{
	(void)state;
	pretends[0].has_ended = true;
	assert_int_equal(receive_at(0, 10), 0);
	pretends[0].is_broken = true;
	assert_int_equal(receive_at(0, 10), CARRIER_BROKEN);
	assert_int_equal(send_bytes(stream, 10), CARRIER_BROKEN);
}

static void a_flood_of_pings_gives_others_their_turn(void **state)
{
	(void)state;
	for (int i = 0; i < 500; i++)
		add_frame(WEBSOCKET_PING, true, "x", 1);
	say();
	pretends[0].piece = 7;
	assert_int_equal(receive_at(0, 7), CARRIER_NOTHING);
	assert_true(pretends[0].in_at < 100);
	assert_true(carrier.has_more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_said_comes_as_a_stream_in_pieces_of_every_size, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(every_prefix_gives_its_content_and_waits_for_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_came_behind_the_request_comes_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_welcome_goes_first_and_unframed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_frame_that_has_begun_is_finished_whatever_the_room, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(much_is_cut_into_frames_of_64_kib, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_ping_is_answered_between_two_frames, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_rfc_forbids_ends_it_with_its_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(content_before_nonsense_still_comes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(close_is_answered_with_its_code_and_ends_the_stream, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(the_relays_own_end_is_a_close_and_then_the_end_below, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(the_end_and_the_break_below_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_flood_of_pings_gives_others_their_turn, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
