/* Coming back: which secrets are kept when, and the known accidents one by one. All mixtures:
 * resume_explorer_test. */
#include "support/unit.h"

#include "unit/secure/pair.h"

#include "secure/resume_inside.h"

/* A pair that has met by number, with its resume secrets. */
struct returning {
	struct pair pair;
	struct resume *joiner, *master;
};

static void meet(struct returning *r, uint64_t seed)
{
	pair_init(&r->pair, seed);
	assert_true(pair_connect(&r->pair, aead_pick()));
	assert_int_equal(resume_create(r->pair.joiner, &r->joiner), RESULT_OK);
	assert_int_equal(resume_create(r->pair.master, &r->master), RESULT_OK);
	pair_end_runs(&r->pair);
}

static void part(struct returning *r)
{
	pair_finish(&r->pair);
	resume_destroy(r->joiner);
	resume_destroy(r->master);
}

/* Begins a run of both for the joiner's id with this index. */
static void begin(struct returning *r, size_t index)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES], ids[RESUME_IDS_MAX * RESUME_ID_BYTES];
	struct pair *p = &r->pair;
	assert_true(index < resume_ids(r->joiner, ids));
	noise_fill(&p->noise, random, sizeof(random));
	assert_int_equal(
		resume_offer(r->master, ids + index * RESUME_ID_BYTES, random, p->now_ms, &p->master, &p->offer),
		RESULT_OK);
	noise_fill(&p->noise, random, sizeof(random));
	assert_int_equal(resume_join(r->joiner, ids + index * RESUME_ID_BYTES, random, p->now_ms, &p->joiner),
	                 RESULT_OK);
}

/* New channels in the place of the old ones, of the sides that are up. */
static void take_channels(struct returning *r)
{
	struct pair *p = &r->pair;
	if (p->joiner != NULL && handshake_state(p->joiner) == HANDSHAKE_UP) {
		channel_destroy(p->joiner_channel);
		assert_int_equal(channel_create(p->joiner, aead_pick(), p->now_ms, &p->joiner_channel), RESULT_OK);
	}
	if (p->master != NULL && handshake_state(p->master) == HANDSHAKE_UP) {
		channel_destroy(p->master_channel);
		assert_int_equal(channel_create(p->master, aead_pick(), p->now_ms, &p->master_channel), RESULT_OK);
	}
	pair_end_runs(p);
}

static void talk_and_confirm(struct returning *r)
{
	struct outbox box = {0};
	assert_int_equal(pair_seal(r->pair.joiner_channel, CHANNEL_INTERACTIVE, "j", 0, &box), RESULT_OK);
	assert_int_equal(pair_seal(r->pair.master_channel, CHANNEL_INTERACTIVE, "m", 0, &box), RESULT_OK);
	assert_int_equal(resume_confirm(r->joiner, r->pair.joiner_channel), RESULT_NOT_OPENED); /* too early */
	assert_true(pair_opens_as(r->pair.master_channel, &box, 0, "j"));
	assert_true(pair_opens_as(r->pair.joiner_channel, &box, 1, "m"));
	assert_int_equal(resume_confirm(r->joiner, r->pair.joiner_channel), RESULT_OK);
	assert_int_equal(resume_confirm(r->master, r->pair.master_channel), RESULT_OK);
	assert_int_equal(resume_confirm(r->master, r->pair.master_channel), RESULT_OK); /* fine again */
	outbox_clear(&box);
}

static void a_lost_line_comes_back_with_new_keys_each_time(void **state)
{
	(void)state;
	struct returning r;
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES], exporters[6][32];
	meet(&r, 1);
	assert_int_equal(resume_ids(r.joiner, ids), 1);
	for (int i = 0; i < 5; i++) {
		begin(&r, 0);
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
		assert_int_equal(r.pair.join.data[2], HANDSHAKE_RESUME);
		assert_int_equal(resume_ids(r.joiner, ids), 2); /* the old one stays until the first record */
		assert_int_equal(resume_ids(r.master, ids), 2);
		take_channels(&r);
		talk_and_confirm(&r);
		assert_int_equal(resume_ids(r.joiner, ids), 1);
		assert_memory_equal(r.joiner->slots, r.master->slots, sizeof(r.joiner->slots));
		memcpy(exporters[i], channel_exporter(r.pair.joiner_channel), 32);
		for (int k = 0; k < i; k++)
			assert_memory_not_equal(exporters[k], exporters[i], 32);
		assert_memory_equal(channel_peer_id(r.pair.master_channel), r.pair.joiner_setup.own_id, 16);
	}
	part(&r);
}

