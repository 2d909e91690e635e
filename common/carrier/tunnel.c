/*
 * tunnel_work: the way is found (curl_way), `open` is asked for, and once it is
 * answered the stream is up. From then on drive() carries out what tunnel_up and
 * tunnel_down decide: each POST and each GET has its place in an array here, the
 * transfer with the same index. Answers come by hear_* as they arrive, ends of
 * transfers by finished(). Whatever fails is asked again; the end is what the
 * relay says, or GIVE_UP_MS without any answer. After a failure behind a proxy the
 * way is asked first (what_to_ask): with a login that may be wrong by now one POST
 * goes alone, and nothing else makes a connection until the proxy has answered it.
 */
#include "carrier/tunnel.h"

#include "base/log.h"
#include "base/secret.h"
#include "carrier/tunnel_down.h"
#include "carrier/tunnel_transfer.h"
#include "carrier/tunnel_up.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	OPEN_MS_MAX = 10000,
	STATUS_SIGN_IN = 511,
	GIVE_UP_MS = 20000,            /* asked, and nothing was heard */
	UNPOSTED_BYTES_MAX = 64 << 10, /* what lies here can't be overtaken */
	LAST_ROUNDS = 3,               /* of the loop, to get the last POST out */
};

enum tunnel_state { TUNNEL_FINDING = 1, TUNNEL_OPENING, TUNNEL_UP_AND_RUNNING };

struct tunnel {
	struct rung_start start;
	struct curl_way way;
	struct curl_loop loop;
	enum tunnel_state state;
	enum result result; /* RESULT_OK while it lives */
	bool is_pausing;    /* the way has to be asked before anything goes on it */
	bool is_dirty;      /* something is to be driven at once */
	uint8_t id[TUNNEL_ID_BYTES];
	uint32_t number; /* of the last request */
	int64_t now_ms, opened_ms;
	int64_t asked_ms; /* since when an answer is waited for without hearing anything; 0: it is not */
	struct tunnel_transfer *trial; /* it takes a login to the proxy that is to be proved; NULL: none does */
	uint8_t *memory;               /* of both windows; NULL: not open yet */
	struct tunnel_up up;
	struct tunnel_down down;
	struct tunnel_transfer open, posts[TUNNEL_POSTS], gets[TUNNEL_GETS];
	char local[CARRIER_ADDRESS_BYTES];
};

/* --- begin and end
 * ---------------------------------------------------------------------------------------------------------
 */

static enum result start_on(void **out, const struct rung_start *start, const struct curl_way_kind *kind)
{
	*out = NULL;
	if (!kind->port)
		return RESULT_NOT_REACHABLE;
	struct tunnel *tunnel = calloc(1, sizeof *tunnel);
	if (!tunnel)
		return RESULT_OUT_OF_MEMORY;
	if (curl_loop_init(&tunnel->loop, start->now_ms) != RESULT_OK) {
		free(tunnel);
		return RESULT_OUT_OF_MEMORY;
	}
	tunnel->start = *start;
	tunnel->state = TUNNEL_FINDING;
	tunnel->now_ms = start->now_ms;
	curl_way_init(&tunnel->way, kind, start);
	secret_random(tunnel->id, sizeof tunnel->id);
	*out = tunnel;
	return RESULT_OK;
}

static enum result start_https(void **out, const struct rung_start *start)
{
	struct curl_way_kind kind = {
		.rung = tunnel_https_rung.name, .port = start->relay->https_port, .is_tls = true, .is_spare = true};
	return start_on(out, start, &kind);
}

static enum result start_http(void **out, const struct rung_start *start)
{
	struct curl_way_kind kind = {
		.rung = tunnel_http_rung.name, .port = start->relay->http_port, .is_spare = true};
	return start_on(out, start, &kind);
}

/* --- requests
 * -------------------------------------------------------------------------------------------------------------
 */

static struct tunnel_ask make_ask(struct tunnel *tunnel, enum tunnel_verb verb)
{
	struct tunnel_ask ask = {.verb = verb, .number = ++tunnel->number};
	for (size_t i = 0; i < sizeof ask.id; i++)
		ask.id[i] = tunnel->id[i];
	return ask;
}

static void note_asked(struct tunnel *tunnel)
{
	if (!tunnel->asked_ms)
		tunnel->asked_ms = tunnel->now_ms;
}

static void end_with(struct tunnel *tunnel, enum result result)
{
	if (tunnel->result == RESULT_OK)
		tunnel->result = result;
}

