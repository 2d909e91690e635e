/* Coming back, through real connections and workers: by ticket, by id, before and after the master, to a
 * relay that was restarted. */
#include "support/unit.h"

#include "unit/relay/crowd.h"

#include "base/secret.h"

enum { MASTER, CLIENT, THIRD, STRANGER };

static uint32_t heard_total;

static void crowd_heard(struct person *who, const wire_Control *what)
{
	(void)who, (void)what;
	heard_total++;
}

static void crowd_got(struct person *who, const struct frame_header *header, struct bytes payload)
{
	(void)who, (void)header, (void)payload;
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

static int set_up(void **state)
{
	(void)state;
	crowd_begin();
	return 0;
}

/* Nothing may be left of all that was. */
static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < CROWD_PEOPLE; i++)
		crowd_break(&crowd[i]);
	crowd_turn();
	crowd_pass_ms((int64_t)crowd_options.keep_s * 1000 + CONNECTION_WAITING_MS);
	crowd_pass_ms(CONNECTION_ENDING_MS + 100);
	for (int i = 0; i < RENDEZVOUS_OVER; i++)
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, i), 0);
	assert_int_equal(routes_count(crowd_relay->routes), 0);
	assert_int_equal(crowd_relay->connections, 0);
	assert_int_equal(crowd_relay->limits.unmatched, 0);
	assert_int_equal(crowd_relay->limits.returning, 0);
	for (int i = 0; i < LIMITS_ENTRIES; i++)
		assert_int_equal(crowd_relay->limits.entries[i].numbers, 0);
	for (int i = 0; i < CROWD_ROUTES; i++)
		assert_false(crowd_in_use[i]);
	crowd_end();
	return 0;
}

static void dial(int who, int worker)
{
	assert_true(crowd_dial(&crowd[who], worker));
	crowd_turn();
}

/* The next word that he hears. */
#define assert_heard(who, what) assert_int_equal(crowd[who].last.which_what, wire_Control_##what##_tag)
/* How often he has heard it. */
#define count_of(who, what) crowd[who].heard[wire_Control_##what##_tag]

static void three(void)
{
	dial(MASTER, 0);
	crowd_open(&crowd[MASTER]);
	crowd_turn();
	for (int i = CLIENT; i <= THIRD; i++) {
		crowd_seats(&crowd[MASTER], crowd[MASTER].route, 1);
		dial(i, i % CROWD_WORKERS);
		crowd_join(&crowd[i], crowd[MASTER].route);
		crowd_turn();
		assert_heard(i, joined);
	}
}

static void come_back(int who, int worker, int ids, uint8_t first_id)
{
	dial(who, worker);
	crowd_resume(&crowd[who], crowd[who].ticket, ids, first_id);
	crowd_turn();
}

static void ticket_leads_back_whatever_worker_it_comes_to(void **state)
{
	(void)state;
	three();
	for (int worker = 0; worker < CROWD_WORKERS; worker++) {
		crowd_break(&crowd[CLIENT]);
		crowd_turn();
		assert_heard(MASTER, peer_left);
		assert_true(crowd[MASTER].last.what.peer_left.lost);
		come_back(CLIENT, worker, 2, 50);
		assert_heard(CLIENT, resumed);
		assert_int_equal(crowd[CLIENT].peer, 2);
		assert_heard(MASTER, peer_returned);
		assert_int_equal(crowd[MASTER].last.what.peer_returned.ids[1].bytes[0], 51);
		assert_ptr_equal(crowd_connections[crowd[CLIENT].line]->worker, crowd_relay->workers[0]);
	}
	assert_int_equal(count_of(THIRD, peer_returned), 0);
}

static void hanging_line_is_closed_without_a_word(void **state)
{
	(void)state;
	three();
	int old = crowd[CLIENT].line;
	come_back(CLIENT, 2, 0, 0);
	assert_heard(CLIENT, resumed);
	assert_true(pretends[old].is_closed);
	assert_int_equal(pretends[old].out_size, 0);
	assert_int_equal(count_of(MASTER, peer_left), 0);
	assert_int_equal(count_of(THIRD, peer_left), 0);
}

