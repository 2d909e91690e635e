/*
 * A relay that attacks, between a real joiner and a real master: whatever it does to the five messages, it
 * gets no key, and both sides have counted exactly what it may have learned.
 *
 * How the parts hang together: run() passes the messages on through the relay's `change`, which may alter or
 * drop each, and keeps an account of its own of what was sent and judged; settle() holds the counters against
 * that.
 */
#include "support/unit.h"

#include "unit/secure/pair.h"

#include "secure/handshake_inside.h"

#include <stdio.h>

enum step { OFFER, JOIN, REPLY, CONFIRM_J, CONFIRM_M, STEPS };

/* What the relay does to a message on its way; size 0 drops it. */
typedef void (*relay_change)(void *context, enum step step, struct handshake_message *message);

struct run {
	enum step reached; /* the last message that was delivered */
	int tags_sent;     /* by the joiner */
	int tags_judged;   /* by the master */
	bool joiner_up, master_up;
};

static struct run run(struct pair *pair, relay_change change, void *context)
{
	struct run run = {0};
	struct handshake_message message = pair->offer, answer;

	for (enum step step = OFFER; step < STEPS; step++) {
		change(context, step, &message);
		if (message.size == 0)
			break;
		bool to_joiner = step == OFFER || step == REPLY || step == CONFIRM_M;
		enum result result = handshake_receive(to_joiner ? pair->joiner : pair->master, pair_bytes(&message),
		                                       pair->now_ms, &answer);
		run.reached = step;
		run.tags_judged += step == CONFIRM_J && message.size == HANDSHAKE_CONFIRM_BYTES;
		if (result != RESULT_OK)
			break;
		run.tags_sent += step == REPLY;
		message = answer;
	}
	run.joiner_up = handshake_state(pair->joiner) == HANDSHAKE_UP;
	run.master_up = handshake_state(pair->master) == HANDSHAKE_UP;
	return run;
}

/* Ends the runs and holds the counters against what the run's account says. */
static void settle(struct pair *pair, const struct run *run)
{
	int spent_customer = run->tags_sent - run->joiner_up, spent_master = run->tags_judged - run->master_up;

	pair_end_runs(pair);
	assert_int_equal(pair->customer.tries_left, GUESS_CUSTOMER_TRIES - spent_customer);
	assert_int_equal(pair->number.tries_left, GUESS_NUMBER_TRIES - spent_master);
	assert_int_equal(pair->session.tries_left, GUESS_SESSION_TRIES - spent_master);
	assert_int_equal(pair->number.pending, 0);
}

static void begin(struct pair *pair, uint64_t seed)
{
	pair_init(pair, seed);
	assert_int_equal(pair_offer(pair), RESULT_OK);
	assert_int_equal(pair_join(pair), RESULT_OK);
}

static void leave_alone(void *context, enum step step, struct handshake_message *message)
{
	(void)context, (void)step, (void)message;
}

/* The control: the same harness without an attack comes up. */
static void an_honest_relay_brings_them_together(void **state)
{
	(void)state;
	struct pair pair;
	begin(&pair, 1);
	struct run r = run(&pair, leave_alone, NULL);
	assert_true(r.joiner_up && r.master_up);
	assert_int_equal(r.tags_sent, 1);
	settle(&pair, &r);
}

struct at {
	enum step step;
	size_t where;
	uint8_t value;
};

static void flip_bit(void *context, enum step step, struct handshake_message *message)
{
	const struct at *at = context;
	if (step == at->step)
		message->data[at->where / 8] ^= (uint8_t)(1 << at->where % 8);
}

static void each_flipped_bit_keeps_the_joiner_out(void **state)
{
	(void)state;
	static const size_t sizes[STEPS] = {20, 69, 49, 64, 64};
	struct at at;
	int runs = 0;

	for (at.step = OFFER; at.step < STEPS; at.step++)
		for (at.where = 0; at.where < 8 * sizes[at.step]; at.where++) {
			struct pair pair;
			begin(&pair, 2);
			struct run r = run(&pair, flip_bit, &at);
			assert_false(r.joiner_up);
			assert_int_equal(r.master_up, at.step == CONFIRM_M); /* its own message was already right */
			settle(&pair, &r);
			runs++;
		}
	assert_int_equal(runs, 8 * (20 + 69 + 49 + 64 + 64));
}

