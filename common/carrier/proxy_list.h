/*
 * Lists of proxies as Windows writes them, in its settings and as the answer of
 * a PAC file: "proxy:8080", "http=a:80;https=b:443", and whom to reach without:
 * "*.corp;10.*;<local>". Pure; any thread.
 */
#ifndef LOTSE_CARRIER_PROXY_LIST_H
#define LOTSE_CARRIER_PROXY_LIST_H

#include "base/bytes.h"
#include "carrier/proxy_find.h"

/* The proxies for addresses of a scheme ("http", "https"), as URLs with port. Gives how many; what is of
 * another scheme, SOCKS, too long or not to be understood is left out. */
size_t proxy_list_read(struct bytes list, const char *scheme,
                       char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES]);

/* Whether the list of exceptions has a host: by a pattern with *, or by "<local>", a name without a dot. */
bool proxy_list_has_host(struct bytes exceptions, const char *host);

#endif
