#include "relay/relay.h"

#include "relay/carriers/tls.h"
#include "relay/carriers/tunnel_table.h"
#include "relay/download.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct relay *relay_create(const struct options *options)
{
	static const uint32_t most[RENDEZVOUS_KINDS] = {RELAY_SESSIONS_MAX, RELAY_OFFERS_MAX, RELAY_WAITS_MAX,
	                                                RELAY_OVER_MAX};
	uint8_t key[LIMITS_KEY_BYTES], meet_key[RENDEZVOUS_KEY_BYTES];
	struct relay *relay = calloc(1, sizeof *relay);
	if (!relay)
		return NULL;
	randombytes_buf(key, sizeof key);
	randombytes_buf(meet_key, sizeof meet_key);
	relay->options = options;
	relay->tls = tls_create();
	relay->run = randombytes_random();
	relay->rendezvous = rendezvous_create(most, meet_key);
	limits_init(&relay->limits, &options->limits, key);
	relay->routes = routes_create();
	relay->lock = mutex_create();
	relay->tunnels = tunnels_create();
	relay->shelf = shelf_create();
	relay->wake = wake_create();
	relay->to_keeper =
		queue_create(sizeof(struct keeper_message), RELAY_TO_KEEPER_MAX, QUEUE_REFUSE_NEW, NULL, relay->wake);
	if (relay->rendezvous && relay->routes && relay->lock && relay->tunnels && relay->shelf && relay->tls &&
	    relay->wake && relay->to_keeper)
		return relay;
	relay_destroy(relay);
	return NULL;
}

void relay_destroy(struct relay *relay)
{
	if (!relay)
		return;
	queue_destroy(relay->to_keeper);
	wake_destroy(relay->wake);
	mutex_destroy(relay->lock);
	routes_destroy(relay->routes);
	tunnels_destroy(relay->tunnels);
	shelf_destroy(relay->shelf);
	rendezvous_destroy(relay->rendezvous);
	tls_destroy(relay->tls);
	sodium_memzero(relay->ticket_key, sizeof relay->ticket_key);
	free(relay);
}

bool relay_admit(struct relay *relay, struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	bool may_stay = limits_admit(&relay->limits, source, now_ms, randombytes_random());
	relay->connections += may_stay;
	mutex_unlock(relay->lock);
	return may_stay;
}

void relay_gone(struct relay *relay, const struct limits_source *source, bool was_matched, int64_t now_ms)
{
	mutex_lock(relay->lock);
	relay->connections--;
	if (!was_matched)
		limits_matched(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
}

bool relay_rename(struct relay *relay, struct limits_source *was, struct limits_source *is, int64_t now_ms)
{
	mutex_lock(relay->lock);
	bool may_stay = limits_admit(&relay->limits, is, now_ms, randombytes_random());
	if (may_stay) {
		limits_matched(&relay->limits, was, now_ms);
		*was = *is;
	}
	mutex_unlock(relay->lock);
	return may_stay;
}

void relay_set_limits(struct relay *relay, const struct limits_rules *rules)
{
	mutex_lock(relay->lock);
	relay->limits.rules = *rules;
	mutex_unlock(relay->lock);
}

void relay_matched(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	limits_matched(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
}

void relay_failed(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	limits_failed(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
}

bool relay_is_tired(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	bool is_tired = limits_is_tired(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
	return is_tired;
}

void relay_forgive(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	limits_forgive(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
}

bool relay_number(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	bool may_have = limits_number(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
	return may_have;
}

void relay_number_over(struct relay *relay, const struct limits_source *source, int64_t now_ms)
{
	mutex_lock(relay->lock);
	limits_number_over(&relay->limits, source, now_ms);
	mutex_unlock(relay->lock);
}

enum result relay_meet_put(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                           struct rendezvous_place place)
{
	mutex_lock(relay->lock);
	enum result result = rendezvous_put(relay->rendezvous, kind, id, place);
	mutex_unlock(relay->lock);
	return result;
}

bool relay_meet_find(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                     struct rendezvous_place *out)
{
	mutex_lock(relay->lock);
	bool is_there = rendezvous_find(relay->rendezvous, kind, id, out);
	mutex_unlock(relay->lock);
	return is_there;
}

void relay_meet_drop(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                     const void *owner)
{
	mutex_lock(relay->lock);
	rendezvous_drop(relay->rendezvous, kind, id, owner);
	mutex_unlock(relay->lock);
}

void relay_meet_over(struct relay *relay, const uint8_t id[static 16])
{
	struct rendezvous_place place = {.owner = relay};
	mutex_lock(relay->lock);
	uint8_t *at = relay->over[relay->over_count++ % RELAY_OVER_MAX];
	rendezvous_drop(relay->rendezvous, RENDEZVOUS_OVER, at, relay);
	memcpy(at, id, RENDEZVOUS_ID_BYTES);
	rendezvous_put(relay->rendezvous, RENDEZVOUS_OVER, id, place);
	mutex_unlock(relay->lock);
}

bool relay_meet_or_wait(struct relay *relay, const uint8_t (*ids)[16], size_t count,
                        struct rendezvous_place self, struct rendezvous_place *out)
{
	bool is_there = false;
	mutex_lock(relay->lock); /* one look at both, so that the two can't miss each other */
	for (size_t i = 0; i < count && !is_there; i++)
		is_there = rendezvous_find(relay->rendezvous, RENDEZVOUS_OFFER, ids[i], out);
	for (size_t i = 0; i < count && !is_there; i++)
		rendezvous_put(relay->rendezvous, RENDEZVOUS_WAIT, ids[i], self);
	mutex_unlock(relay->lock);
	return is_there;
}

bool relay_meet_offer(struct relay *relay, const uint8_t id[static 16], struct rendezvous_place self,
                      struct rendezvous_place *out)
{
	mutex_lock(relay->lock);
	bool is_awaited = rendezvous_put(relay->rendezvous, RENDEZVOUS_OFFER, id, self) == RESULT_OK &&
	                  rendezvous_find(relay->rendezvous, RENDEZVOUS_WAIT, id, out);
	mutex_unlock(relay->lock);
	return is_awaited;
}

enum result relay_tell_keeper(struct relay *relay, const struct keeper_message *message)
{
	bool may_wait = message->kind == KEEPER_OPEN || message->kind == KEEPER_RECLAIM;
	if (may_wait && queue_count(relay->to_keeper) >= RELAY_TO_KEEPER_OPENS_MAX)
		return RESULT_WOULD_BLOCK;
	return queue_push(relay->to_keeper, message);
}
