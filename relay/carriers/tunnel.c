/*
 * The stream: what legs put in (tunnel_put), the connection receives; what it
 * sends, legs take (tunnel_take) and keep until it is acknowledged. The carrier
 * has no socket: whoever changes something here makes the other side readable or
 * writable by hand (wake_reader, wake_writer, look_at_legs). Memory comes when
 * it is needed and goes when nothing is in it, so a tunnel at rest has none.
 */
#include "relay/carriers/tunnel_inside.h"
#include "relay/worker.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static struct block_pool *pool_of(const struct tunnel *tunnel)
{
	return &tunnel->connection->worker->forward.pool;
}

/* --- looking at each other
 * ----------------------------------------------------------------------------------------------- */

static void wake_reader(struct tunnel *tunnel)
{
	tunnel->connection->is_readable = true;
	worker_look(tunnel->connection);
}

static void wake_writer(struct tunnel *tunnel)
{
	if (tunnel->connection->participant.may_send)
		return;
	tunnel->connection->participant.may_send = true;
	worker_look(tunnel->connection);
}

static void look_at_waiting(struct tunnel *tunnel)
{
	for (struct leg *leg = tunnel->legs; leg; leg = leg->next)
		if (leg->phase == LEG_WAIT)
			worker_look(leg->connection);
}

static void look_at_stalled(struct tunnel *tunnel)
{
	for (struct leg *leg = tunnel->legs; leg; leg = leg->next)
		if (leg->is_stalled)
			worker_look(leg->connection);
}

/* --- memory
 * --------------------------------------------------------------------------------------------------------------
 */

/* What a direction may hold: a stranger's has less. */
static size_t up_limit(const struct tunnel *tunnel)
{
	return tunnel->connection->is_matched ? TUNNEL_WINDOW_BYTES : TUNNEL_STRANGER_UP_BYTES;
}

static size_t down_limit(const struct tunnel *tunnel)
{
	return tunnel->connection->is_matched ? TUNNEL_WINDOW_BYTES : TUNNEL_STRANGER_DOWN_BYTES;
}

static size_t grown(size_t room, size_t needed)
{
	size_t size = room ? room : 1024;
	while (size < needed)
		size *= 2;
	return size < TUNNEL_WINDOW_BYTES ? size : TUNNEL_WINDOW_BYTES;
}

/* What of a block is lent. */
static size_t lent_of(const struct block *block)
{
	size_t least = 2 * TUNNEL_LEAST_BYTES; /* what a block of that size really has */
	return block && block->room_bytes > least ? block->room_bytes : 0;
}

/* Who is in a session, or has less memory by now, gives back what it does not need. */
static void settle(struct tunnel *tunnel)
{
	bool is_stranger = tunnel->connection && !tunnel->connection->is_matched;
	size_t needed = is_stranger ? lent_of(tunnel->up_block) + lent_of(tunnel->down_block) : 0;
	if (tunnel->lent_bytes <= needed)
		return;
	tunnels_take_back(tunnel->table, tunnel->lent_bytes - needed);
	tunnel->lent_bytes = needed;
}

/* Memory in the place of `old`, for so many bytes. NULL: none, or strangers have too much of it. */
static struct block *take_block(struct tunnel *tunnel, const struct block *old, size_t needed)
{
	struct block *block = block_take(pool_of(tunnel), grown(old ? old->room_bytes : 0, needed));
	size_t had = lent_of(old), has = lent_of(block);
	if (!block || tunnel->connection->is_matched || has <= had)
		return block;
	if (tunnels_lend(tunnel->table, has - had)) {
		tunnel->lent_bytes += has - had;
		return block;
	}
	block_release(pool_of(tunnel), block);
	return NULL;
}

/* Room for so many bytes behind up.ring.start. */
static bool grow_up(struct tunnel *tunnel, size_t needed)
{
	if (tunnel->up.ring.room >= needed)
		return true;
	struct block *block = take_block(tunnel, tunnel->up_block, needed);
	if (!block)
		return false;
	tunnel_window_move(&tunnel->up, block->data, block->room_bytes);
	block_release(pool_of(tunnel), tunnel->up_block);
	tunnel->up_block = block;
	return true;
}

