/* What the engine is made of beside its own struct (engine.h): times, and values of a few fields. For the
 * files of session/ alone. */
#ifndef LOTSE_SESSION_ENGINE_PARTS_H
#define LOTSE_SESSION_ENGINE_PARTS_H

#include "secure/guess.h"
#include "secure/handshake.h"
#include "session/meeting.h"
#include "session/participant_state.h"
#include "session/places.h"

enum {
	ENGINE_HEARTBEAT_FAST_MS = 1000,
	ENGINE_HEARTBEAT_SLOW_MS = 20000,
	ENGINE_SHARING_TELL_MS = 1000,
	ENGINE_ACTIVE_MS = 10000,        /* after a picture or a press something may still happen */
	ENGINE_HEARTBEAT_LOST_MS = 5000, /* a sharer that sends pauses after so long without the master */
	TALK_REFRESH_MS = 60000,         /* keys that rest are looked at so often */
	EARLY_MAX = 8,
	REFUSED_MAX = 64, /* people whom the person here does not want, that are remembered */
	ENGINE_SEATS_MAX = PARTICIPANT_PEOPLE_MAX + PARTICIPANT_NUMBERS_MAX, /* numbers that are remembered */
	MEETINGS = 2, /* the relay in use, and the one to go to when it is lost */
};

/* A handshake message of one who is not introduced yet. */
struct early {
	uint32_t where;
	size_t size; /* 0: free */
	uint8_t data[HANDSHAKE_MESSAGE_MAX_BYTES];
	int64_t came_ms;
};

/* What to come back with to a relay that is out of reach now: there our session goes on. */
struct saved_ticket {
	uint8_t relay_id[PLACES_ID_BYTES];
	uint8_t bytes[MEETING_TICKET_BYTES];
	size_t size; /* 0: free */
};

/* A number that the master handed out. */
struct seat {
	uint32_t route; /* 0: the place is free */
	struct number number;
	struct guess_number guesses;
	bool is_closed, is_used, is_knocked;
	bool is_replaced;  /* it was another number at another relay */
	bool needs_number; /* it is to be replaced, and the relay was asked */
};

/* What is copied here and goes to others, see clipping.h. */
struct clipping {
	struct clipboard *clipboard; /* since it was needed first */
	bool is_missing;             /* this computer has none that can be used */
	bool is_listening;
	struct clipboard_text text; /* while pieces of it are under way */
	uint32_t id;                /* of the last text */
	enum result result;         /* of the last one: RESULT_TOO_LARGE was not sent */
};

#endif
