#include "carrier/tunnel_up.h"

void tunnel_up_init(struct tunnel_up *up, uint8_t *memory, size_t room)
{
	*up = (struct tunnel_up){.ring = {.memory = memory, .room = room}, .body_bytes = TUNNEL_POST_BYTES_FIRST};
}

size_t tunnel_up_add(struct tunnel_up *up, struct bytes bytes)
{
	return up->is_ended ? 0 : tunnel_ring_add(&up->ring, bytes);
}

void tunnel_up_end(struct tunnel_up *up)
{
	up->is_ended = true;
}

/* The first byte that was not answered. */
static uint64_t oldest(const struct tunnel_up *up)
{
	uint64_t place = up->next;
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state != TUNNEL_POST_FREE && up->posts[i].place < place)
			place = up->posts[i].place;
	return place;
}

static size_t count_busy(const struct tunnel_up *up)
{
	size_t count = 0;
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		count += up->posts[i].state != TUNNEL_POST_FREE;
	return count;
}

/* A free place, the one whose connection was used last; TUNNEL_POSTS: none. */
static size_t find_free(const struct tunnel_up *up)
{
	size_t found = TUNNEL_POSTS;
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state == TUNNEL_POST_FREE &&
		    (found == TUNNEL_POSTS || up->posts[i].warm_until_ms > up->posts[found].warm_until_ms))
			found = i;
	return found;
}

static void send(struct tunnel_up *up, struct tunnel_post *post, int64_t now_ms)
{
	int64_t patience_ms = 4 * up->round_trip_ms;
	if (patience_ms < TUNNEL_POST_LATE_MS)
		patience_ms = TUNNEL_POST_LATE_MS;
	for (int i = 0; i < post->tries && patience_ms < TUNNEL_POST_LATE_MS_MAX; i++)
		patience_ms *= 2;
	post->state = TUNNEL_POST_SENT;
	post->sent_ms = now_ms;
	post->due_ms = now_ms + (patience_ms < TUNNEL_POST_LATE_MS_MAX ? patience_ms : TUNNEL_POST_LATE_MS_MAX);
}

/* Whether what waits is to go now: a connection that must be made first delays more than the answer that
 * frees one, so a little waits for that. */
static bool is_worth(const struct tunnel_up *up, const struct tunnel_post *post, size_t size, int64_t now_ms)
{
	return count_busy(up) == 0 || now_ms < post->warm_until_ms || size >= TUNNEL_POST_WORTH_BYTES;
}

/* A little waits for an answer (`found` is free, but its connection would have to be made): the next time it
 * should not, so one is made by a POST without a body, which holds up nothing. On a slow line that would cost
 * more than it saves. */
static bool may_warm(const struct tunnel_up *up)
{
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state != TUNNEL_POST_FREE && up->posts[i].is_warming)
			return false;
	return up->round_trip_ms > 0 && up->round_trip_ms < TUNNEL_POST_QUICK_MS;
}

static bool post_new(struct tunnel_up *up, bool must_tell, int64_t now_ms, size_t *index)
{
	size_t found = find_free(up);
	if (found == TUNNEL_POSTS)
		return false;
	size_t size = (size_t)(up->ring.end - up->next), busy = count_busy(up);
	size_t room = TUNNEL_WINDOW_BYTES - (size_t)(up->next - oldest(up));
	bool is_due = up->is_ended && !up->is_last_posted;
	if (size > up->body_bytes)
		size = up->body_bytes;
	if (size > room)
		size = room;
	bool is_last = is_due && up->next + size == up->ring.end;
	bool is_free = busy == 0 || (busy < TUNNEL_TELLING_MAX && now_ms < up->posts[found].warm_until_ms);
	bool is_empty_due = is_last || (must_tell && is_free);
	bool is_waiting = size > 0 && !is_last && !is_worth(up, &up->posts[found], size, now_ms);
	if (is_waiting ? !may_warm(up) : size == 0 && !is_empty_due)
		return false;
	if (is_waiting)
		size = 0;
	struct tunnel_post *post = &up->posts[found];
	*post = (struct tunnel_post){.place = up->next,
	                             .size = (uint32_t)size,
	                             .is_last = is_last,
	                             .is_warming = is_waiting,
	                             .warm_until_ms = post->warm_until_ms};
	up->is_last_posted |= is_last;
	up->next += size;
	send(up, post, now_ms);
	*index = found;
	return true;
}

bool tunnel_up_next(struct tunnel_up *up, bool must_tell, int64_t now_ms, size_t *index)
{
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state == TUNNEL_POST_AGAIN && now_ms >= up->posts[i].due_ms) {
			send(up, &up->posts[i], now_ms);
			*index = i;
			return true;
		}
	return post_new(up, must_tell, now_ms, index);
}

void tunnel_up_body(const struct tunnel_up *up, size_t index, uint8_t *to)
{
	tunnel_ring_copy(&up->ring, up->posts[index].place, to, up->posts[index].size);
}

/* A full one tells how fast the line is. */
static void adapt(struct tunnel_up *up, const struct tunnel_post *post, int64_t took_ms)
{
	if (took_ms > TUNNEL_POST_SLOW_MS && up->body_bytes > TUNNEL_POST_BYTES_MIN)
		up->body_bytes /= 2;
	else if (took_ms < TUNNEL_POST_QUICK_MS && post->size == up->body_bytes &&
	         up->body_bytes < TUNNEL_BODY_BYTES_MAX)
		up->body_bytes *= 2;
}

void tunnel_up_answered(struct tunnel_up *up, size_t index, int64_t now_ms)
{
	struct tunnel_post *post = &up->posts[index];
	int64_t took_ms = now_ms - post->sent_ms;
	if (post->tries == 0) {
		up->round_trip_ms += (took_ms - up->round_trip_ms) / 4;
		adapt(up, post, took_ms);
	}
	post->state = TUNNEL_POST_FREE;
	post->warm_until_ms = now_ms + TUNNEL_POST_WARM_MS;
	tunnel_ring_drop(&up->ring, oldest(up));
}

void tunnel_up_failed(struct tunnel_up *up, size_t index, int64_t now_ms)
{
	struct tunnel_post *post = &up->posts[index];
	int64_t pause_ms = post->tries == 0 ? 0 : 125;
	for (int i = 0; i < post->tries && pause_ms < TUNNEL_RETRY_MS_MAX; i++)
		pause_ms *= 2;
	post->state = TUNNEL_POST_AGAIN;
	post->warm_until_ms = 0;
	post->due_ms = now_ms + (pause_ms < TUNNEL_RETRY_MS_MAX ? pause_ms : TUNNEL_RETRY_MS_MAX);
	post->tries++;
}

bool tunnel_up_late(const struct tunnel_up *up, int64_t now_ms, size_t *index)
{
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state == TUNNEL_POST_SENT && now_ms >= up->posts[i].due_ms) {
			*index = i;
			return true;
		}
	return false;
}

int tunnel_up_timeout_ms(const struct tunnel_up *up, int64_t now_ms)
{
	int64_t due_ms = INT64_MAX;
	for (size_t i = 0; i < TUNNEL_POSTS; i++)
		if (up->posts[i].state != TUNNEL_POST_FREE && up->posts[i].due_ms < due_ms)
			due_ms = up->posts[i].due_ms;
	if (due_ms == INT64_MAX)
		return -1;
	return due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
}

size_t tunnel_up_waiting_bytes(const struct tunnel_up *up)
{
	return (size_t)(up->ring.end - up->ring.start);
}
