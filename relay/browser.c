/* A connection to the ports for pages: one request, one answer; or a program's way in (WebSocket, tunnel). */
#include "relay/arrival.h"
#include "relay/carriers/tls.h"
#include "relay/carriers/tunnel.h"
#include "relay/carriers/websocket.h"
#include "relay/connection.h"
#include "relay/download.h"
#include "relay/pages.h"
#include "relay/worker.h"

#include "base/clock.h"

#include <string.h>

/* The answer goes out, then the connection ends in order. */
static void answer(struct connection *connection, struct writer *page)
{
	struct worker *worker = connection->worker;
	struct bytes bytes = writer_bytes(page);
	if (bytes.size == 0 ||
	    outbox_add_copy(&connection->participant.outbox, &worker->forward.pool, bytes, true) != RESULT_OK) {
		connection_lost(connection);
		return;
	}
	connection_enter(connection, CONNECTION_ENDING, worker->now_ms + CONNECTION_ENDING_MS);
	worker_look(connection);
}

static struct pages_facts facts_of(struct worker *worker)
{
	struct relay *relay = worker->relay;
	struct pages_facts facts = {.now_s = clock_wall_s(),
	                            .numbers = routes_count(relay->routes),
	                            .root_key = relay->root_key,
	                            .has_certificate = worker->options->certificate[0] != 0};
	if (worker->list) {
		facts.list = (struct bytes){worker->list->bytes, worker->list->size};
		facts.list_expires_s = worker->list->expires_s;
	}
	struct download *download = shelf_take(relay->shelf);
	if (download)
		memcpy(facts.client_hash, download_hash(download), sizeof facts.client_hash);
	shelf_give_back(relay->shelf, download);
	mutex_lock(relay->lock);
	facts.connections = relay->connections;
	facts.unmatched = relay->limits.unmatched;
	facts.refused = relay->limits.refused;
	mutex_unlock(relay->lock);
	return facts;
}

static void forget_tail(struct connection *connection)
{
	block_release(&connection->worker->forward.pool, connection->tail);
	connection->tail = NULL;
	connection->tail_bytes = 0;
}

/* A request for the customer's program. False: it is for something else, or there is none. */
static bool answer_download(struct connection *connection, const struct http_head *head, struct bytes path)
{
	uint8_t text[2 * DOWNLOAD_HEAD_BYTES];
	struct writer w = writer_into(text, sizeof text);
	struct shelf *shelf = connection->worker->relay->shelf;
	bool is_read = bytes_are_equal(head->method, bytes_of_text("GET")) ||
	               bytes_are_equal(head->method, bytes_of_text("HEAD"));
	struct download *download = is_read && download_kind_of(path) ? shelf_take(shelf) : NULL;
	if (!download)
		return false;
	bool has_more = download_answer(download, head, path, &w);
	answer(connection, &w);
	if (!has_more || connection->state != CONNECTION_ENDING) {
		shelf_give_back(shelf, download);
		return true;
	}
	connection->download = download;
	connection_enter(connection, CONNECTION_ENDING, connection->worker->now_ms + download_ms(download));
	return true;
}

void browser_forget(struct connection *connection)
{
	shelf_give_back(connection->worker->relay->shelf, connection->download);
	connection->download = NULL;
}

void browser_send(struct connection *connection)
{
	struct carrier *carrier = &connection->participant.carrier;
	struct bytes all = download_bytes(connection->download);
	size_t left = all.size - connection->downloaded_bytes;
	struct iovec piece = {(uint8_t *)all.data + connection->downloaded_bytes,
	                      left < DOWNLOAD_PIECE_BYTES ? left : DOWNLOAD_PIECE_BYTES};
	ssize_t sent = carrier->kind->send(carrier, &piece, 1);
	if (sent == CARRIER_BROKEN) {
		connection_lost(connection);
		return;
	}
	connection->downloaded_bytes += sent > 0 ? (size_t)sent : 0;
	if (sent < (ssize_t)piece.iov_len || carrier->has_unsent)
		connection->participant.may_send = false;
	if (connection->downloaded_bytes == all.size)
		browser_forget(connection);
	else if (connection->participant.may_send)
		worker_look_next(connection); /* others first */
}

/* A request for "/ws": from here on it is as if the program had dialled the raw port. */
static void upgrade(struct connection *connection, const struct http_head *head, struct bytes rest)
{
	uint8_t page[PAGES_ANSWER_BYTES_MAX];
	struct writer w = writer_into(page, sizeof page);
	enum upgrade_verdict verdict = upgrade_judge(head);
	if (verdict != UPGRADE_WELCOME) {
		pages_answer_upgrade(head, verdict, &w);
		answer(connection, &w);
		return;
	}
	upgrade_write_welcome(head, &w);
	if (w.failed ||
	    carrier_websocket(&connection->participant.carrier, writer_bytes(&w), rest) != RESULT_OK) {
		connection_lost(connection);
		return;
	}
	forget_tail(connection); /* head and rest lie in it */
	connection_start(connection, CONNECTION_RAW);
}

