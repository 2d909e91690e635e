/*
 * Two and three participants who lose their lines in all the ways that world.h knows, a few by hand and then
 * thousands by lot: when the network is good again all channels are up with the same keys at both ends, every
 * line of chat has come once and in order, nobody's input came late or twice, and at no moment did anybody
 * see or control over a line that was lost.
 */
#include "world_turn.h"

#include "session/attending.h"
#include "session/engine_turn.h"
#include "session/joiner.h"
#include "session/sign.h"

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
			/* Where the participant is not told, a second without an answer and three more of silence go
			 * before he takes the line for dead; less, and a slow line would be cut by ourselves. */
			assert_true(took_ms < (kind == CUT_BOTH || kind == CUT_PARTICIPANT ? 2000 : 6000));
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
	assert_in_range(p->published.go_on_gap_ms, SHARING_GAP_MS, SHARING_GAP_MS + 6000);
	assert_int_equal(p->published.go_on_why, REST_GAP);
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
	p->go_on_why = REST_GAP; /* of an earlier time: not the reason now */
	p->slept_ms -= 10000;
	run_for(1000);
	assert_int_equal(w.person[1].viewer_count, 0);
	assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
	assert_true(p->published.must_go_on);
	assert_int_equal(p->published.go_on_why, REST_SLEPT);
	participant_go_on(p);
	run_for(100);
	assert_int_equal(w.person[1].viewer_count, 1);
	finish();
}

/* What the person of world 1 sees who controls there, about who shares. */
static const struct participant_person *sharer_as_seen(void)
{
	const struct participant_state *seen = &w.person[0].p->published;

	for (int i = 0; i < seen->person_count; i++) {
		if (seen->people[i].shares)
			return &seen->people[i];
	}
	fail();
	return NULL;
}

/* Locked, then about to sleep; each stops all at once, and no unlocking or waking brings it back. */
static void a_lock_or_a_sleep_that_is_told_stops_all_until_a_click(void **state)
{
	static const struct {
		enum lock_news begins, ends;
		enum participant_rest why;
	} cases[] = {{LOCK_LOCKED, LOCK_UNLOCKED, REST_LOCKED}, {LOCK_SLEEPS, LOCK_WOKE, REST_SLEPT}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin(2, 1, 18 + i);
		struct participant *p = w.person[1].p;
		assert_true(gate_is_open(p->gate, p->gate_generation, w.now_ms)); /* the control */
		assert_int_equal(w.person[1].viewer_count, 1);
		attending_news(p, cases[i].begins);
		assert_int_equal(w.person[1].viewer_count, 0); /* at once */
		assert_false(gate_is_open(p->gate, p->gate_generation, w.now_ms));
		run_for(1000);
		assert_true(p->published.must_go_on);
		assert_int_equal(p->published.go_on_why, cases[i].why);
		assert_int_equal(p->published.is_locked, cases[i].begins == LOCK_LOCKED);
		assert_true(sharer_as_seen()->rests);
		assert_int_equal(sharer_as_seen()->rest_why, cases[i].why);
		attending_news(p, cases[i].ends);
		move_hand();
		run_for(3000);
		assert_int_equal(w.person[1].viewer_count, 0);
		assert_int_not_equal(w.person[1].injected, w.input_mark);
		assert_false(p->published.is_locked);
		participant_go_on(p);
		run_for(200);
		assert_int_equal(w.person[1].viewer_count, 1);
		assert_true(gate_is_open(p->gate, p->gate_generation, w.now_ms));
		assert_false(sharer_as_seen()->rests);
		assert_int_equal(sharer_as_seen()->rest_why, REST_NONE);
		finish();
	}
}

/* News of before the end of showing comes after it. */
static void a_lock_after_the_end_of_showing_changes_nothing(void **state)
{
	(void)state;
	begin(2, 1, 20);
	struct participant *p = w.person[1].p;
	participant_share(p, false);
	participant_work(p, w.now_ms);
	attending_news(p, LOCK_LOCKED);
	state_publish(p);
	assert_false(p->published.is_locked);
	assert_false(p->published.must_go_on);
	finish();
}

static void half_an_hour_without_a_hand_is_asked_about_and_no_answer_rests(void **state)
{
	(void)state;
	for (int is_answered = 0; is_answered < 2; is_answered++) {
		begin(2, 1, 21);
		struct participant *p = w.person[1].p;
		run_for(UNATTENDED_ASK_MS + 1000);
		assert_true(p->published.is_stay_asked);
		assert_in_range(p->published.stay_left_ms, UNATTENDED_ANSWER_MS - 62000, UNATTENDED_ANSWER_MS);
		assert_int_equal(w.person[1].viewer_count, 1); /* until then it goes on */
		if (is_answered)
			participant_stay(p);
		run_for(UNATTENDED_ANSWER_MS + 1000);
		assert_false(p->published.is_stay_asked);
		assert_int_equal(p->published.must_go_on, !is_answered);
		assert_int_equal(w.person[1].viewer_count, is_answered);
		assert_int_equal(sharer_as_seen()->rest_why, is_answered ? REST_NONE : REST_UNANSWERED);
		participant_go_on(p);
		run_for(200);
		assert_int_equal(w.person[1].viewer_count, 1);
		finish();
	}
}

