/*
 * Life of a pair and its handshakes. The first one makes it (pair_create) and is its only one: if it fails,
 * the pair is dead. Later ones are runs beside the channel: at the master's up to two, at two relays; the
 * first that comes up takes the channel's place (come_up) and ends the others.
 */
#include "session/pair_inside.h"

#include "base/log.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

static void end_run(struct pair_run *run)
{
	handshake_destroy(run->handshake);
	*run = (struct pair_run){0};
}

static struct pair_run *run_at(struct pair *pair, uint32_t where)
{
	for (int i = 0; i < PAIR_RUNS_MAX; i++) {
		if (pair->runs[i].handshake != NULL && pair->runs[i].where == where)
			return &pair->runs[i];
	}
	return NULL;
}

/* The place for another run: that of one at the same place, a free one, or the oldest's. */
static struct pair_run *place_for(struct pair *pair, uint32_t where)
{
	struct pair_run *run = run_at(pair, where);

	for (int i = 0; run == NULL && i < PAIR_RUNS_MAX; i++) {
		if (pair->runs[i].handshake == NULL)
			run = &pair->runs[i];
	}
	if (run == NULL)
		run = pair->runs[0].moved_ms <= pair->runs[1].moved_ms ? &pair->runs[0] : &pair->runs[1];
	end_run(run);
	return run;
}

static void send_shake(struct pair *pair, uint32_t where, const struct handshake_message *message)
{
	if (message->size > 0)
		pair->out.frame(pair->out.context, where, FRAME_HANDSHAKE,
		                (struct bytes){message->data, message->size});
}

/* A run by a number or an introduction. */
static enum result begin(struct pair *pair, uint32_t where, const struct handshake_setup *setup,
                         bool is_offering, int64_t now_ms)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	struct handshake_message offer = {.size = 0};
	struct pair_run *run = place_for(pair, where);

	secret_random(random, sizeof random);
	enum result result = is_offering ? handshake_offer(setup, random, now_ms, &run->handshake, &offer)
	                                 : handshake_join(setup, random, now_ms, &run->handshake);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		return result;
	run->mode = setup->mode;
	run->where = where;
	run->moved_ms = now_ms;
	send_shake(pair, where, &offer);
	return RESULT_OK;
}

struct pair *pair_make(uint32_t where, struct pair_out to)
{
	struct pair *pair = calloc(1, sizeof *pair);

	if (pair == NULL)
		return NULL;
	pair->where = where;
	pair->out = to;
	window_init(&pair->classes[0].window, WINDOW_INTERACTIVE_BYTES);
	window_init(&pair->classes[1].window, WINDOW_BULK_BYTES);
	for (int i = 0; i < PAIR_CLASSES; i++)
		kept_init(&pair->classes[i].kept, PAIR_KEPT_BYTES_MAX);
	buffer_init(&pair->sealed, PAIR_RECORDS_AT_ONCE_MAX * CHANNEL_RECORD_MAX_BYTES);
	return pair;
}

