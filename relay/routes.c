#include "relay/routes.h"

#include "base/thread.h"
#include "relay/route_index.h"

#include <stdlib.h>

struct routes {
	struct mutex *lock;
	size_t count;
	struct route_place places[ROUTE_COUNT]; /* pages that nobody has touched cost nothing */
};

struct routes *routes_create(void)
{
	struct routes *routes = calloc(1, sizeof *routes);
	if (!routes)
		return NULL;
	routes->lock = mutex_create();
	if (routes->lock)
		return routes;
	free(routes);
	return NULL;
}

void routes_destroy(struct routes *routes)
{
	if (!routes)
		return;
	mutex_destroy(routes->lock);
	free(routes);
}

enum result routes_claim(struct routes *routes, uint32_t route, struct route_place place)
{
	uint32_t index;
	if (!route_index(route, &index))
		return RESULT_BAD_ARGUMENT;
	mutex_lock(routes->lock);
	struct route_place *at = &routes->places[index];
	enum result result = at->session ? RESULT_BAD_ARGUMENT : RESULT_OK;
	if (result == RESULT_OK) {
		*at = place;
		routes->count++;
	}
	mutex_unlock(routes->lock);
	return result;
}

void routes_release(struct routes *routes, uint32_t route)
{
	uint32_t index;
	if (!route_index(route, &index))
		return;
	mutex_lock(routes->lock);
	struct route_place *at = &routes->places[index];
	if (at->session)
		routes->count--;
	*at = (struct route_place){0};
	mutex_unlock(routes->lock);
}

bool routes_find(struct routes *routes, uint32_t route, struct route_place *out)
{
	uint32_t index;
	if (!route_index(route, &index))
		return false;
	mutex_lock(routes->lock);
	*out = routes->places[index];
	mutex_unlock(routes->lock);
	return out->session != NULL;
}

size_t routes_count(struct routes *routes)
{
	mutex_lock(routes->lock);
	size_t count = routes->count;
	mutex_unlock(routes->lock);
	return count;
}
