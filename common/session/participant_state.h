/*
 * What a participant looks like from outside: all that a window has to know, as
 * one value. Made by the engine after each change, never changed by the ui.
 */
#ifndef LOTSE_SESSION_PARTICIPANT_STATE_H
#define LOTSE_SESSION_PARTICIPANT_STATE_H

#include "base/result.h"
#include "desktop/barrier.h"
#include "desktop/share.h"
#include "wire/number.h"

#include "wire/operator_certificate.h"
#include <stdbool.h>
#include <stdint.h>

enum {
	PARTICIPANT_DIRECTORIES_MAX = 8,
	PARTICIPANT_NUMBERS_MAX = 8,
	PARTICIPANT_PEOPLE_MAX = 32,
	PARTICIPANT_ATTEMPTS_MAX = 16,
	PARTICIPANT_NAME_BYTES = 161,
	PARTICIPANT_COMPUTER_BYTES = 65,
	PARTICIPANT_NOTICE_BYTES = 16385,
	PARTICIPANT_CHAT_BYTES = 2001,
	PARTICIPANT_CURSOR_SIDE_MAX_PX = 128,
};

enum participant_role { PARTICIPANT_NONE, PARTICIPANT_MASTER, PARTICIPANT_CLIENT };

enum participant_phase {
	PHASE_NONE,
	PHASE_LISTING,    /* fetching the list of relays */
	PHASE_CONNECTING, /* to the relay: see attempts */
	PHASE_OPENING,    /* master: asking for a number */
	PHASE_OPEN,       /* master: the session exists; see numbers and people */
	PHASE_JOINING,    /* client: number check and keys */
	PHASE_REFUSED,    /* client: nobody waits under the number, or somebody is in already: may knock */
	PHASE_KNOCKING,   /* client: waits to be let in */
	PHASE_ASKED,      /* client: who asks and the notice are there: accept or decline */
	PHASE_ACCEPTED,   /* client: waits to be admitted */
	PHASE_IN,         /* client: admitted: chooses what to share, sees who is in */
	PHASE_ENDED,      /* see result; the network is closed */
};

/* What holds the session together right now. All but LINE_NONE and LINE_UP: it is being tried by itself until
 * `line_left_ms` is over, then PHASE_ENDED with RESULT_GONE_TOO_LONG; participant_leave ends it at any time.
 */
enum participant_line {
	LINE_NONE,        /* not in a session */
	LINE_UP,          /* master: also while some people are away (participant_person.is_away) */
	LINE_LOST,        /* this computer's own way to the relay; see attempts, result, proxy_question */
	LINE_MASTER_LOST, /* client: the relay is reached; the operator's line is lost */
};

/* Why showing and control wait for one click of the person who shares. */
enum participant_rest {
	REST_NONE,
	REST_GAP,        /* a line was lost for more than two minutes */
	REST_SLEPT,      /* that computer slept, or is about to */
	REST_LOCKED,     /* the session there was locked */
	REST_UNANSWERED, /* nobody was there to say that it goes on (is_stay_asked) */
	REST_COUNT
};

/* A number that the master has handed out. */
struct participant_number {
	char text[NUMBER_TEXT_BYTES]; /* in groups */
	uint32_t route;
	int tries_left; /* of three; 0: closed */
	int free_seats;
	bool is_closed;   /* for good: only a new number helps */
	bool is_used;     /* somebody came in by it */
	bool is_knocked;  /* somebody with this number asks to come in */
	bool is_replaced; /* it stands for an older number of another relay: it is to be told again */
};

/* Somebody else in the session. */
struct participant_person {
	uint16_t peer;
	enum participant_role role;
	char name[PARTICIPANT_NAME_BYTES];
	char computer[PARTICIPANT_COMPUTER_BYTES];
	bool is_in;                     /* admitted; before that a master sees who waits */
	bool is_connected;              /* there is a sealed channel with this person */
	bool is_new;                    /* client: came after me, and was neither given nor refused anything */
	bool is_refused;                /* participant_refuse */
	uint16_t refused_by;            /* somebody (the last) does not want this person: that one; 0: nobody */
	bool is_away;                   /* that one's line is lost, the place is kept: view and control rest */
	int away_ms;                    /* for how long; 0: not away */
	bool shares;                    /* shows something of that computer */
	enum share_kind share_kind;     /* what of it, as that one says */
	bool sees_me;                   /* I let this person view */
	bool controls_me;               /* I let this person control */
	bool asks_view, asks_control;   /* this person asks me for it */
	bool reads_my_clipboard;        /* this person may read what I copy (participant_grant_clipboard) */
	bool i_read_clipboard;          /* I may read what this person copies */
	bool i_see, i_control;          /* this person lets me */
	bool asked_control;             /* I have asked, there is no answer yet */
	enum participant_rest rest_why; /* with `rests`: why */
	bool rests;                     /* this person's grants to me wait for a click there (must_go_on) */
	bool asks_administrator;        /* this person asks me to go on as administrator */
	bool may_elevate, asked_administrator; /* that can be had there; I have asked for it */
	enum barrier barrier; /* why nothing of mine reaches what is in front there now, though I control */
};

