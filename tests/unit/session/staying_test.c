/*
 * Two and three participants who lose their lines in all the ways that world.h knows, a few by hand and then
 * thousands by lot: when the network is good again all channels are up with the same keys at both ends, every
 * line of chat has come once and in order, nobody's input came late or twice, and at no moment did anybody
 * see or control over a line that was lost.
 */
#include "world_relay.h"

#include "base/log.h"
#include "desktop/backend.h"
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

/* --- by hand
 * ------------------------------------------------------------------------------------------------------------
 */

/* The control: without any loss. */
static void undisturbed_they_talk(void **state)
{
	(void)state;
	begin(3, 1, 1);
	for (int i = 0; i < 20; i++) {
		all_say();
		run_for(100);
	}
	settle();
	assert_int_equal(w.person[1].injected, w.input_mark);
	assert_int_equal(w.person[1].viewer_count, 2);
	assert_int_equal(w.person[0].p->resume_count, 0);
	finish();
}

static void each_kind_of_cut_at_each_end(void **state)
{
	(void)state;
	for (int kind = 0; kind < CUT_KINDS; kind++) {
		for (int who = 0; who < 3; who++) {
			begin(3, 2, (uint64_t)kind * 10 + (uint64_t)who);
			all_say();
			run_for(5);
			world_cut_all(who, (enum cut)kind);
			all_say();
			int64_t took_ms = settle();
			assert_true(took_ms < (kind == CUT_BOTH || kind == CUT_PARTICIPANT ? 2000 : 8000));
			assert_int_equal(w.person[0].p->is_moved, false);
			all_say();
			run_for(1000);
			settle();
			assert_int_equal(w.person[1].injected, w.input_mark); /* control goes on */
			assert_int_equal(w.person[1].viewer_count, 2);
			finish();
		}
	}
}

static void all_at_once(void **state)
{
	(void)state;
	for (int kind = 0; kind < CUT_KINDS; kind++) {
		begin(3, 1, (uint64_t)kind);
		all_say();
		for (int who = 0; who < 3; who++)
			world_cut_all(who, (enum cut)kind);
		all_say();
		settle();
		finish();
	}
}

static void a_restarted_relay_has_the_same_session_and_number(void **state)
{
	(void)state;
	begin(3, 1, 7);
	uint32_t route = w.person[0].p->seats[0].route;
	all_say();
	world_kill_relay(0, true);
	run_for(4000);
	all_say();
	w.is_relay_dead[0] = false;
	assert_true(settle() < 2000);
	assert_int_equal(w.person[0].p->seats[0].route, route);
	assert_false(w.person[0].p->seats[0].is_replaced);
	finish();
}

static void when_the_relay_is_dead_all_move_to_the_backup(void **state)
{
	(void)state;
	begin(3, 2, 8);
	struct participant *master = w.person[0].p;
	int relay = master->meetings[master->home].relay.id[0];
	master->seats[1].guesses.tries_left = 1;
	participant_open(master); /* one more, which waits */
	run_for(1000);
	uint32_t route = master->seats[2].route;
	master->seats[2].guesses.tries_left = 2;
	world_kill_relay(relay, true);
	all_say();
	assert_true(settle() < 5000);
	for (int i = 0; i < 3; i++) {
		struct participant *p = w.person[i].p;
		assert_int_not_equal(p->meetings[p->home].relay.id[0], relay);
		assert_true(p->is_moved);
	}
	run_for(1000);
	assert_true(master->seats[2].is_replaced);
	assert_int_not_equal(master->seats[2].route, route);
	assert_int_equal(master->seats[2].guesses.tries_left, 2);
	assert_int_equal(master->seats[1].guesses.tries_left, 1);
	all_say();
	run_for(1000);
	assert_int_equal(w.person[1].injected, w.input_mark);
	/* And back again when the other one dies. */
	world_kill_relay(1 - relay, true);
	w.is_relay_dead[relay] = false;
	all_say();
	settle();
	finish();
}

