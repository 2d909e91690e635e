/*
 * A connection whose stream comes and goes in HTTP requests (PROTOCOL.md, HTTP
 * tunnel). Its requests' own connections ("legs") bring heads and bodies; the
 * stream is that of another connection, without a socket, whose carrier is the
 * tunnel.
 *
 *     leg (CONNECTION_LEG): head -> find the tunnel -> body | wait for news -> answer -> head ...
 *
 * A leg goes to the worker that owns the tunnel of its present request, and after
 * the tunnel when that moves. What both hold is in the worker's pool.
 *
 * Thread: the worker that owns the tunnel.
 */
#ifndef LOTSE_RELAY_TUNNEL_H
#define LOTSE_RELAY_TUNNEL_H

#include "base/bytes.h"
#include "wire/http_head.h"
#include "wire/tunnel.h"

struct connection;
struct tunnels;

/* browser.c has read a whole head whose target begins with "/tunnel", at the HTTP or the HTTPS port; `rest`
 * is what came behind it. Both point into memory that is gone when this returns. From here on the connection
 * is a leg: it is in CONNECTION_LEG, or has been answered or ended. */
void tunnel_request(struct connection *connection, const struct http_head *head, struct bytes rest);

/* What connection.c does with a leg: there may be something to read (is_readable), or room to send. */
void tunnel_work(struct connection *leg);

/* A leg's time has come. */
void tunnel_due(struct connection *leg);

/* A connection is about to end, whatever the reason; if it is a leg, nothing points to it afterwards. */
void tunnel_leg_gone(struct connection *connection);

/* Whether a leg has no tunnel whose last word it could bring. */
bool tunnel_leg_is_free(const struct connection *leg);

/* What is moving to another worker. */
struct tunnel_move {
	bool is_tunnel; /* else there is nothing to note */
	uint8_t id[TUNNEL_ID_BYTES];
};

/* A connection leaves this worker, and comes to another one (or stays, after all): tunnels' streams and legs
 * take their memory with them. A tunnel's legs are left behind and look for it again. */
struct tunnel_move tunnel_leaves(struct connection *connection);
void tunnel_arrives(struct connection *connection);

/* Whether a connection is a tunnel's stream, in which programs say less at rest. */
bool tunnel_is_stream(const struct connection *connection);

/* It is on its way there: requests follow. */
void tunnel_moved(struct tunnels *tunnels, const struct tunnel_move *move, uint16_t worker);

/* A connection was dropped on its way between workers: frees what a leg has. Any thread. */
void tunnel_dropped(struct connection *connection);

#endif
