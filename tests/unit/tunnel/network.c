#include "unit/tunnel/network.h"

#include "base/secret.h"

#include <stdio.h>

static struct simulated *the_network; /* for the worker's clock */

static int64_t clock_of_network(void)
{
	return the_network->now_ms;
}

static bool dice(struct simulated *network, int of_thousand)
{
	return of_thousand > 0 && noise_below(&network->noise, 1000) < (uint32_t)of_thousand;
}

void network_start(struct simulated *network, const struct network_rules *rules, uint64_t seed)
{
	memset(network, 0, sizeof *network);
	the_network = network;
	network->rules = *rules;
	network->noise = noise_start(seed);
	network->now_ms = 1000000;
	options_init(&network->options);
	network->relay = relay_create(&network->options);
	network->relay->worker_count = 1;
	network->relay->workers[0] = network->worker = worker_create(network->relay, 0, -1, -1);
	network->worker->clock_ms = clock_of_network;
	network->worker->now_ms = network->now_ms;
	wheel_init(&network->worker->wheel, network->now_ms);
	network->memory = malloc((size_t)TUNNEL_WINDOW_BYTES * 2);
	secret_random(network->id, sizeof network->id);
}

void network_finish(struct simulated *network)
{
	for (int i = 0; i < NETWORK_REQUESTS; i++)
		free(network->requests[i].bytes);
	while (network->worker->all)
		connection_lost(network->worker->all);
	worker_destroy(network->worker);
	if (network->relay->connections != 0 || network->relay->limits.unmatched != 0)
		abort();
	relay_destroy(network->relay);
	free(network->memory);
	pretend_finish();
}

void network_dial(struct simulated *network, int slot, enum connection_port port)
{
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)slot}};
	struct carrier carrier = pretend_carrier(slot);
	if (!relay_admit(network->relay, &source, network->now_ms))
		abort();
	network->connections[slot] = worker_welcome(network->worker, &carrier, &source, port);
}

static void look(struct simulated *network, int slot)
{
	if (pretends[slot].is_closed)
		return;
	network->connections[slot]->is_readable = true;
	network->connections[slot]->has_hung_up |= pretends[slot].has_ended;
	worker_look(network->connections[slot]);
}

static void turn_relay(struct simulated *network)
{
	do
		worker_turn(network->worker, 0);
	while (network->worker->now || network->worker->later);
}

void network_peer_says(struct simulated *network, const void *bytes, size_t size)
{
	pretend_put(NETWORK_PEER, bytes, size);
	look(network, NETWORK_PEER);
	turn_relay(network);
}

void network_give_route(struct simulated *network)
{
	struct keeper_message message;
	while (queue_pop(network->relay->to_keeper, &message)) {
		struct mail mail = {
			.kind = MAIL_OPENED, .ticket = message.ticket, .route = NETWORK_ROUTE, .log_id = 7};
		if (message.kind == KEEPER_OPEN)
			worker_post(network->worker, &mail);
	}
	turn_relay(network);
}

/* --- requests on their way
 * ------------------------------------------------------------------------------------------------ */

