/* Turning the world of world.h: people who do what they are asked, what must hold at every moment, beginning,
 * and waiting until all is as it should be. */
#ifndef LOTSE_TESTS_SESSION_WORLD_TURN_H
#define LOTSE_TESTS_SESSION_WORLD_TURN_H

#include "world_relay.h"

#include "base/log.h"
#include "desktop/backend.h"
#include "session/engine_turn.h"
#include "session/sharing.h"

#include <sodium.h>
#include <stdio.h>

enum { SETTLE_MS = 60000 };

/* --- turning the world
 * ------------------------------------------------------------------------------------------------------ */

static enum result count_injection(void *input, const struct input_event *event)
{
	struct sim_person *person = input;
	int mark = event->x_px;

	if (event->kind != INPUT_MOVE || mark == person->injected)
		return RESULT_OK;
	assert_true(mark > person->injected);               /* never twice, never out of order */
	assert_true(w.input_ms[mark] >= person->rested_ms); /* never kept for the line after this one */
	person->injected = mark;
	return RESULT_OK;
}

static void rest(void *input)
{
	(void)input;
}

static const struct input_backend counting = {.inject = count_injection, .rest = rest};

static void pump(struct sim_person *person)
{
	for (int i = 0; i < 100; i++) {
		enum result result = gate_pump(person->p->gate, &counting, person, w.now_ms);
		if (result == RESULT_NEED_MORE)
			break;
		if (result == RESULT_WOULD_BLOCK)
			gate_answered(person->p->gate);
	}
}

static bool may_act(const struct person *person)
{
	return person->peer != 0 && talk_is_up(person) && person->rested_ms == 0 && !person->must_go_on;
}

/* What must hold at every moment at who shares. */
static void check_sharer(struct sim_person *person)
{
	struct participant *p = person->p;
	bool may_control = false;

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *other = &p->roster.people[i];
		may_control |= may_act(other) && other->given.control;
		if (other->given.control && other->rested_ms > person->rested_ms)
			person->rested_ms = other->rested_ms;
	}
	if (gate_is_open(p->gate, p->gate_generation, w.now_ms))
		assert_true(may_control);
	for (size_t i = 0; i < person->viewer_count; i++) {
		const struct person *viewer = roster_find(&p->roster, person->viewers[i]);
		assert_non_null(viewer);
		assert_true(may_act(viewer) && viewer->given.view);
	}
}

/* A line of chat is "who number". */
static void hear(struct sim_person *person)
{
	int who, number;

	if (person->p->chat_count == person->chat_count)
		return;
	assert_int_equal(person->p->chat_count, person->chat_count + 1);
	person->chat_count++;
	assert_int_equal(sscanf(person->p->chat, "%d %d", &who, &number), 2);
	assert_int_equal(number, person->chats_heard[who] + 1);
	person->chats_heard[who] = number;
}

/* Set before begin: who shares gives to the master alone. */
static bool is_reserved;

/* What the people do: accept, share, let the master control and the others see. */
static void act(struct sim_person *person, int who)
{
	struct participant *p = person->p;

	if (p->phase == PHASE_ASKED)
		participant_accept(p, NULL);
	if (who != 1)
		return;
	if (p->phase == PHASE_IN && p->sharer == NULL && p->share_result == RESULT_OK)
		participant_share(p, true);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *other = &p->roster.people[i];
		bool is_master = other->role == PARTICIPANT_MASTER;
		if (is_reserved && !is_master)
			continue;
		if (p->is_share_open && talk_is_up(other) && roster_is_in(other) && other->given.generation < 2 &&
		    (other->given.control != is_master || !other->given.view))
			participant_grant(p, other->peer, true, is_master);
	}
}

static void turn(void)
{
	w.turn++;
	relays_work();
	for (int i = 0; i < w.people; i++) {
		if (w.person[i].p == NULL)
			continue;
		gate_prove(w.person[i].p->gate, w.now_ms);
		participant_work(w.person[i].p, w.now_ms);
		hear(&w.person[i]);
		act(&w.person[i], i);
		check_sharer(&w.person[i]);
		pump(&w.person[i]);
	}
	relays_work();
}

