/*
 * Bits of the word, from below: open, passing, 6 unused, 8 for the pauses that hold now, 8 count the pauses
 * there ever were, 8 the recalls, 32 for the generation that was opened last. A ticket is the word without
 * its passing bit, so entering is one comparison of all that matters. latch_enter and latch_close both change
 * the one word, so they have an order: an event either entered before the close, and then its passing bit is
 * seen by whoever asks, or it does not enter.
 */
#include "desktop/latch.h"

#include <assert.h>

#define OPEN       UINT64_C(1)
#define PASSING    UINT64_C(2)
#define PAUSE_ONE  (UINT64_C(1) << 8)
#define PAUSES     (UINT64_C(0xFF) << 8)
#define TURN_ONE   (UINT64_C(1) << 16)
#define TURNS      (UINT64_C(0xFF) << 16)
#define RECALL_ONE (UINT64_C(1) << 24)
#define RECALLS    (UINT64_C(0xFF) << 24)
#define GENERATION 32

static uint32_t generation_of(uint64_t word)
{
	return (uint32_t)(word >> GENERATION);
}

/* Adds to a part of the word, which starts again instead of running over into the next. */
static uint64_t added(uint64_t word, uint64_t one, uint64_t part)
{
	return (word & ~part) | ((word + one) & part);
}

static uint8_t recalls_of(uint64_t word)
{
	return (uint8_t)((word & RECALLS) / RECALL_ONE);
}

bool latch_open(struct latch *latch, uint32_t generation, uint8_t recalls)
{
	uint64_t old = atomic_load(&latch->word), new;
	do {
		bool is_again = (old & OPEN) != 0 && generation_of(old) == generation;
		if (generation == 0 || (generation <= generation_of(old) && !is_again) || recalls != recalls_of(old))
			return false;
		new = (uint64_t)generation << GENERATION | (old & (PASSING | PAUSES | TURNS | RECALLS)) | OPEN;
	} while (!atomic_compare_exchange_weak(&latch->word, &old, new));
	return true;
}

void latch_recall(struct latch *latch)
{
	uint64_t old = atomic_load(&latch->word);
	while (!atomic_compare_exchange_weak(&latch->word, &old, added(old, RECALL_ONE, RECALLS)))
		continue;
}

uint8_t latch_recalls(const struct latch *latch)
{
	return recalls_of(atomic_load(&latch->word));
}

bool latch_close(struct latch *latch)
{
	return (atomic_fetch_and(&latch->word, ~OPEN) & OPEN) != 0;
}

void latch_pause(struct latch *latch)
{
	uint64_t old = atomic_load(&latch->word), new;
	do {
		assert((old & PAUSES) != PAUSES);
		new = added(old, TURN_ONE, TURNS) + PAUSE_ONE;
	} while (!atomic_compare_exchange_weak(&latch->word, &old, new));
}

void latch_resume(struct latch *latch)
{
	uint64_t old = atomic_fetch_sub(&latch->word, PAUSE_ONE);
	assert((old & PAUSES) != 0);
	(void)old;
}

uint64_t latch_ticket(const struct latch *latch, uint32_t generation)
{
	uint64_t word = atomic_load(&latch->word);
	bool is_open = (word & OPEN) != 0 && (word & PAUSES) == 0 && generation_of(word) == generation;
	return is_open ? word & ~PASSING : 0;
}

bool latch_is_open(const struct latch *latch)
{
	uint64_t word = atomic_load(&latch->word);
	return (word & OPEN) != 0 && (word & PAUSES) == 0;
}

bool latch_is_granted(const struct latch *latch)
{
	return (atomic_load(&latch->word) & OPEN) != 0;
}

bool latch_enter(struct latch *latch, uint64_t ticket)
{
	uint64_t old = ticket;
	return ticket != 0 && atomic_compare_exchange_strong(&latch->word, &old, ticket | PASSING);
}

void latch_leave(struct latch *latch)
{
	atomic_fetch_and(&latch->word, ~PASSING);
}

bool latch_is_passing(const struct latch *latch)
{
	return (atomic_load(&latch->word) & PASSING) != 0;
}
