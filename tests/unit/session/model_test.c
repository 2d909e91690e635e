/*
 * All that three people can do to each other in eight steps. A model, written from what is promised (DESIGN:
 * a session's life; README) and not from the code, is walked beside the engine's own roster, grants and
 * consent (model_world.h): after each event both must be in the same place, and the rules below must hold of
 * the step.
 *
 * What lies ahead depends on where one is, not on the way there, so each place is gone on from once: with
 * that all sequences are walked, though there are 60^8 = 1.7e14 of them. LOTSE_MODEL_STEPS asks for more or
 * fewer steps; with 27 nothing new comes (196,744 places, measured once: 12 million steps, 9 s): then
 * sequences of any length are walked.
 */
#include "support/unit.h"

#include "model_world.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 8, EVENTS_MAX = 80, KEY_BITS = 29 };

static struct event events[EVENTS_MAX];
static int event_count;

/* --- the model: what is promised
 * ------------------------------------------------------------------------------- */

static void end_all_of(struct facts *f, int who)
{
	f->shares[who] = false;
	for (int i = 0; i < WHO; i++)
		f->right[who][i] = f->right[i][who] = (struct right){0};
}

static void model_part(struct facts *f, int who)
{
	f->phase[who] = CONSENT_NONE;
	end_all_of(f, who);
}

/* Coming in is one way: keys, who asks, yes there, yes here. */
static void model_join(struct facts *f, const struct event *e)
{
	static const enum consent needed[] = {[COME] = CONSENT_NONE,
	                                      [PROFILE] = CONSENT_SEALED,
	                                      [ACCEPT] = CONSENT_ASKED,
	                                      [ADMIT] = CONSENT_ACCEPTED};
	enum consent *phase = &f->phase[e->who];

	switch (e->kind) {
	case DECLINE:
		if (*phase == CONSENT_ASKED)
			model_part(f, e->who);
		break;
	case SEND_AWAY:
		if (*phase >= CONSENT_ASKED)
			model_part(f, e->who);
		break;
	case LEAVE:
		for (int i = 1; i < WHO; i++) { /* the master's end is everybody's, a client's is his own */
			if (e->who == i || e->who == MASTER)
				model_part(f, i);
		}
		if (e->who == MASTER)
			end_all_of(f, MASTER);
		break;
	default:
		if (*phase == needed[e->kind])
			*phase = (enum consent)(*phase + 1);
	}
}

static void model_share(struct facts *f, int who, bool is_on)
{
	if (f->phase[who] != CONSENT_IN || f->shares[who] == is_on)
		return;
	f->shares[who] = is_on;
	for (int i = 0; i < WHO && !is_on; i++)
		f->right[who][i] = (struct right){0};
	if (is_on && who != MASTER)
		f->right[who][MASTER] = (struct right){.view = true};
}

static void model_right(struct facts *f, const struct event *e)
{
	struct right *right = &f->right[e->who][e->other];
	bool is_known = knows(f, e->who, e->other);
	bool are_in = is_known && f->phase[e->who] == CONSENT_IN && f->phase[e->other] == CONSENT_IN;
	bool may = are_in && f->shares[e->who];

	if (e->kind == ASK) {
		bool is_line = !f->is_lost[e->who] && !f->is_lost[e->other];
		right->asked |= are_in && is_line && !right->control;
		return;
	}
	if (!is_known)
		return;
	bool control = e->kind == CONTROL || (e->kind == SEE && right->control);
	bool view = e->kind == SEE || e->kind == CONTROL || (e->kind == NOT_CONTROL && right->view);
	*right = (struct right){.view = view && may, .control = control && may};
}

static void model_take(struct facts *f, const struct event *e)
{
	if (e->kind <= LEAVE) {
		if (!f->is_lost[0] && !f->is_lost[1] && !f->is_lost[2])
			model_join(f, e);
	} else if (e->kind == SHARE || e->kind == STOP) {
		model_share(f, e->who, e->kind == SHARE);
	} else if (e->kind == F12) {
		for (int i = 0; i < WHO; i++)
			f->right[e->who][i].control = false;
	} else if (e->kind == LOSE || e->kind == BACK) {
		f->is_lost[e->who] = f->phase[e->who] == CONSENT_IN ? e->kind == LOSE : f->is_lost[e->who];
	} else {
		model_right(f, e);
	}
}

/* --- rules of a step
 * ----------------------------------------------------------------------------------------------- */

