#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/picture_header.h"

#include <string.h>

static const struct rect screen = {0, 0, 1920, 1080};

static const uint8_t header_bytes[] = {
	0x03,                         /* flags: start, last */
	0x84, 0x86, 0x88, 0x08,       /* counter, a varint */
	0x88, 0x8e, 0x98, 0xa8, 0x05, /* state, a varint */
	0x02,                         /* the base is one behind it */
	0x07, 0x80,                   /* width 1920 */
	0x04, 0x38,                   /* height 1080 */
	0x0c, 0x0d,                   /* time */
};

/* The same without the start, and without a base. */
static const uint8_t short_bytes[] = {0x02, 0x84, 0x86, 0x88, 0x08, 0x88, 0x8e,
                                      0x98, 0xa8, 0x05, 0x00, 0x0c, 0x0d};

static enum result decode_header(struct bytes bytes, struct picture_header *out)
{
	struct reader r = reader_over(bytes);
	return picture_header_decode(&r, out);
}

static bool accepts_header(void *context, struct bytes input)
{
	struct picture_header h;
	(void)context;
	return decode_header(input, &h) == RESULT_OK;
}

/* The header with one byte replaced. */
static enum result header_with(size_t place, uint8_t value)
{
	uint8_t changed[sizeof header_bytes];
	struct picture_header h;
	memcpy(changed, header_bytes, sizeof changed);
	changed[place] = value;
	return decode_header((struct bytes){changed, sizeof changed}, &h);
}

static void header_is_read_field_by_field(void **state)
{
	(void)state;
	struct picture_header h;
	assert_int_equal(decode_header((struct bytes){header_bytes, sizeof header_bytes}, &h), RESULT_OK);
	assert_int_equal(h.counter, 0x01020304);
	assert_int_equal(h.flags, PICTURE_START | PICTURE_LAST);
	assert_int_equal(h.state, 0x55060708);
	assert_int_equal(h.base, 0x55060707);
	assert_int_equal(h.width_px, 1920);
	assert_int_equal(h.height_px, 1080);
	assert_int_equal(h.time_ms, 0x0c0d);
	assert_int_equal(decode_header((struct bytes){short_bytes, sizeof short_bytes}, &h), RESULT_OK);
	assert_int_equal(h.flags, PICTURE_LAST);
	assert_int_equal(h.state, 0x55060708);
	assert_int_equal(h.base, 0);
	assert_int_equal(h.width_px, 0);
	assert_int_equal(h.time_ms, 0x0c0d);
}

static void header_is_written_as_it_is_read(void **state)
{
	(void)state;
	struct picture_header h;
	uint8_t out[sizeof header_bytes];
	struct writer w = writer_into(out, sizeof out);
	decode_header((struct bytes){header_bytes, sizeof header_bytes}, &h);
	picture_header_encode(&w, &h);
	assert_false(w.failed);
	assert_memory_equal(out, header_bytes, sizeof out);
	assert_int_equal(picture_header_bytes(&h), sizeof header_bytes);
	w = writer_into(out, sizeof out);
	decode_header((struct bytes){short_bytes, sizeof short_bytes}, &h);
	picture_header_encode(&w, &h);
	assert_int_equal(w.size, sizeof short_bytes);
	assert_memory_equal(out, short_bytes, sizeof short_bytes);
}

static void header_that_is_cut_is_refused(void **state)
{
	(void)state;
	struct bytes whole = {header_bytes, sizeof header_bytes};
	assert_true(prefixes_whole_is_accepted(whole, accepts_header, NULL));
	assert_int_equal(prefixes_accepted(whole, accepts_header, NULL), 0);
}

static void header_out_of_range_is_refused(void **state)
{
	(void)state;
	uint8_t none[sizeof header_bytes];
	struct picture_header h;
	assert_int_equal(header_with(0, 7), RESULT_BAD_FRAME);     /* a flag that does not exist */
	assert_int_equal(header_with(11, 0x50), RESULT_BAD_FRAME); /* wider than an image may be */
	assert_int_equal(header_with(13, 0x3f), RESULT_TOO_LARGE); /* 1920 x 16184 */
	memcpy(none, header_bytes, sizeof none);
	memset(none + 13, 0, 2);
	assert_int_equal(decode_header((struct bytes){none, sizeof none}, &h), RESULT_BAD_FRAME); /* no height */
}

