/*
 * The master when somebody's line, or its own, is lost: offers new keys to who
 * comes back, at the relay in use and at the backup, and, where that is the only
 * place to meet, takes everybody there. Thread: net.
 */
#ifndef LOTSE_SESSION_SHEPHERD_H
#define LOTSE_SESSION_SHEPHERD_H

#include "session/engine.h"

/* A connection is up: comes back with its ticket, or opens a session there. */
void shepherd_ask(struct participant *p, int meeting);

/* A control message. False: it is for somebody else. */
bool shepherd_control(struct participant *p, int meeting, const wire_Control *control);

/* Somebody is missing: shows that one's ids wherever we are. */
void shepherd_misses(struct participant *p, struct person *person);

/* Whether somebody is. */
bool shepherd_is_missing_any(const struct participant *p);

/* Somebody has new keys. */
void shepherd_back(struct participant *p, struct person *person);

/* A run with somebody has failed: another one soon. */
void shepherd_failed(struct participant *p, struct person *person);

/* What is due. */
void shepherd_tick(struct participant *p);

#endif