static void cut(void *context, enum step step, struct handshake_message *message)
{
	const struct at *at = context;
	if (step == at->step)
		message->size = at->where;
}

static void each_truncation_ends_the_run(void **state)
{
	(void)state;
	static const size_t sizes[STEPS] = {20, 69, 49, 64, 64};
	struct at at;

	for (at.step = OFFER; at.step < STEPS; at.step++)
		for (at.where = 1; at.where <= HANDSHAKE_MESSAGE_MAX_BYTES; at.where++) {
			struct pair pair;
			if (at.where == sizes[at.step])
				continue;
			begin(&pair, 3);
			struct run r = run(&pair, cut, &at);
			assert_false(r.joiner_up);
			settle(&pair, &r);
		}
}

static void each_dropped_message_is_counted_where_it_could_be_a_guess(void **state)
{
	(void)state;
	static const int customer_left[STEPS] = {3, 3, 3, 2, 2};
	struct at at = {.where = 0};

	for (at.step = OFFER; at.step < STEPS; at.step++) {
		struct pair pair;
		begin(&pair, 4);
		struct run r = run(&pair, cut, &at);
		assert_false(r.joiner_up);
		assert_int_equal(r.master_up, at.step == CONFIRM_M);
		assert_int_equal(handshake_is_late(pair.joiner, pair.now_ms + HANDSHAKE_LATE_MS + 1), true);
		settle(&pair, &r);
		assert_int_equal(pair.customer.tries_left, customer_left[at.step]);
		assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);
	}
}

static void each_duplicate_kills_its_receiver(void **state)
{
	(void)state;
	for (enum step step = OFFER; step < STEPS; step++) {
		struct pair pair;
		struct handshake_message answer;
		begin(&pair, 5);
		struct handshake_message *made[] = {&pair.offer, &pair.join, &pair.reply, &pair.confirm_j,
		                                    &pair.confirm_m};
		static const enum handshake_state until[] = {HANDSHAKE_SENT_JOIN, HANDSHAKE_REPLIED,
		                                             HANDSHAKE_SENT_CONFIRM, HANDSHAKE_UP, HANDSHAKE_UP};
		assert_int_equal(pair_go(&pair, until[step]), RESULT_OK);
		struct handshake *receiver = step == JOIN || step == CONFIRM_J ? pair.master : pair.joiner;
		assert_int_equal(handshake_receive(receiver, pair_bytes(made[step]), pair.now_ms, &answer),
		                 RESULT_WRONG_NUMBER);
		assert_int_equal(handshake_state(receiver), HANDSHAKE_DEAD);
		assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);
		pair_finish(&pair);
	}
}

static void set_byte(void *context, enum step step, struct handshake_message *message)
{
	const struct at *at = context;
	if (step == at->step)
		message->data[at->where] = at->value;
}

static void versions_suites_and_modes_cannot_be_stripped(void **state)
{
	(void)state;
	static const struct at changes[] = {
		{OFFER, 1, 1},               /* newest version lowered */
		{OFFER, 2, 2},               /* floor raised */
		{OFFER, 3, 3},               /* a suite added */
		{JOIN, 1, 2},                /* another version chosen */
		{JOIN, 2, 2},                /* another mode */
		{JOIN, 2, 3},  {JOIN, 3, 2}, /* another suite */
	};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct pair pair;
		struct at at = changes[i];
		pair_init(&pair, 6);
		pair.joiner_setup.version_max = pair.master_setup.version_max = 3;
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		struct run r = run(&pair, set_byte, &at);
		assert_false(r.joiner_up || r.master_up);
		settle(&pair, &r);
	}
}

/* The relay's own messages in the place of the true ones. */
struct replacement {
	struct handshake_message messages[STEPS];
	unsigned steps; /* bit per step: replaced */
};

static void replace(void *context, enum step step, struct handshake_message *message)
{
	const struct replacement *replacement = context;
	if ((replacement->steps >> step & 1) != 0)
		*message = replacement->messages[step];
}

static struct replacement messages_of(const struct pair *pair, unsigned steps)
{
	return (struct replacement){{pair->offer, pair->join, pair->reply, pair->confirm_j, pair->confirm_m},
	                            steps};
}

