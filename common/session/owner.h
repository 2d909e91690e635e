/*
 * What a master does beyond what everybody does: it opens the session, hands out
 * numbers, counts the guesses at them, lets people in, tells all who is there,
 * and introduces those who have to talk to each other. Thread: net.
 */
#ifndef LOTSE_SESSION_OWNER_H
#define LOTSE_SESSION_OWNER_H

#include "session/engine.h"

/* Begins a session, or asks for a further number in the present one. */
void owner_open(struct participant *p);

/* The relay has said HELLO: asks for the first number. */
void owner_link_up(struct participant *p);

/* OPEN to a relay: the first number, a further one, or the one in the place of another relay's. */
void owner_ask_relay(struct participant *p, struct meeting *meeting);

/* The relay has given a route: a number for the first that needs one, or a further one. RESULT_BAD_FRAME:
 * none can be made of it. */
enum result owner_take_number(struct participant *p, uint32_t route);

/* The session has moved to another relay, which has given `route` (0: none) already: all numbers that are not
 * closed are replaced, with the tries that they had left. */
void owner_replace_numbers(struct participant *p, uint32_t route);

/* The relay knows nothing (any more) of who may come in by which number: says it. */
void owner_tell_all_seats(struct participant *p);

/* Whoever is in this place of the roster is to be introduced again. */
void owner_forget_introductions(struct participant *p, size_t slot);

/* A control message of the relay in use. */
void owner_control(struct participant *p, const wire_Control *control);

/* The operator lets somebody in, or sends that one away. */
void owner_admit(struct participant *p, uint16_t peer, bool is_admitted);

/* The operator adds a seat to a number. */
void owner_add_seat(struct participant *p, uint32_t route);

/* A handshake has succeeded: says who asks, and what is to be read. */
void owner_sealed(struct participant *p, struct person *person);

/* The first record under the new keys has come: the seat is taken. False: somebody was faster, and the person
 * is gone. */
bool owner_seat_taken(struct participant *p, struct person *person);

/* A handshake or a channel has failed: that one is cut off, and the tries are looked at. */
void owner_pair_failed(struct participant *p, struct person *person);

/* Somebody has left. */
void owner_person_gone(struct participant *p, struct person *person);

/* A message to the master. RESULT_NEED_MORE: it is for somebody else; RESULT_BAD_FRAME: it may not be said
 * now. */
enum result owner_message(struct participant *p, struct person *from, const wire_Message *message);

/* Tells all who is there and introduces who has to be; nothing if this is no master. */
void owner_tell_roster(struct participant *p);

/* Heartbeats that are due. */
void owner_tick(struct participant *p);

#endif
