/*
 * Frames of a lane: the fuzzer's bytes never open and move nothing, at whatever keys it gets a viewer to
 * hold; a header that decodes encodes to the same bytes; a genuine frame still opens after all that.
 */
#include "base/secret.h"
#include "secure/lane_inside.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static struct lane_sender *sender;
static struct lane_receiver *receiver;
static struct lane_receiver fresh;
static uint8_t genuine[64];
static size_t genuine_size;

/* Once; the copies are only good for a back end that keeps nothing elsewhere. */
static bool start(void)
{
	static const uint8_t random[STREAM_KEY_BASE_BYTES] = {1, 2, 3};
	if (secret_start() != RESULT_OK || !aead_sodium()->is_available())
		return false;
	if (receiver == NULL) {
		struct lane_key key;
		struct writer w = writer_into(genuine, sizeof(genuine));
		check(lane_sender_create(aead_sodium(), 1, random, &sender) == RESULT_OK);
		check(lane_receiver_create(aead_sodium(), 1, &receiver) == RESULT_OK);
		lane_sender_key(sender, &key);
		check(lane_receiver_take_key(receiver, &key) == RESULT_OK);
		sender->counter = 1000;
		receiver->next_counter = 900;
		check(lane_seal(sender, bytes_of_text("genuine"), &w, NULL) == RESULT_OK);
		genuine_size = w.size;
		fresh = *receiver;
	}
	*receiver = fresh;
	return true;
}

static void check_header(struct bytes bytes)
{
	struct sframe_header header;
	uint8_t memory[SFRAME_HEADER_MAX_BYTES];
	struct writer w = writer_into(memory, sizeof(memory));
	if (sframe_header_decode(bytes, &header) != RESULT_OK)
		return;
	sframe_header_encode(&header, &w);
	check(!w.failed && w.size == header.size_bytes && memcmp(memory, bytes.data, w.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	struct lane_key key = {.lane = 1};
	struct lane_frame out;
	uint8_t flags = read_u8(&r), opened[64];

	if (!start())
		return 0;
	for (int i = 0; i < flags % 6; i++) {
		key.kid = read_u64(&r) >> (flags & 63);
		key.first_counter = read_u16(&r);
		(void)lane_receiver_take_key(receiver, &key);
	}
	bool has_other_keys = flags % 6 != 0;
	struct bytes rest = read_rest(&r);
	uint8_t *copy = guarded_copy(rest);
	uint8_t *to = malloc(rest.size + 1);
	uint64_t next = lane_receiver_next_counter(receiver);
	check_header((struct bytes){copy, rest.size});
	enum result result = lane_open(receiver, (struct bytes){copy, rest.size}, to, &out);
	check(result == RESULT_NOT_OPENED || result == RESULT_NEED_MORE ||
	      (rest.size == genuine_size && memcmp(rest.data, genuine, genuine_size) == 0));
	if (result != RESULT_OK)
		check(lane_receiver_next_counter(receiver) == next && receiver->count <= LANE_KEYS_HELD);
	guarded_free(copy);
	free(to);
	if (!has_other_keys && result != RESULT_OK)
		check(lane_open(receiver, (struct bytes){genuine, genuine_size}, opened, &out) == RESULT_OK &&
		      bytes_are_equal(out.plain, bytes_of_text("genuine")));
	return 0;
}
