/*
 * A client's place in a session on its way to another process of the same
 * program on the same computer ("continue as administrator"): all that it takes
 * to come back as the same person, and no grant. Bytes <-> struct alone, pure;
 * any thread. Both hold secrets: memory of secret_create, wiped after use.
 * handing.h makes it from a participant, and a participant from it.
 */
#ifndef LOTSE_SESSION_HANDOVER_H
#define LOTSE_SESSION_HANDOVER_H

#include "base/bytes.h"
#include "carrier/ways.h"
#include "carrier/where.h"
#include "session/meeting.h"
#include "session/operator_seen.h"
#include "session/places.h"
#include "session/roster.h"

enum {
	HANDOVER_VERSION = 2,
	HANDOVER_BYTES_MAX = 1 << 20, /* encoded; more than that waits only where a line has been lost for long */
	HANDOVER_PROXY_BYTES = 300,
	HANDOVER_LOGINS_MAX = 4,
};

/* Somebody in the session. */
struct handover_person {
	uint16_t peer;
	uint32_t where; /* as of the handover */
	bool is_master; /* the first one, and no other */
	char name[PARTICIPANT_NAME_BYTES], computer[PARTICIPANT_COMPUTER_BYTES];
	uint8_t id[ROSTER_ID_BYTES];
	uint32_t capabilities;
	char layout[LAYOUT_NAME_BYTES];
	uint32_t generation, got_generation; /* of grants: the next ones have higher numbers */
	bool shares, got_view;               /* what that one shows me */
	struct bytes pair;                   /* pair_store's; empty: there is none. Borrows */
};

/* A relay that the session is at, or would go to. */
struct handover_meeting {
	bool is_there;
	struct server_list_relay relay;
	uint16_t self, master; /* peer ids there */
	uint8_t ticket[MEETING_TICKET_BYTES];
	size_t ticket_bytes;
};

struct handover {
	/* the program's */
	struct where where;
	char proxy[HANDOVER_PROXY_BYTES]; /* by hand; "": the system's */
	bool is_german;

	/* the engine's */
	struct ways_login
		logins[HANDOVER_LOGINS_MAX]; /* of proxies: the other process gets through no other way */
	size_t login_count;
	char name[PARTICIPANT_NAME_BYTES];
	uint8_t self_id[ROSTER_ID_BYTES], session_id[ROSTER_ID_BYTES];
	uint8_t tries_left;                 /* of number guesses, since the program's start */
	enum operator_trust operator_trust; /* what was made of who helps */
	char operator_name[OPERATOR_NAME_BYTES], operator_company[OPERATOR_NAME_BYTES];
	bool has_granted; /* control was given once: the next one wants a real hand */
	bool is_moved;
	uint8_t home; /* which of the meetings */
	struct handover_meeting meetings[2];
	uint8_t relay_ids[PLACES_MEETING_MAX][PLACES_ID_BYTES]; /* where to meet, as the master said */
	size_t relay_id_count;
	struct server_list_relay relays[PLACES_MEETING_MAX]; /* those of them that the list has */
	size_t relay_count;
	struct handover_person people[PARTICIPANT_PEOPLE_MAX];
	size_t person_count;
};

/* Fails (sticky) for lack of room. */
void handover_encode(const struct handover *handover, struct writer *to);

/* RESULT_BAD_FRAME: that is none, or of another version of this program; then *out is as it was. The pairs
 * borrow from `from`, and are looked at by pair_restore alone. */
enum result handover_decode(struct bytes from, struct handover *out);

#endif