/* Every subset of messages of an old, finished run between the same two, put into a new one. */
static void replayed_messages_bring_nothing(void **state)
{
	(void)state;
	struct pair old;
	begin(&old, 7);
	assert_int_equal(pair_go(&old, HANDSHAKE_UP), RESULT_OK);
	for (unsigned steps = 1; steps < 1u << STEPS; steps++) {
		struct pair pair;
		struct replacement replacement = messages_of(&old, steps);
		begin(&pair, 8);
		struct run r = run(&pair, replace, &replacement);
		assert_false(r.joiner_up);
		assert_int_equal(r.master_up, (steps & 15) == 0); /* CONFIRM_M alone replaced */
		settle(&pair, &r);
	}
	pair_finish(&old);
}

/* Two sessions at once, the joiner of the one with the master of the other, in every mixture. */
static void crossed_sessions_stay_apart(void **state)
{
	(void)state;
	for (int same_route = 0; same_route < 2; same_route++) {
		struct pair x, y;
		begin(&x, 9);
		pair_init(&y, 10);
		y.joiner_setup.secret = y.master_setup.secret =
			bytes_of_text(same_route ? "123450000000" : "543216543210");
		assert_int_equal(pair_offer(&y) | pair_join(&y), RESULT_OK);
		struct handshake *joiner_of_y = y.joiner;
		y.joiner = x.joiner; /* the customer of x at the master of y */
		x.joiner = joiner_of_y;
		struct guess_customer counted = y.customer;
		struct run r = run(&y, leave_alone, NULL);
		assert_false(r.joiner_up || r.master_up);
		assert_int_equal(y.number.tries_left, GUESS_NUMBER_TRIES - 1);
		assert_int_equal(x.customer.tries_left, GUESS_CUSTOMER_TRIES - 1);
		assert_int_equal(y.customer.tries_left, counted.tries_left);
		assert_int_equal(x.number.tries_left, GUESS_NUMBER_TRIES);
		pair_finish(&x);
		pair_finish(&y);
	}
}

/* The same secret digits under another route: the route is bound too. */
static void the_right_secret_under_another_route_is_wrong(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair, 11);
	pair.joiner_setup.secret = bytes_of_text("223456543210");
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	struct run r = run(&pair, leave_alone, NULL);
	assert_false(r.joiner_up || r.master_up);
	assert_int_equal(r.tags_judged, 1);
	settle(&pair, &r);
}

static void swapped_shares_and_tags_are_refused(void **state)
{
	(void)state;
	struct pair other;
	begin(&other, 12);
	assert_int_equal(pair_go(&other, HANDSHAKE_UP), RESULT_OK);
	for (int what = 0; what < 4; what++) {
		struct pair pair;
		begin(&pair, 13);
		assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
		if (what == 0)
			memcpy(pair.join.data + 20, other.join.data + 20, 32);
		if (what == 1)
			memcpy(pair.join.data + 20, other.reply.data, 32);
		enum result result = handshake_receive(pair.master, pair_bytes(&pair.join), 1000, &pair.reply);
		assert_int_equal(result, RESULT_OK);
		if (what == 2)
			memcpy(pair.reply.data, other.reply.data, 32);
		assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.reply), 1000, &pair.confirm_j),
		                 RESULT_OK);
		if (what == 3)
			memcpy(pair.confirm_j.data, other.confirm_j.data, 64);
		assert_int_equal(handshake_receive(pair.master, pair_bytes(&pair.confirm_j), 1000, &pair.confirm_m),
		                 RESULT_WRONG_NUMBER);
		assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES - 1);
		pair_finish(&pair);
		assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES - 1);
	}
	pair_finish(&other);
}

/* Each side is given back its own messages in the shape of the other's. */
static void reflected_messages_are_refused(void **state)
{
	(void)state;
	struct pair pair;
	struct handshake_message answer;

	begin(&pair, 14);
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
	struct handshake_message reflected = {.size = HANDSHAKE_REPLY_BYTES};
	memcpy(reflected.data, pair.join.data + 20, HANDSHAKE_REPLY_BYTES); /* Ya || ADa, as if Yb || ADb */
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&reflected), 1000, &answer),
	                 RESULT_WRONG_NUMBER);
	pair_end_runs(&pair);
	begin(&pair, 14);
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_JOIN), RESULT_OK);
	memcpy(reflected.data, pair.join.data + 20, HANDSHAKE_REPLY_BYTES);
	reflected.data[32] = 'M'; /* the same with the right letter: Ya == Yb */
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&reflected), 1000, &answer),
	                 RESULT_WRONG_NUMBER);
	pair_end_runs(&pair);
	assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES);

	begin(&pair, 14);
	assert_int_equal(pair_go(&pair, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	assert_int_equal(handshake_receive(pair.joiner, pair_bytes(&pair.confirm_j), 1000, &answer),
	                 RESULT_WRONG_NUMBER); /* its own Ta as Tb */
	pair_end_runs(&pair);
	assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES - 1);
}

