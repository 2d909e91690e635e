#include "carrier/relay_pick.h"

#include <stdio.h>

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

enum result relay_pick_by_weight(const struct server_list *list, const char *directory_host, uint32_t random,
                                 struct server_list_relay *out)
{
	uint64_t total = 0;
	for (size_t i = 0; i < list->relay_count; i++)
		total += list->relays[i].weight;
	/* 64 relays of weight 10^6 are far below 2^32, so the product fits and the share is even. */
	uint64_t at = total * random >> 32;
	for (size_t i = 0; i < list->relay_count; i++) {
		if (at < list->relays[i].weight) {
			give(&list->relays[i], directory_host, out);
			return RESULT_OK;
		}
		at -= list->relays[i].weight;
	}
	return RESULT_NOT_REACHABLE;
}