static void all_three_come_back_to_a_relay_that_was_restarted(void **state)
{
	(void)state;
	for (int first = MASTER; first <= THIRD; first++) {
		memset(crowd, 0, sizeof crowd);
		three();
		uint32_t route = crowd[MASTER].route;
		crowd_stop_relay();
		crowd_start_relay();
		for (int i = 0; i < 3; i++) { /* each at another worker */
			int who = (first + i) % 3;
			come_back(who, i, 1, 50);
		}
		for (int i = 0; i < 3; i++) {
			assert_true(crowd[i].is_in);
			assert_int_equal(crowd[i].peer, 1 + i);
		}
		assert_true(crowd_in_use[route - CROWD_FIRST_ROUTE]);
		assert_int_equal(count_of(MASTER, peer_returned), 2);
		crowd_seats(&crowd[MASTER], route, 1);
		dial(STRANGER, 1);
		crowd_join(&crowd[STRANGER], route);
		crowd_turn();
		assert_heard(STRANGER, joined);
		assert_true(crowd[STRANGER].peer > 3);
		crowd_leave(&crowd[MASTER], 0);
		crowd_turn();
		assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_ENDED);
		assert_false(crowd_in_use[route - CROWD_FIRST_ROUTE]);
	}
}

static void number_that_somebody_else_has_by_now_is_told_to_the_master(void **state)
{
	(void)state;
	three();
	crowd_stop_relay();
	crowd_start_relay();
	crowd_in_use[crowd[MASTER].route - CROWD_FIRST_ROUTE] = true;
	come_back(MASTER, 0, 0, 0);
	assert_true(crowd[MASTER].is_in);
	assert_heard(MASTER, seats);
	assert_true(crowd[MASTER].last.what.seats.is_closed);
	assert_int_equal(crowd[MASTER].last.what.seats.route, crowd[MASTER].route);
	come_back(CLIENT, 1, 0, 0);
	assert_heard(CLIENT, resumed);
	crowd_in_use[crowd[MASTER].route - CROWD_FIRST_ROUTE] = false;
}

static void ids_bring_the_two_together_whoever_is_first(void **state)
{
	(void)state;
	for (int round = 0; round < CROWD_WORKERS * CROWD_WORKERS * 2; round++) {
		bool is_master_first = round & 1;
		int at_master = round / 2 % CROWD_WORKERS, at_client = round / 2 / CROWD_WORKERS;
		memset(&crowd[CLIENT], 0, sizeof crowd[CLIENT]);
		dial(CLIENT, at_client);
		if (!is_master_first) {
			crowd_resume(&crowd[CLIENT], NULL, 2, 50);
			crowd_turn();
			assert_heard(CLIENT, waiting);
			assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 2);
		}
		dial(MASTER, at_master);
		crowd_open(&crowd[MASTER]);
		crowd_turn();
		crowd_resume(&crowd[MASTER], NULL, 20, 51); /* not the newest of the client */
		crowd_turn();
		if (is_master_first)
			crowd_resume(&crowd[CLIENT], NULL, 2, 50);
		crowd_turn();
		assert_heard(CLIENT, resumed);
		assert_heard(MASTER, peer_returned);
		assert_int_equal(crowd[MASTER].last.what.peer_returned.peer, crowd[CLIENT].peer);
		assert_int_equal(crowd[MASTER].last.what.peer_returned.ids_count, 2);
		assert_int_equal(crowd[MASTER].last.what.peer_returned.ids[0].bytes[0], 50);
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 0);
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_OFFER),
		                 19); /* one is used up */
		crowd_leave(&crowd[MASTER], 0);
		crowd_turn();
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_OFFER), 0);
	}
}

/* Else a second master could send his old worker after him. */
static void one_who_moves_is_found_nowhere_until_he_is_there(void **state)
{
	(void)state;
	dial(CLIENT, 1);
	crowd_resume(&crowd[CLIENT], NULL, 1, 50);
	crowd_turn();
	dial(MASTER, 0);
	crowd_open(&crowd[MASTER]);
	crowd_turn();
	crowd_resume(&crowd[MASTER], NULL, 1, 50);
	worker_turn(crowd_relay->workers[0], 0);
	assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 1);
	worker_turn(crowd_relay->workers[1], 0);
	assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 0);
	assert_heard(CLIENT, waiting);
	crowd_turn();
	assert_heard(CLIENT, resumed);
}

