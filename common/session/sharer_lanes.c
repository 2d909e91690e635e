/*
 * In order: viewers and their places; the pace of a lane (sharer_lanes_budget, _sent, _ack); beginning anew,
 * entering and leaving; the facts from which sharer_choice.c decides.
 *
 * "Counts" means: in the lane, and has missed nothing. Who trails counts for starts, but not for the budget.
 */
#include "session/sharer_lanes.h"

#include "base/secret.h"
#include "wire/message.h"

#include <string.h>

enum {
	SILENT_US = 3000000,       /* a viewer that owes an answer for so long does not hold up the others */
	FRAME_LINE_BYTES = 8 + 54, /* what a frame costs on the line beside its payload: our header, IP and TCP */
	QUIET_US = 100000,         /* nothing has changed for so long: a moment to join */
	HOLDS_AGAIN_US = 20000,    /* how long it holds up its lane is looked at so often */
	JOIN_EACH_US = 2000000,    /* softly, at most so often: the coders forget */
};

/* --- who is where
 * -----------------------------------------------------------------------------------------------------------------
 */

enum result sharer_lanes_init(struct sharer_lanes *lanes)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	enum result result = RESULT_OK;

	for (int i = 0; i < SHARER_LANES && result == RESULT_OK; i++) {
		secret_random(random, sizeof random);
		result = lane_sender_create(aead_pick(), (uint8_t)i, random, &lanes->lanes[i].keys);
	}
	secret_wipe(random, sizeof random);
	return result;
}

void sharer_lanes_finish(struct sharer_lanes *lanes)
{
	for (int i = 0; i < SHARER_LANES; i++) {
		encoder_destroy(lanes->lanes[i].encoder);
		lane_sender_destroy(lanes->lanes[i].keys);
		lanes->lanes[i] = (struct sharer_lane){0};
	}
}

struct sharer_viewer *sharer_lanes_find(struct sharer_lanes *lanes, uint16_t peer)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (lanes->viewers[i].peer == peer)
			return &lanes->viewers[i];
	}
	return NULL;
}

static bool is_in(const struct sharer_viewer *viewer, enum sharer_lane_number number)
{
	return viewer->peer != 0 && viewer->choice.lane == number;
}

static bool counts(const struct sharer_viewer *viewer, enum sharer_lane_number number)
{
	return is_in(viewer, number) && !viewer->is_lost;
}

size_t sharer_lanes_count(const struct sharer_lanes *lanes, enum sharer_lane_number number)
{
	size_t count = 0;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++)
		count += is_in(&lanes->viewers[i], number);
	return count;
}

/* --- the pace of a lane
 * -----------------------------------------------------------------------------------------------------------
 */

/* The others go on without it, and it gets a start once it is heard of again. */
static bool falls_silent(struct sharer_viewer *viewer, int64_t now_us)
{
	if (pace_is_idle(&viewer->pace) || now_us - viewer->answered_us <= SILENT_US)
		return false;
	viewer->is_lost = viewer->is_silent = true;
	return true;
}

struct sharer_budget sharer_lanes_budget(struct sharer_lanes *lanes, enum sharer_lane_number number,
                                         int64_t now_us)
{
	struct sharer_budget budget = {.bytes = SIZE_MAX, .is_idle = true, .due_us = INT64_MAX};

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct sharer_viewer *viewer = &lanes->viewers[i];
		if (!counts(viewer, number) || falls_silent(viewer, now_us) || viewer->choice.is_trailing)
			continue;
		size_t its = pace_budget(&viewer->pace, now_us);
		uint32_t line = pace_line_bytes_per_s(&viewer->pace);
		if (its < budget.bytes)
			budget.bytes = its;
		if (budget.line_bytes_per_s == 0 || (line != 0 && line < budget.line_bytes_per_s))
			budget.line_bytes_per_s = line;
		budget.is_idle &= pace_is_idle(&viewer->pace);
		int64_t due_us = pace_due_us(&viewer->pace, now_us);
		if (due_us < budget.due_us)
			budget.due_us = due_us;
	}
	if (budget.bytes == SIZE_MAX) /* nobody counts, or all trail */
		budget.bytes = 0;
	return budget;
}

void sharer_lanes_set_urgent(struct sharer_lanes *lanes, bool is_urgent)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++)
		pace_set_urgent(&lanes->viewers[i].pace, is_urgent);
}