static bool grow_down(struct tunnel *tunnel, size_t needed)
{
	if (tunnel->down.room >= needed)
		return true;
	struct block *block = take_block(tunnel, tunnel->down_block, needed);
	if (!block)
		return false;
	tunnel_ring_move(&tunnel->down, block->data, block->room_bytes);
	block_release(pool_of(tunnel), tunnel->down_block);
	tunnel->down_block = block;
	return true;
}

/* What is empty needs no memory. */
static void shrink(struct tunnel *tunnel)
{
	if (tunnel->up_block && tunnel->up.range_count == 0 && tunnel->up.ring.start == tunnel->up.ring.end) {
		tunnel_window_move(&tunnel->up, NULL, 0);
		block_release(pool_of(tunnel), tunnel->up_block);
		tunnel->up_block = NULL;
	}
	if (tunnel->down_block && tunnel->down.start == tunnel->down.end) {
		tunnel_ring_move(&tunnel->down, NULL, 0);
		block_release(pool_of(tunnel), tunnel->down_block);
		tunnel->down_block = NULL;
	}
	settle(tunnel);
}

/* --- the carrier
 * ----------------------------------------------------------------------------------------------------------
 */

static ssize_t tunnel_receive(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct tunnel *tunnel = carrier->state;
	size_t got = 0;
	for (int i = 0; i < count; i++)
		got += tunnel_window_take(&tunnel->up, pieces[i].iov_base, pieces[i].iov_len);
	if (got > 0) {
		shrink(tunnel);
		look_at_stalled(tunnel);
		return (ssize_t)got;
	}
	return tunnel->has_last && tunnel->up.ring.end == tunnel->last ? 0 : CARRIER_NOTHING;
}

/* How many of so many bytes may be added to the stream down now. */
static size_t room_down(const struct tunnel *tunnel, size_t wanted)
{
	size_t unsent = tunnel_waiting(tunnel), held = (size_t)(tunnel->down.end - tunnel->down.start);
	size_t room = unsent < TUNNEL_UNSENT_BYTES_MAX ? TUNNEL_UNSENT_BYTES_MAX - unsent : 0;
	size_t limit = down_limit(tunnel), left = limit - (held < limit ? held : limit);
	room = room < left ? room : left;
	return wanted < room ? wanted : room;
}

/* Memory for as many of them as there may be; false: none at all. */
static bool make_room_down(struct tunnel *tunnel, size_t *wanted)
{
	size_t held = (size_t)(tunnel->down.end - tunnel->down.start);
	if (grow_down(tunnel, held + *wanted))
		return true;
	if (tunnel->connection->is_matched || !grow_down(tunnel, TUNNEL_LEAST_BYTES))
		return false;
	/* Other strangers have the rest: it goes on in small steps, as what is here is acknowledged. */
	*wanted = tunnel->down.room - held;
	return true;
}

static ssize_t tunnel_send(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct tunnel *tunnel = carrier->state;
	size_t all = 0, wanted = 0;
	if (tunnel->is_ended)
		return CARRIER_BROKEN;
	for (int i = 0; i < count; i++)
		wanted += pieces[i].iov_len;
	size_t room = room_down(tunnel, wanted);
	if (room > 0 && !make_room_down(tunnel, &room))
		return CARRIER_BROKEN;
	for (int i = 0; i < count && room > all; i++) {
		struct bytes bytes = {pieces[i].iov_base, pieces[i].iov_len};
		if (bytes.size > room - all)
			bytes.size = room - all;
		all += tunnel_ring_add(&tunnel->down, bytes);
	}
	if (all > 0)
		look_at_waiting(tunnel);
	return all > 0 ? (ssize_t)all : CARRIER_NOTHING;
}

static void tunnel_end_sending(struct carrier *carrier)
{
	struct tunnel *tunnel = carrier->state;
	tunnel->is_ended = true;
	look_at_waiting(tunnel);
}

static void tunnel_close(struct carrier *carrier)
{
	struct tunnel *tunnel = carrier->state;
	if (!tunnel)
		return;
	carrier->state = NULL;
	tunnels_take_back(tunnel->table, tunnel->lent_bytes);
	tunnels_remove(tunnel->table, &tunnel->entry);
	while (tunnel->legs) {
		struct leg *leg = tunnel->legs;
		tunnel_detach(leg);
		leg->is_cut = true;
		worker_look(leg->connection);
	}
	if (tunnel->is_travelling) {
		free(tunnel->up_block);
		free(tunnel->down_block);
	} else if (tunnel->connection) {
		block_release(pool_of(tunnel), tunnel->up_block);
		block_release(pool_of(tunnel), tunnel->down_block);
	}
	free(tunnel);
}

