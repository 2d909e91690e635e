/* Numbers that look random and are the same in every run: for tests alone. A value, one thread at a time. */
#ifndef LOTSE_TESTS_SUPPORT_NOISE_H
#define LOTSE_TESTS_SUPPORT_NOISE_H

#include <stddef.h>
#include <stdint.h>

struct noise {
	uint64_t state;
};

/* The same seed gives the same numbers. */
struct noise noise_start(uint64_t seed);

/* All 32 bits (splitmix64's upper half). */
uint32_t noise_u32(struct noise *noise);

/* 0 up to below `limit`, which is over 0. */
uint32_t noise_below(struct noise *noise, uint32_t limit);

/* Fills memory. */
void noise_fill(struct noise *noise, void *to, size_t size);

#endif
