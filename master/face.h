/*
 * What the screens show and what the person asked for by them. Screens only read and draw: they take this,
 * not the engine, so that they can be looked at with made-up sessions. Thread: ui.
 */
#ifndef LOTSE_MASTER_FACE_H
#define LOTSE_MASTER_FACE_H

#include "program/line.h"
#include "program/way.h"
#include "session/participant.h"
#include "ui/surface.h"
#include "ui/widgets.h"

enum wish {
	WISH_NONE,
	WISH_OPEN,        /* a session, or one more number */
	WISH_COPY,        /* number */
	WISH_SEAT,        /* route: one more seat */
	WISH_ADMIT,       /* peer */
	WISH_SEND_AWAY,   /* peer: refuse, or remove */
	WISH_SHOW_SCREEN, /* peer */
	WISH_ASK_CONTROL, /* peer */
	WISH_GIVE_BACK,
	WISH_FIT,         /* the other way to fit */
	WISH_FULL_SCREEN, /* or not, if it is */
	WISH_ASK_END,     /* the question whether to end */
	WISH_GO_ON,       /* it was answered with no */
	WISH_END,
	WISH_CLOSE, /* the program */
};

struct face {
	struct participant_state state; /* as of the last look; what others wrote is cleaned */
	struct way way;                 /* to the relay */
	struct line line;
	uint32_t copied_route; /* whose number is in the clipboard; 0: none */
	bool asks_end;         /* the question is on the screen */
	bool was_open;         /* there has been a session */
	bool is_full_screen;   /* the window with the picture */
	enum surface_fit fit;

	enum wish wish; /* what was asked for since it was last looked at */
	uint16_t peer;
	uint32_t route;
	const char *number;
};

/* The page of the main window: one screen for each phase, program/way.h's while the relay is not reached. */
void face_draw(struct face *face, struct page *page);

/* Somebody by his peer id; NULL if nobody has it. */
const struct participant_person *face_person(const struct face *face, uint16_t peer);

/* What to call somebody. */
const char *face_name(const struct participant_person *person);

/* Why the picture of the one being viewed is not live: the first of these that holds. */
enum face_stale {
	FACE_LIVE,
	FACE_LINE_LOST, /* mine */
	FACE_AWAY,      /* that one's line */
	FACE_RESTS,     /* that one has to click first */
	FACE_SILENT,    /* nothing was heard from there for FACE_SILENT_MS */
};
enum { FACE_SILENT_MS = 6000 };
enum face_stale face_stale(const struct face *face);

/* Whether it is live. */
bool face_is_live(const struct face *face);

/* The page of the window with the picture. */
void screen_picture(struct face *face, struct page *page);

/* Screens of the main window, each a file of screens/. */
void screen_session(struct face *face, struct page *page); /* numbers and people */
void screen_end(struct face *face, struct page *page);     /* the question whether to end */
void screen_ended(struct face *face, struct page *page);   /* how it ended */

/* Parts of screen_session. */
void screen_numbers(struct face *face, struct page *page);
void screen_people(struct face *face, struct page *page);

#endif
