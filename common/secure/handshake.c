/*
 * How the parts hang together: `edges` says which message moves which state on,
 * by which of the take_ functions; handshake_receive is the only one that follows
 * an edge, and whatever is not on one ends in die(), which wipes.
 *
 * Both sides keep the first three messages as they went over the line: everything
 * that is bound (h0, CI, sid, transcript, th) is cut out of these bytes, so what
 * was checked is what was sent. Set-up, generator and wiping are in
 * handshake_begin.c.
 */
#include "secure/handshake_inside.h"

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

enum {
	STACK_BYTES = 16384, /* more than libsodium's curve code uses */
};

/* Ends the run for good; the code is handed through. */
static enum result die(struct handshake *h, enum result result)
{
	handshake_forget(h);
	h->state = HANDSHAKE_DEAD;
	return result;
}

static struct cpace_transcript transcript_of(const struct handshake *h)
{
	const uint8_t *a = h->join + HANDSHAKE_JOIN_HEAD_BYTES;
	return (struct cpace_transcript){.share_a = {a, CPACE_POINT_BYTES},
	                                 .data_a = {a + CPACE_POINT_BYTES, HANDSHAKE_AD_BYTES},
	                                 .share_b = {h->reply, CPACE_POINT_BYTES},
	                                 .data_b = {h->reply + CPACE_POINT_BYTES, HANDSHAKE_AD_BYTES}};
}

/* From the peer's share: ISK, and both tags. The scalar is used up. */
static enum result make_isk_and_tags(struct handshake *h, const uint8_t *peer_share)
{
	uint8_t session[2 * HANDSHAKE_NONCE_BYTES], mac_key[CPACE_HASH_BYTES];
	struct bytes sid = handshake_sid(h, session);
	struct cpace_transcript t = transcript_of(h);
	enum result result = cpace_isk(h->scalar, peer_share, sid, &t, h->isk);

	secret_wipe(h->scalar, sizeof(h->scalar));
	if (result == RESULT_OK) {
		cpace_mac_key(sid, h->isk, mac_key);
		result = cpace_tag(mac_key, t.share_a, t.data_a, h->is_joiner ? h->tag_own : h->tag_peer);
	}
	if (result == RESULT_OK)
		result = cpace_tag(mac_key, t.share_b, t.data_b, h->is_joiner ? h->tag_peer : h->tag_own);
	secret_wipe(mac_key, sizeof(mac_key));
	return result;
}

/* All keys, once both tags have been right; ISK and tags are used up. */
static void make_keys(struct handshake *h)
{
	uint8_t h0[CPACE_HASH_BYTES], th[CPACE_HASH_BYTES], string[CPACE_STRING_MAX_BYTES];
	struct writer writer = writer_into(string, sizeof(string));
	struct cpace_transcript t = transcript_of(h);

	handshake_negotiation_hash(h, h0);
	cpace_write_lv(&writer, (struct bytes){h0, sizeof(h0)});
	cpace_write_lv(&writer, t.share_a);
	cpace_write_lv(&writer, t.data_a);
	cpace_write_lv(&writer, t.share_b);
	cpace_write_lv(&writer, t.data_b);
	cpace_write_lv(&writer, (struct bytes){h->is_joiner ? h->tag_own : h->tag_peer, CPACE_HASH_BYTES});
	cpace_write_lv(&writer, (struct bytes){h->is_joiner ? h->tag_peer : h->tag_own, CPACE_HASH_BYTES});
	crypto_hash_sha512(th, string, writer.size);
	key_schedule_derive(h->isk, th, &h->keys);
	h->has_traffic = true;
	h->has_resume = true;
	secret_wipe(h->isk, sizeof(h->isk));
	secret_wipe(h->tag_own, sizeof(h->tag_own));
	secret_wipe(h->tag_peer, sizeof(h->tag_peer));
	secret_wipe(string, sizeof(string));
}

/* In the modes in which both know each other already, the id in the associated data must be the known one. */
static bool is_expected_peer(struct handshake *h, const uint8_t *id)
{
	if (h->mode == HANDSHAKE_NUMBER) {
		memcpy(h->setup.peer_id, id, HANDSHAKE_ID_BYTES);
		return true;
	}
	return memcmp(h->setup.peer_id, id, HANDSHAKE_ID_BYTES) == 0;
}

static void answer_with(struct handshake_message *answer, const uint8_t *data, size_t size)
{
	memcpy(answer->data, data, size);
	answer->size = size;
}

