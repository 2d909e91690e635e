#include "session/places.h"

#include "base/secret.h"
#include "carrier/directory.h"
#include "carrier/probe.h"
#include "carrier/relay_pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct places {
	char asked[200]; /* the addresses of the list, for people */
	char region[16];
	struct places_setup setup; /* without what it points to */
	struct directory *directory;
	struct probe *probe;          /* once there is a list */
	enum result directory_result; /* why there is none */
	bool is_asking;
	enum result failed; /* of places_ask, for the next places_work; RESULT_OK: nothing has */
	uint32_t route;
	struct server_list list; /* the last one; a copy, so that it outlives the next fetch */
	char host[SERVER_LIST_HOST_BYTES];
};

/* Where the list is looked for, as one line. */
static void describe_asked(struct places *places, const struct directory_options *options)
{
	size_t at = 0;

	for (int i = 0; i < DIRECTORY_URLS_MAX && options->urls[i] != NULL && at < sizeof places->asked; i++)
		at += (size_t)snprintf(places->asked + at, sizeof places->asked - at, "%s%s", i > 0 ? ", " : "",
		                       options->urls[i]);
}

struct places *places_create(const struct places_setup *setup)
{
	struct directory_options options = {
		.root_key = setup->list_key, .region = setup->region, .ways = setup->ways};
	struct places *places = calloc(1, sizeof *places);

	if (places == NULL)
		return NULL;
	_Static_assert((int)PARTICIPANT_DIRECTORIES_MAX <= (int)DIRECTORY_URLS_MAX,
	               "all that are given are asked");
	for (int i = 0; i < PARTICIPANT_DIRECTORIES_MAX; i++)
		options.urls[i] = setup->directories[i];
	if (setup->region != NULL)
		snprintf(places->region, sizeof places->region, "%s", setup->region);
	places->setup.ways = setup->ways;
	places->setup.wake = setup->wake;
	places->setup.attempts = setup->attempts;
	describe_asked(places, &options);
	places->directory_result = directory_create(&places->directory, &options, setup->wake);
	return places;
}

void places_destroy(struct places *places)
{
	if (places == NULL)
		return;
	probe_stop(places->probe);
	directory_destroy(places->directory);
	free(places);
}

void places_ask(struct places *places, uint32_t route)
{
	places_stop(places);
	places->route = route;
	places->is_asking = true;
	places->failed = places->directory_result;
	if (places->failed == RESULT_OK)
		places->failed = directory_fetch(places->directory);
}

void places_stop(struct places *places)
{
	probe_stop(places->probe);
	places->probe = NULL;
	places->is_asking = false;
}

/* Those of the list that has just come which are right for it, the likeliest first. */
static enum result start_probe(struct places *places, int64_t now_ms)
{
	uint32_t random[SERVER_LIST_RELAYS_MAX];
	struct server_list_relay order[SERVER_LIST_RELAYS_MAX];
	struct probe_setup setup = {.relays = order,
	                            .count = 1,
	                            .ways = places->setup.ways,
	                            .attempts = places->setup.attempts,
	                            .wake = places->setup.wake};
	enum result result = RESULT_OK;

	places->list = *directory_list(places->directory);
	snprintf(places->host, sizeof places->host, "%s", directory_host(places->directory));
	secret_random(random, sizeof random);
	if (places->route != 0)
		result = relay_pick_by_route(&places->list, places->host, places->route, &order[0]);
	else
		setup.count = relay_pick_order(&places->list, places->host, places->region, random, order);
	return result == RESULT_OK ? probe_start(&places->probe, &setup, now_ms) : result;
}

enum result places_work(struct places *places, int64_t now_ms, struct probe_found *out)
{
	enum result result = places->failed;

	if (!places->is_asking)
		return RESULT_WOULD_BLOCK;
	if (places->probe == NULL) {
		if (result == RESULT_OK)
			result = directory_work(places->directory);
		if (result == RESULT_OK)
			result = start_probe(places, now_ms);
	}
	if (places->probe != NULL)
		result = probe_work(places->probe, now_ms);
	if (result == RESULT_WOULD_BLOCK)
		return result;
	if (result == RESULT_OK)
		probe_take(places->probe, out);
	places_stop(places);
	return result;
}

