/*
 * What a connection says before it is in a session: HELLO, OPEN, JOIN, KNOCK
 * (RESUME is in comeback.c).
 * Whatever is wrong with a number is answered alike, after the same delay.
 */
#include "relay/connection.h"
#include "relay/worker.h"

#include "base/log.h"

#include <sodium.h>
#include <string.h>

static enum result heard_hello(struct connection *connection, const wire_Hello *hello)
{
	struct worker *worker = connection->worker;
	const struct options *options = worker->options;
	wire_Control control = {.which_what = wire_Control_hello_tag};
	if (connection->state != CONNECTION_NEW)
		return RESULT_BAD_FRAME;
	control.what.hello =
		(wire_Hello){.version = CONTROL_VERSION, .floor = CONTROL_FLOOR, .ping_s = options->ping_s};
	randombytes_buf(control.what.hello.nonce, sizeof control.what.hello.nonce);
	memcpy(connection->nonces[0], hello->nonce, CONTROL_NONCE_BYTES);
	memcpy(connection->nonces[1], control.what.hello.nonce, CONTROL_NONCE_BYTES);
	control.what.hello.relay_id.size = CONTROL_RELAY_ID_BYTES;
	memcpy(control.what.hello.relay_id.bytes, worker->relay->relay_id, CONTROL_RELAY_ID_BYTES);
	connection_tell(connection, &control);
	if (hello->version < CONTROL_FLOOR || hello->floor > CONTROL_VERSION) {
		connection_end(connection, wire_CloseReason_CLOSE_VERSION);
		return RESULT_OK;
	}
	/* Both times count from the start. Who may but come back has no more than it had. */
	connection_enter(connection, CONNECTION_GREETED,
	                 connection->source.is_returning
	                     ? connection->deadline_ms
	                     : connection->deadline_ms - options->hello_ms + options->match_ms);
	return RESULT_OK;
}

