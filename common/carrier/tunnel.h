/*
 * The last rungs: the stream in HTTP requests (PROTOCOL.md, HTTP tunnel), for what lies
 * between us and the relay and breaks Upgrade. libcurl carries the requests. See rung.h.
 */
#ifndef LOTSE_CARRIER_TUNNEL_H
#define LOTSE_CARRIER_TUNNEL_H

#include "carrier/rung.h"

enum { TUNNEL_HANDLES_MAX = 12 }; /* sockets that it waits for at most */

extern const struct rung tunnel_https_rung;
extern const struct rung tunnel_http_rung;

#endif
