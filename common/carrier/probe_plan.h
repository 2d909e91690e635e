/*
 * The decisions of a probe, apart from its connections: which relays to try now,
 * whom to give up for another, when to take the fastest. The time is passed in.
 * A value; any thread.
 *
 * At most four run at a time. The first two are given all the time there is; the
 * other places go on to the next relay of the list after 4 s without success, so
 * that neither four dead relays nor one slow way (a proxy that asks for a name)
 * keeps a living relay from being found.
 */
#ifndef LOTSE_CARRIER_PROBE_PLAN_H
#define LOTSE_CARRIER_PROBE_PLAN_H

#include "wire/server_list.h"

enum {
	PROBE_PLAN_RUNNERS = 4,        /* tried at the same time */
	PROBE_PLAN_PATIENT = 2,        /* of these, how many are never given up for another */
	PROBE_PLAN_PATIENCE_MS = 4000, /* how long the others are */
	PROBE_PLAN_SECOND_MS = 100,    /* how long the fastest waits for a second one to show itself as backup */
	PROBE_PLAN_LIMIT_MS = 20000,   /* for all of it */
};

enum probe_state { PROBE_IDLE, PROBE_TRYING, PROBE_UP, PROBE_FAILED };

struct probe_plan {
	size_t count;
	struct probe_plan_relay {
		enum probe_state state;
		int64_t since_ms;
		bool is_patient;
	} relays[SERVER_LIST_RELAYS_MAX];
	int64_t give_up_ms;
};

enum probe_what { PROBE_WAIT, PROBE_START, PROBE_DROP, PROBE_TAKE, PROBE_GIVE_UP };

struct probe_step {
	enum probe_what what;
	size_t relay;     /* PROBE_START, PROBE_DROP (it has failed then), PROBE_TAKE */
	size_t backup;    /* PROBE_TAKE: `count` if there is none */
	int64_t until_ms; /* PROBE_WAIT */
};

/* `count` relays, at most SERVER_LIST_RELAYS_MAX, the likeliest first. */
void probe_plan_start(struct probe_plan *plan, size_t count, int64_t now_ms);

/* What to do now. Call again after each step and each piece of news, until it says wait, take or give up. */
struct probe_step probe_plan_next(const struct probe_plan *plan, int64_t now_ms);

/* News of a relay: it is being tried, is up (HELLO is through), or has failed. */
void probe_plan_tell(struct probe_plan *plan, size_t relay, enum probe_state news, int64_t now_ms);

#endif
