/* Expected bytes are protobuf, written out by hand: tag = field number * 8 + wire type. */
#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/control.h"
#include "wire/frame.h"

#include <string.h>

#define BYTES(...) ((struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})})

/* Encodes; the payload without the frame's header. */
static struct bytes encoded(const wire_Control *control)
{
	static uint8_t memory[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(memory, sizeof memory);
	control_encode(control, &w);
	struct bytes frame = writer_bytes(&w);
	assert_false(w.failed);
	return (struct bytes){frame.data + FRAME_HEADER_BYTES, frame.size - FRAME_HEADER_BYTES};
}

static enum result round_trip(const wire_Control *control)
{
	wire_Control out;
	return control_decode(encoded(control), &out);
}

static bool accepts(void *context, struct bytes input)
{
	wire_Control control;
	(void)context;
	return control_decode(input, &control) == RESULT_OK;
}

static wire_Control hello(void)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 3, .floor = 2, .capabilities = 5, .ping_s = 10};
	for (uint8_t i = 0; i < 16; i++)
		control.what.hello.nonce[i] = (uint8_t)(0xA0 + i);
	control.what.hello.relay_id.size = 8;
	memcpy(control.what.hello.relay_id.bytes, "relay-id", 8);
	return control;
}

static void hello_has_the_expected_bytes(void **state)
{
	const uint8_t expected[] = {
		0x00, 0x00, 0x26,       /* frame: 38 bytes */
		0x01,                   /* control */
		0x00, 0x00, 0x00, 0x00, /* peer, lane, flags */
		0x0A, 0x24,             /* Control.hello, 36 bytes */
		0x08, 0x03,             /* version */
		0x10, 0x02,             /* floor */
		0x18, 0x05,             /* capabilities */
		0x22, 0x10,             /* nonce, 16 bytes */
		0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC,
		0xAD, 0xAE, 0xAF, 0x2A, 0x08, 'r',  'e',  'l',  'a',  'y',  '-',  'i',  'd', /* relay id */
		0x30, 0x0A,                                                                  /* ping_s */
	};
	uint8_t memory[100];
	wire_Control control = hello();
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	control_encode(&control, &w);
	struct bytes frame = writer_bytes(&w);
	assert_true(bytes_are_equal(frame, (struct bytes){expected, sizeof expected}));
}

static void hello_is_read_field_by_field(void **state)
{
	wire_Control control = hello(), out;
	(void)state;
	assert_int_equal(control_decode(encoded(&control), &out), RESULT_OK);
	assert_int_equal(out.which_what, wire_Control_hello_tag);
	assert_int_equal(out.what.hello.version, 3);
	assert_int_equal(out.what.hello.floor, 2);
	assert_int_equal(out.what.hello.capabilities, 5);
	assert_int_equal(out.what.hello.ping_s, 10);
	assert_memory_equal(out.what.hello.nonce, control.what.hello.nonce, 16);
	assert_memory_equal(out.what.hello.relay_id.bytes, "relay-id", 8);
}

static void join_carries_the_route_alone(void **state)
{
	wire_Control control = {.which_what = wire_Control_join_tag, .what.join.route = 12345};
	struct bytes expected = BYTES(0x22, 0x03,        /* Control.join, 3 bytes */
	                              0x08, 0xB9, 0x60); /* route 12345 */
	(void)state;
	assert_true(bytes_are_equal(encoded(&control), expected));
}

static void subscribe_has_the_expected_bytes(void **state)
{
	wire_Control control = {.which_what = wire_Control_subscribe_tag};
	control.what.subscribe = (wire_Subscribe){.lane = 1, .peers_count = 2, .peers = {7, 300}, .hold = true};
	struct bytes expected = BYTES(0x72, 0x09,                   /* Control.subscribe */
	                              0x08, 0x01,                   /* lane */
	                              0x12, 0x03, 0x07, 0xAC, 0x02, /* peers, packed */
	                              0x18, 0x01);                  /* hold */
	(void)state;
	assert_true(bytes_are_equal(encoded(&control), expected));
	assert_int_equal(round_trip(&control), RESULT_OK);
}