/* For what goes together with others: each new connection takes the login to the proxy once more. */
static bool may_connect(void *context, const struct tunnel_transfer *transfer)
{
	const struct tunnel *tunnel = context;
	return transfer == &tunnel->open || transfer == tunnel->trial || !tunnel->way.who ||
	       !ways_must_ask(tunnel->way.start.ways, tunnel->way.proxy, tunnel->now_ms);
}

static void start_transfer(struct tunnel *tunnel, struct tunnel_transfer *transfer, uint8_t *body_take,
                           size_t size)
{
	int64_t limit_ms = transfer->ask.verb == TUNNEL_OPEN ? OPEN_MS_MAX : 0;
	transfer->context = tunnel;
	transfer->may_connect = may_connect;
	transfer->is_fresh = transfer == tunnel->trial; /* on an old one there may be no login to prove */
	if (tunnel_transfer_start(transfer, &tunnel->loop, &tunnel->way, body_take, size, limit_ms) != RESULT_OK)
		end_with(tunnel, RESULT_OUT_OF_MEMORY);
}

/* Anything that the relay says shows that the way is there. */
static bool hear_start(void *context, struct tunnel_transfer *transfer, const struct tunnel_block *block)
{
	struct tunnel *tunnel = context;
	(void)transfer, (void)block;
	tunnel->asked_ms = 0;
	return true;
}

static bool hear_get(void *context, struct tunnel_transfer *transfer, const struct tunnel_block *block)
{
	struct tunnel *tunnel = context;
	tunnel->asked_ms = 0;
	return tunnel_down_heard(&tunnel->down, (size_t)(transfer - tunnel->gets), block, tunnel->now_ms) ==
	       RESULT_OK;
}

static void start_open(struct tunnel *tunnel)
{
	tunnel->open.ask = make_ask(tunnel, TUNNEL_OPEN);
	tunnel->open.hear = hear_start;
	tunnel->opened_ms = tunnel->now_ms;
	tunnel->state = TUNNEL_OPENING;
	start_transfer(tunnel, &tunnel->open, NULL, 0);
}

static void start_post(struct tunnel *tunnel, size_t index)
{
	struct tunnel_transfer *transfer = &tunnel->posts[index];
	const struct tunnel_post *post = &tunnel->up.posts[index];
	uint8_t *body = malloc(post->size + 1);
	if (!body) {
		end_with(tunnel, RESULT_OUT_OF_MEMORY);
		return;
	}
	tunnel_up_body(&tunnel->up, index, body);
	transfer->ask = make_ask(tunnel, TUNNEL_UP);
	transfer->ask.up = post->place;
	transfer->ask.down = tunnel_down_tell(&tunnel->down);
	transfer->ask.flags = post->is_last ? TUNNEL_LAST : 0;
	transfer->hear = hear_start;
	note_asked(tunnel);
	start_transfer(tunnel, transfer, body, post->size);
}

static void start_get(struct tunnel *tunnel, size_t index)
{
	struct tunnel_transfer *transfer = &tunnel->gets[index];
	const struct tunnel_get *get = &tunnel->down.gets[index];
	transfer->ask = make_ask(tunnel, get->verb); /* its number is what tunnel_down was told */
	transfer->ask.down = tunnel_down_tell(&tunnel->down);
	transfer->ask.flags = get->is_again ? TUNNEL_AGAIN : 0;
	transfer->hear = hear_get;
	start_transfer(tunnel, transfer, NULL, 0);
}

/* --- what goes when
 * -----------------------------------------------------------------------------------------------------------
 */

enum what_to_ask { ASK_NOTHING, ASK_ONE, ASK_ALL };

/* What may be asked on the way now: a proxy may want a login anew. */
static enum what_to_ask what_to_ask(struct tunnel *tunnel)
{
	if (tunnel->trial)
		return ASK_NOTHING;
	if (!tunnel->is_pausing)
		return ASK_ALL;
	enum result result = curl_way_next(&tunnel->way, tunnel->now_ms);
	if (result == RESULT_WOULD_BLOCK)
		tunnel->asked_ms = 0; /* it is not the relay that is waited for */
	else if (result != RESULT_OK)
		end_with(tunnel, RESULT_LOST);
	tunnel->is_pausing = result != RESULT_OK || tunnel->way.pass.is_trial || tunnel->way.pass.is_single;
	if (result != RESULT_OK)
		return ASK_NOTHING;
	return tunnel->is_pausing ? ASK_ONE : ASK_ALL;
}

/* Something has ended that failed, or that took a login to be proved. It may have met a proxy that wants a
 * login (again). */
