/* Pieces in any order, of any size, by any right: what comes out whole has the length that its pieces said,
 * and memory stays bounded. */
#include "session/clip.h"
#include "wire/message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over((struct bytes){data, size});
	struct clip_in in = {0};

	while (reader.left_bytes > 0 && !reader.failed) {
		struct clip_right now = {.is_sharer = (read_u8(&reader) & 1) != 0, .turn = read_u8(&reader) & 3};
		wire_Message message = {.which_what = wire_Message_clip_tag};
		wire_Clip *piece = &message.what.clip;
		uint8_t encoded[MESSAGE_CLIP_PIECE_BYTES + 64];
		struct writer writer = writer_into(encoded, sizeof encoded);
		*piece =
			(wire_Clip){.id = read_u8(&reader) & 7, .is_sharer = now.is_sharer, .turn = read_u8(&reader) & 3};
		piece->total = read_u24(&reader);
		piece->offset = read_u24(&reader);
		piece->text.size = (pb_size_t)(read_u16(&reader) % (MESSAGE_CLIP_PIECE_BYTES + 1));
		memset(piece->text.bytes, 'a', piece->text.size);
		message_encode(&message, &writer);
		if (writer.failed || message_decode(writer_bytes(&writer), &message) != RESULT_OK)
			continue;
		if (clip_in_take(&in, piece, now) == RESULT_OK && buffer_bytes(&in.text).size != piece->total)
			abort();
		if (buffer_bytes(&in.text).size > MESSAGE_CLIP_BYTES_MAX)
			abort();
	}
	clip_in_finish(&in);
	return 0;
}
