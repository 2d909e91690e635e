/*
 * How the net thread of a participant turns, for participant.c and for tests that turn it themselves.
 */
#ifndef LOTSE_SESSION_ENGINE_TURN_H
#define LOTSE_SESSION_ENGINE_TURN_H

#include "session/engine.h"

enum { PARTICIPANT_WAITS_MAX = MEETINGS * MEETING_WAITS_MAX + PLACES_WAITS_MAX + 1 };

/* A participant whose net thread is the caller's own: for tests, which pass the time in (participant.c). */
enum result participant_create_still(struct participant **out, const struct participant_options *options);

/* What the net thread waits for, at most PARTICIPANT_WAITS_MAX entries, and how long (participant.c). */
size_t participant_waits(struct participant *p, struct wake_on *on, int64_t now_ms, int *timeout_ms);

/* One turn of the net thread's loop: commands, frames, what is due (participant.c). */
void participant_work(struct participant *p, int64_t now_ms);

#endif
