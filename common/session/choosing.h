/*
 * What the person who shares chooses, and what makes sure that it is a person:
 * beside participant.h, on the ui's thread where nothing else is said.
 */
#ifndef LOTSE_SESSION_CHOOSING_H
#define LOTSE_SESSION_CHOOSING_H

#include "desktop/applications.h"
#include "desktop/desktop.h"
#include "session/participant.h"

/* As participant_share with a choice: one monitor by its name, or applications by their ids
 * (participant_choices); takes the place of an earlier one at once. Once control was given in a session,
 * showing more takes a real hand, as with participant_grant. What can't be had here ends sharing with
 * share_result (RESULT_NO_APPLICATIONS). */
void participant_choose(struct participant *participant, const struct share_choice *choice);

/* What there is to choose from; a value whose pictures are owned (participant_choices_finish). */
struct participant_choices {
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	size_t monitor_count;
	struct desktop_application applications[APPLICATIONS_MAX];
	size_t application_count;
	enum result applications_result; /* RESULT_NO_APPLICATIONS: single ones can't be shown on this desktop */
};

/* Looks at the display, which takes up to half a second: on a thread of the caller's. Results as
 * desktop_open. */
enum result participant_choices(const struct participant *participant, struct participant_choices *out);

/* Fine on zeroed memory and twice. */
void participant_choices_finish(struct participant_choices *choices);

/* A question to the person here is about to open, or is answered: remote input is held back meanwhile, and
 * what is held down is let go. Counts; the ui's thread. */
void participant_question(struct participant *participant, bool is_open);

/* Whether a hand at this computer pressed or released something just now, and no program did (guard.h); true
 * where nobody listens, since nobody can control there either. Waits some ms for it: to be asked at a click.
 */
bool participant_hand_was_real(struct participant *participant);

#endif
