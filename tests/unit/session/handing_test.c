/*
 * A client goes on in another process, in the world of world.h: whatever was on the way, the others meet the
 * same person again, every line of chat comes once and in order, nobody may do anything there before it is
 * allowed anew, and where the other process never comes, nothing is lost.
 */
#include "world_turn.h"

#include "carrier/where.h"
#include "session/handover.h"

static const struct where where = {.urls = {"http://relay.test/list"}, .url_count = 1, .region = "eu"};

/* The bytes for the other process; fails if there are none. */
static void hand_over(int who, uint8_t **data, size_t *size)
{
	struct participant *p = w.person[who].p;

	assert_int_equal(participant_hand_over(p, &where, "proxy:8080"), RESULT_OK);
	assert_int_equal(participant_handed_over(p, data, size), RESULT_WOULD_BLOCK);
	run_for(1);
	assert_int_equal(participant_handed_over(p, data, size), RESULT_OK);
	assert_true(p->is_handed_over);
}

/* The other process; the one before stays silent, as it would until it ends. */
static struct participant *go_on(int who, const uint8_t *data, size_t size)
{
	struct participant *before = w.person[who].p;

	w.person[who].p = NULL;
	make_person(who);
	w.person[who].chat_count = 0;
	assert_int_equal(participant_take_over(w.person[who].p, data, size), RESULT_OK);
	return before;
}

static void check_same(const struct participant *before, const struct participant *now)
{
	assert_memory_equal(before->self.id, now->self.id, ROSTER_ID_BYTES);
	assert_memory_equal(before->session_id, now->session_id, ROSTER_ID_BYTES);
	assert_int_equal(before->joiner_guesses.tries_left, now->joiner_guesses.tries_left);
	assert_string_equal(before->options.name, now->options.name);
}

static void the_same_person_goes_on_and_grants_begin_at_nothing(void **state)
{
	(void)state;
	uint8_t *data;
	size_t size;

	begin(3, 2, 21);
	all_say();
	run_for(7); /* some of it is still on the way */
	int injected = w.person[1].injected;
	uint16_t peer = other_of(0, 1)->peer;
	uint32_t generation = other_of(1, 0)->given.generation;
	hand_over(1, &data, &size);
	assert_int_equal(w.person[1].viewer_count, 0);
	move_hand();
	run_for(1000); /* nobody is there: the others wait */
	assert_true(other_of(0, 1)->rested_ms != 0);
	struct participant *before = go_on(1, data, size);
	assert_true(settle() < 4000);
	check_same(before, w.person[1].p);
	assert_int_equal(other_of(0, 1)->peer, peer); /* for the operator it is the same one */
	assert_false(other_of(0, 1)->got_control);
	assert_false(other_of(1, 0)->given.control);
	assert_true(other_of(1, 0)->given.generation >= generation); /* so no input of before counts */
	move_hand();
	run_for(2000);
	assert_int_equal(w.person[1].injected, injected);
	all_say();
	run_for(1000);
	settle();
	participant_grant(w.person[1].p, other_of(1, 0)->peer, true, true);
	run_for(1000);
	assert_true(other_of(0, 1)->got_control);
	move_hand();
	run_for(1000);
	assert_int_equal(w.person[1].injected, w.input_mark);
	participant_destroy(before); /* says nothing to anybody */
	all_say();
	run_for(1000);
	settle();
	secret_destroy(data);
	finish();
}

static void where_the_other_process_never_comes_it_goes_on_here(void **state)
{
	(void)state;
	uint8_t *data;
	size_t size;

	begin(3, 1, 22);
	all_say();
	hand_over(1, &data, &size);
	secret_destroy(data);
	run_for(20000);
	assert_int_equal(participant_handed_over(w.person[1].p, &data, &size), RESULT_WOULD_BLOCK); /* once */
	participant_share(w.person[1].p, true); /* nothing is done meanwhile */
	run_for(100);
	assert_null(w.person[1].p->sharer);
	participant_go_on_here(w.person[1].p);
	assert_true(settle() < 4000);
	assert_false(other_of(0, 1)->got_control);
	run_for(1000);
	participant_grant(w.person[1].p, other_of(1, 0)->peer, true, true);
	run_for(1000);
	all_say();
	run_for(1000);
	settle();
	assert_int_equal(w.person[1].injected, w.input_mark);
	finish();
}

