/*
 * A connection whose stream comes and goes in HTTP requests (PROTOCOL.md, carriers).
 * Its requests' own connections ("legs") bring heads and bodies; the stream is
 * that of another connection, without a socket, whose carrier is the tunnel.
 *
 * Thread: the worker that owns the tunnel.
 */
#ifndef LOTSE_RELAY_TUNNEL_H
#define LOTSE_RELAY_TUNNEL_H

#include "base/bytes.h"
#include "wire/http_head.h"

struct connection;

/* browser.c has read a whole head whose target begins with "/tunnel", at the HTTP or the HTTPS port; `rest`
 * is what came behind it. Both point into memory that is gone when this returns. From here on the connection
 * is a leg: it is in CONNECTION_LEG, or has been answered or ended. */
void tunnel_request(struct connection *connection, const struct http_head *head, struct bytes rest);

/* What connection.c does with a leg: there may be something to read (is_readable), or room to send. */
void tunnel_work(struct connection *leg);

/* A leg's deadline has passed. */
void tunnel_due(struct connection *leg);

/* A leg is about to end, whatever the reason: nothing may point to it afterwards. */
void tunnel_leg_gone(struct connection *leg);

#endif
