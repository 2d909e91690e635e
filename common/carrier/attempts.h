/*
 * What was tried to reach the relay, a line each: rung, address, outcome, time,
 * and in plain words what to do next. Bounded: the oldest lines go first. A
 * value; one thread.
 */
#ifndef LOTSE_CARRIER_ATTEMPTS_H
#define LOTSE_CARRIER_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ATTEMPTS_MAX = 16,
	ATTEMPT_RUNG_BYTES = 12,
	ATTEMPT_ADDRESS_BYTES = 80, /* longer ones are cut */
	ATTEMPT_LINE_BYTES = 200,
};

enum attempt_outcome {
	ATTEMPT_NONE,
	ATTEMPT_TRYING,
	ATTEMPT_CONNECTED,
	ATTEMPT_NO_NAME,     /* the name is not known, or no name server answers */
	ATTEMPT_REFUSED,     /* the computer is there, nothing listens */
	ATTEMPT_NO_ANSWER,   /* nothing came back in time: usually a firewall */
	ATTEMPT_UNREACHABLE, /* no way there from this network */
	ATTEMPT_BROKEN,      /* it was up, then it broke */
	ATTEMPT_ABANDONED,   /* another one was faster */
	ATTEMPT_OUTCOME_COUNT
};

struct attempt {
	char rung[ATTEMPT_RUNG_BYTES];
	char address[ATTEMPT_ADDRESS_BYTES]; /* "192.0.2.7:5000", or the name while it is looked up */
	enum attempt_outcome outcome;
	int64_t started_ms;
	int ms; /* from its start to its outcome */
};

/* Zeroed is empty. */
struct attempts {
	struct attempt list[ATTEMPTS_MAX]; /* in the order of their starts */
	size_t count;
	uint32_t dropped; /* how many older ones are no longer there */
};

/* A new line, being tried; gives a number to end it with. */
uint32_t attempts_begin(struct attempts *attempts, const char *rung, const char *address, int64_t now_ms);

/* Another address in the same line, if it is there and not over (a name, once its address is known); whether
 * it was. */
bool attempts_rename(struct attempts *attempts, uint32_t attempt, const char *address);

/* How it went; ignored if it has an outcome already or is no longer there. */
void attempts_end(struct attempts *attempts, uint32_t attempt, enum attempt_outcome outcome, int64_t now_ms);

/* The line for people, in their language: what, how it went, how long, and the next step if there is one. */
void attempt_line(const struct attempt *attempt, char to[static ATTEMPT_LINE_BYTES]);

/* Whether there is nothing more to come of it. */
bool attempt_is_over(const struct attempt *attempt);

#endif
