/*
 * A viewer's end of a lane. Keys may come before the frames that they are for
 * (interactive passes picture), so a few are held, the oldest first; the first
 * frame that opens under one of them wipes all older ones. A frame is taken only
 * with a counter above all before it and, under an older key, below the first
 * counter of the next one.
 */
#include "secure/lane_inside.h"

#include "base/secret.h"

#include <string.h>

_Static_assert(sizeof(struct lane_receiver) % 16 == 0,
               "the block of secrets must be aligned for the keys in it");

enum result lane_receiver_create(const struct aead *aead, uint8_t lane, struct lane_receiver **out)
{
	struct lane_receiver *receiver = secret_create(sizeof(*receiver));

	if (receiver == NULL)
		return RESULT_OUT_OF_MEMORY;
	receiver->aead = aead;
	receiver->lane = lane;
	*out = receiver;
	return RESULT_OK;
}

static void finish_slot(struct lane_slot *slot)
{
	stream_key_finish(&slot->key);
	secret_wipe(slot, sizeof(*slot));
}

/* Wipes the `count` oldest keys and moves the others up. */
static void drop_oldest(struct lane_receiver *receiver, size_t count)
{
	for (size_t i = 0; i < count; i++)
		finish_slot(&receiver->slots[i]);
	receiver->count -= count;
	if (count == 0)
		return;
	memmove(receiver->slots, receiver->slots + count, receiver->count * sizeof(receiver->slots[0]));
	secret_wipe(receiver->slots + receiver->count, count * sizeof(receiver->slots[0]));
}

void lane_receiver_destroy(struct lane_receiver *receiver)
{
	if (receiver == NULL)
		return;
	drop_oldest(receiver, receiver->count);
	secret_destroy(receiver);
}

static uint64_t generation_of(uint64_t kid)
{
	return kid >> LANE_RATCHET_BITS;
}

enum result lane_receiver_take_key(struct lane_receiver *receiver, const struct lane_key *key)
{
	if (key->lane != receiver->lane || generation_of(key->kid) > UINT32_MAX)
		return RESULT_BAD_FRAME;
	if (receiver->count > 0) {
		const struct lane_slot *newest = &receiver->slots[receiver->count - 1];
		if (key->kid <= newest->key.kid)
			return RESULT_OK;
		if (key->first_counter < newest->first_counter || key->first_counter < receiver->next_counter)
			return RESULT_BAD_FRAME;
	}
	if (receiver->count == LANE_KEYS_HELD)
		drop_oldest(receiver, 1);
	struct lane_slot *slot = &receiver->slots[receiver->count];
	enum result result = stream_key_set(&slot->key, receiver->aead, key->kid,
	                                    (struct bytes){key->base_key, sizeof(key->base_key)});
	if (result != RESULT_OK) {
		finish_slot(slot);
		return result;
	}
	memcpy(slot->base_key, key->base_key, sizeof(slot->base_key));
	slot->first_counter = key->first_counter;
	if (receiver->count++ == 0 && receiver->next_counter < key->first_counter)
		receiver->next_counter = key->first_counter;
	return RESULT_OK;
}

/* Which key a frame is for: the newest of its generation whose step is not past the frame's.
 * RESULT_NEED_MORE: a generation that is still to come; RESULT_NOT_OPENED: never. */
static enum result find_slot(const struct lane_receiver *receiver, const struct sframe_header *header,
                             size_t *out)
{
	if (receiver->count == 0 ||
	    generation_of(header->kid) > generation_of(receiver->slots[receiver->count - 1].key.kid))
		return RESULT_NEED_MORE;
	for (size_t i = receiver->count; i > 0; i--) {
		const struct lane_slot *slot = &receiver->slots[i - 1];
		if (generation_of(slot->key.kid) != generation_of(header->kid) || slot->key.kid > header->kid)
			continue;
		if (header->counter < slot->first_counter)
			return RESULT_NOT_OPENED;
		if (i < receiver->count && header->counter >= slot[1].first_counter)
			return RESULT_NOT_OPENED;
		*out = i - 1;
		return RESULT_OK;
	}
	return RESULT_NOT_OPENED;
}

/* Opens a frame of a later step: ratchets a copy, and keeps it only if the frame is genuine. */
static enum result open_ratcheted(struct lane_receiver *receiver, struct lane_slot *slot,
                                  const struct sframe_header *header, struct bytes frame, uint8_t *to)
{
	uint8_t memory[LANE_METADATA_BYTES];
	struct lane_slot ahead = {.first_counter = slot->first_counter};

	memcpy(ahead.base_key, slot->base_key, sizeof(ahead.base_key));
	for (uint64_t kid = slot->key.kid; kid < header->kid; kid++)
		stream_key_ratchet(ahead.base_key, ahead.base_key);
	enum result result = stream_key_set(&ahead.key, receiver->aead, header->kid,
	                                    (struct bytes){ahead.base_key, sizeof(ahead.base_key)});
	struct bytes metadata = lane_metadata(receiver->lane, (uint32_t)generation_of(header->kid), memory);
	if (result == RESULT_OK)
		result = stream_key_open(&ahead.key, header, metadata, frame, to);
	if (result == RESULT_OK) {
		finish_slot(slot);
		*slot = ahead; /* with what its key owns */
		secret_wipe(&ahead, sizeof(ahead));
	} else {
		finish_slot(&ahead);
	}
	return result;
}

enum result lane_open(struct lane_receiver *receiver, struct bytes frame, uint8_t *to, struct lane_frame *out)
{
	struct sframe_header header;
	uint8_t memory[LANE_METADATA_BYTES];
	size_t index;

	if (frame.size > LANE_FRAME_MAX_BYTES || sframe_header_decode(frame, &header) != RESULT_OK ||
	    frame.size < (size_t)header.size_bytes + AEAD_TAG_BYTES)
		return RESULT_NOT_OPENED;
	if (generation_of(header.kid) > UINT32_MAX || header.counter < receiver->next_counter ||
	    header.counter == UINT64_MAX)
		return RESULT_NOT_OPENED;
	enum result result = find_slot(receiver, &header, &index);
	if (result != RESULT_OK)
		return result;

	struct lane_slot *slot = &receiver->slots[index];
	if (to == frame.data)
		to += header.size_bytes; /* in place: the plaintext stays where its ciphertext was */
	if (slot->key.kid == header.kid) {
		struct bytes metadata = lane_metadata(receiver->lane, (uint32_t)generation_of(header.kid), memory);
		result = stream_key_open(&slot->key, &header, metadata, frame, to);
	} else {
		result = open_ratcheted(receiver, slot, &header, frame, to);
	}
	if (result != RESULT_OK)
		return RESULT_NOT_OPENED;
	drop_oldest(receiver, index);
	receiver->next_counter = header.counter + 1;
	*out = (struct lane_frame){{to, frame.size - header.size_bytes - AEAD_TAG_BYTES}, header.counter};
	return RESULT_OK;
}

uint64_t lane_receiver_next_counter(const struct lane_receiver *receiver)
{
	return receiver->next_counter;
}
