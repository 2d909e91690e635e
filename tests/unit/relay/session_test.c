/* The rules of a session as states and events; what it tells whom is written down as one line of words. */
#include "support/unit.h"

#include "relay/session.h"

#include <stdio.h>
#include <string.h>

enum { PEOPLE = 140, ROUTE = 12345, OTHER_ROUTE = 54321, KEEP_MS = 1000, BEGIN_MS = 5000 };

static const uint8_t session_id[SESSION_ID_BYTES] = {7};
static int64_t now_ms;

static struct participant people[PEOPLE]; /* 0 is the master */
static struct session *session;
static char told[8192];

static void note(const char *format, ...)
{
	va_list arguments;
	size_t size = strlen(told);
	va_start(arguments, format);
	vsnprintf(told + size, sizeof told - size, format, arguments);
	va_end(arguments);
}

static int index_of(const struct participant *who)
{
	return (int)(who - people);
}

static void on_entered(struct participant *who)
{
	assert_non_null(who->session);
}

static void on_tell(struct participant *who, const wire_Control *what)
{
	int i = index_of(who);
	switch (what->which_what) {
	case wire_Control_opened_tag:
		note("%d:opened(%u,%u,peer %u) ", i, what->what.opened.route, what->what.opened.route_digits,
		     what->what.opened.peer);
		break;
	case wire_Control_joined_tag:
		assert_int_equal(what->what.joined.ticket.size, 1);
		note("%d:joined(%u,master %u) ", i, what->what.joined.peer, what->what.joined.master);
		break;
	case wire_Control_peer_joined_tag:
		note("%d:peer_joined(%u) ", i, what->what.peer_joined.peer);
		break;
	case wire_Control_peer_left_tag:
		note("%d:%s(%u) ", i, what->what.peer_left.lost ? "peer_lost" : "peer_left",
		     what->what.peer_left.peer);
		break;
	case wire_Control_knocking_tag:
		note("%d:%s(%u) ", i, what->what.knocking.gone ? "knock_gone" : "knocking",
		     what->what.knocking.route);
		break;
	case wire_Control_waiting_tag:
		note("%d:waiting ", i);
		break;
	case wire_Control_resumed_tag:
		assert_int_equal(what->what.resumed.ticket.size, 1);
		assert_int_equal(what->what.resumed.ticket.bytes[0], i);
		note("%d:resumed(%u,master %u) ", i, what->what.resumed.peer, what->what.resumed.master);
		break;
	case wire_Control_peer_returned_tag:
		note("%d:returned(%u", i, what->what.peer_returned.peer);
		for (int id = 0; id < what->what.peer_returned.ids_count; id++)
			note(",%d", what->what.peer_returned.ids[id].bytes[0]);
		note(") ");
		break;
	case wire_Control_ticket_tag:
		note("%d:ticket ", i);
		break;
	case wire_Control_seats_tag:
		note("%d:number_lost(%u) ", i, what->what.seats.route);
		break;
	default:
		note("%d:?%d ", i, what->which_what);
	}
}

static void on_part(struct participant *who, wire_CloseReason reason)
{
	assert_null(who->session);
	note("%d:part(%d) ", index_of(who), reason);
}

static void on_replaced(struct participant *who)
{
	assert_null(who->session);
	note("%d:replaced ", index_of(who));
}

/* Made up: whose it is. */
static size_t on_ticket(const struct participant *who, uint8_t to[static 96])
{
	assert_non_null(who->session);
	to[0] = (uint8_t)index_of(who);
	return 1;
}

static void on_number_closed(struct session *of, uint32_t route)
{
	assert_ptr_equal(of, session);
	note("closed(%u) ", route);
}

static void on_over(struct session *of)
{
	assert_ptr_equal(of, session);
	assert_int_equal(of->members.present, 0);
	note("over ");
}

static const struct session_events events = {
	on_entered, on_tell, on_part, on_replaced, on_ticket, on_number_closed, on_over,
};

/* What was told since the last time. */
#define assert_told(expected)                                                                                \
	do {                                                                                                     \
		assert_string_equal(told, expected);                                                                 \
		told[0] = 0;                                                                                         \
	} while (0)

static int set_up(void **state)
{
	(void)state;
	memset(people, 0, sizeof people);
	told[0] = 0;
	now_ms = BEGIN_MS;
	session = session_create(&events, session_id, &people[0]);
	session->keep_ms = KEEP_MS;
	assert_int_equal(session_add_number(session, ROUTE, 1), RESULT_OK);
	assert_told("0:opened(12345,5,peer 1) ");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (!session->is_over)
		session_end(session, wire_CloseReason_CLOSE_SHUTDOWN);
	session_destroy(session);
	return 0;
}

