/*
 * Which session a route leads to, and which worker owns that. Shared by all
 * workers under a lock of its own; a session's pointer is for its own worker.
 */
#ifndef LOTSE_RELAY_ROUTES_H
#define LOTSE_RELAY_ROUTES_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct routes; /* opaque, heap */
struct session;

struct route_place {
	struct session *session;
	uint16_t worker;
};

/* NULL: out of memory. */
struct routes *routes_create(void);

/* Fine with NULL. */
void routes_destroy(struct routes *routes);

/* From now on the route leads there. RESULT_BAD_ARGUMENT: it is none, or leads somewhere already. */
enum result routes_claim(struct routes *routes, uint32_t route, struct route_place place);

/* Leads nowhere any more. */
void routes_release(struct routes *routes, uint32_t route);

/* False if it leads nowhere, whatever number it is. */
bool routes_find(struct routes *routes, uint32_t route, struct route_place *out);

/* How many lead somewhere. */
size_t routes_count(struct routes *routes);

#endif
