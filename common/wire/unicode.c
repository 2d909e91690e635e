/*
 * Look-ups in sorted tables, and normalisation in the three steps of UAX 15: take
 * apart, bring the marks of each letter into their order, put together. Hangul
 * syllables are reckoned, as their chapter of the standard (3.12) says.
 */
#include "wire/unicode.h"

#include "wire/unicode_tables.h"

#include <stdbool.h>

enum {
	HANGUL_FIRST = 0xAC00,
	HANGUL_LEADS = 19,
	HANGUL_VOWELS = 21,
	HANGUL_TAILS = 28, /* "none" is one of them */
	HANGUL_COUNT = HANGUL_LEADS * HANGUL_VOWELS * HANGUL_TAILS,
	LEAD_FIRST = 0x1100,
	VOWEL_FIRST = 0x1161,
	TAIL_FIRST = 0x11A7,
};

struct text {
	uint32_t *at;
	size_t count, room;
	bool failed;
};

struct unicode_character unicode_of(uint32_t character)
{
	size_t low = 0, high = unicode_range_count;

	if (character > 0x10FFFF)
		return (struct unicode_character){UNICODE_BAD, UNICODE_COMMON};
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (unicode_ranges[middle] >> 11 <= character)
			low = middle;
		else
			high = middle;
	}
	return (struct unicode_character){(enum unicode_kind)(unicode_ranges[low] >> 8 & 7),
	                                  (uint8_t)unicode_ranges[low]};
}

static uint8_t order_of(uint32_t character)
{
	size_t low = 0, high = unicode_order_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct unicode_order *run = &unicode_orders[middle];
		if (character < run->first)
			high = middle;
		else if (character - run->first >= run->length)
			low = middle + 1;
		else
			return run->order;
	}
	return 0;
}

/* --- taking apart
 * --------------------------------------------------------------------------------------------------- */

static void add(struct text *text, uint32_t character)
{
	if (text->count == text->room)
		text->failed = true;
	else
		text->at[text->count++] = character;
}

static const struct unicode_pair *pair_of(uint32_t character)
{
	size_t low = 0, high = unicode_pair_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct unicode_pair *pair = &unicode_pairs[middle];
		if (pair->composed == character)
			return pair;
		if (pair->composed < character)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The first of a pair may be a pair itself, the second never is: so a few steps suffice, the last part first.
 */
static void take_apart(struct text *text, uint32_t character)
{
	enum { PARTS_MAX = 4 };
	uint32_t behind[PARTS_MAX];
	size_t count = 0;
	uint32_t syllable = character - HANGUL_FIRST;

	if (syllable < HANGUL_COUNT) {
		uint32_t tail = syllable % HANGUL_TAILS;
		add(text, LEAD_FIRST + syllable / (HANGUL_VOWELS * HANGUL_TAILS));
		add(text, VOWEL_FIRST + syllable / HANGUL_TAILS % HANGUL_VOWELS);
		if (tail != 0)
			add(text, TAIL_FIRST + tail);
		return;
	}
	for (const struct unicode_pair *pair; count < PARTS_MAX && (pair = pair_of(character)) != NULL;) {
		character = pair->first;
		if (pair->second != 0)
			behind[count++] = pair->second;
	}
	add(text, character);
	while (count > 0)
		add(text, behind[--count]);
}

/* --- order
 * ------------------------------------------------------------------------------------------------------------
 */

static void bring_into_order(struct text *text)
{
	for (size_t i = 1; i < text->count; i++) {
		uint32_t mark = text->at[i];
		uint8_t order = order_of(mark);
		size_t to = i;
		for (; order != 0 && to > 0 && order_of(text->at[to - 1]) > order; to--)
			text->at[to] = text->at[to - 1];
		text->at[to] = mark;
	}
}

/* --- putting together
 * -------------------------------------------------------------------------------------------------- */

static uint32_t compose_hangul(uint32_t first, uint32_t second)
{
	uint32_t lead = first - LEAD_FIRST, vowel = second - VOWEL_FIRST;
	uint32_t syllable = first - HANGUL_FIRST, tail = second - TAIL_FIRST;

	if (lead < HANGUL_LEADS && vowel < HANGUL_VOWELS)
		return HANGUL_FIRST + (lead * HANGUL_VOWELS + vowel) * HANGUL_TAILS;
	if (syllable < HANGUL_COUNT && syllable % HANGUL_TAILS == 0 && tail > 0 && tail < HANGUL_TAILS)
		return first + tail;
	return 0;
}

/* What the two are together; 0: nothing. */
static uint32_t composed_of(uint32_t first, uint32_t second)
{
	size_t low = 0, high = unicode_composed_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct unicode_pair *pair = &unicode_pairs[unicode_composed[middle]];
		if (pair->first == first && pair->second == second)
			return pair->composed;
		if (pair->first < first || (pair->first == first && pair->second < second))
			low = middle + 1;
		else
			high = middle;
	}
	return compose_hangul(first, second);
}

static void put_together(struct text *text)
{
	size_t letter = 0, used = 0;
	bool has_letter = false;
	uint8_t before = 0; /* order of what stands last behind the letter; 0: the letter itself */

	for (size_t i = 0; i < text->count; i++) {
		uint32_t character = text->at[i];
		uint8_t order = order_of(character);
		bool is_near = used == letter + 1 || (before != 0 && before < order);
		uint32_t both = has_letter && is_near ? composed_of(text->at[letter], character) : 0;
		if (both != 0) {
			text->at[letter] = both;
			continue;
		}
		if (order == 0) {
			letter = used;
			has_letter = true;
		}
		before = order;
		text->at[used++] = character;
	}
	text->count = used;
}

size_t unicode_compose(const uint32_t *from, size_t count, uint32_t *to, size_t room)
{
	struct text text = {.at = to, .room = room};

	for (size_t i = 0; i < count; i++)
		take_apart(&text, from[i]);
	if (text.failed)
		return 0;
	bring_into_order(&text);
	put_together(&text);
	return text.count;
}