/* --- guessing
 * ----------------------------------------------------------------------------------------------------- */

/* A run that the relay itself begins at the master with a number of its own; false if the master takes no
 * more. */
static bool guess_master(struct pair *pair, const char *digits, struct handshake **master,
                         struct handshake_message *tag)
{
	struct guess_customer free_tries;
	guess_customer_init(&free_tries);
	struct pair attacker = *pair;
	attacker.joiner_setup.secret = bytes_of_text(digits);
	attacker.joiner_setup.customer = &free_tries;
	if (pair_offer(&attacker) != RESULT_OK)
		return false;
	assert_int_equal(pair_join(&attacker), RESULT_OK);
	assert_int_equal(pair_go(&attacker, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	pair->noise = attacker.noise;
	handshake_destroy(attacker.joiner);
	*master = attacker.master;
	*tag = attacker.confirm_j;
	return true;
}

static void the_right_guess_after_three_wrong_ones_is_not_even_looked_at(void **state)
{
	(void)state;
	static const char *const guesses[] = {PAIR_WRONG, "123456543211", "123456543212", PAIR_NUMBER};
	struct pair pair;
	struct handshake *runs[5];
	struct handshake_message tags[5], answer;

	pair_init(&pair, 15);
	for (int i = 0; i < 4; i++)
		assert_true(guess_master(&pair, guesses[i], &runs[i], &tags[i]));
	assert_false(guess_master(&pair, PAIR_NUMBER, &runs[4], &tags[4])); /* a fifth one at once */
	assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);       /* nothing was judged yet */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(handshake_receive(runs[i], pair_bytes(&tags[i]), 1000, &answer),
		                 RESULT_WRONG_NUMBER);
		assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES - 1 - i);
	}
	assert_int_equal(handshake_receive(runs[3], pair_bytes(&tags[3]), 1000, &answer), RESULT_TOO_MANY_TRIES);
	assert_int_equal(answer.size, 0);
	for (int i = 0; i < 4; i++)
		handshake_destroy(runs[i]);
	assert_int_equal(pair.number.pending, 0);
	assert_int_equal(pair_offer(&pair),
	                 RESULT_TOO_MANY_TRIES); /* the honest customer comes too late as well */
}

/* The control of the above: the same guess as the first one comes up. */
static void the_right_guess_in_time_comes_up(void **state)
{
	(void)state;
	struct pair pair;
	struct handshake *run;
	struct handshake_message tag, answer;
	pair_init(&pair, 16);
	assert_true(guess_master(&pair, PAIR_NUMBER, &run, &tag));
	assert_int_equal(handshake_receive(run, pair_bytes(&tag), 1000, &answer), RESULT_OK);
	assert_int_equal(answer.size, HANDSHAKE_CONFIRM_BYTES);
	handshake_destroy(run);
	assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);
}

static void when_the_seat_is_taken_other_runs_are_not_judged(void **state)
{
	(void)state;
	struct pair pair;
	struct handshake *runs[2];
	struct handshake_message tags[2], answer;
	pair_init(&pair, 17);
	for (int i = 0; i < 2; i++)
		assert_true(guess_master(&pair, PAIR_NUMBER, &runs[i], &tags[i]));
	assert_int_equal(handshake_receive(runs[0], pair_bytes(&tags[0]), 1000, &answer), RESULT_OK);
	assert_true(guess_number_take_seat(&pair.number));
	assert_int_equal(handshake_receive(runs[1], pair_bytes(&tags[1]), 1000, &answer), RESULT_REFUSED);
	assert_int_equal(pair_offer(&pair), RESULT_REFUSED);
	handshake_destroy(runs[0]);
	handshake_destroy(runs[1]);
}

