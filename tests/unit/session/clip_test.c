/* A text on its way to one person, and from one: each rule of clip.h by a table. */
#include "support/unit.h"

#include "session/clip.h"

#include <string.h>

static const struct clip_right none = {0}, as_controller = {.turn = 7},
							   as_sharer = {.is_sharer = true, .turn = 7};

static wire_Clip piece_of(uint32_t id, uint32_t total, uint32_t offset, uint32_t size,
                          struct clip_right right)
{
	wire_Clip piece = {
		.id = id, .turn = right.turn, .is_sharer = right.is_sharer, .total = total, .offset = offset};

	piece.text.size = (pb_size_t)size;
	memset(piece.text.bytes, 'a' + (int)(offset % 26), size);
	return piece;
}

static void only_a_right_that_is_another_one_is_new(void **state)
{
	static const struct {
		struct clip_right before, now;
		bool is_new;
	} rows[] = {
		{{0}, {0}, false},
		{{0}, {.turn = 1}, true},
		{{.turn = 1}, {.turn = 1}, false},
		{{.turn = 1}, {.turn = 2}, true},
		{{.turn = 1}, {.is_sharer = true, .turn = 1}, true},
		{{.turn = 1}, {0}, false},
		{{.is_sharer = true}, {0}, false},
		{{0}, {.is_sharer = true}, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct clip_out out = {0};
		clip_out_set_right(&out, rows[i].before);
		assert_int_equal(clip_out_set_right(&out, rows[i].now), rows[i].is_new);
	}
}

static void a_text_goes_in_pieces_that_come_out_as_the_text(void **state)
{
	static uint8_t text[10001];
	struct clip_out out = {0};
	struct clip_in in = {0};
	wire_Clip piece;
	int pieces = 0;
	enum result result = RESULT_NEED_MORE;

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)('a' + i % 23);
	clip_out_set_right(&out, as_sharer);
	clip_out_start(&out, 5);
	while (clip_out_next(&out, (struct bytes){text, sizeof text}, &piece)) {
		assert_int_equal(result, RESULT_NEED_MORE);
		assert_int_equal(piece.id, 5);
		assert_int_equal(piece.total, sizeof text);
		assert_true(piece.is_sharer);
		assert_int_equal(piece.turn, 7);
		result = clip_in_take(&in, &piece, as_sharer);
		clip_out_sent(&out, &piece);
		pieces++;
	}
	assert_int_equal(pieces, 3);
	assert_int_equal(result, RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&in.text), (struct bytes){text, sizeof text}));
	clip_in_finish(&in);
}

static void nothing_goes_without_a_right_or_after_it_has_changed(void **state)
{
	struct bytes text = bytes_of_text("text");
	struct clip_out out = {0};
	wire_Clip piece;

	(void)state;
	clip_out_start(&out, 1);
	assert_false(clip_out_next(&out, text, &piece));
	clip_out_set_right(&out, as_controller);
	assert_false(clip_out_next(&out, text, &piece)); /* it was copied before */
	clip_out_start(&out, 2);
	assert_true(clip_out_next(&out, text, &piece));
	clip_out_set_right(&out, none);
	clip_out_set_right(&out, as_controller);
	assert_false(clip_out_next(&out, text, &piece));
}

static void what_begins_a_text_is_taken_and_nothing_else(void **state)
{
	static const struct {
		uint32_t id, offset;
		bool is_sharer;
		uint32_t turn;
		struct clip_right now;
		enum result result;
	} rows[] = {
		{1, 0, false, 7, {.turn = 7}, RESULT_OK},
		{1, 0, true, 7, {.is_sharer = true, .turn = 7}, RESULT_OK},
		{1, 0, false, 7, {0}, RESULT_NEED_MORE},         /* no right */
		{1, 0, false, 0, {0}, RESULT_NEED_MORE},         /* nor does saying so make one */
		{1, 0, false, 6, {.turn = 7}, RESULT_NEED_MORE}, /* of an older grant */
		{1, 0, false, 8, {.turn = 7}, RESULT_NEED_MORE}, /* of one that is not known */
		{1, 0, true, 7, {.turn = 7}, RESULT_NEED_MORE},  /* by another right */
		{1, 4, false, 7, {.turn = 7}, RESULT_NEED_MORE}, /* from the middle */
		{0, 0, false, 7, {.turn = 7}, RESULT_NEED_MORE}, /* ids begin at 1 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct clip_in in = {0};
		struct clip_right said = {.is_sharer = rows[i].is_sharer, .turn = rows[i].turn};
		wire_Clip piece = piece_of(rows[i].id, rows[i].offset + 4, rows[i].offset, 4, said);
		assert_int_equal(clip_in_take(&in, &piece, rows[i].now), rows[i].result);
		clip_in_finish(&in);
	}
}

static void what_goes_on_must_fit(void **state)
{
	static const struct {
		uint32_t id, total, offset;
		uint32_t turn; /* said, and now */
		bool is_good;
	} rows[] = {
		{3, 8, 4, 7, true},  {3, 8, 0, 7, false}, /* again */
		{3, 8, 5, 7, false},                      /* one is missing */
		{3, 9, 4, 7, false},                      /* another length */
		{3, 8, 4, 8, false},                      /* the right has changed in between */
		{2, 8, 4, 7, false},                      /* of an older text: the newer goes on, see below */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct clip_in in = {0};
		struct clip_right now = {.turn = rows[i].turn};
		wire_Clip first = piece_of(3, 8, 0, 4, as_controller), next;
		assert_int_equal(clip_in_take(&in, &first, as_controller), RESULT_NEED_MORE);
		next = piece_of(rows[i].id, rows[i].total, rows[i].offset, rows[i].total - rows[i].offset < 4 ? 3 : 4,
		                now);
		assert_int_equal(clip_in_take(&in, &next, now), rows[i].is_good ? RESULT_OK : RESULT_NEED_MORE);
		next = piece_of(3, 8, 4, 4, as_controller);
		bool may_still_end = rows[i].id < 3;
		assert_int_equal(clip_in_take(&in, &next, as_controller),
		                 may_still_end ? RESULT_OK : RESULT_NEED_MORE);
		clip_in_finish(&in);
	}
}

static void a_newer_text_ends_an_unfinished_one(void **state)
{
	struct clip_in in = {0};
	wire_Clip old = piece_of(1, 8, 0, 4, as_controller), new = piece_of(2, 4, 0, 4, as_controller);
	wire_Clip late = piece_of(1, 8, 4, 4, as_controller);

	(void)state;
	assert_int_equal(clip_in_take(&in, &old, as_controller), RESULT_NEED_MORE);
	assert_int_equal(clip_in_take(&in, &new, as_controller), RESULT_OK);
	assert_int_equal(buffer_bytes(&in.text).size, 4);
	clip_in_drop(&in);
	assert_int_equal(clip_in_take(&in, &late, as_controller), RESULT_NEED_MORE);
	assert_int_equal(clip_in_take(&in, &new, as_controller), RESULT_NEED_MORE); /* never twice */
	clip_in_finish(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_right_that_is_another_one_is_new),
		cmocka_unit_test(a_text_goes_in_pieces_that_come_out_as_the_text),
		cmocka_unit_test(nothing_goes_without_a_right_or_after_it_has_changed),
		cmocka_unit_test(what_begins_a_text_is_taken_and_nothing_else),
		cmocka_unit_test(what_goes_on_must_fit),
		cmocka_unit_test(a_newer_text_ends_an_unfinished_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