static void one_who_waits_may_show_other_ids_give_up_or_be_lost(void **state)
{
	(void)state;
	dial(CLIENT, 0);
	for (int i = 0; i < CONNECTION_SHOWS_MAX; i++) {
		crowd_resume(&crowd[CLIENT], NULL, 2, (uint8_t)(3 * i));
		crowd_turn();
		assert_heard(CLIENT, waiting);
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 2);
	}
	crowd_resume(&crowd[CLIENT], NULL, 1, 5); /* that often is often enough */
	crowd_turn();
	assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_TOO_MUCH);
	assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 0);
	dial(CLIENT, 1);
	crowd_resume(&crowd[CLIENT], NULL, 1, 5);
	crowd_turn();
	crowd_leave(&crowd[CLIENT], 0);
	crowd_turn();
	assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_ENDED);
	dial(CLIENT, 1);
	crowd_resume(&crowd[CLIENT], NULL, 1, 5);
	crowd_turn();
	crowd_break(&crowd[CLIENT]);
	crowd_turn();
	assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 0);
}

static void waiting_for_a_master_has_its_end(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	dial(CLIENT, 0);
	crowd_resume(&crowd[CLIENT], NULL, 1, 5);
	for (int passed_ms = 0; passed_ms < CONNECTION_WAITING_MS; passed_ms += 20000) {
		crowd_turn();
		assert_true(crowd[CLIENT].waits);
		crowd_say(&crowd[CLIENT], &ping);
		crowd_pass_ms(20000);
	}
	crowd_pass_ms(100);
	assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_TOO_LATE);
	struct limits_source source = {.bytes = {192, 0, 2, CLIENT}};
	crowd_relay->limits.rules.failures_burst = 1;
	assert_false(relay_is_tired(crowd_relay, &source, crowd_ms)); /* it has done nothing wrong */
}

static void words_of_coming_back_out_of_their_time_end_the_connection(void **state)
{
	(void)state;
	dial(CLIENT, 0);
	crowd_resume(&crowd[CLIENT], NULL, 3, 5); /* a participant has two ids */
	crowd_turn();
	assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_MALFORMED);
	three();
	crowd_resume(&crowd[THIRD], crowd[THIRD].ticket, 0, 0); /* it is in */
	crowd_turn();
	assert_int_equal(crowd[THIRD].reason, wire_CloseReason_CLOSE_MALFORMED);
	dial(STRANGER, 1);
	crowd_join(&crowd[STRANGER], 99999);
	crowd_resume(&crowd[STRANGER], crowd[CLIENT].ticket, 0, 0); /* not read before the answer to that */
	crowd_turn();
	assert_heard(STRANGER, hello);
	crowd_pass_ms(crowd_options.refuse_ms + 100);
	assert_int_equal(count_of(STRANGER, refused), 1);
	assert_heard(STRANGER, resumed);
}

static void ticket_of_another_key_is_answered_as_a_wrong_number(void **state)
{
	(void)state;
	three();
	crowd[STRANGER] = (struct person){.line = CROWD_NO_LINE};
	memcpy(crowd[STRANGER].ticket, crowd[CLIENT].ticket, TICKET_BYTES);
	crowd[STRANGER].ticket[30] ^= 4;
	come_back(STRANGER, 1, 0, 0);
	assert_heard(STRANGER, hello);
	crowd_pass_ms(crowd_options.refuse_ms - 100);
	assert_heard(STRANGER, hello);
	crowd_pass_ms(200);
	assert_heard(STRANGER, refused);
	assert_int_equal(count_of(MASTER, peer_returned), 0);
	crowd_join(&crowd[STRANGER], crowd[MASTER].route); /* without a seat */
	crowd_turn();
	crowd_pass_ms(1000);
	assert_int_equal(count_of(STRANGER, refused), 2);
}

