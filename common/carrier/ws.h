/* WebSocket to the relay's HTTPS or HTTP port, directly or by CONNECT through the proxy. See rung.h. */
#ifndef LOTSE_CARRIER_WS_H
#define LOTSE_CARRIER_WS_H

#include "carrier/rung.h"

extern const struct rung wss_rung, ws_rung;

#endif