static enum result decode_states(uint8_t to, uint8_t behind, struct picture_header *h)
{
	const uint8_t bytes[] = {0, 1, to, behind, 0, 0};
	return decode_header((struct bytes){bytes, sizeof bytes}, h);
}

static void states_out_of_range_are_refused(void **state)
{
	(void)state;
	struct picture_header h;
	assert_int_equal(decode_states(0, 0, &h), RESULT_BAD_FRAME); /* state 0 */
	assert_int_equal(decode_states(3, 4, &h), RESULT_BAD_FRAME); /* a base before the first */
	assert_int_equal(decode_states(3, 3, &h), RESULT_OK);
	assert_int_equal(h.base, 1);
	assert_int_equal(decode_states(3, 1, &h), RESULT_OK);
	assert_int_equal(h.base, 3);
}

static void part_is_written_and_read_as_kind_size_body(void **state)
{
	(void)state;
	static const uint8_t body[200] = {9, 8, 7};
	uint8_t out[256];
	struct writer w = writer_into(out, sizeof out);
	picture_part_encode(&w, &(struct picture_part){PICTURE_VP8, true, {body, sizeof body}});
	assert_int_equal(w.size, 3 + sizeof body);
	assert_int_equal(out[0], 0x82);
	assert_int_equal(out[1], 0xc8); /* 200 as a varint */
	assert_int_equal(out[2], 0x01);
	assert_memory_equal(out + 3, body, sizeof body);
	struct picture_part part;
	struct reader r = reader_over(writer_bytes(&w));
	assert_int_equal(picture_part_next(&r, &part), RESULT_OK);
	assert_int_equal(part.kind, PICTURE_VP8);
	assert_true(part.has_more);
	assert_int_equal(part.body.size, sizeof body);
	assert_ptr_equal(part.body.data, out + 3);
	assert_int_equal(picture_part_next(&r, &part), RESULT_NEED_MORE);
}

static void part_overhead_is_never_less_than_what_a_part_takes(void **state)
{
	(void)state;
	uint8_t body[400] = {0}, out[512];
	for (size_t size = 0; size <= sizeof body; size++) {
		struct writer w = writer_into(out, sizeof out);
		picture_part_encode(&w, &(struct picture_part){PICTURE_TILES, false, {body, size}});
		assert_int_equal(w.size - size, picture_part_overhead(size));
	}
}

static enum result first_part(const uint8_t *bytes, size_t size)
{
	struct picture_part part;
	struct reader r = reader_over((struct bytes){bytes, size});
	return picture_part_next(&r, &part);
}

static void unknown_part_is_refused_unless_it_is_optional(void **state)
{
	(void)state;
	static const uint8_t unknown[] = {7, 1, 0}, zero[] = {0, 0}, optional[] = {0x47, 1, 0},
						 cut[] = {0x47, 2, 0};
	static const uint8_t after_optional[] = {0x47, 1, 0, PICTURE_SHOW, 1, 0};
	assert_int_equal(first_part(unknown, sizeof unknown), RESULT_BAD_FRAME);
	assert_int_equal(first_part(zero, sizeof zero), RESULT_BAD_FRAME);
	assert_int_equal(first_part(optional, sizeof optional), RESULT_NEED_MORE);
	assert_int_equal(first_part(cut, sizeof cut), RESULT_BAD_FRAME);
	assert_int_equal(first_part(after_optional, sizeof after_optional), RESULT_OK);
}

static void only_large_kinds_may_be_split(void **state)
{
	(void)state;
	static const bool may[] = {false, true, true, false, false, true, false};
	for (uint8_t kind = PICTURE_TILES; kind <= PICTURE_CURSOR_PLACE; kind++) {
		uint8_t bytes[] = {kind | PICTURE_MORE, 1, 0};
		assert_int_equal(first_part(bytes, sizeof bytes), may[kind] ? RESULT_OK : RESULT_BAD_FRAME);
	}
}

static const uint8_t tiles_bytes[] = {
	0x01, 0x02,                         /* codec, count */
	0x20, 0x40, 0x80, 0x02, 0x40,       /* 32, 64, 256 x 64 */
	0x80, 0x0e, 0x00, 0x80, 0x01, 0x01, /* 1792, 0, 128 x 1 */
	0xaa, 0xbb,                         /* coded */
};

