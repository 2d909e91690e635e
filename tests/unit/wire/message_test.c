#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/message.h"

#include <string.h>

#define BYTES(...) ((struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})})

static struct bytes encoded(const wire_Message *message)
{
	static uint8_t memory[MESSAGE_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	message_encode(message, &w);
	assert_false(w.failed);
	return writer_bytes(&w);
}

static enum result round_trip(const wire_Message *message)
{
	static wire_Message out;
	return message_decode(encoded(message), &out);
}

static bool accepts(void *context, struct bytes input)
{
	wire_Message message;
	(void)context;
	return message_decode(input, &message) == RESULT_OK;
}

static wire_Message profile(void)
{
	wire_Message message = {.id = 1, .which_what = wire_Message_profile_tag};
	message.what.profile =
		(wire_Profile){.version = 1, .floor = 1, .name = "Jo", .computer = "pc", .notice = "a\n\tb"};
	message.what.profile.participant.size = 16;
	memset(message.what.profile.participant.bytes, 0x77, 16);
	return message;
}

static void profile_has_the_expected_bytes(void **state)
{
	const uint8_t expected[] = {
		0x08, 0x01,                        /* id */
		0x12, 0x24,                        /* Message.profile */
		0x08, 0x01,                        /* version */
		0x10, 0x01,                        /* floor */
		0x22, 0x02, 'J',  'o',             /* name */
		0x2A, 0x02, 'p',  'c',             /* computer */
		0x32, 0x04, 'a',  '\n', '\t', 'b', /* notice */
		0x3A, 0x10, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77,
		0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77,
	};
	wire_Message message = profile();
	(void)state;
	assert_true(bytes_are_equal(encoded(&message), (struct bytes){expected, sizeof expected}));
}

static void profile_is_read_field_by_field(void **state)
{
	wire_Message message = profile(), out;
	(void)state;
	assert_int_equal(message_decode(encoded(&message), &out), RESULT_OK);
	assert_int_equal(out.id, 1);
	assert_string_equal(out.what.profile.name, "Jo");
	assert_string_equal(out.what.profile.computer, "pc");
	assert_string_equal(out.what.profile.notice, "a\n\tb");
	assert_int_equal(out.what.profile.participant.size, 16);
}

static void stream_key_has_the_expected_bytes(void **state)
{
	wire_Message message = {.id = 300, .which_what = wire_Message_stream_key_tag};
	message.what.stream_key = (wire_StreamKey){.lane = 2, .kid = 0x80, .base_key.size = 64};
	const uint8_t expected[] = {
		0x08, 0xAC, 0x02, /* id */
		0x5A, 0x47,       /* Message.stream_key, 71 bytes */
		0x08, 0x02,       /* lane */
		0x10, 0x80, 0x01, /* kid */
		0x1A, 0x40,       /* base key, 64 bytes */
	};
	struct bytes bytes = encoded(&message);
	(void)state;
	assert_int_equal(bytes.size, sizeof expected + 64);
	assert_memory_equal(bytes.data, expected, sizeof expected);
	assert_int_equal(round_trip(&message), RESULT_OK);
}

static wire_Message clip(uint32_t total, uint32_t offset, uint32_t size)
{
	wire_Message message = {.which_what = wire_Message_clip_tag};
	message.what.clip = (wire_Clip){.id = 3, .turn = 2, .is_sharer = true, .total = total, .offset = offset};
	message.what.clip.text.size = (pb_size_t)size;
	memset(message.what.clip.text.bytes, 'a', size);
	return message;
}

static void clip_has_the_expected_bytes(void **state)
{
	wire_Message message = clip(300, 128, 2), out;
	(void)state;
	assert_true(bytes_are_equal(encoded(&message), BYTES(0x9A, 0x01, 0x10, /* Message.clip, 16 bytes */
	                                                     0x08, 0x03,       /* id */
	                                                     0x10, 0x02,       /* turn */
	                                                     0x18, 0x01,       /* is_sharer */
	                                                     0x20, 0xAC, 0x02, /* total */
	                                                     0x28, 0x80, 0x01, /* offset */
	                                                     0x32, 0x02, 'a', 'a')));
	assert_int_equal(message_decode(encoded(&message), &out), RESULT_OK);
	assert_int_equal(out.what.clip.offset, 128);
}

static void share_says_to_whom_and_since_when(void **state)
{
	wire_Message message = {.which_what = wire_Message_share_tag}, out;
	wire_Share *share = &message.what.share;
	(void)state;
	share->mode = wire_ShareMode_SHARE_EVERYTHING;
	share->sign_ms = 6000;
	share->at_ms = 300;
	share->to_count = 1;
	share->to[0] = (wire_ShareTo){.view = true, .is_refused = true, .participant.size = 16};
	memset(share->to[0].participant.bytes, 7, 16);
	assert_true(bytes_are_equal(encoded(&message), BYTES(0x3A, 0x20,       /* Message.share, 32 bytes */
	                                                     0x08, 0x01,       /* mode */
	                                                     0x38, 0xF0, 0x2E, /* sign_ms */
	                                                     0x40, 0xAC, 0x02, /* at_ms */
	                                                     0x4A, 0x16,       /* to, 22 bytes */
	                                                     0x0A, 0x10, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
	                                                     7, 7,                      /* participant */
	                                                     0x10, 0x01, 0x28, 0x01))); /* view, is_refused */
	assert_int_equal(message_decode(encoded(&message), &out), RESULT_OK);
	assert_true(out.what.share.to[0].is_refused);
	share->to[0].participant.size = 15; /* nobody */
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	share->to[0].participant.size = 0;
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	share->to_count = 32;
	for (int i = 0; i < 32; i++)
		share->to[i] =
			(wire_ShareTo){.participant.size = 16, .view = true, .control = true, .is_refused = true};
	assert_int_equal(round_trip(&message), RESULT_OK);
}

static void clip_that_is_no_piece_of_a_text_is_refused(void **state)
{
	static const struct {
		uint32_t total, offset, size;
		bool is_good;
	} rows[] = {
		{1, 0, 1, true},
		{MESSAGE_CLIP_BYTES_MAX, 0, MESSAGE_CLIP_PIECE_BYTES, true},
		{MESSAGE_CLIP_BYTES_MAX, MESSAGE_CLIP_BYTES_MAX - 1, 1, true},
		{0, 0, 0, false},
		{4, 0, 0, false},
		{4, 4, 1, false},
		{4, 3, 2, false},
		{4, UINT32_MAX, 1, false},
		{MESSAGE_CLIP_BYTES_MAX + 1, 0, 1, false},
		{UINT32_MAX, 0, 1, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		wire_Message message = clip(rows[i].total, rows[i].offset, rows[i].size), out;
		assert_int_equal(message_decode(encoded(&message), &out),
		                 rows[i].is_good ? RESULT_OK : RESULT_BAD_FRAME);
	}
}

static void profile_is_refused_at_most_prefixes_and_never_read_past_its_end(void **state)
{
	wire_Message message = profile();
	struct bytes bytes = encoded(&message);
	(void)state;
	assert_true(prefixes_whole_is_accepted(bytes, accepts, NULL));
	/* nothing at all, and the id alone, are messages of no kind that we know: to be skipped */
	assert_int_equal(prefixes_accepted(bytes, accepts, NULL), 2);
	assert_int_equal(prefixes_accepted((struct bytes){bytes.data + 2, bytes.size - 2}, accepts, NULL), 1);
}

static void message_of_an_unknown_kind_is_skipped(void **state)
{
	wire_Message out;
	(void)state;
	assert_int_equal(message_decode(BYTES(0x08, 0x05, 0xA2, 0x06, 0x01, 0xFF), &out), RESULT_OK);
	assert_int_equal(out.which_what, 0);
	assert_int_equal(out.id, 5);
}

static void every_kind_of_message_comes_back(void **state)
{
	(void)state;
	for (pb_size_t tag = wire_Message_profile_tag; tag <= wire_Message_chat_tag; tag++) {
		wire_Message message = profile(), out;
		if (tag != wire_Message_profile_tag) {
			memset(&message, 0, sizeof message);
			message.which_what = tag;
		}
		if (tag == wire_Message_introduce_tag)
			message.what.introduce = (wire_Introduce){.peer = 4, .secret.size = 32};
		if (tag == wire_Message_stream_key_tag)
			message.what.stream_key.base_key.size = 64;
		assert_int_equal(message_decode(encoded(&message), &out), RESULT_OK);
		assert_int_equal(out.which_what, tag);
	}
}

static enum result with_name(const char *name)
{
	wire_Message message = profile();
	strcpy(message.what.profile.name, name);
	return round_trip(&message);
}

static void names_that_could_deceive_are_refused(void **state)
{
	static const char *const bad[] = {
		"a\nb",        /* a line end */
		"a\tb",        /* a tab */
		"\x1B[31mred", /* a terminal's escape */
		"a\x7F",       /* delete */
		"\xC2\x85",    /* a control character of C1 */
		"abc\xE2\x80\xAE"
		"gpj", /* right-to-left override */
		"a\xE2\x80\x8B"
		"b",                /* zero width space */
		"a\xE2\x80\x8F",    /* right-to-left mark */
		"\xE2\x81\xA6x",    /* isolate */
		"\xEF\xBB\xBFx",    /* byte order mark */
		"x\xD8\x9C",        /* Arabic letter mark */
		"\xF3\xA0\x81\x81", /* a tag character */
		"\xE2\x80\xA8",     /* line separator */
		"\xC0\xAF",         /* overlong */
		"\xED\xA0\x80",     /* surrogate */
		"\xF4\x90\x80\x80", /* beyond Unicode */
		"\xE2\x82",         /* cut off */
		"\x80",             /* a tail without head */
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(with_name(bad[i]), RESULT_BAD_FRAME);
}

static void names_of_all_peoples_are_taken(void **state)
{
	static const char *const good[] = {"", "J\xC3\xBCrgen M\xC3\xBCller",
	                                   "\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x8D", "\xD7\x93\xD7\x95\xD7\x93",
	                                   "\xF0\x9F\x98\x80 Kim"};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(with_name(good[i]), RESULT_OK);
}

static void nothing_hides_behind_a_nul(void **state)
{
	(void)state;
	/* name = "a\0b" in a profile of version 1 */
	assert_false(accepts(NULL, BYTES(0x12, 0x09, 0x08, 1, 0x10, 1, 0x22, 3, 'a', 0, 'b')));
	assert_true(accepts(NULL, BYTES(0x12, 0x09, 0x08, 1, 0x10, 1, 0x22, 3, 'a', 'x', 'b')));
}

static void line_ends_are_for_notice_and_chat_alone(void **state)
{
	wire_Message message = {.which_what = wire_Message_chat_tag, .what.chat.text = "one\n\ttwo"};
	(void)state;
	assert_int_equal(round_trip(&message), RESULT_OK);
	strcpy(message.what.chat.text, "one\rtwo");
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = profile();
	strcpy(message.what.profile.notice, "\x1B");
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = profile();
	strcpy(message.what.profile.computer, "pc\n");
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
}

static void secrets_of_the_wrong_length_are_refused(void **state)
{
	wire_Message message = {.which_what = wire_Message_introduce_tag};
	(void)state;
	message.what.introduce = (wire_Introduce){.peer = 4, .secret.size = 31};
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message.what.introduce.secret.size = 32;
	assert_int_equal(round_trip(&message), RESULT_OK);
	message.what.introduce.peer = 0;
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = (wire_Message){.which_what = wire_Message_stream_key_tag, .what.stream_key.base_key.size = 63};
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message.what.stream_key = (wire_StreamKey){.lane = 3, .base_key.size = 64};
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
}

static void values_over_their_bound_are_refused(void **state)
{
	wire_Message message = {.which_what = wire_Message_need_start_tag, .what.need_start.lane = 3};
	(void)state;
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = (wire_Message){.which_what = wire_Message_share_tag, .what.share.width = 16385};
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message.what.share.width = 16384;
	strcpy(message.what.share.layout, "de nodeadkeys");
	assert_int_equal(round_trip(&message), RESULT_OK);
	strcpy(message.what.share.layout, "de\nus");
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = profile();
	message.what.profile.participant.size = 15;
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
	message = profile();
	message.what.profile.floor = 2;
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
}

static void the_largest_messages_fit_their_bound(void **state)
{
	wire_Message message = profile();
	(void)state;
	memset(message.what.profile.notice, 'n', MESSAGE_NOTICE_BYTES_MAX);
	assert_int_equal(round_trip(&message), RESULT_OK);
	memset(&message, 0, sizeof message);
	message.which_what = wire_Message_roster_tag;
	message.what.roster.entries_count = 32;
	for (size_t i = 0; i < 32; i++) {
		wire_RosterEntry *entry = &message.what.roster.entries[i];
		*entry = (wire_RosterEntry){
			.peer = 0xFFFE, .role = wire_Role_ROLE_CLIENT, .shares = true, .participant.size = 16};
		memset(entry->name, 'n', sizeof entry->name - 1);
		memset(entry->computer, 'c', sizeof entry->computer - 1);
	}
	assert_int_equal(round_trip(&message), RESULT_OK);
	message.what.roster.entries[31].name[5] = '\n';
	assert_int_equal(round_trip(&message), RESULT_BAD_FRAME);
}

static void text_longer_than_its_field_is_refused(void **state)
{
	uint8_t bytes[12 + 200] = {0x12, 0xA9, 0x01, 0x08, 1, 0x10, 1, 0x22, 162, 0x01};
	(void)state;
	memset(bytes + 10, 'n', 162);
	bytes[1] = 0x80 | (168 & 0x7F), bytes[2] = 1;
	bytes[8] = 0x80 | (161 & 0x7F), bytes[9] = 1;
	assert_false(accepts(NULL, (struct bytes){bytes, 3 + 168}));
	bytes[1] = 0x80 | (167 & 0x7F);
	bytes[8] = 0x80 | (160 & 0x7F);
	assert_true(accepts(NULL, (struct bytes){bytes, 3 + 167}));
}

static void out_is_untouched_by_a_failure(void **state)
{
	wire_Message out = {.id = 99};
	(void)state;
	assert_int_equal(message_decode(BYTES(0x08), &out), RESULT_BAD_FRAME);
	assert_int_equal(out.id, 99);
}

static void noise_and_flipped_bits_do_no_harm(void **state)
{
	static uint8_t bytes[400];
	struct noise noise = noise_start(3);
	wire_Message message = profile();
	struct bytes valid = encoded(&message);
	int good = 0;
	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t size = noise_below(&noise, sizeof bytes);
		noise_fill(&noise, bytes, size);
		if (i % 2) {
			size = valid.size;
			memcpy(bytes, valid.data, size);
			bytes[noise_below(&noise, (uint32_t)size)] ^= (uint8_t)(1u << noise_below(&noise, 8));
		}
		good += accepts(NULL, (struct bytes){bytes, size});
	}
	assert_true(good > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profile_has_the_expected_bytes),
		cmocka_unit_test(profile_is_read_field_by_field),
		cmocka_unit_test(stream_key_has_the_expected_bytes),
		cmocka_unit_test(profile_is_refused_at_most_prefixes_and_never_read_past_its_end),
		cmocka_unit_test(message_of_an_unknown_kind_is_skipped),
		cmocka_unit_test(every_kind_of_message_comes_back),
		cmocka_unit_test(names_that_could_deceive_are_refused),
		cmocka_unit_test(names_of_all_peoples_are_taken),
		cmocka_unit_test(nothing_hides_behind_a_nul),
		cmocka_unit_test(line_ends_are_for_notice_and_chat_alone),
		cmocka_unit_test(share_says_to_whom_and_since_when),
		cmocka_unit_test(clip_has_the_expected_bytes),
		cmocka_unit_test(clip_that_is_no_piece_of_a_text_is_refused),
		cmocka_unit_test(secrets_of_the_wrong_length_are_refused),
		cmocka_unit_test(values_over_their_bound_are_refused),
		cmocka_unit_test(the_largest_messages_fit_their_bound),
		cmocka_unit_test(text_longer_than_its_field_is_refused),
		cmocka_unit_test(out_is_untouched_by_a_failure),
		cmocka_unit_test(noise_and_flipped_bits_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
