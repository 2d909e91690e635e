/* Whatever heads come to the tunnel, and whatever answers: a request that is accepted is written back to the
 * same, an answer's blocks lie inside of it, and pieces change nothing. */
#include "support/guarded.h"
#include "wire/tunnel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_request(struct bytes input)
{
	struct http_head head;
	struct tunnel_ask ask, again;
	uint8_t text[1024];
	struct writer w = writer_into(text, sizeof text);
	if (http_head_decode(input, &head) != RESULT_OK || tunnel_ask_decode(&head, &ask) != RESULT_OK)
		return;
	if (!tunnel_is_target(head.target) || ask.verb == TUNNEL_NONE || ask.flags > 3)
		abort();
	write_bytes(&w, bytes_of_text(tunnel_method(ask.verb)));
	write_bytes(&w, bytes_of_text(" "));
	tunnel_target_encode(&ask, 5, &w);
	write_bytes(&w, bytes_of_text(" HTTP/1.1\r\nHost: a\r\n" TUNNEL_FIELD ": "));
	tunnel_field_encode(&ask, &w);
	write_bytes(&w, bytes_of_text("\r\n\r\n"));
	if (http_head_decode(writer_bytes(&w), &head) != RESULT_OK ||
	    tunnel_ask_decode(&head, &again) != RESULT_OK || memcmp(&ask, &again, sizeof ask) != 0)
		abort();
}

/* A sum over all that is heard, whatever the pieces. */
static uint64_t read_answer(struct bytes input, size_t piece)
{
	struct tunnel_reader reader = {0};
	struct tunnel_block block;
	uint64_t sum = 0;
	while (input.size > 0) {
		struct bytes part = {input.data, piece < input.size ? piece : input.size};
		enum result result;
		while ((result = tunnel_reader_next(&reader, &part, &block)) == RESULT_OK) {
			if (block.kind == TUNNEL_BLOCK_DATA)
				for (size_t i = 0; i < block.data.size; i++)
					sum = sum * 31 + block.data.data[i] + 1;
			else
				sum =
					sum * 31 + 1000 + (uint64_t)block.kind + block.place + block.start.down + block.start.up;
		}
		if (result == RESULT_BAD_FRAME)
			return sum + 1;
		size_t taken = piece < input.size ? piece : input.size;
		input = (struct bytes){input.data + taken, input.size - taken};
	}
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	read_request(input);
	uint64_t sum = read_answer(input, size ? size : 1);
	if (read_answer(input, 1) != sum || read_answer(input, 7) != sum)
		abort();
	guarded_free(copy);
	return 0;
}
