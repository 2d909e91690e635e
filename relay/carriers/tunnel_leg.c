/*
 * A leg's turn (tunnel_work): what waits is sent (`flush`), then one step of its
 * present phase, until one of them has to wait:
 *
 *     read_head -> begin -> find (maybe at another worker) -> apply
 *         -> read_body | wait -> answered -> read_head
 *
 * A step returns whether there is more to do at once. connection_lost may free the
 * leg in any of them: then the connection is not in CONNECTION_LEG any more, which
 * tunnel_work sees before it touches the leg again.
 */
#include "relay/arrival.h"
#include "relay/carriers/tunnel_inside.h"
#include "relay/worker.h"

#include <stdlib.h>
#include <string.h>

static int64_t now_ms(const struct leg *leg)
{
	return leg->connection->worker->now_ms;
}

static struct block_pool *pool_of(const struct leg *leg)
{
	return &leg->connection->worker->forward.pool;
}

/* A phase in which the connection has so much time. */
static void enter(struct leg *leg, enum leg_phase phase, int64_t in_ms)
{
	leg->phase = phase;
	connection_enter(leg->connection, CONNECTION_LEG, now_ms(leg) + in_ms);
	if (leg->tunnel)
		tunnel_count_busy(leg->tunnel);
}

static bool lose(struct leg *leg)
{
	connection_lost(leg->connection);
	return false;
}

static bool refuse(struct leg *leg, enum leg_refusal why)
{
	tunnel_detach(leg);
	if (leg->has_begun || !tunnel_answer_refusal(leg, why))
		return lose(leg);
	enter(leg, LEG_ANSWER, TUNNEL_BODY_MS);
	return true;
}

/* --- a request comes
 * ------------------------------------------------------------------------------------------------------ */

/* What came behind the head waits in the connection's tail. */
static bool keep_rest(struct leg *leg, struct bytes rest)
{
	struct connection *connection = leg->connection;
	struct block *block = NULL;
	if (rest.size > 0) {
		block = block_take(pool_of(leg), rest.size > HTTP_HEAD_BYTES_MAX ? rest.size : HTTP_HEAD_BYTES_MAX);
		if (!block)
			return false;
		memcpy(block->data, rest.data, rest.size);
	}
	block_release(pool_of(leg), connection->tail);
	connection->tail = block;
	connection->tail_bytes = (uint32_t)rest.size;
	connection->tail_wanted = 0;
	return true;
}

static enum leg_refusal refusal_for(enum result result)
{
	if (result == RESULT_UNSUPPORTED)
		return LEG_REFUSE_LENGTH;
	return result == RESULT_TOO_LARGE ? LEG_REFUSE_SIZE : LEG_REFUSE_BAD;
}

static void begin(struct leg *leg, const struct http_head *head, struct bytes rest)
{
	struct tunnel_ask ask;
	enum result result = tunnel_ask_decode(head, &ask);
	leg->is_old_http = head->minor == 0;
	leg->closes = leg->is_old_http || http_head_has(head, "Connection", "close");
	leg->has_begun = leg->is_stalled = leg->is_old = leg->is_cut = leg->must_idle = false;
	leg->found_phase = 0;
	leg->moves = 0;
	leg->answered_bytes = 0;
	uint64_t length = head->content_length;
	if (!keep_rest(leg, rest)) {
		lose(leg);
		return;
	}
	if (result != RESULT_OK) {
		refuse(leg, refusal_for(result));
		return;
	}
	leg->ask = ask;
	leg->body_place = ask.up;
	leg->body_end = ask.up + length;
	enter(leg, LEG_FIND, TUNNEL_BODY_MS);
}

void tunnel_request(struct connection *connection, const struct http_head *head, struct bytes rest)
{
	struct leg *leg = calloc(1, sizeof *leg);
	if (!leg) {
		connection_lost(connection);
		return;
	}
	leg->connection = connection;
	connection->leg = leg;
	begin(leg, head, rest);
}

