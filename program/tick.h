/* What on a page changes by itself as time passes: seconds that are counted, and that a line is back. Thread:
 * ui. */
#ifndef LOTSE_PROGRAM_TICK_H
#define LOTSE_PROGRAM_TICK_H

#include "program/line.h"
#include "program/way.h"

/* Zeroed at first. */
struct tick {
	bool was_going; /* something was counted as of the last time */
};

/* After each wake of the ui: notes the time, has the windows drawn anew if something is counted, and asks to
 * be woken again. */
void tick_note(struct tick *tick, struct way *way, struct line *line, const struct participant_state *state,
               struct ui *ui);

#endif