static const struct carrier_kind tunnel_kind = {"tunnel", tunnel_receive, tunnel_send, tunnel_end_sending,
                                                tunnel_close};

enum result tunnel_create(struct leg *leg)
{
	struct worker *worker = leg->connection->worker;
	struct limits_source source = leg->connection->source;
	struct tunnel *tunnel = calloc(1, sizeof *tunnel);
	if (!tunnel)
		return RESULT_OUT_OF_MEMORY;
	tunnel->table = worker->relay->tunnels;
	memcpy(tunnel->entry.id, leg->ask.id, TUNNEL_ID_BYTES);
	if (!relay_admit(worker->relay, &source, worker->now_ms)) {
		free(tunnel);
		return RESULT_TOO_LARGE;
	}
	enum result result = tunnels_add(tunnel->table, &tunnel->entry, worker->index);
	if (result != RESULT_OK) {
		relay_gone(worker->relay, &source, false, worker->now_ms);
		free(tunnel);
		return result;
	}
	struct carrier carrier = {.kind = &tunnel_kind, .fd = -1, .state = tunnel};
	struct connection *connection = worker_welcome(worker, &carrier, &source, CONNECTION_RAW);
	if (!connection) /* which has closed it */
		return RESULT_OUT_OF_MEMORY;
	tunnel->connection = connection;
	return RESULT_OK;
}

/* --- for legs
 * --------------------------------------------------------------------------------------------------------------
 */

size_t tunnel_room(const struct tunnel *tunnel, uint64_t place)
{
	uint64_t limit = tunnel->up.ring.start + up_limit(tunnel);
	if (place < tunnel->up.ring.end && limit < tunnel->up.ring.end)
		limit = tunnel->up.ring.end; /* what is there already may come again */
	return place < limit ? (size_t)(limit - place) : 0;
}

size_t tunnel_put(struct tunnel *tunnel, uint64_t place, struct bytes bytes)
{
	uint64_t before = tunnel->up.ring.end;
	size_t room = tunnel_room(tunnel, place);
	if (bytes.size > room)
		bytes.size = room;
	if (place + bytes.size > before && !grow_up(tunnel, (size_t)(place + bytes.size - tunnel->up.ring.start)))
		return 0;
	size_t stored = tunnel_window_put(&tunnel->up, place, bytes);
	if (tunnel->up.ring.end > before)
		wake_reader(tunnel);
	return stored;
}

bool tunnel_put_last(struct tunnel *tunnel, uint64_t place)
{
	if (tunnel_window_reach(&tunnel->up) > place || (tunnel->has_last && tunnel->last != place))
		return false;
	tunnel->has_last = true;
	tunnel->last = place;
	if (tunnel->up.ring.end == place)
		tunnel->connection->has_hung_up = true;
	wake_reader(tunnel);
	return true;
}

bool tunnel_acknowledge(struct tunnel *tunnel, uint64_t place, bool again)
{
	if (place > tunnel->down.end)
		return false;
	bool is_known = place >= tunnel->down.start; /* else it is an old request that comes late */
	tunnel_ring_drop(&tunnel->down, place);
	if (tunnel->sent < tunnel->down.start || (again && is_known))
		tunnel->sent = tunnel->down.start;
	shrink(tunnel);
	wake_writer(tunnel);
	return true;
}

size_t tunnel_waiting(const struct tunnel *tunnel)
{
	return (size_t)(tunnel->down.end - tunnel->sent);
}

void tunnel_take(struct tunnel *tunnel, uint8_t *to, size_t size)
{
	tunnel_ring_copy(&tunnel->down, tunnel->sent, to, size);
	tunnel->sent += size;
	wake_writer(tunnel);
}

