/*
 * What this computer sees of somebody else's: the window with that one's picture, its bar, and the hand that
 * works there. Master and client have one each. seeing_follow comes after each new state, seeing_fulfil after
 * each page; what is not this window's stays in `wish` for the program. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_SEEING_H
#define LOTSE_PROGRAM_SEEING_H

#include "program/line.h"
#include "session/participant.h"
#include "ui/surface.h"
#include "ui/widgets.h"

enum seeing_wish {
	SEEING_NONE,
	SEEING_SHOW = 200,  /* peer: that one's screen */
	SEEING_ASK_VIEW,    /* peer */
	SEEING_ASK_CONTROL, /* peer */
	SEEING_GIVE_BACK,
	SEEING_ASK_ADMINISTRATOR, /* peer: that one should go on with an administrator's rights */
	SEEING_FIT,               /* the other way to fit */
	SEEING_FULL_SCREEN,       /* or not, if it is */
	SEEING_END,               /* the way out of a session whose picture is not live: the program's to do */
};

/* What a screen has to know, and what was asked for. Zeroed, but for the fit. */
struct seeing {
	enum surface_fit fit;
	bool is_full_screen;
	const struct picture_figures *figures; /* are shown over the picture; NULL: not */

	enum seeing_wish wish; /* what was asked for since it was last looked at */
	uint16_t peer;
};

struct seeing_window; /* opaque, heap: the window behind it */

struct seeing_config {
	struct ui *ui;
	struct window *main_window; /* steps back in full screen */
	struct seeing *seeing;      /* the caller's */
	const struct participant_state *state;
	const struct line *line;
	void (*on_page)(void *context); /* after each page: to fulfil what was wished */
	void *context;
	bool is_full_screen; /* as soon as there is a picture */
};

/* RESULT_OUT_OF_MEMORY; then *out is NULL. Nothing is opened yet. */
enum result seeing_create(struct seeing_window **out, const struct seeing_config *config);

/* Before the participant and the ui end. Fine with NULL. */
void seeing_destroy(struct seeing_window *window);

/* Opens, closes and names the window as the state says. `participant` NULL: there is none. */
void seeing_follow(struct seeing_window *window, struct participant *participant);

/* The pointer of the other computer, after each wake. */
void seeing_point(struct seeing_window *window, struct participant *participant);

/* Carries out what was wished; SEEING_END stays. */
void seeing_fulfil(struct seeing_window *window, struct participant *participant);

/* Leaves full screen, so that the main window can be seen. */
void seeing_step_back(struct seeing_window *window);

/* Somebody by his peer id; NULL if nobody has it. */
const struct participant_person *seeing_person(const struct participant_state *state, uint16_t peer);

/* What to call somebody. */
const char *seeing_name(const struct participant_person *person);

/* Why the picture of the one being viewed is not live: the first of these that holds. */
enum seeing_stale {
	SEEING_LIVE,
	SEEING_LINE_LOST, /* mine */
	SEEING_AWAY,      /* that one's line */
	SEEING_RESTS,     /* that one has to click first */
	SEEING_QUESTION,  /* the system there asks something that it shows to nobody else */
	SEEING_SILENT,    /* nothing was heard from there for SEEING_SILENT_MS */
};
enum { SEEING_SILENT_MS = 6000 };
enum seeing_stale seeing_stale(const struct participant_state *state);

/* Whether it is live. */
bool seeing_is_live(const struct participant_state *state);

/* The colours in which a part of the picture is shown that came like that (enum origin), by the figures. */
extern const uint32_t seeing_colours[ORIGIN_COUNT];

/* The page of the window with the picture. */
void screen_picture(struct seeing *seeing, const struct participant_state *state, const struct line *line,
                    struct page *page);

#endif
