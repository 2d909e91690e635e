#include "desktop/inlet.h"

#include "base/thread.h"
#include "desktop/gate.h"

#include <stdlib.h>

struct inlet {
	struct mutex *mutex;
	struct inlet_item items[GATE_QUEUE_EVENTS];
	size_t first, count;
	bool has_lost_release; /* its ticket: */
	uint64_t lost_ticket;
	bool is_at_work;
};

struct inlet *inlet_create(void)
{
	struct inlet *inlet = calloc(1, sizeof *inlet);
	if (inlet == NULL)
		return NULL;
	inlet->mutex = mutex_create();
	if (inlet->mutex == NULL) {
		free(inlet);
		return NULL;
	}
	return inlet;
}

void inlet_destroy(struct inlet *inlet)
{
	if (inlet == NULL)
		return;
	mutex_destroy(inlet->mutex);
	free(inlet);
}

static struct inlet_item *item_at(struct inlet *inlet, size_t index)
{
	return &inlet->items[(inlet->first + index) % GATE_QUEUE_EVENTS];
}

static bool is_release(const struct input_event *event)
{
	return event->kind == INPUT_RELEASE_ALL ||
	       ((event->kind == INPUT_KEY || event->kind == INPUT_BUTTON) && !event->is_down);
}

/* Makes room by losing the oldest movement; false if none waits. */
static bool lose_movement(struct inlet *inlet)
{
	size_t at = 0;
	while (at < inlet->count && item_at(inlet, at)->event.kind != INPUT_MOVE)
		at++;
	if (at == inlet->count)
		return false;
	for (; at + 1 < inlet->count; at++)
		*item_at(inlet, at) = *item_at(inlet, at + 1);
	inlet->count--;
	return true;
}

static enum result push_locked(struct inlet *inlet, const struct inlet_item *item)
{
	if (inlet->count == GATE_QUEUE_EVENTS && !lose_movement(inlet)) {
		if (!is_release(&item->event))
			return RESULT_WOULD_BLOCK;
		inlet->has_lost_release = true;
		inlet->lost_ticket = item->ticket;
		return RESULT_OK;
	}
	*item_at(inlet, inlet->count++) = *item;
	return RESULT_OK;
}

enum result inlet_push(struct inlet *inlet, const struct inlet_item *item)
{
	mutex_lock(inlet->mutex);
	enum result result = push_locked(inlet, item);
	mutex_unlock(inlet->mutex);
	return result;
}

static bool pop_locked(struct inlet *inlet, struct inlet_item *out)
{
	if (inlet->has_lost_release) {
		inlet->has_lost_release = false;
		inlet->count = 0;
		*out = (struct inlet_item){.event.kind = INPUT_RELEASE_ALL, .ticket = inlet->lost_ticket};
		return true;
	}
	if (inlet->count == 0)
		return false;
	*out = *item_at(inlet, 0);
	inlet->first = (inlet->first + 1) % GATE_QUEUE_EVENTS;
	inlet->count--;
	return true;
}

bool inlet_pop(struct inlet *inlet, struct inlet_item *out)
{
	mutex_lock(inlet->mutex);
	bool is_one = pop_locked(inlet, out);
	inlet->is_at_work = inlet->is_at_work || is_one;
	mutex_unlock(inlet->mutex);
	return is_one;
}

void inlet_clear(struct inlet *inlet)
{
	mutex_lock(inlet->mutex);
	inlet->count = 0;
	inlet->has_lost_release = false;
	mutex_unlock(inlet->mutex);
}

void inlet_rest(struct inlet *inlet, bool is_at_work)
{
	mutex_lock(inlet->mutex);
	inlet->is_at_work = is_at_work;
	mutex_unlock(inlet->mutex);
}

bool inlet_is_settled(struct inlet *inlet)
{
	mutex_lock(inlet->mutex);
	bool is_settled = inlet->count == 0 && !inlet->has_lost_release && !inlet->is_at_work;
	mutex_unlock(inlet->mutex);
	return is_settled;
}
