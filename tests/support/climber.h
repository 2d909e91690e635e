/*
 * A relay to be reached and a carrier that climbs to it, for tests of ways: real sockets, a clock that can
 * jump. Heap. One thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_CLIMBER_H
#define LOTSE_TESTS_SUPPORT_CLIMBER_H

#include "carrier/carrier.h"

struct climber {
	struct wake *wake;
	struct ways *ways;
	struct attempts attempts;
	struct server_list_relay relay; /* 127.0.0.1, id "12345678", no port: fill in before climbing */
	struct carrier *carrier;
	int64_t ahead_ms; /* of the clock */
	/* A person at the proxy's question: asked for a name and a password until `answers` have been used up,
	 * then refuses. */
	const char *names[4], *passwords[4];
	int questions;                 /* how many there were */
	struct ways_question question; /* the last one */
};

/* `only` as in ways.h; NULL: all ways. Asserts that it worked. */
struct climber *climber_make(const char *only);

/* All of it; fine with NULL. */
void climber_free(struct climber *climber);

/* Through this proxy: "127.0.0.1:port". */
void climber_through(struct climber *climber, uint16_t proxy_port);

/* Opens the carrier. */
enum result climber_begin(struct climber *climber);

/* Opens the carrier, if it is not open, and works until it is up or over, 30 s at most. */
enum result climber_climb(struct climber *climber);

/* One turn of the loop; what carrier_work says. */
enum result climber_turn(struct climber *climber, int timeout_ms);

/* The clock is so much ahead from now on. */
void climber_jump(struct climber *climber, int64_t ms);

/* Works on until there is a better carrier, which is the caller's, or there is none to come. */
struct carrier *climber_wait_better(struct climber *climber);

/* The list says that the relay's TLS key is the one of this certificate. */
void climber_pin(struct climber *climber, const char *certificate_path);

/* The relay's HELLO is there to be received. */
void climber_assert_hello(struct climber *climber);

/* `size` bytes go and come back, as they were, in pieces of odd sizes. */
void climber_assert_echo(struct climber *climber, size_t size);

/* The newest line of the attempts. */
const struct attempt *climber_last(const struct climber *climber);

/* How many lines have this outcome. */
int climber_outcomes(const struct climber *climber, enum attempt_outcome outcome);

/* Prints the lines, for a test that fails. */
void climber_print(const struct climber *climber);

#endif
