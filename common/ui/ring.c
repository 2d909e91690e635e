#include "ui/ring.h"

#include <string.h>

void ring_begin(struct ring *ring)
{
	ring->count = 0;
	ring->own_count = -1;
	ring->wished = 0;
}

void ring_add_common(struct ring *ring)
{
	ring->own_count = ring->count;
}

bool ring_add(struct ring *ring, uint32_t part, bool is_first)
{
	if (ring->count < RING_PARTS_MAX)
		ring->parts[ring->count++] = part;
	if (is_first && ring->wished == 0)
		ring->wished = part;
	return part == ring->focused;
}

static int index_of(const uint32_t *parts, int count, uint32_t part)
{
	for (int i = 0; i < count; i++) {
		if (parts[i] == part)
			return i;
	}
	return -1;
}

/* Whether nothing of what can be used now could be used before. */
static bool is_new_page(const struct ring *ring)
{
	for (int i = 0; i < ring->own_count; i++) {
		if (index_of(ring->known, ring->known_own_count, ring->parts[i]) >= 0)
			return false;
	}
	return true;
}

bool ring_end(struct ring *ring)
{
	uint32_t before = ring->focused;
	if (ring->own_count < 0)
		ring->own_count = ring->count;
	if (is_new_page(ring))
		ring->focused = ring->wished;
	else if (index_of(ring->parts, ring->count, ring->focused) < 0)
		ring->focused = 0;
	memcpy(ring->known, ring->parts, sizeof ring->known);
	ring->known_count = ring->count;
	ring->known_own_count = ring->own_count;
	ring->has_moved = ring->has_moved || ring->focused != before;
	return ring->focused != before;
}

void ring_step(struct ring *ring, int by)
{
	if (ring->known_count == 0)
		return;
	int index = index_of(ring->known, ring->known_count, ring->focused);
	if (index < 0)
		index = by > 0 ? -1 : 0;
	index = (index + by) % ring->known_count;
	ring_focus(ring, ring->known[index < 0 ? index + ring->known_count : index]);
}

void ring_focus(struct ring *ring, uint32_t part)
{
	ring->focused = part;
	ring->has_moved = true;
}
