#include "carrier/curl_line.h"

#include "carrier/socket.h"

#include <stdio.h>
#include <stdlib.h>

enum stage { STAGE_WAITING, STAGE_CONNECTING, STAGE_UP, STAGE_OVER };

struct curl_line {
	struct curl_way way;
	struct curl_loop loop;
	CURL *easy;
	enum stage stage;
	curl_socket_t socket; /* once up */
	bool may_have_more;   /* TLS may hold bytes that the socket no longer tells of */
	int64_t now_ms;       /* of the last call that had the time */
	/* OpenSSL wants a part that did not go out again from the same place, so it stays here until it has. */
	size_t from, size;
	uint8_t out[CURL_LINE_PUT_BYTES_MAX];
};

enum result curl_line_open(struct curl_line **out, const struct curl_way_kind *kind,
                           const struct rung_start *start)
{
	*out = NULL;
	struct curl_line *line = calloc(1, sizeof *line);
	if (!line)
		return RESULT_OUT_OF_MEMORY;
	if (curl_loop_init(&line->loop, start->now_ms) != RESULT_OK) {
		free(line);
		return RESULT_OUT_OF_MEMORY;
	}
	curl_way_init(&line->way, kind, start);
	line->now_ms = start->now_ms;
	line->socket = CURL_SOCKET_BAD;
	*out = line;
	return RESULT_OK;
}

static void drop_easy(struct curl_line *line)
{
	if (line->easy) {
		curl_multi_remove_handle(line->loop.multi, line->easy);
		curl_easy_cleanup(line->easy);
	}
	line->easy = NULL;
}

void curl_line_close(struct curl_line *line)
{
	if (!line)
		return;
	drop_easy(line);
	curl_loop_finish(&line->loop);
	curl_way_finish(&line->way, line->now_ms);
	free(line);
}

size_t curl_line_handles(const struct curl_line *line, bool want_write, struct wake_on *on, size_t room)
{
	if (line->stage == STAGE_CONNECTING)
		return curl_loop_handles(&line->loop, on, room);
	if (line->stage != STAGE_UP || !room)
		return 0;
	on[0] = (struct wake_on){
		.handle = (wake_handle)line->socket, .want_read = true, .want_write = want_write || line->size > 0};
	return 1;
}

int curl_line_timeout_ms(const struct curl_line *line, int64_t now_ms)
{
	switch (line->stage) {
	case STAGE_WAITING:
		return curl_way_timeout_ms(&line->way, now_ms);
	case STAGE_CONNECTING:
		return curl_loop_timeout_ms(&line->loop, now_ms);
	case STAGE_UP:
	case STAGE_OVER:
		break;
	}
	return line->may_have_more ? 0 : -1;
}

static enum result over(struct curl_line *line, enum result result)
{
	drop_easy(line);
	line->stage = STAGE_OVER;
	return result;
}

static enum result begin(struct curl_line *line, int64_t now_ms)
{
	enum result result = curl_way_next(&line->way, now_ms);
	if (result == RESULT_WOULD_BLOCK)
		return result;
	if (result != RESULT_OK)
		return over(line, result);
	line->easy = curl_easy_init();
	if (!line->easy)
		return over(line, RESULT_OUT_OF_MEMORY);
	curl_way_prepare(&line->way, line->easy);
	curl_easy_setopt(line->easy, CURLOPT_CONNECT_ONLY, 1L);
	line->loop.now_ms = now_ms;
	if (curl_multi_add_handle(line->loop.multi, line->easy) != CURLM_OK)
		return over(line, RESULT_SYSTEM);
	line->stage = STAGE_CONNECTING;
	return RESULT_OK;
}

/* Whether curl has come to an end with connecting, and how. */
static bool is_connected(struct curl_line *line, CURLcode *code)
{
	int left;
	const CURLMsg *message;
	while ((message = curl_multi_info_read(line->loop.multi, &left)))
		if (message->msg == CURLMSG_DONE && message->easy_handle == line->easy) {
			*code = message->data.result;
			return true;
		}
	return false;
}

static enum result go_on(struct curl_line *line, int64_t now_ms)
{
	CURLcode code;
	curl_loop_work(&line->loop, now_ms);
	if (!is_connected(line, &code))
		return RESULT_WOULD_BLOCK;
	enum result result = curl_way_judge(&line->way, line->easy, code, now_ms);
	if (result == RESULT_WOULD_BLOCK) {
		drop_easy(line);
		line->stage = STAGE_WAITING;
		return RESULT_OK;
	}
	if (result == RESULT_OK &&
	    (curl_easy_getinfo(line->easy, CURLINFO_ACTIVESOCKET, &line->socket) != CURLE_OK ||
	     line->socket == CURL_SOCKET_BAD))
		result = RESULT_NOT_REACHABLE;
	if (result != RESULT_OK)
		return over(line, result);
	line->stage = STAGE_UP;
	line->may_have_more = true;
	return RESULT_OK;
}

/* Sends what was put, as far as it goes. */
static enum result flush(struct curl_line *line)
{
	while (line->size > 0) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(line->easy, line->out + line->from, line->size, &sent);
		if (code == CURLE_AGAIN)
			return RESULT_OK;
		if (code != CURLE_OK)
			return RESULT_LOST;
		line->from += sent;
		line->size -= sent;
	}
	return RESULT_OK;
}

enum result curl_line_work(struct curl_line *line, int64_t now_ms)
{
	enum result result = RESULT_OK;
	line->now_ms = now_ms;
	while (result == RESULT_OK && (line->stage == STAGE_WAITING || line->stage == STAGE_CONNECTING))
		result = line->stage == STAGE_WAITING ? begin(line, now_ms) : go_on(line, now_ms);
	if (result != RESULT_OK)
		return result;
	return line->stage == STAGE_UP ? flush(line) : RESULT_NOT_REACHABLE;
}

bool curl_line_is_free(struct curl_line *line)
{
	return line->stage == STAGE_UP && flush(line) == RESULT_OK && line->size == 0;
}

uint8_t *curl_line_room(struct curl_line *line)
{
	line->from = 0;
	return line->out;
}

enum result curl_line_put(struct curl_line *line, size_t size)
{
	line->size = size;
	return flush(line);
}

enum result curl_line_receive(struct curl_line *line, uint8_t *to, size_t room, size_t *got)
{
	if (line->stage != STAGE_UP)
		return RESULT_LOST;
	CURLcode code = curl_easy_recv(line->easy, to, room, got);
	line->may_have_more = code == CURLE_OK && *got > 0;
	if (code == CURLE_AGAIN)
		return RESULT_WOULD_BLOCK;
	if (code != CURLE_OK)
		return RESULT_LOST;
	return *got > 0 ? RESULT_OK : RESULT_CLOSED;
}

void curl_line_local_address(const struct curl_line *line, char to[static CARRIER_ADDRESS_BYTES])
{
	const char *address = NULL;
	to[0] = 0;
	if (line->easy && curl_easy_getinfo(line->easy, CURLINFO_LOCAL_IP, &address) == CURLE_OK && address)
		snprintf(to, CARRIER_ADDRESS_BYTES, "%s", address);
}

void curl_line_host(const struct curl_line *line, char *to, size_t room)
{
	snprintf(to, room, "%s", line->way.address);
}

void curl_line_say(struct curl_line *line, enum attempt_outcome outcome, int64_t now_ms)
{
	if (line->way.is_line_open)
		attempts_end(line->way.start.attempts, line->way.start.report->attempt, outcome, now_ms);
	line->way.is_line_open = line->way.start.report->has_attempt = false;
}