/* The highest version of OFFER's range that we speak too; 0: none. */
static uint8_t choose_version(const struct handshake_setup *setup, uint8_t max, uint8_t min)
{
	uint8_t highest = max < setup->version_max ? max : setup->version_max;
	return highest >= min && highest >= setup->version_min ? highest : 0;
}

/* Joiner: OFFER -> JOIN */
static enum result take_offer(struct handshake *h, struct bytes message, struct handshake_message *answer)
{
	struct reader r = reader_over(message);
	uint8_t generator[CPACE_POINT_BYTES], share[CPACE_POINT_BYTES];
	struct writer w = writer_into(h->join, sizeof(h->join));

	memcpy(h->offer, message.data, sizeof(h->offer));
	uint8_t type = read_u8(&r), max = read_u8(&r), min = read_u8(&r), suites = read_u8(&r);
	if (type != HANDSHAKE_TYPE_OFFER || max < min)
		return RESULT_WRONG_NUMBER;
	uint8_t version = choose_version(&h->setup, max, min);
	if (version == 0 || (suites & 1 << (HANDSHAKE_SUITE - 1)) == 0)
		return RESULT_VERSION;

	write_u8(&w, HANDSHAKE_TYPE_JOIN);
	write_u8(&w, version);
	write_u8(&w, (uint8_t)h->mode);
	write_u8(&w, HANDSHAKE_SUITE);
	write_bytes(&w, (struct bytes){h->nonce, sizeof(h->nonce)});
	if (handshake_make_generator(h, generator) != RESULT_OK ||
	    cpace_share(h->scalar, generator, share) != RESULT_OK)
		return RESULT_WRONG_NUMBER;
	write_bytes(&w, (struct bytes){share, sizeof(share)});
	write_u8(&w, 'J');
	write_bytes(&w, (struct bytes){h->setup.own_id, HANDSHAKE_ID_BYTES});
	secret_wipe(generator, sizeof(generator));
	answer_with(answer, h->join, sizeof(h->join));
	return RESULT_OK;
}

/* Master: JOIN -> REPLY */
static enum result take_join(struct handshake *h, struct bytes message, struct handshake_message *answer)
{
	uint8_t generator[CPACE_POINT_BYTES];
	const uint8_t *share = h->join + HANDSHAKE_JOIN_HEAD_BYTES, *data = share + CPACE_POINT_BYTES;
	struct writer w = writer_into(h->reply, sizeof(h->reply));

	memcpy(h->join, message.data, sizeof(h->join));
	uint8_t version = h->join[1];
	if (h->join[0] != HANDSHAKE_TYPE_JOIN || version < h->setup.version_min ||
	    version > h->setup.version_max || h->join[2] != h->mode || h->join[3] != HANDSHAKE_SUITE)
		return RESULT_WRONG_NUMBER;
	if (data[0] != 'J' || !is_expected_peer(h, data + 1))
		return RESULT_WRONG_NUMBER;

	if (handshake_make_generator(h, generator) != RESULT_OK ||
	    cpace_share(h->scalar, generator, h->reply) != RESULT_OK)
		return RESULT_WRONG_NUMBER;
	secret_wipe(generator, sizeof(generator));
	w.size = CPACE_POINT_BYTES;
	write_u8(&w, 'M');
	write_bytes(&w, (struct bytes){h->setup.own_id, HANDSHAKE_ID_BYTES});
	if (memcmp(share, h->reply, CPACE_POINT_BYTES) == 0 || make_isk_and_tags(h, share) != RESULT_OK)
		return RESULT_WRONG_NUMBER;
	answer_with(answer, h->reply, sizeof(h->reply));
	return RESULT_OK;
}

/* Joiner: REPLY -> CONFIRM_J. From here on the run is a used try unless the right answer comes. */
static enum result take_reply(struct handshake *h, struct bytes message, struct handshake_message *answer)
{
	const uint8_t *data = h->reply + CPACE_POINT_BYTES, *own_share = h->join + HANDSHAKE_JOIN_HEAD_BYTES;

	memcpy(h->reply, message.data, sizeof(h->reply));
	if (data[0] != 'M' || !is_expected_peer(h, data + 1))
		return RESULT_WRONG_NUMBER;
	if (memcmp(h->reply, own_share, CPACE_POINT_BYTES) == 0 || make_isk_and_tags(h, h->reply) != RESULT_OK)
		return RESULT_WRONG_NUMBER;
	if (h->mode == HANDSHAKE_NUMBER && !guess_customer_spend(h->setup.customer))
		return RESULT_TOO_MANY_TRIES;
	answer_with(answer, h->tag_own, sizeof(h->tag_own));
	return RESULT_OK;
}

