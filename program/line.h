/*
 * What is said about the line of a session: that it is lost, whose, for how long, what is being done; that it
 * is back; and, while it is up, through which relay. Sentences alone, from the engine's state. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_LINE_H
#define LOTSE_PROGRAM_LINE_H

#include "session/participant_state.h"
#include "ui/widgets.h"

enum {
	LINE_BACK_MS = 8000, /* how long it is said that it is back */
	LINE_WORDS_BYTES = 400,
};

/* What has to be kept from one state to the next. Zeroed at first. */
struct line {
	int resume_count, lost_ms;                   /* as of the last state */
	bool was_moved;                              /* likewise */
	uint16_t away_peers[PARTICIPANT_PEOPLE_MAX]; /* who was away as of the last state, and for how long */
	int away_ms[PARTICIPANT_PEOPLE_MAX];

	char back[LINE_WORDS_BYTES]; /* that something is back; "" */
	int64_t back_until_ms;
};

/* Notes what has changed; in how many milliseconds it wants to be called again (-1: with the next state). */
int line_note(struct line *line, const struct participant_state *state, int64_t now_ms);

/* Whether the session's line is lost, here or at the operator's. */
bool line_is_lost(const struct participant_state *state);

/* "12 s", from two minutes on "2 min". Gives `to`. */
const char *line_duration(int ms, char *to, size_t room);

/* Few words for a strip or a bar: "Your line is lost, for 12 s". Gives `to`. */
const char *line_short(const struct participant_state *state, char *to, size_t room);

/* The banner at the head of a page: that it is lost, or back. Nothing if all is as usual. `other`: what to
 * call the operator. */
void line_banner(const struct line *line, const struct participant_state *state, const char *other,
                 struct page *page);

/* The line at the bottom of a page while the session is on. Gives `to`. */
const char *line_status(const struct participant_state *state, char *to, size_t room);

/* The tone for it. */
enum ui_tone line_tone(const struct participant_state *state);

#endif
