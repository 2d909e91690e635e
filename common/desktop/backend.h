/*
 * For implementers: what a kind of desktop must be able to do. Two tables, each
 * used by one thread on a connection of its own. All is asked for and taken
 * later, nothing waits, so that a portal that answers when it likes fits too:
 * what was asked for makes `handle` readable, and `poll` takes it in.
 *
 * The build chooses the folder (x11, win32) that defines the two constants below.
 */
#ifndef LOTSE_DESKTOP_BACKEND_H
#define LOTSE_DESKTOP_BACKEND_H

#include "base/input_event.h"
#include "base/region.h"
#include "base/result.h"
#include "base/wake.h"
#include "desktop/barrier.h"
#include "desktop/desktop.h"

/* What capture's poll adds to; the caller clears it. */
struct capture_news {
	struct region damage; /* of the screen as it is now */
	bool is_busy;         /* more damage is known to be coming: an answer is under way */
	bool is_resized;      /* size or monitors; damage then covers all */
	bool is_cursor_moved, is_cursor_shaped;
	int again_ms; /* as desktop_news */
};

/* What capture knows about the display after a poll; owned by the backend, valid until the next call. */
struct capture_state {
	int width_px, height_px;
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	size_t monitor_count;
	struct desktop_cursor cursor;
	bool can_compose; /* single applications can be shown */
};

/* Thread: media. */
struct capture_backend {
	/* Connects; results as desktop_open. *state stays the backend's. */
	enum result (*open)(void **out, const char *display_name, const struct capture_state **state);
	void (*close)(void *capture);
	wake_handle (*handle)(void *capture);
	/* Takes in what has arrived. RESULT_NO_DISPLAY. */
	enum result (*poll)(void *capture, struct capture_news *news);
	/* Asks for the pixels of `want` (inside the screen). One request at a time. RESULT_SYSTEM,
	 * RESULT_NO_DISPLAY. */
	enum result (*ask)(void *capture, const struct region *want);
	/* Takes what was asked for into `into`, whose size is the screen's, or with NULL throws it away.
	 * RESULT_WOULD_BLOCK: not there yet; RESULT_SYSTEM: could not be read (the size has changed, say): it is
	 * not asked for any more. */
	enum result (*take)(void *capture, struct image *into);
	/* What is to be seen from the next `ask` on, nothing being asked for. Of applications `poll` tells of
	 * damage of their windows alone, and `take` gives those windows' own pixels and SHARE_CALM, never the
	 * screen's; of all else it gives the screen with SHARE_CALM in place of this program's own windows.
	 * RESULT_NO_APPLICATIONS, RESULT_NO_DISPLAY. NULL: only everything can be had. */
	enum result (*choose)(void *capture, const struct share_choice *choice);
};

/* What input's poll sets; the caller clears it. */
struct input_news {
	bool is_f12;    /* F12 went down since the last poll, on any device */
	bool is_proved; /* the answer to a probe has come: presses reach us */
	bool is_busy;   /* what was injected is not known to be done */
	bool is_hand,
		is_program;       /* a press (of a hand also a release) of a device of this computer; of a program */
	int hand_motions;     /* movements of a mouse of this computer, while swallow is wanted */
	enum barrier barrier; /* as it is now */
	enum barrier refused; /* what has just kept one press from where it was meant for; told for a while, but
	                         nothing else is held back for it */
};

/* Thread: guard. */
struct input_backend {
	/* Connects and listens to F12; results as guard_start. */
	enum result (*open)(void **out, const char *display_name);
	void (*close)(void *input);
	wake_handle (*handle)(void *input);
	/* Takes in what has arrived. RESULT_NO_DISPLAY. */
	enum result (*poll)(void *input, struct input_news *news);
	/* Asks for a proof that presses would be seen now; without effect on the desktop. RESULT_NO_DISPLAY. */
	enum result (*probe)(void *input);
	/* One thing that a hand does: one step of steps.h, never F12, and only while poll says not busy.
	 * RESULT_UNSUPPORTED: this computer has no such key, nothing was injected. RESULT_NO_DISPLAY. */
	enum result (*inject)(void *input, const struct input_event *event);
	/* Control begins or ends: F12 is kept from other programs where that can be had, locks are put back. */
	void (*swallow)(void *input, bool is_wanted);
	/* Nothing is being injected any more for now, and poll says not busy: takes back what was changed for it
	 * (keys lent to rare characters). It is done when poll says not busy again. */
	void (*rest)(void *input);
};

extern const struct capture_backend desktop_capture_backend; /* of the folder that was built */
extern const struct input_backend desktop_input_backend;

struct gate;
struct guard;
struct guard_events;

/* As guard_start, with a backend of the caller's, which must outlive the guard: for tests. */
enum result guard_start_with(struct guard **out, const struct input_backend *backend,
                             const char *display_name, struct gate *gate, const struct guard_events *events);

/* As desktop_open, likewise. */
enum result desktop_open_with(struct desktop **out, const struct capture_backend *backend,
                              const char *display_name);

#endif
