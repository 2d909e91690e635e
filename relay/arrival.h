/*
 * Whose a connection is when the operator's own proxy stands in front of the relay
 * (trusted.h): told by a PROXY header before all else, or by X-Forwarded-For in a
 * request. Limits and log then count who is behind the proxy.
 *
 * Thread: the worker that has the connection.
 */
#ifndef LOTSE_RELAY_ARRIVAL_H
#define LOTSE_RELAY_ARRIVAL_H

#include "relay/connection.h"
#include "wire/http_head.h"

/* The connection was accepted from there. Before its first byte. */
void arrival_begin(struct connection *connection, const struct address *from);

/* Looks for a PROXY header, while one may come. True: go on with what follows; false: not yet, or it has
 * ended. */
bool arrival_work(struct connection *connection);

/* Looks for X-Forwarded-For, if that counts: in each request anew, as a proxy may send those of several
 * people over one connection. False: who is behind the proxy may not stay, and it has ended. */
bool arrival_heard(struct connection *connection, const struct http_head *head);

#endif
