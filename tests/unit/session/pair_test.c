/*
 * Two real ends in one process, with a wire between them that the test holds in
 * its hand: frames wait in a list until the test delivers, drops or bends them.
 */
#include "support/unit.h"

#include "session/pair.h"

#include "base/secret.h"

#include <string.h>

enum { FRAMES_MAX = 512, FRAME_MAX = 65536 };

struct frame {
	uint8_t kind;
	size_t size;
	uint8_t *data;
};

struct end {
	struct pair *pair;
	struct frame sent[FRAMES_MAX];
	size_t sent_count, taken;
};

struct two {
	struct end master, joiner;
	struct guess_session session;
	struct guess_number number;
	struct guess_customer customer;
};

static void keep(void *context, uint32_t where, uint8_t kind, struct bytes payload)
{
	struct end *end = context;
	struct frame *frame = &end->sent[end->sent_count++];

	(void)where;
	assert_true(end->sent_count <= FRAMES_MAX);
	*frame = (struct frame){kind, payload.size, test_malloc(payload.size + 1)};
	memcpy(frame->data, payload.data, payload.size);
}

static bool next(struct end *from, struct frame *out)
{
	if (from->taken == from->sent_count)
		return false;
	*out = from->sent[from->taken++];
	return true;
}

static void begin(struct two *two, const char *master_digits, const char *joiner_digits)
{
	struct handshake_setup master = {.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(master_digits)};
	struct handshake_setup joiner = {.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(joiner_digits)};

	assert_int_equal(secret_start(), RESULT_OK);
	memset(two, 0, sizeof *two);
	guess_session_init(&two->session);
	guess_number_init(&two->number, &two->session);
	guess_customer_init(&two->customer);
	memset(master.own_id, 1, sizeof master.own_id);
	memset(joiner.own_id, 2, sizeof joiner.own_id);
	master.number = &two->number;
	joiner.customer = &two->customer;
	assert_int_equal(
		pair_create(&two->joiner.pair, 1, &joiner, false, (struct pair_out){keep, &two->joiner}, 0),
		RESULT_OK);
	assert_int_equal(
		pair_create(&two->master.pair, 2, &master, true, (struct pair_out){keep, &two->master}, 0),
		RESULT_OK);
}

static void end_of(struct end *end)
{
	pair_destroy(end->pair);
	for (size_t i = 0; i < end->sent_count; i++)
		test_free(end->sent[i].data);
}

static void finish(struct two *two)
{
	end_of(&two->master);
	end_of(&two->joiner);
}

/* Delivers handshake frames until none is left; the last result that was not RESULT_OK. */
static enum result shake(struct two *two)
{
	enum result result = RESULT_OK;
	struct frame frame = {0};

	for (;;) {
		if (next(&two->master, &frame))
			result = pair_shake(two->joiner.pair, 1, (struct bytes){frame.data, frame.size}, 0);
		else if (next(&two->joiner, &frame))
			result = pair_shake(two->master.pair, 2, (struct bytes){frame.data, frame.size}, 0);
		else
			return result;
		if (result != RESULT_OK)
			return result;
	}
}

static enum result deliver(struct end *from, struct end *to, struct record *record, wire_Message *message)
{
	struct frame frame = {0};

	assert_true(next(from, &frame));
	const struct record in = {.kind = (enum channel_class)frame.kind, .body = {frame.data, frame.size}};
	return pair_open(to->pair, pair_where(to->pair), &in, 0, record, message);
}

static struct two two;
static wire_Message message, got;
static struct record record;

static void the_right_number_leads_to_a_channel(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	assert_int_equal(shake(&two), RESULT_OK);
	assert_int_equal(pair_phase(two.master.pair), PAIR_UP);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_UP);
	assert_int_equal(two.number.tries_left, 3);
	finish(&two);
}

