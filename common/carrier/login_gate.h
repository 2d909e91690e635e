/*
 * Who may go through a proxy that may want a login: decisions only, one for each
 * proxy. First without; when it asks, by single sign-on where it offers that,
 * with a login from the key store, with a person's answer, in this order. A login
 * that is not proven is tried by one at a time; a wrong one is never used again, and
 * one that was sent without any answer not without a person: accounts get locked. A
 * proof holds for a moment only, as the password may be changed meanwhile.
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

enum {
	LOGIN_GATE_ASKING_MS = 10 * 60 * 1000,
	LOGIN_GATE_PROOF_MS = 5 * 1000, /* how long a proof lets all go at once */
	LOGIN_GATE_UNANSWERED_MAX =
		2,                     /* how often in a row one that was right before is sent without an answer */
	LOGIN_GATE_HOLD_MS = 1000, /* so long others wait for one that tries what was right before */
};

struct login_gate {
	enum login_gate_state state;
	uint32_t holder;     /* who tries the login now; 0 nobody */
	bool has_sent;       /* the holder has sent it */
	uint32_t generation; /* grows with each login */
	bool was_wrong;      /* the last one that a person or a configuration gave */
	bool was_unanswered; /* the proxy said nothing to the last one */
	bool was_right;      /* the login has been proved once */
	bool is_single;      /* GIVEN or PROVEN is the single sign-on */
	bool has_tried_single, has_looked;
	bool may_store;
	unsigned long schemes; /* that the proxy offers */
	int64_t asked_ms, proven_ms, held_ms;
	int unanswered; /* how often the login was sent since it was proved last, and nothing came back */
};

/* What this computer can do. */
struct login_gate_rules {
	bool may_ask;
	unsigned long single, passwords; /* schemes for single sign-on, and for a name and password */
};

enum login_gate_pass { LOGIN_GATE_GO = 1, LOGIN_GATE_WAIT, LOGIN_GATE_WAIT_PERSON, LOGIN_GATE_NO };

/* One who asks: a number of his own, not 0, and where he wants to go, as far as eight bits tell it. */
static inline uint32_t login_gate_who(uint32_t number, uint8_t target)
{
	return (uint32_t)target << 24 | (number & 0xFFFFFF);
}

/* Whether `who` may go now; with a login if login_gate_has_login. */
enum login_gate_pass login_gate_ask(struct login_gate *gate, uint32_t who, int64_t now_ms);

/* Whether a login is on its way, to be proved: who carries it should not be stopped without need. */
bool login_gate_is_trying(const struct login_gate *gate);

/* Whether who goes now goes with a login. */
bool login_gate_has_login(const struct login_gate *gate);

/* Whether it goes with a name and password that have to be proved (again) before all may go with them. */
bool login_gate_must_prove(const struct login_gate *gate, int64_t now_ms);

/* `who` has sent name and password. */
void login_gate_sent(struct login_gate *gate, uint32_t who);

/* The proxy took what one with a login of this generation sent. True: it proves the login, which was not. */
bool login_gate_passed(struct login_gate *gate, uint32_t who, uint32_t generation, int64_t now_ms);

/* The proxy wants a (another) login from one who came with this generation, and offers `schemes`. True: a
 * login that was given proves wrong, forget it. */
bool login_gate_refused(struct login_gate *gate, uint32_t who, uint32_t generation, unsigned long schemes,
                        const struct login_gate_rules *rules, int64_t now_ms);

/* `who` has sent a name and a password of this generation, and the proxy has said nothing to it. True: forget
 * it, it is not sent again. `schemes`: that the proxy offers, 0 not known. */
bool login_gate_unanswered(struct login_gate *gate, uint32_t who, uint32_t generation, unsigned long schemes,
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