/* Master: CONFIRM_J -> CONFIRM_M. The try is spent before anything is compared. */
static enum result take_confirm_j(struct handshake *h, struct bytes message, struct handshake_message *answer)
{
	struct guess_number *number = h->setup.number;

	if (h->mode == HANDSHAKE_RESUME && !resume_may_finish(&h->resume))
		return RESULT_WRONG_NUMBER;
	if (h->mode == HANDSHAKE_NUMBER && !guess_number_spend(number))
		return guess_number_is_closed(number) ? RESULT_TOO_MANY_TRIES : RESULT_REFUSED;
	if (!secret_is_equal(message.data, h->tag_peer, sizeof(h->tag_peer)))
		return RESULT_WRONG_NUMBER;
	if (h->mode == HANDSHAKE_NUMBER)
		guess_number_refund(number);
	answer_with(answer, h->tag_own, sizeof(h->tag_own));
	make_keys(h);
	return RESULT_OK;
}

/* Joiner: CONFIRM_M */
static enum result take_confirm_m(struct handshake *h, struct bytes message, struct handshake_message *answer)
{
	(void)answer;
	if (h->mode == HANDSHAKE_RESUME && !resume_may_finish(&h->resume))
		return RESULT_WRONG_NUMBER;
	if (!secret_is_equal(message.data, h->tag_peer, sizeof(h->tag_peer)))
		return RESULT_WRONG_NUMBER;
	if (h->mode == HANDSHAKE_NUMBER)
		guess_customer_refund(h->setup.customer);
	make_keys(h);
	return RESULT_OK;
}

/* From a state, by a message of exactly this size, to the next; states without an entry have no way on. */
static const struct edge {
	size_t size;
	enum result (*take)(struct handshake *h, struct bytes message, struct handshake_message *answer);
	enum handshake_state to;
} edges[HANDSHAKE_STATES] = {
	[HANDSHAKE_START] = {HANDSHAKE_OFFER_BYTES, take_offer, HANDSHAKE_SENT_JOIN},
	[HANDSHAKE_SENT_JOIN] = {HANDSHAKE_REPLY_BYTES, take_reply, HANDSHAKE_SENT_CONFIRM},
	[HANDSHAKE_SENT_CONFIRM] = {HANDSHAKE_CONFIRM_BYTES, take_confirm_m, HANDSHAKE_UP},
	[HANDSHAKE_OFFERED] = {HANDSHAKE_JOIN_BYTES, take_join, HANDSHAKE_REPLIED},
	[HANDSHAKE_REPLIED] = {HANDSHAKE_CONFIRM_BYTES, take_confirm_j, HANDSHAKE_UP},
};

/* What both sides do when they are up. */
static void come_up(struct handshake *h)
{
	handshake_end_pending(h);
	if (h->mode == HANDSHAKE_RESUME)
		resume_finish(h);
	sodium_stackzero(STACK_BYTES);
}

enum result handshake_receive(struct handshake *h, struct bytes message, int64_t now_ms,
                              struct handshake_message *answer)
{
	const struct edge *edge = &edges[h->state];
	struct handshake_message made = {0};
	enum result result = RESULT_WRONG_NUMBER;

	if (edge->take != NULL && message.size == edge->size && !handshake_is_late(h, now_ms))
		result = edge->take(h, message, &made);
	*answer = (struct handshake_message){0}; /* not before: `message` may lie in it */
	if (result != RESULT_OK)
		return die(h, result);
	*answer = made;
	h->state = edge->to;
	h->progress_ms = now_ms;
	if (h->state == HANDSHAKE_UP)
		come_up(h);
	return RESULT_OK;
}

enum result handshake_offer(const struct handshake_setup *setup,
                            const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                            struct handshake **out, struct handshake_message *offer)
{
	struct handshake_start start = {.is_joiner = false, .now_ms = now_ms};
	if (setup->mode == HANDSHAKE_RESUME)
		return RESULT_BAD_ARGUMENT;
	enum result result = handshake_begin(setup, &start, random, out);
	if (result == RESULT_OK)
		answer_with(offer, (*out)->offer, sizeof((*out)->offer));
	return result;
}

enum result handshake_join(const struct handshake_setup *setup,
                           const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                           struct handshake **out)
{
	struct handshake_start start = {.is_joiner = true, .now_ms = now_ms};
	if (setup->mode == HANDSHAKE_RESUME)
		return RESULT_BAD_ARGUMENT;
	return handshake_begin(setup, &start, random, out);
}