static void tiles_are_read_field_by_field(void **state)
{
	(void)state;
	struct picture_tiles t;
	uint8_t out[64];
	struct writer w = writer_into(out, sizeof out);
	assert_int_equal(picture_tiles_decode((struct bytes){tiles_bytes, sizeof tiles_bytes}, screen, &t),
	                 RESULT_OK);
	assert_int_equal(t.codec, 1);
	assert_int_equal(t.count, 2);
	assert_memory_equal(&t.rects[0], &((struct rect){32, 64, 256, 64}), sizeof(struct rect));
	assert_memory_equal(&t.rects[1], &((struct rect){1792, 0, 128, 1}), sizeof(struct rect));
	assert_int_equal(t.coded.size, 2);
	picture_tiles_encode(&w, &t);
	assert_int_equal(w.size, sizeof tiles_bytes - 2);
	assert_memory_equal(out, tiles_bytes, w.size);
}

static bool accepts_tiles(void *context, struct bytes input)
{
	struct picture_tiles t;
	(void)context;
	return picture_tiles_decode(input, screen, &t) == RESULT_OK;
}

static void tiles_without_all_rectangles_are_refused(void **state)
{
	(void)state;
	struct bytes without_coded = {tiles_bytes, sizeof tiles_bytes - 2};
	assert_true(prefixes_whole_is_accepted(without_coded, accepts_tiles, NULL));
	assert_int_equal(prefixes_accepted(without_coded, accepts_tiles, NULL), 0);
}

static enum result tiles_of(struct rect rect, uint8_t count)
{
	struct picture_tiles t = {.codec = 1, .count = count}, out;
	uint8_t bytes[1024];
	struct writer w = writer_into(bytes, sizeof bytes);
	for (size_t i = 0; i < count && i < PICTURE_TILES_RECTS_MAX; i++)
		t.rects[i] = rect;
	picture_tiles_encode(&w, &t);
	assert_false(w.failed);
	return picture_tiles_decode(writer_bytes(&w), screen, &out);
}

static void tiles_outside_or_too_many_are_refused(void **state)
{
	(void)state;
	assert_int_equal(tiles_of((struct rect){0, 0, 256, 64}, 16),
	                 RESULT_OK); /* exactly as many pixels as allowed */
	assert_int_equal(tiles_of((struct rect){0, 0, 256, 64}, 17), RESULT_BAD_FRAME);
	assert_int_equal(tiles_of((struct rect){0, 0, 1, 1}, 0), RESULT_BAD_FRAME);
	assert_int_equal(tiles_of((struct rect){0, 0, 1, 1}, 64), RESULT_OK);
	assert_int_equal(tiles_of((struct rect){1900, 0, 20, 1}, 1), RESULT_OK);
	assert_int_equal(tiles_of((struct rect){1900, 0, 21, 1}, 1), RESULT_BAD_FRAME);
	assert_int_equal(tiles_of((struct rect){0, 1080, 1, 1}, 1), RESULT_BAD_FRAME);
	assert_int_equal(tiles_of((struct rect){-1, 0, 1, 1}, 1), RESULT_BAD_FRAME); /* as 2^32 - 1 */
	assert_int_equal(tiles_of((struct rect){0, 0, 0, 1}, 1), RESULT_BAD_FRAME);
	assert_int_equal(tiles_of((struct rect){0, 0, 1, -5}, 1), RESULT_BAD_FRAME);
}

static enum result vp8_of(uint8_t instance, struct rect rect)
{
	struct picture_vp8 vp8 = {.instance = instance, .rect = rect}, out;
	uint8_t bytes[64];
	struct writer w = writer_into(bytes, sizeof bytes);
	picture_vp8_encode(&w, &vp8);
	return picture_vp8_decode(writer_bytes(&w), screen, &out);
}

static void vp8_is_read_field_by_field(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0x01, 0x02, 0x04, 0x40, 0xc0, 0x01, 0xcc};
	struct picture_vp8 vp8;
	assert_int_equal(picture_vp8_decode((struct bytes){bytes, sizeof bytes}, screen, &vp8), RESULT_OK);
	assert_int_equal(vp8.instance, 1);
	assert_memory_equal(&vp8.rect, &((struct rect){2, 4, 64, 192}), sizeof vp8.rect);
	assert_int_equal(vp8.coded.size, 1);
	assert_int_equal(vp8.coded.data[0], 0xcc);
}