/* It lies there when the computer wakes. No thread of ours may get hold of it, however quick. */
static void input_of_before_a_sleep_counts_for_nothing(void **state)
{
	(void)state;
	for (int has_slept = 0; has_slept < 2; has_slept++) {
		begin(2, 1, 23);
		struct participant *p = w.person[1].p;
		w.person[1].is_blocked[0] = true;
		move_hand();
		run_for(200);
		assert_int_not_equal(w.person[1].injected, w.input_mark);
		w.person[1].is_blocked[0] = false;
		p->slept_ms -= has_slept ? 10000 : 0;
		int64_t woke_ms = w.now_ms;
		run_for(100);
		assert_int_equal(w.person[1].injected == w.input_mark, !has_slept);
		assert_int_equal(p->active_ms >= woke_ms, !has_slept); /* it was given to the gate */
		finish();
	}
}

/* There are keys, and no word of who asks. */
static void a_master_who_never_says_who_asks_is_not_waited_for(void **state)
{
	(void)state;
	for (int is_lost = 0; is_lost < 2; is_lost++) {
		begin(2, 1, 22);
		struct participant *p = w.person[1].p;
		p->phase = PHASE_JOINING;
		joiner_sealed(p, joiner_master(p));
		run_for(14000);
		assert_int_equal(p->phase, PHASE_JOINING);
		if (is_lost) /* that has its own time, and its own words */
			world_kill_relay(0, true);
		run_for(2000);
		assert_int_equal(p->phase, is_lost ? PHASE_JOINING : PHASE_ENDED);
		assert_int_equal(p->result, is_lost ? RESULT_OK : RESULT_TIMED_OUT);
		finish();
	}
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

/* All relays' word to all who are connected there. */
static void say_to_all(int relay, const wire_Control *control)
{
	for (int i = 0; i < CARRIERS_MAX; i++) {
		if (w.carriers[i].is_used && w.carriers[i].relay == relay && w.carriers[i].relay_open)
			relay_say(&w.carriers[i], control);
	}
}

static void when_the_relay_says_that_it_ends_all_go_before_it_does(void **state)
{
	const wire_Control go = {.which_what = wire_Control_go_away_tag};

	(void)state;
	begin(3, 2, 20);
	struct participant *master = w.person[0].p;
	int relay = master->meetings[master->home].relay.id[0];
	all_say();
	say_to_all(relay, &go);
	all_say();
	run_for(5000);
	assert_int_not_equal(master->meetings[master->home].relay.id[0], relay);
	settle();
	world_kill_relay(relay, true); /* nobody is there any more */
	int came_back = master->resume_count;
	all_say();
	run_for(5000);
	settle();
	assert_int_equal(master->resume_count, came_back);
	finish();
}

static void a_relay_that_restarts_is_waited_for(void **state)
{
	const wire_Control go = {.which_what = wire_Control_go_away_tag, .what.go_away.wait_ms = 2000};

	(void)state;
	begin(2, 2, 21);
	struct participant *master = w.person[0].p;
	say_to_all(master->meetings[master->home].relay.id[0], &go);
	run_for(5000);
	assert_false(master->is_moved);
	assert_true(w.person[1].p->published.is_relay_restarting);
	finish();
}

static void a_better_way_is_taken_and_nothing_is_lost(void **state)
{
	(void)state;
	begin(3, 2, 22);
	w.has_better = true;
	for (int i = 0; i < 20; i++) {
		all_say();
		for (int k = 0; k < 50; k++) {
			run_for(2);
			for (int who = 0; who < 3; who++)
				assert_int_not_equal(w.person[who].p->published.line, LINE_LOST); /* nobody's news */
		}
	}
	settle();
	for (int i = 0; i < 3; i++) {
		assert_string_equal(w.person[i].p->published.rung, "better");
		assert_int_equal(w.person[i].p->is_moved, false);
	}
	assert_int_equal(w.person[1].viewer_count, 2);
	finish();
}

/* What the programs themselves say; a NAT forgets a line after 30 s without a packet. */
static void at_rest_a_line_costs_little_and_is_never_silent_for_long(void **state)
{
	(void)state;
	begin(2, 1, 23);
	run_for(30000);
	int64_t before = w.bytes;
	run_for(600000);
	assert_true(w.bytes - before > 600 / 30 * 2 * 14);
	assert_true((w.bytes - before) / 600 < 40); /* both lines, both directions */
	assert_int_equal(w.person[0].p->resume_count + w.person[1].p->resume_count, 0);
	finish();
}

/* The sharer's cable is cut while nothing happens: neither end is told, and no relay has noticed. */
static void a_sharer_who_falls_silent_at_rest_is_said_within_ten_seconds(void **state)
{
	(void)state;
	begin(3, 1, 24);
	const struct participant_state *master = &w.person[0].p->published, *third = &w.person[2].p->published;
	for (int i = 0; i < 120; i++) { /* the control: a still screen is none */
		run_for(1000);
		assert_int_equal(master->picture_age_ms, 0);
		assert_int_equal(third->picture_age_ms, 0);
	}
	assert_false(w.person[1].p->is_heartbeat_fast); /* nobody is kept awake by it */
	w.person[1].is_blocked[0] = true;
	run_for(3000);
	assert_int_equal(master->picture_age_ms, 0);
	run_for(7000);
	assert_in_range(master->picture_age_ms, 9000, 16000);
	assert_in_range(third->picture_age_ms, 9000, 16000);
	assert_int_equal(master->line, LINE_UP);
	int age_ms = master->picture_age_ms;
	run_for(2000); /* and goes on to say for how long */
	assert_in_range(master->picture_age_ms, age_ms + 900, age_ms + 3100);
	w.person[1].is_blocked[0] = false;
	settle();
	run_for(8000);
	assert_int_equal(master->picture_age_ms, 0);
	assert_int_equal(third->picture_age_ms, 0);
	finish();
}

/* Who views has lost the line: that is what is said, and not that the sharer is silent. */
static void a_missed_sign_shows_whose_line_it_is(void **state)
{
	(void)state;
	begin(2, 1, 25);
	run_for(60000);
	w.person[0].is_refused[0] = w.person[0].is_blocked[0] = true;
	run_for(15000);
	assert_int_equal(w.person[0].p->published.line, LINE_LOST);
	finish();
}

/* A newer or a false program may promise what it likes. */
static void promises_of_signs_are_held_to_their_bounds(void **state)
{
	static const struct {
		uint32_t told, kept;
	} rows[] = {{0, 0}, {1, SIGN_PROMISE_MIN_MS}, {6000, 6000}, {UINT32_MAX, SIGN_PROMISE_MAX_MS}};

	(void)state;
	begin(2, 1, 26);
	struct participant *p = w.person[0].p;
	struct person *person = roster_find(&p->roster, p->viewing);
	assert_non_null(person);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		sign_promised(p, person, rows[i].told);
		assert_int_equal(person->sign_ms, rows[i].kept);
		p->now_ms += rows[i].kept + SIGN_LATE_MS - 1;
		assert_int_equal(sign_silence_ms(p), 0);
		p->now_ms++;
		assert_int_equal(sign_silence_ms(p), rows[i].kept == 0 ? 0 : (int)rows[i].kept + SIGN_LATE_MS);
	}
	finish();
}

