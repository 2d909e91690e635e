/* A lane under seal: joins, leaves, keys that come early or late, and what a relay or somebody sent away can
 * do. */
#include "support/unit.h"

#include "base/secret.h"
#include "secure/lane_inside.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWERS = 4, FRAME_BYTES = 200 };

static const struct aead *current;

/* A sharer's end and some viewers; frames are kept, so that a test can send them late or twice. */
struct lane {
	struct noise noise;
	struct lane_sender *sender;
	struct lane_receiver *viewers[VIEWERS];
	struct lane_key key;
};

struct frame {
	uint8_t data[FRAME_BYTES];
	size_t size;
};

static void start(struct lane *lane, uint64_t seed)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	memset(lane, 0, sizeof(*lane));
	lane->noise = noise_start(seed);
	noise_fill(&lane->noise, random, sizeof(random));
	assert_int_equal(lane_sender_create(current, 1, random, &lane->sender), RESULT_OK);
	for (int i = 0; i < VIEWERS; i++)
		assert_int_equal(lane_receiver_create(current, 1, &lane->viewers[i]), RESULT_OK);
}

static void finish(struct lane *lane)
{
	lane_sender_destroy(lane->sender);
	for (int i = 0; i < VIEWERS; i++)
		lane_receiver_destroy(lane->viewers[i]);
}

/* Somebody joins: the viewer gets the key that holds then. */
static enum lane_hand_out join(struct lane *lane, int viewer)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	enum lane_hand_out to = LANE_TO_NOBODY;
	noise_fill(&lane->noise, random, sizeof(random));
	assert_int_equal(lane_join(lane->sender, random, &to), RESULT_OK);
	lane_sender_key(lane->sender, &lane->key);
	assert_int_equal(lane_receiver_take_key(lane->viewers[viewer], &lane->key), RESULT_OK);
	return to;
}

static void renew(struct lane *lane)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	noise_fill(&lane->noise, random, sizeof(random));
	assert_int_equal(lane_renew(lane->sender, random), RESULT_OK);
	lane_sender_key(lane->sender, &lane->key);
}

static struct frame seal(struct lane *lane, const char *text)
{
	struct frame frame = {.size = 0};
	struct writer w = writer_into(frame.data, sizeof(frame.data));
	assert_int_equal(lane_seal(lane->sender, bytes_of_text(text), &w, NULL), RESULT_OK);
	frame.size = w.size;
	return frame;
}

static enum result open_frame(struct lane_receiver *viewer, const struct frame *frame, struct lane_frame *out)
{
	static uint8_t memory[FRAME_BYTES];
	uint8_t *guarded = guarded_copy((struct bytes){frame->data, frame->size});
	enum result result = lane_open(viewer, (struct bytes){guarded, frame->size}, memory, out);
	guarded_free(guarded);
	return result;
}

static enum result opens(struct lane_receiver *viewer, const struct frame *frame)
{
	struct lane_frame out;
	return open_frame(viewer, frame, &out);
}

static void frames_come_through_with_consecutive_counters(void **state)
{
	(void)state;
	struct lane lane;
	struct lane_frame out;
	start(&lane, 1);
	assert_int_equal(join(&lane, 0), LANE_TO_NEWCOMER);
	for (uint64_t i = 0; i < 300; i++) {
		struct frame frame = seal(&lane, "picture");
		assert_int_equal(open_frame(lane.viewers[0], &frame, &out), RESULT_OK);
		assert_true(bytes_are_equal(out.plain, bytes_of_text("picture")));
		assert_int_equal(out.counter, i);
		assert_int_equal(lane_receiver_next_counter(lane.viewers[0]), i + 1);
	}
	finish(&lane);
}

