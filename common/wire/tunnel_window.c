/*
 * A place in the stream lies at place % room of the memory, so nothing is ever
 * moved (but into other memory). put_new() stores one run of bytes that is
 * nowhere yet; note_range() keeps the ranges in order and apart, and absorb()
 * hands what has become gapless to the ring.
 */
#include "wire/tunnel_window.h"

#include <string.h>

static void write_at(struct tunnel_ring *ring, uint64_t place, struct bytes bytes)
{
	size_t at = (size_t)(place % ring->room), first = ring->room - at;
	first = first < bytes.size ? first : bytes.size;
	memcpy(ring->memory + at, bytes.data, first);
	memcpy(ring->memory, bytes.data + first, bytes.size - first);
}

size_t tunnel_ring_add(struct tunnel_ring *ring, struct bytes bytes)
{
	size_t room = ring->room - (size_t)(ring->end - ring->start);
	if (bytes.size > room)
		bytes.size = room;
	if (bytes.size == 0)
		return 0;
	write_at(ring, ring->end, bytes);
	ring->end += bytes.size;
	return bytes.size;
}

void tunnel_ring_copy(const struct tunnel_ring *ring, uint64_t place, uint8_t *to, size_t size)
{
	if (size == 0)
		return;
	size_t at = (size_t)(place % ring->room), first = ring->room - at;
	first = first < size ? first : size;
	memcpy(to, ring->memory + at, first);
	memcpy(to + first, ring->memory, size - first);
}

void tunnel_ring_drop(struct tunnel_ring *ring, uint64_t place)
{
	if (place > ring->end)
		place = ring->end;
	if (place > ring->start)
		ring->start = place;
}

/* Copies a part of `from` to where it belongs in `to`. */
static void carry(const struct tunnel_ring *from, struct tunnel_ring *to, uint64_t start, uint64_t end)
{
	while (start < end) {
		size_t at = (size_t)(start % from->room), size = from->room - at;
		size = size < end - start ? size : (size_t)(end - start);
		write_at(to, start, (struct bytes){from->memory + at, size});
		start += size;
	}
}

void tunnel_ring_move(struct tunnel_ring *ring, uint8_t *memory, size_t room)
{
	struct tunnel_ring to = {memory, room, ring->start, ring->end};
	if (ring->end > ring->start)
		carry(ring, &to, ring->start, ring->end);
	*ring = to;
}

void tunnel_window_move(struct tunnel_window *window, uint8_t *memory, size_t room)
{
	struct tunnel_ring old = window->ring;
	tunnel_ring_move(&window->ring, memory, room);
	for (size_t i = 0; i < window->range_count; i++)
		carry(&old, &window->ring, window->ranges[i].start, window->ranges[i].end);
}

static void remove_range(struct tunnel_window *window, size_t index)
{
	window->range_count--;
	memmove(&window->ranges[index], &window->ranges[index + 1],
	        (window->range_count - index) * sizeof window->ranges[0]);
}

/* What lies directly behind the front belongs to it. */
static void absorb(struct tunnel_window *window)
{
	while (window->range_count > 0 && window->ranges[0].start <= window->ring.end) {
		if (window->ranges[0].end > window->ring.end)
			window->ring.end = window->ranges[0].end;
		remove_range(window, 0);
	}
}

/* A run between two ranges (or at their edges) is there now. False: it would be one range too many. */
static bool note_range(struct tunnel_window *window, uint64_t start, uint64_t end)
{
	size_t at = 0;
	while (at < window->range_count && window->ranges[at].end < start)
		at++;
	if (at < window->range_count && window->ranges[at].end == start) {
		window->ranges[at].end = end;
	} else if (at < window->range_count && window->ranges[at].start == end) {
		window->ranges[at].start = start;
	} else {
		if (window->range_count == TUNNEL_WINDOW_RANGES_MAX)
			return false;
		memmove(&window->ranges[at + 1], &window->ranges[at],
		        (window->range_count - at) * sizeof window->ranges[0]);
		window->ranges[at] = (struct tunnel_range){start, end};
		window->range_count++;
	}
	if (at + 1 < window->range_count && window->ranges[at].end == window->ranges[at + 1].start) {
		window->ranges[at].end = window->ranges[at + 1].end;
		remove_range(window, at + 1);
	}
	return true;
}

/* Where the next bytes that are there already begin, from `place` on, which is not; and where they end. */
static struct tunnel_range next_known(const struct tunnel_window *window, uint64_t place)
{
	for (size_t i = 0; i < window->range_count; i++)
		if (window->ranges[i].end > place)
			return window->ranges[i];
	return (struct tunnel_range){UINT64_MAX, UINT64_MAX};
}

static bool put_new(struct tunnel_window *window, uint64_t place, struct bytes bytes)
{
	if (place == window->ring.end) {
		write_at(&window->ring, place, bytes);
		window->ring.end += bytes.size;
		absorb(window);
		return true;
	}
	if (!note_range(window, place, place + bytes.size))
		return false;
	write_at(&window->ring, place, bytes);
	return true;
}

size_t tunnel_window_put(struct tunnel_window *window, uint64_t place, struct bytes bytes)
{
	size_t done = 0;
	while (done < bytes.size) {
		uint64_t at = place + done, limit = window->ring.start + window->ring.room;
		size_t left = bytes.size - done;
		struct tunnel_range known = {window->ring.start, window->ring.end};
		if (at >= window->ring.end)
			known = next_known(window, at);
		if (at < window->ring.end || at >= known.start) { /* there already, or taken long ago */
			done += left < known.end - at ? left : (size_t)(known.end - at);
			continue;
		}
		if (at >= limit)
			break;
		size_t size = left < known.start - at ? left : (size_t)(known.start - at);
		size = size < limit - at ? size : (size_t)(limit - at);
		if (!put_new(window, at, (struct bytes){bytes.data + done, size}))
			break;
		done += size;
	}
	return done;
}

size_t tunnel_window_take(struct tunnel_window *window, uint8_t *to, size_t room)
{
	size_t size = (size_t)(window->ring.end - window->ring.start);
	size = size < room ? size : room;
	tunnel_ring_copy(&window->ring, window->ring.start, to, size);
	window->ring.start += size;
	return size;
}

uint64_t tunnel_window_reach(const struct tunnel_window *window)
{
	return window->range_count > 0 ? window->ranges[window->range_count - 1].end : window->ring.end;
}
