/*
 * Three participants as the engine's own state code has them (roster, grant, consent), without network,
 * threads and time: 0 is the master, 1 and 2 are clients. What happens is an event; what all know together is
 * a key of 29 bits, from which the three can be set up again. For model_test alone.
 */
#ifndef LOTSE_TESTS_SESSION_MODEL_WORLD_H
#define LOTSE_TESTS_SESSION_MODEL_WORLD_H

#include "session/consent.h"
#include "session/grant.h"
#include "session/meeting.h"
#include "session/roster.h"

#include <string.h>

enum { WHO = 3, MASTER = 0 };

enum event_kind {
	COME,        /* who: keys are agreed */
	PROFILE,     /* who: reads who asks */
	ACCEPT,      /* who */
	DECLINE,     /* who */
	ADMIT,       /* who, by the master */
	SEND_AWAY,   /* who, by the master */
	LEAVE,       /* who */
	SHARE,       /* who shows something */
	STOP,        /* who shows nothing any more */
	SEE,         /* who lets other see */
	CONTROL,     /* who lets other control */
	NOT_CONTROL, /* who takes control from other */
	NOTHING,     /* who takes all from other, or answers a question with no */
	ASK,         /* other asks who for control */
	F12,         /* who presses it */
	LOSE,        /* who's line is gone */
	BACK,        /* and there again */
	EVENT_KINDS
};

struct event {
	enum event_kind kind;
	int who, other;
};

/* What one lets another do, and what was asked. */
struct right {
	bool view, control, asked;
};

/* All that is known, as plain values. */
struct facts {
	enum consent phase[WHO]; /* of clients; the master is always in */
	bool shares[WHO], is_lost[WHO];
	struct right right[WHO][WHO]; /* of the sharer to the other */
};

static struct site {
	struct person self;
	struct roster roster;
} sites[WHO];
static bool is_lost[WHO];

static uint8_t id_of(int who)
{
	return (uint8_t)(who + 1);
}

static struct person *find(int at, int who)
{
	for (int i = 0; i < WHO - 1; i++) {
		struct person *person = &sites[at].roster.people[i];
		if (person->peer != 0 && person->id[0] == id_of(who))
			return person;
	}
	return NULL;
}

/* --- facts and keys */

static struct facts world_facts(void)
{
	struct facts facts = {0};

	for (int i = 0; i < WHO; i++) {
		const struct person *joiner = i == MASTER ? NULL : find(MASTER, i);
		facts.phase[i] = i == MASTER ? CONSENT_IN : joiner != NULL ? joiner->consent : CONSENT_NONE;
		facts.shares[i] = sites[i].self.shares;
		facts.is_lost[i] = is_lost[i];
		for (int j = 0; j < WHO; j++) {
			const struct person *other = i == j ? NULL : find(i, j);
			if (other != NULL)
				facts.right[i][j] =
					(struct right){other->given.view, other->given.control, other->given.asks_control};
		}
	}
	return facts;
}

static uint32_t key_of(const struct facts *facts)
{
	uint32_t key = 0;

	for (int i = 0; i < WHO; i++) {
		if (i != MASTER)
			key = key * 5 + (uint32_t)facts->phase[i];
		key = key << 2 | (uint32_t)facts->shares[i] << 1 | facts->is_lost[i];
		for (int j = 0; j < WHO; j++) {
			const struct right *right = &facts->right[i][j];
			if (i != j)
				key = key << 3 | (uint32_t)right->view << 2 | (uint32_t)right->control << 1 | right->asked;
		}
	}
	return key;
}

static struct facts facts_of(uint32_t key)
{
	struct facts facts = {.phase = {CONSENT_IN}};

	for (int i = WHO - 1; i >= 0; i--) {
		for (int j = WHO - 1; j >= 0; j--) {
			if (i == j)
				continue;
			facts.right[i][j] = (struct right){key >> 2 & 1, key >> 1 & 1, key & 1};
			key >>= 3;
		}
		facts.shares[i] = key >> 1 & 1;
		facts.is_lost[i] = key & 1;
		key >>= 2;
		if (i != MASTER) {
			facts.phase[i] = (enum consent)(key % 5);
			key /= 5;
		}
	}
	return facts;
}