static void secrets_and_ids_are_used_once_and_wiped(void **state)
{
	(void)state;
	struct returning r;
	uint8_t old_id[RESUME_ID_BYTES], old_secret[KEY_RESUME_BYTES], random[HANDSHAKE_RANDOM_BYTES] = {1};
	struct handshake *run;
	meet(&r, 2);
	memcpy(old_id, r.joiner->slots[0].id, sizeof(old_id));
	memcpy(old_secret, r.joiner->slots[0].secret, sizeof(old_secret));
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	talk_and_confirm(&r);
	assert_int_equal(resume_join(r.joiner, old_id, random, 0, &run), RESULT_NOT_OPENED);
	assert_null(unit_find(r.joiner, sizeof(*r.joiner), old_secret, sizeof(old_secret)));
	assert_null(unit_find(r.master, sizeof(*r.master), old_secret, sizeof(old_secret)));
	part(&r);
}

static void a_lost_confirm_m_strands_nobody(void **state)
{
	(void)state;
	struct returning r;
	meet(&r, 3);
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	assert_int_equal(
		handshake_receive(r.pair.master, pair_bytes(&r.pair.confirm_j), r.pair.now_ms, &r.pair.confirm_m),
		RESULT_OK); /* and CONFIRM_M is lost: the master has two secrets, the joiner one */
	take_channels(&r);
	assert_int_equal(r.master->count, 2);
	assert_int_equal(r.joiner->count, 1);
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	talk_and_confirm(&r);
	part(&r);
}

/* Between CONFIRM_J and CONFIRM_M the master's run is gone before it could answer. */
static void a_crash_between_the_confirmations_strands_nobody(void **state)
{
	(void)state;
	for (int judged = 0; judged < 2; judged++) {
		struct returning r;
		meet(&r, 4);
		begin(&r, 0);
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
		if (judged)
			assert_int_equal(handshake_receive(r.pair.master, pair_bytes(&r.pair.confirm_j), r.pair.now_ms,
			                                   &r.pair.confirm_m),
			                 RESULT_OK);
		pair_end_runs(&r.pair);
		begin(&r, 0);
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
		take_channels(&r);
		talk_and_confirm(&r);
		part(&r);
	}
}

static void without_any_record_both_ids_still_lead_back(void **state)
{
	(void)state;
	for (size_t index = 0; index < 2; index++) {
		struct returning r;
		meet(&r, 5);
		begin(&r, 0);
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
		take_channels(&r);
		begin(&r, index); /* the relay brings them together at either id */
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
		take_channels(&r);
		talk_and_confirm(&r);
		part(&r);
	}
}

static void of_two_runs_the_joiners_older_one_is_void(void **state)
{
	(void)state;
	struct returning r;
	struct handshake_message none;
	meet(&r, 6);
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	assert_int_equal(
		handshake_receive(r.pair.master, pair_bytes(&r.pair.confirm_j), r.pair.now_ms, &r.pair.confirm_m),
		RESULT_OK);
	struct handshake *late = r.pair.joiner;
	struct handshake_message late_confirm = r.pair.confirm_m;
	handshake_destroy(r.pair.master);
	begin(&r, 0);
	assert_int_equal(handshake_receive(late, pair_bytes(&late_confirm), r.pair.now_ms, &none),
	                 RESULT_WRONG_NUMBER);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	talk_and_confirm(&r);
	handshake_destroy(late);
	part(&r);
}