/* Nothing has come now; perhaps its carrier only wants others to have their turn. */
static void note_nothing(struct connection *connection)
{
	connection->is_readable = connection->participant.carrier.has_more;
	if (connection->is_readable)
		worker_look_next(connection);
}

/* The next bytes of a head, behind those in the tail. False: none, or lost. */
static bool read_more(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct carrier *carrier = &connection->participant.carrier;
	if (!connection->is_readable)
		return false;
	if (!connection->tail && !(connection->tail = block_take(pool_of(leg), HTTP_HEAD_BYTES_MAX)))
		return lose(leg);
	struct iovec piece = {connection->tail->data + connection->tail_bytes,
	                      HTTP_HEAD_BYTES_MAX - connection->tail_bytes};
	ssize_t got = carrier->kind->receive(carrier, &piece, 1);
	if (got == CARRIER_NOTHING) {
		note_nothing(connection);
		if (connection->tail_bytes == 0)
			keep_rest(leg, (struct bytes){0}); /* at rest it has no memory */
		return false;
	}
	if (got <= 0)
		return lose(leg);
	connection->tail_bytes += (uint32_t)got;
	return true;
}

static bool read_head(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct http_head head;
	if (connection->tail_bytes == 0 && !read_more(leg))
		return false;
	struct bytes bytes = {connection->tail->data, connection->tail_bytes};
	enum result result = http_head_decode(bytes, &head);
	if (result == RESULT_NEED_MORE && bytes.size < HTTP_HEAD_BYTES_MAX)
		return read_more(leg);
	if (result != RESULT_OK)
		return refuse(leg, LEG_REFUSE_BAD);
	if (!arrival_heard(connection, &head))
		return false;
	begin(leg, &head, (struct bytes){bytes.data + head.head_bytes, bytes.size - head.head_bytes});
	return true;
}

/* --- its tunnel
 * -----------------------------------------------------------------------------------------------------------
 */

/* A newer GET makes older streams end, and polls that wait beside a stream. */
static void take_over(struct leg *leg)
{
	struct tunnel *tunnel = leg->tunnel;
	if (leg->ask.number < tunnel->newest_get) { /* it comes late; a poll is fine all the same */
		leg->is_old = leg->ask.verb == TUNNEL_STREAM;
		return;
	}
	tunnel->newest_get = leg->ask.number;
	for (struct leg *other = tunnel->legs; other; other = other->next)
		if (other != leg && other->phase == LEG_WAIT && !other->is_old &&
		    (other->ask.verb == TUNNEL_STREAM || leg->ask.verb == TUNNEL_STREAM)) {
			other->is_old = true;
			worker_look(other->connection);
		}
}

static bool answer_post(struct leg *leg)
{
	if (!tunnel_answer_post(leg))
		return lose(leg);
	enter(leg, LEG_ANSWER, TUNNEL_BODY_MS);
	return true;
}

/* What the request asks of its tunnel. */
static bool apply(struct leg *leg)
{
	if (!tunnel_acknowledge(leg->tunnel, leg->ask.down, leg->ask.flags & TUNNEL_AGAIN))
		return refuse(leg, LEG_REFUSE_BAD);
	if (leg->ask.verb == TUNNEL_OPEN)
		return answer_post(leg);
	if (leg->ask.verb == TUNNEL_UP) {
		leg->phase = LEG_BODY;
		return true;
	}
	take_over(leg);
	leg->until_ms = now_ms(leg) + (leg->ask.verb == TUNNEL_POLL ? TUNNEL_POLL_MS : TUNNEL_STREAM_MS);
	enter(leg, LEG_WAIT, TUNNEL_POLL_MS < TUNNEL_IDLE_MS ? TUNNEL_POLL_MS : TUNNEL_IDLE_MS);
	return true;
}

static bool attach(struct leg *leg, struct tunnel *tunnel)
{
	if (!tunnel_attach(tunnel, leg))
		return refuse(leg, LEG_REFUSE_FULL);
	if (leg->found_phase == 0)
		return apply(leg);
	leg->phase = leg->found_phase;
	leg->found_phase = 0;
	return true;
}

