/*
 * connection_work is the worker's turn for a connection: it sends what waits
 * (`send_waiting`), then reads once (`read_frames`). What was read is taken frame
 * by frame (`take`): frames between participants go through forward.c, control
 * frames to `heard`. What is left of a frame is kept in `head` or `tail` until the
 * rest comes (`keep`), in a block of that frame's size, so that it is copied once.
 *
 * Nothing is freed here: a connection that ends is buried, and freed when the
 * worker's turn is over, as others may still hold it in their hands.
 */
#include "relay/connection.h"
#include "relay/arrival.h"
#include "relay/carriers/tls.h"
#include "relay/carriers/tunnel.h"
#include "relay/pages.h"
#include "relay/worker.h"

#include "base/log.h"

#include <string.h>

struct connection *connection_of(struct participant *participant)
{
	return (struct connection *)(void *)participant;
}

static struct block_pool *pool_of(const struct connection *connection)
{
	return &connection->worker->forward.pool;
}

static int64_t now_ms(const struct connection *connection)
{
	return connection->worker->now_ms;
}

/* --- states
 * ----------------------------------------------------------------------------------------------------------
 */

static int64_t silence_ms(const struct connection *connection)
{
	return (int64_t)connection->worker->options->ping_s * CONNECTION_SILENT_PINGS * 1000;
}

/* Those who are seated or knock have to be heard of now and then. */
static bool must_ping(const struct connection *connection)
{
	return connection->state == CONNECTION_SEATED || connection->state == CONNECTION_KNOCKING ||
	       connection->state == CONNECTION_WAITING;
}

/* It should have said something by then: it is asked, so that a line that is dead shows itself as such. */
static int64_t ask_ms(const struct connection *connection)
{
	int64_t since_ms =
		connection->asked_ms > connection->heard_ms ? connection->asked_ms : connection->heard_ms;
	int64_t rest_s = (int64_t)connection->worker->options->ping_s * (tunnel_is_stream(connection) ? 2 : 1);
	return since_ms + rest_s * 1000 + CONNECTION_LATE_MS;
}

static void ask_if_silent(struct connection *connection)
{
	wire_Control control = {.which_what = wire_Control_ping_tag};
	if (!must_ping(connection) || now_ms(connection) < ask_ms(connection))
		return;
	connection->asked_ms = now_ms(connection);
	connection_tell(connection, &control);
}

void connection_set_timer(struct connection *connection)
{
	int64_t due_ms = connection->deadline_ms, silent_ms = connection->heard_ms + silence_ms(connection);
	if (must_ping(connection) && ask_ms(connection) < due_ms)
		due_ms = ask_ms(connection);
	if (must_ping(connection) && silent_ms < due_ms)
		due_ms = silent_ms;
	if (connection->state == CONNECTION_SEATED && comeback_renew_ms(connection) < due_ms)
		due_ms = comeback_renew_ms(connection);
	if (connection->alone_until_ms && connection->alone_until_ms < due_ms)
		due_ms = connection->alone_until_ms;
	wheel_set(&connection->worker->wheel, &connection->timer, due_ms);
}

void connection_enter(struct connection *connection, enum connection_state state, int64_t deadline_ms)
{
	connection->state = state;
	connection->deadline_ms = deadline_ms;
	connection_set_timer(connection);
	worker_look(connection); /* it may be read again, or only now */
}

void connection_start(struct connection *connection, enum connection_port as)
{
	connection->heard_ms = now_ms(connection);
	connection->participant.may_send = true;
	connection->is_readable = true;
	connection_enter(connection, as == CONNECTION_RAW ? CONNECTION_NEW : CONNECTION_BROWSER,
	                 now_ms(connection) + connection->worker->options->hello_ms);
}

void connection_match(struct connection *connection)
{
	if (connection->is_matched)
		return;
	connection->is_matched = true;
	relay_matched(connection->worker->relay, &connection->source, now_ms(connection));
}

