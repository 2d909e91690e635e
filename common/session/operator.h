/*
 * Who the operator is: how a master proves it to the relay and to who joins, and
 * what a joiner makes of it (PROTOCOL.md 3.3). A number that came by a link or a
 * file's name may have been chosen by somebody else: unless the operator is
 * verified, nothing of him is shown before the person here has typed the number's
 * end as the operator says it. Thread: net.
 */
#ifndef LOTSE_SESSION_OPERATOR_H
#define LOTSE_SESSION_OPERATOR_H

#include "session/engine.h"

/* Master: signs an OPEN for that relay, where there is a key to sign with. */
void operator_sign_open(struct participant *p, const struct meeting *meeting, wire_Open *open);

/* Master: the relay's word for who we are; nothing that is not about us is kept. */
void operator_take_certificate(struct participant *p, const wire_Certified *certified);

/* Master: says who we are to the other end of that channel, and proves it. */
void operator_introduce(const struct participant *p, const struct channel *channel, wire_Profile *profile);

/* Joiner: who the master is, by what he says on the channel with him. */
void operator_judge(struct participant *p, const struct person *master, const wire_Profile *profile);

/* Joiner: the number that the session is joined by; `is_link`: nobody typed it. */
void operator_begin(struct participant *p, const struct number *number, bool is_link);

/* Joiner: the end of the number as the person typed it: digits, with anything between them. False: it is not
 * that of the link. */
bool operator_typed(struct participant *p, const char *text);

/* Joiner: nobody is to be shown yet. */
bool operator_is_hidden(const struct participant *p);

/* What a window has to know. */
void operator_describe(const struct participant *p, struct participant_state *out);

#endif
