/*
 * A line (curl_line), then the Upgrade over it (ws_upgrade), then frames. Out: each
 * send is one masked binary frame, put at once. In: `head` gathers the head of a
 * frame, then its content goes straight to the reader; a control frame's content
 * is gathered and answered.
 */
#include "carrier/ws.h"

#include "base/secret.h"
#include "carrier/curl_line.h"
#include "carrier/ws_upgrade.h"
#include "wire/websocket_frame.h"

#include <stdlib.h>
#include <string.h>

enum {
	UPGRADE_MS_MAX = 6000,
	FRAME_BYTES_MAX = CURL_LINE_PUT_BYTES_MAX - WEBSOCKET_HEAD_BYTES_MAX,
};

enum stage { STAGE_LINE, STAGE_UPGRADE, STAGE_UP, STAGE_OVER };

struct ws {
	struct curl_line *line;
	enum stage stage;
	char host[SERVER_LIST_HOST_BYTES + 8];
	char key[WEBSOCKET_KEY_BYTES + 1];
	int64_t give_up_ms; /* of the Upgrade */
	int64_t now_ms;

	/* The answer to the Upgrade, then what came behind it and has not been read. */
	uint8_t ahead[WS_UPGRADE_HEAD_BYTES_MAX];
	size_t ahead_from, ahead_bytes;

	uint8_t head[WEBSOCKET_HEAD_BYTES_MAX];
	size_t head_bytes; /* of a frame, as far as it has come; 0 inside a frame */
	struct websocket_head frame;
	uint64_t left_bytes; /* of the frame's content */
	bool is_inside;
	uint8_t control[WEBSOCKET_CONTROL_BYTES_MAX];
	size_t control_bytes;
	bool owes_pong; /* `pong` waits until the line is free */
	uint8_t pong[WEBSOCKET_CONTROL_BYTES_MAX];
	size_t pong_bytes;
	bool has_closed;
};

static enum result ws_start_on(void **out, const struct rung_start *start, const struct curl_way_kind *kind)
{
	*out = NULL;
	if (!kind->port)
		return RESULT_NOT_REACHABLE;
	struct ws *ws = calloc(1, sizeof *ws);
	if (!ws)
		return RESULT_OUT_OF_MEMORY;
	ws->now_ms = start->now_ms;
	enum result result = curl_line_open(&ws->line, kind, start);
	if (result != RESULT_OK) {
		free(ws);
		return result;
	}
	curl_line_host(ws->line, ws->host, sizeof ws->host);
	*out = ws;
	return RESULT_OK;
}

static enum result wss_start(void **out, const struct rung_start *start)
{
	struct curl_way_kind kind = {
		.rung = wss_rung.name, .port = start->relay->https_port, .is_tls = true, .is_tunnelled = true};
	return ws_start_on(out, start, &kind);
}

static enum result ws_start(void **out, const struct rung_start *start)
{
	struct curl_way_kind kind = {.rung = ws_rung.name, .port = start->relay->http_port, .is_tunnelled = true};
	return ws_start_on(out, start, &kind);
}

static void ws_stop(void *rung)
{
	struct ws *ws = rung;
	if (ws)
		curl_line_close(ws->line);
	free(ws);
}

static size_t ws_handles(const void *rung, bool want_write, struct wake_on *on, size_t room)
{
	const struct ws *ws = rung;
	return curl_line_handles(ws->line, want_write || ws->owes_pong, on, room);
}

static int ws_timeout_ms(const void *rung, int64_t now_ms)
{
	const struct ws *ws = rung;
	int timeout_ms = curl_line_timeout_ms(ws->line, now_ms);
	if (ws->ahead_from < ws->ahead_bytes && ws->stage == STAGE_UP)
		return 0;
	if (ws->stage != STAGE_UPGRADE)
		return timeout_ms;
	int left_ms = ws->give_up_ms > now_ms ? (int)(ws->give_up_ms - now_ms) : 0;
	return timeout_ms >= 0 && timeout_ms < left_ms ? timeout_ms : left_ms;
}

/* --- the Upgrade --- */

