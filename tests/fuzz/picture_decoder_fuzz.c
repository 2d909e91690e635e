/*
 * Whatever messages come to the viewer's decoder: each is answered, and what it says
 * has changed lies in the picture. Messages are cut at 16-bit lengths; header counters
 * and states are put right, so that they are not all refused as a gap.
 */
#include "picture/decoder.h"
#include "support/guarded.h"

#include <stdlib.h>

enum { WIDTH = 96, HEIGHT = 64, MESSAGES_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void apply(struct decoder *decoder, struct bytes body, uint32_t counter, bool is_start)
{
	uint8_t *memory = malloc(PICTURE_HEADER_BYTES_MAX + body.size);
	struct decoder_news news;
	struct writer w = writer_into(memory, PICTURE_HEADER_BYTES_MAX + body.size);
	uint8_t flags = is_start ? PICTURE_START : PICTURE_LAST;
	uint32_t base = is_start ? 0 : decoder_state(decoder);
	picture_header_encode(&w, &(struct picture_header){counter, flags, counter + 1, base, WIDTH, HEIGHT, 0});
	write_bytes(&w, body);
	uint8_t *copy = guarded_copy(writer_bytes(&w));
	enum result result = decoder_apply(decoder, (struct bytes){copy, w.size}, &news);
	expect(result == RESULT_OK || result == RESULT_BAD_FRAME || result == RESULT_NEED_MORE);
	const struct image *image = decoder_image(decoder);
	for (size_t i = 0; i < news.changed.count; i++)
		expect(rect_contains(image_rect(image), news.changed.rects[i]));
	guarded_free(copy);
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decoder *decoder = decoder_create();
	struct reader from = reader_over((struct bytes){data, size});
	for (uint32_t counter = 0; from.left_bytes > 2 && counter < MESSAGES_MAX; counter++) {
		size_t wanted = read_u16(&from);
		bool is_start = counter == 0 || wanted >= 0xf000;
		wanted &= 0xfff;
		apply(decoder, read_bytes(&from, wanted < from.left_bytes ? wanted : from.left_bytes), counter,
		      is_start);
	}
	/* And once as it is, without anything put right. */
	struct decoder_news news;
	decoder_apply(decoder, (struct bytes){data, size}, &news);
	decoder_destroy(decoder);
	return 0;
}
