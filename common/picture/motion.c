/*
 * Runs of 32 pixels in every fourth row of the old picture are entered in a table by
 * their hash (anchors); those that occur twice say nothing and are struck out. In every
 * ninth row of the new picture a rolling hash looks at every place. 4 and 9 have no
 * common divisor, so any distance brings some rows together, and as every place of a row
 * is looked at, any direction. Each find is compared and votes for its displacement; the
 * winner's finds span the rectangle, which is grown while its edges still match, and
 * taken if enough sampled pixels in it are right with the copy that were wrong without.
 * All this is spared where the last answer still holds.
 */
#include "picture/motion.h"

#include <stdlib.h>
#include <string.h>

enum {
	RUN_PX = 32,
	OLD_STEP = 4,
	NEW_STEP = 9,
	TABLE_BITS = 16,
	TABLE_SIZE = 1 << TABLE_BITS,
	VOTES_BITS = 11,
	VOTES_SIZE = 1 << VOTES_BITS,
	VOTES_MIN = 8,
	CHANGES_MIN = 6,
	SAMPLE_STEP = 5,
	AGAIN_GAIN_MIN = 64,
	COLOUR_BITS = 0xffffff,
};

static const uint32_t base = UINT32_C(0x01000193); /* odd: no information is shifted out */

struct anchor {
	uint32_t hash;
	uint16_t x, y; /* y: ANCHOR_FREE, ANCHOR_TWICE or the row */
};

enum { ANCHOR_FREE = 0xffff, ANCHOR_TWICE = 0xfffe };

struct vote {
	int dx, dy;
	int count;                    /* 0: free */
	int left, top, right, bottom; /* around the finds, in the new picture */
};

/* What was found last, in the new picture of that time. */
struct last {
	struct rect to;
	int dx, dy;
};

struct motion_finder {
	struct anchor table[TABLE_SIZE];
	struct vote votes[VOTES_SIZE];
	uint32_t base_to_run; /* base ^ RUN_PX */
	struct last last;     /* empty: nothing yet */
};

struct motion_finder *motion_finder_create(void)
{
	struct motion_finder *finder = malloc(sizeof *finder);
	if (finder == NULL)
		return NULL;
	finder->last = (struct last){0};
	finder->base_to_run = 1;
	for (int i = 0; i < RUN_PX; i++)
		finder->base_to_run *= base;
	return finder;
}

void motion_finder_destroy(struct motion_finder *finder)
{
	free(finder);
}

static uint32_t hash_run(const uint32_t *pixels)
{
	uint32_t hash = 0;
	for (int i = 0; i < RUN_PX; i++)
		hash = hash * base + (pixels[i] & COLOUR_BITS);
	return hash;
}

/* Few changes of colour are found in many places: the edge of a letter on paper. */
static bool run_is_plain(const uint32_t *pixels)
{
	int changes = 0;
	for (int i = 1; i < RUN_PX; i++)
		changes += ((pixels[i] ^ pixels[i - 1]) & COLOUR_BITS) != 0;
	return changes < CHANGES_MIN;
}

static bool pixels_are_equal(const uint32_t *a, const uint32_t *b, int count)
{
	uint32_t differing = 0;
	for (int i = 0; i < count; i++)
		differing |= a[i] ^ b[i];
	return (differing & COLOUR_BITS) == 0;
}

static size_t table_place(uint32_t hash)
{
	return (size_t)(hash * UINT32_C(0x9E3779B1) >> (32 - TABLE_BITS));
}

/* The slot of a hash, or the free one where it would be. The table is never full: see enter_anchors. */
static struct anchor *table_find(struct motion_finder *finder, uint32_t hash)
{
	size_t place = table_place(hash);
	while (finder->table[place].y != ANCHOR_FREE && finder->table[place].hash != hash)
		place = (place + 1) % TABLE_SIZE;
	return &finder->table[place];
}

