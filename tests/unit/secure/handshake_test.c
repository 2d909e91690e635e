/* The handshake: the bytes of each message, its state machine as a table, negotiation, modes, and what it
 * wipes. */
#include "support/unit.h"

#include "unit/secure/pair.h"

#include "secure/handshake_inside.h"
#include "support/guarded.h"

#include <sodium.h>

static void both_come_up_with_the_same_keys(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 1);
	assert_true(pair_connect(&pair, aead_pick()));
	assert_int_equal(handshake_state(pair.joiner), HANDSHAKE_UP);
	assert_int_equal(handshake_state(pair.master), HANDSHAKE_UP);
	assert_memory_equal(channel_exporter(pair.joiner_channel), channel_exporter(pair.master_channel), 32);
	char code_j[CHANNEL_CHECK_CODE_BYTES], code_m[CHANNEL_CHECK_CODE_BYTES];
	channel_check_code(pair.joiner_channel, code_j);
	channel_check_code(pair.master_channel, code_m);
	assert_string_equal(code_j, code_m);
	assert_int_equal(strlen(code_j), 12);
	assert_int_equal(strspn(code_j, "0123456789"), 12);
	assert_memory_equal(handshake_peer_id(pair.joiner), pair.master_setup.own_id, HANDSHAKE_ID_BYTES);
	assert_memory_equal(channel_peer_id(pair.master_channel), pair.joiner_setup.own_id, HANDSHAKE_ID_BYTES);
	pair_finish(&pair);
}

static void messages_have_the_documented_bytes(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 2);
	assert_true(pair_connect(&pair, aead_pick()));

	assert_int_equal(pair.offer.size, 20);
	assert_memory_equal(pair.offer.data, "\1\1\1\1", 4);
	assert_memory_equal(pair.offer.data + 4, pair.master->nonce, 16);
	assert_int_equal(pair.join.size, 69);
	assert_memory_equal(pair.join.data, "\2\1\1\1", 4);
	assert_memory_equal(pair.join.data + 4, pair.joiner->nonce, 16);
	assert_int_equal(pair.join.data[52], 'J');
	assert_memory_equal(pair.join.data + 53, pair.joiner_setup.own_id, 16);
	assert_int_equal(pair.reply.size, 49);
	assert_int_equal(pair.reply.data[32], 'M');
	assert_memory_equal(pair.reply.data + 33, pair.master_setup.own_id, 16);
	assert_memory_not_equal(pair.reply.data, pair.join.data + 20, 32);
	assert_int_equal(pair.confirm_j.size, 64);
	assert_int_equal(pair.confirm_m.size, 64);
	assert_memory_not_equal(pair.confirm_j.data, pair.confirm_m.data, 64);
	pair_finish(&pair);
}