/* Resume with a ticket and two ids, all of one byte each. */
static wire_Control resume(void)
{
	wire_Control control = {.which_what = wire_Control_resume_tag};
	wire_Resume *said = &control.what.resume;
	said->ticket.size = 2;
	memset(said->ticket.bytes, 0x77, 2);
	said->ids_count = 2;
	for (int i = 0; i < 2; i++) {
		said->ids[i].size = CONTROL_RENDEZVOUS_BYTES;
		memset(said->ids[i].bytes, 0xA0 + i, CONTROL_RENDEZVOUS_BYTES);
	}
	return control;
}

static void resume_has_the_expected_bytes(void **state)
{
	const uint8_t expected[] = {
		0x92, 0x01, 0x28,       /* Control.resume, 40 bytes */
		0x0A, 0x02, 0x77, 0x77, /* ticket */
		0x12, 0x10,             /* the first id, 16 bytes */
		0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0,
		0x12, 0x10, /* the second */
		0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1, 0xA1,
	};
	wire_Control control = resume(), out;
	(void)state;
	assert_true(bytes_are_equal(encoded(&control), (struct bytes){expected, sizeof expected}));
	assert_int_equal(control_decode(encoded(&control), &out), RESULT_OK);
	assert_int_equal(out.what.resume.ticket.size, 2);
	assert_int_equal(out.what.resume.ids_count, 2);
	assert_memory_equal(out.what.resume.ids[1].bytes, control.what.resume.ids[1].bytes,
	                    CONTROL_RENDEZVOUS_BYTES);
	struct bytes payload = encoded(&control);
	assert_int_equal(prefixes_accepted(payload, accepts, NULL), 0);
}

static void what_answers_a_resume_has_the_expected_bytes(void **state)
{
	wire_Control resumed = {.which_what = wire_Control_resumed_tag},
				 away = {.which_what = wire_Control_go_away_tag},
				 measure = {.which_what = wire_Control_measure_tag},
				 ticket = {.which_what = wire_Control_ticket_tag};
	(void)state;
	resumed.what.resumed = (wire_Resumed){.peer = 300, .master = 1, .ticket = {.size = 1, .bytes = {0x77}}};
	assert_true(bytes_are_equal(encoded(&resumed),
	                            BYTES(0xA2, 0x01, 0x08, 0x08, 0xAC, 0x02, 0x10, 0x01, 0x1A, 0x01, 0x77)));
	away.what.go_away.wait_ms = 1000;
	assert_true(bytes_are_equal(encoded(&away), BYTES(0x9A, 0x01, 0x03, 0x08, 0xE8, 0x07)));
	measure.what.measure = (wire_Measure){.want = 5, .filling = {.size = 1}};
	assert_true(bytes_are_equal(encoded(&measure), BYTES(0xB2, 0x01, 0x05, 0x08, 0x05, 0x12, 0x01, 0x00)));
	ticket.what.ticket = (wire_Ticket){.ticket = {.size = 1, .bytes = {0x77}}};
	assert_true(bytes_are_equal(encoded(&ticket), BYTES(0xBA, 0x01, 0x03, 0x0A, 0x01, 0x77)));
	assert_int_equal(round_trip(&resumed), RESULT_OK);
	resumed.what.resumed.master = FRAME_PEER_ALL;
	assert_int_equal(round_trip(&resumed), RESULT_BAD_FRAME);
}

static void peer_returned_names_a_participant_and_whole_ids(void **state)
{
	wire_Control control = {.which_what = wire_Control_peer_returned_tag};
	wire_PeerReturned *returned = &control.what.peer_returned;
	(void)state;
	returned->peer = 2;
	assert_true(bytes_are_equal(encoded(&control), BYTES(0xAA, 0x01, 0x02, 0x08, 0x02)));
	assert_int_equal(round_trip(&control), RESULT_OK);
	returned->ids_count = 1;
	returned->ids[0].size = CONTROL_RENDEZVOUS_BYTES;
	assert_int_equal(round_trip(&control), RESULT_OK);
	returned->ids[0].size = CONTROL_RENDEZVOUS_BYTES - 1;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	returned->ids_count = 0;
	returned->peer = FRAME_PEER_ALL;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
}

