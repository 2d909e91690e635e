/*
 * What is copied, from end to end in the world of world.h: 0 is the operator, who views and controls 1, who
 * shares; 2 is a third one who only sees.
 */
#include "world_turn.h"

static uint8_t large[CLIPBOARD_TEXT_BYTES_MAX + 1];

static struct participant *sharer(void)
{
	return w.person[1].p;
}

static struct person *operator_there(void)
{
	return other_of(1, 0);
}

static void world(void)
{
	memset(world_clipboards, 0, sizeof world_clipboards);
	memset(large, 'x', sizeof large);
	begin(3, 1, 99);
	assert_true(operator_there()->given.control);
	assert_true(other_of(0, 1)->got_control);
}

static void copy(int who, const char *text)
{
	world_copy(who, bytes_of_text(text));
	run_for(1000);
}

static bool has(int who, const char *text)
{
	const struct clipboard_text *put = &world_clipboards[who].put;

	return put->size == strlen(text) && memcmp(put->data, text, put->size) == 0;
}

static void let_read(bool may)
{
	participant_grant_clipboard(sharer(), operator_there()->peer, may);
	run_for(500);
}

static void let_control(bool may)
{
	participant_grant(sharer(), operator_there()->peer, true, may);
	run_for(500);
}

static void what_a_controller_copies_is_put_at_the_sharers_alone(void **state)
{
	(void)state;
	world();
	copy(0, "for the customer");
	assert_true(has(1, "for the customer"));
	assert_int_equal(world_clipboards[1].puts, 1);
	assert_int_equal(world_clipboards[0].puts, 0);
	assert_int_equal(world_clipboards[2].puts, 0);
	assert_false(world_clipboards[1].is_listening); /* nobody may read it */
	finish();
}

static void what_a_sharer_copies_goes_only_with_the_switch(void **state)
{
	(void)state;
	world();
	copy(1, "before");
	let_read(true);
	assert_true(other_of(0, 1)->got_clipboard != 0);
	assert_int_equal(world_clipboards[0].puts, 0);
	copy(1, "after");
	assert_true(has(0, "after"));
	assert_int_equal(world_clipboards[2].puts, 0); /* who only sees reads nothing */
	let_read(false);
	copy(1, "too late");
	assert_true(has(0, "after"));
	assert_int_equal(world_clipboards[0].puts, 1);
	finish();
}

static void f12_ends_it_until_it_is_switched_on_again(void **state)
{
	(void)state;
	world();
	let_read(true);
	gate_note_f12(sharer()->gate);
	gate_close(sharer()->gate);
	copy(1, "secret");
	assert_int_equal(world_clipboards[0].puts, 0);
	assert_false(operator_there()->given.control);
	assert_int_equal(operator_there()->given.clipboard, 0);
	let_control(true);
	copy(1, "still secret");
	assert_int_equal(world_clipboards[0].puts, 0);
	let_read(true);
	copy(1, "open");
	assert_true(has(0, "open"));
	finish();
}

static void without_control_there_is_no_switch(void **state)
{
	(void)state;
	world();
	let_control(false);
	let_read(true);
	assert_int_equal(operator_there()->given.clipboard, 0);
	copy(1, "secret");
	copy(0, "unwanted");
	assert_int_equal(world_clipboards[0].puts + world_clipboards[1].puts, 0);
	finish();
}

static void the_most_arrives_whole_and_more_is_refused(void **state)
{
	struct participant_state seen;

	(void)state;
	world();
	world_copy(0, (struct bytes){large, CLIPBOARD_TEXT_BYTES_MAX});
	run_for(60000);
	assert_int_equal(world_clipboards[1].put.size, CLIPBOARD_TEXT_BYTES_MAX);
	assert_memory_equal(world_clipboards[1].put.data, large, CLIPBOARD_TEXT_BYTES_MAX);
	world_copy(0, (struct bytes){large, sizeof large});
	run_for(1000);
	assert_int_equal(world_clipboards[1].puts, 1);
	assert_true(participant_look(w.person[0].p, &seen));
	assert_int_equal(seen.clip_result, RESULT_TOO_LARGE);
	copy(0, "less");
	assert_true(has(1, "less"));
	assert_true(participant_look(w.person[0].p, &seen));
	assert_int_equal(seen.clip_result, RESULT_OK);
	finish();
}