static int64_t earlier(int64_t a, int64_t b, bool is_there)
{
	return is_there && b < a ? b : a;
}

/* When something happens next. */
static int64_t next_ms(int64_t until_ms)
{
	for (int i = 0; i < w.people; i++) {
		static struct wake_on on[PARTICIPANT_WAITS_MAX];
		int timeout_ms = -1;
		if (w.person[i].p == NULL)
			continue;
		(void)participant_waits(w.person[i].p, on, w.now_ms, &timeout_ms);
		until_ms = earlier(until_ms, w.now_ms + (timeout_ms > 0 ? timeout_ms : 1), timeout_ms >= 0);
	}
	for (int i = 0; i < CARRIERS_MAX; i++) {
		const struct carrier *c = &w.carriers[i];
		if (!c->is_used)
			continue;
		if (may_pass(c, &c->down) && !c->is_closed)
			return w.now_ms;
		until_ms = earlier(until_ms, c->relay_ends_ms, c->relay_open && c->relay_ends_ms > w.now_ms);
		until_ms = earlier(until_ms, w.now_ms + 1, c->is_over && !c->is_closed);
		if (c->is_mute || w.person[c->who].is_blocked[c->relay])
			continue;
		until_ms = earlier(until_ms, c->down.first != NULL ? c->down.first->at_ms : 0,
		                   c->down.first != NULL && c->down.first->at_ms > w.now_ms);
		until_ms = earlier(until_ms, c->up.first != NULL ? c->up.first->at_ms : 0,
		                   c->up.first != NULL && c->up.first->at_ms > w.now_ms);
	}
	return until_ms;
}

static void run_for(int64_t ms)
{
	int64_t until_ms = w.now_ms + ms;
	int at_once = 0;

	while (w.now_ms < until_ms) {
		turn();
		int64_t next = next_ms(until_ms);
		at_once = next > w.now_ms ? 0 : at_once + 1;
		assert_true(at_once < 10000);
		w.now_ms = next;
	}
}

/* --- beginning and ending
 * ----------------------------------------------------------------------------------------------------- */

static void make_person(int who)
{
	static const char *const names[] = {"0", "1", "2", "3"};
	struct participant_options options = {.role = who == 0 ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT,
	                                      .directories = {"http://relay.test/list"},
	                                      .name = names[who],
	                                      .display = names[who],
	                                      .admit_all = true};

	assert_int_equal(participant_create_still(&w.person[who].p, &options), RESULT_OK);
	network_destroy(w.person[who].p->network); /* the network here is made up, and changes as the test says */
	w.person[who].p->network = NULL;
}

/* Keys and ids come from the seed too, so that a world that fails fails again. */
static struct noise keys;

static const char *name_of_keys(void)
{
	return "noise";
}

static uint32_t next_key(void)
{
	return noise_u32(&keys);
}

static void fill_key(void *const to, const size_t size)
{
	noise_fill(&keys, to, size);
}

static struct randombytes_implementation made_up = {
	.implementation_name = name_of_keys, .random = next_key, .buf = fill_key};

/* All have met, share, see and control. */
static void begin(int people, int relays, uint64_t seed)
{
	assert_int_equal(secret_start(), RESULT_OK);
	memset(&w, 0, sizeof w);
	keys = noise_start(seed + 1);
	w.now_ms = 1000000;
	w.noise = noise_start(seed);
	w.people = people;
	w.relays = relays;
	w.latency_ms = 1 + (int)noise_below(&w.noise, 60);
	w.next_route = 12345;
	w.list.relay_count = (size_t)relays;
	for (int i = 0; i < relays; i++) {
		w.list.relays[i] = (struct server_list_relay){.raw_port = 5000, .weight = 1};
		w.list.relays[i].id[0] = (uint8_t)i;
		w.list.relays[i].id[1] = 7;
	}
	for (int i = 0; i < people; i++)
		make_person(i);
	participant_open(w.person[0].p);
	run_for(2000);
	assert_int_equal(w.person[0].p->phase, PHASE_OPEN);
	for (int i = 1; i < people; i++) {
		struct participant *master = w.person[0].p;
		if (i > 1) {
			participant_open(master);
			run_for(1000);
		}
		struct number number = master->seats[i - 1].number;
		/* the list says whose a route is only by prefix: here all are of the relay that opened it */
		for (int r = 0; r < relays; r++)
			w.list.relays[r].has_prefix = r != master->meetings[0].relay.id[0];
		participant_join(w.person[i].p, &number);
		run_for(3000);
		assert_int_equal(w.person[i].p->phase, PHASE_IN);
	}
	run_for(3000);
}

