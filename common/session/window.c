#include "session/window.h"

void window_init(struct window *window, size_t size_bytes)
{
	*window = (struct window){.size_bytes = size_bytes};
}

bool window_has_room(const struct window *window, size_t bytes)
{
	uint64_t under_way = window->sent_bytes - window->arrived_bytes;

	return under_way == 0 || under_way + bytes <= window->size_bytes;
}

void window_sent(struct window *window, size_t bytes)
{
	window->sent_bytes += bytes;
}

bool window_arrived(struct window *window, uint64_t bytes)
{
	if (bytes < window->arrived_bytes || bytes > window->sent_bytes)
		return false;
	window->arrived_bytes = bytes;
	return true;
}

bool window_opened(struct window *window, size_t bytes)
{
	window->opened_bytes += bytes;
	return window->opened_bytes - window->told_bytes >= window->size_bytes / 4;
}
