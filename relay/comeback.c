/*
 * Coming back: by a ticket to the own seat, also when the relay was restarted in
 * between (then the first who comes makes the session anew), or, where a session
 * has moved to this relay, by an id that its master has shown here. Whoever comes
 * before his master waits.
 *
 *     comeback_heard -> by_ticket -> session_return          refused as a wrong number is
 *                    -> by_ids    -> session_return, or WAITING until the master shows one of the ids
 *
 * A valid ticket or id opens a place without asking the limits on strangers.
 */
#include "relay/connection.h"
#include "relay/worker.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

enum { COMEBACK_PER_SECOND_MAX = 64 }; /* in one session */

/* What a connection came back with, until it is in; heap. */
struct comeback {
	struct ticket ticket;
	bool has_ticket;
	struct session_ids ids;
};

static void stop_waiting(struct connection *connection)
{
	struct comeback *back = connection->comeback;
	for (int i = 0; i < back->ids.count; i++)
		relay_meet_drop(connection->worker->relay, RENDEZVOUS_WAIT, back->ids.ids[i], connection);
}

void comeback_forget(struct connection *connection)
{
	if (!connection->comeback)
		return;
	stop_waiting(connection);
	free(connection->comeback);
	connection->comeback = NULL;
}

static void refuse(struct connection *connection)
{
	comeback_forget(connection);
	if (connection->source.is_returning) /* that is all that it may try */
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
	else
		dial_refuse(connection);
}

/* --- numbers of an earlier run
 * ---------------------------------------------------------------------------------------------
 */

/* Asks the keeper, who may be busy when all come back at once; what it can't take now waits. */
void comeback_ask(struct worker *worker)
{
	size_t asked = 0;
	for (; asked < worker->reclaim_count; asked++) {
		const struct worker_reclaim *one = &worker->reclaims[asked];
		struct keeper_message message = {
			.kind = KEEPER_RECLAIM, .worker = worker->index, .route = one->route, .size = SESSION_ID_BYTES};
		memcpy(message.bytes, one->id, SESSION_ID_BYTES);
		if (relay_tell_keeper(worker->relay, &message) != RESULT_OK)
			break;
	}
	if (asked == 0)
		return;
	worker->reclaim_count -= asked;
	memmove(worker->reclaims, worker->reclaims + asked, worker->reclaim_count * sizeof *worker->reclaims);
}

/* The master is back: its numbers too, if the keeper finds that nobody else has them. */
static void want_numbers(struct worker *worker, struct session *session, const struct ticket *ticket)
{
	if (!worker->reclaims)
		worker->reclaims = calloc(WORKER_RECLAIMS_MAX, sizeof *worker->reclaims);
	for (int i = 0; i < ticket->route_count; i++) {
		if (session_add_pending(session, ticket->routes[i]) != RESULT_OK)
			continue;
		if (!worker->reclaims || worker->reclaim_count == WORKER_RECLAIMS_MAX) {
			session_confirm(session, ticket->routes[i], 0);
			continue;
		}
		struct worker_reclaim *one = &worker->reclaims[worker->reclaim_count++];
		one->route = ticket->routes[i];
		memcpy(one->id, session->id, SESSION_ID_BYTES);
	}
	comeback_ask(worker);
}

/* Whether the number is the session's again, in all tables. */
static bool take_number(struct worker *worker, struct session *session, uint32_t route, uint64_t log_id)
{
	struct relay *relay = worker->relay;
	struct route_place place = {.session = session, .worker = worker->index};
	if (log_id == 0 || !relay_number(relay, &session->source, worker->now_ms))
		return false;
	if (routes_claim(relay->routes, route, place) == RESULT_OK) {
		if (session_confirm(session, route, log_id))
			return true;
		routes_release(relay->routes, route); /* the master has closed it meanwhile */
	}
	relay_number_over(relay, &session->source, worker->now_ms);
	return false;
}

