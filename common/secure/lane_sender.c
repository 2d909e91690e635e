/* The sharer's end of a lane: which key holds, and a counter that never goes back. */
#include "secure/lane_inside.h"

#include "base/secret.h"
#include "wire/frame.h"

#include <string.h>

enum {
	RENEW_FRAMES = 1 << 20,
	REFUSE_FRAMES = 1 << 22,
};

_Static_assert(sizeof(struct lane_sender) % 16 == 0,
               "the block of secrets must be aligned for the key in it");

struct bytes lane_metadata(uint8_t lane, uint32_t generation, uint8_t memory[static LANE_METADATA_BYTES])
{
	struct writer w = writer_into(memory, LANE_METADATA_BYTES);

	write_u8(&w, FRAME_PICTURE);
	write_u8(&w, lane);
	write_u32(&w, generation);
	return writer_bytes(&w);
}

/* base_key, generation and step have changed: the key that follows from them, for the frames from here on. */
static enum result set_key(struct lane_sender *sender)
{
	uint64_t kid = (uint64_t)sender->generation << LANE_RATCHET_BITS | sender->step;

	sender->first_counter = sender->counter;
	sender->bytes = 0;
	return stream_key_set(&sender->key, sender->aead, kid,
	                      (struct bytes){sender->base_key, sizeof(sender->base_key)});
}

enum result lane_sender_create(const struct aead *aead, uint8_t lane,
                               const uint8_t random[static STREAM_KEY_BASE_BYTES], struct lane_sender **out)
{
	struct lane_sender *sender = secret_create(sizeof(*sender));

	if (sender == NULL)
		return RESULT_OUT_OF_MEMORY;
	sender->aead = aead;
	sender->lane = lane;
	sender->renew_frames = RENEW_FRAMES;
	sender->renew_bytes = (uint64_t)16 << 30;
	sender->refuse_frames = REFUSE_FRAMES;
	memcpy(sender->base_key, random, sizeof(sender->base_key));
	enum result result = set_key(sender);
	if (result != RESULT_OK) {
		lane_sender_destroy(sender);
		return result;
	}
	*out = sender;
	return RESULT_OK;
}

void lane_sender_destroy(struct lane_sender *sender)
{
	if (sender == NULL)
		return;
	stream_key_finish(&sender->key);
	secret_destroy(sender);
}

enum result lane_renew(struct lane_sender *sender, const uint8_t random[static STREAM_KEY_BASE_BYTES])
{
	if (sender->generation == UINT32_MAX)
		return RESULT_CLOSED;
	sender->generation++;
	sender->step = 0;
	memcpy(sender->base_key, random, sizeof(sender->base_key));
	return set_key(sender);
}

/* A step is never used again within a generation, so that its four bits name it without doubt to a viewer who
 * has missed many of them; after the last one comes a new generation. */
enum result lane_join(struct lane_sender *sender, const uint8_t random[static STREAM_KEY_BASE_BYTES],
                      enum lane_hand_out *to)
{
	if (sender->step == LANE_STEP_MAX) {
		*to = LANE_TO_ALL;
		return lane_renew(sender, random);
	}
	*to = LANE_TO_NEWCOMER;
	stream_key_ratchet(sender->base_key, sender->base_key);
	sender->step++;
	return set_key(sender);
}

void lane_sender_key(const struct lane_sender *sender, struct lane_key *out)
{
	out->lane = sender->lane;
	out->kid = sender->key.kid;
	out->first_counter = sender->first_counter;
	memcpy(out->base_key, sender->base_key, sizeof(out->base_key));
}

enum result lane_seal(struct lane_sender *sender, struct bytes plain, struct writer *to, uint64_t *counter)
{
	uint8_t memory[LANE_METADATA_BYTES];

	if (plain.size > LANE_PLAIN_MAX_BYTES)
		return RESULT_TOO_LARGE;
	if (sender->counter - sender->first_counter >= sender->refuse_frames || sender->counter == UINT64_MAX)
		return RESULT_CLOSED;
	struct bytes metadata = lane_metadata(sender->lane, sender->generation, memory);
	enum result result = stream_key_seal(&sender->key, sender->counter, metadata, plain, to);
	if (result != RESULT_OK)
		return result;
	if (counter != NULL)
		*counter = sender->counter;
	sender->counter++;
	sender->bytes += plain.size;
	return RESULT_OK;
}

bool lane_needs_new_key(const struct lane_sender *sender)
{
	return sender->counter - sender->first_counter >= sender->renew_frames ||
	       sender->bytes >= sender->renew_bytes;
}
