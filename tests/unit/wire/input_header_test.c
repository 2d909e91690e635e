#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/input_header.h"

#include <string.h>

#define HEAD(kind, flags, mod_hi, mod_lo) (kind), (flags), (mod_hi), (mod_lo), 0, 0, 0, 7, 0, 0, 1, 2

struct example {
	struct input_event event;
	uint8_t bytes[24];
	size_t size;
};

/* All with generation 7 and screen state 258. */
static const struct example examples[] = {
	{{.kind = INPUT_MOVE, .x_px = 258, .y_px = -2}, {HEAD(1, 0, 0, 0), 0x01, 0x02, 0xFF, 0xFE}, 16},
	{{.kind = INPUT_BUTTON, .code = 3, .is_down = true, .modifiers = INPUT_LEFT_CTRL, .x_px = 1, .y_px = 2},
     {HEAD(2, 1, 0, 1), 0, 1, 0, 2, 3},
     17},
	{{.kind = INPUT_BUTTON, .code = 9, .x_px = 1, .y_px = 2}, {HEAD(2, 0, 0, 0), 0, 1, 0, 2, 9}, 17},
	{{.kind = INPUT_WHEEL, .x_px = 1, .y_px = 2, .wheel_x = -1, .wheel_y = 3},
     {HEAD(3, 0, 0, 0), 0, 1, 0, 2, 0xFF, 0xFF, 0, 3},
     20},
	{{.kind = INPUT_KEY, .code = 4, .is_down = true, .modifiers = INPUT_NUM_LOCK}, {HEAD(4, 1, 2, 0), 4}, 13},
	{{.kind = INPUT_TEXT,
      .text = "\xC3\xA4"
              "b"},
     {HEAD(5, 0, 0, 0), 0xC3, 0xA4, 'b'},
     15},
	{{.kind = INPUT_RELEASE_ALL}, {HEAD(6, 0, 0, 0)}, 12},
	{{.kind = INPUT_STILL_HELD}, {HEAD(7, 0, 0, 0)}, 12},
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static bool accepts(void *context, struct bytes input)
{
	struct input_header out;
	(void)context;
	return input_header_decode(input, &out) == RESULT_OK;
}

static bool accepts_changed(size_t example, size_t at, uint8_t value)
{
	uint8_t bytes[24];
	memcpy(bytes, examples[example].bytes, sizeof bytes);
	bytes[at] = value;
	return accepts(NULL, (struct bytes){bytes, examples[example].size});
}

static void events_have_the_expected_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		uint8_t memory[INPUT_HEADER_BYTES_MAX];
		struct input_header input = {.generation = 7, .screen_state = 258, .event = examples[i].event};
		struct writer w = writer_into(memory, sizeof memory);
		input_header_encode(&input, &w);
		assert_int_equal(w.size, examples[i].size);
		assert_memory_equal(memory, examples[i].bytes, w.size);
	}
}

static void events_are_read_field_by_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		struct input_header out;
		const struct input_event *expected = &examples[i].event;
		assert_int_equal(input_header_decode((struct bytes){examples[i].bytes, examples[i].size}, &out),
		                 RESULT_OK);
		assert_int_equal(out.generation, 7);
		assert_int_equal(out.screen_state, 258);
		assert_int_equal(out.event.kind, expected->kind);
		assert_int_equal(out.event.is_down, expected->is_down);
		assert_int_equal(out.event.code, expected->code);
		assert_int_equal(out.event.modifiers, expected->modifiers);
		assert_int_equal(out.event.x_px, expected->x_px);
		assert_int_equal(out.event.y_px, expected->y_px);
		assert_int_equal(out.event.wheel_x, expected->wheel_x);
		assert_int_equal(out.event.wheel_y, expected->wheel_y);
		assert_string_equal(out.event.text, expected->text);
	}
}

static void short_and_long_events_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		struct bytes whole = {examples[i].bytes, examples[i].size};
		bool is_text = examples[i].event.kind == INPUT_TEXT;
		assert_true(prefixes_whole_is_accepted(whole, accepts, NULL));
		/* text may end anywhere between two characters: here after the first */
		assert_int_equal(prefixes_accepted(whole, accepts, NULL), is_text ? 1 : 0);
		assert_int_equal(accepts(NULL, (struct bytes){whole.data, whole.size + 1}), false);
	}
}

