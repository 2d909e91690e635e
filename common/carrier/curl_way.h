/*
 * One rung's way through libcurl: which proxy, with which login, how strictly TLS
 * is checked, and what an outcome means; it makes the rung's line in `attempts`.
 * Any number of easy handles may be prepared for the same way. It does no I/O of
 * its own. Caller's memory. Thread: net.
 *
 *     curl_way_init(&way, &kind, start);
 *     again: switch (curl_way_next(&way, now_ms)) {
 *     case RESULT_WOULD_BLOCK: looking for the proxy, or waiting for a login: ask again when woken
 *     case RESULT_OK: curl_way_prepare(&way, easy), then let curl work on it
 *     default: there is no such way: the rung has failed (silently, if there is just no proxy)
 *     }
 *     when curl says that the first transfer (or connecting) is over:
 *     switch (curl_way_judge(&way, easy, code, now_ms)) {
 *     case RESULT_OK: curl is content; whether the relay is there, its answer says
 *     case RESULT_WOULD_BLOCK: go again, with a new easy handle
 *     default: failed, and the attempt's line says why
 *     }
 */
#ifndef LOTSE_CARRIER_CURL_WAY_H
#define LOTSE_CARRIER_CURL_WAY_H

#include "carrier/rung.h"
#include "carrier/ways_inside.h"

#include <curl/curl.h>

enum {
	CURL_WAY_CONNECT_MS_MAX = 8000, /* to the proxy, through it, and TLS, together */
	CURL_WAY_ADDRESS_BYTES = SERVER_LIST_HOST_BYTES + 16,
	CURL_WAY_URL_BYTES = CURL_WAY_ADDRESS_BYTES + 16,
};

/* What kind of way a rung wants. */
struct curl_way_kind {
	const char *rung; /* as in lines for people */
	uint16_t port;
	bool is_tls;
	bool is_tunnelled; /* by CONNECT through an HTTP proxy even without TLS */
	bool is_spare; /* several connections, which come again by themselves: asked less often whether they live
	                */
	bool is_unlisted; /* no signed list says whose certificate is to be expected */
};

struct curl_way {
	struct rung_start start; /* without the relay, which is copied into the next fields */
	struct curl_way_kind kind;
	char host[SERVER_LIST_HOST_BYTES];
	uint8_t pin[32];
	bool has_pin;
	bool is_lax;     /* the certificate was not the relay's: taken all the same, as inspected */
	bool is_hurried; /* there is another proxy to try if this one says nothing */
	bool is_line_open;
	uint32_t who; /* to ways; 0 direct */
	struct ways_pass pass;
	bool has_sent_login;          /* name and password have gone out, and nothing was said to them yet */
	bool is_on_trial;             /* SOCKS: this connecting may send a login that is not proven */
	int refused_count;            /* how often this way was told 407 in a row */
	int seen_count;               /* 407s seen in one connecting: a proxy may ask for ever */
	char proxy[WAYS_PROXY_BYTES]; /* a URL; "" direct, or not known yet */
	char realm[WAYS_REALM_BYTES]; /* of the last 407 */
	char address[CURL_WAY_ADDRESS_BYTES]; /* "relay.example.com:443" */
	char url[CURL_WAY_URL_BYTES];         /* "https://relay.example.com:443/" */
};

/* `start` (copied; what it points to but the relay outlives the way). */
void curl_way_init(struct curl_way *way, const struct curl_way_kind *kind, const struct rung_start *start);

/* Lets go of a login that it was trying, and ends its line as abandoned if it is still open. */
void curl_way_finish(struct curl_way *way, int64_t now_ms);

/* Whether connecting may begin now; see above. Opens the line in `attempts`. */
enum result curl_way_next(struct curl_way *way, int64_t now_ms);

/* How long to wait at most before curl_way_next is asked again; -1: until woken. */
int curl_way_timeout_ms(const struct curl_way *way, int64_t now_ms);

/* Sets address (scheme, host, port; append the path with CURLOPT_URL afterwards: curl_way_url), proxy, login,
 * TLS, time limits and socket options. CURLOPT_HEADERFUNCTION and CURLOPT_HEADERDATA are taken until
 * curl_way_judge has said RESULT_OK; CURLOPT_PRIVATE is free. */
void curl_way_prepare(struct curl_way *way, CURL *easy);

/* "https://host:port" and then the path. */
void curl_way_url(const struct curl_way *way, const char *path, char *to, size_t room);

/* What came of a transfer or of connecting; see above. */
enum result curl_way_judge(struct curl_way *way, CURL *easy, CURLcode code, int64_t now_ms);

#endif
