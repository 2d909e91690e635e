/* The inside of a lane's two ends: for lane_sender.c, lane_receiver.c and their tests alone. */
#ifndef LOTSE_SECURE_LANE_INSIDE_H
#define LOTSE_SECURE_LANE_INSIDE_H

#include "secure/lane.h"

enum {
	LANE_STEP_MAX = (1 << LANE_RATCHET_BITS) - 1,
	LANE_METADATA_BYTES = 6,
};

struct lane_sender {
	struct stream_key key;
	uint8_t base_key[STREAM_KEY_BASE_BYTES];
	const struct aead *aead;
	uint8_t lane;
	uint32_t generation;
	uint8_t step;
	uint64_t counter;                                  /* of the next frame */
	uint64_t first_counter;                            /* of this key */
	uint64_t bytes;                                    /* under this key */
	uint64_t renew_frames, renew_bytes, refuse_frames; /* limits; fields, so that a test can lower them */
};

/* A key that a viewer holds. */
struct lane_slot {
	struct stream_key key;
	uint8_t base_key[STREAM_KEY_BASE_BYTES];
	uint64_t first_counter;
};

struct lane_receiver {
	struct lane_slot slots[LANE_KEYS_HELD]; /* by age, the oldest first: the one in use */
	size_t count;
	const struct aead *aead;
	uint8_t lane;
	uint64_t next_counter;
};

/* The metadata that goes into the additional data. */
struct bytes lane_metadata(uint8_t lane, uint32_t generation, uint8_t memory[static LANE_METADATA_BYTES]);

#endif
