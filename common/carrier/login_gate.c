#include "carrier/login_gate.h"

static void set(struct login_gate *gate, enum login_gate_state state)
{
	gate->state = state;
	gate->holder = 0;
}

/* What to try after all that was tried. */
static void next(struct login_gate *gate, const struct login_gate_rules *rules, int64_t now_ms)
{
	gate->is_single = false;
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

enum login_gate_pass login_gate_ask(struct login_gate *gate, uint32_t who, int64_t now_ms)
{
	switch (gate->state) {
	case LOGIN_GATE_OPEN:
	case LOGIN_GATE_PROVEN:
		return LOGIN_GATE_GO;
	case LOGIN_GATE_SINGLE:
	case LOGIN_GATE_GIVEN:
		if (gate->holder && gate->holder != who)
			return LOGIN_GATE_WAIT;
		gate->holder = who;
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

bool login_gate_passed(struct login_gate *gate, uint32_t who, uint32_t generation)
{
	if (gate->holder != who || generation != gate->generation || !login_gate_has_login(gate))
		return false;
	gate->was_wrong = false;
	set(gate, LOGIN_GATE_PROVEN);
	return true;
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
	gate->generation++;
	next(gate, rules, now_ms);
	return is_wrong;
}

void login_gate_part(struct login_gate *gate, uint32_t who)
{
	if (gate->holder == who)
		gate->holder = 0;
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
	gate->is_single = false;
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