static void largest_resume_fits_a_frame_and_a_larger_one_is_refused(void **state)
{
	wire_Control control = resume(), out;
	wire_Resume *said = &control.what.resume;
	const size_t most = sizeof said->ids / sizeof *said->ids;
	(void)state;
	said->ticket.size = sizeof said->ticket.bytes;
	for (said->ids_count = 0; said->ids_count < most; said->ids_count++)
		said->ids[said->ids_count].size = CONTROL_RENDEZVOUS_BYTES;
	struct bytes payload = encoded(&control);
	assert_int_equal(control_decode(payload, &out), RESULT_OK);
	assert_int_equal(out.what.resume.ids_count, most);
	/* One id more, and one byte more of ticket: by hand, as our own structs can't hold them. */
	uint8_t more[FRAME_CONTROL_MAX_BYTES] = {0x92, 0x01, 0, 0};
	for (int is_ticket = 0; is_ticket < 2; is_ticket++) {
		size_t body = 0, one = is_ticket ? sizeof said->ticket.bytes + 1 : CONTROL_RENDEZVOUS_BYTES;
		for (size_t i = 0; i < (is_ticket ? 1 : most + 1); i++) {
			more[4 + body] = is_ticket ? 0x0A : 0x12;
			more[5 + body] = (uint8_t)one;
			memset(more + 6 + body, 1, one);
			body += 2 + one;
		}
		more[2] = (uint8_t)((body & 0x7F) | 0x80);
		more[3] = (uint8_t)(body >> 7);
		assert_int_equal(control_decode((struct bytes){more, 4 + body}, &out), RESULT_BAD_FRAME);
	}
}

static void resume_without_anything_or_with_half_an_id_is_refused(void **state)
{
	wire_Control control = resume();
	wire_Resume *said = &control.what.resume;
	(void)state;
	said->ids[1].size = CONTROL_RENDEZVOUS_BYTES - 1;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	said->ids_count = 0;
	assert_int_equal(round_trip(&control), RESULT_OK); /* a ticket alone */
	said->ticket.size = 0;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	said->ids_count = 1;
	assert_int_equal(round_trip(&control), RESULT_OK); /* an id alone */
}

static void every_kind_of_control_comes_back(void **state)
{
	(void)state;
	for (pb_size_t tag = wire_Control_hello_tag; tag <= wire_Control_ticket_tag; tag++) {
		wire_Control control = hello(), out;
		if (tag == wire_Control_resume_tag) {
			control = resume(); /* one of those that can't be empty, as hello */
		} else if (tag != wire_Control_hello_tag) {
			memset(&control, 0, sizeof control);
			control.which_what = tag;
		}
		assert_int_equal(control_decode(encoded(&control), &out), RESULT_OK);
		assert_int_equal(out.which_what, tag);
	}
}

static void hello_is_refused_at_every_prefix(void **state)
{
	wire_Control control = hello();
	struct bytes payload = encoded(&control);
	(void)state;
	assert_true(prefixes_whole_is_accepted(payload, accepts, NULL));
	assert_int_equal(prefixes_accepted(payload, accepts, NULL), 0);
}

static void nothing_and_unknown_kinds_are_refused(void **state)
{
	(void)state;
	assert_false(accepts(NULL, BYTES(0xFA, 0x01, 0x00))); /* field 31 */
	assert_false(accepts(NULL, (struct bytes){NULL, 0}));
}

static void unknown_fields_of_a_known_kind_are_skipped(void **state)
{
	wire_Control out;
	(void)state;
	assert_int_equal(control_decode(BYTES(0x22, 0x05, 0x08, 0x07, 0xA2, 0x06, 0x00), &out), RESULT_OK);
	assert_int_equal(out.which_what, wire_Control_join_tag);
	assert_int_equal(out.what.join.route, 7);
}

static void hello_out_of_bounds_is_refused(void **state)
{
	wire_Control control = hello();
	(void)state;
	control.what.hello.floor = 4; /* above version */
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control = hello();
	control.what.hello.floor = 0;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control = hello();
	control.what.hello.relay_id.size = 7;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	/* a nonce of 15 bytes */
	assert_false(accepts(NULL, BYTES(0x0A, 0x15, 0x08, 0x01, 0x10, 0x01, 0x22, 0x0F, 1, 2, 3, 4, 5, 6, 7, 8,
	                                 9, 10, 11, 12, 13, 14, 15)));
}

