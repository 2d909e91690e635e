/*
 * Every mixture of up to eight events between one who knows the number and its master: begin (the person
 * presses Connect again), deliver, duplicate, reorder, the first record, a lost run; loss is what is never
 * delivered. The counters are exact in every state, a seat goes to one channel alone, and as long as there
 * are tries a clean line leads in.
 *
 * A world is a plain value, as in resume_explorer_test.c; so a branch is a copy.
 */
#include "support/unit.h"

#include "base/secret.h"
#include "secure/handshake_inside.h"
#include "support/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEPTH = 8,
	MASTER_RUNS = GUESS_PENDING_MAX,
	MESSAGES_MAX = 3,
	LINKS_MAX = DEPTH + 3,
	SEEN_MAX = 1 << 20
};

struct message {
	uint8_t link;
	bool to_joiner, is_record;
	struct handshake_message bytes;
};

struct world {
	struct guess_session session;
	struct guess_number number;
	struct guess_customer customer;
	struct handshake joiner, masters[MASTER_RUNS];
	uint8_t joiner_link, master_links[MASTER_RUNS]; /* 0: no run */
	uint8_t up_link;                                /* of the joiner's channel */
	bool master_up[LINKS_MAX];
	uint8_t seat_link;  /* who has the seat */
	uint8_t tags_alive; /* tags of the joiner that nothing has answered (yet) */
	uint8_t exporters[LINKS_MAX][KEY_EXPORTER_BYTES];
	struct message messages[MESSAGES_MAX];
	size_t message_count;
	uint8_t link_count;
	struct noise noise;
};

static struct {
	uint64_t signatures[SEEN_MAX];
	uint8_t left[SEEN_MAX];
	size_t states, events, seats, recoveries;
} seen;

/* A copied world's runs count in that world. */
static void own(struct world *w)
{
	w->number.session = &w->session;
	w->joiner.setup.customer = &w->customer;
	for (size_t i = 0; i < MASTER_RUNS; i++)
		w->masters[i].setup.number = &w->number;
}

static void post(struct world *w, uint8_t link, bool to_joiner, const struct handshake_message *bytes)
{
	if (w->message_count == MESSAGES_MAX) {
		memmove(w->messages, w->messages + 1, (MESSAGES_MAX - 1) * sizeof(w->messages[0]));
		w->message_count--;
	}
	struct message *message = &w->messages[w->message_count++];
	memset(message, 0, sizeof(*message));
	message->link = link;
	message->to_joiner = to_joiner;
	message->is_record = bytes == NULL;
	if (bytes != NULL)
		message->bytes = *bytes;
}

/* A run into the world, without ending what it counts. */
static void keep(struct handshake *to, struct handshake *run)
{
	*to = *run;
	run->is_pending = false;
	handshake_destroy(run);
}

static void drop_master(struct world *w, size_t index)
{
	handshake_forget(&w->masters[index]);
	w->master_links[index] = 0;
}

/* Connect: the joiner's run before is over, the master makes a fresh offer if it may. */
static bool begin(struct world *w)
{
	struct handshake_setup setup = {.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text("123456543210")};
	uint8_t random[HANDSHAKE_RANDOM_BYTES], link = w->link_count;
	struct handshake_message offer;
	struct handshake *run;
	size_t index = 0;

	setup.customer = &w->customer;
	setup.number = &w->number;
	while (index < MASTER_RUNS && w->master_links[index] != 0)
		index++;
	noise_fill(&w->noise, random, sizeof(random));
	enum result result = handshake_join(&setup, random, 0, &run);
	assert_int_equal(result, w->customer.tries_left == 0 ? RESULT_TOO_MANY_TRIES : RESULT_OK);
	if (result != RESULT_OK)
		return false;
	keep(&w->joiner, run);
	w->joiner_link = link;
	noise_fill(&w->noise, random, sizeof(random));
	result = handshake_offer(&setup, random, 0, &run, &offer);
	assert_int_equal(result, w->seat_link != 0      ? RESULT_REFUSED
	                         : index == MASTER_RUNS ? RESULT_WOULD_BLOCK
	                                                : RESULT_OK);
	w->link_count++;
	if (result != RESULT_OK)
		return false;
	keep(&w->masters[index], run);
	w->master_links[index] = link;
	post(w, link, true, &offer);
	return true;
}

static void check_exporter(struct world *w, uint8_t link, const struct handshake *run, bool other_is_up)
{
	if (other_is_up)
		assert_memory_equal(w->exporters[link], run->keys.exporter, KEY_EXPORTER_BYTES);
	memcpy(w->exporters[link], run->keys.exporter, KEY_EXPORTER_BYTES);
	for (uint8_t other = 0; other < w->link_count; other++)
		if (other != link)
			assert_memory_not_equal(w->exporters[other], w->exporters[link], KEY_EXPORTER_BYTES);
}