bool places_is_listing(const struct places *places)
{
	return places->is_asking && places->probe == NULL;
}

static int shorter(int a_ms, int b_ms)
{
	return b_ms >= 0 && (a_ms < 0 || b_ms < a_ms) ? b_ms : a_ms;
}

size_t places_waits(const struct places *places, struct wake_on *on, int64_t now_ms, int *timeout_ms)
{
	if (!places->is_asking)
		return 0;
	if (places->probe != NULL) {
		*timeout_ms = shorter(*timeout_ms, probe_timeout_ms(places->probe, now_ms));
		return probe_handles(places->probe, on, PLACES_WAITS_MAX);
	}
	if (places->failed != RESULT_OK) {
		*timeout_ms = 0;
		return 0;
	}
	*timeout_ms = shorter(*timeout_ms, directory_timeout_ms(places->directory, now_ms));
	return directory_handles(places->directory, on, PLACES_WAITS_MAX);
}

bool places_find(const struct places *places, const uint8_t id[static PLACES_ID_BYTES],
                 struct server_list_relay *out)
{
	for (size_t i = 0; i < places->list.relay_count; i++) {
		if (memcmp(places->list.relays[i].id, id, PLACES_ID_BYTES) != 0)
			continue;
		*out = places->list.relays[i];
		if (out->host[0] == '\0')
			snprintf(out->host, sizeof out->host, "%s", places->host);
		return true;
	}
	return false;
}

void places_fleet_id(const struct places *places, uint8_t to[static PLACES_ID_BYTES])
{
	memcpy(to, places->list.fleet_id, PLACES_ID_BYTES);
}

enum operator_trust places_trust(const struct places *places, const struct operator_certificate *certificate,
                                 int64_t now_s)
{
	const uint8_t *root_key = directory_root_key(places->directory);

	return root_key ? operator_certificate_trust(certificate, &places->list, root_key, now_s)
	                : OPERATOR_UNVERIFIED;
}

void places_keep(struct places *places, const struct server_list_relay *relays, size_t count)
{
	places->list.relay_count = count < SERVER_LIST_RELAYS_MAX ? count : SERVER_LIST_RELAYS_MAX;
	memcpy(places->list.relays, relays, places->list.relay_count * sizeof *relays);
}

size_t places_to_meet(const struct places *places, const struct server_list_relay *first,
                      const struct server_list_relay *second,
                      uint8_t ids[static PLACES_MEETING_MAX * PLACES_ID_BYTES])
{
	uint32_t random[SERVER_LIST_RELAYS_MAX];
	struct server_list_relay order[SERVER_LIST_RELAYS_MAX];
	size_t count = 1;

	secret_random(random, sizeof random);
	size_t others = relay_pick_order(&places->list, places->host, places->region, random, order);
	memcpy(ids, first->id, PLACES_ID_BYTES);
	if (second != NULL)
		memcpy(ids + count++ * PLACES_ID_BYTES, second->id, PLACES_ID_BYTES);
	for (size_t i = 0; i < others && count < PLACES_MEETING_MAX; i++) {
		bool is_known = memcmp(order[i].id, first->id, PLACES_ID_BYTES) == 0 ||
		                (second != NULL && memcmp(order[i].id, second->id, PLACES_ID_BYTES) == 0);
		if (!is_known)
			memcpy(ids + count++ * PLACES_ID_BYTES, order[i].id, PLACES_ID_BYTES);
	}
	return count;
}

void places_describe(const struct places *places, struct participant_state *state)
{
	bool is_of_list = state->result >= RESULT_LIST_UNREACHABLE && state->result <= RESULT_LIST_BAD;

	if (!is_of_list || places->directory == NULL)
		return;
	if (state->result == RESULT_LIST_UNREACHABLE)
		snprintf(state->detail, sizeof state->detail, "%s", places->asked);
	else
		(void)directory_words(places->directory, state->result, state->detail, sizeof state->detail);
}

const struct attempts *places_attempts(const struct places *places)
{
	return places->directory != NULL ? directory_attempts(places->directory) : NULL;
}