static void a_closed_number_stays_closed_at_another_relay(void **state)
{
	(void)state;
	begin(2, 2, 9);
	struct participant *master = w.person[0].p;
	participant_open(master);
	run_for(1000);
	master->seats[1].guesses.tries_left = 0;
	uint32_t route = master->seats[1].route;
	world_kill_relay(master->meetings[master->home].relay.id[0], true);
	all_say();
	settle();
	run_for(1000);
	assert_true(master->is_moved);
	assert_true(master->seats[1].is_closed);
	assert_int_equal(master->seats[1].route, route);
	finish();
}

static void who_can_reach_the_backup_alone_takes_all_with_him(void **state)
{
	(void)state;
	begin(3, 2, 10);
	struct participant *master = w.person[0].p;
	int relay = master->meetings[master->home].relay.id[0];
	w.person[2].is_refused[relay] = true;
	world_cut_all(2, CUT_BOTH);
	all_say();
	settle();
	assert_int_not_equal(master->meetings[master->home].relay.id[0], relay);
	run_for(15000);
	/* The old relay was left in order: nothing of the session is there any more. */
	for (int i = 0; i < SESSIONS_MAX; i++) {
		if (w.sessions[i].is_used && w.sessions[i].relay == relay)
			assert_true(w.sessions[i].is_ended);
	}
	finish();
}

static void a_short_cut_leaves_the_backup_alone(void **state)
{
	(void)state;
	begin(2, 2, 11);
	world_cut_all(1, CUT_BOTH);
	settle();
	run_for(10000);
	for (int i = 0; i < SESSIONS_MAX; i++)
		assert_true(!w.sessions[i].is_used || w.sessions[i].is_ended || i == 0);
	finish();
}

static void without_any_network_it_ends_after_half_an_hour_with_words(void **state)
{
	(void)state;
	begin(2, 2, 12);
	for (int i = 0; i < 2; i++)
		world_kill_relay(i, true);
	run_for(29 * 60 * 1000);
	assert_int_equal(w.person[0].p->phase, PHASE_OPEN);
	assert_int_equal(w.person[1].p->phase, PHASE_IN);
	run_for(2 * 60 * 1000);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(w.person[i].p->phase, PHASE_ENDED);
		assert_int_equal(w.person[i].p->result, RESULT_GONE_TOO_LONG);
	}
	finish();
}

static void a_person_can_end_it_at_any_time(void **state)
{
	(void)state;
	begin(2, 1, 13);
	world_kill_relay(0, true);
	run_for(5000);
	assert_true(w.person[1].p->is_lost);
	participant_leave(w.person[1].p);
	run_for(10);
	assert_int_equal(w.person[1].p->phase, PHASE_ENDED);
	assert_int_equal(w.person[1].p->result, RESULT_CLOSED);
	finish();
}