static void deliver_to_joiner(struct world *w, const struct message *message)
{
	struct handshake_message answer;
	if (message->is_record || w->joiner_link != message->link)
		return;
	bool had_tag = handshake_state(&w->joiner) == HANDSHAKE_SENT_CONFIRM;
	enum result result =
		handshake_receive(&w->joiner, (struct bytes){message->bytes.data, message->bytes.size}, 0, &answer);
	if (!had_tag && handshake_state(&w->joiner) == HANDSHAKE_SENT_CONFIRM)
		w->tags_alive++;
	if (result == RESULT_OK && handshake_state(&w->joiner) == HANDSHAKE_UP) {
		w->tags_alive--;
		check_exporter(w, message->link, &w->joiner, true);
		assert_true(w->master_up[message->link]);
		w->up_link = message->link;
		w->joiner_link = 0;
	} else if (result != RESULT_OK) {
		w->joiner_link = 0;
	}
	if (answer.size > 0)
		post(w, message->link, false, &answer);
}

static void deliver_to_master(struct world *w, const struct message *message)
{
	if (message->is_record) { /* the first record: the seat, if this channel is there and it is free */
		if (w->master_up[message->link] && w->seat_link == 0) {
			assert_true(guess_number_take_seat(&w->number));
			w->seat_link = message->link;
			seen.seats++;
		} else if (w->seat_link != 0) {
			assert_false(guess_number_take_seat(&w->number));
		}
		return;
	}
	for (size_t i = 0; i < MASTER_RUNS; i++) {
		struct handshake_message answer;
		if (w->master_links[i] != message->link)
			continue;
		enum result result = handshake_receive(
			&w->masters[i], (struct bytes){message->bytes.data, message->bytes.size}, 0, &answer);
		if (handshake_state(&w->masters[i]) == HANDSHAKE_UP) {
			check_exporter(w, message->link, &w->masters[i], false);
			w->master_up[message->link] = true;
		}
		if (result != RESULT_OK || handshake_state(&w->masters[i]) == HANDSHAKE_UP)
			drop_master(w, i);
		if (answer.size > 0)
			post(w, message->link, true, &answer);
	}
}

static void deliver(struct world *w, size_t index, bool keep_it)
{
	struct message message = w->messages[index];
	if (!keep_it) {
		w->message_count--;
		memmove(w->messages + index, w->messages + index + 1,
		        (w->message_count - index) * sizeof(w->messages[0]));
	}
	if (message.to_joiner)
		deliver_to_joiner(w, &message);
	else
		deliver_to_master(w, &message);
}

/* --- what must hold in every state
 * -------------------------------------------------------------------------------- */

static void check(const struct world *w)
{
	int pending = 0;
	for (size_t i = 0; i < MASTER_RUNS; i++)
		pending += w->master_links[i] != 0;
	assert_int_equal(w->number.pending, pending);
	/* Nobody has guessed, so the master has counted nothing; the joiner each tag without its answer. */
	assert_int_equal(w->number.tries_left, GUESS_NUMBER_TRIES);
	assert_int_equal(w->session.tries_left, GUESS_SESSION_TRIES);
	assert_int_equal(w->customer.tries_left, GUESS_CUSTOMER_TRIES - w->tags_alive);
	assert_int_equal(w->number.seats_free, w->seat_link == 0);
	if (w->seat_link != 0)
		assert_int_equal(w->up_link, w->seat_link); /* who has the seat has the keys */
}

/* On a clean line, with a try left and the seat free, the next run leads in. */
static void check_recovery(const struct world *from)
{
	static struct world w;
	w = *from;
	own(&w);
	if (w.up_link != 0 || w.seat_link != 0 || w.customer.tries_left == 0)
		return;
	w.message_count = 0;
	for (size_t i = 0; i < MASTER_RUNS; i++) /* after ten seconds old runs are late */
		if (w.master_links[i] != 0)
			drop_master(&w, i);
	assert_true(begin(&w));
	while (w.message_count > 0)
		deliver(&w, 0, false);
	assert_int_equal(w.up_link, w.link_count - 1);
	post(&w, w.up_link, false, NULL);
	deliver(&w, 0, false);
	check(&w);
	assert_int_equal(w.seat_link, w.up_link);
	seen.recoveries++;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 29;
}

