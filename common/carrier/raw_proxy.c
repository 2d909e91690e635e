#include "carrier/raw_proxy.h"

#include "carrier/curl_line.h"

#include <string.h>

static enum result proxy_start(void **out, const struct rung_start *start)
{
	struct curl_line *line = NULL;
	struct curl_way_kind kind = {
		.rung = raw_proxy_rung.name, .port = start->relay->raw_port, .is_tunnelled = true};
	*out = NULL;
	if (!kind.port || !start->is_proxied)
		return RESULT_NOT_REACHABLE;
	enum result result = curl_line_open(&line, &kind, start);
	*out = line;
	return result;
}

static void proxy_stop(void *rung)
{
	curl_line_close(rung);
}

static size_t proxy_handles(const void *rung, bool want_write, struct wake_on *on, size_t room)
{
	return curl_line_handles(rung, want_write, on, room);
}

static int proxy_timeout_ms(const void *rung, int64_t now_ms)
{
	return curl_line_timeout_ms(rung, now_ms);
}

static enum result proxy_work(void *rung, int64_t now_ms)
{
	return curl_line_work(rung, now_ms);
}

static enum result proxy_send(void *rung, struct bytes bytes, size_t *sent)
{
	if (!curl_line_is_free(rung))
		return RESULT_WOULD_BLOCK;
	*sent = bytes.size < CURL_LINE_PUT_BYTES_MAX ? bytes.size : CURL_LINE_PUT_BYTES_MAX;
	memcpy(curl_line_room(rung), bytes.data, *sent);
	return curl_line_put(rung, *sent);
}

static enum result proxy_receive(void *rung, uint8_t *to, size_t room, size_t *got)
{
	return curl_line_receive(rung, to, room, got);
}

static void proxy_local_address(const void *rung, char to[static CARRIER_ADDRESS_BYTES])
{
	curl_line_local_address(rung, to);
}

const struct rung raw_proxy_rung = {
	.name = "raw",
	.start = proxy_start,
	.stop = proxy_stop,
	.handles = proxy_handles,
	.timeout_ms = proxy_timeout_ms,
	.work = proxy_work,
	.send = proxy_send,
	.receive = proxy_receive,
	.local_address = proxy_local_address,
};
