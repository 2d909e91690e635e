#include "relay/keeper_fleet.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* Says what is wrong; `about` and `more` stand in the sentence where it has places for them. */
static bool complain(enum text_id id, const char *about, const char *more)
{
	char sentence[2048];
	fprintf(stderr, "lotse-relay: %s\n", text_write(sentence, sizeof sentence, id, about, more));
	return false;
}

static bool take_prefix(struct keeper_fleet *fleet, const char *text)
{
	uint8_t first, last;
	if (!text[0])
		return true;
	if (keeper_list_prefix(text, &first, &last) != RESULT_OK)
		return complain(TEXT_RELAY_BAD_VALUE, "prefix", text);
	for (unsigned prefix = first; prefix <= last; prefix++)
		fleet->share.prefixes[fleet->share.count++] = (uint8_t)prefix;
	return true;
}

static bool join(struct keeper_fleet *fleet, const struct options *options)
{
	struct fleet_setup setup = {.endpoints = options->fleet_etcd,
	                            .credentials = options->fleet_credentials,
	                            .fleet_id = fleet->list.fleet_id};
	if (!options->fleet_etcd[0])
		return true;
	if (!options->list_delegation[0] || !options->host[0] || options->prefix[0])
		return complain(TEXT_RELAY_FLEET_NEEDS, "", "");
	enum result result = fleet_create(&fleet->etcd, &setup);
	if (result == RESULT_DISK)
		return complain(TEXT_RELAY_BAD_VALUE, "fleet-credentials", options->fleet_credentials);
	return result == RESULT_OK || complain(TEXT_RELAY_BAD_VALUE, "fleet-etcd", options->fleet_etcd);
}

bool keeper_fleet_open(struct keeper_fleet *fleet, const struct relay_keys *keys,
                       const struct options *options, const char *folder)
{
	*fleet = (struct keeper_fleet){0};
	if (keeper_list_open(&fleet->list, keys, options->list_delegation, clock_wall_s()) != RESULT_OK)
		return complain(TEXT_RELAY_BAD_DELEGATION, options->list_delegation, folder);
	return take_prefix(fleet, options->prefix) && join(fleet, options);
}

void keeper_fleet_close(struct keeper_fleet *fleet)
{
	fleet_destroy(fleet->etcd);
	fleet->etcd = NULL;
}

bool keeper_fleet_has_numbers(const struct keeper_fleet *fleet)
{
	return !fleet->etcd || fleet->share.count > 0;
}

static enum result sign_alone(struct keeper_fleet *fleet, struct server_list_relay *self, int64_t now_s,
                              struct writer *to, int64_t *expires_s)
{
	struct keeper_list_relays relays = {self, 1};
	self->has_prefix = fleet->share.count > 0;
	if (self->has_prefix) {
		self->prefix_first = fleet->share.prefixes[0];
		self->prefix_last = fleet->share.prefixes[fleet->share.count - 1];
	}
	return keeper_list_sign(&fleet->list, &relays, now_s, to, expires_s);
}

enum result keeper_fleet_sign(struct keeper_fleet *fleet, struct server_list_relay *self, int64_t now_s,
                              struct writer *to, int64_t *expires_s)
{
	if (!fleet->etcd)
		return sign_alone(fleet, self, now_s, to, expires_s);
	struct server_list_relay *alive = calloc(SERVER_LIST_RELAYS_MAX, sizeof *alive);
	if (!alive)
		return RESULT_OUT_OF_MEMORY;
	fleet_introduce(fleet->etcd, self);
	struct keeper_list_relays relays = {alive, fleet_relays(fleet->etcd, alive)};
	enum result result = RESULT_NEED_MORE;
	if (relays.count > 0)
		result = keeper_list_sign(&fleet->list, &relays, now_s, to, expires_s);
	free(alive);
	return result;
}

void keeper_fleet_wait(struct keeper_fleet *fleet, int link, int timeout_ms)
{
	struct pollfd on = {.fd = link, .events = POLLIN};
	if (fleet->etcd)
		fleet_wait(fleet->etcd, link, timeout_ms);
	else
		poll(&on, 1, timeout_ms);
}

bool keeper_fleet_work(struct keeper_fleet *fleet)
{
	if (!fleet->etcd || !fleet_work(fleet->etcd, clock_now_ms(), clock_wall_s()))
		return false;
	uint32_t before = fleet->share.count;
	fleet_share(fleet->etcd, &fleet->share);
	if (fleet->share.count != before && fleet->share.count > 0)
		log_info("fleet", "numbers that begin with 9%02u to 9%02u are given here", fleet->share.prefixes[0],
		         fleet->share.prefixes[fleet->share.count - 1]);
	return true;
}
