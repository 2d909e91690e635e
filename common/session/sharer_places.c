/*
 * In order: keys and subscriptions, which go out in the order of what they are for; moving a viewer from lane
 * to lane; net's words about viewers. Where somebody belongs is sharer_choice.c's to say, from facts of
 * sharer_lanes.c; here it is carried out.
 */
#include "session/sharer_inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

enum {
	START_ANSWERS_US = 900000 /* who asks for a start so soon after one is about to get it */
};

static void put_subscription(struct sharer *s, enum sharer_lane_number number)
{
	struct sharer_output output = {.kind = SHARER_SUBSCRIBE, .lane = (uint8_t)number};

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &s->lanes.viewers[i];
		if (viewer->peer != 0 && viewer->choice.lane == number)
			output.peers[output.peer_count++] = viewer->peer;
	}
	sharer_post_put(s, &output);
}

static void put_key(struct sharer *s, const struct sharer_viewer *viewer)
{
	struct sharer_output output = {.kind = SHARER_KEY, .peer = viewer->peer};

	lane_sender_key(s->lanes.lanes[viewer->choice.lane].keys, &output.key);
	sharer_post_put(s, &output);
	secret_wipe(&output.key, sizeof output.key);
}

static void put_key_to_all(struct sharer *s, enum sharer_lane_number number)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &s->lanes.viewers[i];
		if (viewer->peer != 0 && viewer->choice.lane == number)
			put_key(s, viewer);
	}
}

void sharer_places_renew_key(struct sharer *s, enum sharer_lane_number number)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];

	secret_random(random, sizeof random);
	enum result result = lane_renew(s->lanes.lanes[number].keys, random);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		sharer_post_failed(s, result);
	else
		put_key_to_all(s, number);
}

bool sharer_places_has_any(const struct sharer *s)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->lanes.viewers[i].peer != 0)
			return true;
	}
	return false;
}

/* Gives the key of its lane to who has just come into it. */
static void hand_key(struct sharer *s, const struct sharer_viewer *viewer)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	enum lane_hand_out to = LANE_TO_NOBODY;

	secret_random(random, sizeof random);
	enum result result = lane_join(s->lanes.lanes[viewer->choice.lane].keys, random, &to);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		sharer_post_failed(s, result);
	else if (to == LANE_TO_ALL)
		put_key_to_all(s, viewer->choice.lane);
	else
		put_key(s, viewer);
}

/* --- moving
 * -----------------------------------------------------------------------------------------------------------------------
 */

enum result sharer_places_see(struct sharer *s, enum sharer_lane_number number, int64_t now_us)
{
	struct sharer_lane *lane = &s->lanes.lanes[number];

	if (lane->state == s->scene.state || s->screen.pixels == NULL)
		return RESULT_OK;
	enum result result = encoder_see(lane->encoder, &s->screen, &lane->unseen, s->scene.state, now_us);
	lane->state = s->scene.state;
	region_clear(&lane->unseen);
	return result;
}

/* choice.lane is where it goes. Softly: with its picture, as both lanes are at rest in the same state. */
static void move(struct sharer *s, struct sharer_viewer *viewer, enum sharer_lane_number from, bool is_soft,
                 int64_t now_us)
{
	enum sharer_lane_number to = viewer->choice.lane;
	struct sharer_lane *lane = &s->lanes.lanes[to];
	enum result result = sharer_lanes_enter(&s->lanes, viewer, now_us);

	if (result != RESULT_OK) {
		sharer_post_failed(s, result);
		return;
	}
	if (from != SHARER_NO_LANE) {
		log_info("sharer", "viewer %u goes from lane %d to lane %d%s", viewer->peer, (int)from, (int)to,
		         is_soft ? ", with its picture" : "");
		sharer_lanes_leave(&s->lanes, from);
		put_subscription(s, from);
	}
	hand_key(s, viewer);
	put_subscription(s, to);
	encoder_see_cursor(lane->encoder, &s->cursor);
	if (is_soft && sharer_places_see(s, to, now_us) == RESULT_OK &&
	    encoder_take_over(lane->encoder) == RESULT_OK) {
		lane->taken_over_us = now_us;
		return;
	}
	lane->wants_start = true;
	if (to != SHARER_SLOW)
		lane->started_us = 0; /* a newcomer does not wait for the next turn */
}

/* Where a lane has all and its number of the state is old, as nothing differed: who waits to join needs the
 * same number. */
