/*
 * For those who connect (rungs, directory): which proxy, whether one may go
 * through it now, with which login; and what came of it. A login that is not
 * known to be right is tried by one at a time, so that a wrong one is sent once:
 * accounts get locked. Thread: net.
 */
#ifndef LOTSE_CARRIER_WAYS_INSIDE_H
#define LOTSE_CARRIER_WAYS_INSIDE_H

#include "carrier/ways.h"

#include <curl/curl.h>

/* A number of one's own, for ways_may_go and ways_tell, to go to this host; not 0. */
uint32_t ways_join(struct ways *ways, const char *host);

/* Lets go of a login that this one was trying. Fine with 0. */
void ways_part(struct ways *ways, uint32_t who);

/* Which proxy leads to this address ("https://host:port/"). RESULT_OK: *out is it, a URL without login; ""
 * none. RESULT_WOULD_BLOCK: still looking, which a PAC server that hangs makes long: who asks has a limit of
 * his own; the wake is signalled. */
enum result ways_proxy(struct ways *ways, const char *url, int64_t now_ms, char out[static WAYS_PROXY_BYTES]);

/* That proxy does not answer: for a minute the next one that leads to the address is given; false: none. */
bool ways_next_proxy(struct ways *ways, const char *url, const char *proxy);

/* It does answer, if late. */
void ways_is_there(struct ways *ways, const char *proxy);

/* How long to wait for a proxy at the most before the next one is tried; INT_MAX: there is no hurry. */
int ways_patience_ms(struct ways *ways, const char *url, const char *proxy);

/* A proxy's "host:port", for people. */
void ways_show_proxy(const char *proxy, char to[static WAYS_PROXY_BYTES]);

/* How one may go through a proxy. */
struct ways_pass {
	bool is_person;      /* with RESULT_WOULD_BLOCK: a person has to answer first */
	bool is_looking;     /* likewise: the key store is asked, for a few seconds at the most */
	bool has_login;      /* one is used; ways_set_login */
	bool is_single;      /* and it is the present user's single sign-on */
	bool is_trial;       /* name and password that are not proven: ways_sent is to be told */
	uint32_t generation; /* of the login; for ways_tell */
};

/* RESULT_OK: go. RESULT_WOULD_BLOCK: a login is being looked for, asked for, or tried by somebody else; ask
 * again when woken. RESULT_PROXY_LOGIN: it wants one, and there is none to be had (ways_wants_ticket: nor can
 * anybody type one, which those who connect call RESULT_PROXY_TICKET). */
enum result ways_may_go(struct ways *ways, const char *proxy, uint32_t who, int64_t now_ms,
                        struct ways_pass *pass);

/* Whether a failure is that: a proxy wants a login, or a sign-on. */
static inline bool ways_is_shut_out(enum result result)
{
	return result == RESULT_PROXY_LOGIN || result == RESULT_PROXY_TICKET;
}

/* Whether all that the proxy would take is the present user's sign-on, so that nobody can type anything. */
bool ways_wants_ticket(const struct ways *ways, const char *proxy);

/* Whether a new connection to the proxy would take a login to it that has to be proved (again): ways_may_go
 * first. */
bool ways_must_ask(const struct ways *ways, const char *proxy, int64_t now_ms);

/* Puts name, password and schemes into a handle; libcurl copies them. */
void ways_set_login(const struct ways *ways, const char *proxy, CURL *easy);

/* What a proxy said to one who went. */
struct ways_news {
	bool is_refused;       /* 407; otherwise it took what it got */
	uint32_t generation;   /* of ways_pass */
	unsigned long schemes; /* with is_refused: CURLAUTH_ bits that it offers */
	const char *realm;     /* with is_refused; "" unknown */
};

/* Name and password that are on trial go out now. */
void ways_sent(struct ways *ways, const char *proxy, uint32_t who);

/* Tells it. With is_refused, ask ways_may_go what next. */
void ways_tell(struct ways *ways, const char *proxy, uint32_t who, const struct ways_news *news);

/* Name and password of this generation went to the proxy, and nothing has come back. True: they are not sent
 * again without a person. `schemes` as in ways_news, 0 not known. */
bool ways_unanswered(struct ways *ways, const char *proxy, uint32_t who, uint32_t generation,
                     unsigned long schemes);

/* A carrier or a directory begins: what is known of the system's proxies is refreshed, and where all of them
 * were dead they are tried again. */
void ways_begin(struct ways *ways, int64_t now_ms);

/* Whether a way may be tried: its rung's name, and through a proxy or not. */
bool ways_allow(const struct ways *ways, const char *rung, bool is_proxied);

/* The way that worked last, as a place in the carrier's table; -1 none. */
int ways_last(const struct ways *ways);
void ways_worked(struct ways *ways, int way); /* It worked. */

#endif
