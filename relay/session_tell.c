#include "relay/session_tell.h"

#include "wire/number.h"

#include <string.h>

static void tell_all(struct session *session, const wire_Control *what)
{
	for (uint32_t left = session->members.present; left; left &= left - 1)
		session->events->tell(session->members.who[__builtin_ctz(left)], what);
}

void session_tell_peer_left(struct session *session, uint16_t peer, bool is_lost)
{
	wire_Control control = {.which_what = wire_Control_peer_left_tag};
	control.what.peer_left = (wire_PeerLeft){.peer = peer, .lost = is_lost};
	tell_all(session, &control);
}

void session_tell_knocking(struct session *session, uint32_t route, bool is_gone)
{
	wire_Control control = {.which_what = wire_Control_knocking_tag};
	control.what.knocking = (wire_Knocking){.route = route, .gone = is_gone};
	if (session->master)
		session->events->tell(session->master, &control);
}

void session_tell_joined(struct session *session, const struct session_number *number,
                         struct participant *who)
{
	wire_Control joined = {.which_what = wire_Control_joined_tag};
	joined.what.joined = (wire_Joined){.peer = who->peer, .master = SESSION_PEER_MASTER};
	wire_Joined_ticket_t *ticket = &joined.what.joined.ticket;
	ticket->size = (pb_size_t)session->events->ticket(who, ticket->bytes);
	session->events->tell(who, &joined);
	wire_Control peer_joined = {.which_what = wire_Control_peer_joined_tag};
	peer_joined.what.peer_joined = (wire_PeerJoined){.peer = who->peer, .route = number->route};
	session->events->tell(session->master, &peer_joined);
}

void session_tell_opened(struct session *session, uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_opened_tag};
	control.what.opened = (wire_Opened){
		.route = route,
		.route_digits = (uint32_t)number_route_digits(route),
		.peer = session->master->peer,
	};
	wire_Opened_ticket_t *ticket = &control.what.opened.ticket;
	ticket->size = (pb_size_t)session->events->ticket(session->master, ticket->bytes);
	session->events->tell(session->master, &control);
}

/* In again, or, without its master, as good as. */
void session_tell_resumed(struct session *session, struct participant *who)
{
	wire_Control control = {.which_what = wire_Control_waiting_tag};
	uint32_t bit = UINT32_C(1) << who->slot;
	session->waiting &= ~bit;
	if (session->master) {
		control.which_what = wire_Control_resumed_tag;
		control.what.resumed = (wire_Resumed){.peer = who->peer, .master = SESSION_PEER_MASTER};
		wire_Resumed_ticket_t *ticket = &control.what.resumed.ticket;
		ticket->size = (pb_size_t)session->events->ticket(who, ticket->bytes);
	} else {
		session->waiting |= bit;
	}
	session->events->tell(who, &control);
}

/* To `to`, of `who`, with the ids that it has shown, which are done with then. */
void session_tell_returned(struct session *session, struct participant *to, const struct participant *who)
{
	struct session_ids *shown = &session->shown[who->slot];
	wire_Control control = {.which_what = wire_Control_peer_returned_tag};
	wire_PeerReturned *returned = &control.what.peer_returned;
	returned->peer = who->peer;
	for (; returned->ids_count < shown->count; returned->ids_count++) {
		returned->ids[returned->ids_count].size = SESSION_ID_BYTES;
		memcpy(returned->ids[returned->ids_count].bytes, shown->ids[returned->ids_count], SESSION_ID_BYTES);
	}
	*shown = (struct session_ids){0};
	session->events->tell(to, &control);
}

void session_tell_ticket(struct session *session, struct participant *who)
{
	wire_Control control = {.which_what = wire_Control_ticket_tag};
	wire_Ticket_ticket_t *ticket = &control.what.ticket.ticket;
	ticket->size = (pb_size_t)session->events->ticket(who, ticket->bytes);
	session->events->tell(who, &control);
}

void session_tell_number_lost(struct session *session, const struct session_number *number)
{
	wire_Control control = {.which_what = wire_Control_seats_tag};
	control.what.seats = (wire_Seats){.route = number->route, .is_closed = true};
	if (session->master)
		session->events->tell(session->master, &control);
}