void comeback_reclaimed(struct worker *worker, const uint8_t id[static SESSION_ID_BYTES], uint32_t route,
                        uint64_t log_id)
{
	struct rendezvous_place place;
	bool is_there =
		relay_meet_find(worker->relay, RENDEZVOUS_SESSION, id, &place) && place.worker == worker->index;
	if (is_there && take_number(worker, place.owner, route, log_id))
		return;
	if (is_there)
		session_confirm(place.owner, route, 0);
	if (log_id != 0)
		dial_tell_keeper_closed(worker, route, log_id);
}

/* --- by ticket
 * ---------------------------------------------------------------------------------------------------------
 */

/* The session of an earlier run, without anybody in it yet. NULL: another worker was faster, or no memory. */
static struct session *make_anew(struct connection *connection, const struct ticket *ticket)
{
	struct worker *worker = connection->worker;
	struct session *session = session_create(&connection_session_events, ticket->session, NULL);
	if (!session)
		return NULL;
	struct rendezvous_place place = {.owner = session, .worker = worker->index};
	if (relay_meet_put(worker->relay, RENDEZVOUS_SESSION, session->id, place) != RESULT_OK) {
		session_destroy(session);
		return NULL;
	}
	worker_adopt(worker, session, &connection->source);
	worker_keep(worker, session);
	log_info("relay", "a session of an earlier run is made anew");
	return session;
}

/* The ticket's session if it is this worker's, made anew if need be. NULL: the connection was moved or
 * refused. */
static struct session *find_session(struct connection *connection, const struct ticket *ticket)
{
	struct worker *worker = connection->worker;
	struct relay *relay = worker->relay;
	struct rendezvous_place place;
	struct session *session = NULL;
	bool is_there = relay_meet_find(relay, RENDEZVOUS_SESSION, ticket->session, &place);
	if (!is_there && ticket->run != relay->run &&
	    !relay_meet_find(relay, RENDEZVOUS_OVER, ticket->session, &place)) {
		session = make_anew(connection, ticket);
		if (session)
			return session;
		is_there = relay_meet_find(relay, RENDEZVOUS_SESSION, ticket->session, &place);
	}
	if (!is_there) { /* it has ended, in this run or by its time */
		refuse(connection);
		return NULL;
	}
	if (place.worker != worker->index) {
		dial_move(connection, place.worker);
		return NULL;
	}
	return place.owner;
}

/* Each return is told to the master: one who does nothing else must not fill its queue. */
static bool is_too_often(struct session *session, int64_t now_ms)
{
	if (now_ms - session->returns_since_ms >= 1000) {
		session->returns_since_ms = now_ms;
		session->returns = 0;
	}
	return ++session->returns > COMEBACK_PER_SECOND_MAX;
}

static void by_ticket(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct comeback *back = connection->comeback;
	struct ticket ticket = back->ticket;
	struct session *session = find_session(connection, &ticket);
	if (!session) /* then `back` may be gone */
		return;
	struct session_return how = {
		.peer = ticket.peer,
		.is_old = ticket.run != worker->relay->run,
		.next_peer = ticket.next_peer,
		.ids = back->ids,
	};
	if (ticket.is_master && how.is_old) /* first, so that the fresh ticket names them */
		want_numbers(worker, session, &ticket);
	if (is_too_often(session, worker->now_ms) ||
	    session_return(session, &connection->participant, &how, worker->now_ms) != RESULT_OK) {
		refuse(connection);
		return;
	}
	comeback_forget(connection);
	session->touched_ms = worker->now_ms;
	if (session->master)
		worker_unkeep(worker, session);
	forward_recheck(&worker->forward, session); /* who waited for the one before waits no more */
}

/* --- by ids
 * ------------------------------------------------------------------------------------------------------------
 */

