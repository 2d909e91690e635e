/* Many programs that open, join, break, hang, come back, leave and cut each other off at random, at a relay
 * of three workers that is restarted now and then. Whatever happens: no two in a session have one peer id,
 * who comes back has his own, nobody hears of a session that he is not in, nobody who has left gets in again,
 * memory is bounded, and in the end nothing is left. */
#include "support/unit.h"

#include "support/noise.h"
#include "unit/relay/crowd.h"

#include "base/secret.h"

#include <stdio.h>

enum { STEPS = 4000, SEEDS = 12, GHOST = CROWD_PEOPLE - 1, TAGS_MAX = 4096 };

static struct noise noise;
static uint32_t next_tag, next_id = 1000;
static struct tag {
	uint8_t id[SESSION_ID_BYTES];
	bool is_known;
	uint32_t route;                          /* the last one that its master was given */
} tags[TAGS_MAX];                            /* sessions, by the test's count */
static uint16_t expected_peer[CROWD_PEOPLE]; /* who comes back by ticket; 0: any */
static uint8_t dead_ticket[TICKET_BYTES];    /* of one who has left in this run, or whose session has ended */
static bool has_dead_ticket;
static struct {
	unsigned opened, joined, resumed, matched, returned, ended, restarts, frames;
} seen;

static uint32_t below(uint32_t limit)
{
	return noise_below(&noise, limit);
}

static int index_of(const struct person *who)
{
	return (int)(who - crowd);
}

/* It is in no session any more, and its ticket is good for nothing. */
static void forget_session(struct person *who)
{
	if (who->has_ticket) {
		memcpy(dead_ticket, who->ticket, sizeof dead_ticket);
		has_dead_ticket = true;
	}
	who->has_ticket = who->is_master = false;
	who->session = who->route = 0;
	who->peer = expected_peer[index_of(who)] = 0;
}

static void crowd_heard(struct person *who, const wire_Control *what)
{
	int i = index_of(who);
	switch (what->which_what) {
	case wire_Control_opened_tag:
		seen.opened++;
		if (!who->session)
			who->session = ++next_tag;
		tags[who->session].route = who->route;
		expected_peer[i] = SESSION_PEER_MASTER;
		assert_int_equal(who->peer, SESSION_PEER_MASTER);
		break;
	case wire_Control_joined_tag:
		seen.joined++;
		expected_peer[i] = who->peer;
		break;
	case wire_Control_resumed_tag:
		assert_int_not_equal(i, GHOST);
		seen.resumed++;
		seen.matched += expected_peer[i] == 0;
		if (expected_peer[i])
			assert_int_equal(who->peer, expected_peer[i]);
		expected_peer[i] = who->peer;
		break;
	case wire_Control_peer_returned_tag:
		seen.returned++;
		assert_int_not_equal(what->what.peer_returned.peer, who->peer);
		assert_true(who->is_in || who->waits);
		assert_true(who->is_master || what->what.peer_returned.peer == SESSION_PEER_MASTER);
		break;
	case wire_Control_peer_joined_tag:
		assert_true(who->is_master);
		break;
	case wire_Control_peer_left_tag:
	case wire_Control_ticket_tag:
		assert_true(who->is_in || who->waits);
		break;
	case wire_Control_refused_tag: /* what it had is gone; a master with a session got no further number */
		if (!who->is_in)
			forget_session(who);
		break;
	case wire_Control_close_tag:
		assert_int_not_equal(who->reason, wire_CloseReason_CLOSE_MALFORMED);
		seen.ended++;
		if (who->reason == wire_CloseReason_CLOSE_ENDED || who->reason == wire_CloseReason_CLOSE_CUT_OFF)
			forget_session(who);
		break;
	default:
		break;
	}
}

/* Frames hold the number of the sender's session. */
static void crowd_got(struct person *who, const struct frame_header *header, struct bytes payload)
{
	uint32_t tag;
	assert_int_equal(payload.size, sizeof tag);
	memcpy(&tag, payload.data, sizeof tag);
	assert_int_equal(tag, who->session);
	assert_int_not_equal(header->peer, who->peer);
	seen.frames++;
}

/* --- what one may do
 * ------------------------------------------------------------------------------------------------------ */

static struct person *any_master(void)
{
	for (int tries = 0; tries < 8; tries++) {
		struct person *who = &crowd[below(GHOST)];
		if (who->is_master && who->session)
			return who;
	}
	return NULL;
}

static void join_somebody(struct person *who)
{
	struct person *master = any_master();
	if (!master)
		return;
	forget_session(who);
	who->session = master->session;
	crowd_seats(master, master->route, 1);
	crowd_turn();
	crowd_join(who, master->route);
}

