/*
 * What may lie between a program and the relay's HTTP port: a server of 127.0.0.1
 * that hands requests on to another port of it, one at a time on each connection,
 * and does with them what its plan says. A thread for each connection. Any thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_MIDDLEBOX_H
#define LOTSE_TESTS_SUPPORT_MIDDLEBOX_H

#include <stdbool.h>
#include <stdint.h>

/* Of a thousand, where nothing else is said. */
struct middlebox_plan {
	uint16_t to;   /* the port behind it */
	uint16_t port; /* where it listens, on all addresses; 0: any one of 127.0.0.1 alone */
	uint64_t seed;
	bool holds_answers;   /* until they are whole */
	bool is_1_0;          /* speaks HTTP/1.0 to what is behind */
	int life_ms;          /* closes connections after so long; 0: never */
	int delay_ms;         /* at most, before a request goes on: so they overtake each other */
	int lost_requests;    /* the connection is closed instead */
	int lost_answers;     /* what is behind has had the request */
	int cut_answers;      /* somewhere */
	int doubled_requests; /* sent twice, on two connections, the second's answer is used */
	bool strips_upgrade;  /* and with it "Connection" */
};

struct middlebox; /* opaque, heap */

/* Starts serving. Ends the program if it can't. */
struct middlebox *middlebox_start(const struct middlebox_plan *plan);

/* Where it listens. */
uint16_t middlebox_port(const struct middlebox *box);

/* How many requests it has seen. */
int middlebox_requests(struct middlebox *box);

/* All connections that are open now break. */
void middlebox_cut(struct middlebox *box);

/* From the next request on. */
void middlebox_change(struct middlebox *box, const struct middlebox_plan *plan);

/* Ends it and frees; fine with NULL. */
void middlebox_stop(struct middlebox *box);

#endif
