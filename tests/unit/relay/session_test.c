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
	assert_told("closed(12345) ");
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
	assert_told("2:part(1) closed(12345) ");
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

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

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
		HERE(only_the_master_may_say_what_is_the_masters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