enum result pair_create(struct pair **out, uint32_t where, const struct handshake_setup *setup,
                        bool is_offering, struct pair_out to, int64_t now_ms)
{
	struct pair *pair = pair_make(where, to);

	if (pair == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = begin(pair, where, setup, is_offering, now_ms);
	if (result != RESULT_OK) {
		pair_destroy(pair);
		return result;
	}
	*out = pair;
	return RESULT_OK;
}

void pair_destroy(struct pair *pair)
{
	if (pair == NULL)
		return;
	for (int i = 0; i < PAIR_RUNS_MAX; i++)
		end_run(&pair->runs[i]);
	resume_destroy(pair->resume);
	channel_destroy(pair->channel);
	for (int i = 0; i < PAIR_CLASSES; i++)
		kept_finish(&pair->classes[i].kept);
	buffer_finish(&pair->sealed);
	secret_wipe(pair, sizeof *pair);
	free(pair);
}

enum pair_phase pair_phase(const struct pair *pair)
{
	if (pair->is_dead)
		return PAIR_DEAD;
	if (!pair->was_up)
		return PAIR_SHAKING;
	return pair->channel != NULL && !pair->awaits_continue ? PAIR_UP : PAIR_RESTING;
}

const struct channel *pair_channel(const struct pair *pair)
{
	return pair->channel;
}

uint32_t pair_where(const struct pair *pair)
{
	return pair->where;
}

/* The run has keys: they are the pair's from here on. */
static enum result come_up(struct pair *pair, struct pair_run *run, int64_t now_ms)
{
	struct channel *channel = NULL;
	enum handshake_mode mode = run->mode;
	enum result result = channel_create(run->handshake, aead_pick(), now_ms, &channel);

	if (result == RESULT_OK && mode == HANDSHAKE_NUMBER)
		result = resume_create(run->handshake, &pair->resume);
	if (result != RESULT_OK) {
		channel_destroy(channel);
		pair->is_dead = true;
		return result;
	}
	pair_rest(pair);
	pair->channel = channel;
	pair->where = run->where;
	pair->old_bulk_bytes = pair->was_up ? PAIR_OLD_BULK_MAX_BYTES : 0;
	pair->was_up = true;
	pair->up_ms = now_ms;
	for (int i = 0; i < PAIR_RUNS_MAX; i++)
		end_run(&pair->runs[i]);
	/* After a number both begin at nothing; in all other modes there may have been keys before. */
	pair->awaits_continue = mode != HANDSHAKE_NUMBER;
	if (pair->awaits_continue)
		pair_say_continue(pair, now_ms);
	return RESULT_OK;
}

enum result pair_shake(struct pair *pair, uint32_t where, struct bytes payload, int64_t now_ms)
{
	struct handshake_message answer = {.size = 0};
	struct pair_run *run = run_at(pair, where);

	if (pair->is_dead)
		return RESULT_WRONG_NUMBER;
	if (run == NULL) /* of a run that is over, or nobody's right */
		return RESULT_OK;
	enum result result = handshake_receive(run->handshake, payload, now_ms, &answer);
	if (result != RESULT_OK) {
		pair->is_dead |= !pair->was_up;
		end_run(run);
		return result;
	}
	run->moved_ms = now_ms;
	send_shake(pair, where, &answer);
	return handshake_state(run->handshake) == HANDSHAKE_UP ? come_up(pair, run, now_ms) : RESULT_OK;
}

bool pair_is_late(const struct pair *pair, int64_t now_ms)
{
	return !pair->was_up && pair->runs[0].handshake != NULL &&
	       handshake_is_late(pair->runs[0].handshake, now_ms);
}

void pair_drop_late(struct pair *pair, int64_t now_ms)
{
	for (int i = 0; pair->was_up && i < PAIR_RUNS_MAX; i++) {
		if (pair->runs[i].handshake != NULL && now_ms - pair->runs[i].moved_ms > PAIR_RUN_LATE_MS)
			end_run(&pair->runs[i]);
	}
}

/* --- coming back
 * -------------------------------------------------------------------------------------------------------- */

void pair_rest(struct pair *pair)
{
	if (!pair->was_up || pair->is_dead)
		return;
	channel_destroy(pair->channel);
	pair->channel = NULL;
	pair->awaits_continue = false;
	for (int i = 0; i < PAIR_CLASSES; i++) {
		window_init(&pair->classes[i].window, pair->classes[i].window.size_bytes);
		kept_rewind(&pair->classes[i].kept);
	}
}

void pair_forget_place(struct pair *pair, uint32_t where)
{
	struct pair_run *run = run_at(pair, where);

	if (run != NULL && pair->was_up)
		end_run(run);
}

size_t pair_ids(const struct pair *pair, uint8_t ids[static RESUME_IDS_MAX * RESUME_ID_BYTES])
{
	return pair->resume != NULL && !pair->is_dead ? resume_ids(pair->resume, ids) : 0;
}

enum result pair_offer(struct pair *pair, uint32_t where, const uint8_t id[static RESUME_ID_BYTES],
                       int64_t now_ms)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES];
	struct handshake_message offer = {.size = 0};
	struct pair_run *run = place_for(pair, where);

	if (pair->resume == NULL || pair->is_dead)
		return RESULT_NOT_OPENED;
	secret_random(random, sizeof random);
	enum result result = resume_offer(pair->resume, id, random, now_ms, &run->handshake, &offer);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		return result;
	run->mode = HANDSHAKE_RESUME;
	run->where = where;
	run->moved_ms = now_ms;
	send_shake(pair, where, &offer);
	return RESULT_OK;
}

enum result pair_join(struct pair *pair, uint32_t where, int64_t now_ms)
{
	uint8_t random[HANDSHAKE_RANDOM_BYTES], ids[RESUME_IDS_MAX * RESUME_ID_BYTES];

	if (pair_ids(pair, ids) == 0)
		return RESULT_NOT_OPENED;
	pair_rest(pair);
	for (int i = 0; i < PAIR_RUNS_MAX; i++)
		end_run(&pair->runs[i]);
	/* The newest id, always: who finished the run that made it did so after the master had (secure/resume.h),
	 * so the master has it. */
	secret_random(random, sizeof random);
	enum result result = resume_join(pair->resume, ids, random, now_ms, &pair->runs[0].handshake);
	secret_wipe(random, sizeof random);
	if (result == RESULT_OK) {
		pair->runs[0].mode = HANDSHAKE_RESUME;
		pair->runs[0].where = where;
		pair->runs[0].moved_ms = now_ms;
	}
	return result;
}

bool pair_is_shaking_at(const struct pair *pair, uint32_t where)
{
	return run_at((struct pair *)pair, where) != NULL;
}

bool pair_is_meeting_at(const struct pair *pair, uint32_t where, int64_t now_ms)
{
	bool is_fresh = pair->channel != NULL && pair->awaits_continue && pair->where == where &&
	                now_ms - pair->up_ms < PAIR_RUN_LATE_MS;

	return is_fresh || pair_is_shaking_at(pair, where);
}

enum result pair_meet_again(struct pair *pair, uint32_t where, const struct handshake_setup *setup,
                            bool is_offering, int64_t now_ms)
{
	if (pair->is_dead)
		return RESULT_NOT_OPENED;
	pair_rest(pair);
	for (int i = 0; i < PAIR_RUNS_MAX; i++)
		end_run(&pair->runs[i]);
	return begin(pair, where, setup, is_offering, now_ms);
}
