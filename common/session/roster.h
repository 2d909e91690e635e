/*
 * Who is in the session, as this participant knows it. The master's is the one
 * that counts: it admits, and tells the others at each change; its epoch grows.
 * Values and lookups alone, no I/O. Thread: net.
 */
#ifndef LOTSE_SESSION_ROSTER_H
#define LOTSE_SESSION_ROSTER_H

#include "base/result.h"
#include "desktop/layout.h"
#include "session/consent.h"
#include "session/grant.h"
#include "session/participant.h"
#include "wire/message.h"

struct pair;

enum { ROSTER_ID_BYTES = 16 };

/* Somebody else. */
struct person {
	uint16_t peer; /* 0: the place is free */
	enum participant_role role;
	char name[PARTICIPANT_NAME_BYTES];
	char computer[PARTICIPANT_COMPUTER_BYTES];
	uint8_t id[ROSTER_ID_BYTES]; /* random, of the handshake with the master */
	uint32_t route;              /* master: the number that this one came by */
	enum consent consent;
	bool shares;
	char layout[LAYOUT_NAME_BYTES]; /* of the keyboard there, as told; "": unknown */
	bool is_seated;                 /* master: has opened a record under the new keys, so the seat is taken */
	uint32_t introduced_to;         /* master: a bit for each place in the roster */
	struct pair *pair;              /* owned by the engine; NULL: no way to talk to this one */

	struct grant given;      /* what I let this person do */
	uint32_t got_generation; /* what this person lets me do */
	bool got_view, got_control, have_asked_control;
};

struct roster {
	struct person people[PARTICIPANT_PEOPLE_MAX];
	uint32_t epoch;
};

/* The person with this peer id; NULL if nobody has it. */
struct person *roster_find(struct roster *roster, uint16_t peer);

/* A new person; the one that is there, if the id is known; NULL when the roster is full or the id is 0 or
 * 0xFFFF. */
struct person *roster_add(struct roster *roster, uint16_t peer);

/* Forgets a person (the pair must be gone). */
void roster_remove(struct roster *roster, struct person *person);

/* Whether this one is admitted. */
bool roster_is_in(const struct person *person);

/* Master: the next epoch, with the master itself first and all that are in. */
void roster_tell(struct roster *roster, const struct person *self, wire_Roster *out);

/* A joiner: takes over what the master says. Who is new is added as admitted; calls `gone` for each that is
 * no longer there (the master excepted), before forgetting it. RESULT_BAD_FRAME: an older epoch, a peer id
 * twice or out of range. */
enum result roster_apply(struct roster *roster, const wire_Roster *told, uint16_t self,
                         void (*gone)(void *, struct person *), void *context);

#endif