/* A whole request. */
static void answer_request(struct connection *connection, const struct http_head *head, struct bytes rest)
{
	uint8_t page[PAGES_ANSWER_BYTES_MAX];
	struct writer w = writer_into(page, sizeof page);
	const uint8_t *end = memchr(head->target.data, '?', head->target.size);
	struct bytes path = {head->target.data, end ? (size_t)(end - head->target.data) : head->target.size};
	if (!arrival_heard(connection, head))
		return;
	if (tunnel_is_target(head->target)) {
		tunnel_request(connection, head, rest);
	} else if (bytes_are_equal(path, bytes_of_text("/ws"))) {
		upgrade(connection, head, rest);
	} else if (!answer_download(connection, head, path)) {
		struct pages_facts facts = facts_of(connection->worker);
		pages_answer(head, &facts, &w);
		answer(connection, &w);
	}
}

/* Plain HTTP at the port for HTTPS (tls.h has let it through). */
static bool is_stray(const struct connection *connection)
{
	return connection->port == CONNECTION_HTTPS && carrier_is_plain_tcp(&connection->participant.carrier);
}

/* What is no request, or is one at the wrong port. */
static void answer_stray(struct connection *connection, const struct http_head *head, struct bytes bytes)
{
	uint8_t page[PAGES_ANSWER_BYTES_MAX];
	struct writer w = writer_into(page, sizeof page);
	struct relay *relay = connection->worker->relay;
	if (is_stray(connection)) {
		worker_strayed(connection->worker, "somebody has spoken plain HTTP at the port for HTTPS");
		pages_answer_https_port(head, relay->https_port, relay->http_port, &w);
	} else if (tls_is_hello(bytes)) {
		worker_strayed(connection->worker, "somebody has spoken TLS at the port for plain HTTP");
		write_bytes(&w, tls_refusal());
	} else {
		pages_answer_bad(&w);
	}
	answer(connection, &w);
}

/* Whether the head was whole, or can't become one: then it is answered. */
static bool answer_head(struct connection *connection, struct bytes bytes)
{
	struct http_head head;
	enum result result = http_head_decode(bytes, &head);
	if (result == RESULT_NEED_MORE && bytes.size < HTTP_HEAD_BYTES_MAX)
		return false;
	if (result == RESULT_OK && !is_stray(connection))
		answer_request(connection, &head,
		               (struct bytes){bytes.data + head.head_bytes, bytes.size - head.head_bytes});
	else
		answer_stray(connection, result == RESULT_OK ? &head : NULL, bytes);
	return true;
}

void browser_read(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct carrier *carrier = &connection->participant.carrier;
	struct block *into = connection->tail ? connection->tail : worker->forward.reading.scratch;
	size_t room = HTTP_HEAD_BYTES_MAX - connection->tail_bytes;
	struct iovec piece = {into->data + connection->tail_bytes, room};
	ssize_t got = carrier->kind->receive(carrier, &piece, 1);
	if (got == CARRIER_NOTHING) {
		connection->is_readable = carrier->has_more;
		return;
	}
	if (got <= 0) {
		connection_lost(connection);
		return;
	}
	uint32_t size = connection->tail_bytes + (uint32_t)got;
	if (answer_head(connection, (struct bytes){into->data, size}))
		return;
	if (!connection->tail) {
		connection->tail = block_take(&worker->forward.pool, HTTP_HEAD_BYTES_MAX);
		if (!connection->tail) {
			connection_lost(connection);
			return;
		}
		memcpy(connection->tail->data, into->data, size);
	}
	connection->tail_bytes = size;
}

void browser_strayed(struct connection *connection, struct bytes first)
{
	uint8_t page[PAGES_ANSWER_BYTES_MAX];
	struct writer w = writer_into(page, sizeof page);
	struct http_head head;
	bool is_whole = http_head_decode(first, &head) == RESULT_OK;
	worker_strayed(connection->worker, tls_is_hello(first)
	                                       ? "somebody has spoken TLS at the port for programs"
	                                       : "somebody has come with a browser to the port for programs");
	if (tls_is_hello(first))
		write_bytes(&w, tls_refusal());
	else
		pages_answer_raw_port(is_whole ? &head : NULL, &w);
	answer(connection, &w);
}
