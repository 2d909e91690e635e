/* The proxies for an address, asked of the system; it waits, for a PAC server too. Implemented in posix/
 * (libproxy) and win32/ (WinHTTP). Any thread; proxy_find.h is for those that must not wait. */
#ifndef LOTSE_CARRIER_PROXY_ASK_H
#define LOTSE_CARRIER_PROXY_ASK_H

#include "carrier/proxy_find.h"

/* Proxies as URLs, in the order in which to try them; gives how many, none: direct. */
size_t proxy_ask(const char *url, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES]);

#endif
