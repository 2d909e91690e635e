#include "base/wake.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct wake {
	int event;             /* readable from wake_signal until the next wake_wait has ended */
	struct pollfd *polled; /* room for the waiter's array, kept from call to call; the last one is `event` */
	size_t room;
};

struct wake *wake_create(void)
{
	struct wake *wake = calloc(1, sizeof *wake);
	if (wake == NULL)
		return NULL;
	wake->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (wake->event < 0) {
		free(wake);
		return NULL;
	}
	return wake;
}

void wake_destroy(struct wake *wake)
{
	if (wake == NULL)
		return;
	close(wake->event);
	free(wake->polled);
	free(wake);
}

void wake_signal(struct wake *wake)
{
	/* It fails only when the counter is at its end, and then it is raised anyway. */
	eventfd_write(wake->event, 1);
}

static enum result wake_make_room(struct wake *wake, size_t count)
{
	if (count <= wake->room)
		return RESULT_OK;
	struct pollfd *polled = realloc(wake->polled, count * sizeof *polled);
	if (polled == NULL)
		return RESULT_SYSTEM;
	wake->polled = polled;
	wake->room = count;
	return RESULT_OK;
}

/* What nobody wants is not waited for: the end of such a stream would wake the loop for ever. */
static struct pollfd polled_of(const struct wake_on *on)
{
	short events = (short)((on->want_read ? POLLIN : 0) | (on->want_write ? POLLOUT : 0));
	return (struct pollfd){.fd = events == 0 ? -1 : (int)on->handle, .events = events};
}

static void answer(struct wake_on *on, short events)
{
	bool has_ended = (events & (POLLERR | POLLHUP | POLLNVAL)) != 0;
	on->may_read = has_ended || (events & POLLIN) != 0;
	on->may_write = has_ended || (events & POLLOUT) != 0;
}

enum result wake_wait(struct wake *wake, struct wake_on *on, size_t count, int timeout_ms)
{
	enum result result = wake_make_room(wake, count + 1);
	if (result != RESULT_OK)
		return result;
	for (size_t i = 0; i < count; i++)
		wake->polled[i] = polled_of(&on[i]);
	wake->polled[count] = (struct pollfd){.fd = wake->event, .events = POLLIN};
	int ready = poll(wake->polled, count + 1, timeout_ms < 0 ? -1 : timeout_ms);
	if (ready < 0 && errno != EINTR) /* a signal's handler ends the wait as wake_signal does */
		return RESULT_SYSTEM;
	for (size_t i = 0; i < count; i++)
		answer(&on[i], ready > 0 ? wake->polled[i].revents : 0);
	eventfd_t ignored;
	if (ready > 0 && wake->polled[count].revents != 0)
		eventfd_read(wake->event, &ignored);
	return RESULT_OK;
}
