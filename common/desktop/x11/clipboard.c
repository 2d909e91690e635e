/*
 * The clipboard of X11: the server tells by XFixes who owns the selection; what others own is read by
 * clipboard_read, what was put is handed out by clipboard_serve. The end of the connection takes the window
 * away, and with it the selection, if it is still ours: nothing stays, however this ends.
 */
#include "base/clock.h"
#include "desktop/clipboard_backend.h"
#include "desktop/x11/clipboard_read.h"
#include "desktop/x11/clipboard_serve.h"

#include <stdlib.h>
#include <xcb/xfixes.h>

enum {
	/* A clipboard manager that steps in for an owner who has gone says nothing new. */
	STEPPED_IN_MS = 1000,
};

struct selection {
	struct display display;
	struct clipboard_atoms atoms;
	xcb_window_t window;
	uint8_t fixes_event;
	bool is_listening;
	int puts_under_way; /* the server has not told of them yet */
	int64_t gone_ms;    /* when the last owner went */
	struct clipboard_read read;
	struct clipboard_serve serve;
};

static void x11_clipboard_close(void *opened)
{
	struct selection *selection = opened;

	clipboard_read_finish(&selection->read);
	clipboard_serve_finish(&selection->serve);
	display_close(&selection->display);
	free(selection);
}

static enum result watch(struct selection *selection)
{
	static const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
	xcb_connection_t *c = selection->display.connection;

	if (!display_has(&selection->display, &xcb_xfixes_id))
		return RESULT_UNSUPPORTED;
	xcb_xfixes_query_version_reply_t *version =
		xcb_xfixes_query_version_reply(c, xcb_xfixes_query_version(c, 5, 0), NULL);
	free(version);
	selection->fixes_event = xcb_get_extension_data(c, &xcb_xfixes_id)->first_event;
	selection->window = xcb_generate_id(c);
	xcb_create_window(c, 0, selection->window, selection->display.root, -1, -1, 1, 1, 0,
	                  XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK, &events);
	xcb_xfixes_select_selection_input(c, selection->window, selection->atoms.of[ATOM_CLIPBOARD],
	                                  XCB_XFIXES_SELECTION_EVENT_MASK_SET_SELECTION_OWNER |
	                                      XCB_XFIXES_SELECTION_EVENT_MASK_SELECTION_WINDOW_DESTROY |
	                                      XCB_XFIXES_SELECTION_EVENT_MASK_SELECTION_CLIENT_CLOSE);
	xcb_flush(c);
	return display_state(&selection->display);
}

static enum result x11_clipboard_open(void **out, const char *display_name)
{
	struct selection *selection = calloc(1, sizeof *selection);

	*out = NULL;
	if (selection == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = display_open(&selection->display, display_name);
	if (result == RESULT_OK)
		result = clipboard_atoms_get(&selection->atoms, &selection->display);
	if (result == RESULT_OK)
		result = watch(selection);
	selection->gone_ms = -STEPPED_IN_MS;
	selection->serve.display = selection->read.display = &selection->display;
	selection->serve.atoms = selection->read.atoms = &selection->atoms;
	selection->read.window = selection->window;
	clipboard_read_init(&selection->read);
	if (result != RESULT_OK) {
		x11_clipboard_close(selection);
		return result;
	}
	*out = selection;
	return RESULT_OK;
}

static wake_handle x11_clipboard_handle(void *opened)
{
	return xcb_get_file_descriptor(((struct selection *)opened)->display.connection);
}

static void take_owner(struct selection *selection, const xcb_xfixes_selection_notify_event_t *event,
                       int64_t now_ms)
{
	if (event->selection != selection->atoms.of[ATOM_CLIPBOARD])
		return;
	if (event->owner == selection->window) {
		selection->puts_under_way--;
		selection->serve.time = event->selection_timestamp;
		clipboard_read_stop(&selection->read);
		return;
	}
	clipboard_read_stop(&selection->read);
	if (selection->puts_under_way == 0) /* else it was before the last put */
		clipboard_serve_clear(&selection->serve);
	if (event->subtype != XCB_XFIXES_SELECTION_EVENT_SET_SELECTION_OWNER || event->owner == XCB_NONE)
		selection->gone_ms = now_ms;
	else if (selection->is_listening && now_ms - selection->gone_ms >= STEPPED_IN_MS)
		clipboard_read_start(&selection->read, event->selection_timestamp, now_ms);
}

static void take_event(struct selection *selection, const xcb_generic_event_t *event, int64_t now_ms,
                       struct clipboard_news *news)
{
	const void *any = event;
	uint8_t type = event->response_type & 0x7F;

	if (type == selection->fixes_event + XCB_XFIXES_SELECTION_NOTIFY) {
		take_owner(selection, any, now_ms);
	} else if (type == XCB_SELECTION_NOTIFY) {
		clipboard_read_answered(&selection->read, any, now_ms, news);
	} else if (type == XCB_SELECTION_REQUEST) {
		clipboard_serve_request(&selection->serve, any, now_ms);
	} else if (type == XCB_PROPERTY_NOTIFY) {
		const xcb_property_notify_event_t *property = any;
		if (property->window == selection->window)
			clipboard_read_written(&selection->read, property, now_ms, news);
		else
			clipboard_serve_taken(&selection->serve, property, now_ms);
	}
}

static enum result x11_clipboard_poll(void *opened, int64_t now_ms, struct clipboard_news *news)
{
	struct selection *selection = opened;
	xcb_generic_event_t *event;

	/* What was found is handed over first; what else has come stays in the connection's queue until then. */
	while (news->result == RESULT_WOULD_BLOCK &&
	       (event = xcb_poll_for_event(selection->display.connection)) != NULL) {
		take_event(selection, event, now_ms, news);
		free(event);
	}
	if (news->result != RESULT_WOULD_BLOCK)
		news->again_ms = 0;
	clipboard_read_tick(&selection->read, now_ms, news);
	clipboard_serve_tick(&selection->serve, now_ms, news);
	return display_state(&selection->display);
}

/* After an answer of the server all that was copied before it is known. */
static void x11_clipboard_listen(void *opened, bool is_wanted)
{
	struct selection *selection = opened;
	xcb_connection_t *c = selection->display.connection;
	struct clipboard_news none = {.result = RESULT_WOULD_BLOCK, .again_ms = -1};
	xcb_generic_event_t *event;

	selection->is_listening = false;
	clipboard_read_stop(&selection->read);
	free(xcb_get_input_focus_reply(c, xcb_get_input_focus(c), NULL));
	while ((event = xcb_poll_for_event(c)) != NULL) {
		take_event(selection, event, clock_now_ms(), &none);
		free(event);
	}
	selection->is_listening = is_wanted;
}

static void x11_clipboard_put(void *opened, struct clipboard_text *text)
{
	struct selection *selection = opened;

	clipboard_read_stop(&selection->read); /* older than this */
	clipboard_serve_set(&selection->serve, text);
	selection->puts_under_way++;
	xcb_set_selection_owner(selection->display.connection, selection->window,
	                        selection->atoms.of[ATOM_CLIPBOARD], XCB_CURRENT_TIME);
	xcb_flush(selection->display.connection);
}

const struct clipboard_backend desktop_clipboard_backend = {
	.open = x11_clipboard_open,
	.close = x11_clipboard_close,
	.handle = x11_clipboard_handle,
	.poll = x11_clipboard_poll,
	.listen = x11_clipboard_listen,
	.put = x11_clipboard_put,
};
