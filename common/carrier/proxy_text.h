/*
 * A proxy as people and systems write it, taken apart: "proxy:8080",
 * "http://name:password@proxy:8080", "socks5://proxy". Pure; any thread.
 */
#ifndef LOTSE_CARRIER_PROXY_TEXT_H
#define LOTSE_CARRIER_PROXY_TEXT_H

#include "carrier/login_store.h"
#include "carrier/ways.h"

/* *url is it without the login ("http://proxy:8080"); *login, if not NULL, what stood in it, empty strings
 * otherwise. Without a scheme it is http; without a port 3128 stands for http, 1080 for socks.
 * RESULT_BAD_ARGUMENT: no host, an unknown scheme, white space, too long. */
enum result proxy_text_read(const char *text, char url[static WAYS_PROXY_BYTES], struct login *login);

/* "host:port" of such a url, for people. */
void proxy_text_show(const char *url, char to[static WAYS_PROXY_BYTES]);

#endif