static enum result ask(struct ws *ws)
{
	uint8_t random[16];
	struct writer writer = writer_into(curl_line_room(ws->line), CURL_LINE_PUT_BYTES_MAX);
	secret_random(random, sizeof random);
	websocket_key_make(random, ws->key);
	ws_upgrade_ask(ws->host, ws->key, &writer);
	ws->stage = STAGE_UPGRADE;
	ws->give_up_ms = ws->now_ms + UPGRADE_MS_MAX;
	return curl_line_put(ws->line, writer_bytes(&writer).size);
}

static enum result fail(struct ws *ws, enum attempt_outcome outcome)
{
	curl_line_say(ws->line, outcome, ws->now_ms);
	ws->stage = STAGE_OVER;
	return RESULT_NOT_REACHABLE;
}

static enum result hear(struct ws *ws)
{
	for (;;) {
		size_t got = 0, head = 0;
		enum attempt_outcome why = ATTEMPT_NOT_RELAY;
		enum result result = curl_line_receive(ws->line, ws->ahead + ws->ahead_bytes,
		                                       sizeof ws->ahead - ws->ahead_bytes, &got);
		if (result == RESULT_WOULD_BLOCK && ws->now_ms < ws->give_up_ms)
			return result;
		if (result != RESULT_OK)
			return fail(ws, result == RESULT_WOULD_BLOCK ? ATTEMPT_SILENT : ATTEMPT_CLOSED);
		ws->ahead_bytes += got;
		result = ws_upgrade_judge((struct bytes){ws->ahead, ws->ahead_bytes}, ws->key, &head, &why);
		if (result == RESULT_OK) {
			ws->ahead_from = head;
			ws->stage = STAGE_UP;
			return RESULT_OK;
		}
		if (result != RESULT_NEED_MORE)
			return fail(ws, why);
	}
}

/* --- frames --- */

/* Puts one frame; the line must be free. */
static enum result put_frame(struct ws *ws, enum websocket_opcode opcode, struct bytes content)
{
	struct websocket_head head = {
		.opcode = opcode, .is_final = true, .is_masked = true, .payload_bytes = content.size};
	uint8_t *to = curl_line_room(ws->line);
	secret_random(head.mask, sizeof head.mask);
	size_t size = websocket_head_encode(&head, to);
	websocket_mask(to + size, content.data, content.size, head.mask, 0);
	return curl_line_put(ws->line, size + content.size);
}

static enum result pay_pong(struct ws *ws)
{
	if (!ws->owes_pong || !curl_line_is_free(ws->line))
		return RESULT_OK;
	ws->owes_pong = false;
	return put_frame(ws, WEBSOCKET_PONG, (struct bytes){ws->pong, ws->pong_bytes});
}

static enum result ws_work(void *rung, int64_t now_ms)
{
	struct ws *ws = rung;
	ws->now_ms = now_ms;
	enum result result = curl_line_work(ws->line, now_ms);
	if (result == RESULT_OK && ws->stage == STAGE_LINE)
		result = ask(ws);
	if (result == RESULT_OK && ws->stage == STAGE_UPGRADE)
		result = hear(ws);
	if (result == RESULT_OK && ws->stage == STAGE_UP)
		result = pay_pong(ws);
	return ws->stage == STAGE_OVER ? RESULT_NOT_REACHABLE : result;
}

static enum result ws_send(void *rung, struct bytes bytes, size_t *sent)
{
	struct ws *ws = rung;
	if (!curl_line_is_free(ws->line))
		return RESULT_WOULD_BLOCK;
	*sent = bytes.size < FRAME_BYTES_MAX ? bytes.size : FRAME_BYTES_MAX;
	return put_frame(ws, WEBSOCKET_BINARY, (struct bytes){bytes.data, *sent});
}

/* Bytes of the stream of frames. For little, a whole buffer is asked for; much goes straight to where it is
 * wanted. */
static enum result take(struct ws *ws, uint8_t *to, size_t room, size_t *got)
{
	if (ws->ahead_from == ws->ahead_bytes) {
		if (room >= sizeof ws->ahead / 2)
			return curl_line_receive(ws->line, to, room, got);
		size_t came = 0;
		enum result result = curl_line_receive(ws->line, ws->ahead, sizeof ws->ahead, &came);
		if (result != RESULT_OK)
			return result;
		ws->ahead_from = 0;
		ws->ahead_bytes = came;
	}
	size_t ahead = ws->ahead_bytes - ws->ahead_from;
	*got = ahead < room ? ahead : room;
	memcpy(to, ws->ahead + ws->ahead_from, *got);
	ws->ahead_from += *got;
	return RESULT_OK;
}