static void vp8_out_of_range_is_refused(void **state)
{
	(void)state;
	assert_int_equal(vp8_of(0, (struct rect){2, 2, 64, 64}), RESULT_OK);
	assert_int_equal(vp8_of(PICTURE_INSTANCES, (struct rect){2, 2, 64, 64}), RESULT_BAD_FRAME);
	assert_int_equal(vp8_of(0, (struct rect){3, 2, 64, 64}), RESULT_BAD_FRAME);
	assert_int_equal(vp8_of(0, (struct rect){2, 3, 64, 64}), RESULT_BAD_FRAME);
	assert_int_equal(vp8_of(0, (struct rect){1900, 2, 64, 64}), RESULT_BAD_FRAME);
}

static void show_runs_end_with_the_body(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0x01, 0x00, 0x05, 0xac, 0x02, 0x01};
	struct picture_show show;
	uint32_t skip, take;
	assert_int_equal(picture_show_decode((struct bytes){bytes, sizeof bytes}, &show), RESULT_OK);
	assert_int_equal(show.instance, 1);
	struct reader runs = reader_over(show.runs);
	assert_true(picture_run_next(&runs, &skip, &take));
	assert_int_equal(skip, 0);
	assert_int_equal(take, 5);
	assert_true(picture_run_next(&runs, &skip, &take));
	assert_int_equal(skip, 300);
	assert_int_equal(take, 1);
	assert_false(picture_run_next(&runs, &skip, &take));
	assert_false(runs.failed);
}

static void show_run_of_nothing_or_half_a_run_fails(void **state)
{
	(void)state;
	static const uint8_t nothing[] = {1, 0}, half[] = {1};
	uint32_t skip, take;
	struct reader runs = reader_over((struct bytes){nothing, sizeof nothing});
	assert_false(picture_run_next(&runs, &skip, &take));
	assert_true(runs.failed);
	runs = reader_over((struct bytes){half, sizeof half});
	assert_false(picture_run_next(&runs, &skip, &take));
	assert_true(runs.failed);
}

static void show_for_no_instance_is_refused(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {PICTURE_INSTANCES, 0, 1};
	struct picture_show show;
	assert_int_equal(picture_show_decode((struct bytes){bytes, sizeof bytes}, &show), RESULT_BAD_FRAME);
	assert_int_equal(picture_show_decode((struct bytes){0}, &show), RESULT_BAD_FRAME);
}

static bool accepts_copy(void *context, struct bytes input)
{
	struct picture_copy c;
	(void)context;
	return picture_copy_decode(input, screen, &c) == RESULT_OK;
}

static void copy_is_read_whole_and_inside_the_screen(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0x01, 0x02, 0x80, 0x0a, 0x40, 0x80, 0x05, 0x88, 0x08};
	struct picture_copy c;
	uint8_t out[32], longer[sizeof bytes + 1] = {0};
	struct writer w = writer_into(out, sizeof out);
	assert_int_equal(picture_copy_decode((struct bytes){bytes, sizeof bytes}, screen, &c), RESULT_BAD_FRAME);
	c = (struct picture_copy){{1, 2, 1280, 64}, 640, 1016}; /* as above, one row higher: it fits */
	picture_copy_encode(&w, &c);
	assert_true(prefixes_whole_is_accepted(writer_bytes(&w), accepts_copy, NULL));
	assert_int_equal(prefixes_accepted(writer_bytes(&w), accepts_copy, NULL), 0);
	memcpy(longer, out, w.size);
	assert_int_equal(picture_copy_decode((struct bytes){longer, w.size + 1}, screen, &c), RESULT_BAD_FRAME);
}

static enum result shape_of(uint8_t width, uint8_t height, uint8_t hot_x, uint8_t hot_y, size_t coded)
{
	uint8_t bytes[8] = {width, height, hot_x, hot_y};
	struct picture_cursor_shape shape;
	return picture_cursor_shape_decode((struct bytes){bytes, 4 + coded}, &shape);
}

