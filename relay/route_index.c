#include "relay/route_index.h"

struct route_share route_share_all(void)
{
	struct route_share all = {.count = ROUTE_PREFIXES};
	for (uint32_t i = 0; i < ROUTE_PREFIXES; i++)
		all.prefixes[i] = (uint8_t)i;
	return all;
}

bool route_index(uint32_t route, uint32_t *index)
{
	if (route >= NUMBER_ROUTE_MIN && route <= NUMBER_ROUTE_MAX)
		*index = route - NUMBER_ROUTE_MIN;
	else if (route >= NUMBER_LONG_ROUTE_MIN && route <= NUMBER_LONG_ROUTE_MAX)
		*index = ROUTE_SHORT_COUNT + route - NUMBER_LONG_ROUTE_MIN;
	else
		return false;
	return true;
}

uint32_t route_at(uint32_t index)
{
	return index < ROUTE_SHORT_COUNT ? NUMBER_ROUTE_MIN + index
	                                 : NUMBER_LONG_ROUTE_MIN + index - ROUTE_SHORT_COUNT;
}

uint32_t route_share_count(const struct route_share *share)
{
	return share && share->count ? share->count * ROUTE_PREFIX_COUNT : ROUTE_SHORT_COUNT;
}

uint32_t route_share_index(const struct route_share *share, uint32_t nth)
{
	if (!share || !share->count)
		return nth;
	uint32_t prefix = share->prefixes[nth / ROUTE_PREFIX_COUNT];
	return ROUTE_SHORT_COUNT + prefix * ROUTE_PREFIX_COUNT + nth % ROUTE_PREFIX_COUNT;
}