/* The keys by the documented formulas alone, out of a finished run's messages and scalar. */
static void the_key_schedule_is_the_documented_one(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 3);
	struct noise copy = pair.noise;
	uint8_t random_m[HANDSHAKE_RANDOM_BYTES], random_j[HANDSHAKE_RANDOM_BYTES], scalar[32];
	noise_fill(&copy, random_m, sizeof(random_m));
	noise_fill(&copy, random_j, sizeof(random_j));
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_OK);

	uint8_t memory[600], h0[64], ci[300], sid[32], isk[64], th[64], prk[64], info[200], expected[64];
	struct writer w = writer_into(memory, sizeof(memory));
	cpace_write_lv(&w, (struct bytes){pair.offer.data, 20});
	cpace_write_lv(&w, (struct bytes){pair.join.data, 20});
	crypto_hash_sha512(h0, memory, w.size);
	w = writer_into(ci, sizeof(ci));
	const char *parts[] = {"lotse-e2e-1", "number", "12345", "joiner", "master"};
	for (size_t i = 0; i < 5; i++)
		cpace_write_lv(&w, bytes_of_text(parts[i]));
	cpace_write_lv(&w, (struct bytes){h0, 64});
	memcpy(sid, pair.offer.data + 4, 16);
	memcpy(sid + 16, pair.join.data + 4, 16);

	struct cpace_input input = {bytes_of_text(PAIR_NUMBER), writer_bytes(&w), {sid, 32}};
	uint8_t generator[32], share[32];
	assert_int_equal(cpace_generator(&input, generator), RESULT_OK);
	cpace_scalar(random_j, scalar);
	assert_int_equal(cpace_share(scalar, generator, share), RESULT_OK);
	assert_memory_equal(share, pair.join.data + 20, 32);
	struct cpace_transcript t = {
		{share, 32}, {pair.join.data + 52, 17}, {pair.reply.data, 32}, {pair.reply.data + 32, 17}};
	assert_int_equal(cpace_isk(scalar, pair.reply.data, input.session, &t, isk), RESULT_OK);
	uint8_t mac_key[64], tag[64];
	cpace_mac_key(input.session, isk, mac_key);
	assert_int_equal(cpace_tag(mac_key, t.share_a, t.data_a, tag), RESULT_OK);
	assert_memory_equal(tag, pair.confirm_j.data, 64);
	assert_int_equal(cpace_tag(mac_key, t.share_b, t.data_b, tag), RESULT_OK);
	assert_memory_equal(tag, pair.confirm_m.data, 64);

	w = writer_into(memory, sizeof(memory));
	struct bytes hashed[] = {{h0, 64},
	                         t.share_a,
	                         t.data_a,
	                         t.share_b,
	                         t.data_b,
	                         {pair.confirm_j.data, 64},
	                         {pair.confirm_m.data, 64}};
	for (size_t i = 0; i < 7; i++)
		cpace_write_lv(&w, hashed[i]);
	assert_int_equal(w.failed, false);
	crypto_hash_sha512(th, memory, w.size);
	hkdf_hmac(bytes_of_text("lotse-e2e-1 extract"), (struct bytes){isk, 64}, prk);
	struct {
		const char *label;
		const uint8_t *key;
		size_t size;
	} keys[] = {
		{"j2m interactive", pair.master->keys.traffic[KEY_J2M][KEY_INTERACTIVE], 64},
		{"j2m bulk", pair.master->keys.traffic[KEY_J2M][KEY_BULK], 64},
		{"m2j interactive", pair.joiner->keys.traffic[KEY_M2J][KEY_INTERACTIVE], 64},
		{"m2j bulk", pair.joiner->keys.traffic[KEY_M2J][KEY_BULK], 64},
		{"resume", pair.joiner->keys.resume, 32},
		{"rendezvous", pair.master->keys.rendezvous, 16},
		{"check code", pair.joiner->keys.check_code, 8},
		{"exporter", pair.master->keys.exporter, 32},
	};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		w = writer_into(info, sizeof(info));
		cpace_write_lv(&w, bytes_of_text("lotse-e2e-1"));
		cpace_write_lv(&w, bytes_of_text(keys[i].label));
		cpace_write_lv(&w, (struct bytes){th, 64});
		assert_int_equal(hkdf_expand(prk, writer_bytes(&w), expected, keys[i].size), RESULT_OK);
		assert_memory_equal(keys[i].key, expected, keys[i].size);
	}
	pair_finish(&pair);
}

/* --- state x event
 * ------------------------------------------------------------------------------------------------ */

enum event { OFFER, JOIN, REPLY, CONFIRM_J, CONFIRM_M, NOTHING, GARBAGE, TOO_LONG, LATE, EVENTS };

