/*
 * The input backend for Windows: listens (hook.h) and injects (inject.h) on the guard thread, which sleeps on
 * its own messages. A hook belongs to the thread that set it, and `open` runs on another one, so listening
 * begins with the first poll.
 *
 * What SendInput has taken is in line behind all that came before, so nothing is ever known not to be done.
 */
#include "desktop/backend.h"

#include "base/clock.h"
#include "desktop/win32/barring.h"
#include "desktop/win32/hook.h"
#include "desktop/win32/inject.h"

#include <stdlib.h>

struct input {
	struct hook hook; /* first: a test takes Windows' hooks away */
	struct inject inject;
	struct barring barring;
	bool is_open;
};

/* Without a window station that people see (a service) there is nothing to listen to. */
static bool is_desktop_there(void)
{
	USEROBJECTFLAGS flags = {0};
	HWINSTA station = GetProcessWindowStation();
	return station != NULL && GetUserObjectInformationW(station, UOI_FLAGS, &flags, sizeof flags, NULL) &&
	       (flags.dwFlags & WSF_VISIBLE) != 0;
}

static enum result input_open(void **out, const char *display_name)
{
	(void)display_name; /* there is one alone */
	*out = NULL;
	if (!is_desktop_there())
		return RESULT_NO_DISPLAY;
	struct input *input = calloc(1, sizeof *input);
	if (input == NULL)
		return RESULT_OUT_OF_MEMORY;
	*out = input;
	return RESULT_OK;
}

static void input_close(void *self)
{
	struct input *input = self;
	barring_close(&input->barring);
	hook_close(&input->hook);
	free(input);
}

static wake_handle input_handle(void *self)
{
	(void)self;
	return WAKE_MESSAGES;
}

static enum result listen(struct input *input)
{
	if (input->is_open)
		return RESULT_OK;
	enum result result = hook_open(&input->hook);
	input->is_open = result == RESULT_OK;
	if (input->is_open)
		barring_open(&input->barring);
	return result;
}

static enum result input_poll(void *self, struct input_news *news)
{
	struct input *input = self;
	enum result result = listen(input);
	if (result != RESULT_OK)
		return result;
	hook_poll(&input->hook, news);
	news->barrier = barring_poll(&input->barring, clock_now_ms());
	news->refused = input->inject.was_refused ? BARRIER_RIGHTS : BARRIER_NONE;
	input->inject.was_refused = false;
	input->inject.is_barred = news->barrier != BARRIER_NONE;
	inject_retry(&input->inject);
	return RESULT_OK;
}

static enum result input_probe(void *self)
{
	struct input *input = self;
	hook_probe(&input->hook);
	return RESULT_OK;
}

static enum result input_inject(void *self, const struct input_event *step)
{
	struct input *input = self;
	return inject_step(&input->inject, step);
}

static void input_swallow(void *self, bool is_wanted)
{
	struct input *input = self;
	hook_swallow(&input->hook, is_wanted);
	if (!is_wanted)
		inject_end(&input->inject);
}

static void input_rest(void *self)
{
	(void)self; /* nothing was lent */
}

const struct input_backend desktop_input_backend = {
	.open = input_open,
	.close = input_close,
	.handle = input_handle,
	.poll = input_poll,
	.probe = input_probe,
	.inject = input_inject,
	.swallow = input_swallow,
	.rest = input_rest,
};
