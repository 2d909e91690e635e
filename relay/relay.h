/*
 * What all workers share: routes, limits on strangers, the way to the keeper and
 * to each other. Each function takes the lock that it needs. Any thread.
 */
#ifndef LOTSE_RELAY_RELAY_H
#define LOTSE_RELAY_RELAY_H

#include "base/queue.h"
#include "base/thread.h"
#include "base/wake.h"
#include "relay/keeper_link.h"
#include "relay/limits.h"
#include "relay/options.h"
#include "relay/routes.h"

enum {
	RELAY_TO_KEEPER_MAX = 1024,
	RELAY_TO_KEEPER_OPENS_MAX = 768 /* so that ends always have their place */
};

struct worker;

struct relay {
	const struct options *options;
	struct routes *routes;
	struct mutex *lock; /* over limits and connections */
	struct limits limits;
	uint64_t connections;
	struct wake *wake;       /* of the main thread, which alone talks to the keeper */
	struct queue *to_keeper; /* struct keeper_message */
	struct worker *workers[OPTIONS_WORKERS_MAX];
	size_t worker_count;
	uint8_t relay_id[8];
};

/* NULL: out of memory. The options must outlive it. */
struct relay *relay_create(const struct options *options);

/* Fine with NULL. No worker may be left. */
void relay_destroy(struct relay *relay);

/* A connection has come (limits.h); then it counts until relay_gone. */
bool relay_admit(struct relay *relay, const struct limits_source *source, int64_t now_ms);
void relay_gone(struct relay *relay, const struct limits_source *source, bool was_matched, int64_t now_ms);

void relay_matched(struct relay *relay, const struct limits_source *source,
                   int64_t now_ms); /* Is in a session now. */
void relay_failed(struct relay *relay, const struct limits_source *source,
                  int64_t now_ms); /* Its dial failed. */
bool relay_is_tired(struct relay *relay, const struct limits_source *source,
                    int64_t now_ms); /* Failed too often. */

/* Hands a message to the main thread for the keeper. RESULT_WOULD_BLOCK: too many wait; of KEEPER_OPEN
 * earlier. */
enum result relay_tell_keeper(struct relay *relay, const struct keeper_message *message);

#endif
