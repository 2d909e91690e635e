/*
 * From the bottom: numbers and those who knock at them (number_*), being in and
 * out (enter, remove), seats that are kept (lost_*), then what the header lists.
 * What is said is put into words in session_tell.c. Whoever is taken out is out of
 * all tables before anybody is told.
 */
#include "relay/session.h"
#include "relay/session_tell.h"

#include <stdlib.h>
#include <string.h>

struct members *session_members(struct session *session)
{
	return &session->members;
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

/* The last slot is the master's while that is away. */
static bool has_room(const struct session *session)
{
	int taken = __builtin_popcount(session->members.present);
	return taken + (session->master ? 0 : 1) < SESSION_MEMBERS_MAX;
}

/* There is a slot. */
static void enter(struct session *session, struct participant *who, uint16_t peer)
{
	struct members *members = &session->members;
	int slot = __builtin_ctz(~members->present);
	members->present |= UINT32_C(1) << slot;
	members->peers[slot] = peer;
	members->who[slot] = who;
	who->session = session;
	who->slot = (uint8_t)slot;
	who->peer = peer;
	for (int i = 0; i < FRAME_LANES_MAX; i++)
		who->lanes[i] = (struct lane){0};
	session->had_company |= who != session->master;
	session->events->entered(who);
}

/* With an id that nobody had; false: there is no place. */
static bool enter_new(struct session *session, struct participant *who)
{
	if (!has_room(session) || session->next_peer >= FRAME_PEER_ALL)
		return false;
	enter(session, who, (uint16_t)session->next_peer++);
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
	session->waiting &= ~bit;
	session->shown[who->slot] = (struct session_ids){0};
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
		if (!enter_new(session, who)) {
			who->session = NULL;
			session->events->part(who, wire_CloseReason_CLOSE_TOO_MUCH);
			continue;
		}
		number->free--;
		session_tell_joined(session, number, who);
		is_first_new = true;
	}
	if (is_first_new && number->knockers)
		session_tell_knocking(session, number->route, false);
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
	if (!number->is_pending) /* else it is not known to be ours */
		session->events->number_closed(session, number->route);
	number->is_pending = false;
}

/* --- seats that are kept
 * ---------------------------------------------------------------------------------------------------
 */

static void lost_drop(struct session *session, int index)
{
	session->lost_count--;
	for (int i = index; i < session->lost_count; i++)
		session->lost[i] = session->lost[i + 1];
}

/* -1: that seat is not kept. */
static int lost_find(const struct session *session, uint16_t peer)
{
	for (int i = 0; i < session->lost_count; i++)
		if (session->lost[i].peer == peer)
			return i;
	return -1;
}

static void lost_add(struct session *session, uint16_t peer, int64_t now_ms)
{
	if (session->lost_count == SESSION_LOST_MAX)
		lost_drop(session, 0);
	session->lost[session->lost_count++] = (struct session_lost){.peer = peer, .at_ms = now_ms};
}

static bool is_in_time(const struct session *session, const struct session_lost *lost, int64_t now_ms)
{
	return now_ms - lost->at_ms < session->keep_ms;
}

bool session_has_lost(const struct session *session, int64_t now_ms)
{
	return session->lost_count > 0 && is_in_time(session, &session->lost[session->lost_count - 1], now_ms);
}

/* One of an earlier run may come back with that run's ticket; after that it has a place here like all. */
static bool old_take(struct session *session, uint16_t peer)
{
	for (int i = 0; i < session->old_count; i++)
		if (session->old[i] == peer)
			return false;
	if (session->old_count == SESSION_OLD_MAX)
		return false;
	session->old[session->old_count++] = peer;
	return true;
}

/* --- what the header lists
 * -------------------------------------------------------------------------------------------------
 */

struct session *session_create(const struct session_events *events, const uint8_t id[static SESSION_ID_BYTES],
                               struct participant *master)
{
	struct session *session = calloc(1, sizeof *session);
	if (!session)
		return NULL;
	session->events = events;
	memcpy(session->id, id, sizeof session->id);
	session->next_peer = SESSION_PEER_MASTER + 1;
	session->keep_ms = INT64_MAX;
	session->master = master;
	session->is_remade = !master;
	if (master)
		enter(session, master, SESSION_PEER_MASTER);
	return session;
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	free(session->numbers);
	free(session->offers);
	free(session);
}

