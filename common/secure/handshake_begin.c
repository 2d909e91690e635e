/* How a handshake begins and ends: its set-up checked, what both must have alike put into CPace's generator,
 * and everything wiped. The way between is handshake.c. */
#include "secure/handshake_inside.h"

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

enum { CHANNEL_IDENTIFIER_MAX_BYTES = 512 };

static const char *const mode_names[] = {
	[HANDSHAKE_NUMBER] = "number", [HANDSHAKE_RESUME] = "resume", [HANDSHAKE_INTRO] = "intro"};

void handshake_negotiation_hash(const struct handshake *h, uint8_t h0[static CPACE_HASH_BYTES])
{
	uint8_t string[HANDSHAKE_OFFER_BYTES + HANDSHAKE_JOIN_HEAD_BYTES + 2];
	struct writer writer = writer_into(string, sizeof(string));

	cpace_write_lv(&writer, (struct bytes){h->offer, sizeof(h->offer)});
	cpace_write_lv(&writer, (struct bytes){h->join, HANDSHAKE_JOIN_HEAD_BYTES});
	crypto_hash_sha512(h0, string, writer.size);
}

struct bytes handshake_sid(const struct handshake *h, uint8_t memory[static 2 * HANDSHAKE_NONCE_BYTES])
{
	memcpy(memory, h->offer + HANDSHAKE_OFFER_BYTES - HANDSHAKE_NONCE_BYTES, HANDSHAKE_NONCE_BYTES);
	memcpy(memory + HANDSHAKE_NONCE_BYTES, h->join + HANDSHAKE_JOIN_HEAD_BYTES - HANDSHAKE_NONCE_BYTES,
	       HANDSHAKE_NONCE_BYTES);
	return (struct bytes){memory, 2 * HANDSHAKE_NONCE_BYTES};
}

/* Who the two of an introduction are: session, then id and role of either, the joiner (the lower id) first.
 */
static void write_introduction(struct writer *writer, const struct handshake *h)
{
	const struct handshake_setup *s = &h->setup;
	const uint8_t *joiner_id = h->is_joiner ? s->own_id : s->peer_id;
	const uint8_t *master_id = h->is_joiner ? s->peer_id : s->own_id;
	uint8_t joiner_role = h->is_joiner ? s->own_role : s->peer_role;
	uint8_t master_role = h->is_joiner ? s->peer_role : s->own_role;

	cpace_write_lv(writer, (struct bytes){joiner_id, HANDSHAKE_ID_BYTES});
	cpace_write_lv(writer, (struct bytes){&joiner_role, 1});
	cpace_write_lv(writer, (struct bytes){master_id, HANDSHAKE_ID_BYTES});
	cpace_write_lv(writer, (struct bytes){&master_role, 1});
}

/* CI */
static void write_channel_identifier(struct writer *writer, const struct handshake *h)
{
	uint8_t h0[CPACE_HASH_BYTES];

	handshake_negotiation_hash(h, h0);
	cpace_write_lv(writer, bytes_of_text("lotse-e2e-1"));
	cpace_write_lv(writer, bytes_of_text(mode_names[h->mode]));
	cpace_write_lv(writer, (struct bytes){h->route, h->route_size});
	cpace_write_lv(writer, bytes_of_text("joiner"));
	cpace_write_lv(writer, bytes_of_text("master"));
	cpace_write_lv(writer, (struct bytes){h0, sizeof(h0)});
	if (h->mode == HANDSHAKE_INTRO)
		write_introduction(writer, h);
}

enum result handshake_make_generator(struct handshake *h, uint8_t generator[static CPACE_POINT_BYTES])
{
	uint8_t identifier[CHANNEL_IDENTIFIER_MAX_BYTES], session[2 * HANDSHAKE_NONCE_BYTES];
	struct writer writer = writer_into(identifier, sizeof(identifier));