/* Out of its session, without a word to itself. */
static void leave_session(struct connection *connection)
{
	struct session *session = connection->participant.session;
	if (session) {
		session->touched_ms = now_ms(connection); /* its master may still ask this one back */
		session_lost(session, &connection->participant, now_ms(connection));
		if (!session->master)
			worker_keep(connection->worker, session);
		forward_recheck(&connection->worker->forward, session); /* who waited for it waits no more */
	}
	connection->participant.session = NULL;
	comeback_forget(connection);
}

static void forget_input(struct connection *connection)
{
	block_release(pool_of(connection), connection->tail);
	connection->tail = NULL;
	connection->tail_bytes = connection->tail_wanted = 0;
	connection->head_bytes = 0;
}

void connection_lost(struct connection *connection)
{
	struct carrier *carrier = &connection->participant.carrier;
	if (connection->state == CONNECTION_DEAD)
		return;
	bool is_seated = connection->state == CONNECTION_SEATED;
	connection->state = CONNECTION_DEAD; /* before the session is told, which may come back here */
	leave_session(connection);
	tunnel_leg_gone(connection);
	browser_forget(connection);
	forget_input(connection);
	outbox_finish(&connection->participant.outbox, pool_of(connection));
	carrier->kind->close(carrier);
	if (is_seated)
		log_debug("relay", "a participant is gone");
	worker_bury(connection);
}

void connection_end(struct connection *connection, wire_CloseReason reason)
{
	if (connection->state == CONNECTION_DEAD || connection->state == CONNECTION_ENDING)
		return;
	bool is_page = connection->state == CONNECTION_BROWSER || connection->state == CONNECTION_LEG;
	bool is_stranger = !connection->is_matched && !is_page && connection->state != CONNECTION_WAITING;
	if (is_stranger &&
	    (reason == wire_CloseReason_CLOSE_MALFORMED || reason == wire_CloseReason_CLOSE_TOO_LATE))
		relay_failed(connection->worker->relay, &connection->source, now_ms(connection));
	connection_enter(connection, CONNECTION_ENDING, now_ms(connection) + CONNECTION_ENDING_MS);
	leave_session(connection);
	forget_input(connection);
	outbox_drop_pictures(&connection->participant.outbox, pool_of(connection));
	wire_Control control = {.which_what = wire_Control_close_tag};
	control.what.close.reason = reason;
	if (is_page)
		connection_lost(connection);
	else
		connection_tell(connection, &control);
}

/* --- what others do with it
 * -------------------------------------------------------------------------------------------- */

void connection_tell(struct connection *connection, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	struct outbox *outbox = &connection->participant.outbox;
	if (connection->state == CONNECTION_DEAD)
		return;
	control_encode(control, &w);
	bool is_full =
		outbox->queues[OUTBOX_INTERACTIVE].bytes > OUTBOX_CONTROL_MAX_BYTES &&
		outbox_bytes_of(outbox, OUTBOX_INTERACTIVE, OUTBOX_SOURCE_RELAY) > OUTBOX_CONTROL_MAX_BYTES;
	if (w.failed || is_full ||
	    (control->which_what == wire_Control_close_tag
	         ? outbox_add_last_word(outbox, pool_of(connection), writer_bytes(&w))
	         : outbox_add_copy(outbox, pool_of(connection), writer_bytes(&w), false)) != RESULT_OK)
		connection->is_broken = true; /* it does not read what it is told */
	worker_look(connection);
}

static void on_entered(struct participant *who)
{
	struct connection *connection = connection_of(who);
	connection_match(connection);
	if (connection->state == CONNECTION_KNOCKING) /* it was charged for knocking */
		relay_forgive(connection->worker->relay, &connection->source, now_ms(connection));
	connection->ticket_ms = now_ms(connection);
	connection_enter(connection, CONNECTION_SEATED, INT64_MAX);
}

static void on_tell(struct participant *who, const wire_Control *what)
{
	connection_tell(connection_of(who), what);
}

static void on_part(struct participant *who, wire_CloseReason reason)
{
	connection_end(connection_of(who), reason);
}

/* Somebody has come back to its seat: this is the end that hangs. No word: it could pass for the session's
 * end. */
static void on_replaced(struct participant *who)
{
	connection_lost(connection_of(who));
}

