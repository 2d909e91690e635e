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
	COMMAND_GUARD, /* from the guard thread: `view` F12 was pressed, `yes` it is heard, else `result` why not
	                */
};

struct command {
	enum command_kind kind;
	uint16_t peer;
	uint32_t route;
	bool yes, view, control;
	struct number number;
	char *text; /* owned */
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
	enum participant_phase phase;
	enum result result;
	struct number number; /* client: the one being joined */
	struct person self;
	uint8_t session_id[ROSTER_ID_BYTES]; /* the master's random id in every handshake */
	struct roster roster;
	struct seat seats[PARTICIPANT_NUMBERS_MAX];
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

/* state.c: hands the present state to the ui if something has changed. */
void state_publish(struct participant *p);
/* state.c: something that the ui sees has changed. */
void state_touch(struct participant *p);

/* participant.c: the session is over for this participant; closes the line, ends sharing and viewing. */
void participant_end(struct participant *p, enum result result);
/* participant.c: says goodbye to everybody, then the same. */
void participant_leave_now(struct participant *p);

/* owner.c */
void owner_open(struct participant *p);
void owner_link_up(struct participant *p);
void owner_control(struct participant *p, const wire_Control *control);
void owner_admit(struct participant *p, uint16_t peer, bool is_admitted);
void owner_add_seat(struct participant *p, uint32_t route);
void owner_sealed(struct participant *p, struct person *person);
bool owner_seat_taken(struct participant *p, struct person *person); /* false: and the person is gone */
void owner_pair_failed(struct participant *p, struct person *person);
void owner_person_gone(struct participant *p, struct person *person);
enum result owner_message(struct participant *p, struct person *from, const wire_Message *message);
void owner_tell_roster(struct participant *p); /* nothing if this is no master */
void owner_tick(struct participant *p);

/* joiner.c */
void joiner_join(struct participant *p, const struct number *number);
void joiner_link_up(struct participant *p);
void joiner_control(struct participant *p, const wire_Control *control);
void joiner_knock(struct participant *p);
void joiner_accept(struct participant *p, const char *name);
void joiner_decline(struct participant *p);
void joiner_sealed(struct participant *p, struct person *master);
enum result joiner_message(struct participant *p, struct person *from, const wire_Message *message);
void joiner_tick(struct participant *p);
enum result joiner_end_result(const struct participant *p, enum result of_link);

/* talk.c; the _message functions give RESULT_NEED_MORE for what is not theirs. */
enum result talk_begin(struct participant *p, struct person *person, const struct handshake_setup *setup,
                       bool is_offering);
void talk_handshake(struct participant *p, uint16_t peer, struct bytes payload);
void talk_record(struct participant *p, uint16_t peer, enum channel_class class, struct bytes payload);
void talk_send(struct participant *p, struct person *to, wire_Message *message);
enum result talk_send_record(struct participant *p, struct person *to, enum record_type type,
                             struct bytes body);
void talk_goodbye(struct participant *p, struct person *person); /* FIN, while the line still stands */
void talk_end(struct participant *p,
              struct person *person); /* grants and keys go; the person stays in the roster */
void talk_left(struct participant *p, struct person *person); /* FIN has come */
void talk_introduced(struct participant *p, uint16_t peer, struct bytes secret);
void talk_tick(struct participant *p);

/* sharing.c */
void sharing_start(struct participant *p);
void sharing_stop(struct participant *p);
void sharing_work(struct participant *p);
void sharing_guard(struct participant *p, const struct command *command);
void sharing_grant(struct participant *p, struct person *person, bool view, bool control);
void sharing_take_back(struct participant *p);
void sharing_person_sealed(struct participant *p, struct person *person);
void sharing_person_gone(struct participant *p, struct person *person);
enum result sharing_message(struct participant *p, struct person *from, const wire_Message *message);
enum result sharing_input(struct participant *p, struct person *from, struct bytes body);
enum result sharing_ack(struct participant *p, struct person *from, struct bytes body);
void sharing_blocked(struct participant *p, uint16_t peer);

/* viewing.c */
void viewing_work(struct participant *p);
void viewing_choose(struct participant *p, uint16_t peer);
void viewing_picture(struct participant *p, uint16_t peer, uint8_t lane, struct bytes payload);
void viewing_input(struct participant *p, const struct input_event *event, uint64_t mark);
void viewing_shown(struct participant *p, uint64_t mark);
void viewing_ask(struct participant *p, uint16_t peer, bool view, bool control);
void viewing_give_back(struct participant *p);
void viewing_person_gone(struct participant *p, struct person *person);
enum result viewing_message(struct participant *p, struct person *from, const wire_Message *message);

#endif
