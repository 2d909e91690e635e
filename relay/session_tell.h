/*
 * What a session says to whom, in words: for session.c alone. Each needs what its
 * message names to be in place already. Thread: the worker that owns the session.
 */
#ifndef LOTSE_RELAY_SESSION_TELL_H
#define LOTSE_RELAY_SESSION_TELL_H

#include "relay/session.h"

/* To all that are left. */
void session_tell_peer_left(struct session *session, uint16_t peer, bool is_lost);

/* To the master, if it is there: somebody knocks first at that number now, or the one that did has given up.
 */
void session_tell_knocking(struct session *session, uint32_t route, bool is_gone);

/* To one who has joined, and to the master of it. */
void session_tell_joined(struct session *session, const struct session_number *number,
                         struct participant *who);

/* To the master: its number. */
void session_tell_opened(struct session *session, uint32_t route);

/* To one who is in again; without the master it is told to wait, and again when that comes. */
void session_tell_resumed(struct session *session, struct participant *who);

/* To `to`: that `who` is back, with the ids that it has shown, which are done with then. */
void session_tell_returned(struct session *session, struct participant *to, const struct participant *who);

/* A fresh ticket. */
void session_tell_ticket(struct session *session, struct participant *who);

/* To the master, if it is there: a number of an earlier run could not be kept. */
void session_tell_number_lost(struct session *session, const struct session_number *number);

#endif