static bool find(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct tunnel_entry *entry;
	uint16_t worker = 0;
	if (!tunnels_find(connection->worker->relay->tunnels, leg->ask.id, &worker, &entry)) {
		if (leg->ask.verb != TUNNEL_OPEN)
			return refuse(leg, LEG_REFUSE_GONE);
		enum result result = tunnel_create(leg);
		/* Refused: the same request, sent twice, has been faster at another worker. */
		return result == RESULT_OK || result == RESULT_REFUSED ? true : refuse(leg, LEG_REFUSE_FULL);
	}
	if (worker == connection->worker->index)
		return attach(leg, (struct tunnel *)(void *)entry);
	if (++leg->moves > TUNNEL_MOVES_MAX)
		return lose(leg);
	tunnel_detach(leg);
	connection->moves_to = (uint16_t)(worker + 1);
	worker_look(connection);
	return false;
}

/* --- its body
 * -------------------------------------------------------------------------------------------------------------
 */

/* Takes what is in the tail. False: there is no room for all of it. */
static bool take_tail(struct leg *leg)
{
	struct connection *connection = leg->connection;
	uint64_t left = leg->body_end - leg->body_place;
	size_t size = connection->tail_bytes < left ? connection->tail_bytes : (size_t)left;
	size_t stored = tunnel_put(leg->tunnel, leg->body_place, (struct bytes){connection->tail->data, size});
	leg->body_place += stored;
	connection->tail_bytes -= (uint32_t)stored;
	memmove(connection->tail->data, connection->tail->data + stored, connection->tail_bytes);
	leg->is_stalled = stored < size;
	return !leg->is_stalled;
}

/* Takes what comes now, as far as there is room. False: nothing more now, or lost. */
static bool take_received(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct carrier *carrier = &connection->participant.carrier;
	uint64_t left = leg->body_end - leg->body_place;
	size_t room = tunnel_room(leg->tunnel, leg->body_place);
	room = left < room ? (size_t)left : room;
	room = room < FORWARD_READ_BYTES ? room : FORWARD_READ_BYTES;
	leg->is_stalled = room == 0;
	if (leg->is_stalled || !connection->is_readable)
		return false;
	struct iovec piece = {connection->worker->forward.reading.scratch->data, room};
	ssize_t got = carrier->kind->receive(carrier, &piece, 1);
	if (got == CARRIER_NOTHING) {
		note_nothing(connection);
		return false;
	}
	if (got <= 0)
		return lose(leg);
	struct bytes bytes = {piece.iov_base, (size_t)got};
	if (tunnel_put(leg->tunnel, leg->body_place, bytes) < bytes.size)
		return lose(leg); /* no memory, or more gaps than any program makes: it can come again */
	leg->body_place += bytes.size;
	return true;
}

static bool read_body(struct leg *leg)
{
	if (leg->body_place < leg->body_end && leg->connection->tail_bytes > 0 && !take_tail(leg))
		return false;
	if (leg->body_place < leg->body_end)
		return take_received(leg);
	if ((leg->ask.flags & TUNNEL_LAST) && !tunnel_put_last(leg->tunnel, leg->body_end))
		return refuse(leg, LEG_REFUSE_BAD);
	return answer_post(leg);
}

/* --- its answer
 * -----------------------------------------------------------------------------------------------------------
 */

/* False: all that could be sent was, or it is lost. */
static bool send_held(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct carrier *carrier = &connection->participant.carrier;
	if (!carrier->has_unsent || !connection->participant.may_send)
		return true;
	if (carrier->kind->send(carrier, NULL, 0) == CARRIER_BROKEN)
		return lose(leg);
	connection->participant.may_send = !carrier->has_unsent;
	return true;
}