static void open_with_half_a_signature_is_refused(void **state)
{
	wire_Control control = {.which_what = wire_Control_open_tag};
	(void)state;
	assert_int_equal(round_trip(&control), RESULT_OK);
	control.what.open.operator_key.size = 32;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control.what.open.signature.size = 63;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control.what.open.signature.size = 64;
	assert_int_equal(round_trip(&control), RESULT_OK);
	control.what.open.operator_key.size = 0;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
}

static void lanes_and_peers_out_of_range_are_refused(void **state)
{
	wire_Control control = {.which_what = wire_Control_subscribe_tag};
	(void)state;
	control.what.subscribe.lane = FRAME_LANES_MAX;
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control.what.subscribe = (wire_Subscribe){.peers_count = 1, .peers = {FRAME_PEER_ALL}};
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control = (wire_Control){.which_what = wire_Control_leave_tag, .what.leave.peer = 0x10000};
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
	control = (wire_Control){.which_what = wire_Control_blocked_tag, .what.blocked.lane = 3};
	assert_int_equal(round_trip(&control), RESULT_BAD_FRAME);
}

static void more_peers_than_fit_are_refused(void **state)
{
	uint8_t bytes[4 + 33] = {0x72, 35, 0x12, 33};
	(void)state;
	memset(bytes + 4, 1, 33);
	assert_false(accepts(NULL, (struct bytes){bytes, sizeof bytes}));
	bytes[1] = 34, bytes[3] = 32;
	assert_true(accepts(NULL, (struct bytes){bytes, sizeof bytes - 1}));
}

static void unknown_close_reasons_mean_none(void **state)
{
	wire_Control out;
	(void)state;
	assert_int_equal(control_decode(BYTES(0x8A, 0x01, 0x02, 0x08, 0x7F), &out), RESULT_OK);
	assert_int_equal(out.what.close.reason, wire_CloseReason_CLOSE_NONE);
	assert_int_equal(control_decode(BYTES(0x8A, 0x01, 0x02, 0x08, 0x05), &out), RESULT_OK);
	assert_int_equal(out.what.close.reason, wire_CloseReason_CLOSE_TOO_MUCH);
}

static void too_long_a_payload_is_refused(void **state)
{
	uint8_t bytes[FRAME_CONTROL_MAX_BYTES + 1] = {0x22, 0x02, 0x08, 0x07, 0xA2, 0x06};
	size_t filling = sizeof bytes - 8;
	(void)state;
	bytes[6] = (uint8_t)(0x80 | (filling & 0x7F)); /* an unknown field that fills the rest */
	bytes[7] = (uint8_t)(filling >> 7);
	assert_false(accepts(NULL, (struct bytes){bytes, sizeof bytes}));
	bytes[6]--;
	assert_true(accepts(NULL, (struct bytes){bytes, sizeof bytes - 1}));
}

static void encoding_fails_for_lack_of_room_at_every_size(void **state)
{
	uint8_t memory[64];
	wire_Control control = hello();
	size_t needed = encoded(&control).size + FRAME_HEADER_BYTES;
	(void)state;
	for (size_t room = 0; room <= sizeof memory; room++) {
		struct writer w = writer_into(memory, room);
		control_encode(&control, &w);
		assert_int_equal(w.failed, room < needed);
	}
}

static void frames_are_written_one_after_another(void **state)
{
	uint8_t memory[64];
	struct frame_header header;
	wire_Control control = {.which_what = wire_Control_ping_tag, .what.ping.token = 9};
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	control_encode(&control, &w);
	size_t first = w.size;
	control_encode(&control, &w);
	assert_int_equal(w.size, 2 * first);
	assert_int_equal(frame_decode((struct bytes){memory + first, first}, &header), RESULT_OK);
	assert_int_equal(header.payload_bytes, first - FRAME_HEADER_BYTES);
	assert_memory_equal(memory, memory + first, first);
}

