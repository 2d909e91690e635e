/*
 * Coming back after a lost line without asking anybody: each finished handshake
 * leaves a new 256-bit secret and a random rendezvous id under which the two find
 * each other at a relay. Only channels with the master resume.
 *
 * The secret of a run is kept beside its successor until the first record under
 * the new keys has been opened, because either end may not have heard that the
 * run was finished. So there are one or two secrets, and as many ids to show.
 * The joiner has one run at a time: beginning another makes the one before void,
 * and the channel before it can confirm nothing any more. The master may offer
 * several at once (two relays); the first that it finishes makes the others void.
 * With these rules both always have a secret in common (tests/unit/secure:
 * resume_explorer_test). Memory only; never
 * written anywhere but into a handover to this program itself, started again (session/handover.h).
 * Pure. One thread (net). One block of secrets; must outlive its handshakes.
 */
#ifndef LOTSE_SECURE_RESUME_H
#define LOTSE_SECURE_RESUME_H

#include "base/bytes.h"
#include "secure/channel.h"
#include "secure/handshake.h"

enum {
	RESUME_ID_BYTES = 16,
	RESUME_IDS_MAX = 2,
	RESUME_STORED_BYTES = 2 + 2 * HANDSHAKE_ID_BYTES + RESUME_IDS_MAX * (32 + RESUME_ID_BYTES),
};

struct resume; /* opaque */

/* From a handshake of mode number that is HANDSHAKE_UP, once, before or after channel_create.
 * RESULT_BAD_ARGUMENT, RESULT_OUT_OF_MEMORY. */
enum result resume_create(struct handshake *handshake, struct resume **out);

/* Wipes and frees; fine with NULL. */
void resume_destroy(struct resume *resume);

/* The ids to show to relays, the newest first; returns how many (1 or 2). */
size_t resume_ids(const struct resume *resume, uint8_t ids[static RESUME_IDS_MAX * RESUME_ID_BYTES]);

/* Begins a run as the one who was the joiner, for the id at which the relay has brought the two together.
 * Then handshake_receive; when it says HANDSHAKE_UP the new secret is in place, the channel before is void:
 * destroy it, channel_create the new one. RESULT_NOT_OPENED: no such id (any more); RESULT_BAD_ARGUMENT: the
 * other role. */
enum result resume_join(struct resume *resume, const uint8_t id[static RESUME_ID_BYTES],
                        const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                        struct handshake **out);

/* The same as the one who was the master; `offer` is to be sent. */
enum result resume_offer(struct resume *resume, const uint8_t id[static RESUME_ID_BYTES],
                         const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                         struct handshake **out, struct handshake_message *offer);

/* The first record under the newest keys has been opened: wipes the older secret. RESULT_NOT_OPENED, and
 * nothing is changed, if that channel is not of the newest run or has opened nothing yet. Fine to call again.
 */
enum result resume_confirm(struct resume *resume, const struct channel *channel);

/* All that another process needs to come back in the place of this one, into memory for secrets; the resume
 * here must not be used while the other one is. RESUME_STORED_BYTES at most. */
void resume_store(const struct resume *resume, struct writer *to);

/* The same again, as resume_create: with no channel yet, so nothing may be confirmed before a run.
 * RESULT_BAD_FRAME: that was never stored; RESULT_OUT_OF_MEMORY. Then *out is as it was. */
enum result resume_restore(struct reader *from, struct resume **out);

#endif