/* The others see nothing of it either: nobody is away, no line is lost. */
static void a_better_way_of_one_is_no_news_for_the_others(void **state)
{
	(void)state;
	begin(3, 1, 27);
	w.has_better = true;
	for (int i = 0; i < 2000; i++) {
		run_for(2);
		for (int who = 0; who < 3; who++) {
			const struct participant_state *seen = &w.person[who].p->published;
			assert_int_equal(seen->line, LINE_UP);
			for (int k = 0; k < seen->person_count; k++)
				assert_false(seen->people[k].is_away);
		}
	}
	assert_string_equal(w.person[0].p->published.rung, "better");
	settle();
	finish();
}

static void a_number_that_the_relay_never_gives_is_told_and_the_session_goes_on(void **state)
{
	(void)state;
	begin(2, 1, 28);
	struct participant *master = w.person[0].p;
	int numbers = master->published.number_count;
	w.gives_no_number = true;
	participant_open(master);
	run_for(9000);
	assert_int_equal(master->published.result, RESULT_OK);
	run_for(2500);
	assert_int_equal(master->published.result, RESULT_NUMBER_UNANSWERED);
	assert_int_equal(master->published.phase, PHASE_OPEN);
	assert_int_equal(master->published.number_count, numbers);
	w.gives_no_number = false;
	participant_open(master);
	run_for(2000);
	assert_int_equal(master->published.result, RESULT_OK);
	assert_int_equal(master->published.number_count, numbers + 1);
	settle();
	finish();
}

