/*
 * What a program learns, in one run, about getting out of this network: the
 * system's proxies or the one given by hand, what a person said when a proxy
 * asked for a name and password, which way worked last and is tried first next
 * time. In memory alone; passwords in guarded memory, wiped at the end. Made once
 * by who connects; outlives every carrier and directory that was given it.
 * Thread: net.
 */
#ifndef LOTSE_CARRIER_WAYS_H
#define LOTSE_CARRIER_WAYS_H

#include "base/result.h"
#include "base/wake.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	WAYS_PROXY_BYTES = 300,  /* "http://host:port" */
	WAYS_REALM_BYTES = 128,  /* what a proxy calls itself */
	WAYS_SECRET_BYTES = 256, /* a name, a password */
};

struct ways; /* opaque, heap */

struct ways_options {
	const char *proxy; /* as ways_set_proxy */
	bool may_ask;      /* somebody answers ways_question; false: a proxy that asks is a failed way */
	const char *only;  /* NULL: all ways; otherwise names of rungs and "direct", "proxy" ("raw wss proxy") */
};

/* `wake` is signalled when there is something new to do or to ask; it must outlive the ways. NULL as
 * `options`: the system's proxies, nobody to ask. RESULT_BAD_ARGUMENT: as ways_set_proxy, or an unknown word
 * in `only`. RESULT_OUT_OF_MEMORY. */
enum result ways_create(struct ways **out, const struct ways_options *options, struct wake *wake);

/* Wipes and frees; fine with NULL. */
void ways_destroy(struct ways *ways);

/* From the next carrier on: "host:port", or a URL of http, https, socks4 or socks5, with a login in it or
 * without; "" none; NULL what the system says. RESULT_BAD_ARGUMENT: no such thing, nothing has changed. */
enum result ways_set_proxy(struct ways *ways, const char *text);

/* A proxy wants a name and a password. */
struct ways_question {
	char host[WAYS_PROXY_BYTES];  /* of the proxy, with port */
	char realm[WAYS_REALM_BYTES]; /* "" if it does not say */
	char scheme[16];              /* the strongest that it offers: "Basic" sends the password in clear */
	bool was_wrong;               /* the one given before was; it is not tried again */
	bool was_unanswered;          /* the proxy said nothing to the one given before; likewise */
	bool may_store;               /* this computer has a key store */
};

/* Whether there is a question now; *out only then. It goes away by itself when nobody needs the answer any
 * more: another way was up. Carriers wait for its answer, with no other deadline than the 10 min after which
 * it counts as refused. */
bool ways_question(const struct ways *ways, struct ways_question *out);

/* Whether a name and a password are on their way to a proxy that has not said yet whether they are right, 8 s
 * at the most. A carrier that is closed meanwhile may take the answer with it, and they are not sent again
 * without a person. */
bool ways_is_trying(const struct ways *ways);

/* The answer; `store`: keep it in the system's key store once it has proved right. Copied; too long ones and
 * an empty name are taken as ways_refuse. Nothing without a question. */
void ways_answer(struct ways *ways, const char *name, const char *password, bool store);

/* No answer: ways through that proxy fail, until ways_set_proxy or ways_ask_again. */
void ways_refuse(struct ways *ways);

/* A name and a password that a proxy has taken; memory of secret_create alone. */
struct ways_login {
	char proxy[WAYS_PROXY_BYTES]; /* a URL without login */
	char name[WAYS_SECRET_BYTES], password[WAYS_SECRET_BYTES];
};

/* Copies up to `room` of them; returns how many: for another process of the same person's. */
size_t ways_logins(const struct ways *ways, struct ways_login *to, size_t room);

/* One from such a process: it is tried as one that was configured. */
void ways_take_login(struct ways *ways, const struct ways_login *from);

/* A person starts anew (not a line that comes back by itself): what was refused may be asked again. */
void ways_ask_again(struct ways *ways);

#endif