	write_channel_identifier(&writer, h);
	struct cpace_input input = {.secret = {h->secret, h->secret_size},
	                            .channel = writer_bytes(&writer),
	                            .session = handshake_sid(h, session)};
	enum result result = writer.failed ? RESULT_TOO_LARGE : cpace_generator(&input, generator);
	secret_wipe(h->secret, sizeof(h->secret));
	h->secret_size = 0;
	return result;
}

/* 12 digits, or 14 that begin with a 9; wire/number.h has looked at the check digit long before. */
static bool is_number(struct bytes secret)
{
	if (secret.size != 12 && secret.size != 14)
		return false;
	for (size_t i = 0; i < secret.size; i++)
		if (secret.data[i] < '0' || secret.data[i] > '9')
			return false;
	return secret.data[0] != '0' && (secret.data[0] == '9') == (secret.size == 14);
}

/* Introductions: two different ids, of which the lower one joins, and roles. */
static bool is_introduction(const struct handshake_setup *setup, bool is_joiner)
{
	int order = memcmp(setup->own_id, setup->peer_id, HANDSHAKE_ID_BYTES);
	return setup->secret.size == HANDSHAKE_SECRET_BYTES && setup->own_role != 0 && setup->peer_role != 0 &&
	       (is_joiner ? order < 0 : order > 0);
}

static bool is_complete(const struct handshake_setup *setup, bool is_joiner)
{
	if (setup->version_min < HANDSHAKE_VERSION_FLOOR || setup->version_max < setup->version_min)
		return false;
	switch (setup->mode) {
	case HANDSHAKE_NUMBER:
		return is_number(setup->secret) && (is_joiner ? setup->customer != NULL : setup->number != NULL);
	case HANDSHAKE_INTRO:
		return is_introduction(setup, is_joiner);
	case HANDSHAKE_RESUME:
		return setup->secret.size == HANDSHAKE_SECRET_BYTES;
	default:
		return false;
	}
}

/* Mode number: whether the counters let a run start. */
static enum result count_in(struct handshake *h)
{
	if (h->mode != HANDSHAKE_NUMBER)
		return RESULT_OK;
	if (h->is_joiner)
		return h->setup.customer->tries_left > 0 ? RESULT_OK : RESULT_TOO_MANY_TRIES;
	enum result result = guess_number_begin(h->setup.number);
	h->is_pending = result == RESULT_OK;
	return result;
}

/* The route as it goes into CI: a number's own first digits; in hex, the rendezvous id (resume) or session
 * (intro). */
static void set_route(struct handshake *h, const struct handshake_start *start)
{
	char hex[HANDSHAKE_ROUTE_BYTES + 1];

	if (h->mode == HANDSHAKE_NUMBER) {
		h->route_size = h->secret_size == 14 ? 7 : 5;
		memcpy(h->route, h->secret, h->route_size);
		return;
	}
	const uint8_t *id = h->mode == HANDSHAKE_RESUME ? start->resume.id : h->setup.session_id;
	sodium_bin2hex(hex, sizeof(hex), id, HANDSHAKE_ID_BYTES);
	h->route_size = HANDSHAKE_ROUTE_BYTES;
	memcpy(h->route, hex, HANDSHAKE_ROUTE_BYTES);
}

static void write_offer(struct handshake *h)
{
	struct writer w = writer_into(h->offer, sizeof(h->offer));

	write_u8(&w, HANDSHAKE_TYPE_OFFER);
	write_u8(&w, h->setup.version_max);
	write_u8(&w, h->setup.version_min);
	write_u8(&w, 1 << (HANDSHAKE_SUITE - 1));
	write_bytes(&w, (struct bytes){h->nonce, sizeof(h->nonce)});
}

