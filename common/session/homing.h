/*
 * A client whose line, or whose master's, is lost: back to the master, wherever
 * he is. Thread: net.
 */
#ifndef LOTSE_SESSION_HOMING_H
#define LOTSE_SESSION_HOMING_H

#include "session/engine.h"

/* A connection is up: shows the ticket, if it is of that relay, and the ids. */
void homing_ask(struct participant *p, int meeting);

/* A control message. False: it is for somebody else. */
bool homing_control(struct participant *p, int meeting, const wire_Control *control);

/* A handshake message that may be the master's OFFER of new keys. False: it is not. */
bool homing_offer(struct participant *p, uint32_t where, struct bytes payload);

/* The master is back. */
void homing_back(struct participant *p);

/* The master says that the session goes on at another relay. */
void homing_move(struct participant *p, const uint8_t relay_id[static PLACES_ID_BYTES]);

/* What is due. */
void homing_tick(struct participant *p);

#endif