static void enter_anchors(struct motion_finder *finder, const struct image *old, struct rect bounds)
{
	int left_to_enter = TABLE_SIZE / 4 * 3;
	memset(finder->table, 0xff, sizeof finder->table);
	for (int y = bounds.y; y < bounds.y + bounds.height; y += OLD_STEP) {
		const uint32_t *row = image_row(old, y);
		for (int x = bounds.x; x + RUN_PX <= bounds.x + bounds.width && left_to_enter > 0; x += RUN_PX) {
			if (run_is_plain(row + x))
				continue;
			uint32_t hash = hash_run(row + x);
			struct anchor *anchor = table_find(finder, hash);
			bool is_new = anchor->y == ANCHOR_FREE;
			*anchor = (struct anchor){hash, (uint16_t)x, is_new ? (uint16_t)y : ANCHOR_TWICE};
			left_to_enter -= is_new;
		}
	}
}

static int int_min(int a, int b)
{
	return a < b ? a : b;
}

static int int_max(int a, int b)
{
	return a > b ? a : b;
}

/* One find at x, y of the new picture. A full table of votes takes no new displacement: then there is no
 * clear winner. */
static void cast_vote(struct motion_finder *finder, int dx, int dy, int x, int y)
{
	uint32_t mixed = ((uint32_t)dx * UINT32_C(0x85EBCA6B) ^ (uint32_t)dy) * UINT32_C(0x9E3779B1);
	size_t place = mixed >> (32 - VOTES_BITS);
	for (int tries = 0; tries < 16; tries++, place = (place + 1) % VOTES_SIZE) {
		struct vote *vote = &finder->votes[place];
		if (vote->count == 0)
			*vote = (struct vote){dx, dy, 0, x, y, x, y};
		if (vote->dx != dx || vote->dy != dy)
			continue;
		vote->count++;
		vote->left = int_min(vote->left, x);
		vote->top = int_min(vote->top, y);
		vote->right = int_max(vote->right, x + RUN_PX);
		vote->bottom = int_max(vote->bottom, y + 1);
		return;
	}
}

/* One row of the new picture: a rolling hash over all places that are not plain. */
static void look_in_row(struct motion_finder *finder, const struct image *old, const uint32_t *row,
                        struct rect bounds, int y)
{
	int right = bounds.x + bounds.width, plain = 1; /* equal pixels up to here */
	uint32_t hash = hash_run(row + bounds.x);
	for (int x = bounds.x; x + RUN_PX <= right; x++) {
		uint32_t last = row[x + RUN_PX - 1] & COLOUR_BITS;
		plain = x + RUN_PX - 1 > bounds.x && last == (row[x + RUN_PX - 2] & COLOUR_BITS) ? plain + 1 : 1;
		if (x > bounds.x)
			hash = hash * base + last - finder->base_to_run * (row[x - 1] & COLOUR_BITS);
		if (plain >= RUN_PX)
			continue;
		const struct anchor *anchor = table_find(finder, hash);
		if (anchor->y >= ANCHOR_TWICE || (anchor->x == x && anchor->y == y))
			continue;
		/* What has not changed says nothing: words come twice on a page. */
		if (pixels_are_equal(row + x, image_row(old, anchor->y) + anchor->x, RUN_PX) &&
		    !pixels_are_equal(row + x, image_row(old, y) + x, RUN_PX))
			cast_vote(finder, x - anchor->x, y - anchor->y, x, y);
	}
}

static const struct vote *find_winner(const struct motion_finder *finder)
{
	const struct vote *winner = &finder->votes[0];
	for (size_t i = 1; i < VOTES_SIZE; i++)
		if (finder->votes[i].count > winner->count)
			winner = &finder->votes[i];
	return winner->count >= VOTES_MIN ? winner : NULL;
}

struct pair {
	const struct image *old, *new;
	int dx, dy;
};

static bool row_matches(const struct pair *pair, struct rect to, int y)
{
	const uint32_t *old = image_row(pair->old, y - pair->dy) + to.x - pair->dx;
	return pixels_are_equal(image_row(pair->new, y) + to.x, old, to.width);
}

/* How many of `count` pixels match, one after the other, from the first on in direction `step`. */
static int run_of_matches(const uint32_t *a, const uint32_t *b, int count, int step)
{
	int i = 0;
	while (i < count && ((a[i * step] ^ b[i * step]) & COLOUR_BITS) == 0)
		i++;
	return i;
}