static void write_request(struct simulated *network, struct network_request *request, const uint8_t *body,
                          size_t size)
{
	char length[64];
	request->bytes = malloc(NETWORK_REQUEST_BYTES);
	struct writer w = writer_into(request->bytes, NETWORK_REQUEST_BYTES);
	write_bytes(&w, bytes_of_text(tunnel_method(request->ask.verb)));
	write_bytes(&w, bytes_of_text(" "));
	tunnel_target_encode(&request->ask, noise_below(&network->noise, UINT32_MAX), &w);
	write_bytes(&w, bytes_of_text(network->rules.is_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\nHost: relay\r\n"));
	write_bytes(&w, bytes_of_text(TUNNEL_FIELD ": "));
	tunnel_field_encode(&request->ask, &w);
	snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n\r\n", size);
	write_bytes(&w, bytes_of_text(length));
	write_bytes(&w, (struct bytes){body, size});
	request->size = writer_bytes(&w).size;
}

static struct network_request *new_request(struct simulated *network)
{
	for (int i = 0; i < NETWORK_REQUESTS; i++)
		if (!network->requests[i].is_used) {
			network->requests[i] = (struct network_request){.is_used = true, .slot = -1};
			return &network->requests[i];
		}
	return NULL; /* the network is full: as good as lost */
}

static int64_t delay(struct simulated *network)
{
	return network->rules.delay_ms +
	       (int64_t)noise_below(&network->noise, (uint32_t)network->rules.jitter_ms + 1);
}

static void send_request(struct simulated *network, const struct tunnel_ask *ask, int index,
                         const uint8_t *body, size_t size)
{
	int copies = dice(network, network->rules.doubled) ? 2 : 1;
	network->requests_made++;
	for (int copy = 0; copy < copies; copy++) {
		struct network_request *request = new_request(network);
		if (!request)
			return;
		request->ask = *ask;
		request->index = index;
		request->is_silent = copy > 0;
		request->deliver_ms = network->now_ms + delay(network);
		request->delay_ms = delay(network);
		request->is_lost = dice(network, network->rules.lost_requests);
		request->cut_ms = INT64_MAX;
		if (request->is_lost)
			request->cut_ms = request->deliver_ms;
		else if (dice(network, network->rules.lost_answers))
			request->cut_ms = request->deliver_ms + 1;
		else if (dice(network, network->rules.cut_answers))
			request->cut_ms = request->deliver_ms + noise_below(&network->noise, 3000);
		else if (network->rules.life_ms)
			request->cut_ms = network->now_ms + network->rules.life_ms;
		write_request(network, request, body, size);
	}
}

/* Closed by the relay, and nothing that it said there is still on its way. */
static bool is_free(const struct simulated *network, int slot)
{
	for (int i = 0; i < NETWORK_REQUESTS; i++) {
		const struct network_request *request = &network->requests[i];
		if (request->is_used && request->is_there && request->slot == slot)
			return false;
	}
	return !network->connections[slot] || pretends[slot].is_closed;
}

static void deliver(struct simulated *network, struct network_request *request)
{
	int slot = 0;
	while (slot < NETWORK_PEER && !is_free(network, slot))
		slot++;
	request->is_there = true;
	if (request->is_lost || slot == NETWORK_PEER)
		return;
	request->slot = slot;
	network_dial(network, slot, CONNECTION_HTTP);
	pretends[slot].piece = noise_below(&network->noise, 4) ? 0 : 1 + noise_below(&network->noise, 3000);
	for (size_t at = 0, size; at < request->size; at += size) {
		size = 1 + noise_below(&network->noise, (uint32_t)(request->size - at));
		pretend_put(slot, request->bytes + at, size);
		look(network, slot);
		turn_relay(network);
		if (pretends[slot].is_closed)
			return;
	}
}

/* --- answers on their way
 * ------------------------------------------------------------------------------------------------- */

static void note_answer(struct simulated *network, struct network_request *request)
{
	const struct pretend *p = &pretends[request->slot];
	if (p->out_size == request->marked_bytes)
		return;
	struct network_mark mark = {network->now_ms + request->delay_ms, p->out_size};
	if (request->mark_count == NETWORK_MARKS)
		request->marks[NETWORK_MARKS - 1].bytes = mark.bytes;
	else
		request->marks[request->mark_count++] = mark;
	request->marked_bytes = p->out_size;
}

static bool hear_body(struct simulated *network, struct network_request *request, struct bytes bytes)
{
	struct tunnel_block block;
	enum result result;
	while ((result = tunnel_reader_next(&request->reader, &bytes, &block)) == RESULT_OK) {
		if (block.kind == TUNNEL_BLOCK_START && block.start.number != request->ask.number)
			return false;
		if (block.kind == TUNNEL_BLOCK_START)
			request->heard = block.start;
		request->is_good = true;
		if (tunnel_method(request->ask.verb)[0] == 'G' &&
		    tunnel_down_heard(&network->down, (size_t)request->index, &block, network->now_ms) != RESULT_OK)
			return false;
	}
	return result == RESULT_NEED_MORE;
}

/* The head of an answer, once it is whole. */
static void read_head(struct network_request *request, struct bytes bytes)
{
	char text[1024] = "";
	if (bytes.size == 0)
		return;
	memcpy(text, bytes.data, bytes.size < sizeof text ? bytes.size : sizeof text - 1);
	char *end = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
	if (!end)
		return;
	request->has_head = true;
	request->read_at = (size_t)(end - text) + 4;
	request->is_chunked = strstr(text, "chunked") != NULL;
	request->length_left = length && length < end ? atoll(length + 16) : -1;
	request->is_refused = strncmp(text, "HTTP/1.1 200", 12) != 0;
}

/* One chunk's head, or its end, or the end of all. False: not whole. */
static bool read_chunk_head(struct network_request *request, struct bytes bytes)
{
	const uint8_t *end = memchr(bytes.data, '\n', bytes.size);
	if (!end)
		return false;
	size_t size = strtoul((const char *)bytes.data, NULL, 16);
	bool is_empty_line = end == bytes.data + 1;
	if (!is_empty_line && size == 0)
		request->is_whole = true;
	request->chunk_left = is_empty_line ? 0 : size;
	request->read_at += (size_t)(end - bytes.data) + 1;
	return true;
}

/* Decodes what has arrived. False: it makes no sense. */
static bool hear(struct simulated *network, struct network_request *request, size_t arrived)
{
	const struct pretend *p = &pretends[request->slot];
	if (!request->has_head)
		read_head(request, (struct bytes){p->out, arrived});
	while (request->has_head && !request->is_whole && request->read_at < arrived) {
		struct bytes rest = {p->out + request->read_at, arrived - request->read_at};
		if (request->is_chunked && request->chunk_left == 0) {
			if (!read_chunk_head(request, rest))
				break;
			continue;
		}
		if (request->is_chunked && rest.size > request->chunk_left)
			rest.size = request->chunk_left;
		if (!request->is_silent && !request->is_refused && !hear_body(network, request, rest))
			return false;
		request->read_at += rest.size;
		request->chunk_left -= request->is_chunked ? rest.size : 0;
		if (request->length_left >= 0)
			request->length_left -= (int64_t)rest.size;
	}
	request->is_whole |= request->has_head && request->length_left == 0;
	return true;
}

static void finish(struct simulated *network, struct network_request *request, bool is_good)
{
	enum tunnel_verb verb = request->ask.verb;
	size_t index = (size_t)request->index;
	request->is_used = false;
	free(request->bytes);
	request->bytes = NULL;
	if (request->slot >= 0 && !pretends[request->slot].is_closed && !network->rules.is_deaf_to_relay) {
		pretends[request->slot].has_ended = true;
		look(network, request->slot);
	}
	if (request->is_silent)
		return;
	is_good = is_good && request->is_good && !request->is_refused;
	if (verb == TUNNEL_OPEN) {
		network->is_open |= is_good;
	} else if (verb == TUNNEL_UP) {
		if (is_good) {
			tunnel_up_answered(&network->up, index, network->now_ms);
			tunnel_down_sent(&network->down, request->heard.down, network->now_ms);
		} else {
			tunnel_up_failed(&network->up, index, network->now_ms);
		}
	} else {
		tunnel_down_over(&network->down, index, network->now_ms);
	}
}

/* The program gives up a request. */
static void abandon(struct simulated *network, enum tunnel_verb verb, size_t index)
{
	for (int i = 0; i < NETWORK_REQUESTS; i++) {
		struct network_request *request = &network->requests[i];
		bool is_get = request->ask.verb != TUNNEL_UP, wants_get = verb != TUNNEL_UP;
		if (request->is_used && !request->is_silent && is_get == wants_get && request->index == (int)index) {
			request->is_silent = true;
			if (request->cut_ms > network->now_ms + request->delay_ms)
				request->cut_ms = network->now_ms + request->delay_ms;
		}
	}
}

static void move_answer(struct simulated *network, struct network_request *request)
{
	size_t arrived = 0;
	bool is_closed =
		request->slot < 0 || pretends[request->slot].is_closed || pretends[request->slot].is_half_closed;
	if (request->slot >= 0 && request->marked_bytes < pretends[request->slot].out_size)
		note_answer(network, request);
	bool is_ready = !network->rules.holds_answers || is_closed;
	if (!is_ready && request->slot >= 0) { /* whole by its own account? */
		struct network_request copy = *request;
		copy.is_silent = true;
		hear(network, &copy, pretends[request->slot].out_size);
		is_ready = copy.is_whole;
	}
	while (is_ready && request->mark_count > 0 && request->marks[0].due_ms <= network->now_ms) {
		arrived = request->marks[0].bytes;
		request->mark_count--;
		memmove(request->marks, request->marks + 1, request->mark_count * sizeof request->marks[0]);
	}
	if (arrived > 0 && !hear(network, request, arrived))
		finish(network, request, false);
	else if (request->is_whole)
		finish(network, request, true);
	else if (network->now_ms >= request->cut_ms || (is_closed && request->mark_count == 0))
		finish(network, request, is_closed && network->rules.is_1_0 && request->has_head);
}

/* --- the program
 * ----------------------------------------------------------------------------------------------------------
 */

static void ask(struct simulated *network, struct tunnel_ask ask, int index)
{
	static uint8_t body[TUNNEL_BODY_BYTES_MAX];
	size_t size = 0;
	memcpy(ask.id, network->id, sizeof ask.id);
	ask.number = ++network->number;
	if (ask.verb == TUNNEL_UP) {
		const struct tunnel_post *post = &network->up.posts[index];
		tunnel_up_body(&network->up, (size_t)index, body);
		ask.up = post->place;
		size = post->size;
		ask.flags = post->is_last ? TUNNEL_LAST : 0;
	}
	if (ask.verb != TUNNEL_OPEN)
		ask.down = tunnel_down_tell(&network->down);
	send_request(network, &ask, index, body, size);
}

static bool is_opening(const struct simulated *network)
{
	for (int i = 0; i < NETWORK_REQUESTS; i++)
		if (network->requests[i].is_used && network->requests[i].ask.verb == TUNNEL_OPEN)
			return true;
	return false;
}

static void drive(struct simulated *network)
{
	size_t i;
	if (!network->is_open) {
		if (!is_opening(network))
			ask(network, (struct tunnel_ask){.verb = TUNNEL_OPEN}, -1);
		return;
	}
	if (!network->up.ring.memory) {
		tunnel_up_init(&network->up, network->memory, TUNNEL_WINDOW_BYTES);
		tunnel_down_init(&network->down, network->memory + TUNNEL_WINDOW_BYTES, 2 * network->rules.delay_ms);
	}
	while (tunnel_up_late(&network->up, network->now_ms, &i)) {
		abandon(network, TUNNEL_UP, i);
		tunnel_up_failed(&network->up, i, network->now_ms);
	}
	while (tunnel_down_late(&network->down, network->now_ms, &i))
		abandon(network, TUNNEL_POLL, i);
	while (tunnel_down_next(&network->down, network->number + 1, network->now_ms, &i)) {
		const struct tunnel_get *get = &network->down.gets[i];
		ask(network, (struct tunnel_ask){.verb = get->verb, .flags = get->is_again ? TUNNEL_AGAIN : 0},
		    (int)i);
	}
	while (tunnel_up_next(&network->up, tunnel_down_must_tell(&network->down), network->now_ms, &i))
		ask(network, (struct tunnel_ask){.verb = TUNNEL_UP}, (int)i);
}

void network_turn(struct simulated *network)
{
	turn_relay(network);
	for (int i = 0; i < NETWORK_REQUESTS; i++) {
		struct network_request *request = &network->requests[i];
		if (request->is_used && !request->is_there && network->now_ms >= request->deliver_ms)
			deliver(network, request);
		if (request->is_used && request->is_there)
			move_answer(network, request);
	}
	turn_relay(network);
	drive(network);
}

static void sooner(int64_t *next_ms, int64_t ms)
{
	if (ms < *next_ms)
		*next_ms = ms;
}

int64_t network_next_ms(struct simulated *network)
{
	int64_t next_ms = network->now_ms + 1000;
	for (int i = 0; i < NETWORK_REQUESTS; i++) {
		const struct network_request *request = &network->requests[i];
		if (!request->is_used)
			continue;
		sooner(&next_ms, request->is_there ? request->cut_ms : request->deliver_ms);
		if (request->mark_count > 0)
			sooner(&next_ms, request->marks[0].due_ms > network->now_ms ? request->marks[0].due_ms
			                                                            : network->now_ms + 50);
	}
	int sleep_ms = wheel_sleep_ms(&network->worker->wheel, network->now_ms);
	if (sleep_ms >= 0)
		sooner(&next_ms, network->now_ms + sleep_ms);
	if (network->up.ring.memory) {
		int up_ms = tunnel_up_timeout_ms(&network->up, network->now_ms);
		int down_ms = tunnel_down_timeout_ms(&network->down, network->now_ms);
		if (up_ms >= 0)
			sooner(&next_ms, network->now_ms + up_ms);
		if (down_ms >= 0)
			sooner(&next_ms, network->now_ms + down_ms);
	}
	return next_ms > network->now_ms ? next_ms : network->now_ms + 1;
}

bool network_peer_hears(struct simulated *network, struct frame_header *header, struct bytes *payload)
{
	return pretend_next(NETWORK_PEER, &network->peer_read_at, header, payload);
}
