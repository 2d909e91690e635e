/* The inside of a resume: for resume.c and its tests alone. */
#ifndef LOTSE_SECURE_RESUME_INSIDE_H
#define LOTSE_SECURE_RESUME_INSIDE_H

#include "secure/key_schedule.h"
#include "secure/resume.h"

struct resume_slot {
	uint8_t secret[KEY_RESUME_BYTES];
	uint8_t id[RESUME_ID_BYTES];
};

struct resume {
	struct resume_slot slots[RESUME_IDS_MAX]; /* the newest first */
	size_t count;
	bool is_joiner;
	bool may_confirm; /* no run has begun since the newest was finished (joiner) */
	uint32_t round;   /* a run of another round is void */
	uint8_t own_id[HANDSHAKE_ID_BYTES], peer_id[HANDSHAKE_ID_BYTES];
};

#endif
