/*
 * What this computer gives to others, as the person here decides it: what is shown, who may see it, who may
 * control, and the questions about it. Master and client have one each. Screens note a wish here;
 * giving_next makes of it what the engine has to do. Nothing is ever given but by such a wish.
 *
 * giving_note comes after each new state, giving_next after each page. Pure but for drawing. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_GIVING_H
#define LOTSE_PROGRAM_GIVING_H

#include "base/timer.h"
#include "program/line.h"
#include "program/picking.h"
#include "session/participant.h"
#include "ui/widgets.h"

enum {
	GIVING_SHORT_NAME_BYTES = 4 * 20 + 4,
	GIVING_DEAF_MS = 500,      /* how long a question takes no answer: the person was typing something else */
	GIVING_ANSWER_MS = 120000, /* no answer until then means no */
	GIVING_UNFOLDED_MAX = 5,   /* with more people who may nothing has no switches before they are opened */
	GIVING_HAND_MS = 20000,    /* how long it is said that no hand was seen */
	GIVING_REFUSALS_MAX = 2,   /* who was refused so often has no more questions of that one shown */
};

enum giving_wish {
	GIVING_NONE,
	GIVING_CHOOSE = 100, /* is_on: to the page where it is chosen what is shown; else back from it */
	GIVING_SHARE,        /* everything, or nothing: is_on */
	GIVING_SHARE_THIS,   /* choice: one monitor, or chosen programs */
	GIVING_PICK,         /* the list of programs: the program's to do */
	GIVING_MAY_SEE,      /* peer, is_on */
	GIVING_MAY_CONTROL,  /* peer, is_on */
	GIVING_MAY_COPY,     /* peer, is_on: that one may read what is copied here */
	GIVING_NOT_NOW,      /* peer: the question is answered with no */
	GIVING_SAFE,         /* the safety warning was read: is_on: and control is given */
	GIVING_RESUME,       /* to go on showing after a rest */
	GIVING_STAY,         /* somebody is here */
	GIVING_REFUSE,       /* peer: that one is to get nothing of this computer; 0: all newcomers */
	GIVING_GREET,        /* the newcomers were noticed */
	GIVING_ANSWER,       /* the window with the question is to come to the front: the program's to do */
	GIVING_STOP,         /* the strip's stop sign: the program's to do */
};

/* What a person here was asked for. */
enum giving_question { GIVING_NO_QUESTION, GIVING_ASKS_VIEW, GIVING_ASKS_CONTROL };

struct giving_refusal {
	uint16_t peer;
	int count;
	bool is_pending; /* the engine does not know of the answer yet */
};

/* Zeroed at first. */
struct giving {
	bool has_chosen;      /* what to share, in this session */
	bool is_choosing;     /* the page for it was asked for */
	bool is_deaf;         /* what has just come up takes no answer yet */
	bool has_read_safety; /* in this session */
	uint16_t unfolded;    /* whose switches were opened, where there are many people; 0: nobody's */
	uint16_t safety_for;  /* who is to get control once the safety warning was read; 0: nobody */
	uint16_t asking;      /* whose question is on the screen; 0: none */
	bool was_resting, was_stay_asked;
	bool is_question_open; /* the engine was told so */
	struct timer deaf, answer;
	int hand_refusals;    /* as of the last state */
	bool is_hand_missing; /* the last wish gave more, and nobody here had pressed anything */
	struct timer hand;    /* until then it is said */
	struct giving_refusal refusals[PARTICIPANT_PEOPLE_MAX];
	uint16_t greeted[PARTICIPANT_PEOPLE_MAX]; /* newcomers that are not told of any more; 0: a free place */

	struct share_choice choice;
	enum giving_wish wish; /* what was asked for since it was last looked at */
	uint16_t peer;
	bool is_on;
};