static void of_the_masters_runs_the_first_to_finish_makes_the_others_void(void **state)
{
	(void)state;
	struct returning r;
	struct handshake_message answer, offer;
	struct handshake *second_master = NULL, *second_joiner = NULL;
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	meet(&r, 7);
	struct pair *p = &r.pair;
	noise_fill(&p->noise, random, sizeof(random));
	assert_int_equal(resume_offer(r.master, r.master->slots[0].id, random, p->now_ms, &second_master, &offer),
	                 RESULT_OK);
	noise_fill(&p->noise, random, sizeof(random));
	assert_int_equal(resume_join(r.joiner, r.joiner->slots[0].id, random, p->now_ms, &second_joiner),
	                 RESULT_OK);
	assert_int_equal(handshake_receive(second_joiner, pair_bytes(&offer), p->now_ms, &answer), RESULT_OK);
	assert_int_equal(handshake_receive(second_master, pair_bytes(&answer), p->now_ms, &answer), RESULT_OK);
	assert_int_equal(handshake_receive(second_joiner, pair_bytes(&answer), p->now_ms, &answer), RESULT_OK);
	begin(&r, 0); /* over the other relay, and this one is faster */
	assert_int_equal(pair_go(p, HANDSHAKE_UP), RESULT_OK);
	assert_int_equal(handshake_receive(second_master, pair_bytes(&answer), p->now_ms, &answer),
	                 RESULT_WRONG_NUMBER);
	take_channels(&r);
	talk_and_confirm(&r);
	handshake_destroy(second_joiner);
	handshake_destroy(second_master);
	part(&r);
}

static void a_late_record_of_the_channel_before_confirms_nothing(void **state)
{
	(void)state;
	struct returning r;
	struct outbox box = {0};
	meet(&r, 8);
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	assert_int_equal(pair_seal(r.pair.master_channel, CHANNEL_BULK, "late", 0, &box), RESULT_OK);
	begin(&r, 1); /* the joiner has given the line up */
	assert_true(pair_opens_as(r.pair.joiner_channel, &box, 0, "late"));
	assert_int_equal(resume_confirm(r.joiner, r.pair.joiner_channel), RESULT_NOT_OPENED);
	assert_int_equal(r.joiner->count, 2);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	assert_int_equal(resume_confirm(r.joiner, r.pair.joiner_channel),
	                 RESULT_NOT_OPENED); /* of the run before */
	take_channels(&r);
	talk_and_confirm(&r);
	outbox_clear(&box);
	part(&r);
}

/* The master has confirmed meanwhile: the older secret is gone, and a run from it may not replace the newer
 * one. */
static void a_run_from_a_secret_that_was_wiped_meanwhile_is_void(void **state)
{
	(void)state;
	struct returning r;
	struct outbox box = {0};
	struct handshake_message answer;
	uint8_t newest[RESUME_ID_BYTES];
	meet(&r, 13);
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	memcpy(newest, r.master->slots[0].id, sizeof(newest));
	assert_int_equal(pair_seal(r.pair.joiner_channel, CHANNEL_BULK, "first", 0, &box), RESULT_OK);
	begin(&r, 1);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	assert_true(pair_opens_as(r.pair.master_channel, &box, 0, "first"));
	assert_int_equal(resume_confirm(r.master, r.pair.master_channel), RESULT_OK);
	assert_int_equal(handshake_receive(r.pair.master, pair_bytes(&r.pair.confirm_j), 1000, &answer),
	                 RESULT_WRONG_NUMBER);
	assert_memory_equal(r.master->slots[0].id, newest, sizeof(newest));
	assert_int_equal(r.master->count, 1);
	pair_end_runs(&r.pair);
	begin(&r, 0); /* the joiner still has it */
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	outbox_clear(&box);
	part(&r);
}

/* CONFIRM_M is lost twice: the master must keep the secret that the runs came from, not the one of the first
 * run. */
