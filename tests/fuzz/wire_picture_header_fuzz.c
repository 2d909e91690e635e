/* Whatever bytes come as a picture message: what is read lies inside the screen and the message, and a header
 * is written back as the same bytes. */
#include "support/guarded.h"
#include "wire/picture_header.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void read_runs(struct bytes bytes)
{
	struct reader runs = reader_over(bytes);
	uint32_t skip, take;
	while (picture_run_next(&runs, &skip, &take))
		expect(take > 0);
}

static void read_body(const struct picture_part *part, struct rect screen)
{
	struct picture_tiles tiles;
	struct picture_vp8 vp8;
	struct picture_show show;
	struct picture_copy copy;
	struct picture_cursor_shape shape;
	struct picture_cursor_place place;
	if (picture_tiles_decode(part->body, screen, &tiles) == RESULT_OK)
		for (size_t i = 0; i < tiles.count; i++)
			expect(!rect_is_empty(tiles.rects[i]) && rect_contains(screen, tiles.rects[i]));
	if (picture_vp8_decode(part->body, screen, &vp8) == RESULT_OK)
		expect(vp8.instance < PICTURE_INSTANCES && rect_contains(screen, vp8.rect));
	if (picture_show_decode(part->body, &show) == RESULT_OK)
		read_runs(show.runs);
	if (picture_copy_decode(part->body, screen, &copy) == RESULT_OK)
		expect(rect_contains(screen, copy.from));
	if (picture_cursor_shape_decode(part->body, &shape) == RESULT_OK)
		expect(shape.hot_x_px < PICTURE_CURSOR_SIDE_MAX_PX && shape.width_px <= PICTURE_CURSOR_SIDE_MAX_PX);
	picture_cursor_place_decode(part->body, &place);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *input = guarded_copy((struct bytes){data, size});
	struct reader from = reader_over((struct bytes){input, size});
	struct picture_header header;
	if (picture_header_decode(&from, &header) == RESULT_OK) {
		uint8_t again[PICTURE_HEADER_BYTES_MAX];
		struct writer w = writer_into(again, sizeof again);
		picture_header_encode(&w, &header);
		expect(!w.failed && w.size == picture_header_bytes(&header) && memcmp(again, input, w.size) == 0);
		struct picture_part part;
		while (picture_part_next(&from, &part) == RESULT_OK)
			read_body(&part, (struct rect){0, 0, 1920, 1080});
	}
	guarded_free(input);
	return 0;
}