/* The line is lost: before anything else the hand is off the keys. */
static void control_ends_the_moment_a_line_is_lost(void **state)
{
	(void)state;
	begin(2, 1, 14);
	struct participant *p = w.person[1].p;
	assert_true(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	world_cut_all(1, CUT_PARTICIPANT);
	turn();
	assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_int_equal(w.person[1].viewer_count, 0);
	settle();
	run_for(100);
	assert_true(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_int_equal(w.person[1].viewer_count, 1);
	finish();
	begin(2, 1, 15); /* the same when it is the master's */
	p = w.person[1].p;
	world_cut_all(0, CUT_BOTH);
	run_for(w.latency_ms + 5);
	assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	settle();
	finish();
}

static void after_two_minutes_sharing_waits_for_a_click(void **state)
{
	(void)state;
	begin(2, 1, 16);
	struct participant *p = w.person[1].p;
	w.person[1].is_refused[0] = true;
	world_cut_all(1, CUT_BOTH);
	run_for(SHARING_GAP_MS - 5000);
	w.person[1].is_refused[0] = false;
	settle();
	assert_int_equal(w.person[1].viewer_count, 1); /* not yet */
	w.person[1].is_refused[0] = true;
	world_cut_all(1, CUT_BOTH);
	run_for(SHARING_GAP_MS + 3000);
	w.person[1].is_refused[0] = false;
	settle();
	run_for(1000);
	assert_int_equal(w.person[1].viewer_count, 0);
	assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_true(p->published.must_go_on);
	move_hand();
	run_for(1000);
	assert_int_not_equal(w.person[1].injected, w.input_mark);
	participant_go_on(p);
	run_for(100);
	assert_int_equal(w.person[1].viewer_count, 1);
	assert_true(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_false(p->published.must_go_on);
	finish();
}

static void after_a_sleep_sharing_waits_for_a_click(void **state)
{
	(void)state;
	begin(2, 1, 17);
	struct participant *p = w.person[1].p;
	p->slept_ms -= 10000;
	run_for(1000);
	assert_int_equal(w.person[1].viewer_count, 0);
	assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_true(p->published.must_go_on);
	participant_go_on(p);
	run_for(100);
	assert_int_equal(w.person[1].viewer_count, 1);
	finish();
}

static void people_see_what_happened_and_for_how_long(void **state)
{
	(void)state;
	begin(2, 1, 18);
	const struct participant_state *master = &w.person[0].p->published, *client = &w.person[1].p->published;
	assert_int_equal(client->line, LINE_UP);
	w.person[0].is_refused[0] = true;
	world_cut_all(0, CUT_BOTH);
	run_for(5000);
	assert_int_equal(master->line, LINE_LOST);
	assert_in_range(master->line_lost_ms, 3000, 5100);
	assert_in_range(master->line_left_ms, RETRY_GIVE_UP_MS - 5100, RETRY_GIVE_UP_MS - 3000);
	assert_true(master->line_tries > 5);
	assert_int_equal(client->line, LINE_MASTER_LOST);
	assert_in_range(client->line_lost_ms, 3000, 5100);
	assert_true(client->people[0].is_away);
	w.person[0].is_refused[0] = false;
	settle();
	run_for(1000);
	assert_int_equal(master->line, LINE_UP);
	assert_int_equal(client->line, LINE_UP);
	assert_false(client->people[0].is_away);
	w.person[1].is_refused[0] = true;
	world_cut_all(1, CUT_BOTH);
	run_for(5000);
	assert_int_equal(client->line, LINE_LOST);
	assert_int_equal(master->line, LINE_UP);
	assert_true(master->people[0].is_away);
	assert_in_range(master->people[0].away_ms, 3000, 5100);
	finish();
}

static void the_masters_leave_ends_it_for_who_is_away_too(void **state)
{
	(void)state;
	begin(2, 1, 19);
	w.person[1].is_refused[0] = true;
	world_cut_all(1, CUT_BOTH);
	run_for(3000);
	participant_leave(w.person[0].p);
	run_for(1000);
	w.person[1].is_refused[0] = false;
	run_for(15000);
	assert_int_equal(w.person[1].p->phase, PHASE_ENDED);
	assert_int_equal(w.person[1].p->result, RESULT_CLOSED);
	finish();
}

/* --- by lot
 * --------------------------------------------------------------------------------------------------------------
 */

static void mischief(int relays)
{
	int who = (int)noise_below(&w.noise, (uint32_t)w.people);
	int relay = (int)noise_below(&w.noise, (uint32_t)relays);
	uint32_t what = noise_below(&w.noise, 12);

	log_info("world", "%lld: mischief %u, %d, relay %d", (long long)w.now_ms, what, who, relay);
	switch (what) {
	case 0:
	case 1:
	case 2:
	case 3:
		world_cut_all(who, (enum cut)noise_below(&w.noise, CUT_KINDS));
		break;
	case 4:
	case 5:
		w.person[who].is_blocked[relay] = !w.person[who].is_blocked[relay];
		break;
	case 6:
		w.person[who].is_refused[relay] = !w.person[who].is_refused[relay];
		break;
	case 7:
		if (w.is_relay_dead[relay])
			w.is_relay_dead[relay] = false;
		else
			world_kill_relay(relay, true);
		break;
	case 8:
		world_kill_relay(relay, false);
		break;
	case 9:
		for (int i = 0; i < w.people; i++)
			world_cut_all(i, (enum cut)noise_below(&w.noise, CUT_KINDS));
		break;
	case 10:
		for (int r = 0; r < relays; r++)
			w.person[who].is_blocked[r] = true;
		break;
	default:
		for (int r = 0; r < relays; r++)
			w.person[who].is_blocked[r] = w.person[who].is_refused[r] = false;
		break;
	}
}

/* The network is good again; one relay may stay dead, if there is another. */
static void mend(int relays)
{
	int dead =
		noise_below(&w.noise, 3) == 0 && relays > 1 ? (int)noise_below(&w.noise, (uint32_t)relays) : -1;

	for (int r = 0; r < relays; r++) {
		w.is_relay_dead[r] = false;
		for (int i = 0; i < w.people; i++)
			w.person[i].is_blocked[r] = w.person[i].is_refused[r] = false;
	}
	if (dead >= 0)
		world_kill_relay(dead, true);
}

static void one_world(uint64_t seed)
{
	struct noise noise = noise_start(seed);
	int people = 2 + (int)noise_below(&noise, 3), relays = 1 + (int)noise_below(&noise, 3);

	begin(people, relays, seed);
	int events = 5 + (int)noise_below(&w.noise, 40);
	for (int i = 0; i < events; i++) {
		if (noise_below(&w.noise, 3) == 0)
			mischief(relays);
		else if (noise_below(&w.noise, 2) == 0)
			move_hand();
		else
			say((int)noise_below(&w.noise, (uint32_t)people));
		run_for(noise_below(&w.noise, noise_below(&w.noise, 4) == 0 ? 4000 : 120));
	}
	mend(relays);
	settle();
	all_say();
	run_for(500);
	settle();
	finish();
}

static void thousands_of_networks_by_lot(void **state)
{
	(void)state;
	const char *only = getenv("LOTSE_WORLD"), *count = getenv("LOTSE_WORLDS");
	uint64_t worlds = count != NULL ? strtoull(count, NULL, 10) : 1000;

	if (only != NULL) {
		log_start(LOG_INFO);
		one_world(strtoull(only, NULL, 10));
		return;
	}
	for (uint64_t seed = getenv("LOTSE_FROM") != NULL ? strtoull(getenv("LOTSE_FROM"), NULL, 10) : 1;
	     seed <= worlds; seed++) {
		if (getenv("LOTSE_SHOW") != NULL)
			(void)(printf("world %llu\n", (unsigned long long)seed), fflush(stdout));
		one_world(seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undisturbed_they_talk),
		cmocka_unit_test(each_kind_of_cut_at_each_end),
		cmocka_unit_test(all_at_once),
		cmocka_unit_test(a_restarted_relay_has_the_same_session_and_number),
		cmocka_unit_test(when_the_relay_is_dead_all_move_to_the_backup),
		cmocka_unit_test(a_closed_number_stays_closed_at_another_relay),
		cmocka_unit_test(who_can_reach_the_backup_alone_takes_all_with_him),
		cmocka_unit_test(a_short_cut_leaves_the_backup_alone),
		cmocka_unit_test(without_any_network_it_ends_after_half_an_hour_with_words),
		cmocka_unit_test(a_person_can_end_it_at_any_time),
		cmocka_unit_test(control_ends_the_moment_a_line_is_lost),
		cmocka_unit_test(after_two_minutes_sharing_waits_for_a_click),
		cmocka_unit_test(after_a_sleep_sharing_waits_for_a_click),
		cmocka_unit_test(people_see_what_happened_and_for_how_long),
		cmocka_unit_test(the_masters_leave_ends_it_for_who_is_away_too),
		cmocka_unit_test(thousands_of_networks_by_lot),
	};
	if (getenv("LOTSE_SHOW") != NULL)
		log_start(LOG_INFO);
	if (randombytes_set_implementation(&made_up) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
