#include "carrier/curl_loop.h"

enum { CROWDED_MS = 20, AGAIN_MS = 5 };

/* curl's CURLMOPT_SOCKETFUNCTION: a socket is new, wants something else, or goes. */
static int note_socket(CURL *easy, curl_socket_t socket, int wants, void *context, void *ignored)
{
	struct curl_loop *loop = context;
	size_t i = 0;
	(void)easy;
	(void)ignored;
	while (i < loop->count && loop->sockets[i].socket != socket)
		i++;
	if (wants == CURL_POLL_REMOVE) {
		if (i < loop->count)
			loop->sockets[i] = loop->sockets[--loop->count];
		return 0;
	}
	if (i == CURL_LOOP_SOCKETS_MAX) {
		loop->is_crowded = true;
		return 0;
	}
	if (i == loop->count)
		loop->count++;
	loop->sockets[i].socket = socket;
	loop->sockets[i].wants = wants;
	return 0;
}

/* curl's CURLMOPT_TIMERFUNCTION. */
static int note_timer(CURLM *multi, long timeout_ms, void *context)
{
	struct curl_loop *loop = context;
	(void)multi;
	loop->has_due = timeout_ms >= 0;
	loop->due_ms = loop->now_ms + timeout_ms;
	return 0;
}

enum result curl_loop_init(struct curl_loop *loop, int64_t now_ms)
{
	*loop = (struct curl_loop){.now_ms = now_ms};
	loop->multi = curl_multi_init();
	if (!loop->multi)
		return RESULT_OUT_OF_MEMORY;
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, note_socket);
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, note_timer);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
	return RESULT_OK;
}

void curl_loop_finish(struct curl_loop *loop)
{
	if (loop->multi)
		curl_multi_cleanup(loop->multi);
	*loop = (struct curl_loop){0};
}

size_t curl_loop_handles(const struct curl_loop *loop, struct wake_on *on, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < loop->count && count < room; i++)
		on[count++] = (struct wake_on){.handle = (wake_handle)loop->sockets[i].socket,
		                               .want_read = loop->sockets[i].wants & CURL_POLL_IN,
		                               .want_write = loop->sockets[i].wants & CURL_POLL_OUT};
	return count;
}

int curl_loop_timeout_ms(const struct curl_loop *loop, int64_t now_ms)
{
	int64_t left_ms = loop->has_due ? loop->due_ms - now_ms : -1;
	if (loop->has_due && left_ms < 0)
		left_ms = 0;
	/* curl takes time with a grain of 1 ms: it may find that the time to connect is not quite over when its
	 * timer is, and never looks again (7.88). */
	if (loop->again_ms && (left_ms < 0 || left_ms > AGAIN_MS))
		left_ms = AGAIN_MS;
	if (loop->is_crowded && (left_ms < 0 || left_ms > CROWDED_MS))
		left_ms = CROWDED_MS;
	return left_ms > INT32_MAX ? INT32_MAX : (int)left_ms;
}

void curl_loop_work(struct curl_loop *loop, int64_t now_ms)
{
	curl_socket_t sockets[CURL_LOOP_SOCKETS_MAX];
	int running = 0;
	size_t count = loop->count;
	bool is_due = loop->has_due && now_ms + 1 >= loop->due_ms; /* the sockets' turn may hide it */
	loop->now_ms = now_ms;
	if (is_due || now_ms >= loop->again_ms)
		loop->again_ms = is_due ? now_ms + AGAIN_MS : 0;
	for (size_t i = 0; i < count; i++)
		sockets[i] = loop->sockets[i].socket;
	/* With no event named, curl looks for itself. A socket that the one before took away is no harm. */
	for (size_t i = 0; i < count; i++)
		curl_multi_socket_action(loop->multi, sockets[i], 0, &running);
	if (loop->is_crowded || (loop->has_due && now_ms >= loop->due_ms))
		curl_multi_socket_action(loop->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}