static void judge(struct tunnel *tunnel, struct tunnel_transfer *transfer, CURLcode code, bool is_good)
{
	long status = 0;
	bool was_trial = transfer == tunnel->trial;
	if (was_trial)
		tunnel->trial = NULL;
	if (!is_good) {
		note_asked(tunnel);
		tunnel->is_pausing = tunnel->is_pausing || tunnel->way.who;
	}
	if (!is_good && tunnel_transfer_is_gone(transfer)) {
		end_with(tunnel, RESULT_LOST);
		return;
	}
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (!was_trial && (tunnel->trial || status != 407 || code != CURLE_OK))
		return;
	enum result result = curl_way_judge(&tunnel->way, transfer->easy, code, tunnel->now_ms);
	if (ways_is_shut_out(result))
		end_with(tunnel, RESULT_LOST);
	else if (is_good) /* then once more, for what holds from now on */
		tunnel->is_pausing = tunnel->way.pass.is_trial;
}

static void give_up_late(struct tunnel *tunnel)
{
	size_t i;
	while (tunnel_up_late(&tunnel->up, tunnel->now_ms, &i)) {
		tunnel_transfer_end(&tunnel->posts[i], &tunnel->loop);
		judge(tunnel, &tunnel->posts[i], CURLE_OPERATION_TIMEDOUT, false);
		tunnel_up_failed(&tunnel->up, i, tunnel->now_ms);
	}
	while (tunnel_down_late(&tunnel->down, tunnel->now_ms, &i))
		tunnel_transfer_end(&tunnel->gets[i], &tunnel->loop);
	if (tunnel->asked_ms && tunnel->now_ms - tunnel->asked_ms >= GIVE_UP_MS) {
		log_info("carrier", "tunnel: no answer for %d ms", GIVE_UP_MS);
		end_with(tunnel, RESULT_LOST);
	}
}

/* A POST, as it is answered at once; an empty one if need be. */
static void start_trial(struct tunnel *tunnel)
{
	size_t i;
	if (!tunnel_up_next(&tunnel->up, true, tunnel->now_ms, &i))
		return;
	tunnel->trial = &tunnel->posts[i];
	start_post(tunnel, i);
}

/* Does what the two halves want done. */
static void drive(struct tunnel *tunnel)
{
	size_t i;
	bool was_polling = tunnel->down.is_polling;
	tunnel->is_dirty = false;
	give_up_late(tunnel);
	if (tunnel->down.is_polling && !was_polling)
		log_info("carrier", "%s %s: answers are held back on the way: polling", tunnel->way.kind.rung,
		         tunnel->way.address);
	enum what_to_ask what = tunnel->result == RESULT_OK ? what_to_ask(tunnel) : ASK_NOTHING;
	if (what == ASK_ONE)
		start_trial(tunnel);
	if (what != ASK_ALL)
		return;
	while (tunnel->result == RESULT_OK &&
	       tunnel_down_next(&tunnel->down, tunnel->number + 1, tunnel->now_ms, &i))
		start_get(tunnel, i);
	while (tunnel->result == RESULT_OK &&
	       tunnel_up_next(&tunnel->up, tunnel_down_must_tell(&tunnel->down), tunnel->now_ms, &i))
		start_post(tunnel, i);
}

/* --- answers
 * --------------------------------------------------------------------------------------------------------------
 */

static void note_local(struct tunnel *tunnel)
{
	char *local = NULL;
	if (curl_easy_getinfo(tunnel->open.easy, CURLINFO_LOCAL_IP, &local) == CURLE_OK && local)
		snprintf(tunnel->local, sizeof tunnel->local, "%s", local);
}

static void end_line(struct tunnel *tunnel, enum attempt_outcome outcome)
{
	if (tunnel->start.report->has_attempt)
		attempts_end(tunnel->start.attempts, tunnel->start.report->attempt, outcome, tunnel->now_ms);
}

static void opened(struct tunnel *tunnel)
{
	int64_t round_trip_ms = tunnel->now_ms - tunnel->opened_ms;
	tunnel->memory = malloc((size_t)TUNNEL_WINDOW_BYTES * 2);
	if (!tunnel->memory) {
		end_with(tunnel, RESULT_OUT_OF_MEMORY);
		return;
	}
	note_local(tunnel);
	tunnel_up_init(&tunnel->up, tunnel->memory, TUNNEL_WINDOW_BYTES);
	tunnel_down_init(&tunnel->down, tunnel->memory + TUNNEL_WINDOW_BYTES, round_trip_ms);
	tunnel->state = TUNNEL_UP_AND_RUNNING;
	tunnel->is_pausing = tunnel->way.pass.is_trial; /* it was proved by now: what holds from now on? */
	tunnel->is_dirty = true;
}