static void a_wrong_number_leads_to_nothing_and_costs_a_try(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789117");
	assert_int_not_equal(shake(&two), RESULT_OK);
	assert_int_not_equal(pair_phase(two.master.pair), PAIR_UP);
	assert_int_not_equal(pair_phase(two.joiner.pair), PAIR_UP);
	assert_int_equal(two.number.tries_left, 2);
	assert_int_equal(two.customer.tries_left, 2);
	finish(&two);
}

static void nothing_is_sent_before_there_are_keys(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	size_t before = two.master.sent_count;
	message = (wire_Message){.which_what = wire_Message_give_back_tag};
	assert_int_not_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	assert_int_not_equal(pair_send_record(two.master.pair, RECORD_INPUT, bytes_of_text("x"), 0), RESULT_OK);
	assert_int_equal(two.master.sent_count, before);
	finish(&two);
}

static void messages_arrive_in_order_and_whole(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (uint32_t i = 0; i < 20; i++) {
		message = (wire_Message){.which_what = wire_Message_grant_tag};
		message.what.grant.generation = i;
		assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	}
	for (uint32_t i = 0; i < 20; i++) {
		assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_OK);
		assert_int_equal(got.which_what, wire_Message_grant_tag);
		assert_int_equal(got.what.grant.generation, i);
	}
	finish(&two);
}

static void a_lost_record_ends_the_pair(void **state)
{
	(void)state;
	struct frame lost;

	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (int i = 0; i < 2; i++) {
		message = (wire_Message){.which_what = wire_Message_give_back_tag};
		assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	}
	assert_true(next(&two.master, &lost));
	assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_NOT_OPENED);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_DEAD);
	finish(&two);
}

static void a_second_handshake_changes_nothing(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	size_t sent = two.joiner.sent_count;
	struct bytes offer = {two.master.sent[0].data, two.master.sent[0].size};
	assert_int_equal(pair_shake(two.joiner.pair, 1, offer, 0), RESULT_OK);
	assert_int_equal(two.joiner.sent_count, sent);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_UP);
	message = (wire_Message){.which_what = wire_Message_give_back_tag};
	assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_OK);
	finish(&two);
}

/* A profile with as long a notice as may be. */
static void fill_profile(wire_Message *m)
{
	*m = (wire_Message){.which_what = wire_Message_profile_tag};
	memset(m->what.profile.notice, 'n', MESSAGE_NOTICE_BYTES_MAX);
	m->what.profile.participant.size = 16;
	m->what.profile.version = m->what.profile.floor = 1;
	strcpy(m->what.profile.name, "Mara");
}

static void what_exceeds_the_window_waits_until_the_other_end_has_read(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (int i = 0; i < 8; i++) { /* 128 kB into a window of 64 */
		fill_profile(&message);
		assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	}
	size_t under_way = two.master.sent_count - two.master.taken;
	assert_in_range(under_way, 3, 4);
	int arrived = 0;
	while (arrived < 8) {
		while (two.joiner.taken < two.joiner.sent_count)
			assert_int_equal(deliver(&two.joiner, &two.master, &record, &got), RESULT_NEED_MORE);
		assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_OK);
		assert_int_equal(strlen(got.what.profile.notice), MESSAGE_NOTICE_BYTES_MAX);
		arrived++;
	}
	finish(&two);
}

static void input_never_waits_behind_a_full_window(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (int i = 0; i < 8; i++) {
		fill_profile(&message);
		assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	}
	assert_int_equal(pair_send_record(two.master.pair, RECORD_INPUT, bytes_of_text("key"), 0),
	                 RESULT_WOULD_BLOCK);
	finish(&two);
}

static void who_reads_nothing_makes_the_sender_give_up(void **state)
{
	(void)state;
	enum result result = RESULT_OK;

	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (int i = 0; i < 100 && result == RESULT_OK; i++) {
		fill_profile(&message);
		result = pair_send(two.master.pair, &message, 0);
	}
	assert_int_equal(result, RESULT_TOO_LARGE);
	finish(&two);
}

static void the_right_end_is_told(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	pair_send_end(two.master.pair, 0);
	assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_OK);
	assert_int_equal(record.type, RECORD_FIN);
	finish(&two);
}