/* Brings a fresh pair so far that the side in question is in the state. */
static struct handshake *bring_to(struct pair *pair, enum handshake_state state)
{
	assert_int_equal(pair_offer(pair), RESULT_OK);
	assert_int_equal(pair_join(pair), RESULT_OK);
	switch (state) {
	case HANDSHAKE_START:
		return pair->joiner;
	case HANDSHAKE_OFFERED:
		return pair->master;
	case HANDSHAKE_SENT_JOIN:
		assert_int_equal(pair_go(pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
		return pair->joiner;
	case HANDSHAKE_REPLIED:
		assert_int_equal(pair_go(pair, HANDSHAKE_REPLIED), RESULT_OK);
		return pair->master;
	case HANDSHAKE_SENT_CONFIRM:
		assert_int_equal(pair_go(pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
		return pair->joiner;
	case HANDSHAKE_UP:
		assert_int_equal(pair_go(pair, HANDSHAKE_UP), RESULT_OK);
		return pair->master;
	default:
		assert_int_equal(pair_go(pair, HANDSHAKE_UP), RESULT_OK);
		struct handshake_message none;
		handshake_receive(pair->master, (struct bytes){NULL, 0}, pair->now_ms, &none);
		return pair->master;
	}
}

/* The event's message: a genuine one of this very run where there is one by now. */
static struct bytes message_of(struct pair *pair, struct handshake *side, enum event event)
{
	static uint8_t memory[100];
	const struct handshake_message *made[] = {&pair->offer, &pair->join, &pair->reply, &pair->confirm_j,
	                                          &pair->confirm_m};
	static const size_t sizes[] = {20, 69, 49, 64, 64};

	memset(memory, 0x5a, sizeof(memory));
	if (event == OFFER && side == pair->joiner)
		return pair_bytes(&pair->offer);
	if (event <= CONFIRM_M)
		return made[event]->size > 0 ? pair_bytes(made[event]) : (struct bytes){memory, sizes[event]};
	return (struct bytes){memory, event == NOTHING ? 0 : event == TOO_LONG ? 70 : 33};
}

static void every_state_takes_its_own_message_and_dies_of_any_other(void **state)
{
	(void)state;
	static const enum event way_on[HANDSHAKE_STATES] = {
		[HANDSHAKE_START] = OFFER,  [HANDSHAKE_SENT_JOIN] = REPLY,   [HANDSHAKE_SENT_CONFIRM] = CONFIRM_M,
		[HANDSHAKE_OFFERED] = JOIN, [HANDSHAKE_REPLIED] = CONFIRM_J, [HANDSHAKE_UP] = EVENTS,
		[HANDSHAKE_DEAD] = EVENTS,
	};
	static const enum handshake_state next[HANDSHAKE_STATES] = {
		[HANDSHAKE_START] = HANDSHAKE_SENT_JOIN, [HANDSHAKE_SENT_JOIN] = HANDSHAKE_SENT_CONFIRM,
		[HANDSHAKE_SENT_CONFIRM] = HANDSHAKE_UP, [HANDSHAKE_OFFERED] = HANDSHAKE_REPLIED,
		[HANDSHAKE_REPLIED] = HANDSHAKE_UP,
	};
	int moved = 0;

	for (enum handshake_state from = HANDSHAKE_START; from < HANDSHAKE_STATES; from++) {
		for (enum event event = OFFER; event < EVENTS; event++) {
			struct pair pair;
			struct handshake_message answer;
			pair_init(&pair, 100 + from);
			struct handshake *side = bring_to(&pair, from);
			assert_int_equal(handshake_state(side), from);
			/* The side's peer makes what comes next, so that the right message is there to be taken. */
			struct handshake_message next_message;
			if (from == HANDSHAKE_OFFERED)
				handshake_receive(pair.joiner, pair_bytes(&pair.offer), pair.now_ms, &pair.join);
			if (from == HANDSHAKE_SENT_JOIN)
				handshake_receive(pair.master, pair_bytes(&pair.join), pair.now_ms, &pair.reply);
			if (from == HANDSHAKE_REPLIED)
				handshake_receive(pair.joiner, pair_bytes(&pair.reply), pair.now_ms, &pair.confirm_j);
			if (from == HANDSHAKE_SENT_CONFIRM) {
				handshake_receive(pair.master, pair_bytes(&pair.confirm_j), pair.now_ms, &next_message);
				pair.confirm_m = next_message;
			}
			struct bytes message = message_of(&pair, side, event);
			int64_t now_ms = pair.now_ms;
			if (event == LATE && from < HANDSHAKE_UP) {
				message = message_of(&pair, side, way_on[from]);
				assert_false(handshake_is_late(side, now_ms + HANDSHAKE_LATE_MS));
				now_ms += HANDSHAKE_LATE_MS + 1;
				assert_true(handshake_is_late(side, now_ms));
			}
			uint8_t *guarded = guarded_copy(message);
			enum result result =
				handshake_receive(side, (struct bytes){guarded, message.size}, now_ms, &answer);
			guarded_free(guarded);
			if (event == way_on[from]) {
				assert_int_equal(result, RESULT_OK);
				assert_int_equal(handshake_state(side), next[from]);
				moved++;
			} else {
				assert_int_equal(result, RESULT_WRONG_NUMBER);
				assert_int_equal(handshake_state(side), HANDSHAKE_DEAD);
				assert_int_equal(answer.size, 0);
				assert_null(handshake_peer_id(side));
			}
			pair_finish(&pair);
			assert_int_equal(pair.number.pending, 0);
		}
	}
	assert_int_equal(moved, 5);
}

static void late_is_counted_from_the_last_progress(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 4);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	for (int i = 0; i < 5; i++)
		pair.now_ms += 1000;
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.offer), pair.now_ms + 5000, &pair.join),
	                 RESULT_OK);
	assert_false(handshake_is_late(pair.joiner, pair.now_ms + 15000));
	assert_true(handshake_is_late(pair.joiner, pair.now_ms + 15001));
	assert_true(handshake_is_late(pair.master, pair.now_ms + 6000));
	pair_finish(&pair);
}

