/*
 * Counting guesses, the heart of the promise: whoever does not know a session's
 * secret digits has as many tries as are counted here, and no more.
 *
 * A try is spent before a tag is compared (master) or sent (customer), and given
 * back only if it was the right one: whatever goes wrong in between has cost it.
 * Tries are never refilled. handshake.c is the only caller of begin, spend,
 * refund and end. Plain values of their owner, who must keep them longer than
 * the handshakes that point to them. One thread (net).
 */
#ifndef LOTSE_SECURE_GUESS_H
#define LOTSE_SECURE_GUESS_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	GUESS_NUMBER_TRIES = 3,   /* wrong ones close a number */
	GUESS_SESSION_TRIES = 9,  /* wrong ones end the session, over all its numbers */
	GUESS_CUSTOMER_TRIES = 3, /* per start of the client */
	GUESS_PENDING_MAX = 4,    /* unfinished runs of one number */
};

/* The master's, one per session. */
struct guess_session {
	uint8_t tries_left;
};

/* The master's, one per number (route and secret); all its seats share the tries. */
struct guess_number {
	struct guess_session *session;
	uint8_t tries_left;
	uint8_t pending;    /* runs between OFFER and a verdict */
	uint8_t seats_free; /* who may still come in by it */
};

/* The joiner's, one per program start. */
struct guess_customer {
	uint8_t tries_left;
};

/* Nine tries. */
void guess_session_init(struct guess_session *session);

/* All nine are used: the session must end. */
bool guess_session_is_over(const struct guess_session *session);

/* A fresh number: three tries, one seat; the session's nine stay as they are. */
void guess_number_init(struct guess_number *number, struct guess_session *session);

/* A number in the place of an old one (on another relay): it inherits what is left, a closed one stays
 * closed, and the old one is closed, so that nothing counts twice. */
void guess_number_replace(struct guess_number *number, struct guess_number *old);

/* No try is left, of this number or of the session. Nothing opens it again. */
bool guess_number_is_closed(const struct guess_number *number);

/* The operator's click lets one more in (a knock): a seat, no tries. */
void guess_number_add_seat(struct guess_number *number);

/* Somebody is in: the first record under the new keys was opened (channel.h). False if no seat was free: then
 * that channel came second and must go. */
bool guess_number_take_seat(struct guess_number *number);

/* A run may start. RESULT_TOO_MANY_TRIES: closed; RESULT_REFUSED: no free seat; RESULT_WOULD_BLOCK: too many
 * pending. */
enum result guess_number_begin(struct guess_number *number);

/* Before a tag is compared. False: closed or full; then it must not be compared. */
bool guess_number_spend(struct guess_number *number);

/* After the compared tag was right. */
void guess_number_refund(struct guess_number *number);

/* A run that had begun has its verdict, or is over without one. */
void guess_number_end(struct guess_number *number);

/* Three tries. */
void guess_customer_init(struct guess_customer *customer);

/* Before a tag is sent. False: none left; then it must not be sent. */
bool guess_customer_spend(struct guess_customer *customer);

/* After the right answer to that tag has come. */
void guess_customer_refund(struct guess_customer *customer);

#endif
