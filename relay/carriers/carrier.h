/*
 * What carries a connection's bytes: a table of few functions, so that the rest
 * of the relay knows an ordered byte stream and no more. Kinds stack: tcp is the
 * plain one, TLS (tls.h) has a socket below it, WebSocket (websocket.h) has either
 * of these, and a tunnel (tunnel.h) has no socket of its own.
 *
 * Thread: the worker that has the connection; it may move to another one with it.
 * Nothing here blocks.
 */
#ifndef LOTSE_RELAY_CARRIER_H
#define LOTSE_RELAY_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

enum { CARRIER_NOTHING = -1, CARRIER_BROKEN = -2 };

struct carrier;

struct carrier_kind {
	const char *name;
	/* Fills the pieces in order: how many bytes came, 0 when the other end has ended its stream,
	 * CARRIER_NOTHING when there is nothing now, CARRIER_BROKEN. */
	ssize_t (*receive)(struct carrier *carrier, const struct iovec *pieces, int count);
	/* Sends the pieces in order: how many bytes were taken; fewer than all means that there is no room now,
	 * as does CARRIER_NOTHING. CARRIER_BROKEN. Without pieces: passes on what it holds back (has_unsent). */
	ssize_t (*send)(struct carrier *carrier, const struct iovec *pieces, int count);
	/* Tells the other end that nothing more comes; receiving goes on. */
	void (*end_sending)(struct carrier *carrier);
	/* Frees what it has; fine twice. */
	void (*close)(struct carrier *carrier);
};

/* A value inside of its connection (or of the carrier above it), which owns it. */
struct carrier {
	const struct carrier_kind *kind;
	int fd;      /* what epoll watches; -1: none */
	void *state; /* heap, the kind's own; close frees it; NULL: it needs none */
	/* Set by `receive`: there may be more, although fewer bytes came than were asked for, or none; no event
	   will say so. */
	bool has_more;
	/* Set by either: it holds bytes back that are to go out as soon as there is room, by `send`. */
	bool has_unsent;
};

/* Takes a connected, non-blocking TCP socket over. */
void carrier_tcp(struct carrier *carrier, int fd_take);

#endif