/* --- negotiation and modes
 * ---------------------------------------------------------------------------------------- */

static void the_highest_common_version_is_chosen(void **state)
{
	(void)state;
	static const struct {
		uint8_t master_min, master_max, joiner_min, joiner_max, chosen;
	} cases[] = {{1, 1, 1, 1, 1}, {1, 5, 1, 3, 3}, {2, 4, 1, 9, 4},          {1, 3, 3, 9, 3},
	             {4, 9, 1, 3, 0}, {1, 2, 3, 3, 0}, {255, 255, 255, 255, 255}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pair pair;
		pair_init(&pair, 5);
		pair.master_setup.version_min = cases[i].master_min;
		pair.master_setup.version_max = cases[i].master_max;
		pair.joiner_setup.version_min = cases[i].joiner_min;
		pair.joiner_setup.version_max = cases[i].joiner_max;
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		enum result result = pair_go(&pair, HANDSHAKE_UP);
		assert_int_equal(result, cases[i].chosen == 0 ? RESULT_VERSION : RESULT_OK);
		if (cases[i].chosen != 0) {
			assert_int_equal(pair.join.data[1], cases[i].chosen);
		} else {
			uint8_t min = 0, max = 0;
			handshake_offered_versions(pair.joiner, &min, &max);
			assert_int_equal(min, cases[i].master_min);
			assert_int_equal(max, cases[i].master_max);
			assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES);
		}
		pair_finish(&pair);
	}
}

static void unknown_suites_are_ignored_and_none_in_common_is_a_version_error(void **state)
{
	(void)state;
	for (int suites = 0; suites < 256; suites++) {
		struct pair pair;
		pair_init(&pair, 6);
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		pair.offer.data[3] = (uint8_t)suites;
		assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), (suites & 1) != 0 ? RESULT_OK : RESULT_VERSION);
		pair_finish(&pair);
	}
}

static void incomplete_setups_are_refused(void **state)
{
	(void)state;
	static const char *const bad_numbers[] = {"",
	                                          "12345654321",
	                                          "1234565432101",
	                                          "12345654321O",
	                                          "0234565432",
	                                          "012345654321",
	                                          "912345654321",
	                                          "12345654321012",
	                                          "123 56543210"};
	struct pair pair;
	pair_init(&pair, 7);
	for (size_t i = 0; i < sizeof(bad_numbers) / sizeof(bad_numbers[0]); i++) {
		pair.joiner_setup.secret = pair.master_setup.secret = bytes_of_text(bad_numbers[i]);
		assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
		assert_int_equal(pair_offer(&pair), RESULT_BAD_ARGUMENT);
	}
	pair_init(&pair, 7);
	pair.joiner_setup.customer = NULL;
	pair.master_setup.number = NULL;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	assert_int_equal(pair_offer(&pair), RESULT_BAD_ARGUMENT);
	pair_init(&pair, 7);
	pair.joiner_setup.mode = HANDSHAKE_RESUME; /* has a way in of its own */
	pair.master_setup.mode = HANDSHAKE_NO_MODE;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	assert_int_equal(pair_offer(&pair), RESULT_BAD_ARGUMENT);
	pair_init(&pair, 7);
	pair.joiner_setup.version_min = 3;
	pair.joiner_setup.version_max = 2;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	assert_null(pair.joiner);
	assert_null(pair.master);
}