static void meet_somebody(struct person *who)
{
	struct person *master = any_master();
	if (!master || !master->is_in)
		return;
	uint32_t id = next_id += 4;
	forget_session(who);
	who->session = master->session;
	bool is_master_first = below(2);
	if (is_master_first)
		crowd_resume(master, NULL, 1 + (int)below(3), id);
	crowd_turn();
	crowd_resume(who, NULL, 1 + (int)below(2), id);
	crowd_turn();
	if (!is_master_first)
		crowd_resume(master, NULL, 1, id);
	crowd_turn();
	if (!who->is_in && !expected_peer[index_of(who)]) { /* its master was lost in between, or hangs */
		crowd_break(who);
		forget_session(who);
	}
}

/* On a new line. */
static void begin_something(struct person *who)
{
	if (!crowd_dial(who, (int)below(CROWD_WORKERS)))
		return;
	if (who->has_ticket)
		crowd_resume(who, who->ticket, (int)below(3), 200 + below(50));
	else if (below(3) == 0 && next_tag + 1 < TAGS_MAX) {
		forget_session(who); /* that it has tried to join */
		crowd_open(who);
	} else if (below(3) == 0)
		meet_somebody(who);
	else
		join_somebody(who);
}

static void haunt(void)
{
	if (has_dead_ticket && crowd_dial(&crowd[GHOST], (int)below(CROWD_WORKERS))) {
		crowd_resume(&crowd[GHOST], dead_ticket, 0, 0);
		crowd_turn();
		assert_false(crowd[GHOST].waits);
	}
	crowd_pass_ms(crowd_options.refuse_ms + 100);
	crowd_break(&crowd[GHOST]);
}

static void send_something(struct person *who)
{
	uint8_t bytes[64];
	struct frame_header header = {.kind = FRAME_BULK, .peer = (uint16_t)(1 + below(8)), .payload_bytes = 4};
	frame_encode(&header, bytes);
	memcpy(bytes + FRAME_HEADER_BYTES, &who->session, 4);
	crowd_say_bytes(who, bytes, FRAME_HEADER_BYTES + 4);
}

static void do_in_session(struct person *who)
{
	wire_Control subscribe = {.which_what = wire_Control_subscribe_tag};
	switch (below(12)) {
	case 0:
		crowd_leave(who, 0);
		crowd_turn();
		if (who->is_in) /* the end comes at once */
			fail();
		break;
	case 1:
		if (who->is_master)
			crowd_leave(who, 2 + below(6));
		break;
	case 2:
		if (who->is_master)
			crowd_open(who); /* a further number */
		break;
	case 3:
		subscribe.what.subscribe = (wire_Subscribe){.peers_count = 1, .peers = {1 + below(6)}};
		crowd_say(who, &subscribe);
		break;
	case 4:
		crowd_resume(who, NULL, 1 + (int)below(2), 200 + below(50));
		break;
	default:
		send_something(who);
	}
}

static void let_time_pass(void)
{
	wire_Control ping = {.which_what = wire_Control_ping_tag};
	for (int i = 0; i < CROWD_PEOPLE; i++)
		if (below(8))
			crowd_say(&crowd[i], &ping);
	crowd_turn();
	crowd_pass_ms(below(4) ? below(2000) : below(25000));
}

static void restart(void)
{
	crowd_stop_relay();
	has_dead_ticket = false; /* what was over then is not known any more */
	for (int i = 0; i < CROWD_PEOPLE; i++) {
		crowd[i].is_in = crowd[i].waits = false;
		if (!crowd[i].has_ticket)
			forget_session(&crowd[i]);
	}
	crowd_start_relay();
	seen.restarts++;
}

static void step(void)
{
	struct person *who = &crowd[below(GHOST)];
	uint32_t dice = below(100);
	if (dice == 0 && below(4) == 0)
		restart();
	else if (dice < 10)
		let_time_pass();
	else if (dice < 20)
		crowd_break(who);
	else if (dice < 23)
		haunt();
	else if (who->line == CROWD_NO_LINE || (who->has_ticket && dice < 28)) /* or its line hangs */
		begin_something(who);
	else if (who->is_in)
		do_in_session(who);
	crowd_turn();
}

/* --- what must hold
 * ------------------------------------------------------------------------------------------------------- */