static enum result seats(int who, uint32_t route, uint32_t free, bool is_closed)
{
	wire_Control control = {.which_what = wire_Control_seats_tag};
	control.what.seats = (wire_Seats){.route = route, .free = free, .is_closed = is_closed};
	return session_heard(session, &people[who], &control);
}

static enum result leave(int who, uint32_t peer)
{
	wire_Control control = {.which_what = wire_Control_leave_tag};
	control.what.leave.peer = peer;
	return session_heard(session, &people[who], &control);
}

static enum result subscribe(int who, uint32_t lane, uint32_t peer, bool hold)
{
	wire_Control control = {.which_what = wire_Control_subscribe_tag};
	control.what.subscribe = (wire_Subscribe){.lane = lane, .peers_count = 1, .hold = hold};
	control.what.subscribe.peers[0] = peer;
	return session_heard(session, &people[who], &control);
}

/* Two who joined: people 1 and 2 with peers 2 and 3. */
static void let_two_in(void)
{
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_OK);
	assert_int_equal(seats(0, ROUTE, 1, false), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[2]), RESULT_OK);
	told[0] = 0;
}

static void number_is_one_seat(void **state)
{
	(void)state;
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_OK);
	assert_told("1:joined(2,master 1) 0:peer_joined(2) ");
	assert_int_equal(session_join(session, ROUTE, &people[2]), RESULT_NO_SUCH_NUMBER);
	assert_null(people[2].session);
	assert_told("");
}

static void seat_that_the_master_adds_can_be_taken(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	told[0] = 0;
	assert_int_equal(seats(0, ROUTE, 2, false), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[2]), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[3]), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[4]), RESULT_NO_SUCH_NUMBER);
	assert_told("2:joined(3,master 1) 0:peer_joined(3) 3:joined(4,master 1) 0:peer_joined(4) ");
}

static void further_number_leads_to_the_same_session(void **state)
{
	(void)state;
	assert_int_equal(session_add_number(session, OTHER_ROUTE, 2), RESULT_OK);
	assert_told("0:opened(54321,5,peer 1) ");
	assert_int_equal(session_join(session, OTHER_ROUTE, &people[1]), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[2]), RESULT_OK);
	assert_told("1:joined(2,master 1) 0:peer_joined(2) 2:joined(3,master 1) 0:peer_joined(3) ");
}

static void numbers_of_a_session_are_bounded(void **state)
{
	(void)state;
	for (uint32_t i = 1; i < SESSION_NUMBERS_MAX; i++)
		assert_int_equal(session_add_number(session, 20000 + i, i), RESULT_OK);
	told[0] = 0;
	assert_int_equal(session_add_number(session, 30000, 99), RESULT_TOO_LARGE);
	assert_told("");
}

static void no_more_than_32_are_in_it(void **state)
{
	(void)state;
	seats(0, ROUTE, 100, false);
	for (int i = 1; i < SESSION_MEMBERS_MAX; i++)
		assert_int_equal(session_join(session, ROUTE, &people[i]), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[32]), RESULT_NO_SUCH_NUMBER);
	session_lost(session, &people[7], now_ms);
	seats(0, ROUTE, 1, false);
	assert_int_equal(session_join(session, ROUTE, &people[32]), RESULT_OK);
	assert_int_equal(people[32].slot, people[7].slot);
	assert_int_equal(people[32].peer, 33); /* no id comes again */
}

