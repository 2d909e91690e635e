/*
 * All routes that there are, the 80,000 of 5 digits and the 1,000,000 of 7
 * digits (of which each prefix has 10,000), as places of one array. Pure; any
 * thread.
 */
#ifndef LOTSE_RELAY_ROUTE_INDEX_H
#define LOTSE_RELAY_ROUTE_INDEX_H

#include "wire/number.h"

#include <stdbool.h>

enum {
	ROUTE_SHORT_COUNT = NUMBER_ROUTE_MAX - NUMBER_ROUTE_MIN + 1,
	ROUTE_LONG_COUNT = NUMBER_LONG_ROUTE_MAX - NUMBER_LONG_ROUTE_MIN + 1,
	ROUTE_COUNT = ROUTE_SHORT_COUNT + ROUTE_LONG_COUNT,
	ROUTE_PREFIXES = 100,
	ROUTE_PREFIX_COUNT = ROUTE_LONG_COUNT / ROUTE_PREFIXES,
};

/* The prefixes of 7-digit routes that a relay gives numbers of; none: the 5-digit ones are all its own. */
struct route_share {
	uint8_t prefixes[ROUTE_PREFIXES];
	uint32_t count;
};

/* All prefixes. */
struct route_share route_share_all(void);

/* False: it is no route. */
bool route_index(uint32_t route, uint32_t *index);

/* The opposite; `index` below ROUTE_COUNT. */
uint32_t route_at(uint32_t index);

/* How many routes are in a share (`share` may be NULL: as an empty one), and the index of the nth of them. */
uint32_t route_share_count(const struct route_share *share);
uint32_t route_share_index(const struct route_share *share, uint32_t nth);

#endif
