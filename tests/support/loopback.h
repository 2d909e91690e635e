/*
 * Servers on 127.0.0.1 for tests, each a thread: whoever connects and sends a
 * request (up to an empty line) gets a canned answer. Any thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_LOOPBACK_H
#define LOTSE_TESTS_SUPPORT_LOOPBACK_H

#include "base/bytes.h"

struct loopback;

/* How a server answers. */
struct loopback_plan {
	struct bytes answer;           /* copied; sent as it is, then the connection is closed */
	bool is_silent;                /* takes the request and says nothing until loopback_stop */
	const struct loopback *behind; /* answers only once that one has, and `behind_ms` later */
	int behind_ms;
};

/* A socket that listens on a port of its own, of 127.0.0.1 or, if wanted, of [::1] (`port`: which, 0: any;
 * the result is put there). It accepts nothing by itself. -1 if that can't be had. */
int loopback_listen(uint16_t *port, bool is_v6, int backlog);

/* A port of 127.0.0.1 where nothing listens. */
uint16_t loopback_dead_port(void);

/* Fills the backlog of a listening socket until connecting to it hangs; gives the number of sockets put into
 * `held`, which the caller closes. */
int loopback_fill_backlog(uint16_t port, bool is_v6, int held[], int room);

/* Starts serving. Ends the program if it can't. */
struct loopback *loopback_start(const struct loopback_plan *plan);

/* Where it listens. */
uint16_t loopback_port(const struct loopback *server);

/* From the next connection on it answers so. */
void loopback_change(struct loopback *server, const struct loopback_plan *plan);

/* How many answers it has sent, whole or in part. */
int loopback_answered(const struct loopback *server);

/* Ends it and frees; fine with NULL. */
void loopback_stop(struct loopback *server);

#endif