static bool is_control(enum websocket_opcode opcode)
{
	return opcode >= WEBSOCKET_CLOSE;
}

/* Reads on with the head of a frame, not a byte further. */
static enum result take_head(struct ws *ws)
{
	size_t size = 0, got = 0;
	/* Two bytes tell how long the rest is; asking for one at a time then costs nothing that matters. */
	size_t want = ws->head_bytes < 2 ? 2 - ws->head_bytes : 1;
	enum result result = take(ws, ws->head + ws->head_bytes, want, &got);
	if (result != RESULT_OK)
		return result;
	ws->head_bytes += got;
	result = websocket_head_decode((struct bytes){ws->head, ws->head_bytes}, &ws->frame, &size);
	if (result == RESULT_NEED_MORE)
		return RESULT_OK;
	if (result != RESULT_OK || ws->frame.is_masked || ws->frame.opcode == WEBSOCKET_TEXT)
		return RESULT_LOST;
	ws->head_bytes = 0;
	ws->control_bytes = 0;
	ws->left_bytes = ws->frame.payload_bytes;
	ws->is_inside = true;
	return RESULT_OK;
}

static void end_control(struct ws *ws)
{
	if (ws->frame.opcode == WEBSOCKET_CLOSE)
		ws->has_closed = true;
	if (ws->frame.opcode != WEBSOCKET_PING)
		return;
	memcpy(ws->pong, ws->control, ws->control_bytes);
	ws->pong_bytes = ws->control_bytes;
	ws->owes_pong = true;
}

/* Reads on inside a frame; *got counts what went to the reader. */
static enum result take_content(struct ws *ws, uint8_t *to, size_t room, size_t *got)
{
	bool is_for_us = is_control(ws->frame.opcode);
	size_t taken = 0, want = is_for_us ? WEBSOCKET_CONTROL_BYTES_MAX - ws->control_bytes : room;
	enum result result = RESULT_OK;
	if (ws->left_bytes < want)
		want = (size_t)ws->left_bytes;
	if (want)
		result = take(ws, is_for_us ? ws->control + ws->control_bytes : to, want, &taken);
	if (result != RESULT_OK)
		return result;
	ws->left_bytes -= taken;
	if (is_for_us)
		ws->control_bytes += taken;
	else
		*got = taken;
	if (ws->left_bytes)
		return RESULT_OK;
	ws->is_inside = false;
	if (is_for_us)
		end_control(ws);
	return RESULT_OK;
}

static enum result ws_receive(void *rung, uint8_t *to, size_t room, size_t *got)
{
	struct ws *ws = rung;
	*got = 0;
	while (!*got) {
		if (ws->has_closed)
			return RESULT_CLOSED;
		enum result result = ws->is_inside ? take_content(ws, to, room, got) : take_head(ws);
		if (result == RESULT_OK)
			continue;
		/* A WebSocket ends with a Close; without one it broke. */
		return result == RESULT_CLOSED && (ws->is_inside || ws->head_bytes) ? RESULT_LOST : result;
	}
	return pay_pong(ws) == RESULT_OK ? RESULT_OK : RESULT_LOST;
}

static void ws_local_address(const void *rung, char to[static CARRIER_ADDRESS_BYTES])
{
	const struct ws *ws = rung;
	curl_line_local_address(ws->line, to);
}

const struct rung wss_rung = {
	.name = "wss",
	.start = wss_start,
	.stop = ws_stop,
	.handles = ws_handles,
	.timeout_ms = ws_timeout_ms,
	.work = ws_work,
	.send = ws_send,
	.receive = ws_receive,
	.local_address = ws_local_address,
};

const struct rung ws_rung = {
	.name = "ws",
	.start = ws_start,
	.stop = ws_stop,
	.handles = ws_handles,
	.timeout_ms = ws_timeout_ms,
	.work = ws_work,
	.send = ws_send,
	.receive = ws_receive,
	.local_address = ws_local_address,
};