static void dialling_without_a_tag_costs_the_master_nothing(void **state)
{
	(void)state;
	struct pair pair;
	struct handshake *run;
	struct handshake_message tag;
	pair_init(&pair, 18);
	for (int i = 0; i < 50; i++) {
		assert_true(guess_master(&pair, PAIR_WRONG, &run, &tag));
		handshake_destroy(run);
	}
	assert_int_equal(pair.number.tries_left, GUESS_NUMBER_TRIES);
}

/* The relay as a false master with a guess of its own: whether it has guessed right. It sees it in Ta. */
static bool guess_customer(struct pair *pair, const char *digits, bool *may_go_on)
{
	struct guess_session own_session;
	struct guess_number free_tries;
	guess_session_init(&own_session);
	guess_number_init(&free_tries, &own_session);
	struct pair attacker = *pair;
	attacker.master_setup.secret = bytes_of_text(digits);
	attacker.master_setup.number = &free_tries;
	attacker.joiner_setup.customer = &pair->customer;
	*may_go_on = pair_join(&attacker) == RESULT_OK;
	if (!*may_go_on)
		return false;
	assert_int_equal(pair_offer(&attacker), RESULT_OK);
	assert_int_equal(pair_go(&attacker, HANDSHAKE_SENT_CONFIRM), RESULT_OK);
	bool is_right = memcmp(attacker.confirm_j.data, attacker.master->tag_peer, 64) == 0;
	pair->noise = attacker.noise;
	pair_finish(&attacker);
	return is_right;
}

static void a_false_master_gets_three_tries_whatever_it_answers(void **state)
{
	(void)state;
	struct pair pair;
	bool may_go_on;
	pair_init(&pair, 19);
	for (int i = 0; i < GUESS_CUSTOMER_TRIES; i++) {
		assert_int_equal(pair.customer.tries_left, GUESS_CUSTOMER_TRIES - i);
		assert_false(guess_customer(&pair, PAIR_WRONG, &may_go_on));
		assert_true(may_go_on);
	}
	assert_int_equal(pair.customer.tries_left, 0);
	assert_false(guess_customer(&pair, PAIR_NUMBER, &may_go_on));
	assert_false(may_go_on);
	assert_int_equal(pair_join(&pair), RESULT_TOO_MANY_TRIES);
}

static void parallel_runs_at_the_customer_share_its_tries(void **state)
{
	(void)state;
	struct pair pairs[5];
	struct guess_customer customer;
	int tags = 0;
	guess_customer_init(&customer);
	for (int i = 0; i < 5; i++) {
		pair_init(&pairs[i], 20);
		pairs[i].joiner_setup.customer = &customer;
		pairs[i].master_setup.secret = bytes_of_text(PAIR_WRONG);
		assert_int_equal(pair_offer(&pairs[i]) | pair_join(&pairs[i]), RESULT_OK);
		assert_int_equal(pair_go(&pairs[i], HANDSHAKE_REPLIED), RESULT_OK);
	}
	for (int i = 0; i < 5; i++) {
		struct handshake_message answer;
		enum result result = handshake_receive(pairs[i].joiner, pair_bytes(&pairs[i].reply), 1000, &answer);
		assert_int_equal(result, i < 3 ? RESULT_OK : RESULT_TOO_MANY_TRIES);
		tags += answer.size > 0;
		pair_finish(&pairs[i]);
	}
	assert_int_equal(tags, GUESS_CUSTOMER_TRIES);
	assert_int_equal(customer.tries_left, 0);
}

/* --- the budget: how often a relay that uses every try wins
 * ------------------------------------------------------- */

enum {
	SECRETS = 20,
	REAL_SESSIONS = 2000,
	COUNTED_SESSIONS = 1000000,
};

/* One session attacked to the limit with real handshakes, both sides, each guess another one; whether it was
 * won. */
