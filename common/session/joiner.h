/*
 * What a client does until it is in: number, relay, keys, who asks, Accept,
 * admitted; then it follows the master's roster. Thread: net.
 */
#ifndef LOTSE_SESSION_JOINER_H
#define LOTSE_SESSION_JOINER_H

#include "session/engine.h"

/* The person has given a number and wants in; `is_link`: nobody typed it. */
void joiner_join(struct participant *p, const struct number *number, bool is_link);

/* The end of a link's number, as the person heard it. */
void joiner_type_digits(struct participant *p, const char *text);

/* The relay has said HELLO: asks for the route of the number. */
void joiner_link_up(struct participant *p);

/* The master, as the roster has him; NULL before there is one. */
struct person *joiner_master(struct participant *p);

/* A control message of the relay in use, until this participant is in. */
void joiner_control(struct participant *p, const wire_Control *control);

/* The person asks to be let in after a refusal. */
void joiner_knock(struct participant *p);

/* The person accepts the notice, as `name` (NULL: the options'). */
void joiner_accept(struct participant *p, const char *name);

/* The person refuses. */
void joiner_decline(struct participant *p);

/* And reports it. */
void joiner_report(struct participant *p);

/* The handshake with the master has succeeded. */
void joiner_sealed(struct participant *p, struct person *master);

/* A message of the master. Results as owner_message. */
enum result joiner_message(struct participant *p, struct person *from, const wire_Message *message);

/* Ends what has taken too long. */
void joiner_tick(struct participant *p);

/* A connection that ends after our tag went out, and before the right answer, is a wrong number, whatever it
 * looks like: a relay that hangs up there is guessing, or the number is wrong. */
enum result joiner_end_result(const struct participant *p, enum result of_link);

#endif
