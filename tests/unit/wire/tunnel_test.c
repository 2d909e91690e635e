#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/tunnel.h"

#include <stdio.h>
#include <string.h>

#define ID "000102030405060708090a0b0c0d0e0f"

static struct tunnel_ask ask;

static enum result judge(const char *request)
{
	struct http_head head;
	assert_int_equal(http_head_decode(bytes_of_text(request), &head), RESULT_OK);
	return tunnel_ask_decode(&head, &ask);
}

/* A request with this line, field and further fields. */
static enum result judge_parts(const char *line, const char *field, const char *more)
{
	char text[600];
	snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: a\r\n%s\r\n%s\r\n", line, field, more);
	return judge(text);
}

static enum result judge_field(const char *value)
{
	char field[200];
	snprintf(field, sizeof field, "Lotse-Tunnel: %s", value);
	return judge_parts("GET /tunnel/poll?1", field, "");
}

/* --- requests
 * -------------------------------------------------------------------------------------------------------------
 */

static void request_is_read_field_by_field(void **state)
{
	(void)state;
	assert_int_equal(
		judge_parts("POST /tunnel/up?7-x", "lotse-tunnel: " ID " 7 8 9 2", "Content-Length: 131072\r\n"),
		RESULT_OK);
	assert_int_equal(ask.verb, TUNNEL_UP);
	for (int i = 0; i < TUNNEL_ID_BYTES; i++)
		assert_int_equal(ask.id[i], i);
	assert_int_equal(ask.number, 7);
	assert_int_equal(ask.up, 8);
	assert_int_equal(ask.down, 9);
	assert_int_equal(ask.flags, TUNNEL_LAST);
}

static void each_path_has_its_method(void **state)
{
	static const struct {
		const char *line;
		enum tunnel_verb verb;
	} lines[] = {{"POST /tunnel/open?1", TUNNEL_OPEN},    {"POST /tunnel/up", TUNNEL_UP},
	             {"GET /tunnel/stream?1", TUNNEL_STREAM}, {"GET /tunnel/poll?x", TUNNEL_POLL},
	             {"GET /tunnel/open?1", TUNNEL_NONE},     {"POST /tunnel/poll?1", TUNNEL_NONE},
	             {"HEAD /tunnel/stream", TUNNEL_NONE},    {"GET /tunnel/", TUNNEL_NONE},
	             {"GET /tunnel/poll/", TUNNEL_NONE},      {"GET /tunnel/pol", TUNNEL_NONE}};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		enum result result = judge_parts(lines[i].line, "Lotse-Tunnel: " ID " 1 0 0 0", "");
		assert_int_equal(result, lines[i].verb ? RESULT_OK : RESULT_BAD_FRAME);
		if (result == RESULT_OK)
			assert_int_equal(ask.verb, lines[i].verb);
	}
}

