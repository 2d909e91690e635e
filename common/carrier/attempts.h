/*
 * What was tried to reach the relay, a line each: rung, address, proxy, outcome,
 * time, and in plain words what to do next. No secret, nothing of a customer. Bounded: the oldest lines go
 * first. A value; one thread.
 */
#ifndef LOTSE_CARRIER_ATTEMPTS_H
#define LOTSE_CARRIER_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ATTEMPTS_MAX = 64, /* several relays, ten ways each */
	ATTEMPT_RUNG_BYTES = 12,
	ATTEMPT_ADDRESS_BYTES = 80, /* longer ones are cut */
	ATTEMPT_LINE_BYTES = 512,
	ATTEMPTS_TEXT_BYTES = ATTEMPTS_MAX * (ATTEMPT_LINE_BYTES / 2),
};

enum attempt_outcome {
	ATTEMPT_NONE,
	ATTEMPT_TRYING,
	ATTEMPT_CONNECTED,
	ATTEMPT_NO_NAME,     /* the name is not known, or no name server answers */
	ATTEMPT_REFUSED,     /* the computer is there, nothing listens */
	ATTEMPT_NO_ANSWER,   /* nothing came back in time: usually a firewall */
	ATTEMPT_UNREACHABLE, /* no way there from this network */
	ATTEMPT_BROKEN,      /* it was up, then it broke */
	ATTEMPT_ABANDONED,   /* another one was faster */
	ATTEMPT_SILENT,      /* it connects, and then nothing comes back: inspected and held back on the way */
	ATTEMPT_CLOSED,      /* it connects, and is closed before an answer */
	ATTEMPT_NOT_RELAY,   /* something else answers there */
	ATTEMPT_OTHER_RELAY, /* a relay, but not the one that the list names */
	ATTEMPT_STRIPPED,    /* the relay answered, but a proxy had taken the Upgrade out */
	ATTEMPT_PORTAL,      /* a page came instead: the network wants a sign-in first */
	ATTEMPT_UPGRADE_REFUSED,     /* an HTTP answer that says no */
	ATTEMPT_NO_PROXY,            /* the proxy does not answer */
	ATTEMPT_WANTS_LOGIN,         /* the proxy wants a name and a password */
	ATTEMPT_WANTS_TICKET,        /* the proxy wants the computer's own sign-on, and nothing else would do */
	ATTEMPT_WRONG_LOGIN,         /* the proxy did not take the ones that it got */
	ATTEMPT_LOGIN_UNANSWERED,    /* the proxy said nothing to the ones that it got */
	ATTEMPT_PROXY_REFUSED,       /* the proxy allows no way to this address or port */
	ATTEMPT_PROXY_NO_WAY,        /* the proxy itself does not reach the relay */
	ATTEMPT_PROXY_BROKEN,        /* the proxy's answer makes no sense, or it closed */
	ATTEMPT_PROXY_CERTIFICATE,   /* of an https proxy itself: no authority of this computer knows it */
	ATTEMPT_TLS_FAILED,          /* no encrypted connection came about */
	ATTEMPT_FOREIGN_CERTIFICATE, /* encrypted, but not to the relay: tried again as inspected */
	ATTEMPT_UNKNOWN_CERTIFICATE, /* of a directory: no authority of this computer knows it; likewise */
	ATTEMPT_CLOCK,     /* the certificate's dates do not fit this computer's clock: likewise tried again */
	ATTEMPT_INSPECTED, /* connected, and the network looks into the outer encryption */
	ATTEMPT_OUTCOME_COUNT
};

struct attempt {
	char rung[ATTEMPT_RUNG_BYTES];
	char address[ATTEMPT_ADDRESS_BYTES]; /* "192.0.2.7:5000", or the name while it is looked up */
	char proxy[ATTEMPT_ADDRESS_BYTES];   /* "proxy.corp:8080"; "" direct */
	enum attempt_outcome outcome;
	int64_t started_ms;
	int ms; /* from its start to its outcome */
};

/* Zeroed is empty. */
struct attempts {
	struct attempt list[ATTEMPTS_MAX]; /* in the order of their starts */
	size_t count;
	uint32_t dropped; /* how many older ones are no longer there */
};

/* A new line, being tried; gives a number to end it with. */
uint32_t attempts_begin(struct attempts *attempts, const char *rung, const char *address, int64_t now_ms);

/* The proxy that it goes through ("" directly), if the line is there and not over. */
void attempts_through(struct attempts *attempts, uint32_t attempt, const char *proxy);

/* Another address in the same line, if it is there and not over (a name, once its address is known); whether
 * it was. */
bool attempts_rename(struct attempts *attempts, uint32_t attempt, const char *address);

/* How it went; ignored if it has an outcome already or is no longer there. */
void attempts_end(struct attempts *attempts, uint32_t attempt, enum attempt_outcome outcome, int64_t now_ms);

/* The line for people, in their language: what ("wss relay.example.com:443 through proxy.corp:8080"), after
 * ": " how it went, how long, and the next step if there is one. */
void attempt_line(const struct attempt *attempt, char to[static ATTEMPT_LINE_BYTES]);

/* Whether there is nothing more to come of it. */
bool attempt_is_over(const struct attempt *attempt);

/* Whether it led to the relay. */
bool attempt_is_good(const struct attempt *attempt);

/* All lines, oldest first, one below the other, for the copy button and a mail to whoever helps. Cut at a
 * whole line if there is no room (ATTEMPTS_TEXT_BYTES is enough); gives `to`. */
const char *attempts_text(const struct attempts *attempts, char *to, size_t room);

#endif