static size_t on_ticket(const struct participant *who, uint8_t to[static 96])
{
	struct connection *connection = connection_of((struct participant *)who);
	connection->ticket_ms = now_ms(connection);
	return comeback_ticket(who, to);
}

static void on_number_closed(struct session *session, uint32_t route)
{
	struct worker *worker = session->owner;
	routes_release(worker->relay->routes, route);
	relay_number_over(worker->relay, &session->source, worker->now_ms);
}

static void on_over(struct session *session)
{
	worker_session_over(session->owner, session);
}

const struct session_events connection_session_events = {
	.entered = on_entered,
	.tell = on_tell,
	.part = on_part,
	.replaced = on_replaced,
	.ticket = on_ticket,
	.number_closed = on_number_closed,
	.over = on_over,
};

static void on_blocked(struct participant *sharer, uint8_t lane, struct participant *viewer)
{
	wire_Control control = {.which_what = wire_Control_blocked_tag};
	control.what.blocked = (wire_Blocked){.lane = lane, .peer = viewer->peer};
	connection_tell(connection_of(sharer), &control);
}

static void on_broken(struct participant *receiver)
{
	connection_of(receiver)->is_broken = true;
	worker_look(connection_of(receiver));
}

static void on_resumed(struct participant *sharer)
{
	worker_look(connection_of(sharer));
}

const struct forward_events connection_forward_events = {
	.blocked = on_blocked,
	.broken = on_broken,
	.resumed = on_resumed,
};

/* --- reading
 * -----------------------------------------------------------------------------------------------------------
 */

/* Whether what comes is looked at now; else it waits in the kernel. */
static bool may_take(const struct connection *connection)
{
	if (connection->is_broken || connection->moves_to)
		return false;
	switch (connection->state) {
	case CONNECTION_NEW:
	case CONNECTION_GREETED:
	case CONNECTION_KNOCKING:
	case CONNECTION_WAITING:
	case CONNECTION_DECLINED:
	case CONNECTION_BROWSER:
	case CONNECTION_ENDING:
		return true;
	case CONNECTION_SEATED:
		return !connection->participant.is_held;
	default:
		return false;
	}
}

/* Out of the session like anybody who leaves; what it left is known for a while. */
static enum result decline(struct connection *connection)
{
	struct participant *self = &connection->participant;
	struct session *session = self->session;
	connection->declined_id = session_log_id(session, connection->route);
	session_leave(session, self);
	forward_recheck(&connection->worker->forward, session);
	self->session = NULL;
	comeback_forget(connection);
	connection_enter(connection, CONNECTION_DECLINED, now_ms(connection) + CONNECTION_DECLINED_MS);
	return RESULT_OK;
}

static bool is_declining(const struct session *session, const struct participant *self,
                         const wire_Control *control)
{
	return control->which_what == wire_Control_leave_tag && control->what.leave.may_report &&
	       control->what.leave.peer == FRAME_PEER_NONE && session->master != self;
}

static enum result heard_subscribe(struct connection *connection, const wire_Control *control)
{
	struct participant *self = &connection->participant;
	uint8_t number = (uint8_t)control->what.subscribe.lane;
	uint32_t before = self->lanes[number].viewers;
	enum result result = session_heard(self->session, self, control);
	if (result == RESULT_OK)
		forward_resubscribed(&connection->worker->forward, self, number, before);
	return result;
}

static enum result heard_seated(struct connection *connection, const wire_Control *control)
{
	struct participant *self = &connection->participant;
	struct session *session = self->session;
	session->touched_ms = now_ms(connection);
	if (control->which_what == wire_Control_open_tag)
		return session->master == self ? dial_open(connection, &control->what.open) : RESULT_BAD_FRAME;
	if (is_declining(session, self, control))
		return decline(connection);
	if (control->which_what == wire_Control_resume_tag && !comeback_may_show(connection)) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	enum result result = control->which_what == wire_Control_subscribe_tag
	                         ? heard_subscribe(connection, control)
	                         : session_heard(session, self, control);
	if (result == RESULT_OK && control->which_what == wire_Control_resume_tag && session->master == self)
		comeback_offer(connection, &control->what.resume);
	if (result == RESULT_OK && connection->state == CONNECTION_SEATED)
		forward_recheck(&connection->worker->forward, self->session);
	return result;
}