static uint64_t signature_of(const struct world *w)
{
	uint64_t hash = mix(3, w->customer.tries_left * 16u + w->number.seats_free);
	uint8_t first = w->link_count; /* links by age */
	hash = mix(hash, w->up_link == 0 ? 99 : first - w->up_link);
	hash = mix(hash, w->seat_link == 0 ? 99 : first - w->seat_link);
	hash = mix(hash, w->joiner_link == 0 ? 99 : (uint64_t)(first - w->joiner_link) * 16 + w->joiner.state);
	for (size_t i = 0; i < MASTER_RUNS; i++)
		hash = mix(hash, w->master_links[i] == 0
		                     ? 99
		                     : (uint64_t)(first - w->master_links[i]) * 16 + w->masters[i].state);
	for (uint8_t age = 1; age < first; age++)
		hash = mix(hash, w->master_up[first - age]);
	for (size_t i = 0; i < w->message_count; i++)
		hash = mix(hash, (uint64_t)(first - w->messages[i].link) * 1000 + w->messages[i].bytes.size * 4 +
		                     w->messages[i].to_joiner * 2 + w->messages[i].is_record);
	return hash | 1;
}

/* What decides whether a clean line leads in; each such combination is tried once. */
static uint64_t counters_signature(const struct world *w)
{
	uint64_t hash = mix(4, w->customer.tries_left * 16u + w->number.seats_free);
	hash = mix(hash, w->number.pending * 4u + (w->up_link != 0) * 2u + (w->seat_link != 0));
	for (size_t i = 0; i < MASTER_RUNS; i++)
		hash = mix(hash, w->master_links[i] == 0 ? 99 : w->masters[i].state);
	for (uint8_t link = 0; link < w->link_count; link++)
		hash = mix(hash, w->master_up[link]);
	return hash | 1;
}

static bool is_new(uint64_t signature, uint8_t left)
{
	size_t at = signature % SEEN_MAX;
	while (seen.signatures[at] != 0 && seen.signatures[at] != signature)
		at = (at + 1) % SEEN_MAX;
	if (seen.signatures[at] == signature && seen.left[at] >= left)
		return false;
	seen.states += seen.signatures[at] == 0;
	assert_true(seen.states < SEEN_MAX / 2);
	seen.signatures[at] = signature;
	seen.left[at] = left;
	return true;
}

static void explore(const struct world *w, uint8_t left);

static void go_on(struct world *w, uint8_t left)
{
	seen.events++;
	explore(w, left - 1);
}

static void explore(const struct world *w, uint8_t left)
{
	check(w);
	if (!is_new(signature_of(w), left))
		return;
	if (is_new(counters_signature(w), 0))
		check_recovery(w);
	if (left == 0)
		return;
	for (size_t i = 0; i < w->message_count; i++)
		for (int keep_it = 0; keep_it < 2; keep_it++) {
			struct world next = *w;
			own(&next);
			deliver(&next, i, keep_it != 0);
			go_on(&next, left);
		}
	if (w->up_link == 0) {
		struct world next = *w;
		own(&next);
		begin(&next);
		go_on(&next, left);
	}
	if (w->joiner_link != 0) { /* the joiner's line breaks */
		struct world next = *w;
		next.joiner_link = 0;
		go_on(&next, left);
	}
	if (w->up_link != 0) {
		struct world next = *w;
		post(&next, next.up_link, false, NULL);
		go_on(&next, left);
	}
	for (size_t i = 0; i < MASTER_RUNS; i++) /* a run of the master is dropped: late, or its line broke */
		if (w->master_links[i] != 0) {
			struct world next = *w;
			own(&next);
			drop_master(&next, i);
			go_on(&next, left);
		}
}

static void start(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->noise = noise_start(1);
	w->link_count = 1;
	guess_session_init(&w->session);
	guess_number_init(&w->number, &w->session);
	guess_customer_init(&w->customer);
	memset(&seen, 0, sizeof(seen));
}

static void every_mixture_of_eight_events_is_counted_exactly(void **state)
{
	(void)state;
	static struct world w;
	start(&w);
	explore(&w, DEPTH);
	printf("           %zu states, %zu events, %zu recoveries\n", seen.states, seen.events, seen.recoveries);
	assert_true(seen.states > 1000);
	assert_true(seen.recoveries > 20);
	assert_true(seen.seats > 0);
}

/* From a tag that is on its way: the same events reach deeper. */
static void and_from_a_tag_on_its_way(void **state)
{
	(void)state;
	static struct world w;
	start(&w);
	assert_true(begin(&w));
	for (int i = 0; i < 3; i++)
		deliver(&w, 0, false);
	assert_int_equal(w.customer.tries_left, GUESS_CUSTOMER_TRIES - 1);
	explore(&w, DEPTH - 2);
	printf("           %zu states, %zu events, %zu recoveries\n", seen.states, seen.events, seen.recoveries);
	assert_true(seen.seats > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mixture_of_eight_events_is_counted_exactly),
		cmocka_unit_test(and_from_a_tag_on_its_way),
	};
	return secret_start() != RESULT_OK ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
