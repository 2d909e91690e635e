#include "session/sharer_choice.h"

enum {
	MS = 1000,
	SECOND_US = 1000 * MS,
	HELD_MAX_US = 200 * MS,  /* so long a lane waits for one viewer */
	HELD_STEP_US = 100 * MS, /* the time between two looks is not known for sure */
	PATIENCE_FIRST_US = 10 * SECOND_US,
	PATIENCE_MAX_US = 300 * SECOND_US,
	STAYED_US = 120 * SECOND_US,      /* who was in fast for so long is trusted as at first */
	LINE_SHARE = 4,                   /* of the best line's speed, at least, to be in the fast lane */
	LINE_PLENTY_BYTES_PER_S = 250000, /* how fast a faster line is, small pictures hardly show */
	WAITED_US = 500 * MS,             /* held up for so long in slow: its line is better than it seemed */
};

static void note_holding(struct sharer_choice *choice, const struct sharer_facts *facts, int64_t now_us)
{
	int64_t step_us = now_us - choice->seen_us;

	if (step_us > HELD_STEP_US)
		step_us = HELD_STEP_US;
	choice->held_us += facts->holds_up ? step_us : -step_us / 4;
	/* Whoever is in the slow lane is waited for: there is no slower one. */
	if (choice->held_us < 0 || (choice->is_trailing && facts->is_drained) || choice->lane == SHARER_SLOW)
		choice->held_us = 0;
	if (choice->lane == SHARER_SLOW && facts->is_held_up)
		choice->waited_us += step_us;
	choice->is_trailing = choice->held_us > HELD_MAX_US ||
	                      (choice->is_trailing && !facts->is_drained && choice->lane != SHARER_SLOW);
	choice->seen_us = now_us;
}

static bool has_line_for_fast(const struct sharer_facts *facts)
{
	return facts->line_bytes_per_s == 0 || facts->line_bytes_per_s >= LINE_PLENTY_BYTES_PER_S ||
	       facts->line_bytes_per_s >= facts->fast_bytes_per_s / LINE_SHARE;
}

/* The slow lane goes at the pace of its slowest, so what is known of anybody else's line stays as it was when
 * he came there. */
static bool may_go_fast(const struct sharer_choice *choice, const struct sharer_facts *facts, int64_t now_us)
{
	return facts->has_all && facts->may_join_fast && now_us >= choice->retry_us &&
	       (has_line_for_fast(facts) || choice->waited_us >= WAITED_US);
}

static enum sharer_lane_number first_lane(const struct sharer_facts *facts)
{
	return facts->is_fast_empty ? SHARER_FAST : SHARER_CATCH_UP;
}

static enum sharer_lane_number from_fast(const struct sharer_choice *choice, const struct sharer_facts *facts)
{
	if (facts->is_alone)
		return SHARER_FAST;
	if (facts->was_blocked || (choice->is_trailing && facts->is_over))
		return SHARER_SLOW;
	return facts->needs_start ? SHARER_CATCH_UP : SHARER_FAST;
}

static enum sharer_lane_number from_catch_up(const struct sharer_choice *choice,
                                             const struct sharer_facts *facts, int64_t now_us, bool *is_soft)
{
	if (!facts->is_alone && (facts->was_blocked || (choice->is_trailing && facts->is_over)))
		return SHARER_SLOW;
	*is_soft = true;
	if (may_go_fast(choice, facts, now_us))
		return SHARER_FAST;
	return facts->has_all && facts->may_join_slow && !has_line_for_fast(facts) ? SHARER_SLOW
	                                                                           : SHARER_CATCH_UP;
}

/* Who comes back from fast soon and again costs the others their coders' learning each time. */
static void lose_patience(struct sharer_choice *choice, int64_t now_us)
{
	bool is_first = choice->patience_us == 0 || now_us - choice->since_us > STAYED_US;

	choice->patience_us = is_first ? PATIENCE_FIRST_US : choice->patience_us * 2;
	if (choice->patience_us > PATIENCE_MAX_US)
		choice->patience_us = PATIENCE_MAX_US;
	choice->retry_us = now_us + choice->patience_us;
}

enum sharer_lane_number sharer_choice_next(struct sharer_choice *choice, const struct sharer_facts *facts,
                                           int64_t now_us, bool *is_soft)
{
	enum sharer_lane_number was = choice->lane, next;

	*is_soft = false;
	if (was != SHARER_NO_LANE)
		note_holding(choice, facts, now_us);
	if (facts->is_plain) {
		next = SHARER_SLOW;
	} else if (was == SHARER_NO_LANE) {
		next = first_lane(facts);
	} else if (was == SHARER_FAST) {
		next = from_fast(choice, facts);
	} else if (was == SHARER_CATCH_UP) {
		next = from_catch_up(choice, facts, now_us, is_soft);
	} else {
		*is_soft = true;
		next = may_go_fast(choice, facts, now_us) ? SHARER_FAST : SHARER_SLOW;
	}
	if (next == was) {
		*is_soft = false;
		return next;
	}
	if (was == SHARER_FAST || (was == SHARER_CATCH_UP && next == SHARER_SLOW))
		lose_patience(choice, now_us);
	choice->lane = next;
	choice->is_trailing = false;
	choice->held_us = choice->waited_us = 0;
	choice->since_us = choice->seen_us = now_us;
	return next;
}