static void a_frame_has_the_documented_bytes(void **state)
{
	(void)state;
	struct lane lane;
	struct stream_key key = {0};
	uint8_t memory[FRAME_BYTES];
	start(&lane, 2);
	join(&lane, 0);
	renew(&lane); /* generation 1, step 0 */
	join(&lane, 1);
	assert_int_equal(lane.key.kid, 1 << 4 | 1);
	assert_int_equal(lane.key.lane, 1);
	struct frame frame = seal(&lane, "x");
	assert_int_equal(frame.size, 1 + 1 + 1 + AEAD_TAG_BYTES); /* KID 17 takes a byte, counter 0 none */
	assert_int_equal(frame.data[0], 0x80);
	assert_int_equal(frame.data[1], 17);

	struct writer w = writer_into(memory, sizeof(memory));
	struct bytes metadata = {(const uint8_t *)"\5\1\0\0\0\1", 6}; /* picture, lane 1, generation 1 */
	assert_int_equal(FRAME_PICTURE, 5);
	assert_int_equal(stream_key_set(&key, current, 17, (struct bytes){lane.key.base_key, 64}), RESULT_OK);
	assert_int_equal(stream_key_seal(&key, 0, metadata, bytes_of_text("x"), &w), RESULT_OK);
	assert_int_equal(w.size, frame.size);
	assert_memory_equal(memory, frame.data, frame.size);
	stream_key_finish(&key);
	finish(&lane);
}

static void opening_in_place_gives_the_same(void **state)
{
	(void)state;
	struct lane lane;
	struct lane_frame out;
	start(&lane, 3);
	join(&lane, 0);
	struct frame frame = seal(&lane, "in place");
	uint8_t *guarded = guarded_copy((struct bytes){frame.data, frame.size});
	assert_int_equal(lane_open(lane.viewers[0], (struct bytes){guarded, frame.size}, guarded, &out),
	                 RESULT_OK);
	assert_true(bytes_are_equal(out.plain, bytes_of_text("in place")));
	guarded_free(guarded);
	finish(&lane);
}

/* --- joins and leaves
 * --------------------------------------------------------------------------------------------- */

static void others_follow_a_join_by_themselves(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 4);
	join(&lane, 0);
	struct frame before = seal(&lane, "before");
	assert_int_equal(opens(lane.viewers[0], &before), RESULT_OK);
	assert_int_equal(join(&lane, 1), LANE_TO_NEWCOMER);
	struct frame after = seal(&lane, "after");
	assert_int_equal(opens(lane.viewers[0], &after), RESULT_OK);
	assert_int_equal(opens(lane.viewers[1], &after), RESULT_OK);
	assert_int_equal(opens(lane.viewers[1], &before), RESULT_NOT_OPENED);
	finish(&lane);
}

static void a_newcomer_cannot_open_what_was_before(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 5);
	join(&lane, 0);
	struct frame before = seal(&lane, "before");
	join(&lane, 1);
	/* Even with a counter moved back by hand: the key itself is another. */
	lane.key.first_counter = 0;
	lane.key.kid = 0 << 4 | 1;
	assert_int_equal(lane_receiver_take_key(lane.viewers[2], &lane.key), RESULT_OK);
	assert_int_equal(opens(lane.viewers[1], &before), RESULT_NOT_OPENED);
	assert_int_equal(opens(lane.viewers[2], &before), RESULT_NOT_OPENED);
	assert_int_equal(opens(lane.viewers[0], &before), RESULT_OK); /* the control */
	finish(&lane);
}

static void a_viewer_that_missed_many_joins_still_follows(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 6);
	join(&lane, 0); /* step 1 */
	for (int i = 2; i <= 15; i++)
		assert_int_equal(join(&lane, 1), LANE_TO_NEWCOMER);
	struct frame frame = seal(&lane, "step 15");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	assert_int_equal(join(&lane, 2), LANE_TO_ALL); /* no step is used twice */
	assert_int_equal(lane.key.kid, 1 << 4);
	frame = seal(&lane, "next generation");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_NEED_MORE);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	finish(&lane);
}

static void who_left_opens_nothing_more(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 7);
	join(&lane, 0);
	join(&lane, 1);
	struct frame before = seal(&lane, "before");
	renew(&lane); /* viewer 1 leaves: at once, the next frame is under the new key */
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	struct frame after = seal(&lane, "after");
	assert_int_equal(opens(lane.viewers[0], &before), RESULT_OK);
	assert_int_equal(opens(lane.viewers[0], &after), RESULT_OK);
	assert_int_equal(opens(lane.viewers[1], &after), RESULT_NEED_MORE);
	assert_int_equal(opens(lane.viewers[1], &before), RESULT_OK);
	finish(&lane);
}

