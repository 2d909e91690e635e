/*
 * The inside of a participant, for the files of session/ alone: who owns what,
 * and on which thread.
 *
 *   participant.c  life, commands in, state out (ui thread); the net thread's loop
 *   state.c        what the ui sees, made from what is here
 *   owner.c        what a master does: numbers, seats, admitting, introducing
 *   joiner.c       what a client does until it is in
 *   operator.c     who the operator is: proved, and judged
 *   handing.c      a client goes on in another process
 *   talk.c         messages between two people: in and out
 *   staying.c      a line is lost and comes back: homing.c is a client's half, shepherd.c the master's
 *   sharing.c      net's side of sharing: grants, keys, viewers; sharer.c is its media thread
 *   newcomer.c     who comes later, and who is not wanted
 *   account.c      what goes into the summary of the session, and when it was; journal.c keeps it
 *   sign.c         that a still picture is live all the same
 *   attending.c    whether somebody sits where something is shown: lock, sleep, half an hour of nothing
 *   clipping.c     net's side of the clipboard; clip.c says who may send what, and in which pieces
 *   viewing.c      net's side of viewing; viewer.c is its media thread
 */
#ifndef LOTSE_SESSION_ENGINE_H
#define LOTSE_SESSION_ENGINE_H

#include "base/queue.h"
#include "base/thread.h"
#include "base/timer.h"
#include "base/wake.h"
#include "carrier/network.h"
#include "desktop/clipboard.h"
#include "desktop/gate.h"
#include "desktop/guard.h"
#include "desktop/lock.h"
#include "secure/guess.h"
#include "secure/lane.h"
#include "session/aim.h"
#include "session/command.h"
#include "session/engine_parts.h"
#include "session/figures.h"
#include "session/handing.h"
#include "session/journal.h"
#include "session/meeting.h"
#include "session/operator_seen.h"
#include "session/pair.h"
#include "session/participant.h"
#include "session/places.h"
#include "session/retry.h"
#include "session/roster.h"
#include "session/sharer.h"
#include "session/unattended.h"
#include "session/viewer.h"

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
	struct figures figures;    /* of the picture that is viewed */
	struct origin_map origins; /* likewise */
	bool has_new_state, has_new_cursor;
	struct handing handing;
	struct journal journal; /* for the summary */

	/* Closed by any thread, opened by net. */
	struct gate *gate;

	/* The net thread's own. */
	bool is_stopping, is_dirty;
	int64_t now_ms;
	struct places *places;
	struct ways *ways;
	struct network *network; /* NULL where nothing can be heard of it */
	struct attempts attempts;
	int64_t attempts_told_ms; /* to the ui */
	bool is_question_told;
	struct server_list_relay backup; /* master: the second of the probe */
	bool has_backup;
	struct meeting meetings[MEETINGS];
	int home;                                             /* which of them the session is at */
	uint8_t relays[PLACES_MEETING_MAX * PLACES_ID_BYTES]; /* ids, as the master said: where to meet */
	size_t relay_count;
	struct saved_ticket tickets[PLACES_MEETING_MAX]; /* master: of relays that could not be left in order */
	struct retry retry;
	bool is_lost;        /* the way to the master is: our own line, or new keys that are not there yet */
	bool is_master_lost; /* client: his line */
	bool is_going_away;  /* the relay has said that it ends */
	bool is_restarting;  /* and that it comes back */
	int64_t better_ms;   /* since when the line is cut by ourselves for a better way; 0: it is not */
	bool is_moved;       /* to another relay than the first */
	bool is_handed_over; /* to another process: nothing is done here until it comes back */
	int resume_count;
	int64_t
		leaving_until_ms; /* master: the other meeting is the old relay, until all have come over; 0: no */
	int64_t chosen_ms;    /* since when the other meeting is the one that it is */
	uint32_t fruitless;   /* a bit for each of `relays` where nobody came */
	int64_t refused_ms;   /* client: when the relay in use said that it knows nothing of the session */
	int64_t strange_ms; /* client: since when there is somebody whom an introduction has not reached; 0: no */
	int64_t settled_ms; /* since when nobody is missing; 0: somebody is */
	struct timer doubt; /* the network has changed: when to look at the lines */
	int64_t doubted_ms;
	int64_t slept_ms; /* of the computer, as clock_slept_ms */
	int told_age_s;   /* of the picture, as the ui knows */
	int told_away_s;  /* how long people are away, together, likewise */
	int told_lost_s;  /* how long it is lost, as the ui knows */
	enum participant_phase phase;
	enum result result;
	struct number number; /* client: the one being joined */
	struct person self;
	uint8_t session_id[ROSTER_ID_BYTES]; /* the master's random id in every handshake */
	struct roster roster;
	struct seat seats[ENGINE_SEATS_MAX]; /* as they were made, without gaps */
	int numbers_asked;                   /* of the relay, and not answered yet */
	int64_t number_asked_ms;             /* the last of them */
	bool is_number_unheard;              /* the line was lost since: they are to be asked for again */
	struct guess_session session_guesses;
	struct guess_customer joiner_guesses; /* since the program's start */
	int tries_before;                     /* of them, at the present number's start */
	struct timer heartbeat, handshake, refresh;
	wire_Message message; /* the one that was opened last */
	struct early early[EARLY_MAX];

	struct sharer *sharer; /* while something is shared */
	struct guard *guard;   /* under `lock` where it changes and where the ui looks at it */
	struct share_choice choice;
	int questions;     /* of ours that are open; the ui's own */
	int hand_refusals; /* grants that were not raised, since no hand was seen */
	uint32_t gate_generation;
	uint8_t f12_seen; /* gate_f12_seen when F12 was last acted on */
	enum result share_result;
	int share_width_px, share_height_px;
	uint32_t resized_state; /* the first state of the screen at its present size */
	bool is_heartbeat_fast; /* as the master said last */
	bool is_share_open, is_share_paused, is_guarded;
	enum barrier barrier;  /* what the guard has found in front */
	int64_t active_ms;     /* a picture, a press: sent or taken here */
	int64_t unanswered_ms; /* viewer: a press since whose sending nothing was heard of the sharer; 0: no */
	int64_t frame_sent_ms, sharing_told_ms, sharing_heard_ms, heartbeat_heard_ms;
	int64_t wall_offset_ms; /* from now_ms to the time that the session's people write down (account.h) */
	int64_t gone_at_ms;     /* the time that whoever is just leaving has said; 0: none */
	int64_t share_at_ms;    /* since when what we show and let is so */
	bool is_share_untold;   /* it has changed, and not all know */
	uint8_t refused[REFUSED_MAX * ROSTER_ID_BYTES]; /* the youngest; newcomer.h */
	int refused_count;
	int64_t signed_ms;   /* sharer: when signs of life went out last (sign.h) */
	bool is_sign_missed; /* viewer: one has not come */
	bool is_quiet;       /* what is sent now is no reason to wait for an answer */
	struct aim aim;
	int f12_count;
	enum participant_rest go_on_why; /* a click is needed: the last reason */
	int go_on_gap_ms;                /* why a click is needed: as of the last reason; 0: a sleep */
	bool is_control_lost;
	struct lock_watch *lock_watch; /* while something is shared; NULL: it can't be known */
	bool is_locked;
	struct unattended unattended;
	bool has_granted_control; /* once, in this session; handed on (handover.h) */

	struct viewer *viewer; /* while somebody is viewed */
	struct lane_receiver *lanes[FRAME_LANES_MAX];
	bool wants_vp8_only, saves_data; /* as the person here wants pictures */
	uint16_t viewing;
	char layout[LAYOUT_NAME_BYTES]; /* of the keyboard here, since viewing or sharing began */
	struct buffer held_back;
	int64_t held_since_ms, shown_told_ms;
	struct viewer_output applied;
	bool has_applied;
	int picture_width_px, picture_height_px;
	uint8_t plain[LANE_FRAME_MAX_BYTES];

	bool may_report, was_reported;                       /* client, declined: the line stays for that */
	int64_t declined_ms;                                 /* since when */
	struct operator_seen operator_seen;                  /* client: who asks */
	uint8_t certificate[OPERATOR_CERTIFICATE_BYTES_MAX]; /* master: the relay's word for who we are */
	size_t certificate_bytes;
	struct clipping clipping;
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
