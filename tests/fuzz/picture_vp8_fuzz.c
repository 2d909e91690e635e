/*
 * Whatever frames come for libvpx behind our bounds: each is answered, and a picture
 * has the size that was agreed on. Frames are cut at 16-bit lengths; the fourth byte of
 * a frame's start code and the size are put right in every other one, so that many get
 * past our own look at them.
 */
#include "picture/vp8_decode.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, HEIGHT = 48 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mend(uint8_t *frame, size_t size)
{
	static const uint8_t head[] = {0x9d, 0x01, 0x2a, WIDTH, 0, HEIGHT, 0};
	if (size >= 3 + sizeof head && (frame[0] & 1) == 0)
		memcpy(frame + 3, head, sizeof head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vp8_decoder *decoder;
	struct image image;
	struct reader from = reader_over((struct bytes){data, size});
	if (vp8_decoder_create(&decoder, WIDTH, HEIGHT) != RESULT_OK ||
	    image_init(&image, WIDTH, HEIGHT) != RESULT_OK)
		abort();
	for (int i = 0; from.left_bytes > 2 && i < 16; i++) {
		size_t wanted = read_u16(&from) & 0xfff;
		struct bytes frame = read_bytes(&from, wanted < from.left_bytes ? wanted : from.left_bytes);
		uint8_t *copy = guarded_copy(frame);
		if (i % 2 == 0)
			mend(copy, frame.size);
		enum result result = vp8_decoder_frame(decoder, (struct bytes){copy, frame.size});
		if (vp8_decoder_copy(decoder, image_rect(&image), &image, 0, 0) != (result == RESULT_OK) &&
		    result == RESULT_OK)
			abort();
		guarded_free(copy);
	}
	vp8_decoder_destroy(decoder);
	image_finish(&image);
	return 0;
}