/* How many columns match in all rows of `to`, of `count` from column x on in direction `step`. */
static int columns_that_match(const struct pair *pair, struct rect to, int x, int step, int count)
{
	for (int y = to.y; y < to.y + to.height && count > 0; y++) {
		const uint32_t *old = image_row(pair->old, y - pair->dy) + x - pair->dx;
		count = run_of_matches(image_row(pair->new, y) + x, old, count, step);
	}
	return count;
}

/* As far as all of an edge matches, and no further than `limit`. */
static struct rect grow(const struct pair *pair, struct rect to, struct rect limit)
{
	while (to.y > limit.y && row_matches(pair, to, to.y - 1))
		to.y--, to.height++;
	while (to.y + to.height < limit.y + limit.height && row_matches(pair, to, to.y + to.height))
		to.height++;
	int right = to.x + to.width, left = columns_that_match(pair, to, to.x - 1, -1, to.x - limit.x);
	to.width += left + columns_that_match(pair, to, right, 1, limit.x + limit.width - right);
	to.x -= left;
	return to;
}

/* Of the pixels (sampled) that differ before or after the copy: how many it puts right, less those that it
 * spoils. */
static int gain_of(const struct pair *pair, struct rect to, int *samples)
{
	int gain = 0;
	*samples = 0;
	for (int y = to.y; y < to.y + to.height; y += SAMPLE_STEP) {
		const uint32_t *new = image_row(pair->new, y), *old = image_row(pair->old, y);
		const uint32_t *moved = image_row(pair->old, y - pair->dy) - pair->dx;
		for (int x = to.x; x < to.x + to.width; x += SAMPLE_STEP) {
			bool is_right = ((new[x] ^ moved[x]) & COLOUR_BITS) == 0;
			bool was_right = ((new[x] ^ old[x]) & COLOUR_BITS) == 0;
			*samples += !(is_right && was_right); /* plain paper is right with or without */
			gain += is_right - was_right;
		}
	}
	return gain;
}

static bool is_worth_it(const struct pair *pair, struct rect to)
{
	int samples, gain = gain_of(pair, to, &samples);
	return gain * 2 >= samples && gain > 0;
}

/* Scrolls come in equal steps: what was the answer last time is looked at first, and saves the search if next
 * to nothing speaks against it. */
static bool is_as_last_time(const struct pair *pair, struct rect to)
{
	int samples, gain = gain_of(pair, to, &samples);
	return gain * 8 >= samples * 7 && gain >= AGAIN_GAIN_MIN;
}

/* Where the search would begin: around the winner's finds. False: nobody won. */
static bool search(struct motion_finder *finder, struct rect bounds, struct pair *pair, struct rect *to)
{
	memset(finder->votes, 0, sizeof finder->votes);
	enter_anchors(finder, pair->old, bounds);
	for (int y = bounds.y; y < bounds.y + bounds.height; y += NEW_STEP)
		look_in_row(finder, pair->old, image_row(pair->new, y), bounds, y);
	const struct vote *winner = find_winner(finder);
	if (winner == NULL)
		return false;
	pair->dx = winner->dx;
	pair->dy = winner->dy;
	*to =
		(struct rect){winner->left, winner->top, winner->right - winner->left, winner->bottom - winner->top};
	return true;
}

/* `rect` of the new picture, as far as its source is inside the old one. */
static struct rect with_source(const struct pair *pair, struct rect rect)
{
	return rect_intersect(rect, (struct rect){pair->dx, pair->dy, pair->old->width_px, pair->old->height_px});
}

bool motion_find(struct motion_finder *finder, const struct image *old, const struct image *new,
                 struct rect bounds, struct motion *out)
{
	if (bounds.width < MOTION_SIDE_MIN_PX || bounds.height < MOTION_SIDE_MIN_PX)
		return false;
	struct pair pair = {old, new, finder->last.dx, finder->last.dy};
	struct rect to = with_source(&pair, rect_intersect(finder->last.to, bounds));
	if (!is_as_last_time(&pair, to) && !search(finder, bounds, &pair, &to))
		return false;
	to = grow(&pair, to, with_source(&pair, bounds));
	if (!is_worth_it(&pair, to))
		return false;
	finder->last = (struct last){to, pair.dx, pair.dy};
	*out = (struct motion){{to.x - pair.dx, to.y - pair.dy, to.width, to.height}, pair.dx, pair.dy};
	return true;
}