static bool attack_session(struct noise *noise, uint64_t seed, int *guesses)
{
	struct pair pair;
	char number[13], guess[13];
	int first = (int)noise_below(noise, SECRETS), won = 0;
	bool may_go_on = true;

	pair_init(&pair, seed);
	snprintf(number, sizeof(number), "12345%06d0", (int)noise_below(noise, SECRETS));
	pair.joiner_setup.secret = pair.master_setup.secret = bytes_of_text(number);
	for (int i = 0; i < SECRETS && may_go_on; i++) {
		struct handshake *run;
		struct handshake_message tag, answer;
		snprintf(guess, sizeof(guess), "12345%06d0", (first + i) % SECRETS);
		may_go_on = guess_master(&pair, guess, &run, &tag);
		if (!may_go_on)
			break;
		won += handshake_receive(run, pair_bytes(&tag), 1000, &answer) == RESULT_OK;
		handshake_destroy(run);
		(*guesses)++;
		may_go_on = won == 0;
	}
	for (int i = GUESS_NUMBER_TRIES; won == 0 && i < SECRETS; i++) {
		snprintf(guess, sizeof(guess), "12345%06d0", (first + i) % SECRETS);
		won += guess_customer(&pair, guess, &may_go_on);
		if (!may_go_on)
			break;
		(*guesses)++;
	}
	return won > 0;
}

static void a_relay_wins_as_often_as_it_has_tries_and_not_more(void **state)
{
	(void)state;
	struct noise noise = noise_start(21);
	int won = 0, guesses = 0;

	for (int i = 0; i < REAL_SESSIONS; i++) {
		int of_session = 0;
		won += attack_session(&noise, 1000 + i, &of_session);
		assert_true(of_session <= GUESS_NUMBER_TRIES + GUESS_CUSTOMER_TRIES);
		guesses += of_session;
	}
	/* 6 tries of 20 secrets: 600 of 2000, standard deviation 20.5; five of them either way. */
	assert_in_range(won, 497, 703);
	assert_true(guesses > REAL_SESSIONS * 4);
}

/* The same with the counters alone, for a million sessions: each try judged by chance, runs in any order. */
static void a_million_sessions_hold_the_budget(void **state)
{
	(void)state;
	struct noise noise = noise_start(22);
	int won = 0;

	for (int i = 0; i < COUNTED_SESSIONS; i++) {
		struct guess_session session;
		struct guess_number number;
		struct guess_customer customer;
		int secret = (int)noise_below(&noise, SECRETS), next = 0, open = 0;
		bool is_won = false;
		guess_session_init(&session);
		guess_number_init(&number, &session);
		guess_customer_init(&customer);
		for (int move = 0; move < 24 && !is_won; move++) {
			uint32_t kind = noise_below(&noise, 4);
			if (kind == 0) {
				open += guess_number_begin(&number) == RESULT_OK;
			} else if (kind == 1 && open > 0) {
				open--;
				bool may = guess_number_spend(&number);
				is_won = may && next++ == secret;
				guess_number_end(&number);
			} else if (kind == 2 && guess_customer_spend(&customer)) {
				is_won = next++ == secret;
			}
		}
		assert_true(next <= GUESS_NUMBER_TRIES + GUESS_CUSTOMER_TRIES);
		won += is_won;
	}
	/* At most 6 of 20; deviation 458. */
	assert_true(won <= COUNTED_SESSIONS / SECRETS * 6 + 5 * 458);
	assert_true(won > COUNTED_SESSIONS / SECRETS * 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_relay_brings_them_together),
		cmocka_unit_test(each_flipped_bit_keeps_the_joiner_out),
		cmocka_unit_test(each_truncation_ends_the_run),
		cmocka_unit_test(each_dropped_message_is_counted_where_it_could_be_a_guess),
		cmocka_unit_test(each_duplicate_kills_its_receiver),
		cmocka_unit_test(versions_suites_and_modes_cannot_be_stripped),
		cmocka_unit_test(replayed_messages_bring_nothing),
		cmocka_unit_test(crossed_sessions_stay_apart),
		cmocka_unit_test(the_right_secret_under_another_route_is_wrong),
		cmocka_unit_test(swapped_shares_and_tags_are_refused),
		cmocka_unit_test(reflected_messages_are_refused),
		cmocka_unit_test(the_right_guess_after_three_wrong_ones_is_not_even_looked_at),
		cmocka_unit_test(the_right_guess_in_time_comes_up),
		cmocka_unit_test(when_the_seat_is_taken_other_runs_are_not_judged),
		cmocka_unit_test(dialling_without_a_tag_costs_the_master_nothing),
		cmocka_unit_test(a_false_master_gets_three_tries_whatever_it_answers),
		cmocka_unit_test(parallel_runs_at_the_customer_share_its_tries),
		cmocka_unit_test(a_relay_wins_as_often_as_it_has_tries_and_not_more),
		cmocka_unit_test(a_million_sessions_hold_the_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