static enum result add_number(struct session *session, const struct session_number *number)
{
	if (session->number_count == SESSION_NUMBERS_MAX)
		return RESULT_TOO_LARGE;
	size_t count = session->number_count + 1;
	struct session_number *numbers = realloc(session->numbers, count * sizeof *numbers);
	if (!numbers)
		return RESULT_OUT_OF_MEMORY;
	numbers[session->number_count] = *number;
	session->numbers = numbers;
	session->number_count = count;
	return RESULT_OK;
}

enum result session_add_number(struct session *session, uint32_t route, uint64_t log_id)
{
	struct session_number number = {.route = route, .log_id = log_id, .free = 1};
	enum result result = add_number(session, &number);
	if (result == RESULT_OK)
		session_tell_opened(session, route);
	return result;
}

enum result session_add_pending(struct session *session, uint32_t route)
{
	for (size_t i = 0; i < session->number_count; i++)
		if (session->numbers[i].route == route)
			return RESULT_BAD_ARGUMENT;
	return add_number(session, &(struct session_number){.route = route, .is_pending = true});
}

bool session_confirm(struct session *session, uint32_t route, uint64_t log_id)
{
	struct session_number *number = number_find(session, route);
	if (!number || !number->is_pending)
		return false;
	if (log_id == 0) {
		number_close(session, number, wire_CloseReason_CLOSE_ENDED);
		number->is_denied = true;
		session_tell_number_lost(session, number);
		return true;
	}
	number->is_pending = false;
	number->log_id = log_id;
	return true;
}

uint32_t session_waiting(const struct session *session)
{
	uint32_t count = 0;
	for (size_t i = 0; i < session->number_count; i++)
		count += session->numbers[i].free > 0;
	return count;
}

size_t session_routes(const struct session *session, uint32_t *to, size_t room)
{
	size_t count = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = session->number_count; i > 0 && count < room; i--) {
			const struct session_number *number = &session->numbers[i - 1];
			if (!number->is_closed && (number->free > 0) == (pass == 0))
				to[count++] = number->route;
		}
	return count;
}

enum result session_join(struct session *session, uint32_t route, struct participant *who)
{
	struct session_number *number = number_find(session, route);
	if (!session->master || !number || number->free == 0 || !enter_new(session, who))
		return RESULT_NO_SUCH_NUMBER;
	number->free--;
	session_tell_joined(session, number, who);
	return RESULT_OK;
}

enum result session_knock(struct session *session, uint32_t route, struct participant *who)
{
	struct session_number *number = number_find(session, route);
	if (!session->master || !number || number->knocker_count == SESSION_KNOCKERS_MAX)
		return RESULT_NO_SUCH_NUMBER;
	who->session = session;
	who->knocks_at = route;
	who->behind = NULL;
	struct participant **last = &number->knockers;
	while (*last)
		last = &(*last)->behind;
	*last = who;
	if (++number->knocker_count == 1 && number->free == 0)
		session_tell_knocking(session, route, false);
	number_serve(session, number);
	return RESULT_OK;
}

static void leave(struct session *session, struct participant *who)
{
	uint16_t peer = who->peer;
	remove_member(session, who);
	if (who == session->master)
		session_end(session, wire_CloseReason_CLOSE_ENDED);
	else
		session_tell_peer_left(session, peer, false);
}

void session_leave(struct session *session, struct participant *who)
{
	leave(session, who);
}

uint64_t session_log_id(const struct session *session, uint32_t route)
{
	for (size_t i = 0; i < session->number_count; i++)
		if (session->numbers[i].route == route)
			return session->numbers[i].log_id;
	return 0;
}