static void closed_number_lets_nobody_in(void **state)
{
	(void)state;
	assert_int_equal(seats(0, ROUTE, 0, true), RESULT_OK);
	assert_told("closed(12345) 0:ticket ");
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(session_knock(session, ROUTE, &people[1]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(seats(0, ROUTE, 5, false), RESULT_OK); /* for good */
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_NO_SUCH_NUMBER);
	assert_told("");
}

static void master_hears_of_the_first_that_knocks_alone(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	told[0] = 0;
	assert_int_equal(session_knock(session, ROUTE, &people[2]), RESULT_OK);
	assert_told("0:knocking(12345) ");
	assert_int_equal(session_knock(session, ROUTE, &people[3]), RESULT_OK);
	assert_told("");
	session_lost(session, &people[3], now_ms);
	assert_told("");
	session_knock(session, ROUTE, &people[4]);
	session_lost(session, &people[2], now_ms);
	assert_told("0:knock_gone(12345) 0:knocking(12345) ");
	session_lost(session, &people[4], now_ms);
	assert_told("0:knock_gone(12345) ");
}

static void who_knocks_gets_the_next_seat_in_turn(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	session_knock(session, ROUTE, &people[2]);
	session_knock(session, ROUTE, &people[3]);
	told[0] = 0;
	assert_int_equal(seats(0, ROUTE, 1, false), RESULT_OK);
	assert_told("2:joined(3,master 1) 0:peer_joined(3) 0:knocking(12345) ");
	assert_int_equal(session_join(session, ROUTE, &people[5]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(seats(0, ROUTE, 1, false), RESULT_OK);
	assert_told("3:joined(4,master 1) 0:peer_joined(4) ");
	assert_int_equal(people[3].knocks_at, 0);
}

static void who_knocks_at_a_free_seat_is_in_at_once(void **state)
{
	(void)state;
	assert_int_equal(session_knock(session, ROUTE, &people[1]), RESULT_OK);
	assert_told("1:joined(2,master 1) 0:peer_joined(2) ");
}

static void few_may_knock_at_once(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	for (int i = 0; i < SESSION_KNOCKERS_MAX; i++)
		assert_int_equal(session_knock(session, ROUTE, &people[2 + i]), RESULT_OK);
	assert_int_equal(session_knock(session, ROUTE, &people[20]), RESULT_NO_SUCH_NUMBER);
	session_lost(session, &people[2], now_ms);
	assert_int_equal(session_knock(session, ROUTE, &people[20]), RESULT_OK);
}

static void closing_a_number_ends_those_who_knock(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	session_knock(session, ROUTE, &people[2]);
	told[0] = 0;
	seats(0, ROUTE, 0, true);
	assert_told("2:part(1) closed(12345) 0:ticket ");
}

static void participant_that_leaves_leaves_the_others(void **state)
{
	(void)state;
	let_two_in();
	assert_int_equal(leave(1, 0), RESULT_OK);
	assert_told("0:peer_left(2) 2:peer_left(2) 1:part(1) ");
	assert_int_equal(leave(2, 3), RESULT_OK); /* by its own id */
	assert_told("0:peer_left(3) 2:part(1) ");
	assert_ptr_equal(session->master, &people[0]);
}

static void lost_participant_is_told_as_lost(void **state)
{
	(void)state;
	let_two_in();
	session_lost(session, &people[2], now_ms);
	assert_told("0:peer_lost(3) 1:peer_lost(3) ");
}

static void master_that_leaves_ends_it_for_all(void **state)
{
	(void)state;
	let_two_in();
	session_knock(session, ROUTE, &people[3]);
	told[0] = 0;
	assert_int_equal(leave(0, 0), RESULT_OK);
	assert_told("3:part(1) closed(12345) 1:part(1) 2:part(1) over 0:part(1) ");
	assert_null(session->master);
}

static void master_cuts_a_participant_off(void **state)
{
	(void)state;
	let_two_in();
	assert_int_equal(leave(0, 3), RESULT_OK);
	assert_told("0:peer_left(3) 1:peer_left(3) 2:part(8) ");
	assert_int_equal(leave(0, 3), RESULT_OK); /* gone already */
	assert_int_equal(leave(0, 99), RESULT_OK);
	assert_told("");
}

static void ending_it_tells_all_why(void **state)
{
	(void)state;
	let_two_in();
	session_end(session, wire_CloseReason_CLOSE_SHUTDOWN);
	assert_told("closed(12345) 0:part(6) 1:part(6) 2:part(6) over ");
}

static void subscription_names_those_who_are_there(void **state)
{
	(void)state;
	let_two_in();
	assert_int_equal(subscribe(1, 2, 3, true), RESULT_OK);
	assert_int_equal(people[1].lanes[2].viewers, 1u << people[2].slot);
	assert_true(people[1].lanes[2].is_held);
	assert_int_equal(subscribe(1, 2, 77, false), RESULT_OK); /* has left meanwhile */
	assert_int_equal(people[1].lanes[2].viewers, 0);
	assert_int_equal(subscribe(1, 0, 2, false), RESULT_OK); /* itself */
	assert_int_equal(people[1].lanes[0].viewers, 0);
}

static void lane_of_several_viewers_is_never_held(void **state)
{
	wire_Control control = {.which_what = wire_Control_subscribe_tag};
	(void)state;
	let_two_in();
	control.what.subscribe = (wire_Subscribe){.peers_count = 2, .peers = {2, 3}, .hold = true};
	assert_int_equal(session_heard(session, &people[0], &control), RESULT_OK);
	assert_int_equal(people[0].lanes[0].viewers, 1u << people[1].slot | 1u << people[2].slot);
	assert_false(people[0].lanes[0].is_held);
}

static void new_subscription_keeps_who_is_blocked(void **state)
{
	(void)state;
	let_two_in();
	subscribe(0, 0, 2, false);
	people[0].lanes[0].blocked = 1u << people[1].slot;
	subscribe(0, 0, 2, false);
	assert_int_equal(people[0].lanes[0].blocked, 1u << people[1].slot);
	subscribe(0, 0, 3, false);
	assert_int_equal(people[0].lanes[0].blocked, 0);
}

static void slot_of_one_who_left_is_no_viewer_any_more(void **state)
{
	(void)state;
	let_two_in();
	subscribe(0, 0, 2, false);
	session_lost(session, &people[1], now_ms);
	assert_int_equal(people[0].lanes[0].viewers, 0);
	seats(0, ROUTE, 1, false);
	session_join(session, ROUTE, &people[5]);
	assert_int_equal(people[5].slot, 1);
	assert_int_equal(people[0].lanes[0].viewers, 0);
}

/* --- coming back
 * ---------------------------------------------------------------------------------------------------------
 */

static enum result come_back(int who, uint16_t peer, int id)
{
	struct session_return how = {.peer = peer, .ids.count = id ? 1 : 0};
	how.ids.ids[0][0] = (uint8_t)id;
	return session_return(session, &people[who], &how, now_ms);
}

/* With a ticket of an earlier run. */
static enum result come_back_old(int who, uint16_t peer, uint16_t next_peer)
{
	struct session_return how = {.peer = peer, .is_old = true, .next_peer = next_peer};
	return session_return(session, &people[who], &how, now_ms);
}

static enum result show(int who, int count)
{
	wire_Control control = {.which_what = wire_Control_resume_tag};
	control.what.resume.ids_count = (pb_size_t)count;
	for (int i = 0; i < count; i++) {
		control.what.resume.ids[i].size = SESSION_ID_BYTES;
		control.what.resume.ids[i].bytes[0] = (uint8_t)(40 + i);
	}
	return session_heard(session, &people[who], &control);
}

static void lost_participant_comes_back_to_the_same_id(void **state)
{
	(void)state;
	let_two_in();
	session_lost(session, &people[1], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(11, 2, 5), RESULT_OK);
	assert_told("11:resumed(2,master 1) 0:returned(2,5) "); /* the third hears nothing */
	assert_int_equal(people[11].peer, 2);
}

static void connection_that_hangs_is_replaced_without_a_word(void **state)
{
	(void)state;
	let_two_in();
	assert_int_equal(come_back(11, 2, 0), RESULT_OK);
	assert_told("11:resumed(2,master 1) 0:returned(2) 1:replaced ");
	assert_int_equal(come_back(10, 1, 0), RESULT_OK); /* the master */
	assert_told("10:resumed(1,master 1) 11:returned(1) 2:returned(1) 0:replaced ");
	assert_ptr_equal(session->master, &people[10]);
}

/* State of a seat x ticket: who gets in. In each row peer 2 was in, and what the state says happened to it.
 */
static void who_may_come_back(void **state)
{
	enum { PRESENT, LOST, LATE, LEFT, CUT, LOST_AND_CUT, NEVER, STATES };
	static const struct {
		int seat;
		bool is_old, is_remade;
		enum result expected;
	} rows[] = {
		{PRESENT, false, false, RESULT_OK},
		{LOST, false, false, RESULT_OK},
		{LATE, false, false, RESULT_NO_SUCH_NUMBER},
		{LEFT, false, false, RESULT_NO_SUCH_NUMBER},
		{CUT, false, false, RESULT_NO_SUCH_NUMBER},
		{LOST_AND_CUT, false, false, RESULT_NO_SUCH_NUMBER},
		{NEVER, false, false, RESULT_NO_SUCH_NUMBER},
		{NEVER, true, false, RESULT_NO_SUCH_NUMBER}, /* it is no session of an earlier run */
		{PRESENT, true, true, RESULT_OK},
		{LOST, true, true, RESULT_OK}, /* its new ticket may not have come to it */
		{LATE, true, true, RESULT_NO_SUCH_NUMBER},
		{LEFT, true, true, RESULT_NO_SUCH_NUMBER},
		{CUT, true, true, RESULT_NO_SUCH_NUMBER},
		{LOST_AND_CUT, true, true, RESULT_NO_SUCH_NUMBER},
		{NEVER, true, true, RESULT_OK},
		{NEVER, false, true, RESULT_NO_SUCH_NUMBER},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int seat = rows[i].seat;
		tear_down(state);
		set_up(state);
		session->is_remade = rows[i].is_remade;
		if (rows[i].is_remade && seat != NEVER)
			assert_int_equal(come_back_old(1, 2, 3), RESULT_OK);
		else if (seat != NEVER)
			assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_OK);
		if (seat == LOST || seat == LATE || seat == LOST_AND_CUT)
			session_lost(session, &people[1], now_ms);
		if (seat == LEFT)
			assert_int_equal(leave(1, 0), RESULT_OK);
		if (seat == CUT || seat == LOST_AND_CUT)
			assert_int_equal(leave(0, 2), RESULT_OK);
		now_ms += seat == LATE ? KEEP_MS : KEEP_MS - 1;
		struct session_return how = {.peer = 2, .is_old = rows[i].is_old, .next_peer = 3};
		if (session_return(session, &people[9], &how, now_ms) != rows[i].expected)
			fail_msg("row %zu", i);
		assert_true((people[9].session != NULL) == (rows[i].expected == RESULT_OK));
	}
}

static void session_goes_on_without_its_master_and_lets_nobody_new_in(void **state)
{
	(void)state;
	let_two_in();
	seats(0, ROUTE, 2, false);
	session_lost(session, &people[0], now_ms);
	assert_told("1:peer_lost(1) 2:peer_lost(1) ");
	assert_null(session->master);
	assert_false(session->is_over);
	assert_int_equal(session_join(session, ROUTE, &people[3]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(session_knock(session, ROUTE, &people[3]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(leave(1, 0), RESULT_OK);
	assert_told("2:peer_left(2) 1:part(1) ");
	session_lost(session, &people[2], now_ms);
	assert_told(""); /* nobody is left */
	assert_int_equal(come_back(10, 1, 0), RESULT_OK);
	assert_told("10:resumed(1,master 1) ");
	assert_int_equal(session_join(session, ROUTE, &people[3]), RESULT_OK); /* the seats are as they were */
	assert_told("3:joined(4,master 1) 10:peer_joined(4) ");
}

static void who_comes_before_the_master_waits_for_it(void **state)
{
	(void)state;
	let_two_in();
	session_lost(session, &people[0], now_ms);
	session_lost(session, &people[1], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(11, 2, 5), RESULT_OK);
	assert_told("11:waiting ");
	assert_int_equal(show(2, 2), RESULT_OK); /* was here all the time */
	assert_told("");
	assert_int_equal(come_back(10, 1, 9), RESULT_OK);
	assert_told(
		"10:resumed(1,master 1) 11:resumed(2,master 1) 10:returned(2,5) 2:returned(1) 10:returned(3,40,41) ");
	session_lost(session, &people[10], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(12, 1, 0), RESULT_OK); /* what was told once is done with */
	assert_told("12:resumed(1,master 1) 11:returned(1) 2:returned(1) ");
}

static void one_who_waits_and_is_lost_waits_no_more(void **state)
{
	(void)state;
	let_two_in();
	session_lost(session, &people[0], now_ms);
	assert_int_equal(come_back(11, 2, 5), RESULT_OK);
	session_lost(session, &people[11], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(10, 1, 0), RESULT_OK);
	assert_told("10:resumed(1,master 1) 2:returned(1) ");
	assert_int_equal(come_back(12, 2, 6), RESULT_OK);
	assert_told("12:resumed(2,master 1) 10:returned(2,6) ");
}

static void newcomer_has_nothing_of_who_was_in_the_slot_before(void **state)
{
	(void)state;
	let_two_in();
	for (int i = 0; i < 3; i++)
		session_lost(session, &people[i], now_ms);
	assert_int_equal(come_back(11, 2, 5), RESULT_OK); /* both wait, and have shown an id */
	assert_int_equal(come_back(12, 3, 6), RESULT_OK);
	uint8_t slot = people[12].slot;
	session_lost(session, &people[12], now_ms);
	session_lost(session, &people[11], now_ms);
	assert_int_equal(come_back(10, 1, 0), RESULT_OK);
	seats(10, ROUTE, 1, false);
	assert_int_equal(session_join(session, ROUTE, &people[20]), RESULT_OK);
	assert_int_equal(people[20].slot, slot);
	session_lost(session, &people[10], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(13, 1, 0), RESULT_OK);
	assert_told("13:resumed(1,master 1) 20:returned(1) ");
}

static void one_that_its_master_knows_by_an_id_gets_a_new_place(void **state)
{
	(void)state;
	assert_int_equal(come_back(1, 0, 5), RESULT_OK);
	assert_told("1:resumed(2,master 1) 0:returned(2,5) ");
	session_lost(session, &people[0], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(2, 0, 6), RESULT_OK);
	assert_told("2:waiting ");
	assert_int_equal(come_back(10, 1, 0), RESULT_OK);
	assert_told("10:resumed(1,master 1) 2:resumed(3,master 1) 10:returned(3,6) 1:returned(1) ");
}

static void ids_that_are_shown_anew_go_to_the_master_alone(void **state)
{
	(void)state;
	let_two_in();
	assert_int_equal(show(1, 1), RESULT_OK);
	assert_told("0:returned(2,40) ");
	assert_int_equal(show(2, 2), RESULT_OK);
	assert_told("0:returned(3,40,41) ");
	assert_int_equal(show(2, 3), RESULT_BAD_FRAME);
	assert_int_equal(show(0, 20), RESULT_OK); /* the master's are for those who wait elsewhere */
	wire_Control ticket = {.which_what = wire_Control_resume_tag};
	ticket.what.resume.ticket.size = 96;
	assert_int_equal(session_heard(session, &people[1], &ticket), RESULT_BAD_FRAME);
	assert_told("");
}

static void slot_of_one_who_is_lost_is_free_for_others(void **state)
{
	(void)state;
	seats(0, ROUTE, 100, false);
	for (int i = 1; i < SESSION_MEMBERS_MAX; i++)
		assert_int_equal(session_join(session, ROUTE, &people[i]), RESULT_OK);
	session_lost(session, &people[7], now_ms);
	assert_int_equal(session_join(session, ROUTE, &people[40]), RESULT_OK);
	assert_int_equal(come_back(41, 8, 0), RESULT_NO_SUCH_NUMBER); /* full; the seat is kept on */
	session_lost(session, &people[40], now_ms);
	assert_int_equal(come_back(41, 8, 0), RESULT_OK);
	session_lost(session, &people[0], now_ms);
	assert_int_equal(come_back(42, 33, 0), RESULT_NO_SUCH_NUMBER); /* the last slot is the master's */
	assert_int_equal(come_back(43, 1, 0), RESULT_OK);
	session_lost(session, &people[41], now_ms);
	assert_int_equal(come_back(42, 33, 0), RESULT_OK);
	assert_int_equal(come_back(44, 33, 0), RESULT_OK); /* while it hangs it needs no other slot */
}

static void seats_that_are_kept_are_bounded_and_the_oldest_goes_first(void **state)
{
	(void)state;
	for (int i = 1; i <= SESSION_LOST_MAX + 1; i++) {
		seats(0, ROUTE, 1, false);
		assert_int_equal(session_join(session, ROUTE, &people[i]), RESULT_OK);
		session_lost(session, &people[i], now_ms++);
	}
	assert_int_equal(session->lost_count, SESSION_LOST_MAX);
	assert_int_equal(come_back(100, 2, 0), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(come_back(100, 3, 0), RESULT_OK);
	assert_true(session_has_lost(session, now_ms));
	assert_false(session_has_lost(session, now_ms + KEEP_MS));
}

static void who_comes_back_has_no_lanes_and_is_on_none(void **state)
{
	(void)state;
	let_two_in();
	subscribe(0, 0, 2, false);
	subscribe(1, 1, 1, true);
	people[11].lanes[1] = (struct lane){.viewers = 7, .is_held = true}; /* whatever was left in it */
	assert_int_equal(come_back(11, 2, 0), RESULT_OK);
	assert_int_equal(people[0].lanes[0].viewers, 0);
	assert_int_equal(people[11].lanes[1].viewers, 0);
	assert_false(people[11].lanes[1].is_held);
}

static void knocks_outlast_the_masters_absence(void **state)
{
	(void)state;
	session_join(session, ROUTE, &people[1]);
	session_knock(session, ROUTE, &people[2]);
	session_knock(session, ROUTE, &people[3]);
	session_lost(session, &people[0], now_ms);
	session_lost(session, &people[2], now_ms);
	told[0] = 0;
	assert_int_equal(come_back(10, 1, 0), RESULT_OK);
	assert_told("10:resumed(1,master 1) 1:returned(1) 10:knocking(12345) ");
	assert_int_equal(seats(10, ROUTE, 1, false), RESULT_OK);
	assert_told("3:joined(3,master 1) 10:peer_joined(3) ");
}

static void open_numbers_are_named_those_with_a_free_seat_first(void **state)
{
	uint32_t routes[3];
	(void)state;
	for (uint32_t i = 1; i <= 4; i++)
		session_add_number(session, 20000 + i, i);
	seats(0, 20004, 0, true);
	seats(0, 20003, 0, false);
	assert_int_equal(session_routes(session, routes, 3), 3);
	assert_int_equal(routes[0], 20002);
	assert_int_equal(routes[1], 20001);
	assert_int_equal(routes[2], ROUTE);
	seats(0, 20002, 0, false);
	seats(0, ROUTE, 0, true);
	assert_int_equal(session_routes(session, routes, 3), 3);
	assert_int_equal(routes[0], 20001);
	assert_int_equal(routes[1], 20003);
	assert_int_equal(routes[2], 20002);
}

/* --- a session of an earlier run
 * ---------------------------------------------------------------------------------------- */

static int set_up_remade(void **state)
{
	(void)state;
	memset(people, 0, sizeof people);
	told[0] = 0;
	now_ms = BEGIN_MS;
	session = session_create(&events, session_id, NULL);
	session->keep_ms = KEEP_MS;
	return 0;
}

static void session_made_anew_has_the_same_ids_and_gives_no_old_one_again(void **state)
{
	(void)state;
	assert_int_equal(come_back_old(3, 7, 9), RESULT_OK);
	assert_told("3:waiting ");
	assert_int_equal(come_back_old(0, 1, 10), RESULT_OK);
	assert_told("0:resumed(1,master 1) 3:resumed(7,master 1) 0:returned(7) ");
	session_add_number(session, ROUTE, 1);
	told[0] = 0;
	assert_int_equal(session_join(session, ROUTE, &people[5]), RESULT_OK);
	assert_int_equal(people[5].peer, 10 + SESSION_PEERS_AHEAD);
	assert_int_equal(come_back_old(6, 8, 9), RESULT_OK); /* an older ticket moves nothing back */
	seats(0, ROUTE, 1, false);
	assert_int_equal(session_join(session, ROUTE, &people[8]), RESULT_OK);
	assert_int_equal(people[8].peer, 11 + SESSION_PEERS_AHEAD);
}

static void ids_that_are_used_up_let_nobody_new_in(void **state)
{
	(void)state;
	assert_int_equal(come_back_old(0, 1, 65500), RESULT_OK);
	session_add_number(session, ROUTE, 1);
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(come_back_old(2, 65000, 65500), RESULT_OK);
}

static void who_came_back_to_it_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(come_back_old(0, 1, 300), RESULT_OK);
	for (int i = 0; i < SESSION_OLD_MAX; i++) {
		assert_int_equal(come_back_old(1 + i, (uint16_t)(2 + i), 300), RESULT_OK);
		assert_int_equal(leave(1 + i, 0), RESULT_OK);
	}
	assert_int_equal(come_back_old(120, 200, 300), RESULT_NO_SUCH_NUMBER);
}

static void one_who_was_cut_off_before_he_came_back_does_not(void **state)
{
	(void)state;
	assert_int_equal(come_back_old(0, 1, 9), RESULT_OK);
	assert_int_equal(leave(0, 5), RESULT_OK);
	assert_int_equal(come_back_old(1, 5, 9), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(come_back_old(1, 6, 9), RESULT_OK);
}

static void number_comes_back_when_the_keeper_says_so(void **state)
{
	(void)state;
	come_back_old(0, 1, 3);
	told[0] = 0;
	assert_int_equal(session_add_pending(session, ROUTE), RESULT_OK);
	assert_int_equal(session_add_pending(session, ROUTE), RESULT_BAD_ARGUMENT);
	assert_int_equal(seats(0, ROUTE, 1, false), RESULT_OK); /* meanwhile */
	assert_true(session_confirm(session, ROUTE, 77));
	assert_false(session_confirm(session, ROUTE, 78));
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_OK);
	assert_told("1:joined(259,master 1) 0:peer_joined(259) ");
	assert_int_equal(session->numbers[0].log_id, 77);
	session_end(session, wire_CloseReason_CLOSE_ENDED);
	assert_told("closed(12345) 0:part(1) 1:part(1) over ");
}

static void master_is_told_of_a_number_that_could_not_be_kept(void **state)
{
	(void)state;
	come_back_old(0, 1, 3);
	told[0] = 0;
	session_add_pending(session, ROUTE);
	session_add_pending(session, OTHER_ROUTE);
	assert_true(session_confirm(session, ROUTE, 0));
	assert_told("0:number_lost(12345) "); /* and not that it is closed: it is somebody else's */
	session_lost(session, &people[0], now_ms);
	assert_true(session_confirm(session, OTHER_ROUTE, 0));
	assert_told("");
	come_back(10, 1, 0);
	assert_told("10:resumed(1,master 1) 10:number_lost(12345) 10:number_lost(54321) ");
	assert_int_equal(seats(10, ROUTE, 1, false), RESULT_OK);
	assert_int_equal(session_join(session, ROUTE, &people[1]), RESULT_NO_SUCH_NUMBER);
	session_end(session, wire_CloseReason_CLOSE_ENDED);
	assert_told("10:part(1) over ");
}

static void number_that_the_master_closed_meanwhile_is_not_taken(void **state)
{
	(void)state;
	come_back_old(0, 1, 3);
	told[0] = 0;
	session_add_pending(session, ROUTE);
	assert_int_equal(seats(0, ROUTE, 0, true), RESULT_OK);
	assert_false(session_confirm(session, ROUTE, 77));
	assert_told("0:ticket ");
}

/* State x event: who may say what, and what it does. In each row the session is as let_two_in leaves it. */
static void only_the_master_may_say_what_is_the_masters(void **state)
{
	static const struct {
		int who;
		pb_size_t what;
		uint32_t peer;
		enum result expected;
	} rows[] = {
		{0, wire_Control_seats_tag, 0, RESULT_OK},
		{1, wire_Control_seats_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_leave_tag, 3, RESULT_OK},
		{1, wire_Control_leave_tag, 3, RESULT_BAD_FRAME},
		{1, wire_Control_leave_tag, 1, RESULT_BAD_FRAME},
		{1, wire_Control_leave_tag, 2, RESULT_OK},
		{0, wire_Control_subscribe_tag, 0, RESULT_OK},
		{1, wire_Control_subscribe_tag, 0, RESULT_OK},
		{0, wire_Control_hello_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_hello_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_join_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_join_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_knock_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_knock_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_opened_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_close_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_peer_left_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_resumed_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_peer_returned_tag, 0, RESULT_BAD_FRAME},
		{0, wire_Control_go_away_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_measure_tag, 0, RESULT_BAD_FRAME},
		{1, wire_Control_ticket_tag, 0, RESULT_BAD_FRAME},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		tear_down(state);
		set_up(state);
		let_two_in();
		wire_Control control = {.which_what = rows[i].what};
		if (rows[i].what == wire_Control_leave_tag)
			control.what.leave.peer = rows[i].peer;
		assert_int_equal(session_heard(session, &people[rows[i].who], &control), rows[i].expected);
	}
}

#define REMADE(test) cmocka_unit_test_setup_teardown(test, set_up_remade, tear_down)
#define HERE(test)   cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(number_is_one_seat),
		HERE(seat_that_the_master_adds_can_be_taken),
		HERE(further_number_leads_to_the_same_session),
		HERE(numbers_of_a_session_are_bounded),
		HERE(no_more_than_32_are_in_it),
		HERE(closed_number_lets_nobody_in),
		HERE(master_hears_of_the_first_that_knocks_alone),
		HERE(who_knocks_gets_the_next_seat_in_turn),
		HERE(who_knocks_at_a_free_seat_is_in_at_once),
		HERE(few_may_knock_at_once),
		HERE(closing_a_number_ends_those_who_knock),
		HERE(participant_that_leaves_leaves_the_others),
		HERE(lost_participant_is_told_as_lost),
		HERE(master_that_leaves_ends_it_for_all),
		HERE(master_cuts_a_participant_off),
		HERE(ending_it_tells_all_why),
		HERE(subscription_names_those_who_are_there),
		HERE(lane_of_several_viewers_is_never_held),
		HERE(new_subscription_keeps_who_is_blocked),
		HERE(slot_of_one_who_left_is_no_viewer_any_more),
		HERE(lost_participant_comes_back_to_the_same_id),
		HERE(connection_that_hangs_is_replaced_without_a_word),
		HERE(who_may_come_back),
		HERE(session_goes_on_without_its_master_and_lets_nobody_new_in),
		HERE(who_comes_before_the_master_waits_for_it),
		HERE(one_who_waits_and_is_lost_waits_no_more),
		HERE(newcomer_has_nothing_of_who_was_in_the_slot_before),
		HERE(one_that_its_master_knows_by_an_id_gets_a_new_place),
		HERE(ids_that_are_shown_anew_go_to_the_master_alone),
		HERE(slot_of_one_who_is_lost_is_free_for_others),
		HERE(seats_that_are_kept_are_bounded_and_the_oldest_goes_first),
		HERE(who_comes_back_has_no_lanes_and_is_on_none),
		HERE(knocks_outlast_the_masters_absence),
		HERE(open_numbers_are_named_those_with_a_free_seat_first),
		REMADE(session_made_anew_has_the_same_ids_and_gives_no_old_one_again),
		REMADE(ids_that_are_used_up_let_nobody_new_in),
		REMADE(who_came_back_to_it_is_bounded),
		REMADE(one_who_was_cut_off_before_he_came_back_does_not),
		REMADE(number_comes_back_when_the_keeper_says_so),
		REMADE(master_is_told_of_a_number_that_could_not_be_kept),
		REMADE(number_that_the_master_closed_meanwhile_is_not_taken),
		HERE(only_the_master_may_say_what_is_the_masters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
