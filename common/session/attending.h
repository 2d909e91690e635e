/*
 * Whether somebody who may say "stop" sits at the computer that is shown: its
 * session is not locked, it does not sleep, and there is a hand now and then.
 * Otherwise showing and control rest until one click of the person there.
 * Thread: net.
 */
#ifndef LOTSE_SESSION_ATTENDING_H
#define LOTSE_SESSION_ATTENDING_H

#include "session/engine.h"

/* Something is shown from now on: begins to watch. */
void attending_start(struct participant *p);

/* Nothing is shown any more. */
void attending_stop(struct participant *p);

/* What the watch has found (COMMAND_LOCK). */
void attending_news(struct participant *p, enum lock_news news);

/* The person here did something in our own window, or answered. */
void attending_answered(struct participant *p);

/* Puts the question when it is due, and acts on no answer. */
void attending_tick(struct participant *p);

/* How long a loop may sleep, as timer_shorten. */
int attending_shorten(const struct participant *p, int timeout_ms);

/* Fills is_locked, is_stay_asked, stay_left_ms. */
void attending_describe(const struct participant *p, struct participant_state *out);

#endif