static enum result heard(struct connection *connection, const wire_Control *control)
{
	if (control->which_what == wire_Control_ping_tag && connection->state != CONNECTION_NEW) {
		wire_Control answer = *control;
		answer.what.ping.is_answer = true;
		if (!control->what.ping.is_answer)
			connection_tell(connection, &answer);
		return RESULT_OK;
	}
	return connection->state == CONNECTION_SEATED ? heard_seated(connection, control)
	                                              : dial_heard(connection, control);
}

/* Sends what was forwarded so far. False: this connection has ended over it. */
static bool flush(struct connection *connection)
{
	struct forward *forward = &connection->worker->forward;
	if (connection->state != CONNECTION_SEATED ||
	    forward_flush(forward, &connection->participant) == RESULT_OK)
		return true;
	log_info("relay", "a participant has filled the queue of another one: ended");
	connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
	return false;
}

/* The control frame that is whole at `at`. False: the connection has ended. */
static bool take_control(struct connection *connection, struct bytes frame)
{
	wire_Control control;
	struct bytes payload = {frame.data + FRAME_HEADER_BYTES, frame.size - FRAME_HEADER_BYTES};
	if (!flush(connection)) /* what came before it goes first */
		return false;
	if (control_decode(payload, &control) == RESULT_OK && heard(connection, &control) == RESULT_OK)
		return connection->state != CONNECTION_ENDING && connection->state != CONNECTION_DEAD;
	connection_end(connection, wire_CloseReason_CLOSE_MALFORMED);
	return false;
}

/* As forward_frames, for somebody who may say control frames alone. */
static enum result find_control(struct bytes bytes)
{
	struct frame_header header;
	enum result result = frame_decode(bytes, &header);
	if (result != RESULT_OK)
		return result;
	if (header.kind != FRAME_CONTROL)
		return RESULT_BAD_FRAME;
	return FRAME_HEADER_BYTES + header.payload_bytes > bytes.size ? RESULT_NEED_MORE : RESULT_OK;
}

/* Keeps bytes until more come (`wanted` is the size of their frame), or, with 0, until they may be taken. */
static void keep_in_block(struct connection *connection, struct bytes bytes, uint32_t wanted)
{
	struct block *tail = block_take(pool_of(connection), wanted ? wanted : bytes.size);
	if (!tail) {
		connection_lost(connection);
		return;
	}
	memcpy(tail->data, bytes.data, bytes.size);
	connection->tail = tail;
	connection->tail_bytes = (uint32_t)bytes.size;
	connection->tail_wanted = wanted;
}

/* What is left at the end of a read: less than a frame. */
static void keep(struct connection *connection, struct bytes rest)
{
	struct frame_header header;
	if (frame_decode(rest, &header) == RESULT_OK) {
		keep_in_block(connection, rest, FRAME_HEADER_BYTES + header.payload_bytes);
		return;
	}
	memcpy(connection->head, rest.data, rest.size);
	connection->head_bytes = (uint8_t)rest.size;
}

/* Takes what has come, as far as it may. */
static void take(struct connection *connection, struct block *block, uint32_t at, uint32_t end)
{
	struct forward *forward = &connection->worker->forward;
	while (may_take(connection)) {
		struct bytes rest = {block->data + at, end - at};
		enum result result = connection->state == CONNECTION_SEATED
		                         ? forward_frames(forward, &connection->participant, block, &at, end)
		                         : find_control(rest);
		rest = (struct bytes){block->data + at, end - at};
		if (result == RESULT_NEED_MORE) {
			if (flush(connection))
				keep(connection, rest);
			return;
		}
		if (result != RESULT_OK && connection->state == CONNECTION_NEW &&
		    connection->port == CONNECTION_RAW && (pages_is_browser(rest) || tls_is_hello(rest))) {
			browser_strayed(connection, rest);
			return;
		}
		if (result != RESULT_OK) {
			if (flush(connection))
				connection_end(connection, wire_CloseReason_CLOSE_MALFORMED);
			return;
		}
		struct frame_header header;
		frame_decode(rest, &header);
		rest.size = FRAME_HEADER_BYTES + header.payload_bytes;
		at += (uint32_t)rest.size;
		if (!take_control(connection, rest))
			return;
	}
	if (at < end && connection->state != CONNECTION_DEAD && connection->state != CONNECTION_ENDING)
		keep_in_block(connection, (struct bytes){block->data + at, end - at}, 0);
}

