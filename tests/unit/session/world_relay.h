/* The relays of world.h: numbers, seats, and who comes back, as PROTOCOL.md 3 has it. Nothing is remembered
 * that a real relay would not: after a restart seats are known by their tickets alone. */
#ifndef LOTSE_TESTS_SESSION_WORLD_RELAY_H
#define LOTSE_TESTS_SESSION_WORLD_RELAY_H

#include "world.h"

#include "base/log.h"

static void relay_say(struct carrier *c, const wire_Control *control)
{
	uint8_t frame[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer writer = writer_into(frame, sizeof frame);

	control_encode(control, &writer);
	assert_false(writer.failed);
	if (c->relay_open)
		line_put(&c->down, w.now_ms + w.latency_ms, writer_bytes(&writer));
}

static struct relay_session *session_of(const struct carrier *c)
{
	return c->session >= 0 ? &w.sessions[c->session] : NULL;
}

static struct relay_seat *seat_of(const struct carrier *c)
{
	return c->session >= 0 ? &w.sessions[c->session].seats[c->seat] : NULL;
}

static bool has_master(const struct relay_session *s)
{
	return s->seats[0].carrier != NULL;
}

static void write_ticket(int session, int seat, pb_byte_t *to, pb_size_t *size)
{
	to[0] = 0x7A;
	to[1] = (uint8_t)session;
	to[2] = (uint8_t)seat;
	to[3] = (uint8_t)w.sessions[session].serial;
	*size = 4;
}

static void tell_all(struct relay_session *s, const struct carrier *but, const wire_Control *control)
{
	for (int i = 0; i < SEATS_MAX; i++) {
		if (s->seats[i].carrier != NULL && s->seats[i].carrier != but)
			relay_say(s->seats[i].carrier, control);
	}
}

/* The relay ends a connection. */
static void relay_hang_up(struct carrier *c, wire_CloseReason reason)
{
	wire_Control close = {.which_what = wire_Control_close_tag, .what.close.reason = reason};

	if (reason != wire_CloseReason_CLOSE_NONE)
		relay_say(c, &close);
	c->relay_open = false;
	c->session = c->seat = -1;
	c->is_waiting = false;
	c->is_over = !c->is_mute;
	carrier_free(c);
}

static void end_session(struct relay_session *s)
{
	s->is_ended = true;
	for (int i = 0; i < SEATS_MAX; i++) {
		struct carrier *c = s->seats[i].carrier;
		s->seats[i].carrier = NULL;
		if (c != NULL)
			relay_hang_up(c, wire_CloseReason_CLOSE_ENDED);
	}
}

/* The connection is gone: whoever it was is lost, or has left. */
static void relay_lost(struct carrier *c, bool is_lost)
{
	struct relay_session *s = session_of(c);
	struct relay_seat *seat = seat_of(c);

	c->relay_open = c->is_waiting = false;
	if (s != NULL) {
		wire_Control left = {.which_what = wire_Control_peer_left_tag,
		                     .what.peer_left = {.peer = seat->peer, .lost = is_lost}};
		seat->carrier = NULL;
		seat->has_left = !is_lost;
		tell_all(s, c, &left);
	}
	c->session = c->seat = -1;
	carrier_free(c);
}

static void take_seat(struct carrier *c, int session, int seat)
{
	struct carrier *old = w.sessions[session].seats[seat].carrier;

	c->session = session;
	c->seat = seat;
	c->is_waiting = false;
	w.sessions[session].seats[seat].carrier = c;
	if (old != NULL && old != c)
		relay_hang_up(old, wire_CloseReason_CLOSE_NONE);
}

static void say_returned(struct carrier *to, uint16_t peer, const struct carrier *ids)
{
	wire_Control control = {.which_what = wire_Control_peer_returned_tag, .what.peer_returned.peer = peer};

	for (size_t i = 0; ids != NULL && i < ids->id_count; i++) {
		control.what.peer_returned.ids[i].size = RESUME_ID_BYTES;
		memcpy(control.what.peer_returned.ids[i].bytes, ids->ids[i], RESUME_ID_BYTES);
		control.what.peer_returned.ids_count++;
	}
	relay_say(to, &control);
}

static void say_resumed(struct carrier *c)
{
	struct relay_session *s = session_of(c);
	wire_Control control = {.which_what = wire_Control_resumed_tag};

	control.what.resumed.peer = s->seats[c->seat].peer;
	control.what.resumed.master = s->seats[0].peer;
	write_ticket(c->session, c->seat, control.what.resumed.ticket.bytes, &control.what.resumed.ticket.size);
	relay_say(c, &control);
}

/* Somebody who is not the master is there, and so is the master. */
static void bring_together(struct carrier *c)
{
	say_resumed(c);
	say_returned(session_of(c)->seats[0].carrier, seat_of(c)->peer, c);
}

static int new_session(struct carrier *c)
{
	for (int i = 0; i < SESSIONS_MAX; i++) {
		struct relay_session *s = &w.sessions[i];
		if (s->is_used && !s->is_ended)
			continue;
		*s = (struct relay_session){
			.is_used = true, .relay = c->relay, .next_peer = (uint16_t)(1 + c->relay * 2)};
		s->made = ++w.serials;
		s->serial = s->made & 0xFF;
		s->seats[0].peer = s->next_peer++;
		return i;
	}
	fail_msg("no session is free");
	return -1;
}

static void add_route(struct carrier *c)
{
	if (w.gives_no_number)
		return;
	struct relay_session *s = session_of(c);
	wire_Control opened = {.which_what = wire_Control_opened_tag};

	for (int i = 0; i < 16; i++) {
		if (s->routes[i].route != 0)
			continue;
		s->routes[i].route = w.next_route++;
		s->routes[i].free = 1;
		opened.what.opened.route = s->routes[i].route;
		break;
	}
	opened.what.opened.route_digits = 5;
	opened.what.opened.peer = s->seats[0].peer;
	write_ticket(c->session, 0, opened.what.opened.ticket.bytes, &opened.what.opened.ticket.size);
	relay_say(c, &opened);
}

static int new_seat(struct relay_session *s)
{
	for (int i = 1; i < SEATS_MAX; i++) {
		if (s->seats[i].peer == 0) {
			s->seats[i].peer = s->next_peer++;
			return i;
		}
	}
	return -1;
}

static void take_join(struct carrier *c, uint32_t route)
{
	wire_Control refused = {.which_what = wire_Control_refused_tag};

	for (int i = 0; i < SESSIONS_MAX; i++) {
		struct relay_session *s = &w.sessions[i];
		for (int r = 0; s->is_used && !s->is_ended && s->relay == c->relay && has_master(s) && r < 16; r++) {
			if (s->routes[r].route != route || route == 0 || s->routes[r].free == 0)
				continue;
			s->routes[r].free--;
			take_seat(c, i, new_seat(s));
			wire_Control joined = {.which_what = wire_Control_joined_tag};
			joined.what.joined.peer = seat_of(c)->peer;
			joined.what.joined.master = s->seats[0].peer;
			write_ticket(i, c->seat, joined.what.joined.ticket.bytes, &joined.what.joined.ticket.size);
			relay_say(c, &joined);
			wire_Control there = {.which_what = wire_Control_peer_joined_tag};
			there.what.peer_joined.peer = seat_of(c)->peer;
			there.what.peer_joined.route = route;
			relay_say(s->seats[0].carrier, &there);
			return;
		}
	}
	relay_say(c, &refused);
}

static bool has_offer(const struct relay_session *s, const struct carrier *c)
{
	for (size_t i = 0; i < s->offer_count; i++) {
		for (size_t j = 0; j < c->id_count; j++) {
			if (memcmp(s->offers[i], c->ids[j], RESUME_ID_BYTES) == 0)
				return true;
		}
	}
	return false;
}

/* Those who wait for this master. */
static void seat_those_who_wait(int session)
{
	struct relay_session *s = &w.sessions[session];

	for (int i = 0; i < CARRIERS_MAX; i++) {
		struct carrier *c = &w.carriers[i];
		if (!c->is_used || !c->relay_open || !c->is_waiting || c->relay != s->relay)
			continue;
		if (c->has_ticket ? c->ticket_session != session : !has_offer(s, c))
			continue;
		take_seat(c, session, c->has_ticket ? c->ticket_seat : new_seat(s));
		bring_together(c);
	}
}

static void add_offers(struct carrier *c, const wire_Resume *resume)
{
	struct relay_session *s = session_of(c);

	for (size_t i = 0; i < resume->ids_count; i++)
		memcpy(s->offers[s->offer_count++ % IDS_MAX], resume->ids[i].bytes, RESUME_ID_BYTES);
	if (s->offer_count > IDS_MAX)
		s->offer_count = IDS_MAX;
	seat_those_who_wait(c->session);
}

static void master_returns(struct carrier *c, const wire_Resume *resume)
{
	struct relay_session *s = &w.sessions[c->ticket_session];

	take_seat(c, c->ticket_session, 0);
	say_resumed(c);
	for (int i = 1; i < SEATS_MAX; i++) {
		if (s->seats[i].carrier != NULL)
			say_returned(s->seats[i].carrier, s->seats[0].peer, NULL);
	}
	add_offers(c, resume);
}

/* By a ticket, or by ids alone. */
static void come_back(struct carrier *c, const wire_Resume *resume)
{
	wire_Control waiting = {.which_what = wire_Control_waiting_tag};
	wire_Control refused = {.which_what = wire_Control_refused_tag};

	c->has_ticket = resume->ticket.size > 0;
	if (c->has_ticket) {
		c->ticket_session = resume->ticket.bytes[1];
		c->ticket_seat = resume->ticket.bytes[2];
		struct relay_session *s = &w.sessions[c->ticket_session];
		assert_int_equal(resume->ticket.bytes[0], 0x7A);
		if (s->is_ended || s->serial != resume->ticket.bytes[3] || s->relay != c->relay ||
		    s->seats[c->ticket_seat].has_left) {
			relay_say(c, &refused);
			return;
		}
		if (c->ticket_seat == 0) {
			master_returns(c, resume);
		} else if (has_master(s)) {
			take_seat(c, c->ticket_session, c->ticket_seat);
			bring_together(c);
		} else {
			c->is_waiting = true;
			relay_say(c, &waiting);
		}
		return;
	}
	int newest = -1; /* of those that show the id */
	for (int i = 0; i < SESSIONS_MAX; i++) {
		const struct relay_session *s = &w.sessions[i];
		if (s->is_used && !s->is_ended && s->relay == c->relay && has_master(s) && has_offer(s, c) &&
		    (newest < 0 || s->made > w.sessions[newest].made))
			newest = i;
	}
	if (newest >= 0) {
		take_seat(c, newest, new_seat(&w.sessions[newest]));
		bring_together(c);
		return;
	}
	c->is_waiting = true;
	relay_say(c, &waiting);
}

static void take_resume(struct carrier *c, const wire_Resume *resume)
{
	c->id_count = 0;
	for (size_t i = 0; i < resume->ids_count && i < RESUME_IDS_MAX; i++)
		memcpy(c->ids[c->id_count++], resume->ids[i].bytes, RESUME_ID_BYTES);
	if (c->session < 0)
		come_back(c, resume);
	else if (c->seat == 0)
		add_offers(c, resume);
	else if (has_master(session_of(c)))
		say_returned(session_of(c)->seats[0].carrier, seat_of(c)->peer, c);
}

static void take_leave(struct carrier *c, uint16_t peer)
{
	struct relay_session *s = session_of(c);

	if (s == NULL)
		return;
	if (peer == 0 && c->seat == 0) {
		end_session(s);
	} else if (peer == 0) {
		relay_lost(c, false);
	} else if (c->seat == 0) {
		for (int i = 1; i < SEATS_MAX; i++) {
			struct carrier *other = s->seats[i].carrier;
			if (s->seats[i].peer != peer)
				continue;
			s->seats[i].has_left = true;
			s->seats[i].carrier = NULL;
			if (other != NULL)
				relay_hang_up(other, wire_CloseReason_CLOSE_CUT_OFF);
		}
	}
}

static void take_relay_control(struct carrier *c, const wire_Control *control)
{
	if (control->which_what != wire_Control_ping_tag)
		log_info("relay", "%lld: relay %d from %d: control %d", (long long)w.now_ms, c->relay, c->who,
		         control->which_what);
	wire_Control answer = {.which_what = control->which_what};
	const wire_Control waiting = {.which_what = wire_Control_waiting_tag};

	switch (control->which_what) {
	case wire_Control_hello_tag:
		answer.what.hello.version = answer.what.hello.floor = CONTROL_VERSION;
		answer.what.hello.relay_id.size = CONTROL_RELAY_ID_BYTES;
		memcpy(answer.what.hello.relay_id.bytes, w.list.relays[c->relay].id, CONTROL_RELAY_ID_BYTES);
		relay_say(c, &answer);
		break;
	case wire_Control_ping_tag:
		answer.what.ping.token = control->what.ping.token;
		answer.what.ping.is_answer = true;
		if (!control->what.ping.is_answer)
			relay_say(c, &answer);
		break;
	case wire_Control_open_tag:
		if (c->session < 0)
			take_seat(c, new_session(c), 0);
		add_route(c);
		break;
	case wire_Control_join_tag:
		if (w.keeps_waiting)
			relay_say(c, &waiting);
		else
			take_join(c, control->what.join.route);
		break;
	case wire_Control_knock_tag:
		if (w.keeps_waiting)
			relay_say(c, &waiting);
		break;
	case wire_Control_resume_tag:
		take_resume(c, &control->what.resume);
		break;
	case wire_Control_leave_tag:
		take_leave(c, (uint16_t)control->what.leave.peer);
		break;
	default:
		break;
	}
}

/* A frame has come to the relay. */
static void relay_take(struct carrier *c, struct bytes frame)
{
	struct frame_header header;
	wire_Control control;

	assert_int_equal(frame_decode(frame, &header), RESULT_OK);
	if (header.kind == FRAME_CONTROL) {
		struct bytes payload = {frame.data + FRAME_HEADER_BYTES, header.payload_bytes};
		assert_int_equal(control_decode(payload, &control), RESULT_OK);
		take_relay_control(c, &control);
		return;
	}
	struct relay_session *s = session_of(c);
	for (int i = 0; s != NULL && i < SEATS_MAX; i++) {
		struct carrier *to = s->seats[i].carrier;
		if (to == NULL || to == c || s->seats[i].peer != header.peer)
			continue;
		uint8_t *copy = malloc(frame.size);
		memcpy(copy, frame.data, frame.size);
		header.peer = seat_of(c)->peer;
		frame_encode(&header, copy);
		line_put(&to->down, w.now_ms + w.latency_ms, (struct bytes){copy, frame.size});
		free(copy);
	}
}

/* All that has arrived by now, in the order of time. */
static void relays_work(void)
{
	for (int i = 0; i < CARRIERS_MAX; i++) {
		struct carrier *c = &w.carriers[i];
		while (c->is_used && c->relay_open && may_pass(c, &c->up)) {
			struct packet *packet = c->up.first;
			uint8_t *copy = malloc(packet->size);
			size_t size = packet->size;
			memcpy(copy, packet->data, size);
			line_drop(&c->up);
			relay_take(c, (struct bytes){copy, size});
			free(copy);
		}
		if (c->is_used && c->relay_open && c->relay_ends_ms != 0 && w.now_ms >= c->relay_ends_ms)
			relay_lost(c, true);
	}
}

/* --- how lines break
 * ------------------------------------------------------------------------------------------------------- */

enum cut { CUT_BOTH, CUT_PARTICIPANT, CUT_RELAY, CUT_MUTE, CUT_KINDS };

/* One connection breaks: both ends hear of it, or one alone (the other finds out by silence), or none. */
static void world_cut(struct carrier *c, enum cut cut)
{
	if (!c->is_used)
		return;
	c->is_mute = true;
	c->is_over = cut == CUT_BOTH || cut == CUT_PARTICIPANT;
	if (cut == CUT_BOTH || cut == CUT_RELAY)
		c->relay_ends_ms = w.now_ms + 1;
	else
		c->relay_ends_ms = w.now_ms + 60000;
}

static void world_cut_all(int who, enum cut cut)
{
	for (int i = 0; i < CARRIERS_MAX; i++) {
		if (w.carriers[i].is_used && w.carriers[i].who == who && !w.carriers[i].is_closed)
			world_cut(&w.carriers[i], cut);
	}
}

/* All connections of a relay break at once; what sessions there are is known by tickets from here on. */
static void world_kill_relay(int relay, bool is_dead)
{
	w.is_relay_dead[relay] = is_dead;
	for (int i = 0; i < CARRIERS_MAX; i++) {
		struct carrier *c = &w.carriers[i];
		if (!c->is_used || c->relay != relay)
			continue;
		if (c->session >= 0)
			w.sessions[c->session].seats[c->seat].carrier = NULL;
		c->session = c->seat = -1;
		c->relay_open = c->is_waiting = false;
		c->is_over = true;
		line_clear(&c->down);
		carrier_free(c);
	}
	for (int i = 0; i < SESSIONS_MAX; i++) {
		if (w.sessions[i].relay == relay) {
			w.sessions[i].offer_count = 0;
			for (int r = 0; r < 16; r++)
				w.sessions[i].routes[r].free = 0;
		}
	}
}

#endif