static bool knows(const struct facts *facts, int a, int b)
{
	if (a == MASTER || b == MASTER)
		return facts->phase[a == MASTER ? b : a] != CONSENT_NONE;
	return facts->phase[a] == CONSENT_IN && facts->phase[b] == CONSENT_IN;
}

enum { GENERATION = 9 };

static void world_set(const struct facts *facts)
{
	for (int i = 0; i < WHO; i++) {
		struct roster *roster = &sites[i].roster;
		sites[i].self = (struct person){.role = i == MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT,
		                                .shares = facts->shares[i],
		                                .where = meeting_place(0, id_of(i)),
		                                .id = {id_of(i)},
		                                .name = {(char)('A' + i)}};
		is_lost[i] = facts->is_lost[i];
		roster->epoch = 1;
		roster->people[0] = roster->people[1] = (struct person){0};
		for (int j = 0, at = 0; j < WHO; j++) {
			const struct right *right = &facts->right[i][j];
			if (i == j)
				continue;
			if (!knows(facts, i, j))
				continue;
			roster->people[at++] = (struct person){
				.peer = id_of(j),
				.where = meeting_place(0, id_of(j)),
				.role = j == MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT,
				.consent = i != MASTER && j != MASTER ? CONSENT_IN : facts->phase[i == MASTER ? j : i],
				.id = {id_of(j)},
				.name = {(char)('A' + j)},
				.shares = facts->shares[j],
				.rested_ms = facts->is_lost[i] || facts->is_lost[j],
				.given = {.generation = GENERATION,
			              .view = right->view,
			              .control = right->control,
			              .asks_control = right->asked}};
		}
	}
}

/* --- what the engine does at an event, in its own words */

static void gone(void *context, struct person *person)
{
	(void)context;
	(void)grant_end(&person->given);
}

static void tell_all(void)
{
	static wire_Roster told;

	if (is_lost[MASTER])
		return;
	for (int i = 1; i < WHO; i++) {
		const struct person *joiner = find(MASTER, i);
		const struct roster_listener listener = {.self_id = sites[i].self.id, .gone = gone};
		if (joiner == NULL || !roster_is_in(joiner) || is_lost[i])
			continue;
		roster_tell(&sites[MASTER].roster, &sites[MASTER].self, 0, &told);
		assert_int_equal(roster_apply(&sites[i].roster, &told, 0, &listener), RESULT_OK);
	}
}

/* Both ends take the step, and agree on it. */
static bool step_both(int who, enum consent_step step)
{
	struct person *joiner = find(MASTER, who), *master = find(who, MASTER);

	if (joiner == NULL || master == NULL)
		return false;
	enum result result = consent_take(&joiner->consent, step);
	assert_int_equal(consent_take(&master->consent, step), result);
	assert_int_equal(joiner->consent, master->consent);
	return result == RESULT_OK;
}

static void come(int who)
{
	if (find(MASTER, who) != NULL)
		return;
	for (int side = 0; side < 2; side++) {
		int at = side == 0 ? MASTER : who, other = side == 0 ? who : MASTER;
		struct person *person = roster_add(&sites[at].roster, meeting_place(0, id_of(other)));
		assert_non_null(person);
		person->role = other == MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
		person->id[0] = id_of(other);
		person->name[0] = (char)('A' + other);
		person->shares = sites[other].self.shares;
		assert_int_equal(consent_take(&person->consent, STEP_SEAL), RESULT_OK);
	}
}

/* That one's own program is at its end: it shows nothing and knows nobody. */
static void forget_all(int who)
{
	for (int i = 0; i < WHO - 1; i++) {
		if (sites[who].roster.people[i].peer == 0)
			continue;
		gone(NULL, &sites[who].roster.people[i]);
		roster_remove(&sites[who].roster, &sites[who].roster.people[i]);
	}
	sites[who].self.shares = false;
}