/* Bytes that came while nothing was taken. */
static void take_kept(struct connection *connection)
{
	struct block *tail = connection->tail;
	uint32_t size = connection->tail_bytes;
	connection->tail = NULL;
	connection->tail_bytes = 0;
	take(connection, tail, 0, size);
	block_release(pool_of(connection), tail);
}

/* The tail, if it is whole now, and then what came into the scratch block. */
static void take_received(struct connection *connection, uint32_t got)
{
	struct block *scratch = connection->worker->forward.reading.scratch, *tail = connection->tail;
	uint32_t start = FRAME_HEADER_BYTES;
	if (tail) {
		uint32_t missing = connection->tail_wanted - connection->tail_bytes;
		connection->tail_bytes += got < missing ? got : missing;
		if (got < missing)
			return;
		got -= missing;
		connection->tail = NULL;
		take(connection, tail, 0, connection->tail_wanted);
		block_release(pool_of(connection), tail);
		if (got == 0 || connection->state == CONNECTION_DEAD || connection->state == CONNECTION_ENDING)
			return;
	}
	if (connection->tail) { /* the tail's frame made it wait: what follows waits behind */
		keep_in_block(connection, (struct bytes){scratch->data + start, got}, 0);
		return;
	}
	start -= connection->head_bytes;
	got += connection->head_bytes;
	memcpy(scratch->data + start, connection->head, connection->head_bytes);
	connection->head_bytes = 0;
	take(connection, scratch, start, start + got);
}

/* One read, at most. */
static void read_frames(struct connection *connection)
{
	struct carrier *carrier = &connection->participant.carrier;
	struct block *scratch = connection->worker->forward.reading.scratch;
	size_t room =
		connection->state == CONNECTION_SEATED ? FORWARD_READ_BYTES : CONNECTION_STRANGER_READ_BYTES;
	struct iovec pieces[2];
	int count = 0;
	if (connection->tail)
		pieces[count++] = (struct iovec){connection->tail->data + connection->tail_bytes,
		                                 connection->tail_wanted - connection->tail_bytes};
	pieces[count++] = (struct iovec){scratch->data + FRAME_HEADER_BYTES, room};
	size_t asked = room + (count == 2 ? pieces[0].iov_len : 0);
	ssize_t got = carrier->kind->receive(carrier, pieces, count);
	if (got == CARRIER_NOTHING) {
		connection->is_readable = carrier->has_more;
		return;
	}
	if (got <= 0) {
		connection_lost(connection);
		return;
	}
	if ((size_t)got < asked && !carrier->has_more && !connection->has_hung_up)
		connection->is_readable = false; /* epoll tells when there is more */
	connection->heard_ms = now_ms(connection);
	take_received(connection, (uint32_t)got);
}

/* What still comes is thrown away, so that the last word is not lost with it. */
static void read_away(struct connection *connection)
{
	struct carrier *carrier = &connection->participant.carrier;
	struct iovec piece = {connection->worker->forward.reading.scratch->data, FORWARD_READ_BYTES};
	ssize_t got = carrier->kind->receive(carrier, &piece, 1);
	if (got == CARRIER_NOTHING)
		connection->is_readable = carrier->has_more;
	else if (got <= 0)
		connection_lost(connection);
}

/* --- its turn
 * ----------------------------------------------------------------------------------------------------------
 */

