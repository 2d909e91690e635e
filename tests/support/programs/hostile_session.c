/* What an honest relay does: numbers, seats, ids, forwarding and fan-out. Mischief begins where a frame goes
 * on. */
#include "hostile.h"

#include <sodium.h>
#include <string.h>

struct connection *session_find(const struct session *session, uint16_t peer)
{
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX; i++)
		if (connections[i].is_used && connections[i].session == session && connections[i].peer == peer)
			return &connections[i];
	return NULL;
}

static struct route *find_route(struct session *session, uint32_t route)
{
	for (int i = 0; i < HOSTILE_ROUTES_MAX; i++)
		if (session->routes[i].route == route)
			return &session->routes[i];
	return NULL;
}

static struct session *session_of_route(uint32_t route)
{
	for (int i = 0; i < HOSTILE_SESSIONS_MAX; i++)
		if (route && sessions[i].is_used && find_route(&sessions[i], route))
			return &sessions[i];
	return NULL;
}

static struct session *new_session(struct connection *master)
{
	for (int i = 0; i < HOSTILE_SESSIONS_MAX; i++)
		if (!sessions[i].is_used) {
			sessions[i] = (struct session){.is_used = true, .master = master, .next_peer = 1};
			master->session = &sessions[i];
			master->peer = sessions[i].next_peer++;
			return &sessions[i];
		}
	return NULL;
}

static void open_number(struct connection *from)
{
	struct session *session = from->session ? from->session : new_session(from);
	struct route *place = session ? find_route(session, 0) : NULL;
	if (!place)
		return;
	*place = (struct route){.route = 10000 + randombytes_uniform(79000), .free = 1};
	wire_Control opened = {.which_what = wire_Control_opened_tag};
	opened.what.opened.route = place->route;
	opened.what.opened.route_digits = 5;
	opened.what.opened.peer = from->peer;
	hostile_control(from, &opened);
	hostile_log("opened route=%u", place->route);
	mischief_opened(session, place->route);
}

void session_let_in(struct connection *connection, struct session *session, uint32_t route)
{
	connection->session = session;
	connection->peer = session->next_peer++;
	connection->route = route;
	connection->is_knocking = false;
	wire_Control joined = {.which_what = wire_Control_joined_tag};
	joined.what.joined.peer = connection->peer;
	joined.what.joined.master = session->master->peer;
	hostile_control(connection, &joined);
	wire_Control told = {.which_what = wire_Control_peer_joined_tag};
	told.what.peer_joined.peer = connection->peer;
	told.what.peer_joined.route = route;
	hostile_control(session->master, &told);
	hostile_log("joined peer=%u route=%u", connection->peer, route);
}

static void join(struct connection *from, uint32_t route)
{
	struct session *session = session_of_route(route);
	struct session *other = mischief_session(session);
	struct route *place = session ? find_route(session, route) : NULL;
	if (!place || !session->master || place->is_closed || place->free == 0 || from->session) {
		hostile_control(from, &(wire_Control){.which_what = wire_Control_refused_tag});
		hostile_log("refused route=%u", route);
		return;
	}
	place->free--;
	for (int i = 0; i < HOSTILE_ROUTES_MAX && other != session; i++)
		if (other->routes[i].route)
			route = other->routes[i].route;
	session_let_in(from, other, route);
	mischief_joined(from);
}

static void knock(struct connection *from, uint32_t route)
{
	struct session *session = session_of_route(route);
	hostile_control(from, &(wire_Control){.which_what = wire_Control_waiting_tag});
	if (!session || !session->master)
		return;
	from->route = route;
	from->is_knocking = true;
	wire_Control told = {.which_what = wire_Control_knocking_tag};
	told.what.knocking.route = route;
	hostile_control(session->master, &told);
}

