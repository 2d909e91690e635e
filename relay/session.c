/*
 * From the bottom: telling (tell_*), numbers and those who knock at them
 * (number_*), being in and out (enter, remove), then what the header lists.
 * Whoever is taken out is out of all tables before anybody is told.
 */
#include "relay/session.h"

#include "wire/number.h"

#include <stdlib.h>

struct members *session_members(struct session *session)
{
	return &session->members;
}

static void tell_all(struct session *session, const wire_Control *what)
{
	for (uint32_t left = session->members.present; left; left &= left - 1)
		session->events->tell(session->members.who[__builtin_ctz(left)], what);
}

static void tell_peer_left(struct session *session, uint16_t peer, bool is_lost)
{
	wire_Control control = {.which_what = wire_Control_peer_left_tag};
	control.what.peer_left = (wire_PeerLeft){.peer = peer, .lost = is_lost};
	tell_all(session, &control);
}

static void tell_knocking(struct session *session, uint32_t route, bool is_gone)
{
	wire_Control control = {.which_what = wire_Control_knocking_tag};
	control.what.knocking = (wire_Knocking){.route = route, .gone = is_gone};
	if (session->master)
		session->events->tell(session->master, &control);
}

static void tell_joined(struct session *session, const struct session_number *number, struct participant *who)
{
	wire_Control joined = {.which_what = wire_Control_joined_tag};
	joined.what.joined = (wire_Joined){.peer = who->peer, .master = session->master->peer};
	session->events->tell(who, &joined);
	wire_Control peer_joined = {.which_what = wire_Control_peer_joined_tag};
	peer_joined.what.peer_joined = (wire_PeerJoined){.peer = who->peer, .route = number->route};
	session->events->tell(session->master, &peer_joined);
}

static struct session_number *number_find(struct session *session, uint32_t route)
{
	for (size_t i = 0; i < session->number_count; i++)
		if (session->numbers[i].route == route && !session->numbers[i].is_closed)
			return &session->numbers[i];
	return NULL;
}

/* Takes one who knocks out of the line; whether the master had been told of it. */
static bool number_unlink(struct session_number *number, struct participant *who)
{
	struct participant **at = &number->knockers;
	bool is_first = *at == who;
	while (*at && *at != who)
		at = &(*at)->behind;
	if (!*at)
		return false;
	*at = who->behind;
	who->behind = NULL;
	who->knocks_at = 0;
	number->knocker_count--;
	return is_first;
}

static bool enter(struct session *session, struct participant *who)
{
	struct members *members = &session->members;
	if (~members->present == 0 || session->next_peer >= FRAME_PEER_ALL)
		return false;
	int slot = __builtin_ctz(~members->present);
	members->present |= UINT32_C(1) << slot;
	members->peers[slot] = (uint16_t)session->next_peer;
	members->who[slot] = who;
	who->session = session;
	who->slot = (uint8_t)slot;
	who->peer = (uint16_t)session->next_peer++;
	for (int i = 0; i < FRAME_LANES_MAX; i++)
		who->lanes[i] = (struct lane){0};
	session->events->entered(who);
	return true;
}

static void remove_member(struct session *session, struct participant *who)
{
	struct members *members = &session->members;
	uint32_t bit = UINT32_C(1) << who->slot;
	members->present &= ~bit;
	members->peers[who->slot] = FRAME_PEER_NONE;
	members->who[who->slot] = NULL;
	who->session = NULL;
	for (uint32_t left = members->present; left;
	     left &= left - 1) /* the slot may be somebody else's tomorrow */
		for (int i = 0; i < FRAME_LANES_MAX; i++) {
			struct lane *lane = &members->who[__builtin_ctz(left)]->lanes[i];
			lane->viewers &= ~bit;
			lane->blocked &= ~bit;
		}
}

/* Lets in who knocks while there are seats; tells the master who is the first then. */
static void number_serve(struct session *session, struct session_number *number)
{
	bool is_first_new = false;
	while (number->knockers && number->free > 0) {
		struct participant *who = number->knockers;
		number_unlink(number, who);
		if (!enter(session, who)) {
			who->session = NULL;
			session->events->part(who, wire_CloseReason_CLOSE_TOO_MUCH);
			continue;
		}
		number->free--;
		tell_joined(session, number, who);
		is_first_new = true;
	}
	if (is_first_new && number->knockers)
		tell_knocking(session, number->route, false);
}

static void number_close(struct session *session, struct session_number *number, wire_CloseReason reason)
{
	number->is_closed = true;
	number->free = 0;
	while (number->knockers) {
		struct participant *who = number->knockers;
		number_unlink(number, who);
		who->session = NULL;
		session->events->part(who, reason);
	}
	session->events->number_closed(session, number->route);
}

struct session *session_create(const struct session_events *events, struct participant *master)
{
	struct session *session = calloc(1, sizeof *session);
	if (!session)
		return NULL;
	session->events = events;
	session->next_peer = SESSION_PEER_MASTER;
	session->master = master;
	enter(session, master);
	return session;
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	free(session->numbers);
	free(session);
}

enum result session_add_number(struct session *session, uint32_t route, uint64_t log_id)
{
	if (session->number_count == SESSION_NUMBERS_MAX)
		return RESULT_TOO_LARGE;
	size_t count = session->number_count + 1;
	struct session_number *numbers = realloc(session->numbers, count * sizeof *numbers);
	if (!numbers)
		return RESULT_OUT_OF_MEMORY;
	numbers[session->number_count] = (struct session_number){.route = route, .log_id = log_id, .free = 1};
	session->numbers = numbers;
	session->number_count = count;
	wire_Control control = {.which_what = wire_Control_opened_tag};
	control.what.opened = (wire_Opened){
		.route = route,
		.route_digits = (uint32_t)number_route_digits(route),
		.peer = session->master->peer,
	};
	session->events->tell(session->master, &control);
	return RESULT_OK;
}