void sharer_lanes_sent(struct sharer_lanes *lanes, enum sharer_lane_number number,
                       const struct encoder_message *message, int64_t now_us)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct sharer_viewer *viewer = &lanes->viewers[i];
		if (!counts(viewer, number))
			continue;
		if (pace_is_idle(&viewer->pace)) /* whoever owed nothing of note was not silent */
			viewer->answered_us = now_us;
		if (viewer->first_counter == viewer->next_counter)
			viewer->first_counter = message->counter;
		viewer->next_counter = message->counter + 1;
		pace_sent(&viewer->pace, message->counter, message->size_bytes + FRAME_LINE_BYTES, now_us);
	}
}

void sharer_lanes_ack(struct sharer_viewer *viewer, const struct picture_ack *ack, int64_t now_us)
{
	uint32_t sent = viewer->next_counter - viewer->first_counter;

	viewer->answered_us = now_us;
	viewer->has_answered = true;
	if (viewer->is_silent) {
		viewer->is_silent = false;
		viewer->needs_start = true;
	}
	if (ack->lane != (uint8_t)viewer->choice.lane || ack->counter - viewer->first_counter >= sent)
		return;
	pace_acked(&viewer->pace, ack->counter, ack->held_us, ack->shown_us, now_us);
	viewer->acked_state = ack->state;
}

/* --- beginning anew, entering, leaving
 * ------------------------------------------------------------------------------------------- */

static void reset(struct sharer_viewer *viewer, int64_t now_us)
{
	viewer->answered_us = now_us;
	viewer->first_counter = viewer->next_counter = 0;
	viewer->acked_state = 0;
	viewer->needs_start = viewer->was_blocked = false;
	pace_restart(&viewer->pace, now_us);
}

/* A lane is coded once for all that are in it: as the one needs it who understands, or wants, least. */
void sharer_lanes_set_form(struct sharer_lanes *lanes, enum sharer_lane_number number)
{
	struct encoder *encoder = lanes->lanes[number].encoder;
	bool know_context = true, is_vp8_only = false, saves_data = false;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &lanes->viewers[i];
		if (!is_in(viewer, number))
			continue;
		know_context &= (viewer->capabilities & MESSAGE_KNOWS_CONTEXT) != 0;
		is_vp8_only |= viewer->wants_vp8_only;
		saves_data |= viewer->saves_data;
	}
	encoder_set_context(encoder, know_context);
	encoder_set_vp8_only(encoder, is_vp8_only);
	encoder_set_save_data(encoder, saves_data);
}

void sharer_lanes_start(struct sharer_lanes *lanes, enum sharer_lane_number number, int64_t now_us)
{
	struct sharer_lane *lane = &lanes->lanes[number];

	lane->wants_start = false;
	lane->started_us = now_us;
	encoder_start(lane->encoder);
	sharer_lanes_set_form(lanes, number);
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct sharer_viewer *viewer = &lanes->viewers[i];
		if (!is_in(viewer, number))
			continue;
		viewer->is_lost = viewer->is_silent;
		reset(viewer, now_us);
	}
}

enum result sharer_lanes_enter(struct sharer_lanes *lanes, struct sharer_viewer *viewer, int64_t now_us)
{
	struct sharer_lane *lane = &lanes->lanes[viewer->choice.lane];

	if (lane->encoder == NULL) {
		lane->encoder = encoder_create();
		if (lane->encoder == NULL)
			return RESULT_OUT_OF_MEMORY;
		lane->state = 0;
		region_clear(&lane->unseen);
	}
	reset(viewer, now_us);
	viewer->is_lost = viewer->is_silent = false;
	sharer_lanes_set_form(lanes, viewer->choice.lane);
	return RESULT_OK;
}

void sharer_lanes_leave(struct sharer_lanes *lanes, enum sharer_lane_number number)
{
	struct sharer_lane *lane = &lanes->lanes[number];

	if (sharer_lanes_count(lanes, number) > 0)
		return;
	encoder_destroy(lane->encoder);
	lane->encoder = NULL;
	lane->wants_start = false;
	lane->started_us = 0;
}

/* --- facts
 * ------------------------------------------------------------------------------------------------------------------------
 */

/* All that was seen is with its viewers, or on the way, and exactly. */
static bool is_exact(const struct sharer_lane *lane, uint32_t state)
{
	return lane->encoder != NULL && !lane->wants_start && lane->state == state &&
	       encoder_is_exact(lane->encoder) && encoder_complete_state(lane->encoder) == state;
}

static bool may_join(const struct sharer_lanes *lanes, enum sharer_lane_number number, uint32_t state,
                     int64_t now_us)
{
	const struct sharer_lane *lane = &lanes->lanes[number];

	/* All who are ready join at once: it costs the others no more than one does. */
	if (lane->encoder == NULL || lane->taken_over_us == now_us)
		return true;
	return is_exact(lane, state) && now_us - lane->taken_over_us >= JOIN_EACH_US;
}

