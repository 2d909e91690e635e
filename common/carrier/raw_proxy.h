/* Frames as they are, to the relay's raw port through the proxy (CONNECT or SOCKS). See rung.h. */
#ifndef LOTSE_CARRIER_RAW_PROXY_H
#define LOTSE_CARRIER_RAW_PROXY_H

#include "carrier/rung.h"

extern const struct rung raw_proxy_rung;

#endif
