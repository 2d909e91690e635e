/*
 * Connecting: the name is looked up (resolve), then its addresses are tried,
 * each 250 ms after the one before or as soon as that has failed, all at once
 * (RFC 8305); the first that answers is kept. Deciding is in start_due() and
 * raw_work(); everything after that is one socket.
 */
#include "carrier/raw.h"

#include "carrier/resolve.h"
#include "carrier/socket.h"

#include <stdio.h>
#include <stdlib.h>

enum { ADDRESS_STAGGER_MS = 250, RESOLVE_MS_MAX = 8000, ADDRESS_MS_MAX = 6000 };

/* One address. */
struct
try {
	wake_handle socket; /* -1: not started, or over */
	uint32_t attempt;
	int64_t give_up_ms;
};

struct raw {
	struct attempts *attempts;
	struct rung_report *report;
	struct resolve *resolve; /* until there is an answer */
	uint32_t name_attempt;
	int64_t resolve_give_up_ms;
	struct socket_address addresses[RESOLVE_ADDRESSES_MAX];
	struct try tries[RESOLVE_ADDRESSES_MAX];
	size_t count, started; /* of addresses */
	int64_t next_start_ms;
	int64_t now_ms;     /* of the last call that had the time */
	wake_handle socket; /* the one that is up, or -1 */
};

static enum result raw_start(void **out, const struct rung_start *start)
{
	char where[SERVER_LIST_HOST_BYTES + 8];
	*out = NULL;
	if (!start->relay->raw_port || start->is_proxied)
		return RESULT_NOT_REACHABLE;
	struct raw *raw = calloc(1, sizeof *raw);
	if (!raw)
		return RESULT_OUT_OF_MEMORY;
	raw->attempts = start->attempts;
	raw->report = start->report;
	raw->now_ms = start->now_ms;
	raw->socket = -1;
	raw->resolve_give_up_ms = start->now_ms + RESOLVE_MS_MAX;
	for (size_t i = 0; i < RESOLVE_ADDRESSES_MAX; i++)
		raw->tries[i].socket = -1;
	enum result result =
		resolve_start(&raw->resolve, start->relay->host, start->relay->raw_port, start->wake);
	if (result != RESULT_OK) {
		free(raw);
		return result;
	}
	snprintf(where, sizeof where, "%s:%u", start->relay->host, start->relay->raw_port);
	raw->name_attempt = attempts_begin(raw->attempts, raw_rung.name, where, start->now_ms);
	*out = raw;
	return RESULT_OK;
}

static void end_try(struct raw *raw, struct try *try, enum attempt_outcome outcome, int64_t now_ms)
{
	attempts_end(raw->attempts, try->attempt, outcome, now_ms);
	socket_close(try->socket);
	try->socket = -1;
}

static void raw_stop(void *rung)
{
	struct raw *raw = rung;
	if (!raw)
		return;
	if (raw->resolve)
		attempts_end(raw->attempts, raw->name_attempt, ATTEMPT_ABANDONED, raw->now_ms);
	resolve_drop(raw->resolve);
	for (size_t i = 0; i < raw->started; i++)
		if (raw->tries[i].socket >= 0)
			end_try(raw, &raw->tries[i], ATTEMPT_ABANDONED, raw->now_ms);
	socket_close(raw->socket);
	free(raw);
}

static size_t raw_handles(const void *rung, bool want_write, struct wake_on *on, size_t room)
{
	const struct raw *raw = rung;
	size_t count = 0;
	if (raw->socket >= 0 && room > 0) {
		on[0] = (struct wake_on){.handle = raw->socket, .want_read = true, .want_write = want_write};
		return 1;
	}
	for (size_t i = 0; i < raw->started && count < room; i++)
		if (raw->tries[i].socket >= 0)
			on[count++] = (struct wake_on){.handle = raw->tries[i].socket, .want_write = true};
	return count;
}

/* When something is due even if nothing arrives. */
static int64_t next_due_ms(const struct raw *raw)
{
	int64_t due_ms = raw->started < raw->count ? raw->next_start_ms : INT64_MAX;
	if (raw->resolve)
		return raw->resolve_give_up_ms;
	for (size_t i = 0; i < raw->started; i++)
		if (raw->tries[i].socket >= 0 && raw->tries[i].give_up_ms < due_ms)
			due_ms = raw->tries[i].give_up_ms;
	return due_ms;
}

static int raw_timeout_ms(const void *rung, int64_t now_ms)
{
	const struct raw *raw = rung;
	if (raw->socket >= 0)
		return -1;
	int64_t left_ms = next_due_ms(raw) - now_ms;
	if (left_ms < 0)
		return 0;
	return left_ms > INT32_MAX ? -1 : (int)left_ms;
}