static void f12_can_not_be_sent(void **state)
{
	(void)state;
	assert_false(accepts_changed(4, 12, INPUT_KEY_F12));
	assert_true(accepts_changed(4, 12, INPUT_KEY_F12 + 1));
}

static void values_out_of_range_are_refused(void **state)
{
	(void)state;
	assert_false(accepts_changed(0, 0, 0));    /* no kind */
	assert_false(accepts_changed(6, 0, 8));    /* an unknown one */
	assert_false(accepts_changed(6, 0, 255));  /* another */
	assert_false(accepts_changed(4, 12, 0));   /* no key */
	assert_false(accepts_changed(1, 16, 0));   /* no button */
	assert_false(accepts_changed(1, 16, 4));   /* what is the wheel elsewhere */
	assert_false(accepts_changed(1, 16, 10));  /* too high */
	assert_false(accepts_changed(0, 1, 1));    /* a move that is down */
	assert_false(accepts_changed(4, 1, 2));    /* an unknown flag */
	assert_false(accepts_changed(4, 2, 0x04)); /* an unknown modifier */
	assert_false(accepts_changed(3, 19, 101)); /* more notches than a hand can turn */
	assert_true(accepts_changed(3, 19, 100));
	assert_false(accepts_changed(5, 12, 0x1B)); /* text with an escape */
	assert_false(accepts_changed(5, 14, 0));    /* text with a NUL */
}

static void text_may_be_31_bytes_and_not_none_or_32(void **state)
{
	uint8_t bytes[12 + 32];
	(void)state;
	memcpy(bytes, examples[5].bytes, 12);
	memset(bytes + 12, 'x', 32);
	assert_false(accepts(NULL, (struct bytes){bytes, 12}));
	assert_true(accepts(NULL, (struct bytes){bytes, 12 + 31}));
	assert_false(accepts(NULL, (struct bytes){bytes, 12 + 32}));
}

static void too_many_notches_are_cut_off_when_written(void **state)
{
	uint8_t memory[INPUT_HEADER_BYTES_MAX];
	struct input_header input = {.event = {.kind = INPUT_WHEEL, .wheel_x = -30000, .wheel_y = 30000}}, out;
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	input_header_encode(&input, &w);
	assert_int_equal(input_header_decode(writer_bytes(&w), &out), RESULT_OK);
	assert_int_equal(out.event.wheel_x, -INPUT_HEADER_WHEEL_MAX);
	assert_int_equal(out.event.wheel_y, INPUT_HEADER_WHEEL_MAX);
}

static void every_event_but_text_is_below_32_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++)
		if (examples[i].event.kind != INPUT_TEXT)
			assert_true(examples[i].size < 32);
}

static void what_noise_decodes_to_is_written_back_alike(void **state)
{
	struct noise noise = noise_start(4);
	int good = 0;
	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint8_t bytes[24], again[INPUT_HEADER_BYTES_MAX];
		struct input_header out;
		size_t size = 12 + noise_below(&noise, 9);
		noise_fill(&noise, bytes, sizeof bytes);
		bytes[0] &= 7, bytes[1] &= 1, bytes[2] &= 3;
		if (input_header_decode((struct bytes){bytes, size}, &out) != RESULT_OK)
			continue;
		struct writer w = writer_into(again, sizeof again);
		input_header_encode(&out, &w);
		assert_true(bytes_are_equal(writer_bytes(&w), (struct bytes){bytes, size}));
		good++;
	}
	assert_true(good > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_have_the_expected_bytes),
		cmocka_unit_test(events_are_read_field_by_field),
		cmocka_unit_test(short_and_long_events_are_refused),
		cmocka_unit_test(f12_can_not_be_sent),
		cmocka_unit_test(values_out_of_range_are_refused),
		cmocka_unit_test(text_may_be_31_bytes_and_not_none_or_32),
		cmocka_unit_test(too_many_notches_are_cut_off_when_written),
		cmocka_unit_test(every_event_but_text_is_below_32_bytes),
		cmocka_unit_test(what_noise_decodes_to_is_written_back_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
