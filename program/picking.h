/*
 * What there is to choose from when something is to be shown: monitors, and programs with small pictures. It
 * is looked for in a thread of its own, as that takes a moment. Thread: ui. Owner: its program.
 */
#ifndef LOTSE_PROGRAM_PICKING_H
#define LOTSE_PROGRAM_PICKING_H

#include "session/choosing.h"
#include "ui/ui.h"

struct thread;
struct mutex;
struct logo;

enum { PICKING_SHOWN_MAX = 24 };

/* Zeroed at first. */
struct picking {
	bool is_open;    /* the list of programs is on the page */
	bool is_looking; /* in the other thread */
	bool is_there;   /* choices and logos are */
	struct participant_choices choices;
	struct logo *logos[PICKING_SHOWN_MAX];
	bool is_picked[PICKING_SHOWN_MAX];

	struct thread *thread;
	struct mutex *mutex;
	const struct participant *participant;
	struct ui *ui;
	struct participant_choices found; /* the thread's until it is done */
	enum result result;
	bool is_done; /* under the mutex */
};

/* Begins to look, unless it does already; the ui is woken when it is done. */
void picking_look(struct picking *picking, const struct participant *participant, struct ui *ui);

/* After each wake: takes what was found. Whether that was new. */
bool picking_note(struct picking *picking);

/* Waits for the thread, and frees all. Before the participant ends. Fine on zeroed memory and twice. */
void picking_finish(struct picking *picking);

/* The programs that were picked; whether there is one. */
bool picking_choice(const struct picking *picking, struct share_choice *out);

#endif
