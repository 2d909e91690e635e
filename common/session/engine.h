/*
 * The inside of a participant, for the files of session/ alone: who owns what,
 * and on which thread.
 *
 *   participant.c  life, commands in, state out (ui thread); the net thread's loop
 *   state.c        what the ui sees, made from what is here
 *   owner.c        what a master does: numbers, seats, admitting, introducing
 *   joiner.c       what a client does until it is in
 *   talk.c         messages between two people: in and out
 *   sharing.c      net's side of sharing: grants, keys, viewers; sharer.c is its media thread
 *   viewing.c      net's side of viewing; viewer.c is its media thread
 */
#ifndef LOTSE_SESSION_ENGINE_H
#define LOTSE_SESSION_ENGINE_H

#include "base/queue.h"
#include "base/thread.h"
#include "base/timer.h"
#include "base/wake.h"
#include "desktop/gate.h"
#include "desktop/guard.h"
#include "secure/guess.h"
#include "secure/lane.h"
#include "session/aim.h"
#include "session/link.h"
#include "session/pair.h"
#include "session/participant.h"
#include "session/roster.h"
#include "session/sharer.h"
#include "session/viewer.h"

enum {
	ENGINE_HEARTBEAT_FAST_MS = 1000,
	ENGINE_HEARTBEAT_SLOW_MS = 20000,
	ENGINE_SHARING_TELL_MS = 1000,
	ENGINE_HEARTBEAT_LOST_MS = 5000, /* a sharer that sends pauses after so long without the master */
	TALK_REFRESH_MS = 60000,         /* keys that rest are looked at so often */
};

enum command_kind {
	COMMAND_NONE,
	COMMAND_STOP,
	COMMAND_OPEN,
	COMMAND_JOIN,
	COMMAND_KNOCK,
	COMMAND_ACCEPT,
	COMMAND_DECLINE,
	COMMAND_ADMIT,
	COMMAND_ADD_SEAT,
	COMMAND_SHARE,
	COMMAND_GRANT,
	COMMAND_ASK,
	COMMAND_VIEW,
	COMMAND_INPUT,
	COMMAND_SHOWN,
	COMMAND_GIVE_BACK,
	COMMAND_TAKE_BACK,
	COMMAND_CHAT,
	COMMAND_LEAVE,
	COMMAND_GO_ON,
	COMMAND_SET_PROXY, /* text; NULL: the system's */
	COMMAND_PROXY_ANSWER,
	COMMAND_PROXY_REFUSE,
	COMMAND_GUARD, /* from the guard thread: `yes` F12 is heard, else `result` why not */
};

struct command {
	enum command_kind kind;
	uint16_t peer;
	uint32_t route;
	bool yes, view, control;
	struct number number;
	char *text, *secret; /* owned; the second is wiped */
	struct input_event event;
	uint64_t mark;
	enum result result;
};

/* A number that the master handed out. */
struct seat {
	uint32_t route; /* 0: the place is free */
	struct number number;
	struct guess_number guesses;
	bool is_closed, is_used, is_knocked;
};

struct participant {
	/* Set at the start, then read by all threads. */
	struct participant_options options; /* strings owned */
	char computer[PARTICIPANT_COMPUTER_BYTES];
	struct queue *commands;
	struct wake *wake;
	struct thread *net;
	struct newest *picture;

	/* Between net and ui, under `lock`. */
	struct mutex *lock;
	struct participant_state published;
	struct participant_cursor cursor;
	bool has_new_state, has_new_cursor;

	/* Closed by any thread, opened by net. */
	struct gate *gate;

	/* The net thread's own. */
	bool is_stopping, is_dirty;
	int64_t now_ms;
	struct link *link;
	enum link_phase followed; /* of link: what the session knows of it */
	enum participant_phase phase;
	enum result result;
	struct number number; /* client: the one being joined */
	struct person self;
	uint8_t session_id[ROSTER_ID_BYTES]; /* the master's random id in every handshake */
	struct roster roster;
	struct seat seats[PARTICIPANT_NUMBERS_MAX];
	int numbers_asked; /* of the relay, and not answered yet */
	struct guess_session session_guesses;
	struct guess_customer joiner_guesses; /* since the program's start */
	int tries_before;                     /* of them, at the present number's start */
	struct timer heartbeat, handshake, refresh;
	wire_Message message;                       /* the one that was opened last */
	uint8_t early[HANDSHAKE_MESSAGE_MAX_BYTES]; /* a handshake message of one who is not introduced yet */
	size_t early_bytes;
	uint16_t early_peer;

	struct sharer *sharer; /* while something is shared */
	struct guard *guard;
	uint32_t gate_generation;
	uint8_t f12_seen; /* gate_f12_seen when F12 was last acted on */
	enum result share_result;
	int share_width_px, share_height_px;
	bool is_share_open, is_share_paused, is_guarded;
	int64_t frame_sent_ms, sharing_told_ms, sharing_heard_ms, heartbeat_heard_ms;
	struct aim aim;
	int f12_count;
	bool is_control_lost;

	struct viewer *viewer; /* while somebody is viewed */
	struct lane_receiver *lane;
	uint16_t viewing;
	char layout[LAYOUT_NAME_BYTES]; /* of the keyboard here, since viewing or sharing began */
	struct buffer held_back;
	int64_t held_since_ms, shown_told_ms;
	struct viewer_output applied;
	bool has_applied;
	int picture_width_px, picture_height_px;
	uint8_t plain[LANE_FRAME_MAX_BYTES];

	char notice[PARTICIPANT_NOTICE_BYTES]; /* client: the master's */
	char chat[PARTICIPANT_CHAT_BYTES];
	uint16_t chat_from;
	int chat_count;
};

/* Something that the ui sees has changed (state.c). */
void state_touch(struct participant *p);

/* Hands the present state to the ui if something has changed (state.c). */
void state_publish(struct participant *p);

/* The session is over for this participant; closes the line, ends sharing and viewing (participant.c). */
void participant_end(struct participant *p, enum result result);

/* Says goodbye to everybody, then the same (participant.c). */
void participant_leave_now(struct participant *p);

#endif