uint32_t session_waiting(const struct session *session)
{
	uint32_t count = 0;
	for (size_t i = 0; i < session->number_count; i++)
		count += session->numbers[i].free > 0;
	return count;
}

enum result session_join(struct session *session, uint32_t route, struct participant *who)
{
	struct session_number *number = number_find(session, route);
	if (!number || number->free == 0 || !enter(session, who))
		return RESULT_NO_SUCH_NUMBER;
	number->free--;
	tell_joined(session, number, who);
	return RESULT_OK;
}

enum result session_knock(struct session *session, uint32_t route, struct participant *who)
{
	struct session_number *number = number_find(session, route);
	if (!number || number->knocker_count == SESSION_KNOCKERS_MAX)
		return RESULT_NO_SUCH_NUMBER;
	who->session = session;
	who->knocks_at = route;
	who->behind = NULL;
	struct participant **last = &number->knockers;
	while (*last)
		last = &(*last)->behind;
	*last = who;
	if (++number->knocker_count == 1 && number->free == 0)
		tell_knocking(session, route, false);
	number_serve(session, number);
	return RESULT_OK;
}

static void leave(struct session *session, struct participant *who, bool is_lost)
{
	uint16_t peer = who->peer;
	if (who != session->master) {
		remove_member(session, who);
		tell_peer_left(session, peer, is_lost);
		return;
	}
	remove_member(session, who);
	session->master = NULL;
	if (is_lost)
		tell_peer_left(session, peer, true);
	session_end(session, wire_CloseReason_CLOSE_ENDED);
}

void session_end(struct session *session, wire_CloseReason reason)
{
	session->master = NULL; /* nobody is told of anything any more */
	for (size_t i = 0; i < session->number_count; i++)
		if (!session->numbers[i].is_closed)
			number_close(session, &session->numbers[i], reason);
	for (uint32_t left = session->members.present; left; left = session->members.present) {
		struct participant *who = session->members.who[__builtin_ctz(left)];
		remove_member(session, who);
		session->events->part(who, reason);
	}
	session->events->over(session);
}

void session_lost(struct session *session, struct participant *who)
{
	if (who->knocks_at == 0) {
		leave(session, who, true);
		return;
	}
	uint32_t route = who->knocks_at;
	struct session_number *number = number_find(session, route);
	who->session = NULL;
	if (!number || !number_unlink(number, who))
		return;
	tell_knocking(session, route, true);
	if (number->knockers)
		tell_knocking(session, route, false);
}

static enum result heard_seats(struct session *session, struct participant *who, const wire_Seats *seats)
{
	if (who != session->master)
		return RESULT_BAD_FRAME;
	struct session_number *number = number_find(session, seats->route);
	if (!number)
		return RESULT_OK; /* it was closed before */
	if (seats->is_closed) {
		number_close(session, number, wire_CloseReason_CLOSE_ENDED);
		return RESULT_OK;
	}
	number->free = seats->free > SESSION_MEMBERS_MAX ? SESSION_MEMBERS_MAX : seats->free;
	number_serve(session, number);
	return RESULT_OK;
}

static struct participant *find_peer(struct session *session, uint32_t peer)
{
	for (uint32_t left = session->members.present; left; left &= left - 1)
		if (session->members.peers[__builtin_ctz(left)] == peer)
			return session->members.who[__builtin_ctz(left)];
	return NULL;
}

static enum result heard_leave(struct session *session, struct participant *who, const wire_Leave *said)
{
	if (said->peer == FRAME_PEER_NONE || said->peer == who->peer) {
		leave(session, who, false);
		session->events->part(who, wire_CloseReason_CLOSE_ENDED);
		return RESULT_OK;
	}
	if (who != session->master)
		return RESULT_BAD_FRAME;
	struct participant *cut = find_peer(session, said->peer);
	if (!cut)
		return RESULT_OK; /* it left before */
	leave(session, cut, false);
	session->events->part(cut, wire_CloseReason_CLOSE_CUT_OFF);
	return RESULT_OK;
}

static enum result heard_subscribe(struct session *session, struct participant *who,
                                   const wire_Subscribe *said)
{
	struct lane *lane = &who->lanes[said->lane];
	uint32_t viewers = 0;
	for (pb_size_t i = 0; i < said->peers_count; i++) {
		struct participant *viewer = find_peer(session, said->peers[i]);
		if (viewer && viewer != who) /* else it has left meanwhile */
			viewers |= UINT32_C(1) << viewer->slot;
	}
	lane->viewers = viewers;
	lane->blocked &= viewers;
	bool has_several = viewers & (viewers - 1); /* then never for one of them, but to measure */
	lane->is_held = said->hold && (!has_several || session->may_hold_several);
	return RESULT_OK;
}

enum result session_heard(struct session *session, struct participant *who, const wire_Control *control)
{
	switch (control->which_what) {
	case wire_Control_seats_tag:
		return heard_seats(session, who, &control->what.seats);
	case wire_Control_leave_tag:
		return heard_leave(session, who, &control->what.leave);
	case wire_Control_subscribe_tag:
		return heard_subscribe(session, who, &control->what.subscribe);
	default:
		return RESULT_BAD_FRAME;
	}
}