void session_end(struct session *session, wire_CloseReason reason)
{
	session->master = NULL; /* nobody is told of anything any more */
	session->is_over = true;
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

void session_lost(struct session *session, struct participant *who, int64_t now_ms)
{
	if (who->knocks_at == 0) {
		uint16_t peer = who->peer;
		remove_member(session, who);
		if (who == session->master)
			session->master = NULL;
		else
			lost_add(session, peer, now_ms);
		session_tell_peer_left(session, peer, true);
		return;
	}
	uint32_t route = who->knocks_at;
	struct session_number *number = number_find(session, route);
	who->session = NULL;
	if (!number || !number_unlink(number, who))
		return;
	session_tell_knocking(session, route, true);
	if (number->knockers)
		session_tell_knocking(session, route, false);
}

static struct participant *find_peer(struct session *session, uint32_t peer)
{
	for (uint32_t left = session->members.present; left; left &= left - 1)
		if (session->members.peers[__builtin_ctz(left)] == peer)
			return session->members.who[__builtin_ctz(left)];
	return NULL;
}

/* Whether the seat is that one's, who then has it: it can't fail any more. */
static bool take_seat(struct session *session, const struct session_return *how, bool is_there,
                      int64_t now_ms)
{
	if (how->peer == SESSION_PEER_MASTER || is_there)
		return true;
	if (!has_room(session))
		return false;
	int index = lost_find(session, how->peer);
	if (index >= 0) {
		bool is_good = is_in_time(session, &session->lost[index], now_ms);
		lost_drop(session, index);
		return is_good;
	}
	return session->is_remade && how->is_old && old_take(session, how->peer);
}

/* All who are here hear of it, and it of them. */
static void greet_master(struct session *session)
{
	struct participant *master = session->master;
	for (uint32_t left = session->members.present; left; left &= left - 1) {
		struct participant *who = session->members.who[__builtin_ctz(left)];
		bool waits = session->waiting >> who->slot & 1;
		if (who == master)
			continue;
		if (waits)
			session_tell_resumed(session, who);
		else
			session_tell_returned(session, who, master);
		if (waits || session->shown[who->slot].count > 0)
			session_tell_returned(session, master, who);
	}
	for (size_t i = 0; i < session->number_count; i++) {
		struct session_number *number = &session->numbers[i];
		if (number->is_denied)
			session_tell_number_lost(session, number);
		if (number->knockers)
			session_tell_knocking(session, number->route, false);
	}
}

enum result session_return(struct session *session, struct participant *who, const struct session_return *how,
                           int64_t now_ms)
{
	bool is_master = how->peer == SESSION_PEER_MASTER;
	struct participant *before = how->peer ? find_peer(session, how->peer) : NULL;
	if (how->peer == 0) {
		if (!enter_new(session, who))
			return RESULT_NO_SUCH_NUMBER;
	} else {
		if (!take_seat(session, how, before != NULL, now_ms))
			return RESULT_NO_SUCH_NUMBER;
		if (how->is_old && session->next_peer < (uint32_t)how->next_peer + SESSION_PEERS_AHEAD)
			session->next_peer = (uint32_t)how->next_peer + SESSION_PEERS_AHEAD;
		if (before)
			remove_member(session, before);
		if (is_master)
			session->master = who;
		enter(session, who, how->peer);
	}
	session->shown[who->slot] = is_master ? (struct session_ids){0} : how->ids;
	session_tell_resumed(session, who);
	if (is_master)
		greet_master(session);
	else if (session->master)
		session_tell_returned(session, session->master, who);
	if (before)
		session->events->replaced(before);
	return RESULT_OK;
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
		session_tell_ticket(session, who); /* or it would have the number back by the one before */
		return RESULT_OK;
	}
	number->free = seats->free > SESSION_MEMBERS_MAX ? SESSION_MEMBERS_MAX : seats->free;
	number_serve(session, number);
	return RESULT_OK;
}

static enum result heard_leave(struct session *session, struct participant *who, const wire_Leave *said)
{
	if (said->peer == FRAME_PEER_NONE || said->peer == who->peer) {
		leave(session, who);
		session->events->part(who, wire_CloseReason_CLOSE_ENDED);
		return RESULT_OK;
	}
	if (who != session->master)
		return RESULT_BAD_FRAME;
	struct participant *cut = find_peer(session, said->peer);
	if (!cut) { /* it left before, or is lost: then it is not let in again */
		int index = lost_find(session, (uint16_t)said->peer);
		if (index >= 0)
			lost_drop(session, index);
		if (session->is_remade)
			old_take(session, (uint16_t)said->peer);
		return RESULT_OK;
	}
	leave(session, cut);
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

/* What it shows is the master's to know, now or when that is back. A master's own are for other relays'
 * tables. */
static enum result heard_resume(struct session *session, struct participant *who, const wire_Resume *said)
{
	if (said->ticket.size > 0)
		return RESULT_BAD_FRAME;
	if (who->peer == SESSION_PEER_MASTER)
		return RESULT_OK;
	if (said->ids_count > SESSION_IDS_MAX)
		return RESULT_BAD_FRAME;
	struct session_ids *shown = &session->shown[who->slot];
	for (shown->count = 0; shown->count < said->ids_count; shown->count++)
		memcpy(shown->ids[shown->count], said->ids[shown->count].bytes, SESSION_ID_BYTES);
	if (session->master)
		session_tell_returned(session, session->master, who);
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
	case wire_Control_resume_tag:
		return heard_resume(session, who, &control->what.resume);
	default:
		return RESULT_BAD_FRAME;
	}
}
