#include "carrier/login_gate.h"

static void set(struct login_gate *gate, enum login_gate_state state)
{
	gate->state = state;
	gate->holder = 0;
	gate->has_sent = false;
}

/* What to try after all that was tried. */
static void next(struct login_gate *gate, const struct login_gate_rules *rules, int64_t now_ms)
{
	gate->is_single = gate->was_right = false;
	gate->unanswered = 0;
	if ((gate->schemes & rules->single) && !gate->has_tried_single) {
		gate->has_tried_single = gate->is_single = true;
		gate->generation++;
		set(gate, LOGIN_GATE_SINGLE);
	} else if (!(gate->schemes & rules->passwords)) {
		set(gate, LOGIN_GATE_SHUT); /* nothing that a person could type would help */
	} else if (!gate->has_looked) {
		gate->has_looked = true;
		set(gate, LOGIN_GATE_LOOKING);
	} else if (rules->may_ask) {
		gate->asked_ms = now_ms;
		set(gate, LOGIN_GATE_ASKING);
	} else {
		set(gate, LOGIN_GATE_SHUT);
	}
}

static void hold(struct login_gate *gate, uint32_t who, int64_t now_ms)
{
	if (gate->holder == who)
		return;
	gate->holder = who;
	gate->has_sent = false;
	gate->held_ms = now_ms;
}

/* What was right before may be tried by another too when the holder gets no further: it does not reach the
 * proxy, or the relay that the proxy is to reach is dead. To a proxy that is silent itself it then goes
 * LOGIN_GATE_UNANSWERED_MAX times. */
static bool may_overtake(const struct login_gate *gate, uint32_t who, int64_t now_ms)
{
	if (!gate->was_right || now_ms - gate->held_ms < LOGIN_GATE_HOLD_MS)
		return false;
	bool is_elsewhere = who >> 24 != gate->holder >> 24;
	return !gate->has_sent || (is_elsewhere && gate->unanswered + 1 < LOGIN_GATE_UNANSWERED_MAX);
}

enum login_gate_pass login_gate_ask(struct login_gate *gate, uint32_t who, int64_t now_ms)
{
	if (gate->state == LOGIN_GATE_PROVEN && now_ms - gate->proven_ms >= LOGIN_GATE_PROOF_MS)
		set(gate, gate->is_single ? LOGIN_GATE_SINGLE : LOGIN_GATE_GIVEN);
	switch (gate->state) {
	case LOGIN_GATE_OPEN:
	case LOGIN_GATE_PROVEN:
		return LOGIN_GATE_GO;
	case LOGIN_GATE_SINGLE:
	case LOGIN_GATE_GIVEN:
		if (gate->holder && gate->holder != who) {
			if (!may_overtake(gate, who, now_ms))
				return LOGIN_GATE_WAIT;
			gate->unanswered += gate->has_sent;
		}
		hold(gate, who, now_ms);
		return LOGIN_GATE_GO;
	case LOGIN_GATE_LOOKING:
		return LOGIN_GATE_WAIT;
	case LOGIN_GATE_ASKING:
		if (now_ms - gate->asked_ms < LOGIN_GATE_ASKING_MS)
			return LOGIN_GATE_WAIT_PERSON;
		login_gate_shut(gate);
		return LOGIN_GATE_NO;
	case LOGIN_GATE_SHUT:
		break;
	}
	return LOGIN_GATE_NO;
}

bool login_gate_has_login(const struct login_gate *gate)
{
	return gate->state == LOGIN_GATE_SINGLE || gate->state == LOGIN_GATE_GIVEN ||
	       gate->state == LOGIN_GATE_PROVEN;
}

bool login_gate_is_trying(const struct login_gate *gate)
{
	return gate->state == LOGIN_GATE_GIVEN && (gate->has_sent || !gate->was_right);
}

bool login_gate_must_prove(const struct login_gate *gate, int64_t now_ms)
{
	bool is_proven = gate->state == LOGIN_GATE_PROVEN && now_ms - gate->proven_ms < LOGIN_GATE_PROOF_MS;
	return login_gate_has_login(gate) && !gate->is_single && !is_proven;
}

void login_gate_sent(struct login_gate *gate, uint32_t who)
{
	gate->has_sent = gate->has_sent || gate->holder == who;
}

bool login_gate_passed(struct login_gate *gate, uint32_t who, uint32_t generation, int64_t now_ms)
{
	bool is_proven = gate->state == LOGIN_GATE_PROVEN;
	login_gate_part(gate, who);
	if (generation != gate->generation || !login_gate_has_login(gate))
		return false;
	gate->was_wrong = gate->was_unanswered = false;
	gate->was_right = true;
	gate->unanswered = 0;
	gate->proven_ms = now_ms;
	set(gate, LOGIN_GATE_PROVEN);
	return !is_proven;
}

bool login_gate_refused(struct login_gate *gate, uint32_t who, uint32_t generation, unsigned long schemes,
                        const struct login_gate_rules *rules, int64_t now_ms)
{
	bool had_login = login_gate_has_login(gate);
	login_gate_part(gate, who);
	/* Somebody else heard it first, or there is a newer login by now: what is decided stands. */
	if (generation != gate->generation || (!had_login && gate->state != LOGIN_GATE_OPEN))
		return false;
	bool is_wrong = had_login && !gate->is_single;
	gate->schemes = schemes;
	gate->was_wrong = gate->was_wrong || is_wrong;
	gate->was_unanswered = gate->was_unanswered && !is_wrong;
	gate->generation++;
	next(gate, rules, now_ms);
	return is_wrong;
}

bool login_gate_unanswered(struct login_gate *gate, uint32_t who, uint32_t generation, unsigned long schemes,
                           const struct login_gate_rules *rules, int64_t now_ms)
{
	bool is_trial = gate->state == LOGIN_GATE_GIVEN && gate->holder == who && generation == gate->generation;
	login_gate_part(gate, who);
	/* A line that breaks while it comes back is no reason to ask for what was right a moment ago. */
	if (!is_trial || ++gate->unanswered < (gate->was_right ? LOGIN_GATE_UNANSWERED_MAX : 1))
		return false;
	if (schemes || !gate->schemes)
		gate->schemes = schemes ? schemes : rules->passwords;
	gate->was_unanswered = true;
	gate->was_wrong = false;
	gate->generation++;
	next(gate, rules, now_ms);
	return true;
}

void login_gate_part(struct login_gate *gate, uint32_t who)
{
	if (gate->holder == who)
		hold(gate, 0, 0);
}

void login_gate_looked(struct login_gate *gate, bool has_found, bool may_store,
                       const struct login_gate_rules *rules, int64_t now_ms)
{
	if (gate->state != LOGIN_GATE_LOOKING)
		return;
	gate->may_store = may_store;
	if (has_found)
		login_gate_give(gate);
	else
		next(gate, rules, now_ms);
}

void login_gate_give(struct login_gate *gate)
{
	gate->generation++;
	gate->is_single = gate->was_right = false;
	gate->unanswered = 0;
	set(gate, LOGIN_GATE_GIVEN);
}

void login_gate_withdraw(struct login_gate *gate)
{
	if (gate->state != LOGIN_GATE_ASKING)
		return;
	gate->generation++;
	set(gate, LOGIN_GATE_OPEN);
}

void login_gate_shut(struct login_gate *gate)
{
	set(gate, LOGIN_GATE_SHUT);
}

void login_gate_reopen(struct login_gate *gate)
{
	if (gate->state == LOGIN_GATE_SHUT)
		*gate = (struct login_gate){.generation = gate->generation + 1};
}