/* Whoever was sent away and a relay that holds the rest back: nothing forged under the old key is taken from
 * the first counter of the new one on. */
static void who_left_can_forge_nothing_behind_the_new_key(void **state)
{
	(void)state;
	struct lane lane, forger;
	start(&lane, 8);
	start(&forger, 8); /* the same noise: he has the same key and counters */
	join(&lane, 0);
	join(&forger, 0);
	struct frame frame = seal(&lane, "true");
	seal(&forger, "....");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	renew(&lane);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	frame = seal(&forger, "forged");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_NOT_OPENED);
	uint8_t random[STREAM_KEY_BASE_BYTES] = {0};
	enum lane_hand_out to;
	assert_int_equal(lane_join(forger.sender, random, &to), RESULT_OK);
	frame = seal(&forger, "forged with a ratcheted key");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_NOT_OPENED);
	frame = seal(&lane, "true");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	/* The control: without the new key's first counter it would have been taken. */
	lane.viewers[1]->next_counter = 0;
	struct lane_key old;
	finish(&forger);
	start(&forger, 8);
	join(&forger, 0);
	lane_sender_key(forger.sender, &old);
	assert_int_equal(lane_receiver_take_key(lane.viewers[1], &old), RESULT_OK);
	frame = seal(&forger, "forged");
	assert_int_equal(opens(lane.viewers[1], &frame), RESULT_OK);
	finish(&forger);
	finish(&lane);
}

static void keys_may_come_before_their_frames(void **state)
{
	(void)state;
	struct lane lane;
	struct frame frames[4];
	start(&lane, 9);
	join(&lane, 0);
	frames[0] = seal(&lane, "generation 0");
	for (int i = 1; i < LANE_KEYS_HELD; i++) {
		renew(&lane);
		assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
		frames[i] = seal(&lane, "generation i");
	}
	for (int i = 0; i < LANE_KEYS_HELD; i++)
		assert_int_equal(opens(lane.viewers[0], &frames[i]), RESULT_OK);
	assert_int_equal(lane.viewers[0]->count, 1); /* older keys are gone */
	finish(&lane);
}

static void with_more_keys_than_are_held_the_oldest_goes(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 10);
	join(&lane, 0);
	struct frame first = seal(&lane, "generation 0"), last = first;
	for (int i = 0; i < 10; i++) {
		renew(&lane);
		assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
		last = seal(&lane, "generation i");
	}
	assert_int_equal(lane.viewers[0]->count, LANE_KEYS_HELD);
	assert_int_equal(opens(lane.viewers[0], &first), RESULT_NOT_OPENED);
	assert_int_equal(opens(lane.viewers[0], &last), RESULT_OK);
	finish(&lane);
}

static void a_frame_whose_key_has_not_come_is_untouched(void **state)
{
	(void)state;
	struct lane lane;
	struct lane_frame out;
	start(&lane, 11);
	struct frame frame = seal(&lane, "early"), copy = frame;
	assert_int_equal(lane_open(lane.viewers[0], (struct bytes){frame.data, frame.size}, frame.data, &out),
	                 RESULT_NEED_MORE);
	assert_memory_equal(frame.data, copy.data, sizeof(copy.data));
	lane_sender_key(lane.sender, &lane.key);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	assert_int_equal(lane_open(lane.viewers[0], (struct bytes){frame.data, frame.size}, frame.data, &out),
	                 RESULT_OK);
	finish(&lane);
}

static void keys_that_are_old_foreign_or_go_back_change_nothing(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 12);
	join(&lane, 0);
	struct lane_key first = lane.key;
	struct frame frame = seal(&lane, "a");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	renew(&lane);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK); /* again */
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &first), RESULT_OK);    /* older */
	assert_int_equal(lane.viewers[0]->count, 2);
	struct lane_key bad = lane.key;
	bad.lane++;
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_BAD_FRAME);
	bad = lane.key;
	bad.kid += 16;
	bad.first_counter = 0;
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_BAD_FRAME);
	bad.kid = (uint64_t)1 << 37;
	bad.first_counter = 100;
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_BAD_FRAME);
	assert_int_equal(lane.viewers[0]->count, 2);
	frame = seal(&lane, "b");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	bad = lane.key; /* behind the newest key's beginning, but before what was seen under it */
	bad.kid += 16;
	bad.first_counter = lane_receiver_next_counter(lane.viewers[0]) - 1;
	assert_int_equal(bad.first_counter, lane.key.first_counter);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_BAD_FRAME);
	bad.first_counter = 100;
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_OK);
	bad.kid += 16;
	bad.first_counter = 99; /* behind what was seen, but before the newest key's beginning */
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &bad), RESULT_BAD_FRAME);
	finish(&lane);
}