static void a_silent_handshake_is_late(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	assert_false(pair_is_late(two.master.pair, HANDSHAKE_LATE_MS - 1));
	assert_true(pair_is_late(two.master.pair, HANDSHAKE_LATE_MS + 1));
	shake(&two);
	assert_false(pair_is_late(two.master.pair, 1000000));
	finish(&two);
}

/* --- coming back
 * -------------------------------------------------------------------------------------------------------- */

/* What is on the wire is lost, and both ends know. */
static void lose_line(struct two *t)
{
	t->master.taken = t->master.sent_count;
	t->joiner.taken = t->joiner.sent_count;
	pair_rest(t->master.pair);
	pair_rest(t->joiner.pair);
}

/* Both show their ids; the master offers the joiner's newest. */
static void meet_again(struct two *t)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];

	assert_true(pair_ids(t->joiner.pair, ids) > 0);
	assert_int_equal(pair_join(t->joiner.pair, 11, 0), RESULT_OK);
	assert_int_equal(pair_offer(t->master.pair, 12, ids, 0), RESULT_OK);
}

/* Hands all that is on its way to the other end, handshakes and records, until nothing is left; counts chats.
 */
static int settle(struct two *t, uint32_t joiner_at, uint32_t master_at)
{
	int chats = 0;
	struct frame frame = {0};

	for (;;) {
		bool to_joiner = next(&t->master, &frame);
		if (!to_joiner && !next(&t->joiner, &frame))
			return chats;
		struct pair *to = to_joiner ? t->joiner.pair : t->master.pair;
		uint32_t where = to_joiner ? joiner_at : master_at;
		struct bytes payload = {frame.data, frame.size};
		const struct record in = {.kind = (enum channel_class)frame.kind, .body = payload};
		enum result result = frame.kind == FRAME_HANDSHAKE ? pair_shake(to, where, payload, 0)
		                                                   : pair_open(to, where, &in, 0, &record, &got);
		assert_true(result == RESULT_OK || result == RESULT_NEED_MORE);
		chats += result == RESULT_OK && frame.kind == FRAME_BULK;
	}
}

static void chat(struct pair *pair)
{
	message = (wire_Message){.which_what = wire_Message_chat_tag};
	strcpy(message.what.chat.text, "hello");
	assert_int_equal(pair_send(pair, &message, 0), RESULT_OK);
}

static void what_was_on_its_way_comes_once_after_a_loss(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	chat(two.master.pair);
	chat(two.master.pair);
	assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_OK); /* one came, one did not */
	lose_line(&two);
	assert_int_equal(pair_phase(two.master.pair), PAIR_RESTING);
	chat(two.master.pair); /* said while there is no line */
	chat(two.joiner.pair);
	meet_again(&two);
	assert_int_equal(settle(&two, 11, 12), 3);
	assert_int_equal(pair_phase(two.master.pair), PAIR_UP);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_UP);
	assert_int_equal(pair_where(two.joiner.pair), 11);
	assert_memory_equal(channel_exporter(pair_channel(two.master.pair)),
	                    channel_exporter(pair_channel(two.joiner.pair)), CHANNEL_EXPORTER_BYTES);
	finish(&two);
}

static void input_is_never_kept_for_another_line(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	assert_int_equal(pair_send_record(two.master.pair, RECORD_INPUT, bytes_of_text("key"), 0), RESULT_OK);
	lose_line(&two);
	assert_int_equal(pair_send_record(two.master.pair, RECORD_INPUT, bytes_of_text("key"), 0),
	                 RESULT_WOULD_BLOCK);
	meet_again(&two);
	size_t before = two.master.sent_count;
	(void)settle(&two, 11, 12);
	/* The handshake's two answers and CONTINUE, and not one record more. */
	assert_int_equal(two.master.sent_count - before, 3);
	finish(&two);
}