static void check_session(const struct session *session)
{
	const struct members *members = &session->members;
	assert_false(session->is_over);
	assert_true(session->lost_count <= SESSION_LOST_MAX && session->old_count <= SESSION_OLD_MAX);
	assert_true(session->offer_count <= CONNECTION_OFFERS_MAX);
	for (uint32_t i = 0; i < SESSION_MEMBERS_MAX; i++) {
		if (!(members->present >> i & 1)) {
			assert_null(members->who[i]);
			continue;
		}
		assert_ptr_equal(members->who[i]->session, session);
		assert_int_equal(members->who[i]->peer, members->peers[i]);
		assert_true(members->peers[i] < session->next_peer);
		for (uint32_t j = 0; j < i; j++)
			assert_false((members->present >> j & 1) && members->peers[j] == members->peers[i]);
		for (int lost = 0; lost < session->lost_count; lost++)
			assert_int_not_equal(session->lost[lost].peer, members->peers[i]);
	}
	if (session->master)
		assert_ptr_equal(session->master->session, session);
	assert_int_equal(session->is_kept, session->master == NULL);
}

/* That person's session is the one that it believes to be in. */
static void check_person(const struct person *who)
{
	if (who->line == CROWD_NO_LINE || !who->is_in)
		return;
	const struct participant *self = &crowd_connections[who->line]->participant;
	struct tag *tag = &tags[who->session];
	assert_non_null(self->session);
	assert_int_equal(self->peer, who->peer);
	if (!tag->is_known)
		memcpy(tag->id, self->session->id, sizeof tag->id);
	tag->is_known = true;
	assert_memory_equal(tag->id, self->session->id, sizeof tag->id);
	for (uint32_t i = 1; i < next_tag; i++)
		if (i != who->session && tags[i].is_known)
			assert_memory_not_equal(tags[i].id, tag->id, sizeof tag->id);
}

static void check(void)
{
	uint64_t connections = 0;
	for (int i = 0; i < CROWD_WORKERS; i++) {
		struct worker *worker = crowd_relay->workers[i];
		assert_true(worker->forward.pool.held_bytes <= worker->forward.pool.limit_bytes);
		for (struct connection *one = worker->all; one; one = one->next_all) {
			connections++;
			assert_ptr_equal(one->worker, worker);
			assert_int_equal(one->state == CONNECTION_SEATED,
			                 one->participant.session != NULL && one->participant.knocks_at == 0);
			assert_true(!one->comeback || one->state == CONNECTION_WAITING);
			if (one->state == CONNECTION_SEATED)
				check_session(one->participant.session);
		}
		for (struct session *one = worker->kept; one; one = one->next_kept)
			check_session(one);
	}
	assert_int_equal(connections, crowd_relay->connections);
	for (int i = 0; i < CROWD_PEOPLE; i++)
		check_person(&crowd[i]);
}

static void check_that_nothing_is_left(void)
{
	for (int i = 0; i < CROWD_PEOPLE; i++)
		crowd_break(&crowd[i]);
	crowd_turn();
	crowd_pass_ms((int64_t)crowd_options.keep_s * 1000 + CONNECTION_WAITING_MS);
	crowd_turn();
	assert_int_equal(crowd_relay->connections, 0);
	for (int i = 0; i < RENDEZVOUS_OVER; i++)
		assert_int_equal(rendezvous_count(crowd_relay->rendezvous, i), 0);
	assert_int_equal(routes_count(crowd_relay->routes), 0);
	assert_int_equal(crowd_relay->limits.unmatched + crowd_relay->limits.returning, 0);
	for (int i = 0; i < LIMITS_ENTRIES; i++)
		assert_int_equal(crowd_relay->limits.entries[i].numbers, 0);
	for (int i = 0; i < CROWD_ROUTES; i++)
		assert_false(crowd_in_use[i]);
	for (int i = 0; i < CROWD_WORKERS; i++)
		assert_null(crowd_relay->workers[i]->kept);
}

static void nothing_goes_wrong_in_a_random_crowd(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		noise = noise_start(seed);
		memset(tags, 0, sizeof tags);
		memset(expected_peer, 0, sizeof expected_peer);
		next_tag = 0;
		has_dead_ticket = false;
		crowd_begin();
		for (int i = 0; i < STEPS; i++) {
			step();
			check();
		}
		check_that_nothing_is_left();
		crowd_end();
	}
	printf("opened %u, joined %u, resumed %u (by id %u), told of a return %u, closed %u, restarts %u, frames "
	       "%u\n",
	       seen.opened, seen.joined, seen.resumed, seen.matched, seen.returned, seen.ended, seen.restarts,
	       seen.frames);
	/* The control: all of it has happened, many times. */
	assert_true(seen.opened > 100 && seen.joined > 100 && seen.resumed > 1000 && seen.matched > 20);
	assert_true(seen.returned > 1000 && seen.ended > 100 && seen.restarts > 10 && seen.frames > 100);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_goes_wrong_in_a_random_crowd)};
	return cmocka_run_group_tests(tests, start, NULL);
}