static void a_key_opens_nothing_before_its_first_counter(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 23);
	join(&lane, 0);
	struct frame frame = seal(&lane, "a");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	renew(&lane);
	frame = seal(&lane, "under the new key, with a counter that was the old one's");
	lane.key.first_counter = 5;
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_NOT_OPENED);
	lane.sender->counter = 5;
	frame = seal(&lane, "in its place");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	finish(&lane);
}

/* --- what a relay can do
 * ------------------------------------------------------------------------------------------ */

static void replayed_and_reordered_frames_are_refused_and_the_lane_goes_on(void **state)
{
	(void)state;
	struct lane lane;
	struct frame frames[6];
	struct lane_frame out;
	start(&lane, 13);
	join(&lane, 0);
	for (int i = 0; i < 6; i++)
		frames[i] = seal(&lane, "frame");
	assert_int_equal(opens(lane.viewers[0], &frames[0]), RESULT_OK);
	assert_int_equal(opens(lane.viewers[0], &frames[0]), RESULT_NOT_OPENED); /* again */
	assert_int_equal(open_frame(lane.viewers[0], &frames[3], &out),
	                 RESULT_OK); /* two are missing: the counter says so */
	assert_int_equal(out.counter, 3);
	assert_int_equal(opens(lane.viewers[0], &frames[2]), RESULT_NOT_OPENED); /* late */
	assert_int_equal(opens(lane.viewers[0], &frames[4]), RESULT_OK);
	join(&lane, 1);
	assert_int_equal(opens(lane.viewers[0], &frames[5]), RESULT_OK);
	struct frame frame = seal(&lane, "frame");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	for (int i = 0; i < 6; i++)
		assert_int_equal(opens(lane.viewers[0], &frames[i]), RESULT_NOT_OPENED);
	finish(&lane);
}

static void every_flipped_bit_and_prefix_is_refused_and_the_lane_goes_on(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 14);
	join(&lane, 0);
	for (int i = 0; i < 10; i++)
		seal(&lane, "earlier");
	struct frame frame = seal(&lane, "frame");
	for (size_t bit = 0; bit < 8 * frame.size; bit++) {
		struct frame bad = frame;
		bad.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		enum result result = opens(lane.viewers[0], &bad);
		assert_true(result == RESULT_NOT_OPENED || result == RESULT_NEED_MORE);
	}
	for (size_t size = 0; size < frame.size; size++) {
		struct frame bad = frame;
		bad.size = size;
		assert_int_equal(opens(lane.viewers[0], &bad), RESULT_NOT_OPENED);
	}
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	assert_int_equal(lane.viewers[0]->slots[0].key.kid, 1); /* forged steps have moved nothing */
	finish(&lane);
}

static void a_frame_of_another_lane_is_refused(void **state)
{
	(void)state;
	struct lane lane;
	struct lane_receiver *other;
	start(&lane, 15);
	join(&lane, 0);
	assert_int_equal(lane_receiver_create(current, 2, &other), RESULT_OK);
	struct lane_key key = lane.key;
	key.lane = 2; /* even if the sharer had given both lanes one key */
	assert_int_equal(lane_receiver_take_key(other, &key), RESULT_OK);
	struct frame frame = seal(&lane, "frame");
	assert_int_equal(opens(other, &frame), RESULT_NOT_OPENED);
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	lane_receiver_destroy(other);
	finish(&lane);
}

static void another_sharers_frames_are_refused(void **state)
{
	(void)state;
	struct lane lane, other;
	start(&lane, 16);
	start(&other, 17);
	join(&lane, 0);
	join(&other, 0);
	struct frame frame = seal(&other, "frame");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_NOT_OPENED);
	finish(&lane);
	finish(&other);
}