static void the_last_words_of_the_old_line_change_nothing(void **state)
{
	struct frame late = {0};

	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	chat(two.joiner.pair);
	assert_true(next(&two.joiner, &late));
	lose_line(&two);
	const struct record in = {.kind = (enum channel_class)late.kind, .body = {late.data, late.size}};
	assert_int_equal(pair_open(two.master.pair, 2, &in, 0, &record, &got), RESULT_NEED_MORE);
	meet_again(&two);
	assert_int_equal(pair_open(two.master.pair, 12, &in, 0, &record, &got), RESULT_NEED_MORE);
	assert_int_equal(settle(&two, 11, 12), 1);
	assert_int_equal(pair_open(two.master.pair, 2, &in, 0, &record, &got), RESULT_NEED_MORE);
	assert_int_equal(pair_phase(two.master.pair), PAIR_UP);
	finish(&two);
}

/* The relay lets a handshake pass bulk, and here both ends are where they were before. */
static void chat_of_the_old_keys_that_the_handshake_has_passed_is_skipped(void **state)
{
	struct frame late[2] = {0};
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];

	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	chat(two.joiner.pair);
	chat(two.joiner.pair);
	assert_true(next(&two.joiner, &late[0]) && next(&two.joiner, &late[1]));
	lose_line(&two);
	assert_true(pair_ids(two.joiner.pair, ids) > 0);
	assert_int_equal(pair_join(two.joiner.pair, 1, 0), RESULT_OK);
	assert_int_equal(pair_offer(two.master.pair, 2, ids, 0), RESULT_OK);
	/* The master has the new keys as soon as the last word of the handshake is there; then the old bulk
	 * comes. */
	while (pair_channel(two.master.pair) == NULL) {
		struct frame frame = {0};
		bool to_joiner = next(&two.master, &frame);
		assert_true(to_joiner || next(&two.joiner, &frame));
		assert_int_equal(pair_shake(to_joiner ? two.joiner.pair : two.master.pair, to_joiner ? 1 : 2,
		                            (struct bytes){frame.data, frame.size}, 0),
		                 RESULT_OK);
	}
	for (int i = 0; i < 2; i++) {
		const struct record in = {.kind = CHANNEL_BULK, .body = {late[i].data, late[i].size}};
		assert_int_equal(pair_open(two.master.pair, 2, &in, 0, &record, &got), RESULT_NEED_MORE);
	}
	assert_int_equal(settle(&two, 1, 2), 2); /* both, once, under the new keys */
	/* From the first record on that opens there is no older one any more. */
	const struct record in = {.kind = CHANNEL_BULK, .body = {late[0].data, late[0].size}};
	assert_int_equal(pair_open(two.master.pair, 2, &in, 0, &record, &got), RESULT_NOT_OPENED);
	assert_int_equal(pair_phase(two.master.pair), PAIR_DEAD);
	finish(&two);
}

static void only_so_much_of_the_old_keys_is_skipped(void **state)
{
	static uint8_t garbage[CHANNEL_RECORD_MAX_BYTES];
	const struct record in = {.kind = CHANNEL_BULK, .body = {garbage, sizeof garbage}};
	size_t skipped_bytes = 0;

	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	lose_line(&two);
	meet_again(&two);
	(void)settle(&two, 11, 12);
	while (pair_open(two.master.pair, 12, &in, 0, &record, &got) == RESULT_NEED_MORE)
		skipped_bytes += sizeof garbage;
	assert_int_equal(pair_phase(two.master.pair), PAIR_DEAD);
	assert_in_range(skipped_bytes, (4 << 20) - sizeof garbage, 4 << 20);
	finish(&two);
}

static void a_run_that_fails_may_begin_anew(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	chat(two.master.pair);
	lose_line(&two);
	meet_again(&two);
	struct frame offer = {0};
	assert_true(next(&two.master, &offer));
	offer.data[0] ^= 1;
	assert_int_not_equal(pair_shake(two.joiner.pair, 11, (struct bytes){offer.data, offer.size}, 0),
	                     RESULT_OK);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_RESTING);
	assert_false(pair_is_shaking_at(two.joiner.pair, 11));
	meet_again(&two);
	assert_int_equal(settle(&two, 11, 12), 1);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_UP);
	finish(&two);
}