static bool is_open(struct sharer_viewer *viewer, int64_t now_us)
{
	return pace_budget(&viewer->pace, now_us) >= ENCODER_BUDGET_BYTES_MIN;
}

/* There is something to send. Who holds up whom: the viewer's window is closed while somebody else's in its
 * lane is open; or the other way round. */
static void find_who_waits(struct sharer_lanes *lanes, struct sharer_viewer *viewer,
                           const struct sharer_scene *scene, struct sharer_facts *facts, int64_t now_us)
{
	const struct sharer_lane *lane = &lanes->lanes[viewer->choice.lane];
	bool has_something = scene->is_damaged || lane->state != scene->state || !encoder_is_exact(lane->encoder);

	if (viewer->is_lost || !has_something)
		return;
	bool is_its_open = is_open(viewer, now_us);
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct sharer_viewer *other = &lanes->viewers[i];
		if (other == viewer || !counts(other, viewer->choice.lane) || other->choice.is_trailing ||
		    is_open(other, now_us) == is_its_open)
			continue;
		facts->holds_up = !is_its_open;
		facts->is_held_up = is_its_open;
		return;
	}
}

/* The best line in the fast lane, or anywhere if nobody is there. */
static uint32_t best_line(const struct sharer_lanes *lanes, bool is_fast_empty)
{
	uint32_t best = 0;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &lanes->viewers[i];
		uint32_t line = pace_line_bytes_per_s(&viewer->pace);
		if (viewer->peer != 0 && (is_fast_empty || is_in(viewer, SHARER_FAST)) && line > best)
			best = line;
	}
	return best;
}

struct sharer_facts sharer_lanes_facts(struct sharer_lanes *lanes, struct sharer_viewer *viewer,
                                       const struct sharer_scene *scene, int64_t now_us)
{
	enum sharer_lane_number number = viewer->choice.lane;
	struct sharer_facts facts = {.is_plain = viewer->wants_vp8_only || viewer->saves_data};
	bool is_quiet = scene->state != 0 && !scene->is_damaged && now_us - scene->changed_us >= QUIET_US;

	facts.is_fast_empty = sharer_lanes_count(lanes, SHARER_FAST) == 0;
	facts.fast_bytes_per_s = best_line(lanes, facts.is_fast_empty);
	facts.line_bytes_per_s = pace_knows_line(&viewer->pace) ? pace_line_bytes_per_s(&viewer->pace) : 0;
	if (number == SHARER_NO_LANE)
		return facts;
	facts.is_alone = true;
	for (size_t i = 0; i < SHARER_VIEWERS_MAX && facts.is_alone; i++)
		facts.is_alone = &lanes->viewers[i] == viewer || !counts(&lanes->viewers[i], number);
	find_who_waits(lanes, viewer, scene, &facts, now_us);
	viewer->holds_up = facts.holds_up;
	facts.is_over = pace_is_over(&viewer->pace, now_us);
	facts.is_drained = pace_is_idle(&viewer->pace);
	facts.was_blocked = viewer->was_blocked;
	facts.needs_start = viewer->needs_start;
	facts.has_all = is_quiet && !viewer->is_lost && is_exact(&lanes->lanes[number], scene->state) &&
	                viewer->acked_state == scene->state &&
	                viewer->pace.flight_count == 0; /* finer pictures of the same state too */
	facts.may_join_fast = may_join(lanes, SHARER_FAST, scene->state, now_us);
	facts.may_join_slow = may_join(lanes, SHARER_SLOW, scene->state, now_us);
	return facts;
}

int64_t sharer_lanes_due_us(const struct sharer_lanes *lanes, const struct sharer_scene *scene,
                            int64_t now_us)
{
	int64_t due_us = INT64_MAX;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &lanes->viewers[i];
		bool is_plain = viewer->wants_vp8_only || viewer->saves_data;
		if (viewer->peer != 0 && viewer->holds_up && now_us + HOLDS_AGAIN_US < due_us)
			due_us = now_us + HOLDS_AGAIN_US;
		if (viewer->peer == 0 || is_plain || viewer->choice.lane == SHARER_FAST)
			continue;
		int64_t its_us = scene->changed_us + QUIET_US;
		if (its_us < viewer->choice.retry_us)
			its_us = viewer->choice.retry_us;
		for (int k = SHARER_FAST; k <= SHARER_SLOW; k++) {
			int64_t join_us = lanes->lanes[k].taken_over_us + JOIN_EACH_US;
			if (lanes->lanes[k].taken_over_us != 0 && its_us < join_us && now_us < join_us)
				its_us = join_us;
		}
		if (its_us > now_us && its_us < due_us)
			due_us = its_us;
	}
	return due_us;
}
