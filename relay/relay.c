#include "relay/relay.h"

#include <sodium.h>
#include <stdlib.h>

struct relay *relay_create(const struct options *options)
{
	uint8_t key[LIMITS_KEY_BYTES];
	struct relay *relay = calloc(1, sizeof *relay);
	if (!relay)
		return NULL;
	randombytes_buf(key, sizeof key);
	relay->options = options;
	limits_init(&relay->limits, &options->limits, key);
	relay->routes = routes_create();
	relay->lock = mutex_create();
	relay->wake = wake_create();
	relay->to_keeper =
		queue_create(sizeof(struct keeper_message), RELAY_TO_KEEPER_MAX, QUEUE_REFUSE_NEW, NULL, relay->wake);
	if (relay->routes && relay->lock && relay->wake && relay->to_keeper)
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
	free(relay);
}

bool relay_admit(struct relay *relay, const struct limits_source *source, int64_t now_ms)
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

enum result relay_tell_keeper(struct relay *relay, const struct keeper_message *message)
{
	if (message->kind == KEEPER_OPEN && queue_count(relay->to_keeper) >= RELAY_TO_KEEPER_OPENS_MAX)
		return RESULT_WOULD_BLOCK;
	return queue_push(relay->to_keeper, message);
}
