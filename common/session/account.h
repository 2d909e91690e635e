/*
 * Keeps the journal of a participant: its clock, which is the master's, and what is told when. Thread: net.
 */
#ifndef LOTSE_SESSION_ACCOUNT_H
#define LOTSE_SESSION_ACCOUNT_H

#include "session/engine.h"

/* A session begins: the account of the one before is gone. */
void account_begin(struct participant *p);

/* Now, in milliseconds since 1970, by the master's clock as far as it is known. */
int64_t account_now_ms(struct participant *p);

/* The master has told who is there, or, at the master, that is being told. */
void account_roster(struct participant *p, const wire_Roster *told);

/* What somebody, or this participant itself, shows and lets whom. */
void account_share(struct participant *p, const uint8_t id[static ROSTER_ID_BYTES], const wire_Share *share);

/* This one is about to leave: says to all when that was. */
void account_leave(struct participant *p);

/* Somebody has said when he leaves, and is about to. */
void account_leaving(struct participant *p, struct person *person, const wire_Leaving *leaving);

/* Somebody has gone: what follows from it has the time that was said. */
void account_gone(struct participant *p, const struct person *person);

/* It is over, or goes on without us. */
void account_end(struct participant *p);

#endif
