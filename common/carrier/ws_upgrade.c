#include "carrier/ws_upgrade.h"

#include "wire/http_head.h"

#include <string.h>

enum { STATUS_LINE_BYTES = 13, STATUS_SWITCHED = 101, STATUS_UPGRADE_REQUIRED = 426, STATUS_SIGN_IN = 511 };

void ws_upgrade_ask(const char *host, const char key[static WEBSOCKET_KEY_BYTES + 1], struct writer *to)
{
	static const char middle[] = "\r\nUser-Agent: Lotse/" LOTSE_VERSION "\r\nConnection: Upgrade\r\n"
								 "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ";
	const char *const parts[] = {"GET /ws HTTP/1.1\r\nHost: ", host, middle, key, "\r\n\r\n"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		write_bytes(to, bytes_of_text(parts[i]));
}

static bool is_word(struct bytes bytes, const char *word)
{
	return http_is_same_word(bytes, bytes_of_text(word));
}

static struct bytes trim(struct bytes bytes)
{
	while (bytes.size && (bytes.data[0] == ' ' || bytes.data[0] == '\t'))
		bytes = (struct bytes){bytes.data + 1, bytes.size - 1};
	while (bytes.size && (bytes.data[bytes.size - 1] == ' ' || bytes.data[bytes.size - 1] == '\t'))
		bytes.size--;
	return bytes;
}

/* Whether a list of words with commas has this one. */
static bool has_word(struct bytes list, const char *word)
{
	size_t from = 0;
	for (size_t i = 0; i <= list.size; i++) {
		if (i < list.size && list.data[i] != ',')
			continue;
		if (is_word(trim((struct bytes){list.data + from, i - from}), word))
			return true;
		from = i + 1;
	}
	return false;
}

/* Where "\r\n" is, from `from` on; `bytes.size` if nowhere. */
static size_t line_end(struct bytes bytes, size_t from)
{
	for (size_t i = from; i + 1 < bytes.size; i++)
		if (bytes.data[i] == '\r' && bytes.data[i + 1] == '\n')
			return i;
	return bytes.size;
}

/* The status of "HTTP/1.x NNN", 0 if it is no such line; `bytes` has at least STATUS_LINE_BYTES. */
static int read_status(struct bytes bytes)
{
	int status = 0;
	if (memcmp(bytes.data, "HTTP/1.", 7) != 0 || bytes.data[8] != ' ')
		return 0;
	for (size_t i = 9; i < 12; i++) {
		if (bytes.data[i] < '0' || bytes.data[i] > '9')
			return 0;
		status = status * 10 + bytes.data[i] - '0';
	}
	bool has_end = bytes.data[12] == ' ' || bytes.data[12] == '\r';
	return has_end && status >= 100 ? status : 0;
}

static enum attempt_outcome outcome_of(int status)
{
	if (status == STATUS_UPGRADE_REQUIRED) /* the relay's own word: it never saw the Upgrade */
		return ATTEMPT_STRIPPED;
	return status < 400 || status == STATUS_SIGN_IN ? ATTEMPT_PORTAL : ATTEMPT_UPGRADE_REFUSED;
}

/* What the fields of a 101 have to say. */
struct promise {
	int upgrades, connections, accepts;
	bool is_broken; /* a field that is none, or something that was not asked for */
};

static void take_field(struct promise *promise, struct bytes line, const char *accept)
{
	size_t colon = 0;
	while (colon < line.size && line.data[colon] != ':')
		colon++;
	struct bytes name = {line.data, colon};
	if (colon == 0 || colon == line.size) {
		promise->is_broken = true;
		return;
	}
	struct bytes value = trim((struct bytes){line.data + colon + 1, line.size - colon - 1});
	if (is_word(name, "Upgrade"))
		promise->upgrades += is_word(value, "websocket") ? 1 : 2;
	else if (is_word(name, "Connection"))
		promise->connections += has_word(value, "upgrade");
	else if (is_word(name, "Sec-WebSocket-Accept"))
		promise->accepts += bytes_are_equal(value, bytes_of_text(accept)) ? 1 : 2;
	else if (is_word(name, "Sec-WebSocket-Extensions") || is_word(name, "Sec-WebSocket-Protocol"))
		promise->is_broken = true;
}

/* Goes through the fields of a 101 up to the empty line. */
static enum result judge_switch(struct bytes bytes, const char *accept, size_t *head_bytes)
{
	struct promise promise = {0};
	size_t at = line_end(bytes, 0);
	while (at < bytes.size) {
		size_t from = at + 2, end = line_end(bytes, from);
		if (end == bytes.size)
			break;
		if (end == from) {
			*head_bytes = end + 2;
			bool is_kept = promise.upgrades == 1 && promise.connections > 0 && promise.accepts == 1;
			return is_kept && !promise.is_broken ? RESULT_OK : RESULT_REFUSED;
		}
		take_field(&promise, (struct bytes){bytes.data + from, end - from}, accept);
		at = end;
	}
	return bytes.size >= WS_UPGRADE_HEAD_BYTES_MAX ? RESULT_REFUSED : RESULT_NEED_MORE;
}

enum result ws_upgrade_judge(struct bytes bytes, const char key[static WEBSOCKET_KEY_BYTES + 1],
                             size_t *head_bytes, enum attempt_outcome *why)
{
	static const char start[] = "HTTP/1.";
	char accept[WEBSOCKET_ACCEPT_BYTES + 1];
	size_t known = bytes.size < sizeof start - 1 ? bytes.size : sizeof start - 1;
	int status = bytes.size >= STATUS_LINE_BYTES ? read_status(bytes) : 0;
	if (known && memcmp(bytes.data, start, known) != 0) {
		*why = ATTEMPT_NOT_RELAY;
		return RESULT_REFUSED;
	}
	if (bytes.size < STATUS_LINE_BYTES)
		return RESULT_NEED_MORE;
	if (status != STATUS_SWITCHED) {
		*why = status ? outcome_of(status) : ATTEMPT_NOT_RELAY;
		return RESULT_REFUSED;
	}
	size_t head = 0;
	websocket_key_accept(key, accept);
	enum result result = judge_switch(bytes, accept, &head);
	if (result == RESULT_OK)
		*head_bytes = head;
	if (result == RESULT_REFUSED)
		*why = ATTEMPT_NOT_RELAY;
	return result;
}
