/*
 * Who is found by 128 random bits: sessions by the id that is in their tickets,
 * and, at a relay where a session has moved to, its master and its participants
 * by the rendezvous ids that both know. Whoever shows an id first is kept here
 * until the other one comes.
 *
 * Bounded: each kind has its own share. Ids come from strangers, so places are
 * found by a keyed hash. They are never logged. Pure; all workers share one table
 * under a lock of its owner (relay.h); an owner's pointer is for its worker alone.
 */
#ifndef LOTSE_RELAY_RENDEZVOUS_H
#define LOTSE_RELAY_RENDEZVOUS_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RENDEZVOUS_ID_BYTES = 16,
	RENDEZVOUS_KEY_BYTES = 16,
};

enum rendezvous_kind {
	RENDEZVOUS_SESSION, /* its own id; the owner is the session */
	RENDEZVOUS_OFFER,   /* shown by a master that is here; the owner is its session */
	RENDEZVOUS_WAIT,    /* shown by somebody whose master is not here (yet); the owner is the connection */
	RENDEZVOUS_OVER, /* of a session that was made anew and has ended: older tickets make it no third time */
	RENDEZVOUS_KINDS
};

struct rendezvous_place {
	void *owner;
	uint16_t worker;
};

struct rendezvous; /* opaque, heap */

/* At most `most[kind]` of each kind; the key is random. NULL: out of memory. */
struct rendezvous *rendezvous_create(const uint32_t most[static RENDEZVOUS_KINDS],
                                     const uint8_t key[static RENDEZVOUS_KEY_BYTES]);

/* Fine with NULL. */
void rendezvous_destroy(struct rendezvous *rendezvous);

/* From now on the id leads there. Of offers and waits the newest counts; a session's id is its own:
 * RESULT_BAD_ARGUMENT if it leads somewhere. RESULT_TOO_LARGE, RESULT_OUT_OF_MEMORY. */
enum result rendezvous_put(struct rendezvous *rendezvous, enum rendezvous_kind kind,
                           const uint8_t id[static RENDEZVOUS_ID_BYTES], struct rendezvous_place place);

/* False if it leads nowhere. */
bool rendezvous_find(const struct rendezvous *rendezvous, enum rendezvous_kind kind,
                     const uint8_t id[static RENDEZVOUS_ID_BYTES], struct rendezvous_place *out);

/* Leads nowhere any more, if it still leads to that owner. */
void rendezvous_drop(struct rendezvous *rendezvous, enum rendezvous_kind kind,
                     const uint8_t id[static RENDEZVOUS_ID_BYTES], const void *owner);

/* How many ids of a kind lead somewhere. */
uint32_t rendezvous_count(const struct rendezvous *rendezvous, enum rendezvous_kind kind);

#endif
