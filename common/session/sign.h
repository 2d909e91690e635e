/*
 * Signs of life: while something is shown, whoever may view hears an empty record (RECORD_SIGN) now and then,
 * however still the screen is, so that a picture that does not change is not taken for live after its line is
 * gone. Sealed: a relay can't make one. Nothing is answered to it, and nobody becomes busy by it. Thread:
 * net.
 */
#ifndef LOTSE_SESSION_SIGN_H
#define LOTSE_SESSION_SIGN_H

#include "session/engine.h"

enum {
	SIGN_EACH_MS = 6000,
	SIGN_LATE_MS = 3500, /* so much later than was promised it is missed */
	SIGN_PROMISE_MIN_MS = 2000,
	SIGN_PROMISE_MAX_MS = 60000,
};

/* Something has come from somebody, and could be opened. */
void sign_heard(struct participant *p, struct person *person);

/* Somebody has promised a sign each `each_ms`; 0: none. */
void sign_promised(struct participant *p, struct person *person, uint32_t each_ms);

/* For how long the one viewed has been silent, once a sign is missed; else 0. */
int sign_silence_ms(const struct participant *p);

/* Sends what is due; when one is missed, asks whether it is our own line. */
void sign_tick(struct participant *p);

/* How long a loop may sleep, as timer_shorten. */
int sign_shorten(const struct participant *p, int timeout_ms);

#endif