static void finish(void)
{
	for (int i = 0; i < w.people; i++) {
		participant_destroy(w.person[i].p);
		w.person[i].p = NULL;
	}
	for (int i = 0; i < CARRIERS_MAX; i++) {
		w.carriers[i].is_closed = true;
		w.carriers[i].relay_open = false;
		carrier_free(&w.carriers[i]);
	}
}

static struct person *other_of(int who, int whom)
{
	struct participant *p = w.person[who].p;

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->name[0] == (char)('0' + whom))
			return person;
	}
	return NULL;
}

/* Who shares talks to all, and so does the master. */
static bool are_to_talk(int a, int b)
{
	return a != b && (a < 2 || b < 2);
}

static bool is_pair_good(int a, int b)
{
	const struct person *to = other_of(a, b), *from = other_of(b, a);

	if (to == NULL || from == NULL || !talk_is_up(to) || !talk_is_up(from))
		return false;
	assert_memory_equal(channel_exporter(pair_channel(to->pair)), channel_exporter(pair_channel(from->pair)),
	                    CHANNEL_EXPORTER_BYTES);
	return w.person[a].chats_heard[b] == w.person[b].chats_said;
}

static bool is_all_good(void)
{
	for (int a = 0; a < w.people; a++) {
		if (w.person[a].p->is_lost || w.person[a].p->is_master_lost)
			return false;
		for (int b = 0; b < w.people; b++) {
			if (are_to_talk(a, b) && !is_pair_good(a, b))
				return false;
		}
	}
	return true;
}

/* How long it takes until all is as it should be; fails if it never is. */
static int64_t settle(void)
{
	int64_t since_ms = w.now_ms;

	while (!is_all_good()) {
		for (int i = 0; i < w.people; i++) {
			if (w.person[i].p->phase == PHASE_ENDED)
				fail_msg("%d has ended: %s", i, result_name(w.person[i].p->result));
		}
		if (w.now_ms - since_ms > SETTLE_MS) {
			for (int i = 0; i < w.people; i++) {
				struct participant *p = w.person[i].p;
				printf("%d: phase %d lost %d master lost %d home %d (phase %d) other phase %d\n", i, p->phase,
				       p->is_lost, p->is_master_lost, p->home, p->meetings[p->home].phase,
				       p->meetings[1 - p->home].phase);
				for (int j = 0; j < w.people; j++) {
					struct person *person = i != j ? other_of(i, j) : NULL;
					printf("  with %d: %s phase %d where %x rested %d said %d heard %d\n", j,
					       person != NULL ? "known" : "-",
					       person != NULL && person->pair != NULL ? (int)pair_phase(person->pair) : -1,
					       person != NULL ? person->where : 0, person != NULL && person->rested_ms != 0,
					       w.person[j].chats_said, w.person[i].chats_heard[j]);
				}
			}
			fail_msg("not everybody came back");
		}
		run_for(20);
	}
	return w.now_ms - since_ms;
}

static void say(int who)
{
	char text[32];

	snprintf(text, sizeof text, "%d %d", who, ++w.person[who].chats_said);
	participant_chat(w.person[who].p, text);
}

static void move_hand(void)
{
	struct input_event event = {.kind = INPUT_MOVE, .x_px = (int16_t)++w.input_mark};

	w.input_ms[w.input_mark] = w.now_ms;
	participant_input(w.person[0].p, &event, 0);
}

static void all_say(void)
{
	for (int i = 0; i < w.people; i++)
		say(i);
	move_hand();
}

#endif