/* Sends what waits. False: not all went out, or it is lost. */
static bool flush(struct leg *leg)
{
	struct connection *connection = leg->connection;
	struct carrier *carrier = &connection->participant.carrier;
	while (leg->out && connection->participant.may_send) {
		uint32_t size = leg->out->used_bytes - leg->out_at;
		struct iovec piece = {leg->out->data + leg->out_at, size};
		ssize_t sent = carrier->kind->send(carrier, &piece, 1);
		if (sent == CARRIER_BROKEN)
			return lose(leg);
		leg->out_at += sent > 0 ? (uint32_t)sent : 0;
		if (sent < (ssize_t)size) {
			connection->participant.may_send = false;
			return false;
		}
		block_release(pool_of(leg), leg->out);
		leg->out = NULL;
	}
	return !leg->out && send_held(leg);
}

static bool wait(struct leg *leg)
{
	bool is_last = false;
	if (leg->connection->has_hung_up)
		return lose(leg);
	if (!tunnel_answer_get(leg, &is_last))
		return lose(leg);
	if (is_last)
		enter(leg, LEG_ANSWER, TUNNEL_BODY_MS);
	return leg->out != NULL;
}

/* All of the answer is out. */
static bool answered(struct leg *leg)
{
	if (leg->closes) {
		tunnel_detach(leg);
		connection_enter(leg->connection, CONNECTION_ENDING, now_ms(leg) + CONNECTION_ENDING_MS);
		return false;
	}
	enter(leg, LEG_HEAD, TUNNEL_LEG_REST_MS);
	return true;
}

/* Its tunnel has ended without it. */
static bool cut(struct leg *leg)
{
	leg->is_cut = false;
	if (leg->phase == LEG_ANSWER)
		return true;
	if (leg->phase == LEG_HEAD || leg->has_begun)
		return lose(leg);
	return refuse(leg, LEG_REFUSE_GONE);
}

static bool step(struct leg *leg)
{
	if (leg->is_cut)
		return cut(leg);
	switch (leg->phase) {
	case LEG_HEAD:
		return read_head(leg);
	case LEG_FIND:
		return find(leg);
	case LEG_BODY:
		return read_body(leg);
	case LEG_WAIT:
		return wait(leg);
	case LEG_ANSWER:
		return answered(leg);
	}
	return false;
}

void tunnel_work(struct connection *connection)
{
	struct leg *leg = connection->leg;
	while (connection->state == CONNECTION_LEG && flush(leg) && step(leg))
		;
}

void tunnel_due(struct connection *connection)
{
	struct leg *leg = connection->leg;
	if (now_ms(leg) < connection->deadline_ms) {
		connection_set_timer(connection);
		return;
	}
	if (leg->phase != LEG_WAIT || leg->is_old) {
		lose(leg);
		return;
	}
	int64_t idle_ms = leg->spoke_ms + TUNNEL_IDLE_MS, next_ms = leg->until_ms;
	if (now_ms(leg) >= leg->until_ms) {
		leg->is_old = true; /* which makes it say LAST */
		next_ms = now_ms(leg) + TUNNEL_BODY_MS;
	} else if (leg->ask.verb == TUNNEL_STREAM && now_ms(leg) >= idle_ms) {
		leg->must_idle = true;
		idle_ms = now_ms(leg) + TUNNEL_IDLE_MS;
	}
	if (leg->ask.verb == TUNNEL_STREAM && !leg->is_old && idle_ms < next_ms)
		next_ms = idle_ms;
	connection_enter(connection, CONNECTION_LEG, next_ms);
}

bool tunnel_leg_is_free(const struct connection *connection)
{
	return !connection->leg->tunnel;
}

void tunnel_leg_gone(struct connection *connection)
{
	struct leg *leg = connection->leg;
	if (!leg)
		return;
	connection->leg = NULL;
	tunnel_detach(leg);
	block_release(pool_of(leg), leg->out);
	free(leg);
}

void tunnel_dropped(struct connection *connection)
{
	if (!connection->leg)
		return;
	free(connection->leg->out);
	free(connection->leg);
	connection->leg = NULL;
}