static void cursor_shape_out_of_range_is_refused(void **state)
{
	(void)state;
	assert_int_equal(shape_of(128, 128, 127, 127, 1), RESULT_OK);
	assert_int_equal(shape_of(0, 0, 0, 0, 0), RESULT_OK);
	assert_int_equal(shape_of(129, 1, 0, 0, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(1, 129, 0, 0, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(8, 8, 8, 0, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(8, 8, 0, 8, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(0, 8, 0, 0, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(8, 0, 0, 0, 1), RESULT_BAD_FRAME);
	assert_int_equal(shape_of(0, 0, 0, 0, 1), RESULT_BAD_FRAME); /* pixels for nothing */
}

static bool accepts_place(void *context, struct bytes input)
{
	return picture_cursor_place_decode(input, context) == RESULT_OK;
}

static void cursor_place_is_read_field_by_field(void **state)
{
	(void)state;
	static const uint8_t bytes[] = {0xff, 0xfe, 0x01, 0x00, 0x01}, other[] = {0, 0, 0, 0, 2};
	struct picture_cursor_place place;
	uint8_t out[8];
	struct writer w = writer_into(out, sizeof out);
	assert_true(prefixes_whole_is_accepted((struct bytes){bytes, sizeof bytes}, accepts_place, &place));
	assert_int_equal(place.x_px, -2);
	assert_int_equal(place.y_px, 256);
	assert_true(place.is_visible);
	assert_int_equal(prefixes_accepted((struct bytes){bytes, sizeof bytes}, accepts_place, &place), 0);
	assert_int_equal(picture_cursor_place_decode((struct bytes){other, sizeof other}, &place),
	                 RESULT_BAD_FRAME);
	picture_cursor_place_encode(&w, &place);
	assert_int_equal(w.size, sizeof bytes);
	assert_memory_equal(out, bytes, sizeof bytes);
}

/* Whatever comes, each decoder answers and stays inside. */
static void chance_bytes_are_answered(void **state)
{
	(void)state;
	struct noise noise = noise_start(3);
	for (int i = 0; i < 20000; i++) {
		uint8_t bytes[48];
		size_t size = noise_below(&noise, sizeof bytes + 1);
		noise_fill(&noise, bytes, size);
		for (size_t k = 0; k < size; k++)
			bytes[k] &= noise_below(&noise, 2) ? 0x07 : 0xff;
		uint8_t *copy = guarded_copy((struct bytes){bytes, size});
		struct bytes input = {copy, size};
		struct picture_tiles tiles;
		struct picture_vp8 vp8;
		struct picture_part part;
		struct picture_cursor_shape shape;
		struct reader r = reader_over(input);
		while (picture_part_next(&r, &part) == RESULT_OK)
			assert_true(part.body.size <= size);
		if (picture_tiles_decode(input, screen, &tiles) == RESULT_OK)
			for (size_t k = 0; k < tiles.count; k++)
				assert_true(rect_contains(screen, tiles.rects[k]));
		if (picture_vp8_decode(input, screen, &vp8) == RESULT_OK)
			assert_true(rect_contains(screen, vp8.rect));
		picture_cursor_shape_decode(input, &shape);
		accepts_copy(NULL, input);
		guarded_free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_is_read_field_by_field),
		cmocka_unit_test(header_is_written_as_it_is_read),
		cmocka_unit_test(header_that_is_cut_is_refused),
		cmocka_unit_test(header_out_of_range_is_refused),
		cmocka_unit_test(states_out_of_range_are_refused),
		cmocka_unit_test(part_is_written_and_read_as_kind_size_body),
		cmocka_unit_test(part_overhead_is_never_less_than_what_a_part_takes),
		cmocka_unit_test(unknown_part_is_refused_unless_it_is_optional),
		cmocka_unit_test(only_large_kinds_may_be_split),
		cmocka_unit_test(tiles_are_read_field_by_field),
		cmocka_unit_test(tiles_without_all_rectangles_are_refused),
		cmocka_unit_test(tiles_outside_or_too_many_are_refused),
		cmocka_unit_test(vp8_is_read_field_by_field),
		cmocka_unit_test(vp8_out_of_range_is_refused),
		cmocka_unit_test(show_runs_end_with_the_body),
		cmocka_unit_test(show_run_of_nothing_or_half_a_run_fails),
		cmocka_unit_test(show_for_no_instance_is_refused),
		cmocka_unit_test(copy_is_read_whole_and_inside_the_screen),
		cmocka_unit_test(cursor_shape_out_of_range_is_refused),
		cmocka_unit_test(cursor_place_is_read_field_by_field),
		cmocka_unit_test(chance_bytes_are_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
