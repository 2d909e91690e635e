/*
 * What a session was, in a few lines, and the same lines for everybody who was in it: from when to when, who,
 * and what was let whom. It is made from what all of them hear alike (PROTOCOL.md 5), kept in memory alone,
 * and holds no picture, no chat, nothing of a clipboard, no address. A value. Thread: ui.
 *
 * Times are seconds since 1970 by the master's clock, unless that is more than an hour off ours.
 */
#ifndef LOTSE_SESSION_SUMMARY_H
#define LOTSE_SESSION_SUMMARY_H

#include "session/participant.h"

enum {
	SUMMARY_PEOPLE_MAX = 64,
	SUMMARY_LINES_MAX = 200,
};

enum summary_kind {
	SUMMARY_NONE,
	SUMMARY_CAME,
	SUMMARY_LEFT,
	SUMMARY_SHOWS, /* `who` shows share_kind of that computer; SHARE_NOTHING: no more */
	/* From here on `who`, whose computer it is, and `whom`: */
	SUMMARY_REFUSED, /* does not want that one to see or do anything here */
	SUMMARY_VIEW_GIVEN,
	SUMMARY_VIEW_TAKEN,
	SUMMARY_CONTROL_GIVEN,
	SUMMARY_CONTROL_TAKEN, /* by whichever of the two, F12 included */
	SUMMARY_CLIPBOARD_GIVEN,
	SUMMARY_CLIPBOARD_TAKEN,
	SUMMARY_KIND_COUNT
};

struct summary_person {
	enum participant_role role;
	char name[PARTICIPANT_NAME_BYTES]; /* fit to be shown; "" if that one gave none */
	bool is_self;
};

struct summary_line {
	int64_t at_s;
	enum summary_kind kind;
	enum share_kind share_kind;
	int who, whom; /* places in `people`; whom -1: nobody */
};

struct summary {
	int64_t began_s;
	int64_t ended_s;                                  /* 0: it goes on */
	struct summary_person people[SUMMARY_PEOPLE_MAX]; /* the master first, then as they came */
	int person_count;
	struct summary_line lines[SUMMARY_LINES_MAX]; /* in the order of time */
	int line_count;
	int more_lines; /* so many were not kept */
};

/* The summary of the present session, or of the one that has ended, until the next begins. False, and nothing
 * written: nobody has been in one together yet. It is large: not for a small stack. */
bool participant_summary(struct participant *participant, struct summary *out);

#endif
