/*
 * What the screens show and what the person asked for by them. Screens only read and draw: they take this,
 * not the engine, so that they can be looked at with made-up sessions. Thread: ui.
 */
#ifndef LOTSE_CLIENT_FACE_H
#define LOTSE_CLIENT_FACE_H

#include "program/company.h"
#include "program/line.h"
#include "program/way.h"
#include "session/participant.h"
#include "ui/widgets.h"

enum {
	FACE_NUMBER_BYTES = 512, /* a pasted sentence around the number fits */
	FACE_QUESTION_DEAF_MS =
		500, /* how long a question takes no answer: the person was typing something else */
};

enum wish {
	WISH_NONE,
	WISH_JOIN,   /* with what is in number_text */
	WISH_CANCEL, /* back to the number */
	WISH_KNOCK,
	WISH_ACCEPT, /* as your_name */
	WISH_DECLINE,
	WISH_SHARE,       /* everything, or nothing: is_on */
	WISH_MAY_SEE,     /* peer, is_on */
	WISH_MAY_CONTROL, /* peer, is_on */
	WISH_NOT_NOW,     /* peer: the question is answered with no */
	WISH_RESUME,      /* to go on showing after a rest */
	WISH_LEAVE,
	WISH_CLOSE, /* the program */
};

struct face {
	struct participant_state state; /* as of the last look; what others wrote is cleaned */
	const struct company *company;  /* main's; whose program it is; or NULL */
	struct way way;                 /* to the relay */
	struct line line;
	char number_text[FACE_NUMBER_BYTES];
	int number_selection; /* another one: what was typed is to be typed anew */
	char your_name[PARTICIPANT_NAME_BYTES];
	enum result number_result; /* what is wrong with what was typed last; RESULT_OK: nothing */
	bool is_at_number;         /* the person went back to it, whatever the engine is still doing */
	bool has_failed;           /* the last try to join ended before anybody was met: see state.result */
	bool has_chosen;           /* what to share, in this session */
	bool is_deaf;              /* a question has just come up: it takes no answer yet */
	uint16_t not_now;          /* whose question for control was put off; 0: nobody's */

	enum wish wish; /* what was asked for since it was last looked at */
	uint16_t peer;
	bool is_on;
};

/* The page of the main window: one screen for each phase, program/way.h's while the relay is not reached. */
void face_draw(struct face *face, struct page *page);

/* What to call somebody. */
const char *face_name(const char *name);

/* Whether this person's question for control waits for an answer. */
bool face_is_asked(const struct face *face, const struct participant_person *person);

/* The strip above all windows. */
void screen_strip(struct face *face, struct page *page);

/* Screens of the main window, each a file of screens/. */
void screen_number(struct face *face, struct page *page);   /* the number */
void screen_refused(struct face *face, struct page *page);  /* nobody there, or taken: knock */
void screen_asked(struct face *face, struct page *page);    /* who asks, and the notice */
void screen_accepted(struct face *face, struct page *page); /* waits to be admitted */
void screen_choose(struct face *face, struct page *page);   /* everything or nothing */
void screen_resume(struct face *face, struct page *page);   /* go on showing? */
void screen_session(struct face *face, struct page *page);  /* who sees, who controls */
void screen_ended(struct face *face, struct page *page);    /* how it ended */

#endif