enum result dial_open(struct connection *connection, const wire_Open *open)
{
	struct worker *worker = connection->worker;
	struct keeper_message message = {.worker = worker->index};
	struct control_open_context context = {0};
	if (connection->state == CONNECTION_GREETED &&
	    relay_is_tired(worker->relay, &connection->source, worker->now_ms)) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	if (connection->openings == CONNECTION_OPENINGS_MAX) { /* nobody clicks that fast; tickets are for all */
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	struct session *session = connection->participant.session;
	if (session && (session_waiting(session) + connection->openings >= SESSION_WAITING_MAX ||
	                session->number_count + connection->openings >= SESSION_NUMBERS_MAX)) {
		connection_tell(connection, &(wire_Control){.which_what = wire_Control_refused_tag});
		return RESULT_OK;
	}
	const struct limits_source *source = session ? &session->source : &connection->source;
	if (!relay_number(worker->relay, source, worker->now_ms)) {
		log_info("relay", "a source has too many numbers: it gets no further one");
		if (session)
			connection_tell(connection, &(wire_Control){.which_what = wire_Control_refused_tag});
		else
			connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	int ticket = worker_ticket(connection, source);
	message.ticket = (uint32_t)ticket;
	memcpy(context.client_nonce, connection->nonces[0], CONTROL_NONCE_BYTES);
	memcpy(context.relay_nonce, connection->nonces[1], CONTROL_NONCE_BYTES);
	keeper_open_pack(&context, open, &message);
	if (ticket < 0 || relay_tell_keeper(worker->relay, &message) != RESULT_OK) {
		if (ticket >= 0)
			worker->opening_used[ticket] = false;
		relay_number_over(worker->relay, source, worker->now_ms);
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	connection->openings++;
	if (connection->state == CONNECTION_GREETED)
		connection_enter(connection, CONNECTION_OPENING, worker->now_ms + worker->options->match_ms);
	return RESULT_OK;
}

void dial_tell_keeper_closed(struct worker *worker, uint32_t route, uint64_t log_id)
{
	struct keeper_message message = {.kind = KEEPER_CLOSED, .route = route, .log_id = log_id};
	if (relay_tell_keeper(worker->relay, &message) != RESULT_OK)
		log_warn("relay", "the keeper is busy: the end of a session is not logged");
}

/* A session of its own, or the one that it has. */
static struct session *session_for(struct connection *connection)
{
	struct participant *self = &connection->participant;
	if (self->session)
		return self->session;
	uint8_t id[SESSION_ID_BYTES];
	randombytes_buf(id, sizeof id);
	struct session *session = session_create(&connection_session_events, id, self);
	struct rendezvous_place place = {.owner = session, .worker = connection->worker->index};
	if (!session)
		return NULL;
	worker_adopt(connection->worker, session, &connection->source);
	/* Where this fails nobody can come back to it: it goes on all the same. */
	relay_meet_put(connection->worker->relay, RENDEZVOUS_SESSION, id, place);
	return session;
}

/* A number that the keeper gave, but that nobody has now. */
static bool give_back(struct connection *connection, uint32_t route, uint64_t log_id)
{
	struct worker *worker = connection->worker;
	dial_tell_keeper_closed(worker, route, log_id);
	connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
	return false;
}

/* No number. The session that there is goes on. */
static void deny(struct connection *connection, bool is_unknown_operator)
{
	if (connection->state == CONNECTION_SEATED)
		connection_tell(connection, &(wire_Control){.which_what = wire_Control_refused_tag});
	else if (is_unknown_operator)
		connection_end(connection, wire_CloseReason_CLOSE_UNKNOWN_OPERATOR);
	else /* sealed for another key, or all numbers are taken */
		connection_end(connection, wire_CloseReason_CLOSE_MALFORMED);
}

static void tell_certificate(struct connection *connection, const struct mail *mail)
{
	wire_Control control = {.which_what = wire_Control_certified_tag};
	if (mail->certificate_bytes == 0)
		return;
	control.what.certified.certificate.size = mail->certificate_bytes;
	memcpy(control.what.certified.certificate.bytes, mail->certificate, mail->certificate_bytes);
	connection_tell(connection, &control);
}

bool connection_opened(struct connection *connection, const struct mail *mail)
{
	struct worker *worker = connection->worker;
	connection->openings--;
	if (mail->route == 0) {
		deny(connection, mail->log_id == KEEPER_NO_OPERATOR);
		return false;
	}
	bool is_welcome = connection->state == CONNECTION_OPENING || connection->state == CONNECTION_SEATED;
	struct session *session = is_welcome ? session_for(connection) : NULL;
	struct route_place place = {.session = session, .worker = worker->index};
	if (!session || routes_claim(worker->relay->routes, mail->route, place) != RESULT_OK)
		return give_back(connection, mail->route, mail->log_id);
	session->touched_ms = worker->now_ms;
	if (session_add_number(session, mail->route, mail->log_id) == RESULT_OK) {
		tell_certificate(connection, mail);
		return true;
	}
	routes_release(worker->relay->routes, mail->route);
	return give_back(connection, mail->route, mail->log_id);
}

/* Refused, or for one who knocks Waiting, comes later; nothing is read until then. */
static void delay(struct connection *connection, enum connection_errand errand)
{
	struct worker *worker = connection->worker;
	connection->errand = errand;
	connection_enter(connection, CONNECTION_DELAYED, worker->now_ms + worker->options->refuse_ms);
}

/* Where the number leads, unless this source has asked too often. */
static bool find(struct connection *connection, struct route_place *place)
{
	struct relay *relay = connection->worker->relay;
	return !relay_is_tired(relay, &connection->source, connection->worker->now_ms) &&
	       routes_find(relay->routes, connection->route, place);
}

static void charge(struct connection *connection)
{
	relay_failed(connection->worker->relay, &connection->source, connection->worker->now_ms);
}

void dial_refuse(struct connection *connection)
{
	charge(connection);
	delay(connection, ERRAND_JOIN);
}

void dial_move(struct connection *connection, uint16_t to)
{
	connection->moves_to = (uint16_t)(to + 1);
	worker_look(connection);
}

static void join(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct route_place place;
	connection->errand = ERRAND_JOIN;
	if (find(connection, &place)) {
		if (place.worker != worker->index) {
			dial_move(connection, place.worker);
			return;
		}
		if (session_join(place.session, connection->route, &connection->participant) == RESULT_OK) {
			place.session->touched_ms = worker->now_ms;
			return;
		}
	}
	dial_refuse(connection);
}

/* Whether anybody hears it is not told: it waits. */
static void knock(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct route_place place;
	connection->errand = ERRAND_KNOCK;
	connection_enter(connection, CONNECTION_KNOCKING, worker->now_ms + worker->options->wait_ms);
	if (!find(connection, &place))
		return;
	if (place.worker != worker->index)
		dial_move(connection, place.worker);
	else
		session_knock(place.session, connection->route, &connection->participant);
}

void connection_arrived(struct connection *connection)
{
	if (connection->errand == ERRAND_COME_BACK)
		comeback_arrived(connection);
	else if (connection->errand == ERRAND_KNOCK)
		knock(connection);
	else
		join(connection);
}

void dial_due(struct connection *connection)
{
	struct worker *worker = connection->worker;
	wire_Control control = {.which_what = wire_Control_refused_tag};
	if (connection->errand == ERRAND_KNOCK) {
		control.which_what = wire_Control_waiting_tag;
		connection_tell(connection, &control);
		knock(connection);
		return;
	}
	connection_tell(connection, &control);
	connection_enter(connection, CONNECTION_GREETED, worker->now_ms + CONNECTION_REFUSED_MS);
}

static enum result heard_dial(struct connection *connection, uint32_t route, bool is_knock)
{
	if (connection->state != CONNECTION_GREETED || connection->openings > 0)
		return RESULT_BAD_FRAME;
	if (++connection->dials > CONNECTION_DIALS_MAX) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	connection->route = route;
	if (is_knock) { /* charged alike whether or not there is such a number; given back to who is let in */
		charge(connection);
		delay(connection, ERRAND_KNOCK);
	} else {
		join(connection);
	}
	return RESULT_OK;
}

/* Once, as this ends it; the keeper writes it down, and nothing else follows from it. */
static enum result heard_report(struct connection *connection)
{
	struct keeper_message message = {
		.kind = KEEPER_REPORT, .route = connection->route, .log_id = connection->declined_id};
	if (connection->state != CONNECTION_DECLINED)
		return RESULT_BAD_FRAME;
	if (connection->declined_id && relay_tell_keeper(connection->worker->relay, &message) != RESULT_OK)
		log_warn("relay", "the keeper is busy: a report is lost");
	connection_end(connection, wire_CloseReason_CLOSE_ENDED);
	return RESULT_OK;
}

/* One that had no place among the strangers. */
static bool may_say(const struct connection *connection, const wire_Control *control)
{
	return !connection->source.is_returning || control->which_what == wire_Control_hello_tag ||
	       control->which_what == wire_Control_resume_tag || control->which_what == wire_Control_leave_tag;
}

enum result dial_heard(struct connection *connection, const wire_Control *control)
{
	bool is_greeted = connection->state == CONNECTION_GREETED;
	if (!may_say(connection, control)) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	switch (control->which_what) {
	case wire_Control_hello_tag:
		return heard_hello(connection, &control->what.hello);
	case wire_Control_open_tag:
		return is_greeted ? dial_open(connection, &control->what.open) : RESULT_BAD_FRAME;
	case wire_Control_join_tag:
		return heard_dial(connection, control->what.join.route, false);
	case wire_Control_knock_tag:
		return heard_dial(connection, control->what.knock.route, true);
	case wire_Control_resume_tag:
		return comeback_heard(connection, &control->what.resume);
	case wire_Control_report_tag:
		return heard_report(connection);
	case wire_Control_measure_tag:
		return measure_heard(connection, &control->what.measure);
	case wire_Control_leave_tag: /* gives up */
		if (!is_greeted && connection->state != CONNECTION_KNOCKING &&
		    connection->state != CONNECTION_WAITING && connection->state != CONNECTION_DECLINED)
			return RESULT_BAD_FRAME;
		connection_end(connection, wire_CloseReason_CLOSE_ENDED);
		return RESULT_OK;
	default:
		return RESULT_BAD_FRAME;
	}
}