static void forget_offer(struct session *session, const uint8_t id[static SESSION_ID_BYTES])
{
	for (size_t i = 0; i < session->offer_count; i++)
		if (memcmp(session->offers[i], id, SESSION_ID_BYTES) == 0) {
			session->offer_count--;
			memmove(session->offers[i], session->offers[i + 1],
			        (session->offer_count - i) * SESSION_ID_BYTES);
			return;
		}
}

static void wait_for_master(struct connection *connection)
{
	struct worker *worker = connection->worker;
	if (connection->source.is_returning) {
		refuse(connection);
		return;
	}
	connection_tell(connection, &(wire_Control){.which_what = wire_Control_waiting_tag});
	if (connection->state != CONNECTION_WAITING)
		connection_enter(connection, CONNECTION_WAITING, worker->now_ms + CONNECTION_WAITING_MS);
}

static void by_ids(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct comeback *back = connection->comeback;
	struct rendezvous_place self = {.owner = connection, .worker = worker->index}, place;
	struct session_return how = {.ids = back->ids};
	if (!relay_meet_or_wait(worker->relay, (const uint8_t(*)[16])back->ids.ids, back->ids.count, self,
	                        &place)) {
		wait_for_master(connection);
		return;
	}
	if (place.worker != worker->index) {
		stop_waiting(connection);
		dial_move(connection, place.worker);
		return;
	}
	struct session *session = place.owner;
	for (int i = 0; i < how.ids.count; i++) { /* for one match */
		relay_meet_drop(worker->relay, RENDEZVOUS_OFFER, how.ids.ids[i], session);
		forget_offer(session, how.ids.ids[i]);
	}
	comeback_forget(connection);
	if (is_too_often(session, worker->now_ms) ||
	    session_return(session, &connection->participant, &how, worker->now_ms) != RESULT_OK) {
		refuse(connection);
		return;
	}
	session->touched_ms = worker->now_ms;
}

void comeback_meet(struct worker *worker, const uint8_t id[static SESSION_ID_BYTES])
{
	struct rendezvous_place place;
	if (!relay_meet_find(worker->relay, RENDEZVOUS_WAIT, id, &place) || place.worker != worker->index)
		return;
	struct connection *connection = place.owner;
	if (connection->state == CONNECTION_WAITING && !connection->moves_to)
		by_ids(connection);
}

/* Room for one more; the one that was shown first gives way. False: no memory. */
static bool add_offer(struct relay *relay, struct session *session, const uint8_t id[static SESSION_ID_BYTES])
{
	if (!session->offers)
		session->offers = calloc(CONNECTION_OFFERS_MAX, SESSION_ID_BYTES);
	if (!session->offers)
		return false;
	forget_offer(session, id);
	if (session->offer_count == CONNECTION_OFFERS_MAX) {
		relay_meet_drop(relay, RENDEZVOUS_OFFER, session->offers[0], session);
		session->offer_count--;
		memmove(session->offers[0], session->offers[1], session->offer_count * SESSION_ID_BYTES);
	}
	memcpy(session->offers[session->offer_count++], id, SESSION_ID_BYTES);
	return true;
}

bool comeback_may_show(struct connection *connection)
{
	int64_t now_ms = connection->worker->now_ms;
	if (now_ms - connection->shows_since_ms >= CONNECTION_SHOWS_EACH_MS) {
		connection->shows_since_ms = now_ms;
		connection->shows = 0;
	}
	return ++connection->shows <= CONNECTION_SHOWS_MAX;
}

void comeback_offer(struct connection *connection, const wire_Resume *said)
{
	struct worker *worker = connection->worker;
	struct session *session = connection->participant.session;
	struct rendezvous_place self = {.owner = session, .worker = worker->index}, waiting;
	for (pb_size_t i = 0; i < said->ids_count; i++) {
		const uint8_t *id = said->ids[i].bytes;
		if (!add_offer(worker->relay, session, id) || !relay_meet_offer(worker->relay, id, self, &waiting))
			continue;
		struct mail mail = {.kind = MAIL_MEET};
		memcpy(mail.id, id, sizeof mail.id);
		if (waiting.worker == worker->index)
			comeback_meet(worker, id);
		else
			worker_post(worker->relay->workers[waiting.worker], &mail); /* full: that one asks again */
	}
}

