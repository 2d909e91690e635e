/*
 * How fast is the way here? A program that has said HELLO and is in no session asks
 * for filling and gets it in small messages, a few kilobytes at a time as its
 * carrier takes them; filling that it sends is thrown away. Bounded in bytes for each
 * connection and in time for each question, so it costs the relay little. Where a
 * bound cuts an answer short, a message without filling ends it.
 */
#include "relay/connection.h"
#include "relay/worker.h"

enum {
	BYTES_MAX = 1 << 20, /* of filling, in each direction */
	TIME_MS = 2000,      /* for an answer */
	CHUNK_MESSAGES = 32,
	FILLING_BYTES = sizeof((wire_Measure_filling_t *)0)->bytes,
};

enum result measure_heard(struct connection *connection, const wire_Measure *said)
{
	int64_t now_ms = connection->worker->now_ms;
	if (connection->state != CONNECTION_GREETED || connection->openings > 0)
		return RESULT_BAD_FRAME;
	connection->measure_taken += said->filling.size;
	if (connection->measure_taken > BYTES_MAX) {
		connection_end(connection, wire_CloseReason_CLOSE_TOO_MUCH);
		return RESULT_OK;
	}
	if (said->want > 0 && connection->measure_left == 0)
		connection->measure_until_ms = now_ms + TIME_MS;
	uint32_t may_have = BYTES_MAX - connection->measure_given;
	uint32_t more = said->want < may_have ? said->want : may_have;
	connection->measure_given += more;
	connection->measure_left += more;
	connection->is_measure_cut |= more < said->want;
	worker_look(connection);
	return RESULT_OK;
}

void measure_work(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct participant *self = &connection->participant;
	uint8_t bytes[(CHUNK_MESSAGES + 1) * (FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES)];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control control = {.which_what = wire_Control_measure_tag};
	wire_Measure_filling_t *filling = &control.what.measure.filling;
	if (connection->measure_left > 0 && worker->now_ms > connection->measure_until_ms) {
		connection->measure_left = 0;
		connection->is_measure_cut = true;
	}
	for (int i = 0; i < CHUNK_MESSAGES && connection->measure_left > 0; i++) {
		uint32_t size = connection->measure_left < FILLING_BYTES ? connection->measure_left : FILLING_BYTES;
		filling->size = (pb_size_t)size;
		control_encode(&control, &w);
		connection->measure_left -= size;
	}
	if (connection->measure_left == 0 && connection->is_measure_cut) {
		filling->size = 0;
		control_encode(&control, &w);
		connection->is_measure_cut = false;
	}
	if (w.size == 0)
		return;
	if (outbox_add_copy(&self->outbox, &worker->forward.pool, writer_bytes(&w), false) != RESULT_OK ||
	    forward_send(&worker->forward, self) == RESULT_LOST) {
		connection_lost(connection);
		return;
	}
	if (connection->measure_left > 0 && self->may_send)
		worker_look_next(connection);
}