/* What it is that has answered in the relay's place. */
static enum attempt_outcome stranger(const struct tunnel *tunnel)
{
	long status = 0;
	curl_easy_getinfo(tunnel->open.easy, CURLINFO_RESPONSE_CODE, &status);
	return status < 400 || status == STATUS_SIGN_IN ? ATTEMPT_PORTAL : ATTEMPT_NOT_RELAY;
}

static void open_finished(struct tunnel *tunnel, CURLcode code)
{
	bool is_good = tunnel_transfer_is_good(&tunnel->open, code);
	/* What breaks off because it makes no sense has arrived, as far as the way is concerned. */
	CURLcode of_way = code == CURLE_WRITE_ERROR && tunnel->open.is_bad ? CURLE_OK : code;
	enum result result = curl_way_judge(&tunnel->way, tunnel->open.easy, of_way, tunnel->now_ms);
	if (result == RESULT_OK && is_good) {
		opened(tunnel);
	} else if (result == RESULT_WOULD_BLOCK) {
		tunnel->state = TUNNEL_FINDING;
	} else {
		if (result == RESULT_OK)
			end_line(tunnel, stranger(tunnel));
		end_with(tunnel, result == RESULT_OK ? RESULT_NOT_REACHABLE : result);
	}
}

static void finished(struct tunnel *tunnel, struct tunnel_transfer *transfer, CURLcode code)
{
	bool is_good = tunnel_transfer_is_good(transfer, code);
	tunnel->is_dirty = true; /* there may be something to ask in its place */
	if (transfer == &tunnel->open) {
		open_finished(tunnel, code);
		return;
	}
	if (!is_good || transfer == tunnel->trial)
		judge(tunnel, transfer, code, is_good);
	if (transfer >= tunnel->gets && transfer < tunnel->gets + TUNNEL_GETS) {
		tunnel_down_over(&tunnel->down, (size_t)(transfer - tunnel->gets), tunnel->now_ms);
		return;
	}
	size_t index = (size_t)(transfer - tunnel->posts);
	if (!is_good) {
		tunnel_up_failed(&tunnel->up, index, tunnel->now_ms);
		return;
	}
	tunnel_up_answered(&tunnel->up, index, tunnel->now_ms);
	tunnel_down_sent(&tunnel->down, transfer->heard.down, tunnel->now_ms);
}

static void work_loop(struct tunnel *tunnel)
{
	int left;
	CURLMsg *message;
	curl_loop_work(&tunnel->loop, tunnel->now_ms);
	while ((message = curl_multi_info_read(tunnel->loop.multi, &left))) {
		struct tunnel_transfer *transfer = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		tunnel_transfer_end(transfer, &tunnel->loop);
		finished(tunnel, transfer, code);
	}
}

/* --- the rung
 * -------------------------------------------------------------------------------------------------------------
 */

static enum result tunnel_work(void *rung, int64_t now_ms)
{
	struct tunnel *tunnel = rung;
	tunnel->now_ms = now_ms;
	if (tunnel->result != RESULT_OK)
		return tunnel->result;
	work_loop(tunnel);
	if (tunnel->state == TUNNEL_FINDING) {
		enum result result = curl_way_next(&tunnel->way, now_ms);
		if (result != RESULT_OK)
			return result;
		start_open(tunnel);
		work_loop(tunnel);
	}
	if (tunnel->state == TUNNEL_UP_AND_RUNNING) {
		drive(tunnel);
		work_loop(tunnel);
	}
	if (tunnel->result == RESULT_OK && tunnel->state != TUNNEL_UP_AND_RUNNING)
		return RESULT_WOULD_BLOCK;
	/* What came before the end is still to be read: tunnel_receive tells of it. */
	return tunnel->state == TUNNEL_UP_AND_RUNNING && tunnel_down_is_over(&tunnel->down) ? RESULT_OK
	                                                                                    : tunnel->result;
}

/* As far as it can be done without waiting, the relay is told that nothing follows. */
static void say_last(struct tunnel *tunnel)
{
	if (tunnel->state != TUNNEL_UP_AND_RUNNING || tunnel->result != RESULT_OK)
		return;
	tunnel_up_end(&tunnel->up);
	drive(tunnel);
	for (int i = 0; i < LAST_ROUNDS; i++)
		work_loop(tunnel);
}

