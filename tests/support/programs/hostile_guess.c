/*
 * The hostile relay's own guesses, with the real handshake: somebody who does not exist joins a master by a
 * number that the relay made up, or a master who does not exist answers a joiner. It logs each step, so that
 * a test can count how many guesses were answered: "guess offered", "guess replied" (nothing can be tested
 * yet), "guess tested" (a tag was sent, and judged there) and "guess RIGHT".
 */
#include "hostile.h"

#include "base/clock.h"
#include "base/secret.h"
#include "secure/handshake.h"
#include "wire/number.h"

#include <sodium.h>
#include <string.h>

enum { AGAIN_MS = 300, GUESSES_MAX = 16 };

struct guesser {
	struct connection *connection; /* who does not exist, or the joiner that is deceived */
	struct handshake *run;
	struct guess_customer customer;
	struct guess_number number;
	struct guess_session session;
};

static struct guesser guessers[GUESSES_MAX];

/* A master that is being tried, until it is left alone. */
static struct {
	struct session *session;
	uint32_t route;
	int at_once, rounds;
	int64_t due_ms;
} target;

static struct guesser *guesser_of(struct connection *connection)
{
	for (int i = 0; i < GUESSES_MAX; i++)
		if (guessers[i].connection == connection)
			return &guessers[i];
	return NULL;
}

static void random_id(uint8_t *id)
{
	secret_random(id, HANDSHAKE_ID_BYTES);
}

static struct handshake_setup setup_of(struct guesser *g, struct number *number, uint32_t route)
{
	number_make(route, randombytes_uniform(NUMBER_SECRETS), number);
	g->customer.tries_left = GUESS_CUSTOMER_TRIES; /* the relay does not count its own */
	guess_session_init(&g->session);
	guess_number_init(&g->number, &g->session);
	struct handshake_setup setup = {.mode = HANDSHAKE_NUMBER,
	                                .secret = bytes_of_text(number->digits),
	                                .number = &g->number,
	                                .customer = &g->customer};
	random_id(setup.own_id);
	return setup;
}

static void try_once(struct session *session, uint32_t route)
{
	struct guesser *g = guesser_of(NULL);
	struct connection *made_up = NULL;
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX && !made_up; i++)
		if (!connections[i].is_used)
			made_up = &connections[i];
	if (!g || !made_up || !session->master)
		return;
	*made_up = (struct connection){.fd = -1, .is_used = true};
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	struct number number;
	struct handshake_setup setup = setup_of(g, &number, route);
	secret_random(random, sizeof random);
	if (handshake_join(&setup, random, clock_now_ms(), &g->run) != RESULT_OK)
		return;
	g->connection = made_up;
	session_let_in(made_up, session, route);
	hostile_log("guess begun peer=%u", made_up->peer);
}

static void end_guess(struct guesser *g)
{
	handshake_destroy(g->run);
	if (g->connection->fd < 0) {
		session_gone(g->connection);
		g->connection->is_used = false;
	}
	*g = (struct guesser){0};
}

void guess_at_master(struct session *session, uint32_t route, int at_once)
{
	target.session = session;
	target.route = route;
	target.at_once = at_once;
	target.rounds = 12;
	target.due_ms = clock_now_ms() + AGAIN_MS;
}

static void log_step(const struct guesser *g, size_t size)
{
	enum handshake_state state = handshake_state(g->run);
	if (size == HANDSHAKE_OFFER_BYTES)
		hostile_log("guess offered");
	else if (size == HANDSHAKE_REPLY_BYTES && state == HANDSHAKE_SENT_CONFIRM)
		hostile_log("guess replied");
	if (state == HANDSHAKE_UP)
		hostile_log("guess RIGHT");
}

void guess_receive(struct connection *joiner, const struct frame_header *header, struct bytes payload)
{
	struct guesser *g = guesser_of(joiner);
	struct handshake_message answer = {.size = 0};
	if (!g || header->kind != FRAME_HANDSHAKE)
		return;
	enum result result = handshake_receive(g->run, payload, clock_now_ms(), &answer);
	log_step(g, payload.size);
	if (result != RESULT_OK || handshake_state(g->run) == HANDSHAKE_UP)
		return;
	if (answer.size == HANDSHAKE_CONFIRM_BYTES)
		hostile_log("guess tested");
	struct frame_header h = {.kind = FRAME_HANDSHAKE, .peer = joiner->peer};
	hostile_send(joiner->session->master, &h, (struct bytes){answer.data, answer.size});
}

void guess_at_joiner(struct connection *joiner, struct bytes payload)
{
	struct guesser *g = guesser_of(joiner);
	struct handshake_message answer = {.size = 0};
	if (!g)
		return;
	enum result result = handshake_receive(g->run, payload, clock_now_ms(), &answer);
	if (payload.size == HANDSHAKE_JOIN_BYTES)
		hostile_log("guess replied");
	if (payload.size == HANDSHAKE_CONFIRM_BYTES)
		hostile_log(result == RESULT_OK ? "guess RIGHT" : "guess tested");
	if (result != RESULT_OK) {
		end_guess(g);
		joiner->is_over = true; /* the person there shall press Connect again soon */
		return;
	}
	struct frame_header h = {.kind = FRAME_HANDSHAKE, .peer = joiner->session->master->peer};
	hostile_send(joiner, &h, (struct bytes){answer.data, answer.size});
}

void guess_offer(struct connection *joiner)
{
	struct guesser *g = guesser_of(joiner);
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	struct number number;
	struct handshake_message offer;
	if (g) /* it has come again by the same line */
		end_guess(g);
	g = guesser_of(NULL);
	if (!g)
		return;
	struct handshake_setup setup = setup_of(g, &number, joiner->route);
	secret_random(random, sizeof random);
	if (handshake_offer(&setup, random, clock_now_ms(), &g->run, &offer) != RESULT_OK)
		return;
	g->connection = joiner;
	hostile_log("guess offered");
	struct frame_header h = {.kind = FRAME_HANDSHAKE, .peer = joiner->session->master->peer};
	hostile_send(joiner, &h, (struct bytes){offer.data, offer.size});
}

int guess_work(int64_t now_ms)
{
	if (!target.session || !target.session->is_used)
		return -1;
	if (now_ms < target.due_ms)
		return (int)(target.due_ms - now_ms);
	for (int i = 0; i < GUESSES_MAX; i++)
		if (guessers[i].connection && guessers[i].connection->fd < 0)
			end_guess(&guessers[i]);
	if (target.rounds-- <= 0) {
		target.session = NULL;
		hostile_log("guess over");
		return -1;
	}
	for (int i = 0; i < target.at_once; i++)
		try_once(target.session, target.route);
	target.due_ms = now_ms + AGAIN_MS;
	return AGAIN_MS;
}
