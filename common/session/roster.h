/*
 * Who is in the session, as this participant knows it. The master's is the one
 * that counts: it admits, and tells the others at each change; its epoch grows.
 * Values and lookups alone, no I/O. Thread: net.
 */
#ifndef LOTSE_SESSION_ROSTER_H
#define LOTSE_SESSION_ROSTER_H

#include "base/result.h"
#include "desktop/barrier.h"
#include "desktop/layout.h"
#include "desktop/share.h"
#include "secure/resume.h"
#include "session/clip.h"
#include "session/consent.h"
#include "session/grant.h"
#include "session/participant.h"
#include "wire/message.h"

struct pair;

enum { ROSTER_ID_BYTES = 16 };

enum { ROSTER_MEETINGS = 2 };

/* Somebody who has shown himself at a relay, to get new keys. */
struct person_return {
	bool is_there, is_offered;
	uint16_t peer; /* there */
	uint8_t id[RESUME_ID_BYTES];
	int64_t since_ms;
};

/* Somebody else. */
struct person {
	uint16_t peer;  /* by which this participant's own programs know that one; never changes. 0: the place is
	                   free */
	uint32_t where; /* at which relay, and as whom: meeting_place */
	enum participant_role role;
	char name[PARTICIPANT_NAME_BYTES];
	char computer[PARTICIPANT_COMPUTER_BYTES];
	uint8_t id[ROSTER_ID_BYTES]; /* random, of the handshake with the master */
	uint32_t route;              /* master: the number that this one came by */
	enum consent consent;
	bool shares;
	enum share_kind share_kind;
	uint32_t capabilities;          /* MESSAGE_KNOWS_.., as that one's Profile said */
	char layout[LAYOUT_NAME_BYTES]; /* of the keyboard there, as told; "": unknown */
	bool is_seated;                 /* master: has opened a record under the new keys, so the seat is taken */
	uint32_t introduced_to;         /* master: a bit for each place in the roster */
	struct pair *pair;              /* owned by the engine; NULL: no way to talk to this one */
	bool has_met;                   /* the pair has been up */
	int64_t rested_ms;              /* since when the line to this one is lost; 0: it is not */
	bool is_shown;                  /* sharer: the media thread shows the screen to this one */
	bool must_go_on;                /* sharer: the person here has to say that it goes on for this one */
	enum participant_rest rest_why; /* with it */
	int64_t offered_ms;             /* master: when new keys were offered last */
	unsigned offer_count;
	struct person_return returns[ROSTER_MEETINGS]; /* master */

	struct grant given;      /* what I let this person do */
	uint32_t got_generation; /* what this person lets me do */
	bool got_view, got_control, have_asked_control;
	uint32_t got_clipboard; /* the turn by which I may read what is copied there; 0: I may not */
	struct clip_out clip_out;
	struct clip_in clip_in;
	int64_t since_ms, left_ms;      /* came, and goes, by the session's clock; 0: not known */
	bool is_new;                    /* came after us, and nothing was said to it yet (newcomer.h) */
	bool is_refused;                /* is not wanted here */
	bool has_closed;                /* has ended the channel with us, and stays */
	uint32_t refuses;               /* a bit for each place in the roster that this one does not want */
	int64_t heard_ms;               /* when a record of this person's was opened last */
	uint32_t sign_ms;               /* so often at least there is one, as promised (sign.h); 0: it is not */
	bool rests;                     /* what this person lets me do waits for that person's click */
	enum participant_rest told_why; /* with it */
	bool asks_administrator;        /* this person asks me to go on as administrator */
	bool may_elevate, have_asked_administrator; /* the other way round: it can be had there; I have asked */
	enum barrier barrier;                       /* what keeps input from reaching what is in front there */
};

struct roster {
	struct person people[PARTICIPANT_PEOPLE_MAX];
	uint32_t epoch;
};

/* Who applies a roster. */
struct roster_listener {
	const uint8_t *self_id; /* of the participant itself, who is in every roster */
	void (*gone)(void *context, struct person *person);
	void *context;
	const char *relay; /* its host, which nobody is called; NULL: none */
};

/* The person with this peer id; NULL if nobody has it. */
struct person *roster_find(struct roster *roster, uint16_t peer);

/* The person who is at this place now; NULL: nobody. */
struct person *roster_at(struct roster *roster, uint32_t where);

/* A new person at a place; the one that is there, if there is one; NULL when the roster is full or the peer
 * id there is 0 or 0xFFFF. Its `peer` is the one of that place, unless somebody else has it. */
struct person *roster_add(struct roster *roster, uint32_t where);

/* Forgets a person (the pair must be gone). */
void roster_remove(struct roster *roster, struct person *person);

/* Whether this one is at the relay of `meeting`, as far as the master has said. */
bool roster_is_at(const struct person *person, int meeting);

/* Whether this one is admitted. */
bool roster_is_in(const struct person *person);

/* Master: the next epoch, with the master itself first and all that are in, as they are known at the relay of
 * `meeting`; who is not there, or away, has a peer id that nobody has. */
void roster_tell(struct roster *roster, const struct person *self, int meeting, wire_Roster *out);

/* A joiner: takes over what the master says at the relay of `meeting`. People are known by their random ids
 * (the master by his role); who is new is added as admitted; calls `gone` for each that is no longer there
 * (the master excepted), before forgetting it. RESULT_BAD_FRAME: an older epoch, a peer id or a person twice,
 * or out of range. */
enum result roster_apply(struct roster *roster, const wire_Roster *told, int meeting,
                         const struct roster_listener *listener);

#endif
