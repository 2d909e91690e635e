/*
 * Who may go through a proxy that may want a login: decisions only, one for each
 * proxy. First without; when it asks, by single sign-on where it offers that,
 * with a login from the key store, with a person's answer, in this order. A login
 * that is not proven is tried by one at a time; a wrong one is never used again.
 * A value; zeroed: nothing is known. One thread.
 */
#ifndef LOTSE_CARRIER_LOGIN_GATE_H
#define LOTSE_CARRIER_LOGIN_GATE_H

#include <stdbool.h>
#include <stdint.h>

enum login_gate_state {
	LOGIN_GATE_OPEN,    /* nobody has been asked for anything */
	LOGIN_GATE_SINGLE,  /* single sign-on is to be tried */
	LOGIN_GATE_LOOKING, /* in the key store */
	LOGIN_GATE_ASKING,  /* a person */
	LOGIN_GATE_GIVEN,   /* there is a login, not proven */
	LOGIN_GATE_PROVEN,
	LOGIN_GATE_SHUT, /* no login to be had */
};

enum { LOGIN_GATE_ASKING_MS = 10 * 60 * 1000 };

struct login_gate {
	enum login_gate_state state;
	uint32_t holder;     /* who tries the login now; 0 nobody */
	uint32_t generation; /* grows with each login */
	bool was_wrong;      /* the last one that a person or a configuration gave */
	bool is_single;      /* GIVEN or PROVEN is the single sign-on */
	bool has_tried_single, has_looked;
	bool may_store;
	unsigned long schemes; /* that the proxy offers */
	int64_t asked_ms;
};

/* What this computer can do. */
struct login_gate_rules {
	bool may_ask;
	unsigned long single, passwords; /* schemes for single sign-on, and for a name and password */
};

enum login_gate_pass { LOGIN_GATE_GO = 1, LOGIN_GATE_WAIT, LOGIN_GATE_WAIT_PERSON, LOGIN_GATE_NO };

/* Whether `who` (not 0) may go now; with a login if login_gate_has_login. */
enum login_gate_pass login_gate_ask(struct login_gate *gate, uint32_t who, int64_t now_ms);

/* Whether who goes now goes with a login. */
bool login_gate_has_login(const struct login_gate *gate);

/* The proxy took what one with a login of this generation sent. True: it proves the login. */
bool login_gate_passed(struct login_gate *gate, uint32_t who, uint32_t generation);

/* The proxy wants a (another) login from one who came with this generation, and offers `schemes`. True: a
 * login that was given proves wrong, forget it. */
bool login_gate_refused(struct login_gate *gate, uint32_t who, uint32_t generation, unsigned long schemes,
                        const struct login_gate_rules *rules, int64_t now_ms);

/* `who` goes no further. */
void login_gate_part(struct login_gate *gate, uint32_t who);

/* The key store has been looked into. */
void login_gate_looked(struct login_gate *gate, bool has_found, bool may_store,
                       const struct login_gate_rules *rules, int64_t now_ms);

/* A login is there: a person's answer, or one that was configured. */
void login_gate_give(struct login_gate *gate);

/* Nobody waits for the answer any more: it is asked for again when somebody needs it. */
void login_gate_withdraw(struct login_gate *gate);

/* No answer. */
void login_gate_shut(struct login_gate *gate);

/* A person starts anew: what was shut may be asked again. */
void login_gate_reopen(struct login_gate *gate);

#endif