static void a_number_of_14_digits_has_a_route_of_7(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 8);
	pair.joiner_setup.secret = pair.master_setup.secret = bytes_of_text("91234567654321");
	assert_true(pair_connect(&pair, aead_pick()));
	assert_int_equal(pair.master->route_size, 7);
	assert_memory_equal(pair.master->route, "9123456", 7);
	pair_finish(&pair);
}

/* Two participants that the master has introduced; the lower id joins. */
static void introduce(struct pair *pair, uint64_t seed)
{
	static const uint8_t secret[HANDSHAKE_SECRET_BYTES] = {1, 2, 3};
	pair_init(pair, seed);
	for (int i = 0; i < 2; i++) {
		struct handshake_setup *setup = i == 0 ? &pair->joiner_setup : &pair->master_setup;
		*setup = (struct handshake_setup){.mode = HANDSHAKE_INTRO, .secret = {secret, sizeof(secret)}};
		memset(setup->own_id, 10 + i, HANDSHAKE_ID_BYTES);
		memset(setup->peer_id, 11 - i, HANDSHAKE_ID_BYTES);
		memset(setup->session_id, 33, HANDSHAKE_ID_BYTES);
		setup->own_role = (uint8_t)(1 + i);
		setup->peer_role = (uint8_t)(2 - i);
	}
}

static void introduced_participants_come_up(void **state)
{
	(void)state;
	struct pair pair;
	introduce(&pair, 9);
	assert_true(pair_connect(&pair, aead_pick()));
	assert_int_equal(pair.join.data[2], HANDSHAKE_INTRO);
	assert_memory_equal(channel_exporter(pair.joiner_channel), channel_exporter(pair.master_channel), 32);
	pair_finish(&pair);
}

static void whatever_differs_in_an_introduction_keeps_them_apart(void **state)
{
	(void)state;
	for (int difference = 0; difference < 6; difference++) {
		struct pair pair;
		uint8_t other[HANDSHAKE_SECRET_BYTES] = {1, 2, 4};
		introduce(&pair, 10);
		struct handshake_setup *m = &pair.master_setup;
		switch (difference) {
		case 0:
			m->session_id[15]++;
			break;
		case 1:
			m->own_role++;
			break;
		case 2:
			m->peer_role++;
			break;
		case 3:
			m->peer_id[0]--;
			break; /* expects somebody else */
		case 4:
			m->own_id[15]++;
			break; /* is somebody else */
		default:
			m->secret.data = other;
			break;
		}
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_WRONG_NUMBER);
		assert_int_not_equal(handshake_state(pair.master), HANDSHAKE_UP);
		assert_int_not_equal(handshake_state(pair.joiner), HANDSHAKE_UP);
		pair_finish(&pair);
	}
}

static void the_lower_id_joins_and_nobody_joins_himself(void **state)
{
	(void)state;
	struct pair pair;
	introduce(&pair, 11);
	struct handshake_setup swapped = pair.joiner_setup;
	pair.joiner_setup = pair.master_setup;
	pair.master_setup = swapped;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	assert_int_equal(pair_offer(&pair), RESULT_BAD_ARGUMENT);
	introduce(&pair, 11);
	memcpy(pair.joiner_setup.peer_id, pair.joiner_setup.own_id, HANDSHAKE_ID_BYTES);
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	introduce(&pair, 11);
	pair.joiner_setup.own_role = 0;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
	introduce(&pair, 11);
	pair.joiner_setup.secret.size--;
	assert_int_equal(pair_join(&pair), RESULT_BAD_ARGUMENT);
}

static void a_number_never_meets_an_introduction(void **state)
{
	(void)state;
	struct pair number, intro;
	pair_init(&number, 12);
	introduce(&intro, 13);
	assert_int_equal(pair_offer(&number) | pair_join(&intro), RESULT_OK);
	assert_int_equal(handshake_receive(intro.joiner, pair_bytes(&number.offer), 1000, &intro.join),
	                 RESULT_OK);
	assert_int_equal(handshake_receive(number.master, pair_bytes(&intro.join), 1000, &number.reply),
	                 RESULT_WRONG_NUMBER);
	pair_finish(&number);
	pair_finish(&intro);
}