static void numbers_have_one_spelling_and_bounds(void **state)
{
	(void)state;
	assert_int_equal(judge_field(ID " 4294967295 9223372036854775807 9223372036854775807 3"), RESULT_OK);
	assert_int_equal(ask.number, UINT32_MAX);
	assert_int_equal(ask.up, INT64_MAX);
	static const char *const bad[] = {
		"",
		ID,
		ID " 1 2 3",
		ID " 1 2 3 ",
		ID " 1 2 3 0x",
		ID "  1 2 3 0",
		ID " 01 2 3 0",
		ID " 1 -2 3 0",
		ID " 1 +2 3 0",
		ID " 4294967296 2 3 0",
		ID " 1 9223372036854775808 3 0",
		ID " 1 2 18446744073709551616 0",
		ID " 1 2 3 4",
		ID "\t1 2 3 0",
		"000102030405060708090A0B0C0D0E0F 1 2 3 0",
		"000102030405060708090a0b0c0d0e0 1 2 3 0",
		"x" ID " 1 2 3 0",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(judge_field(bad[i]), RESULT_BAD_FRAME);
}

static void a_field_that_is_there_twice_or_not_at_all_is_refused(void **state)
{
	(void)state;
	assert_int_equal(judge_parts("GET /tunnel/poll", "X: y", ""), RESULT_BAD_FRAME);
	assert_int_equal(
		judge_parts("GET /tunnel/poll", "Lotse-Tunnel: " ID " 1 0 0 0", "Lotse-Tunnel: " ID " 2 0 0 0\r\n"),
		RESULT_BAD_FRAME);
}

static void bodies_have_a_length_within_bounds(void **state)
{
	const char *field = "Lotse-Tunnel: " ID " 1 0 0 0";
	(void)state;
	assert_int_equal(judge_parts("POST /tunnel/up", field, "Content-Length: 131073\r\n"), RESULT_TOO_LARGE);
	assert_int_equal(judge_parts("POST /tunnel/up", field, "Transfer-Encoding: chunked\r\n"),
	                 RESULT_UNSUPPORTED);
	assert_int_equal(judge_parts("POST /tunnel/open", field, "Content-Length: 1\r\n"), RESULT_BAD_FRAME);
	assert_int_equal(judge_parts("GET /tunnel/poll", field, "Content-Length: 1\r\n"), RESULT_BAD_FRAME);
	assert_int_equal(judge_parts("GET /tunnel/poll", field, "Content-Length: 0\r\n"), RESULT_OK);
}

static void what_is_written_is_read_again(void **state)
{
	uint8_t target[TUNNEL_TARGET_BYTES_MAX], field[TUNNEL_FIELD_BYTES_MAX];
	char text[400];
	struct tunnel_ask wish = {.number = UINT32_MAX, .up = INT64_MAX, .down = INT64_MAX, .flags = 3};
	(void)state;
	memset(wish.id, 0xA5, sizeof wish.id);
	for (int verb = TUNNEL_OPEN; verb < TUNNEL_VERBS; verb++) {
		struct writer t = writer_into(target, sizeof target), f = writer_into(field, sizeof field);
		wish.verb = (enum tunnel_verb)verb;
		tunnel_target_encode(&wish, 0xFFFFFFFF, &t);
		tunnel_field_encode(&wish, &f);
		assert_false(t.failed || f.failed);
		snprintf(text, sizeof text, "%s %.*s HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: %.*s\r\n\r\n",
		         tunnel_method(wish.verb), (int)t.size, (char *)target, (int)f.size, (char *)field);
		assert_int_equal(judge(text), RESULT_OK);
		assert_memory_equal(&ask, &wish, sizeof ask);
	}
}

static void pages_are_not_the_tunnels(void **state)
{
	(void)state;
	assert_true(tunnel_is_target(bytes_of_text("/tunnel")));
	assert_true(tunnel_is_target(bytes_of_text("/tunnel?x")));
	assert_true(tunnel_is_target(bytes_of_text("/tunnel/up?1")));
	assert_false(tunnel_is_target(bytes_of_text("/tunnels")));
	assert_false(tunnel_is_target(bytes_of_text("/")));
	assert_false(tunnel_is_target(bytes_of_text("/list")));
}

/* --- answers
 * --------------------------------------------------------------------------------------------------------------
 */

static const uint8_t example[] = {
	1, 0, 0, 20,                               /* START */
	0, 0, 0, 7,                                /* of request 7 */
	0, 0, 0, 0,  0,   0,   1,   2,             /* down 258 */
	0, 0, 0, 0,  0,   0,   0,   9,             /* up 9 */
	2, 0, 0, 3,  'a', 'b', 'c',                /* DATA */
	3, 0, 0, 0,                                /* IDLE */
	9, 0, 0, 2,  'x', 'x',                     /* of a kind to come */
	2, 0, 0, 1,  'd',                          /* DATA */
	4, 0, 0, 8,  0,   0,   0,   0, 0, 0, 1, 6, /* LAST at 262 */
};

struct heard {
	char data[16];
	size_t size;
	int starts, idles;
	uint64_t last;
};

static enum result hear(struct tunnel_reader *reader, struct bytes piece, struct heard *heard)
{
	struct tunnel_block block;
	enum result result;
	while ((result = tunnel_reader_next(reader, &piece, &block)) == RESULT_OK) {
		if (block.kind == TUNNEL_BLOCK_START) {
			heard->starts++;
			assert_int_equal(block.start.number, 7);
			assert_int_equal(block.start.down, 258);
			assert_int_equal(block.start.up, 9);
		} else if (block.kind == TUNNEL_BLOCK_DATA) {
			assert_true(heard->size + block.data.size <= sizeof heard->data);
			memcpy(heard->data + heard->size, block.data.data, block.data.size);
			heard->size += block.data.size;
		} else if (block.kind == TUNNEL_BLOCK_IDLE) {
			heard->idles++;
		} else {
			assert_int_equal(block.kind, TUNNEL_BLOCK_LAST);
			heard->last = block.place;
		}
	}
	return result;
}

static void blocks_are_read_in_pieces_of_any_size(void **state)
{
	(void)state;
	for (size_t piece = 1; piece <= sizeof example; piece++) {
		struct tunnel_reader reader = {0};
		struct heard heard = {0};
		for (size_t at = 0; at < sizeof example; at += piece) {
			size_t size = sizeof example - at < piece ? sizeof example - at : piece;
			uint8_t *copy = guarded_copy((struct bytes){example + at, size});
			assert_int_equal(hear(&reader, (struct bytes){copy, size}, &heard), RESULT_NEED_MORE);
			guarded_free(copy);
		}
		assert_int_equal(heard.starts, 1);
		assert_int_equal(heard.idles, 1);
		assert_int_equal(heard.size, 4);
		assert_memory_equal(heard.data, "abcd", 4);
		assert_int_equal(heard.last, 262);
	}
}

static void blocks_are_written_byte_by_byte(void **state)
{
	uint8_t bytes[sizeof example];
	struct writer w = writer_into(bytes, sizeof bytes);
	(void)state;
	tunnel_start_encode(&(struct tunnel_start){7, 258, 9}, &w);
	tunnel_header_encode(TUNNEL_BLOCK_DATA, 3, &w);
	write_bytes(&w, bytes_of_text("abc"));
	tunnel_header_encode(TUNNEL_BLOCK_IDLE, 0, &w);
	assert_memory_equal(bytes, example, w.size);
	size_t before = w.size;
	tunnel_place_encode(TUNNEL_BLOCK_LAST, 262, &w);
	assert_false(w.failed);
	assert_memory_equal(bytes + before, example + sizeof example - 12, 12);
}

static bool has_last(void *context, struct bytes input)
{
	struct tunnel_reader reader = {0};
	struct heard heard = {0};
	(void)context;
	return hear(&reader, input, &heard) == RESULT_NEED_MORE && heard.last > 0;
}

static void no_part_of_an_answer_is_taken_for_all_of_it(void **state)
{
	struct bytes all = {example, sizeof example};
	(void)state;
	assert_true(prefixes_whole_is_accepted(all, has_last, NULL));
	assert_int_equal(prefixes_accepted(all, has_last, NULL), 0);
}

static enum result hear_text(const void *bytes, size_t size)
{
	struct tunnel_reader reader = {0};
	struct heard heard = {0};
	enum result result = hear(&reader, (struct bytes){bytes, size}, &heard);
	if (result == RESULT_BAD_FRAME) /* for good */
		assert_int_equal(hear(&reader, (struct bytes){example, sizeof example}, &heard), RESULT_BAD_FRAME);
	return result;
}

static void other_answers_are_known_by_their_first_bytes(void **state)
{
	static const uint8_t data_first[] = {2, 0, 0, 1, 'a'}, short_start[] = {1, 0, 0, 19};
	uint8_t twice[sizeof example + 24], long_last[sizeof example];
	(void)state;
	assert_int_equal(hear_text("<html>", 6), RESULT_BAD_FRAME);
	assert_int_equal(hear_text(data_first, sizeof data_first), RESULT_BAD_FRAME);
	memcpy(twice, example, 24);
	memcpy(twice + 24, example, sizeof example);
	assert_int_equal(hear_text(twice, sizeof twice), RESULT_BAD_FRAME);
	memcpy(twice, short_start, sizeof short_start);
	assert_int_equal(hear_text(twice, sizeof twice), RESULT_BAD_FRAME);
	memcpy(long_last, example, sizeof example);
	long_last[sizeof example - 9] = 9; /* LAST's size */
	assert_int_equal(hear_text(long_last, sizeof long_last), RESULT_BAD_FRAME);
	memcpy(long_last, example, sizeof example);
	long_last[sizeof example - 8] = 0x80; /* a place that no stream has */
	assert_int_equal(hear_text(long_last, sizeof long_last), RESULT_BAD_FRAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_is_read_field_by_field),
		cmocka_unit_test(each_path_has_its_method),
		cmocka_unit_test(numbers_have_one_spelling_and_bounds),
		cmocka_unit_test(a_field_that_is_there_twice_or_not_at_all_is_refused),
		cmocka_unit_test(bodies_have_a_length_within_bounds),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(pages_are_not_the_tunnels),
		cmocka_unit_test(blocks_are_read_in_pieces_of_any_size),
		cmocka_unit_test(blocks_are_written_byte_by_byte),
		cmocka_unit_test(no_part_of_an_answer_is_taken_for_all_of_it),
		cmocka_unit_test(other_answers_are_known_by_their_first_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