static void counters_that_could_wrap_are_refused(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 18);
	lane.sender->counter = UINT64_MAX - 1;
	join(&lane, 0);
	struct frame frame = seal(&lane, "the last but one");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	uint8_t memory[FRAME_BYTES];
	struct writer w = writer_into(memory, sizeof(memory));
	assert_int_equal(lane_seal(lane.sender, bytes_of_text("x"), &w, NULL), RESULT_CLOSED);
	lane.sender->generation = UINT32_MAX;
	assert_int_equal(lane_renew(lane.sender, memory), RESULT_CLOSED);
	finish(&lane);
}

/* --- limits
 * ------------------------------------------------------------------------------------------------------- */

static void a_worn_key_is_told_and_then_refused(void **state)
{
	(void)state;
	struct lane lane;
	uint8_t memory[FRAME_BYTES];
	start(&lane, 19);
	assert_int_equal(lane.sender->renew_frames, 1048576);
	assert_int_equal(lane.sender->renew_bytes, 17179869184);
	assert_int_equal(lane.sender->refuse_frames, 4194304);
	lane.sender->renew_frames = 3;
	lane.sender->refuse_frames = 5;
	join(&lane, 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(lane_needs_new_key(lane.sender), i >= 3);
		seal(&lane, "x");
	}
	struct writer w = writer_into(memory, sizeof(memory));
	uint64_t counter = 99;
	assert_int_equal(lane_seal(lane.sender, bytes_of_text("x"), &w, &counter), RESULT_CLOSED);
	assert_int_equal(w.size, 0);
	assert_int_equal(counter, 99);
	renew(&lane);
	assert_false(lane_needs_new_key(lane.sender));
	assert_int_equal(lane_seal(lane.sender, bytes_of_text("x"), &w, &counter), RESULT_OK);
	assert_int_equal(counter, 5); /* the counter goes on */
	lane.sender->renew_bytes = 2;
	assert_false(lane_needs_new_key(lane.sender));
	seal(&lane, "x");
	assert_true(lane_needs_new_key(lane.sender));
	finish(&lane);
}

static void the_largest_frame_fits_and_one_more_does_not(void **state)
{
	(void)state;
	struct lane lane;
	static uint8_t plain[LANE_PLAIN_MAX_BYTES + 1], memory[LANE_FRAME_MAX_BYTES],
		opened[LANE_FRAME_MAX_BYTES];
	struct lane_frame out;
	start(&lane, 20);
	join(&lane, 0);
	struct writer w = writer_into(memory, sizeof(memory));
	assert_int_equal(lane_seal(lane.sender, (struct bytes){plain, sizeof(plain)}, &w, NULL),
	                 RESULT_TOO_LARGE);
	assert_int_equal(lane_seal(lane.sender, (struct bytes){plain, sizeof(plain) - 1}, &w, NULL), RESULT_OK);
	assert_int_equal(lane_open(lane.viewers[0], writer_bytes(&w), opened, &out), RESULT_OK);
	assert_int_equal(out.plain.size, LANE_PLAIN_MAX_BYTES);
	assert_true((size_t)LANE_FRAME_MAX_BYTES <= (size_t)FRAME_PAYLOAD_MAX_BYTES);
	assert_int_equal(lane_seal(lane.sender, (struct bytes){NULL, 0}, &w, NULL),
	                 RESULT_TOO_LARGE); /* no room left */
	w = writer_into(memory, sizeof(memory));
	assert_int_equal(lane_seal(lane.sender, (struct bytes){NULL, 0}, &w, NULL),
	                 RESULT_OK); /* empty is fine */
	assert_int_equal(lane_open(lane.viewers[0], writer_bytes(&w), opened, &out), RESULT_OK);
	assert_int_equal(out.plain.size, 0);
	finish(&lane);
}