static void without_a_place_among_strangers_one_may_but_come_back(void **state)
{
	(void)state;
	three();
	crowd_relay->limits.rules.unmatched_max = 0;
	crowd_break(&crowd[CLIENT]);
	crowd_turn();
	come_back(CLIENT, 2, 1, 50);
	assert_heard(CLIENT, resumed);
	assert_int_equal(crowd_relay->limits.returning, 0); /* it is no stranger any more */
	dial(STRANGER, 0);
	crowd_join(&crowd[STRANGER], crowd[MASTER].route);
	crowd_turn();
	assert_int_equal(crowd[STRANGER].reason, wire_CloseReason_CLOSE_TOO_MUCH);
	dial(STRANGER, 0);
	crowd_resume(&crowd[STRANGER], NULL, 1, 99); /* nobody knows that id: it may not wait */
	crowd_turn();
	assert_int_equal(crowd[STRANGER].reason, wire_CloseReason_CLOSE_TOO_MUCH);
	assert_int_equal(rendezvous_count(crowd_relay->rendezvous, RENDEZVOUS_WAIT), 0);
	crowd_resume(&crowd[MASTER], NULL, 1, 99);
	dial(STRANGER, 0);
	crowd_resume(&crowd[STRANGER], NULL, 1, 99);
	crowd_turn();
	assert_heard(STRANGER, resumed);
	int idle = STRANGER + 1;
	dial(idle, 0);
	crowd_pass_ms(crowd_options.hello_ms + 100); /* and has less time than others */
	assert_int_equal(crowd[idle].reason, wire_CloseReason_CLOSE_TOO_LATE);
}

static void tickets_are_renewed_before_they_are_too_old(void **state)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	(void)state;
	three();
	uint8_t first[TICKET_BYTES];
	memcpy(first, crowd[CLIENT].ticket, sizeof first);
	for (uint32_t s = 0; s < 2 * crowd_options.keep_s; s += 20) {
		for (int i = 0; i < 3; i++)
			crowd_say(&crowd[i], &ping);
		crowd_pass_ms(20000);
		struct ticket ticket;
		for (int i = 0; i < 3; i++) { /* whenever a line breaks, half an hour is left */
			struct bytes sealed = {crowd[i].ticket, TICKET_BYTES};
			assert_int_equal(
				ticket_open(sealed, crowd_relay->ticket_key, crowd_wall() + crowd_options.keep_s, &ticket),
				RESULT_OK);
		}
	}
	assert_int_equal(count_of(CLIENT, ticket), 6);
	crowd_break(&crowd[CLIENT]);
	crowd_turn();
	come_back(CLIENT, 0, 0, 0);
	assert_heard(CLIENT, resumed);
	memcpy(crowd[CLIENT].ticket, first, sizeof first); /* from an hour ago */
	crowd_break(&crowd[CLIENT]);
	crowd_turn();
	come_back(CLIENT, 0, 0, 0);
	crowd_pass_ms(1000);
	assert_heard(CLIENT, refused);
}

static void one_who_does_nothing_but_show_ids_is_ended(void **state)
{
	(void)state;
	three();
	for (int round = 0; round < 3; round++) { /* a few now and then are nothing */
		for (int i = 0; i < CONNECTION_SHOWS_MAX; i++)
			crowd_resume(&crowd[CLIENT], NULL, 2, (uint32_t)i);
		crowd_turn();
		assert_true(crowd[CLIENT].is_in);
		crowd_pass_ms(CONNECTION_SHOWS_EACH_MS);
	}
	for (int i = 0; i <= CONNECTION_SHOWS_MAX; i++)
		crowd_resume(&crowd[CLIENT], NULL, 2, (uint32_t)i);
	crowd_turn();
	assert_int_equal(crowd[CLIENT].reason, wire_CloseReason_CLOSE_TOO_MUCH);
	assert_true(crowd[MASTER].is_in);
}