enum result handshake_begin(const struct handshake_setup *given, const struct handshake_start *start,
                            const uint8_t random[static HANDSHAKE_RANDOM_BYTES], struct handshake **out)
{
	struct handshake_setup setup = *given;
	if (setup.version_max == 0)
		setup.version_max = HANDSHAKE_VERSION;
	if (setup.version_min == 0)
		setup.version_min = HANDSHAKE_VERSION_FLOOR;
	if (!is_complete(&setup, start->is_joiner))
		return RESULT_BAD_ARGUMENT;

	struct handshake *h = secret_create(sizeof(*h));
	if (h == NULL)
		return RESULT_OUT_OF_MEMORY;
	h->setup = setup;
	h->setup.secret = (struct bytes){NULL, 0};
	h->mode = setup.mode;
	h->is_joiner = start->is_joiner;
	h->resume = start->resume;
	enum result result = count_in(h);
	if (result != RESULT_OK) {
		handshake_destroy(h);
		return result;
	}
	h->secret_size = setup.secret.size;
	memcpy(h->secret, setup.secret.data, setup.secret.size);
	cpace_scalar(random, h->scalar);
	memcpy(h->nonce, random + CPACE_SCALAR_BYTES, sizeof(h->nonce));
	set_route(h, start);
	if (!h->is_joiner)
		write_offer(h);
	h->state = h->is_joiner ? HANDSHAKE_START : HANDSHAKE_OFFERED;
	h->progress_ms = start->now_ms;
	*out = h;
	return RESULT_OK;
}

void handshake_end_pending(struct handshake *h)
{
	if (h->is_pending)
		guess_number_end(h->setup.number);
	h->is_pending = false;
}

void handshake_forget(struct handshake *h)
{
	handshake_end_pending(h);
	secret_wipe(h->secret, sizeof(h->secret));
	secret_wipe(h->scalar, sizeof(h->scalar));
	secret_wipe(h->isk, sizeof(h->isk));
	secret_wipe(h->tag_own, sizeof(h->tag_own));
	secret_wipe(h->tag_peer, sizeof(h->tag_peer));
	secret_wipe(&h->keys, sizeof(h->keys));
	h->has_traffic = false;
	h->has_resume = false;
}

void handshake_destroy(struct handshake *h)
{
	if (h == NULL)
		return;
	handshake_forget(h);
	secret_destroy(h);
}

bool handshake_take_traffic(struct handshake *h, struct session_keys *to)
{
	if (h->state != HANDSHAKE_UP || !h->has_traffic)
		return false;
	memcpy(to->traffic, h->keys.traffic, sizeof(to->traffic));
	memcpy(to->rendezvous, h->keys.rendezvous, sizeof(to->rendezvous));
	memcpy(to->check_code, h->keys.check_code, sizeof(to->check_code));
	memcpy(to->exporter, h->keys.exporter, sizeof(to->exporter));
	secret_wipe(h->keys.traffic, sizeof(h->keys.traffic));
	secret_wipe(h->keys.check_code, sizeof(h->keys.check_code));
	secret_wipe(h->keys.exporter, sizeof(h->keys.exporter));
	h->has_traffic = false;
	return true;
}

bool handshake_take_resume(struct handshake *h, uint8_t secret[static KEY_RESUME_BYTES],
                           uint8_t id[static KEY_RENDEZVOUS_BYTES])
{
	if (h->state != HANDSHAKE_UP || !h->has_resume)
		return false;
	memcpy(secret, h->keys.resume, KEY_RESUME_BYTES);
	memcpy(id, h->keys.rendezvous, KEY_RENDEZVOUS_BYTES);
	secret_wipe(h->keys.resume, sizeof(h->keys.resume));
	h->has_resume = false;
	return true;
}

enum handshake_state handshake_state(const struct handshake *h)
{
	return h->state;
}

bool handshake_is_late(const struct handshake *h, int64_t now_ms)
{
	return h->state != HANDSHAKE_UP && h->state != HANDSHAKE_DEAD &&
	       now_ms - h->progress_ms > HANDSHAKE_LATE_MS;
}

const uint8_t *handshake_peer_id(const struct handshake *h)
{
	return h->state == HANDSHAKE_UP ? h->setup.peer_id : NULL;
}

void handshake_offered_versions(const struct handshake *h, uint8_t *min, uint8_t *max)
{
	*max = h->offer[1];
	*min = h->offer[2];
}
