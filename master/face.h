/*
 * What the screens show and what the person asked for by them. Screens only read and draw: they take this,
 * not the engine, so that they can be looked at with made-up sessions. Thread: ui.
 */
#ifndef LOTSE_MASTER_FACE_H
#define LOTSE_MASTER_FACE_H

#include "program/giving.h"
#include "program/line.h"
#include "program/recap.h"
#include "program/seeing.h"
#include "program/settings.h"
#include "program/way.h"
#include "session/participant.h"
#include "ui/surface.h"
#include "ui/widgets.h"

enum wish {
	WISH_NONE,
	WISH_OPEN,      /* a session, or one more number */
	WISH_COPY,      /* number */
	WISH_MAIL,      /* number: a mail with it */
	WISH_COPY_MAIL, /* number: its words */
	WISH_SEAT,      /* route: one more seat */
	WISH_ADMIT,     /* peer */
	WISH_SEND_AWAY, /* peer: refuse, or remove */
	WISH_ASK_END,   /* the question whether to end */
	WISH_GO_ON,     /* it was answered with no */
	WISH_END,
	WISH_CLOSE, /* the program */
};

struct face {
	struct participant_state state; /* as of the last look; what others wrote is cleaned */
	struct way way;                 /* to the relay */
	struct line line;
	struct settings settings;
	const char *notice;    /* main's: what is read before Accept; NULL: the built-in one */
	bool is_notice_open;   /* it is shown here too */
	uint32_t copied_route; /* whose number is in the clipboard; 0: none */
	bool asks_end;         /* the question is on the screen */
	bool was_open;         /* there has been a session */
	struct recap recap;    /* what the last session was */
	struct picking picking;
	struct giving giving; /* what this computer shows and lets others do */
	struct seeing seeing; /* what it sees of others */

	enum wish wish; /* what was asked for since it was last looked at */
	uint16_t peer;
	uint32_t route;
	const char *number;
};

/* The page of the main window: one screen for each phase, program/way.h's while the relay is not reached. */
void face_draw(struct face *face, struct page *page);

/* Screens of the main window, each a file of screens/. */
void screen_session(struct face *face, struct page *page); /* numbers and people */
void screen_end(struct face *face, struct page *page);     /* the question whether to end */
void screen_ended(struct face *face, struct page *page);   /* how it ended */

/* Parts of screen_session. */
void screen_numbers(struct face *face, struct page *page);
void screen_people(struct face *face, struct page *page);

#endif
