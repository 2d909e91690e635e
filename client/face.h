/*
 * What the screens show and what the person asked for by them. Screens only read and draw: they take this,
 * not the engine, so that they can be looked at with made-up sessions. Thread: ui.
 */
#ifndef LOTSE_CLIENT_FACE_H
#define LOTSE_CLIENT_FACE_H

#include "client/elevation.h"
#include "program/company.h"
#include "program/giving.h"
#include "program/line.h"
#include "program/recap.h"
#include "program/seeing.h"
#include "program/settings.h"
#include "program/way.h"
#include "session/participant.h"
#include "ui/widgets.h"

enum {
	FACE_NUMBER_BYTES = 512,     /* a pasted sentence around the number fits */
	FACE_READING_MS = 3000,      /* before that nothing can be accepted */
	FACE_UNANSWERED_MS = 600000, /* no answer until then means no */
};

enum wish {
	WISH_NONE,
	WISH_JOIN,   /* with what is in number_text */
	WISH_DIGITS, /* digits_text: those that were told */
	WISH_REPORT, /* who was declined */
	WISH_CANCEL, /* back to the number */
	WISH_KNOCK,
	WISH_ACCEPT, /* as your_name */
	WISH_DECLINE,
	WISH_LINKS,   /* that lotse: links open this program, or no more */
	WISH_ELEVATE, /* continue as administrator */
	WISH_LEAVE,
	WISH_CLOSE, /* the program */
};

struct face {
	struct participant_state state; /* as of the last look; what others wrote is cleaned */
	const struct company *company;  /* main's; whose program it is; or NULL */
	struct way way;                 /* to the relay */
	struct line line;
	struct settings settings;
	char number_text[FACE_NUMBER_BYTES];
	int number_selection; /* another one: what was typed is to be typed anew */
	char digits_text[64];
	char your_name[PARTICIPANT_NAME_BYTES];
	enum result number_result; /* what is wrong with what was typed last; RESULT_OK: nothing */
	bool is_at_number;         /* the person went back to it, whatever the engine is still doing */
	bool has_failed;           /* the last try to join ended before anybody was met: see state.result */
	bool is_reading;           /* who asks has just come up: it can't be accepted yet */
	bool was_in;               /* in the session that has ended, or is on */
	bool was_declined;         /* the last one who asked was sent away */
	bool is_more_open;         /* below the number */
	bool has_links;            /* lotse: links open this program: as of the last look */
	enum result links_result;  /* why that could not be changed */
	struct elevation elevation;
	struct recap recap; /* what the session was, once it is over */
	struct picking picking;
	struct giving giving; /* what this computer shows and lets others do */
	struct seeing seeing; /* what it sees of others */

	enum wish wish; /* what was asked for since it was last looked at */
};

/* The page of the main window: one screen for each phase, program/way.h's while the relay is not reached. */
void face_draw(struct face *face, struct page *page);

/* Screens of the main window, each a file of screens/. */
void screen_number(struct face *face, struct page *page);   /* the number */
void screen_refused(struct face *face, struct page *page);  /* nobody there, or taken: knock */
void screen_asked(struct face *face, struct page *page);    /* who asks, and the notice */
void screen_accepted(struct face *face, struct page *page); /* waits to be admitted */
void screen_session(struct face *face, struct page *page);  /* who sees, who controls */
void screen_moving(struct face *face, struct page *page);   /* another process goes on */
void screen_ended(struct face *face, struct page *page);    /* how it ended */

/* Part of screen_session: what the system keeps from whoever controls, and the way around it. */
void screen_elevation(struct face *face, struct page *page);

#endif
