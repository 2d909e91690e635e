#include "secure/resume_inside.h"

#include "base/secret.h"
#include "secure/channel_inside.h"
#include "secure/handshake_inside.h"

#include <string.h>

enum result resume_create(struct handshake *handshake, struct resume **out)
{
	struct resume *resume = secret_create(sizeof(*resume));

	if (resume == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (handshake->mode != HANDSHAKE_NUMBER ||
	    !handshake_take_resume(handshake, resume->slots[0].secret, resume->slots[0].id)) {
		secret_destroy(resume);
		return RESULT_BAD_ARGUMENT;
	}
	resume->count = 1;
	resume->may_confirm = true;
	resume->is_joiner = handshake->is_joiner;
	memcpy(resume->own_id, handshake->setup.own_id, sizeof(resume->own_id));
	memcpy(resume->peer_id, handshake->setup.peer_id, sizeof(resume->peer_id));
	*out = resume;
	return RESULT_OK;
}

void resume_destroy(struct resume *resume)
{
	secret_destroy(resume);
}

size_t resume_ids(const struct resume *resume, uint8_t ids[static RESUME_IDS_MAX * RESUME_ID_BYTES])
{
	for (size_t i = 0; i < resume->count; i++)
		memcpy(ids + i * RESUME_ID_BYTES, resume->slots[i].id, RESUME_ID_BYTES);
	return resume->count;
}

static const struct resume_slot *find_slot(const struct resume *resume, const uint8_t *id)
{
	for (size_t i = 0; i < resume->count; i++)
		if (memcmp(resume->slots[i].id, id, RESUME_ID_BYTES) == 0)
			return &resume->slots[i];
	return NULL;
}

static enum result begin(struct resume *resume, const uint8_t *id, const uint8_t *random,
                         struct handshake_start *start, struct handshake **out)
{
	const struct resume_slot *slot = find_slot(resume, id);
	struct handshake_setup setup = {.mode = HANDSHAKE_RESUME};

	if (start->is_joiner != resume->is_joiner)
		return RESULT_BAD_ARGUMENT;
	if (slot == NULL)
		return RESULT_NOT_OPENED;
	setup.secret = (struct bytes){slot->secret, sizeof(slot->secret)};
	memcpy(setup.own_id, resume->own_id, sizeof(setup.own_id));
	memcpy(setup.peer_id, resume->peer_id, sizeof(setup.peer_id));
	memcpy(start->resume.id, id, RESUME_ID_BYTES);
	start->resume.resume = resume;
	start->resume.round = resume->round;
	return handshake_begin(&setup, start, random, out);
}

enum result resume_join(struct resume *resume, const uint8_t id[static RESUME_ID_BYTES],
                        const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                        struct handshake **out)
{
	struct handshake_start start = {.is_joiner = true, .now_ms = now_ms};

	if (!resume->is_joiner)
		return RESULT_BAD_ARGUMENT;
	resume->round++;
	resume->may_confirm = false;
	return begin(resume, id, random, &start, out);
}

enum result resume_offer(struct resume *resume, const uint8_t id[static RESUME_ID_BYTES],
                         const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                         struct handshake **out, struct handshake_message *offer)
{
	struct handshake_start start = {.is_joiner = false, .now_ms = now_ms};
	enum result result = begin(resume, id, random, &start, out);

	if (result == RESULT_OK) {
		memcpy(offer->data, (*out)->offer, sizeof((*out)->offer));
		offer->size = sizeof((*out)->offer);
	}
	return result;
}

bool resume_may_finish(const struct handshake_resume *run)
{
	return run->round == run->resume->round && find_slot(run->resume, run->id) != NULL;
}

void resume_finish(struct handshake *handshake)
{
	struct resume *resume = handshake->resume.resume;
	struct resume_slot *newest = &resume->slots[0], *base = &resume->slots[1];

	/* The secret of this run becomes the older one, whichever it was; the other one goes. */
	if (memcmp(newest->id, handshake->resume.id, RESUME_ID_BYTES) == 0)
		*base = *newest;
	(void)handshake_take_resume(handshake, newest->secret, newest->id);
	resume->count = RESUME_IDS_MAX;
	resume->may_confirm = true;
	resume->round++;
}

void resume_store(const struct resume *resume, struct writer *to)
{
	write_u8(to, (uint8_t)resume->count);
	write_u8(to, resume->is_joiner);
	write_bytes(to, (struct bytes){resume->own_id, sizeof(resume->own_id)});
	write_bytes(to, (struct bytes){resume->peer_id, sizeof(resume->peer_id)});
	for (size_t i = 0; i < resume->count; i++) {
		write_bytes(to, (struct bytes){resume->slots[i].secret, sizeof(resume->slots[i].secret)});
		write_bytes(to, (struct bytes){resume->slots[i].id, sizeof(resume->slots[i].id)});
	}
}

enum result resume_restore(struct reader *from, struct resume **out)
{
	struct resume *resume = secret_create(sizeof(*resume));
	uint8_t is_joiner;

	if (resume == NULL)
		return RESULT_OUT_OF_MEMORY;
	resume->count = read_u8(from);
	is_joiner = read_u8(from);
	resume->is_joiner = is_joiner == 1;
	read_copy(from, resume->own_id, sizeof(resume->own_id));
	read_copy(from, resume->peer_id, sizeof(resume->peer_id));
	for (size_t i = 0; i < resume->count && i < RESUME_IDS_MAX; i++) {
		read_copy(from, resume->slots[i].secret, sizeof(resume->slots[i].secret));
		read_copy(from, resume->slots[i].id, sizeof(resume->slots[i].id));
	}
	if (from->failed || is_joiner > 1 || resume->count < 1 || resume->count > RESUME_IDS_MAX) {
		secret_destroy(resume);
		return RESULT_BAD_FRAME;
	}
	*out = resume;
	return RESULT_OK;
}

enum result resume_confirm(struct resume *resume, const struct channel *channel)
{
	if (!resume->may_confirm || !channel_first_record_opened(channel) ||
	    memcmp(channel->rendezvous, resume->slots[0].id, RESUME_ID_BYTES) != 0)
		return RESULT_NOT_OPENED;
	secret_wipe(&resume->slots[1], sizeof(resume->slots[1]));
	resume->count = 1;
	return RESULT_OK;
}