static void log_fields_come_back_and_unclean_ones_are_refused(void **state)
{
	uint8_t memory[256];
	wire_LogFields fields = {.user_name = "m\xC3\xBCller",
	                         .computer_name = "PC-7",
	                         .internal_address = "10.0.0.7"},
				   out;
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	control_encode_log_fields(&fields, &w);
	assert_int_equal(control_decode_log_fields(writer_bytes(&w), &out), RESULT_OK);
	assert_string_equal(out.user_name, fields.user_name);
	assert_string_equal(out.computer_name, "PC-7");
	assert_string_equal(out.internal_address, "10.0.0.7");
	assert_int_equal(control_decode_log_fields(BYTES(0x0A, 0x02, 'a', '\n'), &out), RESULT_BAD_FRAME);
	assert_int_equal(control_decode_log_fields(BYTES(0x0A, 0x03, 'a', 0, 'b'), &out), RESULT_BAD_FRAME);
	assert_int_equal(control_decode_log_fields(BYTES(0x12, 0x01, 0xFF), &out), RESULT_BAD_FRAME);
}

static void signed_open_has_the_expected_bytes(void **state)
{
	struct control_open_context context;
	wire_Open open = {.operator_key.size = 32, .private_fields.size = 3};
	uint8_t memory[CONTROL_SIGNED_OPEN_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	memset(context.fleet_id, 'F', sizeof context.fleet_id);
	memset(context.relay_id, 'R', sizeof context.relay_id);
	memset(context.client_nonce, 'c', sizeof context.client_nonce);
	memset(context.relay_nonce, 'r', sizeof context.relay_nonce);
	memset(open.operator_key.bytes, 'K', 32);
	memcpy(open.private_fields.bytes, "xyz", 3);
	control_signed_open(&context, &open, &w);
	const char expected[] = "lotse-open-1\n"
							"FFFFFFFF"
							"RRRRRRRR"
							"cccccccccccccccc"
							"rrrrrrrrrrrrrrrr"
							"\x20KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK"
							"\0\3xyz";
	assert_int_equal(w.size, sizeof expected - 1);
	assert_memory_equal(memory, expected, w.size);
	open.private_fields.size = sizeof open.private_fields.bytes;
	w = writer_into(memory, sizeof memory);
	control_signed_open(&context, &open, &w);
	assert_false(w.failed);
}

static void noise_and_flipped_bits_do_no_harm(void **state)
{
	struct noise noise = noise_start(2);
	uint8_t bytes[128];
	wire_Control control = hello(), out;
	struct bytes valid = encoded(&control);
	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t size = noise_below(&noise, sizeof bytes);
		noise_fill(&noise, bytes, size);
		if (i % 2) {
			size = valid.size;
			memcpy(bytes, valid.data, size);
			bytes[noise_below(&noise, (uint32_t)size)] ^= (uint8_t)(1u << noise_below(&noise, 8));
		}
		if (control_decode((struct bytes){bytes, size}, &out) == RESULT_OK)
			assert_true(out.which_what != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_has_the_expected_bytes),
		cmocka_unit_test(hello_is_read_field_by_field),
		cmocka_unit_test(join_carries_the_route_alone),
		cmocka_unit_test(subscribe_has_the_expected_bytes),
		cmocka_unit_test(resume_has_the_expected_bytes),
		cmocka_unit_test(what_answers_a_resume_has_the_expected_bytes),
		cmocka_unit_test(peer_returned_names_a_participant_and_whole_ids),
		cmocka_unit_test(largest_resume_fits_a_frame_and_a_larger_one_is_refused),
		cmocka_unit_test(resume_without_anything_or_with_half_an_id_is_refused),
		cmocka_unit_test(every_kind_of_control_comes_back),
		cmocka_unit_test(hello_is_refused_at_every_prefix),
		cmocka_unit_test(nothing_and_unknown_kinds_are_refused),
		cmocka_unit_test(unknown_fields_of_a_known_kind_are_skipped),
		cmocka_unit_test(hello_out_of_bounds_is_refused),
		cmocka_unit_test(open_with_half_a_signature_is_refused),
		cmocka_unit_test(lanes_and_peers_out_of_range_are_refused),
		cmocka_unit_test(more_peers_than_fit_are_refused),
		cmocka_unit_test(unknown_close_reasons_mean_none),
		cmocka_unit_test(too_long_a_payload_is_refused),
		cmocka_unit_test(encoding_fails_for_lack_of_room_at_every_size),
		cmocka_unit_test(frames_are_written_one_after_another),
		cmocka_unit_test(log_fields_come_back_and_unclean_ones_are_refused),
		cmocka_unit_test(signed_open_has_the_expected_bytes),
		cmocka_unit_test(noise_and_flipped_bits_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