static const char *rule_of_right(const struct facts *before, const struct facts *after, const struct event *e,
                                 int i, int j)
{
	const struct right *was = &before->right[i][j], *is = &after->right[i][j];
	bool is_more = (is->view && !was->view) || (is->control && !was->control);
	bool is_less = (!is->view && was->view) || (!is->control && was->control);
	bool is_own_hand = e->who == i && (e->kind == SEE || e->kind == CONTROL) && e->other == j;
	bool is_choice = e->who == i && e->kind == SHARE && j == MASTER && !is->control;
	bool has_left = e->kind == LEAVE || e->kind == SEND_AWAY || e->kind == DECLINE;

	if (is_more && !is_own_hand && !is_choice)
		return "more is allowed, and not by the hand of who shows";
	if (is_less && e->who != i && !(has_left && (e->who == j || e->who == MASTER)))
		return "less is allowed, though nobody took it and nobody of the two left";
	if ((is->view || is->control) &&
	    (!after->shares[i] || after->phase[i] != CONSENT_IN || after->phase[j] != CONSENT_IN))
		return "somebody may, where nothing is shown or somebody is not in";
	if (is->control && e->kind == F12 && e->who == i)
		return "control after F12";
	if (was->view && !is->view &&
	    (e->kind == F12 || e->kind == NOT_CONTROL || e->kind == LOSE || e->kind == ASK))
		return "view has ended with control, a lost line or a question";
	return NULL;
}

static const char *broken_rule(const struct facts *before, const struct facts *after, const struct event *e)
{
	for (int i = 0; i < WHO; i++) {
		bool was_in = before->phase[i] == CONSENT_IN, is_in_now = after->phase[i] == CONSENT_IN;
		if (is_in_now && !was_in &&
		    !(e->kind == ADMIT && e->who == i && before->phase[i] == CONSENT_ACCEPTED))
			return "in without having accepted, or without the master's yes";
		if (was_in && !is_in_now && e->who != i && !(e->kind == LEAVE && e->who == MASTER))
			return "out, though neither he nor the master left";
		if ((e->kind == LOSE || e->kind == BACK) &&
		    (was_in != is_in_now || before->shares[i] != after->shares[i]))
			return "a lost line has ended something";
		for (int j = 0; j < WHO; j++) {
			const char *broken = i == j ? NULL : rule_of_right(before, after, e, i, j);
			if (broken != NULL)
				return broken;
		}
	}
	return NULL;
}

/* Input counts under the present generation of a grant of control, and under no other; a change has a new
 * one. */
static const char *wrong_input(const struct facts *before, const struct facts *after)
{
	for (int i = 0; i < WHO; i++) {
		for (int j = 0; j < WHO; j++) {
			const struct person *person = i == j ? NULL : find(i, j);
			const struct right *was = &before->right[i][j], *is = &after->right[i][j];
			if (person == NULL)
				continue;
			if (grant_allows(&person->given, person->given.generation) != is->control)
				return "input of now";
			bool is_old =
				person->given.generation > 0 && grant_allows(&person->given, person->given.generation - 1);
			if (is_old || grant_allows(&person->given, person->given.generation + 1))
				return "input of another generation";
			bool has_changed = was->view != is->view || was->control != is->control;
			if (has_changed && person->given.generation == GENERATION)
				return "a change under the same generation";
		}
	}
	return NULL;
}

/* Everybody in knows everybody in, and who shows something. */
static const char *wrong_roster(const struct facts *after)
{
	if (after->is_lost[0] || after->is_lost[1] || after->is_lost[2])
		return NULL;
	for (int i = 0; i < WHO; i++) {
		for (int j = 0; j < WHO; j++) {
			const struct person *person = i == j ? NULL : find(i, j);
			if (i == j || after->phase[i] != CONSENT_IN)
				continue;
			if ((person != NULL && roster_is_in(person)) != (after->phase[j] == CONSENT_IN))
				return "one who is in does not know who else is";
			if (person != NULL && roster_is_in(person) && person->shares != after->shares[j] && j != MASTER)
				return "it is not known who shows something";
		}
	}
	return NULL;
}

/* --- the walk
 * ----------------------------------------------------------------------------------------------------------
 */

static void list_events(void)
{
	event_count = 0;
	for (int kind = 0; kind < EVENT_KINDS; kind++) {
		for (int who = 0; who < WHO; who++) {
			bool is_joining = kind < LEAVE, has_other = kind >= SEE && kind <= ASK;
			if (is_joining && who == MASTER)
				continue;
			for (int other = 0; other < WHO; other++) {
				bool is_one = has_other ? other != who : other == (who + 1) % WHO;
				if (is_one)
					events[event_count++] = (struct event){(enum event_kind)kind, who, other};
			}
		}
	}
}

struct walk {
	uint8_t *seen; /* a bit for each key */
	uint32_t *places;
	size_t count, room;
	size_t transitions;
};

static void go_to(struct walk *walk, uint32_t key)
{
	if (walk->seen[key / 8] & 1 << key % 8)
		return;
	walk->seen[key / 8] |= (uint8_t)(1 << key % 8);
	if (walk->count == walk->room) {
		walk->room = walk->room ? 2 * walk->room : 1024;
		walk->places = realloc(walk->places, walk->room * sizeof *walk->places);
		assert_non_null(walk->places);
	}
	walk->places[walk->count++] = key;
}