static void a_guest_who_only_looks_goes_on_looking(void **state)
{
	(void)state;
	uint8_t *data;
	size_t size;

	begin(3, 1, 23);
	all_say();
	assert_int_equal(w.person[2].p->viewing, other_of(2, 1)->peer);
	hand_over(2, &data, &size);
	struct participant *before = go_on(2, data, size);
	settle();
	run_for(1000);
	assert_int_equal(w.person[2].p->viewing, other_of(2, 1)->peer);
	assert_true(other_of(2, 1)->got_view);
	assert_int_equal(w.person[1].viewer_count, 2);
	assert_int_equal(w.person[1].injected, w.input_mark); /* the others' control is not touched */
	participant_destroy(before);
	secret_destroy(data);
	finish();
}

static void lines_may_be_lost_at_any_moment_of_it(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 60; seed++) {
		uint8_t *data;
		size_t size;
		int who = 1 + (int)(seed % 2);
		begin(3, 2, 1000 + seed);
		all_say();
		run_for(noise_below(&w.noise, 200));
		if (seed % 3 == 0)
			world_cut_all(who, (enum cut)noise_below(&w.noise, CUT_KINDS));
		all_say();
		run_for(noise_below(&w.noise, 100));
		hand_over(who, &data, &size);
		run_for(noise_below(&w.noise, 3000));
		if (seed % 3 == 1) /* the master goes to the backup without us */
			world_kill_relay(w.person[0].p->meetings[w.person[0].p->home].relay.id[0], true);
		run_for(noise_below(&w.noise, 3000));
		struct participant *before = go_on(who, data, size);
		run_for(noise_below(&w.noise, 300));
		if (seed % 3 == 2)
			world_cut_all(who, (enum cut)noise_below(&w.noise, CUT_KINDS));
		settle();
		all_say();
		run_for(1000);
		settle();
		participant_destroy(before);
		secret_destroy(data);
		finish();
	}
}

static void who_is_in_no_session_or_owns_it_hands_nothing_over(void **state)
{
	(void)state;
	uint8_t *data = NULL;
	size_t size;

	begin(2, 1, 25);
	assert_int_equal(participant_hand_over(w.person[0].p, &where, NULL), RESULT_OK);
	run_for(1);
	assert_int_equal(participant_handed_over(w.person[0].p, &data, &size), RESULT_REFUSED);
	assert_false(w.person[0].p->is_handed_over);
	participant_leave(w.person[1].p);
	run_for(100);
	assert_int_equal(participant_hand_over(w.person[1].p, &where, NULL), RESULT_OK);
	run_for(1);
	assert_int_equal(participant_handed_over(w.person[1].p, &data, &size), RESULT_REFUSED);
	assert_null(data);
	finish();
}

static void bytes_that_are_none_end_it(void **state)
{
	(void)state;
	uint8_t *data;
	size_t size;

	begin(2, 1, 26);
	hand_over(1, &data, &size);
	for (size_t cut = 0; cut < size; cut += 1 + size / 300) {
		struct participant *before = go_on(1, data, cut);
		run_for(1);
		assert_int_equal(w.person[1].p->phase, PHASE_ENDED);
		assert_int_equal(w.person[1].p->result, RESULT_BAD_FRAME);
		participant_destroy(w.person[1].p);
		w.person[1].p = before;
	}
	participant_go_on_here(w.person[1].p);
	settle();
	secret_destroy(data);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_person_goes_on_and_grants_begin_at_nothing),
		cmocka_unit_test(where_the_other_process_never_comes_it_goes_on_here),
		cmocka_unit_test(a_guest_who_only_looks_goes_on_looking),
		cmocka_unit_test(lines_may_be_lost_at_any_moment_of_it),
		cmocka_unit_test(who_is_in_no_session_or_owns_it_hands_nothing_over),
		cmocka_unit_test(bytes_that_are_none_end_it),
	};
	if (randombytes_set_implementation(&made_up) != 0)
		return 1;
	return cmocka_run_group_tests_name("handing", tests, NULL, NULL);
}