static void tell_states(struct sharer *s)
{
	for (int i = 0; i < SHARER_LANES; i++) {
		struct sharer_lane *lane = &s->lanes.lanes[i];
		if (lane->encoder != NULL &&
		    sharer_places_see(s, (enum sharer_lane_number)i, clock_now_us()) == RESULT_OK)
			encoder_tell_state(lane->encoder);
	}
}

static bool waits_to_join(const struct sharer_viewer *viewer, const struct sharer_facts *facts,
                          int64_t now_us)
{
	return viewer->choice.lane != SHARER_FAST && !facts->is_plain && !facts->has_all && !viewer->is_lost &&
	       now_us >= viewer->choice.retry_us;
}

void sharer_places_choose(struct sharer *s)
{
	int64_t now_us = clock_now_us();
	bool waits = false;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX && !s->is_stopping; i++) {
		struct sharer_viewer *viewer = &s->lanes.viewers[i];
		enum sharer_lane_number from = viewer->choice.lane;
		bool is_soft;
		if (viewer->peer == 0 || (viewer->is_silent && !viewer->was_blocked))
			continue;
		struct sharer_facts facts = sharer_lanes_facts(&s->lanes, viewer, &s->scene, now_us);
		if (sharer_choice_next(&viewer->choice, &facts, now_us, &is_soft) != from) {
			move(s, viewer, from, is_soft, now_us);
			continue;
		}
		if (viewer->was_blocked) /* alone in its lane, or at home in the slow one: until it is heard of */
			viewer->is_lost = viewer->is_silent = true;
		if (viewer->needs_start)
			s->lanes.lanes[from].wants_start = viewer->is_lost = true;
		viewer->was_blocked = viewer->needs_start = false;
		waits |= waits_to_join(viewer, &facts, now_us);
	}
	if (waits)
		tell_states(s);
}

/* --- net's words about viewers
 * ----------------------------------------------------------------------------------------------------
 */

void sharer_places_add(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (viewer == NULL)
		viewer = sharer_lanes_find(&s->lanes, 0);
	if (viewer == NULL || viewer->peer == order->peer)
		return;
	*viewer = (struct sharer_viewer){
		.peer = order->peer, .capabilities = order->capabilities, .choice = {.lane = SHARER_NO_LANE}};
	pace_init(&viewer->pace, clock_now_us());
	sharer_places_choose(s);
}

void sharer_places_remove(struct sharer *s, uint16_t peer)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, peer);

	s->removals++;
	if (peer == 0 || viewer == NULL)
		return;
	enum sharer_lane_number from = viewer->choice.lane;
	*viewer = (struct sharer_viewer){0};
	sharer_lanes_leave(&s->lanes, from);
	put_subscription(s, from);
	/* Whoever left can read nothing more, whatever the relay lets through: of no lane that it has ever been
	 * in. */
	for (int i = 0; i < SHARER_LANES; i++)
		sharer_places_renew_key(s, (enum sharer_lane_number)i);
}

/* A start that has just gone out will mend what it misses, unless it has never been seen to receive anything.
 */
static bool is_answered(const struct sharer *s, const struct sharer_viewer *viewer, int64_t now_us)
{
	const struct sharer_lane *lane = &s->lanes.lanes[viewer->choice.lane];

	return viewer->has_answered && lane->started_us != 0 && now_us - lane->started_us < START_ANSWERS_US;
}

void sharer_places_start(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (order->peer == 0 || viewer == NULL)
		return;
	viewer->is_silent = false;
	bool has_pending = s->lanes.lanes[viewer->choice.lane].wants_start;
	/* Who was silent at that start is lost to it all the same, and would never count again. */
	bool is_coming = has_pending || (!viewer->is_lost && is_answered(s, viewer, order->at_us));
	if (viewer->needs_start || (is_coming && !order->has_nothing))
		return; /* asking again brings nothing, and no second key */
	viewer->needs_start = true;
	put_key(s, viewer); /* it may be the key that was missed */
}

void sharer_places_blocked(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (order->peer != 0 && viewer != NULL && order->lane == (uint8_t)viewer->choice.lane)
		viewer->was_blocked = true;
}

void sharer_places_missed(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_lane *lane = &s->lanes.lanes[order->lane];

	if (lane->encoder == NULL)
		return;
	lane->wants_start = true;
	lane->started_us = 0;
}

void sharer_places_wish(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (order->peer == 0 || viewer == NULL)
		return;
	viewer->wants_vp8_only = order->wants_vp8_only;
	viewer->saves_data = order->saves_data;
	if (viewer->choice.lane == SHARER_SLOW) /* else it moves there */
		sharer_lanes_set_form(&s->lanes, SHARER_SLOW);
}