static void take(struct walk *walk, const struct facts *before, const struct event *e)
{
	struct facts expected = *before;

	world_set(before);
	world_take(e);
	model_take(&expected, e);
	struct facts after = world_facts();
	uint32_t key = key_of(&after);
	const char *broken = broken_rule(before, &after, e);
	broken = broken != NULL ? broken : wrong_input(before, &after);
	broken = broken != NULL ? broken : wrong_roster(&after);
	if (broken == NULL && key != key_of(&expected))
		broken = "the model is elsewhere";
	if (broken != NULL)
		fail_msg("from %08x by event %d of %d to %d: %s (%08x, model %08x)", key_of(before), e->kind, e->who,
		         e->other, broken, key, key_of(&expected));
	walk->transitions++;
	go_to(walk, key);
}

static void walk_from(const struct facts *start, const char *what)
{
	const char *asked = getenv("LOTSE_MODEL_STEPS");
	int steps = asked != NULL ? atoi(asked) : STEPS, step = 0;
	struct walk walk = {.seen = calloc(1, (size_t)1 << (KEY_BITS - 3))};

	assert_non_null(walk.seen);
	go_to(&walk, key_of(start));
	size_t from = 0;
	for (; step < steps && from < walk.count; step++) {
		for (size_t to = walk.count; from < to; from++) {
			struct facts before = facts_of(walk.places[from]);
			for (int i = 0; i < event_count; i++)
				take(&walk, &before, &events[i]);
		}
	}
	print_message("%s: %d steps of %d events each, %zu places, %zu steps taken%s\n", what, step, event_count,
	              walk.count, walk.transitions,
	              from == walk.count ? ", and there are no further places" : "");
	free(walk.seen);
	free(walk.places);
}

static void the_key_holds_all_facts(void **state)
{
	(void)state;
	struct facts facts = {.phase = {CONSENT_IN, CONSENT_ASKED, CONSENT_IN},
	                      .shares = {true, false, true},
	                      .is_lost = {false, false, true},
	                      .right = {[0] = {[2] = {true, true, false}}, [2] = {[0] = {true, false, true}}}};
	struct facts again = facts_of(key_of(&facts));

	assert_int_equal(key_of(&again), key_of(&facts));
	assert_true(again.right[0][2].control && again.right[2][0].asked && again.is_lost[2] && !again.shares[1]);
	assert_true(key_of(&(struct facts){.phase = {0, 4, 4},
	                                   .shares = {1, 1, 1},
	                                   .is_lost = {1, 1, 1},
	                                   .right = {{{0}, {1, 1, 1}, {1, 1, 1}},
	                                             {{1, 1, 1}, {0}, {1, 1, 1}},
	                                             {{1, 1, 1}, {1, 1, 1}, {0}}}}) < 1u << KEY_BITS);
}

static void all_sequences_from_nobody(void **state)
{
	(void)state;
	walk_from(&(struct facts){.phase = {CONSENT_IN}}, "from nobody");
}

static void all_sequences_from_three_who_are_in(void **state)
{
	(void)state;
	walk_from(&(struct facts){.phase = {CONSENT_IN, CONSENT_IN, CONSENT_IN}}, "from three");
}

/* A walk that can't find anything proves nothing: each rule is broken by hand once. */
static void the_rules_find_what_breaks_them(void **state)
{
	(void)state;
	const struct facts in = {.phase = {CONSENT_IN, CONSENT_IN, CONSENT_IN}, .shares = {false, true, false}};
	struct facts sees = in, controls, gone_one = in;

	sees.right[1][0].view = true;
	controls = sees;
	controls.right[1][0].control = true;
	gone_one.phase[2] = CONSENT_NONE;
	assert_non_null(broken_rule(&in, &sees, &(struct event){ASK, 1, 0}));
	assert_non_null(broken_rule(&in, &controls, &(struct event){SHARE, 1, 0}));
	assert_null(broken_rule(&in, &sees, &(struct event){SEE, 1, 0}));
	assert_non_null(broken_rule(&controls, &controls, &(struct event){F12, 1, 0}));
	assert_non_null(broken_rule(&controls, &in, &(struct event){F12, 1, 0}));
	assert_non_null(broken_rule(&controls, &in, &(struct event){LEAVE, 2, 0}));
	assert_non_null(broken_rule(&in, &gone_one, &(struct event){LEAVE, 1, 0}));
	assert_non_null(broken_rule(&in, &gone_one, &(struct event){LOSE, 2, 0}));
	assert_non_null(broken_rule(&gone_one, &in, &(struct event){ADMIT, 2, 0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_holds_all_facts),
		cmocka_unit_test(the_rules_find_what_breaks_them),
		cmocka_unit_test(all_sequences_from_nobody),
		cmocka_unit_test(all_sequences_from_three_who_are_in),
	};

	list_events();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