static void a_number_that_was_asked_for_on_a_line_that_is_lost_is_asked_for_again(void **state)
{
	(void)state;
	begin(2, 1, 29);
	struct participant *master = w.person[0].p;
	int numbers = master->published.number_count;
	participant_open(master);
	participant_work(master, w.now_ms);
	world_cut_all(0, CUT_BOTH);
	settle();
	run_for(3000);
	assert_int_equal(master->published.number_count, numbers + 1);
	assert_int_equal(master->published.result, RESULT_OK);
	finish();
}

/* A third one gives a number that nobody has. */
static struct participant *who_asks(int seed)
{
	struct number number = {.route = 54321, .digits = "543211111"};

	begin(2, 1, (uint64_t)seed);
	w.people = 3;
	make_person(2);
	for (int r = 0; r < w.relays; r++)
		w.list.relays[r].has_prefix = false;
	participant_join(w.person[2].p, &number);
	return w.person[2].p;
}

/* As a relay that says nothing else, each second. */
static void hear_waiting_for(int64_t ms)
{
	const wire_Control waiting = {.which_what = wire_Control_waiting_tag};

	for (int64_t i = 0; i < ms; i += 1000) {
		say_to_all(0, &waiting);
		run_for(1000);
	}
}

static void a_false_relay_keeps_nobody_checking_the_number(void **state)
{
	(void)state;
	struct participant *p = who_asks(30);
	w.keeps_waiting = true;
	hear_waiting_for(8000);
	assert_int_equal(p->phase, PHASE_JOINING);
	hear_waiting_for(4000);
	assert_int_equal(p->phase, PHASE_ENDED);
	assert_int_equal(p->result, RESULT_TIMED_OUT);
	finish();
}

/* Without any answer nobody waits long; with one, somewhat longer than an honest relay would let him. */
static void a_false_relay_keeps_nobody_knocking(void **state)
{
	(void)state;
	for (int is_answered = 0; is_answered < 2; is_answered++) {
		struct participant *p = who_asks(31);
		run_for(2000);
		assert_int_equal(p->phase, PHASE_REFUSED);
		w.keeps_waiting = is_answered;
		participant_knock(p);
		run_for(9000);
		assert_int_equal(p->phase, PHASE_KNOCKING);
		if (is_answered) {
			hear_waiting_for(15 * 60 * 1000);
			assert_int_equal(p->phase, PHASE_KNOCKING);
			hear_waiting_for(60 * 1000);
		} else {
			run_for(2000);
		}
		assert_int_equal(p->phase, PHASE_ENDED);
		assert_int_equal(p->result, RESULT_TIMED_OUT);
		finish();
	}
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
	uint64_t worlds = count != NULL ? strtoull(count, NULL, 10) : 2000;

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
		cmocka_unit_test(a_lock_or_a_sleep_that_is_told_stops_all_until_a_click),
		cmocka_unit_test(a_lock_after_the_end_of_showing_changes_nothing),
		cmocka_unit_test(half_an_hour_without_a_hand_is_asked_about_and_no_answer_rests),
		cmocka_unit_test(input_of_before_a_sleep_counts_for_nothing),
		cmocka_unit_test(a_master_who_never_says_who_asks_is_not_waited_for),
		cmocka_unit_test(people_see_what_happened_and_for_how_long),
		cmocka_unit_test(the_masters_leave_ends_it_for_who_is_away_too),
		cmocka_unit_test(when_the_relay_says_that_it_ends_all_go_before_it_does),
		cmocka_unit_test(a_relay_that_restarts_is_waited_for),
		cmocka_unit_test(a_better_way_is_taken_and_nothing_is_lost),
		cmocka_unit_test(at_rest_a_line_costs_little_and_is_never_silent_for_long),
		cmocka_unit_test(a_sharer_who_falls_silent_at_rest_is_said_within_ten_seconds),
		cmocka_unit_test(a_missed_sign_shows_whose_line_it_is),
		cmocka_unit_test(promises_of_signs_are_held_to_their_bounds),
		cmocka_unit_test(a_better_way_of_one_is_no_news_for_the_others),
		cmocka_unit_test(a_number_that_the_relay_never_gives_is_told_and_the_session_goes_on),
		cmocka_unit_test(a_number_that_was_asked_for_on_a_line_that_is_lost_is_asked_for_again),
		cmocka_unit_test(a_false_relay_keeps_nobody_checking_the_number),
		cmocka_unit_test(a_false_relay_keeps_nobody_knocking),
		cmocka_unit_test(thousands_of_networks_by_lot),
	};
	if (getenv("LOTSE_SHOW") != NULL)
		log_start(LOG_INFO);
	if (randombytes_set_implementation(&made_up) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
