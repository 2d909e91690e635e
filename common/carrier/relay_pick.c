#include "carrier/relay_pick.h"

#include <stdio.h>
#include <string.h>

static void give(const struct server_list_relay *relay, const char *directory_host,
                 struct server_list_relay *out)
{
	*out = *relay;
	if (!out->host[0])
		snprintf(out->host, sizeof out->host, "%s", directory_host);
}

enum result relay_pick_by_route(const struct server_list *list, const char *directory_host, uint32_t route,
                                struct server_list_relay *out)
{
	const struct server_list_relay *relay = server_list_find(list, route);
	if (!relay)
		return RESULT_NO_SUCH_NUMBER;
	give(relay, directory_host, out);
	return RESULT_OK;
}

/* Which of those that are left (a weight of 0 is none) `random` falls on; their weights are `total`, over 0.
 */
static size_t draw(const uint32_t *weights, size_t count, uint64_t total, uint32_t random)
{
	/* 64 relays of weight 10^6 are far below 2^32, so the product fits and the share is even. */
	uint64_t at = total * random >> 32;
	size_t i = 0;
	for (; i + 1 < count && at >= weights[i]; i++)
		at -= weights[i];
	return i;
}

size_t relay_pick_order(const struct server_list *list, const char *directory_host, const char *region,
                        const uint32_t *random, struct server_list_relay *out)
{
	uint32_t weights[SERVER_LIST_RELAYS_MAX] = {0};
	uint64_t total = 0;
	size_t count = 0;
	bool is_any = !region || !region[0];
	for (size_t i = 0; i < list->relay_count; i++) {
		bool is_meant = is_any || strcmp(list->relays[i].region, region) == 0;
		weights[i] = is_meant ? list->relays[i].weight : 0;
		total += weights[i];
	}
	while (total > 0) {
		size_t drawn = draw(weights, list->relay_count, total, random[count]);
		give(&list->relays[drawn], directory_host, &out[count++]);
		total -= weights[drawn];
		weights[drawn] = 0;
	}
	return count;
}
