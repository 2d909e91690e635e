/*
 * Staying in the session when a line is lost: who rests, what is tried, who is
 * back. What differs between a client and the master is in homing.h and
 * shepherd.h. Thread: net.
 */
#ifndef LOTSE_SESSION_STAYING_H
#define LOTSE_SESSION_STAYING_H

#include "session/engine.h"

/* The relay that the session is at, and the other one. */
struct meeting *staying_home(struct participant *p);
struct meeting *staying_other(struct participant *p); /* The backup, or the old one that is being left. */

/* Begins: the list is asked for the relay of a number, or, with 0, for the likeliest. */
void staying_begin(struct participant *p, uint32_t route);

/* It is over: no line any more, nothing is tried. */
void staying_end(struct participant *p);

/* Nothing goes out or in any more, and nothing is tried; all that is needed to come back is kept. As if the
 * line had been lost now. */
void staying_fall_silent(struct participant *p);

/* In a session at that relay, as `self`. */
void staying_arrived(struct participant *p, int meeting, uint16_t self, uint16_t master, struct bytes ticket);

/* Where to go when the relay in use is lost: the next one in the master's list that our own list has. */
void staying_choose_backup(struct participant *p);

/* The relay in use knows nothing of the session any more, and none of the others has brought anybody. */
bool staying_is_nowhere(const struct participant *p);

/* A connection has come up: asks for what is wanted there. */
void staying_came_up(struct participant *p, int meeting);

/* A connection that was up is lost, or the first one could not be made. */
void staying_went_down(struct participant *p, int meeting);

/* The line to somebody is lost: that one's view and control rest, messages wait. Nothing for one who never
 * was there. */
void staying_rest(struct participant *p, struct person *person);

/* The same for one whose pair rests already. */
void staying_rests(struct participant *p, struct person *person);

/* All of them. */
void staying_rest_all(struct participant *p);

/* There are new keys with somebody, and both know what the other has. */
void staying_back(struct participant *p, struct person *person);

/* A control message of a relay that is about coming back. False: it is for somebody else. */
bool staying_control(struct participant *p, int meeting, const wire_Control *control);

/* Shows ids to a relay, at most as many as one message takes. */
void staying_show(struct participant *p, int meeting, wire_Resume *resume);

/* Whether this computer has slept: then what was shown and controlled waits for a click. Before anything else
 * that came meanwhile: the last input of hours ago may lie there. */
void staying_look_for_sleep(struct participant *p);

/* Tries what is due. */
void staying_tick(struct participant *p);

/* The network or the computer's sleep has changed something: looks whether anybody is still there. */
void staying_doubt(struct participant *p);

/* How long a loop may sleep, as timer_shorten. */
int staying_shorten(struct participant *p, int timeout_ms);

/* How long nothing has been heard of whom we view, though something should have. */
int staying_picture_age_ms(const struct participant *p);

/* For how long somebody's line has been lost, once that is worth a word; else 0. */
int staying_away_ms(const struct participant *p, const struct person *person);

/* Fills line, tries, times, relays. */
void staying_describe(const struct participant *p, struct participant_state *out);

#endif
