/*
 * A picture lane under seal: one sharer, many viewers, one key at a time.
 *
 *     frame            SFrame header (KID, CTR) || ciphertext || tag 16
 *     KID              generation << 4 | ratchet steps since that generation began (0 to 15)
 *     CTR              consecutive over the whole life of the lane, whatever the key
 *     metadata (AAD)   kind u8 (picture) || lane u8 || generation u32
 *
 * Somebody joins: the sharer's key is ratcheted, the newcomer gets the ratcheted
 * one, the others follow by themselves when they see the step. Somebody leaves or
 * loses a grant: a new random key at once, handed to all that stay. Each key comes
 * with the first counter that it is for: an older key opens nothing from there on.
 * Keys travel in StreamKey messages on the sharer's channel with each viewer.
 * Pure: random bytes are arguments. One thread at a time (sharer and viewer: media
 * seals and opens; whoever changes keys must hand over to it).
 */
#ifndef LOTSE_SECURE_LANE_H
#define LOTSE_SECURE_LANE_H

#include "secure/stream_key.h"

enum {
	LANE_RATCHET_BITS = 4,
	LANE_PLAIN_MAX_BYTES = 65000,
	LANE_FRAME_MAX_BYTES = LANE_PLAIN_MAX_BYTES + STREAM_KEY_OVERHEAD_MAX_BYTES,
	LANE_KEYS_HELD = 4, /* by a viewer: the present one, and those that have come before their first frame */
};

/* What the sharer hands to a viewer (StreamKey). A secret: wipe copies with secret_wipe. */
struct lane_key {
	uint8_t lane;
	uint64_t kid;
	uint64_t first_counter;
	uint8_t base_key[STREAM_KEY_BASE_BYTES];
};

/* Who must be given the key that now holds. */
enum lane_hand_out {
	LANE_TO_NOBODY,
	LANE_TO_NEWCOMER, /* the others find it by themselves */
	LANE_TO_ALL,      /* everybody who views, the newcomer too */
};

struct lane_sender;   /* opaque, one block of secrets: the sharer's end */
struct lane_receiver; /* opaque, one block of secrets: a viewer's end; survives a resume */

/* A lane of the sharer with its first key, which nobody has yet. */
enum result lane_sender_create(const struct aead *aead, uint8_t lane,
                               const uint8_t random[static STREAM_KEY_BASE_BYTES], struct lane_sender **out);

/* Wipes and frees; fine with NULL. */
void lane_sender_destroy(struct lane_sender *sender);

/* Before a newcomer gets the key: ratchets it, or, when there is no step left, makes a new one of the random
 * bytes; `to` says who must be given lane_sender_key. The new key holds from the next frame on. */
enum result lane_join(struct lane_sender *sender, const uint8_t random[static STREAM_KEY_BASE_BYTES],
                      enum lane_hand_out *to);

/* Somebody left, lost a grant, or lane_needs_new_key: the key is random and new from the next frame on; give
 * lane_sender_key to all that stay. */
enum result lane_renew(struct lane_sender *sender, const uint8_t random[static STREAM_KEY_BASE_BYTES]);

/* The key that holds now, to be handed out. */
void lane_sender_key(const struct lane_sender *sender, struct lane_key *out);

/* Appends the sealed frame; *counter (if not NULL) is its CTR. RESULT_TOO_LARGE: no room or over the limit;
 * RESULT_CLOSED: the key is worn out, lane_renew first. Then nothing was appended and no counter used. */
enum result lane_seal(struct lane_sender *sender, struct bytes plain, struct writer *to, uint64_t *counter);

/* 2^20 frames or 16 GiB under this key: call lane_renew. It still seals up to 2^22 frames. */
bool lane_needs_new_key(const struct lane_sender *sender);

/* A viewer's end of a lane, without a key yet. */
enum result lane_receiver_create(const struct aead *aead, uint8_t lane, struct lane_receiver **out);

/* Wipes and frees; fine with NULL. */
void lane_receiver_destroy(struct lane_receiver *receiver);

/* A key from the sharer. One that is not newer than the newest known changes nothing. RESULT_BAD_FRAME:
 * another lane, or its first counter lies before what has been seen; RESULT_OUT_OF_MEMORY. */
enum result lane_receiver_take_key(struct lane_receiver *receiver, const struct lane_key *key);

/* What was in a frame. */
struct lane_frame {
	struct bytes plain; /* in the memory that lane_open was given */
	uint64_t counter;   /* compare with the one before: a gap means that frames are missing */
};

/* Opens a frame. `to` has room for frame.size bytes or is frame.data itself (opened in place, behind its
 * header). RESULT_NEED_MORE: its key has not come yet; the frame is untouched and may be held back (at most 1
 * s and 2 MB) and tried again. RESULT_NOT_OPENED: drop it: forged, seen before, or out of order; the lane
 * goes on. */
enum result lane_open(struct lane_receiver *receiver, struct bytes frame, uint8_t *to,
                      struct lane_frame *out);

/* The counter that the next frame has if nothing is missing; 0 before the first key. */
uint64_t lane_receiver_next_counter(const struct lane_receiver *receiver);

#endif