static void old_base_keys_are_gone_from_both_ends(void **state)
{
	(void)state;
	struct lane lane;
	start(&lane, 21);
	join(&lane, 0);
	struct lane_key first = lane.key;
	assert_non_null(unit_find(lane.viewers[0], sizeof(struct lane_receiver), first.base_key, 64));
	renew(&lane);
	assert_int_equal(lane_receiver_take_key(lane.viewers[0], &lane.key), RESULT_OK);
	struct frame frame = seal(&lane, "x");
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	assert_null(unit_find(lane.viewers[0], sizeof(struct lane_receiver), first.base_key, 64));
	assert_null(unit_find(lane.sender, sizeof(struct lane_sender), first.base_key, 64));
	join(&lane, 1);
	frame = seal(&lane, "y");
	struct lane_key second = lane.key;
	assert_int_equal(opens(lane.viewers[0], &frame), RESULT_OK);
	assert_non_null(
		unit_find(lane.viewers[0], sizeof(struct lane_receiver), second.base_key, 64)); /* by itself */
	finish(&lane);
}

/* Any order of joins, leaves, losses and frames: who should see sees, who should not does not. */
static void random_comings_and_goings_keep_to_the_rules(void **state)
{
	(void)state;
	struct lane lane;
	bool is_in[VIEWERS] = {false};
	start(&lane, 22);
	for (int i = 0; i < 3000; i++) {
		int viewer = (int)noise_below(&lane.noise, VIEWERS);
		uint32_t what = noise_below(&lane.noise, 10);
		if (what == 0 && !is_in[viewer]) {
			is_in[viewer] = true;
			if (join(&lane, viewer) == LANE_TO_ALL)
				for (int k = 0; k < VIEWERS; k++)
					if (is_in[k])
						assert_int_equal(lane_receiver_take_key(lane.viewers[k], &lane.key), RESULT_OK);
		} else if (what == 1 && is_in[viewer]) {
			is_in[viewer] = false;
			renew(&lane);
			for (int k = 0; k < VIEWERS; k++)
				if (is_in[k])
					assert_int_equal(lane_receiver_take_key(lane.viewers[k], &lane.key), RESULT_OK);
		}
		struct frame frame = seal(&lane, "frame");
		for (int k = 0; k < VIEWERS; k++) {
			if (noise_below(&lane.noise, 4) == 0)
				continue; /* lost */
			enum result result = opens(lane.viewers[k], &frame);
			if (is_in[k])
				assert_int_equal(result, RESULT_OK);
			else
				assert_int_not_equal(result, RESULT_OK);
		}
	}
	finish(&lane);
}

static int use_first(void **state)
{
	(void)state;
	current = aead_pick();
	return 0;
}

static int use_system(void **state)
{
	(void)state;
	current = aead_system();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_opens_nothing_before_its_first_counter),
		cmocka_unit_test(frames_come_through_with_consecutive_counters),
		cmocka_unit_test(a_frame_has_the_documented_bytes),
		cmocka_unit_test(opening_in_place_gives_the_same),
		cmocka_unit_test(others_follow_a_join_by_themselves),
		cmocka_unit_test(a_newcomer_cannot_open_what_was_before),
		cmocka_unit_test(a_viewer_that_missed_many_joins_still_follows),
		cmocka_unit_test(who_left_opens_nothing_more),
		cmocka_unit_test(who_left_can_forge_nothing_behind_the_new_key),
		cmocka_unit_test(keys_may_come_before_their_frames),
		cmocka_unit_test(with_more_keys_than_are_held_the_oldest_goes),
		cmocka_unit_test(a_frame_whose_key_has_not_come_is_untouched),
		cmocka_unit_test(keys_that_are_old_foreign_or_go_back_change_nothing),
		cmocka_unit_test(replayed_and_reordered_frames_are_refused_and_the_lane_goes_on),
		cmocka_unit_test(every_flipped_bit_and_prefix_is_refused_and_the_lane_goes_on),
		cmocka_unit_test(a_frame_of_another_lane_is_refused),
		cmocka_unit_test(another_sharers_frames_are_refused),
		cmocka_unit_test(counters_that_could_wrap_are_refused),
		cmocka_unit_test(a_worn_key_is_told_and_then_refused),
		cmocka_unit_test(the_largest_frame_fits_and_one_more_does_not),
		cmocka_unit_test(old_base_keys_are_gone_from_both_ends),
		cmocka_unit_test(random_comings_and_goings_keep_to_the_rules),
	};
	if (secret_start() != RESULT_OK)
		return 2;
	int failed = cmocka_run_group_tests_name("picked back end", tests, use_first, NULL);
	return failed + cmocka_run_group_tests_name("system's back end", tests, use_system, NULL);
}