static void the_newest_wins_and_what_was_under_way_is_dropped(void **state)
{
	(void)state;
	world();
	world_copy(0, (struct bytes){large, CLIPBOARD_TEXT_BYTES_MAX});
	run_for(500);
	assert_int_equal(world_clipboards[1].puts, 0); /* under way */
	copy(0, "newest");
	run_for(60000);
	assert_true(has(1, "newest"));
	assert_int_equal(world_clipboards[1].puts, 1);
	finish();
}

static void what_is_under_way_ends_with_the_right(void **state)
{
	(void)state;
	world();
	let_read(true);
	world_copy(1, (struct bytes){large, CLIPBOARD_TEXT_BYTES_MAX});
	run_for(500);
	assert_true(buffer_bytes(&other_of(0, 1)->clip_in.text).size > 0);
	let_read(false);
	let_read(true);
	run_for(60000);
	assert_int_equal(world_clipboards[0].puts, 0);
	copy(1, "new");
	assert_true(has(0, "new"));
	finish();
}

static void what_is_under_way_is_lost_with_the_line_and_never_half(void **state)
{
	(void)state;
	world();
	world_copy(0, (struct bytes){large, CLIPBOARD_TEXT_BYTES_MAX});
	run_for(500);
	world_cut_all(1, CUT_BOTH);
	all_say();
	settle();
	run_for(60000);
	assert_int_equal(world_clipboards[1].puts, 0);
	copy(0, "again");
	assert_true(has(1, "again"));
	finish();
}

static void pieces_without_a_right_do_nothing_and_end_nothing(void **state)
{
	wire_Message message = {.which_what = wire_Message_clip_tag};

	(void)state;
	world();
	let_control(false);
	message.what.clip = (wire_Clip){.id = 1, .turn = operator_there()->given.generation, .total = 4};
	message.what.clip.text.size = 4;
	memcpy(message.what.clip.text.bytes, "evil", 4);
	for (uint32_t i = 0; i < 4; i++) {
		message.what.clip.id++;
		message.what.clip.is_sharer = i % 2 != 0;
		message.what.clip.turn = i / 2;
		assert_int_equal(pair_send_passing(other_of(0, 1)->pair, &message, 100000, w.now_ms), RESULT_OK);
		run_for(300);
	}
	assert_int_equal(world_clipboards[1].puts, 0);
	assert_true(talk_is_up(other_of(0, 1)));
	/* What is no text is not put, whoever sends it. */
	let_control(true);
	message.what.clip.id++;
	message.what.clip.is_sharer = false;
	message.what.clip.turn = operator_there()->given.generation;
	message.what.clip.text.bytes[2] = 0xFF;
	assert_int_equal(pair_send_passing(other_of(0, 1)->pair, &message, 100000, w.now_ms), RESULT_OK);
	run_for(300);
	assert_int_equal(world_clipboards[1].puts, 0);
	assert_true(talk_is_up(other_of(0, 1)));
	finish();
}

static void it_is_all_taken_back_at_the_end(void **state)
{
	(void)state;
	world();
	copy(0, "for now");
	assert_true(world_clipboards[1].is_open);
	for (int who = 0; who < 2; who++) {
		participant_leave(w.person[who].p);
		run_for(1000);
		assert_false(world_clipboards[who].is_open);
	}
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_controller_copies_is_put_at_the_sharers_alone),
		cmocka_unit_test(what_a_sharer_copies_goes_only_with_the_switch),
		cmocka_unit_test(f12_ends_it_until_it_is_switched_on_again),
		cmocka_unit_test(without_control_there_is_no_switch),
		cmocka_unit_test(the_most_arrives_whole_and_more_is_refused),
		cmocka_unit_test(the_newest_wins_and_what_was_under_way_is_dropped),
		cmocka_unit_test(what_is_under_way_ends_with_the_right),
		cmocka_unit_test(what_is_under_way_is_lost_with_the_line_and_never_half),
		cmocka_unit_test(pieces_without_a_right_do_nothing_and_end_nothing),
		cmocka_unit_test(it_is_all_taken_back_at_the_end),
	};
	(void)world_kill_relay;
	if (randombytes_set_implementation(&made_up) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