static void two_lost_confirm_ms_strand_nobody(void **state)
{
	(void)state;
	struct returning r;
	struct handshake_message lost;
	meet(&r, 14);
	for (int i = 0; i < 3; i++) {
		begin(&r, 0);
		assert_int_equal(pair_go(&r.pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
		assert_int_equal(handshake_receive(r.pair.master, pair_bytes(&r.pair.confirm_j), 1000, &lost),
		                 RESULT_OK);
		take_channels(&r);
		assert_memory_equal(r.master->slots[1].id, r.joiner->slots[0].id, RESUME_ID_BYTES);
	}
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	take_channels(&r);
	talk_and_confirm(&r);
	part(&r);
}

static void a_stolen_id_brings_nothing_without_the_secret(void **state)
{
	(void)state;
	struct returning r, thief;
	struct handshake_message message;
	meet(&r, 9);
	meet(&thief, 10);
	memcpy(thief.joiner->slots[0].id, r.joiner->slots[0].id, RESUME_ID_BYTES);
	memcpy(thief.joiner->own_id, r.joiner->own_id, HANDSHAKE_ID_BYTES);
	memcpy(thief.joiner->peer_id, r.joiner->peer_id, HANDSHAKE_ID_BYTES);
	begin(&r, 0);
	uint8_t random[HANDSHAKE_RANDOM_BYTES] = {7};
	assert_int_equal(resume_join(thief.joiner, thief.joiner->slots[0].id, random, 1000, &thief.pair.joiner),
	                 RESULT_OK);
	assert_int_equal(handshake_receive(thief.pair.joiner, pair_bytes(&r.pair.offer), 1000, &message),
	                 RESULT_OK);
	assert_int_equal(handshake_receive(r.pair.master, pair_bytes(&message), 1000, &message), RESULT_OK);
	assert_int_equal(handshake_receive(thief.pair.joiner, pair_bytes(&message), 1000, &message), RESULT_OK);
	assert_int_equal(handshake_receive(r.pair.master, pair_bytes(&message), 1000, &message),
	                 RESULT_WRONG_NUMBER);
	pair_end_runs(&r.pair);
	begin(&r, 0); /* the true one is not harmed, and no try of a number was used */
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_OK);
	assert_int_equal(r.pair.number.tries_left, GUESS_NUMBER_TRIES);
	take_channels(&r);
	part(&r);
	part(&thief);
}

static void somebody_else_under_the_same_secret_is_refused(void **state)
{
	(void)state;
	struct returning r;
	meet(&r, 11);
	r.master->peer_id[0]++;
	begin(&r, 0);
	assert_int_equal(pair_go(&r.pair, HANDSHAKE_UP), RESULT_WRONG_NUMBER);
	part(&r);
}

static void roles_stay_as_they_were(void **state)
{
	(void)state;
	struct returning r;
	struct handshake *run;
	struct handshake_message offer;
	uint8_t random[HANDSHAKE_RANDOM_BYTES] = {1};
	meet(&r, 12);
	assert_int_equal(resume_join(r.master, r.master->slots[0].id, random, 0, &run), RESULT_BAD_ARGUMENT);
	assert_int_equal(resume_offer(r.joiner, r.joiner->slots[0].id, random, 0, &run, &offer),
	                 RESULT_BAD_ARGUMENT);
	part(&r);
}

static void a_resume_comes_out_of_a_finished_handshake_once(void **state)
{
	(void)state;
	struct pair pair;
	struct resume *first = NULL, *second = NULL;
	pair_init(&pair, 13);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(resume_create(pair.joiner, &first), RESULT_BAD_ARGUMENT);
	assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_OK);
	assert_int_equal(resume_create(pair.joiner, &first), RESULT_OK);
	assert_int_equal(resume_create(pair.joiner, &second), RESULT_BAD_ARGUMENT);
	assert_null(second);
	resume_destroy(first);
	resume_destroy(NULL);
	pair_finish(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_from_a_secret_that_was_wiped_meanwhile_is_void),
		cmocka_unit_test(two_lost_confirm_ms_strand_nobody),
		cmocka_unit_test(a_lost_line_comes_back_with_new_keys_each_time),
		cmocka_unit_test(secrets_and_ids_are_used_once_and_wiped),
		cmocka_unit_test(a_lost_confirm_m_strands_nobody),
		cmocka_unit_test(a_crash_between_the_confirmations_strands_nobody),
		cmocka_unit_test(without_any_record_both_ids_still_lead_back),
		cmocka_unit_test(of_two_runs_the_joiners_older_one_is_void),
		cmocka_unit_test(of_the_masters_runs_the_first_to_finish_makes_the_others_void),
		cmocka_unit_test(a_late_record_of_the_channel_before_confirms_nothing),
		cmocka_unit_test(a_stolen_id_brings_nothing_without_the_secret),
		cmocka_unit_test(somebody_else_under_the_same_secret_is_refused),
		cmocka_unit_test(roles_stay_as_they_were),
		cmocka_unit_test(a_resume_comes_out_of_a_finished_handshake_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