static void coming_back_again_and_again_is_slowed_down(void **state)
{
	(void)state;
	three();
	unsigned before = count_of(MASTER, peer_returned);
	for (int i = 0; i < 100; i++) {
		crowd[CLIENT].line = CROWD_NO_LINE;
		if (crowd_dial(&crowd[CLIENT], 0))
			crowd_resume(&crowd[CLIENT], crowd[CLIENT].ticket, 1, 5);
		crowd_turn();
	}
	assert_in_range(count_of(MASTER, peer_returned) - before, 60, 64);
	crowd_pass_ms(2000);
	come_back(CLIENT, 0, 1, 5);
	assert_heard(CLIENT, resumed);
	assert_true(crowd[MASTER].is_in);
}

/* All come back at once, and the keeper is slow. */
static void numbers_wait_for_a_busy_keeper(void **state)
{
	struct keeper_message nothing = {.kind = KEEPER_CLOSED, .route = CROWD_FIRST_ROUTE}, message;
	(void)state;
	three();
	crowd_stop_relay();
	crowd_start_relay();
	while (relay_tell_keeper(crowd_relay, &nothing) == RESULT_OK)
		;
	assert_true(crowd_dial(&crowd[MASTER], 1));
	crowd_resume(&crowd[MASTER], crowd[MASTER].ticket, 0, 0);
	for (int i = 0; i < 4; i++)
		worker_turn(crowd_relay->workers[1], 0);
	assert_int_equal(crowd_relay->workers[1]->reclaim_count, 1);
	while (queue_pop(crowd_relay->to_keeper, &message))
		;
	crowd_turn();
	assert_heard(MASTER, resumed);
	assert_int_equal(crowd_relay->workers[1]->reclaim_count, 0);
	assert_int_equal(routes_count(crowd_relay->routes), 1);
	assert_true(crowd_in_use[crowd[MASTER].route - CROWD_FIRST_ROUTE]);
}

/* Else a relay that is restarted twice within minutes would forget it. */
static void fresh_ticket_of_a_restarted_relay_names_the_numbers_too(void **state)
{
	(void)state;
	three();
	for (int i = 0; i < 2; i++) {
		crowd_stop_relay();
		crowd_start_relay();
		come_back(MASTER, i, 0, 0);
		assert_heard(MASTER, resumed);
		assert_int_equal(routes_count(crowd_relay->routes), 1);
	}
}

static void full_boxes_lose_nobody(void **state)
{
	(void)state;
	three();
	struct mail nothing = {.kind = MAIL_NONE};
	crowd_break(&crowd[CLIENT]);
	crowd_turn();
	while (worker_post(crowd_relay->workers[0], &nothing) == RESULT_OK)
		;
	assert_true(crowd_dial(&crowd[CLIENT], 1));
	crowd_resume(&crowd[CLIENT], crowd[CLIENT].ticket, 0, 0);
	worker_turn(crowd_relay->workers[1], 0); /* it can't be moved: it is ended, and tries again */
	crowd_turn();
	assert_int_equal(crowd[CLIENT].line, CROWD_NO_LINE);
	come_back(CLIENT, 1, 0, 0);
	assert_heard(CLIENT, resumed);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(ticket_leads_back_whatever_worker_it_comes_to),
		HERE(hanging_line_is_closed_without_a_word),
		HERE(all_three_come_back_to_a_relay_that_was_restarted),
		HERE(number_that_somebody_else_has_by_now_is_told_to_the_master),
		HERE(ids_bring_the_two_together_whoever_is_first),
		HERE(one_who_moves_is_found_nowhere_until_he_is_there),
		HERE(one_who_waits_may_show_other_ids_give_up_or_be_lost),
		HERE(waiting_for_a_master_has_its_end),
		HERE(words_of_coming_back_out_of_their_time_end_the_connection),
		HERE(ticket_of_another_key_is_answered_as_a_wrong_number),
		HERE(without_a_place_among_strangers_one_may_but_come_back),
		HERE(tickets_are_renewed_before_they_are_too_old),
		HERE(one_who_does_nothing_but_show_ids_is_ended),
		HERE(coming_back_again_and_again_is_slowed_down),
		HERE(numbers_wait_for_a_busy_keeper),
		HERE(fresh_ticket_of_a_restarted_relay_names_the_numbers_too),
		HERE(full_boxes_lose_nobody),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