/* One way to the relay that was tried. */
struct participant_attempt {
	char words[512]; /* in the person's language: what, where, how it went, what to do */
	bool is_over, is_good;
	bool is_unneeded; /* over, but no failure: another way was faster */
};

/* A proxy on the way wants a name and a password: participant_proxy_answer or participant_proxy_refuse. */
struct participant_proxy_question {
	bool is_asked;
	bool was_wrong;      /* the last answer was refused; it is not tried again by itself */
	bool was_unanswered; /* nothing was said to the last answer; likewise */
	bool may_store;      /* this computer has a place to keep it encrypted */
	char host[300];
	char realm[128]; /* what the proxy calls itself, or "" */
};

struct participant_state {
	enum participant_phase phase;
	enum result result; /* why it ended, or what went wrong last; RESULT_OK if nothing */
	char detail[200];   /* further words for `result`, or "" */

	char relay[300];        /* the relay's host, once connected */
	char rung[16];          /* how it is reached: "raw" */
	int round_trip_ms;      /* to the relay; -1 unknown */
	char relay_backup[300]; /* where the session goes if this relay dies; "": nowhere */
	char region[16];        /* of the relay, as the list says; "" */
	char proxy[300];        /* through which it is reached; "": directly */
	bool is_inspected;      /* the network opens TLS on the way (the content is sealed all the same) */
	struct participant_proxy_question proxy_question;

	enum participant_line line;
	int line_lost_ms;         /* how long it has been lost; 0: it is up. Told anew about each second */
	int line_left_ms;         /* for how long it will still be tried */
	int line_tries;           /* how often it has been tried since it was lost */
	bool is_handed_over;      /* to another process (participant_hand_over); nothing happens here */
	int resume_count;         /* how often the session has come back by itself */
	bool is_relay_restarting; /* with LINE_LOST: the relay had said that it ends for a moment */
	bool is_moved;            /* the session goes on at another relay than the one that it began at */
	bool must_go_on;          /* sharer: showing and control rest until participant_go_on: one click here */
	enum participant_rest go_on_why; /* with it: the latest reason */
	int go_on_gap_ms;                /* with REST_GAP: how long somebody's line was away */

	struct participant_number numbers[PARTICIPANT_NUMBERS_MAX]; /* master */
	int number_count;
	int session_tries_left; /* master: of nine for the whole session */

	struct participant_person people[PARTICIPANT_PEOPLE_MAX];
	int person_count;

	char master_name[PARTICIPANT_NAME_BYTES]; /* client, from PHASE_ASKED on: who asks, as he calls himself */
	char master_computer[PARTICIPANT_COMPUTER_BYTES];
	char notice[PARTICIPANT_NOTICE_BYTES];
	enum operator_trust operator_trust; /* client: who stands for who asks; the relay's host is `relay` */
	char operator_name[OPERATOR_NAME_BYTES], operator_company[OPERATOR_NAME_BYTES]; /* as that one says */
	bool may_report, was_reported; /* client, declined: participant_report; it was done */
	bool must_type_digits; /* client, PHASE_ASKED by a link: until participant_type_digits nothing is shown of
	                          who asks */
	int tries_left;        /* client: of three since the program's start */

	bool is_locked;     /* sharer: this computer's session is locked, as far as it can be known */
	bool is_stay_asked; /* sharer: half an hour without a hand here: does it go on? participant_stay, or rest
	                     */
	int stay_left_ms;   /* with it: until showing rests */

	enum share_kind share_kind; /* what is_sharing shows */
	int hand_refusals;          /* how often more was to be granted without a hand at this computer */
	bool is_sharing;            /* everything on this computer is being shown to those that see_me */
	enum result share_result;   /* why it can't be shown (RESULT_WAYLAND ...), else RESULT_OK */
	enum barrier barrier;       /* why nobody controls what is in front here now, whatever was granted */
	bool is_guarded;            /* F12 is proved to be listened to; without it nobody can control */
	int f12_count;              /* how often F12 took control back here */
	enum result clip_result; /* RESULT_TOO_LARGE: what was copied here last is too much, and was not sent */
	bool is_control_lost;    /* f12 or a lost line took control since it was last given: say so */

	uint16_t viewing; /* whose picture participant_picture has; 0: nobody's */
	int picture_width_px, picture_height_px;
	bool is_layout_different; /* the keyboard there has another layout: send characters, not keys */
	int picture_age_ms;       /* since the sharer was last heard of; -1: nothing viewed */

	struct participant_attempt attempts[PARTICIPANT_ATTEMPTS_MAX];
	int attempt_count;
	char check_code[16]; /* of the channel with the master (client); "" before */

	char chat[PARTICIPANT_CHAT_BYTES]; /* the latest line, and who said it */
	uint16_t chat_from;
	int chat_count;
};

#endif