static void set_seats(struct connection *from, const wire_Seats *seats)
{
	struct route *place = from->session ? find_route(from->session, seats->route) : NULL;
	if (!place)
		return;
	place->free = (int)seats->free;
	place->is_closed = seats->is_closed;
	hostile_log("seats route=%u free=%d closed=%d", place->route, place->free, place->is_closed);
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX && place->free > 0; i++)
		if (connections[i].is_used && connections[i].is_knocking && connections[i].route == place->route) {
			place->free--;
			session_let_in(&connections[i], from->session, place->route);
		}
}

static void subscribe(struct connection *from, const wire_Subscribe *wanted)
{
	if (wanted->lane >= FRAME_LANES_MAX)
		return;
	from->lane_counts[wanted->lane] = wanted->peers_count;
	for (size_t i = 0; i < wanted->peers_count; i++)
		from->lanes[wanted->lane][i] = (uint16_t)wanted->peers[i];
}

void session_gone(struct connection *gone)
{
	struct session *session = gone->session;
	if (!session)
		return;
	bool is_master = session->master == gone;
	hostile_log("left peer=%u%s", gone->peer, is_master ? " master" : "");
	gone->session = NULL;
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX; i++) {
		struct connection *c = &connections[i];
		if (!c->is_used || c->session != session)
			continue;
		wire_Control told = {.which_what = wire_Control_peer_left_tag};
		told.what.peer_left.peer = gone->peer;
		if (is_master) {
			told = (wire_Control){.which_what = wire_Control_close_tag};
			told.what.close.reason = wire_CloseReason_CLOSE_ENDED;
			c->session = NULL;
		}
		hostile_control(c, &told);
	}
	if (is_master)
		session->is_used = false;
}

/* Somebody goes, or the master cuts somebody off. */
static void leave(struct connection *from, uint16_t peer)
{
	struct connection *who = from;
	if (peer != 0 && peer != from->peer && from->session && from->session->master == from)
		who = session_find(from->session, peer);
	else if (peer != 0 && peer != from->peer)
		return;
	if (!who)
		return;
	session_gone(who);
	if (who == from)
		return;
	wire_Control told = {.which_what = wire_Control_close_tag};
	told.what.close.reason = wire_CloseReason_CLOSE_CUT_OFF;
	hostile_control(who, &told);
	who->is_over = true;
}

static void take_control(struct connection *from, struct bytes payload)
{
	static wire_Control control;
	if (control_decode(payload, &control) != RESULT_OK)
		return;
	switch (control.which_what) {
	case wire_Control_open_tag:
		open_number(from);
		break;
	case wire_Control_join_tag:
		join(from, control.what.join.route);
		break;
	case wire_Control_knock_tag:
		knock(from, control.what.knock.route);
		break;
	case wire_Control_seats_tag:
		set_seats(from, &control.what.seats);
		break;
	case wire_Control_subscribe_tag:
		subscribe(from, &control.what.subscribe);
		break;
	case wire_Control_leave_tag:
		leave(from, (uint16_t)control.what.leave.peer);
		break;
	case wire_Control_ping_tag:
		if (!control.what.ping.is_answer) {
			control.what.ping.is_answer = true;
			hostile_control(from, &control);
		}
		break;
	default:
		break;
	}
}

void session_frame(struct connection *from, const struct frame_header *header, struct bytes payload)
{
	struct frame_header on = *header;
	if (header->kind == FRAME_CONTROL) {
		take_control(from, payload);
		return;
	}
	if (!from->session)
		return;
	on.peer = from->peer;
	if (header->peer != FRAME_PEER_ALL) {
		struct connection *to = session_find(from->session, header->peer);
		if (to)
			mischief_forward(from, to, &on, payload);
		return;
	}
	for (size_t i = 0; header->lane < FRAME_LANES_MAX && i < from->lane_counts[header->lane]; i++) {
		struct connection *to = session_find(from->session, from->lanes[header->lane][i]);
		if (to)
			mischief_forward(from, to, &on, payload);
	}
}