static void send_waiting(struct connection *connection)
{
	struct participant *self = &connection->participant;
	struct carrier *carrier = &self->carrier;
	if (self->may_send && (!outbox_is_empty(&self->outbox) || carrier->has_unsent)) {
		if (forward_send(&connection->worker->forward, self) == RESULT_LOST) {
			connection_lost(connection);
			return;
		}
		if (connection->state == CONNECTION_SEATED)
			forward_recheck(&connection->worker->forward, self->session);
	}
	if ((connection->measure_left > 0 || connection->is_measure_cut) &&
	    connection->state == CONNECTION_GREETED && outbox_is_empty(&self->outbox))
		measure_work(connection);
	if (connection->download && self->may_send && outbox_is_empty(&self->outbox) && !carrier->has_unsent)
		browser_send(connection);
	if (connection->state == CONNECTION_ENDING && !connection->has_half_closed && !connection->download &&
	    outbox_is_empty(&self->outbox) && !carrier->has_unsent) {
		connection->has_half_closed = true;
		carrier->kind->end_sending(carrier);
	}
}

void connection_work(struct connection *connection)
{
	if (connection->is_broken)
		connection_lost(connection);
	if (connection->state != CONNECTION_DEAD)
		send_waiting(connection);
	if (connection->state == CONNECTION_DEAD)
		return;
	if (connection->moves_to) {
		if (!outbox_is_empty(&connection->participant.outbox) || !worker_send_away(connection))
			connection_lost(connection);
		return; /* it may be another worker's by now */
	}
	if (connection->state == CONNECTION_LEG) {
		tunnel_work(connection);
		return;
	}
	if (connection->has_hung_up &&
	    (connection->state == CONNECTION_OPENING || connection->state == CONNECTION_DELAYED)) {
		connection_lost(connection);
		return;
	}
	if (connection->tail && connection->tail_wanted == 0 && connection->state != CONNECTION_BROWSER &&
	    may_take(connection))
		take_kept(connection);
	if (!connection->is_readable || !may_take(connection))
		return;
	if (connection->tail && connection->tail_wanted == 0 && connection->state != CONNECTION_BROWSER)
		return;
	if (!arrival_work(connection))
		return;
	if (connection->state == CONNECTION_BROWSER)
		browser_read(connection);
	else if (connection->state == CONNECTION_ENDING)
		read_away(connection);
	else
		read_frames(connection);
	if (connection->is_readable && may_take(connection))
		worker_look_next(connection);
}

/* A master alone for too long: nobody has come to the number. */
static bool is_forgotten(const struct connection *connection)
{
	const struct participant *self = &connection->participant;
	const struct session *session = self->session;
	return session->master == self && !session_has_lost(session, now_ms(connection)) &&
	       !(session->members.present & (session->members.present - 1)) &&
	       now_ms(connection) - session->touched_ms >= connection->worker->options->wait_ms;
}

void connection_due(struct connection *connection)
{
	if (connection->participant.is_held) /* it is we who do not listen */
		connection->heard_ms = now_ms(connection);
	bool is_silent =
		must_ping(connection) && now_ms(connection) - connection->heard_ms >= silence_ms(connection);
	ask_if_silent(connection);
	bool is_alone = connection->alone_until_ms && now_ms(connection) >= connection->alone_until_ms;
	if (connection->state == CONNECTION_ENDING || connection->state == CONNECTION_DEAD || is_alone) {
		connection_lost(connection);
	} else if (connection->state == CONNECTION_LEG) {
		tunnel_due(connection);
	} else if (is_silent) {
		log_info("relay", "a participant was silent for too long: ended");
		connection_end(connection, wire_CloseReason_CLOSE_TOO_LATE);
	} else if (connection->state == CONNECTION_SEATED) {
		if (is_forgotten(connection))
			session_end(connection->participant.session, wire_CloseReason_CLOSE_TOO_LATE);
		else {
			comeback_renew(connection);
			connection_set_timer(connection);
		}
	} else if (now_ms(connection) < connection->deadline_ms) {
		connection_set_timer(connection); /* it was heard of meanwhile */
	} else if (connection->state == CONNECTION_DELAYED) {
		dial_due(connection);
	} else {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_LATE);
	}
}