static void tunnel_stop(void *rung)
{
	struct tunnel *tunnel = rung;
	if (!tunnel)
		return;
	say_last(tunnel);
	tunnel_transfer_end(&tunnel->open, &tunnel->loop);
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		tunnel_transfer_end(&tunnel->posts[i], &tunnel->loop);
	for (size_t i = 0; i < TUNNEL_GETS; i++)
		tunnel_transfer_end(&tunnel->gets[i], &tunnel->loop);
	tunnel_transfer_finish(&tunnel->open);
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		tunnel_transfer_finish(&tunnel->posts[i]);
	for (size_t i = 0; i < TUNNEL_GETS; i++)
		tunnel_transfer_finish(&tunnel->gets[i]);
	curl_loop_finish(&tunnel->loop);
	curl_way_finish(&tunnel->way, tunnel->now_ms);
	free(tunnel->memory);
	free(tunnel);
}

static size_t tunnel_handles(const void *rung, bool want_write, struct wake_on *on, size_t room)
{
	const struct tunnel *tunnel = rung;
	(void)want_write; /* there is room again when a POST was answered, which curl's sockets tell */
	return curl_loop_handles(&tunnel->loop, on, room);
}

static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int tunnel_timeout_ms(const void *rung, int64_t now_ms)
{
	const struct tunnel *tunnel = rung;
	int timeout_ms = curl_loop_timeout_ms(&tunnel->loop, now_ms);
	if (tunnel->result != RESULT_OK || tunnel->is_dirty)
		return 0;
	if (tunnel->state == TUNNEL_FINDING || tunnel->is_pausing)
		timeout_ms = sooner(timeout_ms, curl_way_timeout_ms(&tunnel->way, now_ms));
	if (tunnel->state != TUNNEL_UP_AND_RUNNING)
		return timeout_ms;
	if (tunnel->asked_ms) {
		int64_t left_ms = tunnel->asked_ms + GIVE_UP_MS - now_ms;
		timeout_ms = sooner(timeout_ms, left_ms > 0 ? (int)left_ms : 0);
	}
	if (tunnel->is_pausing)
		return timeout_ms;
	timeout_ms = sooner(timeout_ms, tunnel_down_timeout_ms(&tunnel->down, now_ms));
	return sooner(timeout_ms, tunnel_up_timeout_ms(&tunnel->up, now_ms));
}

static enum result tunnel_send(void *rung, struct bytes bytes, size_t *sent)
{
	struct tunnel *tunnel = rung;
	*sent = 0;
	if (tunnel->result != RESULT_OK || tunnel->state != TUNNEL_UP_AND_RUNNING)
		return RESULT_LOST;
	size_t unposted = (size_t)(tunnel->up.ring.end - tunnel->up.next);
	size_t room = unposted < UNPOSTED_BYTES_MAX ? UNPOSTED_BYTES_MAX - unposted : 0;
	if (bytes.size > room)
		bytes.size = room;
	*sent = tunnel_up_add(&tunnel->up, bytes);
	tunnel->is_dirty |= *sent > 0;
	return *sent > 0 ? RESULT_OK : RESULT_WOULD_BLOCK;
}

static enum result tunnel_receive(void *rung, uint8_t *to, size_t room, size_t *got)
{
	struct tunnel *tunnel = rung;
	*got = 0;
	if (tunnel->state != TUNNEL_UP_AND_RUNNING)
		return RESULT_WOULD_BLOCK;
	*got = tunnel_down_take(&tunnel->down, to, room);
	tunnel->is_dirty |= *got > 0 && tunnel_down_must_tell(&tunnel->down);
	if (*got > 0)
		return RESULT_OK;
	if (tunnel_down_is_over(&tunnel->down))
		return RESULT_CLOSED;
	return tunnel->result == RESULT_OK ? RESULT_WOULD_BLOCK : RESULT_LOST;
}

static void tunnel_local_address(const void *rung, char to[static CARRIER_ADDRESS_BYTES])
{
	const struct tunnel *tunnel = rung;
	snprintf(to, CARRIER_ADDRESS_BYTES, "%s", tunnel->local);
}

const struct rung tunnel_https_rung = {
	.is_wordy = true,
	.name = "https",
	.start = start_https,
	.stop = tunnel_stop,
	.handles = tunnel_handles,
	.timeout_ms = tunnel_timeout_ms,
	.work = tunnel_work,
	.send = tunnel_send,
	.receive = tunnel_receive,
	.local_address = tunnel_local_address,
};

const struct rung tunnel_http_rung = {
	.is_wordy = true,
	.name = "http",
	.start = start_http,
	.stop = tunnel_stop,
	.handles = tunnel_handles,
	.timeout_ms = tunnel_timeout_ms,
	.work = tunnel_work,
	.send = tunnel_send,
	.receive = tunnel_receive,
	.local_address = tunnel_local_address,
};