void comeback_session_over(struct session *session)
{
	struct relay *relay = ((struct worker *)session->owner)->relay;
	if (session->is_remade)
		relay_meet_over(relay, session->id);
	relay_meet_drop(relay, RENDEZVOUS_SESSION, session->id, session);
	for (size_t i = 0; i < session->offer_count; i++)
		relay_meet_drop(relay, RENDEZVOUS_OFFER, session->offers[i], session);
	session->offer_count = 0;
}

/* --- both
 * --------------------------------------------------------------------------------------------------------------
 */

void comeback_arrived(struct connection *connection)
{
	if (connection->comeback->has_ticket)
		by_ticket(connection);
	else
		by_ids(connection);
}

enum result comeback_heard(struct connection *connection, const wire_Resume *said)
{
	struct worker *worker = connection->worker;
	if ((connection->state != CONNECTION_GREETED && connection->state != CONNECTION_WAITING) ||
	    connection->openings > 0 || (said->ticket.size == 0 && said->ids_count > SESSION_IDS_MAX))
		return RESULT_BAD_FRAME;
	comeback_forget(connection);
	connection->comeback = calloc(1, sizeof *connection->comeback);
	if (!connection->comeback || ++connection->shows > CONNECTION_SHOWS_MAX) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	struct comeback *back = connection->comeback;
	back->has_ticket = said->ticket.size > 0;
	for (; back->ids.count < SESSION_IDS_MAX && back->ids.count < said->ids_count; back->ids.count++)
		memcpy(back->ids.ids[back->ids.count], said->ids[back->ids.count].bytes, SESSION_ID_BYTES);
	struct bytes ticket = {said->ticket.bytes, said->ticket.size};
	connection->errand = ERRAND_COME_BACK;
	if (back->has_ticket &&
	    ticket_open(ticket, worker->relay->ticket_key, worker->wall_s(), &back->ticket) != RESULT_OK)
		refuse(connection);
	else
		comeback_arrived(connection);
	return RESULT_OK;
}

size_t comeback_ticket(const struct participant *who, uint8_t to[static TICKET_BYTES])
{
	struct session *session = who->session;
	struct worker *worker = session->owner;
	struct relay *relay = worker->relay;
	int64_t keep_s = worker->options->keep_s;
	struct ticket ticket = {
		.run = relay->run,
		.peer = who->peer,
		.next_peer = session->next_peer < FRAME_PEER_ALL ? (uint16_t)session->next_peer : FRAME_PEER_ALL,
		.is_master = who == session->master,
		/* From any moment on at least keep_s are left, as a fresh one is told each keep_s / 3. */
		.expires_s = worker->wall_s() + keep_s + keep_s / 2 + 1,
	};
	memcpy(ticket.session, session->id, sizeof ticket.session);
	if (ticket.is_master)
		ticket.route_count = (uint8_t)session_routes(session, ticket.routes, TICKET_ROUTES_MAX);
	ticket_seal(&ticket, relay->ticket_key, to);
	return TICKET_BYTES;
}

int64_t comeback_renew_ms(const struct connection *connection)
{
	return connection->ticket_ms + (int64_t)connection->worker->options->keep_s * 1000 / 3;
}

void comeback_renew(struct connection *connection)
{
	struct worker *worker = connection->worker;
	wire_Control control = {.which_what = wire_Control_ticket_tag};
	wire_Ticket_ticket_t *ticket = &control.what.ticket.ticket;
	if (worker->now_ms < comeback_renew_ms(connection))
		return;
	connection->ticket_ms = worker->now_ms;
	ticket->size = (pb_size_t)comeback_ticket(&connection->participant, ticket->bytes);
	connection_tell(connection, &control);
}