static void a_join_that_was_not_offered_is_refused_before_any_share_is_made(void **state)
{
	(void)state;
	static const uint8_t heads[][4] = {{1, 1, 1, 1}, {2, 0, 1, 1}, {2, 2, 1, 1}, {2, 255, 1, 1}, {2, 1, 0, 1},
	                                   {2, 1, 2, 1}, {2, 1, 3, 1}, {2, 1, 1, 0}, {2, 1, 1, 2}};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct pair pair;
		struct handshake_message answer;
		pair_init(&pair, 17);
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
		memcpy(pair.join.data, heads[i], 4);
		assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &answer),
		                 RESULT_WRONG_NUMBER);
		assert_int_equal(answer.size, 0);
		pair_finish(&pair);
	}
}

static void an_offer_whose_floor_is_above_its_newest_is_malformed(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 18);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	pair.offer.data[2] = 2;
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_WRONG_NUMBER);
	pair_finish(&pair);
}

static void a_run_with_its_verdict_is_pending_no_more(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 19);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(pair.number.pending, 1);
	assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_OK);
	assert_int_equal(pair.number.pending, 0);
	pair_finish(&pair);
	assert_int_equal(pair.number.pending, 0);
}

/* --- points, tags, wiping
 * ----------------------------------------------------------------------------------------- */

static void bad_points_end_the_run_and_cost_no_try(void **state)
{
	(void)state;
	for (int form = 0; form < 3; form++)
		for (int to_master = 0; to_master < 2; to_master++) {
			struct pair pair;
			struct handshake_message answer;
			pair_init(&pair, 14);
			assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
			assert_int_equal(pair_go(&pair, to_master ? HANDSHAKE_SENT_JOIN : HANDSHAKE_REPLIED), RESULT_OK);
			uint8_t *share = to_master ? pair.join.data + 20 : pair.reply.data;
			if (form == 0)
				memset(share, 0, 32); /* the identity */
			else if (form == 1)
				memset(share, 0xff, 32);
			else if (to_master)
				continue; /* its own share is not known to anybody yet */
			else
				memcpy(share, pair.join.data + 20, 32); /* Ya == Yb */
			enum result result = to_master
			                         ? handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &answer)
			                         : handshake_receive(pair.joiner, pair_bytes(&pair.reply), 1000, &answer);
			assert_int_equal(result, RESULT_WRONG_NUMBER);
			assert_int_equal(answer.size, 0);
			assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);
			assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES);
			pair_finish(&pair);
		}
}

static void the_wrong_first_letter_of_associated_data_ends_the_run(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 15);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
	pair.join.data[52] = 'M';
	assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &pair.reply),
	                 RESULT_WRONG_NUMBER);
	pair_end_runs(&pair);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(pair_go(&pair, HANDSHAKE_REPLIED), RESULT_OK);
	pair.reply.data[32] = 'J';
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.reply), 1000, &pair.confirm_j),
	                 RESULT_WRONG_NUMBER);
	pair_finish(&pair);
}

/* Both sides with one scalar: the master must see that the share is its own. */
static void the_masters_own_share_is_refused(void **state)
{
	(void)state;
	struct pair pair;
	uint8_t random[HANDSHAKE_RANDOM_BYTES] = {5};
	struct handshake_message answer;
	pair_init(&pair, 20);
	assert_int_equal(handshake_offer(&pair.master_setup, random, 1000, &pair.master, &pair.offer), RESULT_OK);
	assert_int_equal(handshake_join(&pair.joiner_setup, random, 1000, &pair.joiner), RESULT_OK);
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
	assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &answer),
	                 RESULT_WRONG_NUMBER);
	pair_finish(&pair);
}

static bool holds(const void *memory, size_t size, const void *what, size_t what_size)
{
	return unit_find(memory, size, what, what_size) != NULL;
}