void tunnel_count_busy(struct tunnel *tunnel)
{
	struct connection *connection = tunnel->connection;
	bool is_busy = false;
	if (connection->state == CONNECTION_DEAD)
		return;
	for (const struct leg *leg = tunnel->legs; leg; leg = leg->next)
		is_busy = is_busy || leg->phase != LEG_HEAD;
	if (tunnel->is_travelling || is_busy == (connection->alone_until_ms == 0))
		return;
	connection->alone_until_ms = is_busy ? 0 : connection->worker->now_ms + TUNNEL_GRACE_MS;
	if (!is_busy)
		connection_set_timer(connection); /* the other way it is found out when it is due */
}

/* One that does nothing gives way. */
static void make_place(struct tunnel *tunnel)
{
	for (struct leg *leg = tunnel->legs; leg; leg = leg->next)
		if (leg->phase == LEG_HEAD) {
			connection_lost(leg->connection);
			return;
		}
}

bool tunnel_attach(struct tunnel *tunnel, struct leg *leg)
{
	if (leg->tunnel != tunnel) {
		tunnel_detach(leg);
		if (tunnel->leg_count == TUNNEL_LEGS_MAX)
			make_place(tunnel);
		if (tunnel->leg_count == TUNNEL_LEGS_MAX)
			return false;
		leg->tunnel = tunnel;
		leg->next = tunnel->legs;
		tunnel->legs = leg;
		tunnel->leg_count++;
	}
	connection_match(leg->connection); /* it is no stranger: the tunnel's own connection may be one */
	tunnel_count_busy(tunnel);
	return true;
}

void tunnel_detach(struct leg *leg)
{
	struct tunnel *tunnel = leg->tunnel;
	if (!tunnel)
		return;
	struct leg **at = &tunnel->legs;
	while (*at != leg)
		at = &(*at)->next;
	*at = leg->next;
	tunnel->leg_count--;
	leg->tunnel = NULL;
	leg->next = NULL;
	leg->is_stalled = false;
	tunnel_count_busy(tunnel);
}

/* --- between workers
 * ---------------------------------------------------------------------------------------------------------
 */

static struct tunnel *tunnel_of(const struct connection *connection)
{
	const struct carrier *carrier = &connection->participant.carrier;
	return carrier->kind == &tunnel_kind ? carrier->state : NULL;
}

/* Its legs have to find it again, at the other worker. */
static void leave_legs(struct tunnel *tunnel)
{
	while (tunnel->legs) {
		struct leg *leg = tunnel->legs;
		tunnel_detach(leg);
		if (leg->phase != LEG_BODY && leg->phase != LEG_WAIT)
			continue;
		leg->found_phase = leg->phase;
		leg->phase = LEG_FIND;
		worker_look(leg->connection);
	}
}

struct tunnel_move tunnel_leaves(struct connection *connection)
{
	struct tunnel_move move = {0};
	struct block_pool *pool = &connection->worker->forward.pool;
	struct tunnel *tunnel = tunnel_of(connection);
	if (connection->leg) {
		tunnel_detach(connection->leg);
		if (connection->leg->out)
			block_leave(pool, connection->leg->out);
	}
	if (!tunnel)
		return move;
	tunnel->is_travelling = true;
	leave_legs(tunnel);
	if (tunnel->up_block)
		block_leave(pool, tunnel->up_block);
	if (tunnel->down_block)
		block_leave(pool, tunnel->down_block);
	move.is_tunnel = true;
	memcpy(move.id, tunnel->entry.id, sizeof move.id);
	return move;
}

void tunnel_arrives(struct connection *connection)
{
	struct block_pool *pool = &connection->worker->forward.pool;
	struct tunnel *tunnel = tunnel_of(connection);
	if (connection->leg) {
		if (connection->leg->out)
			block_arrive(pool, connection->leg->out);
		connection_set_timer(connection);
	}
	if (!tunnel)
		return;
	if (tunnel->up_block)
		block_arrive(pool, tunnel->up_block);
	if (tunnel->down_block)
		block_arrive(pool, tunnel->down_block);
	tunnel->is_travelling = false;
	connection->alone_until_ms = connection->worker->now_ms + TUNNEL_GRACE_MS;
}

bool tunnel_is_stream(const struct connection *connection)
{
	return connection->participant.carrier.kind == &tunnel_kind;
}

void tunnel_moved(struct tunnels *tunnels, const struct tunnel_move *move, uint16_t worker)
{
	if (move->is_tunnel)
		tunnels_move(tunnels, move->id, worker);
}