/* The lookup's line ends where the addresses' lines begin: a name that is known is no news by itself. */
static enum result take_addresses(struct raw *raw, int64_t now_ms)
{
	enum result result = resolve_take(raw->resolve, raw->addresses, &raw->count);
	if (result == RESULT_WOULD_BLOCK && now_ms < raw->resolve_give_up_ms)
		return result;
	resolve_drop(raw->resolve);
	raw->resolve = NULL;
	if (result != RESULT_OK) {
		attempts_end(raw->attempts, raw->name_attempt, ATTEMPT_NO_NAME, now_ms);
		return RESULT_NOT_REACHABLE;
	}
	raw->next_start_ms = now_ms;
	return RESULT_OK;
}

/* The first address takes over the line of the lookup; later ones get their own. */
static uint32_t begin_attempt(struct raw *raw, size_t index, int64_t now_ms)
{
	const char *text = raw->addresses[index].text;
	if (index == 0 && attempts_rename(raw->attempts, raw->name_attempt, text))
		return raw->name_attempt;
	return attempts_begin(raw->attempts, raw_rung.name, text, now_ms);
}

static bool is_any_connecting(const struct raw *raw)
{
	for (size_t i = 0; i < raw->started; i++)
		if (raw->tries[i].socket >= 0)
			return true;
	return false;
}

/* Starts the addresses whose time has come, or the next one where nothing is being waited for. */
static void start_due(struct raw *raw, int64_t now_ms)
{
	while (raw->started < raw->count && (now_ms >= raw->next_start_ms || !is_any_connecting(raw))) {
		size_t index = raw->started++;
		struct try *try = &raw->tries[index];
		try->attempt = begin_attempt(raw, index, now_ms);
		try->give_up_ms = now_ms + ADDRESS_MS_MAX;
		enum attempt_outcome outcome = socket_connect(&try->socket, &raw->addresses[index]);
		if (outcome != ATTEMPT_TRYING)
			end_try(raw, try, outcome, now_ms);
		raw->next_start_ms = now_ms + ADDRESS_STAGGER_MS;
	}
}

/* Ends all tries but the one that is up, whose line stays open: whether a relay answers, the carrier says. */
static void keep(struct raw *raw, struct try *winner, int64_t now_ms)
{
	raw->socket = winner->socket;
	raw->report->attempt = winner->attempt;
	raw->report->has_attempt = true;
	winner->socket = -1;
	for (size_t i = 0; i < raw->started; i++)
		if (raw->tries[i].socket >= 0)
			end_try(raw, &raw->tries[i], ATTEMPT_ABANDONED, now_ms);
}

static enum result raw_work(void *rung, int64_t now_ms)
{
	struct raw *raw = rung;
	raw->now_ms = now_ms;
	if (raw->socket >= 0)
		return RESULT_OK;
	if (raw->resolve) {
		enum result result = take_addresses(raw, now_ms);
		if (result != RESULT_OK)
			return result;
	}
	for (size_t i = 0; i < raw->started; i++) {
		struct try *try = &raw->tries[i];
		if (try->socket < 0)
			continue;
		enum attempt_outcome outcome = socket_connected(try->socket);
		if (outcome == ATTEMPT_CONNECTED) {
			keep(raw, try, now_ms);
			return RESULT_OK;
		}
		if (outcome == ATTEMPT_TRYING && now_ms >= try->give_up_ms)
			outcome = ATTEMPT_NO_ANSWER;
		if (outcome != ATTEMPT_TRYING)
			end_try(raw, try, outcome, now_ms);
	}
	start_due(raw, now_ms);
	return is_any_connecting(raw) ? RESULT_WOULD_BLOCK : RESULT_NOT_REACHABLE;
}

static enum result raw_send(void *rung, struct bytes bytes, size_t *sent)
{
	struct raw *raw = rung;
	return socket_send(raw->socket, bytes, sent);
}

static enum result raw_receive(void *rung, uint8_t *to, size_t room, size_t *got)
{
	struct raw *raw = rung;
	return socket_receive(raw->socket, to, room, got);
}

static void raw_local_address(const void *rung, char to[static CARRIER_ADDRESS_BYTES])
{
	const struct raw *raw = rung;
	socket_local_address(raw->socket, to);
}

const struct rung raw_rung = {
	.name = "raw",
	.start = raw_start,
	.stop = raw_stop,
	.handles = raw_handles,
	.timeout_ms = raw_timeout_ms,
	.work = raw_work,
	.send = raw_send,
	.receive = raw_receive,
	.local_address = raw_local_address,
};