static void part(int who, enum consent_step step)
{
	struct person *joiner = find(MASTER, who);

	if (joiner == NULL || !step_both(who, step))
		return;
	forget_all(who);
	gone(NULL, joiner);
	roster_remove(&sites[MASTER].roster, joiner);
	tell_all();
}

static void leave(int who)
{
	if (who != MASTER) {
		part(who, STEP_LEAVE);
		return;
	}
	for (int i = 1; i < WHO; i++) {
		if (find(MASTER, i) != NULL && step_both(i, STEP_LEAVE))
			forget_all(i);
	}
	forget_all(MASTER);
}

/* sharing_grant's condition. */
static void let(int who, int other, bool view, bool control)
{
	struct person *person = find(who, other);

	if (person == NULL)
		return;
	bool may = sites[who].self.shares && roster_is_in(person);
	(void)grant_set(&person->given, view && may, control && may);
}

static bool is_in(int who)
{
	return who == MASTER || (find(MASTER, who) != NULL && roster_is_in(find(MASTER, who)));
}

static void share(int who, bool is_on)
{
	if (!is_in(who) || sites[who].self.shares == is_on)
		return;
	sites[who].self.shares = is_on;
	if (who != MASTER && find(MASTER, who) != NULL)
		find(MASTER, who)->shares = is_on;
	for (int i = 0; i < WHO; i++) {
		if (i != who && !is_on && find(who, i) != NULL)
			(void)grant_end(&find(who, i)->given);
	}
	tell_all();
	if (is_on && who != MASTER)
		let(who, MASTER, true, false); /* as the customer was told when choosing */
}

static void press_f12(int who)
{
	for (int i = 0; i < WHO; i++) {
		if (i != who && find(who, i) != NULL)
			(void)grant_end_control(&find(who, i)->given);
	}
}

static void lose(int who, bool is_gone)
{
	if (!is_in(who))
		return;
	is_lost[who] = is_gone;
	for (int i = 0; i < WHO; i++) {
		for (int j = 0; j < WHO; j++) {
			if (i != j && find(i, j) != NULL)
				find(i, j)->rested_ms = is_lost[i] || is_lost[j];
		}
	}
	if (!is_gone)
		tell_all();
}

static void world_take(const struct event *e)
{
	static const enum consent_step steps[] = {[PROFILE] = STEP_MASTER_PROFILE,
	                                          [ACCEPT] = STEP_JOINER_PROFILE,
	                                          [DECLINE] = STEP_DECLINE,
	                                          [ADMIT] = STEP_ADMIT,
	                                          [SEND_AWAY] = STEP_REFUSE};
	struct person *person = find(e->who, e->other);
	bool is_somebody_lost = is_lost[0] || is_lost[1] || is_lost[2];

	if (e->kind <= LEAVE && is_somebody_lost)
		return; /* coming and going needs the line */
	switch (e->kind) {
	case COME:
		come(e->who);
		break;
	case PROFILE:
	case ACCEPT:
		(void)step_both(e->who, steps[e->kind]);
		break;
	case ADMIT:
		if (step_both(e->who, STEP_ADMIT))
			tell_all();
		break;
	case DECLINE:
	case SEND_AWAY:
		part(e->who, steps[e->kind]);
		break;
	case LEAVE:
		leave(e->who);
		break;
	case SHARE:
	case STOP:
		share(e->who, e->kind == SHARE);
		break;
	case SEE:
		let(e->who, e->other, true, person != NULL && person->given.control);
		break;
	case CONTROL:
		let(e->who, e->other, true, true);
		break;
	case NOT_CONTROL:
		let(e->who, e->other, person != NULL && person->given.view, false);
		break;
	case NOTHING:
		let(e->who, e->other, false, false);
		break;
	case ASK:
		if (person != NULL && roster_is_in(person) && person->rested_ms == 0)
			(void)grant_ask(&person->given, false, true);
		break;
	case F12:
		press_f12(e->who);
		break;
	case LOSE:
	case BACK:
		lose(e->who, e->kind == LOSE);
		break;
	default:
		break;
	}
}

#endif