/* What the engine has to do. */
enum giving_act {
	GIVING_DO_NOTHING,
	GIVING_DO_SHARE,
	GIVING_DO_CHOOSE,
	GIVING_DO_GRANT,
	GIVING_DO_REFUSE,
	GIVING_DO_COPY,
	GIVING_DO_GO_ON,
	GIVING_DO_STAY
};
struct giving_order {
	enum giving_act act;
	bool is_on; /* SHARE: everything; COPY: it may */
	uint16_t peer;
	bool view, control;                     /* GRANT */
	struct share_choice choice;             /* CHOOSE */
	uint16_t peers[PARTICIPANT_PEOPLE_MAX]; /* REFUSE */
	int peer_count;
};

enum giving_screen {
	GIVING_SCREEN_NONE,
	GIVING_SCREEN_CHOOSE,
	GIVING_SCREEN_SAFETY,
	GIVING_SCREEN_RESUME,
	GIVING_SCREEN_STAY
};

/* Notes what has come up in `state`. In how many milliseconds it wants to be called again (-1: with the next
 * state). */
int giving_note(struct giving *giving, const struct participant_state *state, int64_t now_ms);

/* What is to be done for the wish; GIVING_DO_NOTHING also while it needs a further step of the person.
 * Wishes that are the program's stay as they are. */
struct giving_order giving_next(struct giving *giving, const struct participant_state *state, int64_t now_ms);

/* Tells the engine when a question opens or is answered: nobody works here from afar meanwhile. After each
 * new state and each order. */
void giving_hold(struct giving *giving, const struct participant_state *state,
                 struct participant *participant);

/* Tells the engine. */
void giving_carry_out(const struct giving_order *order, struct participant *participant);

/* Whether a page of its own is due: of those below. */
enum giving_screen giving_screen(const struct giving *giving, const struct participant_state *state);

/* What waits for an answer of that person's questions. */
enum giving_question giving_question(const struct giving *giving, const struct participant_state *state,
                                     const struct participant_person *person);

/* Whether something is asked now of the person here, on whatever page. */
bool giving_is_asked(const struct giving *giving, const struct participant_state *state);

/* Who has come in and was not noticed yet: their peers; how many. They see nothing of this computer. */
int giving_newcomers(const struct giving *giving, const struct participant_state *state,
                     uint16_t peers[static PARTICIPANT_PEOPLE_MAX]);

/* "Anna has come in", or "Anna and 3 more have come in". Gives `to`; NULL: nobody has. */
const char *giving_say_newcomers(const struct giving *giving, const struct participant_state *state, char *to,
                                 size_t room);

/* That name as far as a strip has room for it: whoever calls himself at length pushes the stop sign nowhere.
 * Gives `to`. */
const char *giving_short_name(const char *name, char to[static GIVING_SHORT_NAME_BYTES]);

/* What to call somebody. */
const char *giving_name(const char *name);

/* A page of its own, for what giving_screen gave; `other` is who helps. True if leaving was asked for. */
bool giving_draw_page(struct giving *giving, struct picking *picking, const struct participant_state *state,
                      const char *other, struct page *page);

/* Parts of a page: open questions; the card of what is shown; the switches for one person. */
void giving_draw_questions(struct giving *giving, const struct participant_state *state, struct page *page);
void giving_draw_newcomers(struct giving *giving, const struct participant_state *state, struct page *page);
void giving_draw_own(struct giving *giving, const struct participant_state *state, struct page *page);
void giving_draw_rights(struct giving *giving, const struct participant_state *state,
                        const struct participant_person *person, struct page *page);

/* The strip above all windows: who sees, who controls, F12, and the way to stop (GIVING_STOP). */
void giving_draw_strip(struct giving *giving, const struct participant_state *state, struct page *page);

/* Pages, each a file of screens/. True if leaving was asked for. */
bool screen_choose(struct giving *giving, struct picking *picking, const char *other, struct page *page);
bool screen_safety(struct giving *giving, const struct participant_state *state, struct page *page);
bool screen_stay(struct giving *giving, const struct participant_state *state, struct page *page);
bool screen_resume(struct giving *giving, const struct participant_state *state, struct page *page);

#endif
