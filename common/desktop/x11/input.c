/*
 * The input backend for X11: listens (listen.h), injects (inject.h), and knows the keyboard (keymap.h), on
 * one connection. After each injected step a small request is sent; its answer says that the server has done
 * the step, so at most one step is ever on its way.
 */
#include "desktop/backend.h"

#include "base/log.h"
#include "desktop/x11/display.h"
#include "desktop/x11/inject.h"
#include "desktop/x11/keymap.h"
#include "desktop/x11/listen.h"

#include <stdlib.h>

struct input {
	struct display display;
	struct listen listen;
	struct keymap keymap;
	struct inject inject;
	struct pending done; /* open: the last step is not known to be done */
	bool is_swallowing;
};

static void input_close(void *self)
{
	struct input *input = self;
	keymap_close(&input->keymap);
	display_close(&input->display);
	free(input);
}

static enum result prepare(struct input *input)
{
	const struct display *display = &input->display;
	/* XWayland sees keys only while one of its own windows has the focus: F12 would not always be heard. */
	if (display_is_xwayland(display)) {
		log_warn("guard", "this is XWayland: F12 can't be heard everywhere");
		return RESULT_WAYLAND;
	}
	enum result result = listen_open(&input->listen, display);
	if (result == RESULT_OK)
		result = keymap_open(&input->keymap, display);
	if (result == RESULT_UNSUPPORTED)
		log_warn("guard", "this display lacks XInput 2.1, XTEST or XKB");
	if (result != RESULT_OK)
		return result;
	uint32_t mask = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
	xcb_change_window_attributes(display->connection, display->root, XCB_CW_EVENT_MASK, &mask);
	inject_init(&input->inject, display);
	return display_state(display);
}

static enum result input_open(void **out, const char *display_name)
{
	*out = NULL;
	struct input *input = calloc(1, sizeof *input);
	if (input == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = display_open(&input->display, display_name);
	if (result == RESULT_OK)
		result = prepare(input);
	if (result != RESULT_OK) {
		input_close(input);
		return result;
	}
	*out = input;
	return RESULT_OK;
}

static wake_handle input_handle(void *self)
{
	struct input *input = self;
	return xcb_get_file_descriptor(input->display.connection);
}

static void take_event(struct input *input, const xcb_generic_event_t *event, struct input_news *news)
{
	const xcb_configure_notify_event_t *root = (const void *)event;
	if (listen_event(&input->listen, &input->display, &input->keymap, event, news))
		return;
	if (keymap_event(&input->keymap, event)) {
		/* At once, since F12 may be another key in the next event. */
		if (keymap_refresh(&input->keymap, &input->display)) {
			listen_swallow(&input->listen, &input->display, &input->keymap, input->is_swallowing);
			lend_check(&input->inject.lend, &input->keymap);
		}
	} else if ((event->response_type & 0x7F) == XCB_CONFIGURE_NOTIFY) {
		input->inject.width_px = root->width;
		input->inject.height_px = root->height;
	}
}

static enum result input_poll(void *self, struct input_news *news)
{
	struct input *input = self;
	bool is_more = true;
	while (is_more) { /* an answer may have brought events with it, which would not wake us any more */
		is_more = false;
		xcb_generic_event_t *event;
		while ((event = xcb_poll_for_event(input->display.connection)) != NULL) {
			take_event(input, event, news);
			free(event);
		}
		void *reply;
		if (pending_take(&input->display, &input->done, &reply)) {
			free(reply);
			is_more = true;
		}
	}
	news->is_busy = input->done.is_open;
	xcb_flush(input->display.connection);
	return display_state(&input->display);
}

static enum result input_probe(void *self)
{
	struct input *input = self;
	listen_probe(&input->listen, &input->display);
	xcb_flush(input->display.connection);
	return display_state(&input->display);
}

/* The answer to this comes when the server has done all that was sent before. */
static void ask_done(struct input *input)
{
	input->done.sequence = xcb_get_input_focus(input->display.connection).sequence;
	input->done.is_open = true;
	xcb_flush(input->display.connection);
}

static enum result input_inject(void *self, const struct input_event *step)
{
	struct input *input = self;
	enum result result = inject_step(&input->inject, &input->display, &input->keymap, step);
	if (result != RESULT_OK)
		return result;
	ask_done(input);
	return display_state(&input->display);
}

static void input_swallow(void *self, bool is_wanted)
{
	struct input *input = self;
	input->is_swallowing = is_wanted;
	listen_swallow(&input->listen, &input->display, &input->keymap, is_wanted);
	if (!is_wanted)
		inject_end(&input->inject, &input->display);
	xcb_flush(input->display.connection);
}

static void input_rest(void *self)
{
	struct input *input = self;
	lend_rest(&input->inject.lend, &input->display);
	ask_done(input);
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