/* The last word of the handshake is lost: the master has new keys, the joiner has not. */
static void both_come_together_whoever_did_not_hear_that_it_was_finished(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	for (int losses = 0; losses < 5; losses++) {
		chat(two.master.pair);
		chat(two.joiner.pair);
		lose_line(&two);
		meet_again(&two);
		struct frame frame = {0};
		for (int i = 0; i < losses;
		     i++) { /* so many messages of the handshake come, then the line is lost again */
			bool to_joiner = i % 2 == 0;
			assert_true(next(to_joiner ? &two.master : &two.joiner, &frame));
			(void)pair_shake(to_joiner ? two.joiner.pair : two.master.pair, to_joiner ? 11 : 12,
			                 (struct bytes){frame.data, frame.size}, 0);
		}
		lose_line(&two);
		meet_again(&two);
		assert_int_equal(settle(&two, 11, 12), 2);
		assert_int_equal(pair_phase(two.master.pair), PAIR_UP);
		assert_int_equal(pair_phase(two.joiner.pair), PAIR_UP);
	}
	finish(&two);
}

static void only_who_met_by_number_has_ids_to_show(void **state)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];

	(void)state;
	begin(&two, "123456789018", "123456789018");
	assert_int_equal(pair_ids(two.master.pair, ids), 0);
	assert_int_equal(pair_offer(two.master.pair, 12, ids, 0), RESULT_NOT_OPENED);
	assert_int_equal(pair_join(two.joiner.pair, 11, 0), RESULT_NOT_OPENED);
	shake(&two);
	assert_int_equal(pair_ids(two.master.pair, ids), 1);
	memset(ids, 7, sizeof ids);
	assert_int_equal(pair_offer(two.master.pair, 12, ids, 0), RESULT_NOT_OPENED); /* nobody's id */
	assert_int_equal(pair_phase(two.master.pair), PAIR_UP);
	finish(&two);
}

static void a_second_word_of_where_to_go_on_ends_the_pair(void **state)
{
	(void)state;
	begin(&two, "123456789018", "123456789018");
	shake(&two);
	message = (wire_Message){.which_what = wire_Message_continue_from_tag};
	assert_int_equal(pair_send(two.master.pair, &message, 0), RESULT_OK);
	assert_int_equal(deliver(&two.master, &two.joiner, &record, &got), RESULT_BAD_FRAME);
	assert_int_equal(pair_phase(two.joiner.pair), PAIR_DEAD);
	finish(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_number_leads_to_a_channel),
		cmocka_unit_test(a_wrong_number_leads_to_nothing_and_costs_a_try),
		cmocka_unit_test(nothing_is_sent_before_there_are_keys),
		cmocka_unit_test(messages_arrive_in_order_and_whole),
		cmocka_unit_test(a_lost_record_ends_the_pair),
		cmocka_unit_test(a_second_handshake_changes_nothing),
		cmocka_unit_test(what_exceeds_the_window_waits_until_the_other_end_has_read),
		cmocka_unit_test(input_never_waits_behind_a_full_window),
		cmocka_unit_test(who_reads_nothing_makes_the_sender_give_up),
		cmocka_unit_test(the_right_end_is_told),
		cmocka_unit_test(a_silent_handshake_is_late),
		cmocka_unit_test(what_was_on_its_way_comes_once_after_a_loss),
		cmocka_unit_test(input_is_never_kept_for_another_line),
		cmocka_unit_test(the_last_words_of_the_old_line_change_nothing),
		cmocka_unit_test(chat_of_the_old_keys_that_the_handshake_has_passed_is_skipped),
		cmocka_unit_test(only_so_much_of_the_old_keys_is_skipped),
		cmocka_unit_test(a_run_that_fails_may_begin_anew),
		cmocka_unit_test(both_come_together_whoever_did_not_hear_that_it_was_finished),
		cmocka_unit_test(only_who_met_by_number_has_ids_to_show),
		cmocka_unit_test(a_second_word_of_where_to_go_on_ends_the_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
