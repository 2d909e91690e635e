/*
 * Who comes later, and who is not wanted. At a client the person there reads of everybody who comes after him
 * (is_new), to whom nothing is given by itself, and may refuse him: with that one there is no channel and no
 * key from there on, whatever a master says or a newcomer tries; by the random id, so until the session ends.
 * All who have a channel hear of it in SHARE. Thread: net.
 */
#ifndef LOTSE_SESSION_NEWCOMER_H
#define LOTSE_SESSION_NEWCOMER_H

#include "session/engine.h"

/* A roster has been applied; the first one names those who were there before us. */
void newcomer_roster(struct participant *p, const wire_Roster *told, bool is_first);

/* The person here does not want somebody. Nothing at a master, who sends away, and for the master. */
void newcomer_refuse(struct participant *p, struct person *person);

/* What somebody says of whom he does not want. */
void newcomer_told(struct participant *p, struct person *from, const wire_Share *share);

/* Who does not want that one, the last in the roster; 0: nobody. */
uint16_t newcomer_refused_by(const struct participant *p, const struct person *person);

/* Whether one of the two does not want the other. */
bool newcomer_are_parted(const struct participant *p, const struct person *a, const struct person *b);

#endif
