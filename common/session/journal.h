/*
 * What of a session goes into its summary (summary.h): made from rosters and from what each shares, which all
 * hear alike, so all come to the same lines. Bounded, whatever is said: people, lines, and lines for each who
 * says. Values alone, no I/O. Thread: net, under the participant's lock.
 */
#ifndef LOTSE_SESSION_JOURNAL_H
#define LOTSE_SESSION_JOURNAL_H

#include "session/roster.h"
#include "session/summary.h"

enum { JOURNAL_EACH_MAX = 60 /* lines of one person */ };

struct journal_person {
	uint8_t id[ROSTER_ID_BYTES];
	enum participant_role role;
	char name[PARTICIPANT_NAME_BYTES];
	bool is_self, is_in;
	int64_t since_ms;
	int lines;
	enum share_kind shows;
	uint8_t lets[SUMMARY_PEOPLE_MAX]; /* bits, for each of the others */
};

struct journal_line {
	int64_t at_ms;
	enum summary_kind kind;
	enum share_kind share_kind;
	int who, whom;
};

/* Zeroed: nobody has been there. */
struct journal {
	int64_t began_ms, ended_ms;
	int64_t alone_ms; /* when the last other one left; 0: somebody is there */
	struct journal_person people[SUMMARY_PEOPLE_MAX];
	int person_count;
	struct journal_line lines[SUMMARY_LINES_MAX]; /* by time, and where that is the same by what they say */
	int line_count, more_lines;
};

/* What the master has told; `known` has the names of the others, `self` is who keeps this. Times in the
 * future or before the beginning count as now. */
void journal_roster(struct journal *journal, const wire_Roster *told, const struct roster *known,
                    const struct person *self, int64_t now_ms);

/* What somebody shows, and to whom. Nothing of one who is not in. */
void journal_share(struct journal *journal, const uint8_t id[static ROSTER_ID_BYTES], const wire_Share *share,
                   int64_t now_ms);

/* The one who keeps this has left. */
void journal_leave(struct journal *journal, int64_t at_ms);

/* It is over; of several words the first counts. Alone at last, it was over when the last other one left. */
void journal_end(struct journal *journal, int64_t at_ms);

/* False: nobody has been there. */
bool journal_sum(const struct journal *journal, struct summary *out);

#endif