static void each_secret_is_gone_as_soon_as_it_is_used(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 16);
	struct noise copy = pair.noise;
	uint8_t random[HANDSHAKE_RANDOM_BYTES], scalar_m[32], scalar_j[32], isk[64];
	noise_fill(&copy, random, sizeof(random));
	cpace_scalar(random, scalar_m);
	noise_fill(&copy, random, sizeof(random));
	cpace_scalar(random, scalar_j);

	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_true(holds(pair.joiner, sizeof(*pair.joiner), PAIR_NUMBER, 12)); /* the search does find */
	assert_true(holds(pair.joiner, sizeof(*pair.joiner), scalar_j, 32));
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
	assert_false(holds(pair.joiner, sizeof(*pair.joiner), PAIR_NUMBER, 12));
	assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &pair.reply), RESULT_OK);
	assert_false(holds(pair.master, sizeof(*pair.master), PAIR_NUMBER, 12));
	assert_false(holds(pair.master, sizeof(*pair.master), scalar_m, 32));
	memcpy(isk, pair.master->isk, sizeof(isk));
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.reply), 1000, &pair.confirm_j),
	                 RESULT_OK);
	assert_false(holds(pair.joiner, sizeof(*pair.joiner), scalar_j, 32));
	assert_true(holds(pair.joiner, sizeof(*pair.joiner), isk, 64));
	assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.confirm_j), 1000, &pair.confirm_m),
	                 RESULT_OK);
	struct handshake_message none;
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.confirm_m), 1000, &none), RESULT_OK);
	assert_false(holds(pair.master, sizeof(*pair.master), isk, 64));
	assert_false(holds(pair.joiner, sizeof(*pair.joiner), isk, 64));
	assert_false(holds(pair.joiner, sizeof(*pair.joiner), pair.confirm_m.data, 64));

	uint8_t traffic[KEY_TRAFFIC_BYTES], zeros[sizeof(struct session_keys)] = {0};
	memcpy(traffic, pair.master->keys.traffic[KEY_M2J][KEY_BULK], sizeof(traffic));
	assert_int_equal(channel_create(pair.master, aead_pick(), 0, &pair.master_channel), RESULT_OK);
	assert_false(holds(pair.master, sizeof(*pair.master), traffic, sizeof(traffic)));
	assert_false(holds(pair.master_channel, sizeof(struct session_keys), traffic, sizeof(traffic)));
	assert_int_equal(handshake_receive(pair.master, (struct bytes){NULL, 0}, 1000, &none),
	                 RESULT_WRONG_NUMBER);
	assert_memory_equal(&pair.master->keys, zeros, sizeof(pair.master->keys));
	pair_finish(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_join_that_was_not_offered_is_refused_before_any_share_is_made),
		cmocka_unit_test(an_offer_whose_floor_is_above_its_newest_is_malformed),
		cmocka_unit_test(a_run_with_its_verdict_is_pending_no_more),
		cmocka_unit_test(the_masters_own_share_is_refused),
		cmocka_unit_test(both_come_up_with_the_same_keys),
		cmocka_unit_test(messages_have_the_documented_bytes),
		cmocka_unit_test(the_key_schedule_is_the_documented_one),
		cmocka_unit_test(every_state_takes_its_own_message_and_dies_of_any_other),
		cmocka_unit_test(late_is_counted_from_the_last_progress),
		cmocka_unit_test(the_highest_common_version_is_chosen),
		cmocka_unit_test(unknown_suites_are_ignored_and_none_in_common_is_a_version_error),
		cmocka_unit_test(incomplete_setups_are_refused),
		cmocka_unit_test(a_number_of_14_digits_has_a_route_of_7),
		cmocka_unit_test(introduced_participants_come_up),
		cmocka_unit_test(whatever_differs_in_an_introduction_keeps_them_apart),
		cmocka_unit_test(the_lower_id_joins_and_nobody_joins_himself),
		cmocka_unit_test(a_number_never_meets_an_introduction),
		cmocka_unit_test(bad_points_end_the_run_and_cost_no_try),
		cmocka_unit_test(the_wrong_first_letter_of_associated_data_ends_the_run),
		cmocka_unit_test(each_secret_is_gone_as_soon_as_it_is_used),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
