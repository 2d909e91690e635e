#include "desktop/x11/clipboard_serve.h"

#include "desktop/clipboard_text.h"

#include <string.h>

void clipboard_serve_set(struct clipboard_serve *serve, struct clipboard_text *text)
{
	clipboard_serve_clear(serve);
	serve->text = *text;
	serve->has_text = true;
	*text = (struct clipboard_text){0};
}

void clipboard_serve_clear(struct clipboard_serve *serve)
{
	clipboard_text_finish(&serve->text);
	serve->has_text = false;
	serve->time = 0;
}

static void forget(struct clipboard_send *send)
{
	clipboard_text_finish(&send->text);
	*send = (struct clipboard_send){0};
}

void clipboard_serve_finish(struct clipboard_serve *serve)
{
	clipboard_serve_clear(serve);
	for (int i = 0; i < CLIPBOARD_SENDS_MAX; i++)
		forget(&serve->sends[i]);
}

static void write(struct clipboard_serve *serve, const struct clipboard_send *to, struct bytes bytes)
{
	xcb_change_property(serve->display->connection, XCB_PROP_MODE_REPLACE, to->to, to->property, to->form, 8,
	                    (uint32_t)bytes.size, bytes.data);
}

/* RESULT_WOULD_BLOCK: too many take pieces already. */
static enum result begin_pieces(struct clipboard_serve *serve, const struct clipboard_send *to,
                                int64_t now_ms)
{
	static const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
	xcb_connection_t *c = serve->display->connection;
	uint32_t size = (uint32_t)serve->text.size;
	struct clipboard_send *send = NULL;

	for (int i = 0; i < CLIPBOARD_SENDS_MAX && send == NULL; i++) {
		if (serve->sends[i].to == 0)
			send = &serve->sends[i];
	}
	if (send == NULL ||
	    clipboard_text_copy(&send->text, (struct bytes){serve->text.data, serve->text.size}) != RESULT_OK)
		return RESULT_WOULD_BLOCK;
	send->to = to->to;
	send->property = to->property;
	send->form = to->form;
	send->until_ms = now_ms + CLIPBOARD_ANSWER_MS;
	xcb_change_window_attributes(c, to->to, XCB_CW_EVENT_MASK, &events);
	xcb_change_property(c, XCB_PROP_MODE_REPLACE, to->to, to->property, serve->atoms->of[ATOM_INCR], 32, 1,
	                    &size);
	return RESULT_OK;
}

static bool answer_text(struct clipboard_serve *serve, const struct clipboard_send *to, int64_t now_ms)
{
	if (serve->text.size > CLIPBOARD_PIECE_BYTES)
		return begin_pieces(serve, to, now_ms) == RESULT_OK;
	write(serve, to, (struct bytes){serve->text.data, serve->text.size});
	return true;
}

/* Whether there is an answer. */
static bool answer(struct clipboard_serve *serve, struct clipboard_send *to, int64_t now_ms)
{
	const xcb_atom_t *of = serve->atoms->of;
	const xcb_atom_t forms[] = {of[ATOM_TARGETS], of[ATOM_TIMESTAMP], of[ATOM_UTF8_STRING],
	                            of[ATOM_TEXT_PLAIN_UTF8], of[ATOM_HINT]};
	xcb_connection_t *c = serve->display->connection;

	if (to->form == of[ATOM_TARGETS]) {
		xcb_change_property(c, XCB_PROP_MODE_REPLACE, to->to, to->property, XCB_ATOM_ATOM, 32,
		                    sizeof forms / sizeof *forms, forms);
		return true;
	}
	if (to->form == of[ATOM_TIMESTAMP]) {
		xcb_change_property(c, XCB_PROP_MODE_REPLACE, to->to, to->property, XCB_ATOM_INTEGER, 32, 1,
		                    &serve->time);
		return serve->time != 0;
	}
	if (to->form == of[ATOM_HINT]) { /* clipboard managers keep nothing of ours behind us */
		write(serve, to, bytes_of_text("secret"));
		return true;
	}
	return (to->form == of[ATOM_UTF8_STRING] || to->form == of[ATOM_TEXT_PLAIN_UTF8]) &&
	       answer_text(serve, to, now_ms);
}

void clipboard_serve_request(struct clipboard_serve *serve, const xcb_selection_request_event_t *event,
                             int64_t now_ms)
{
	struct clipboard_send to = {.to = event->requestor,
	                            .form = event->target,
	                            .property =
	                                event->property != XCB_ATOM_NONE ? event->property : event->target};
	bool is_ours = serve->has_text && event->selection == serve->atoms->of[ATOM_CLIPBOARD];
	union {
		xcb_selection_notify_event_t notify;
		char bytes[32]; /* of each event, on the wire */
	} out = {.notify = {.response_type = XCB_SELECTION_NOTIFY,
	                    .time = event->time,
	                    .requestor = event->requestor,
	                    .selection = event->selection,
	                    .target = event->target}};

	if (is_ours && answer(serve, &to, now_ms))
		out.notify.property = to.property;
	xcb_send_event(serve->display->connection, 0, event->requestor, XCB_EVENT_MASK_NO_EVENT, out.bytes);
	xcb_flush(serve->display->connection);
}

static void send_piece(struct clipboard_serve *serve, struct clipboard_send *send, int64_t now_ms)
{
	size_t left = send->text.size - send->sent_bytes;
	size_t size = left < CLIPBOARD_PIECE_BYTES ? left : CLIPBOARD_PIECE_BYTES;

	write(serve, send, (struct bytes){send->text.data + send->sent_bytes, size});
	send->sent_bytes += size;
	send->until_ms = now_ms + CLIPBOARD_ANSWER_MS;
	if (size == 0) /* the empty piece ends it */
		forget(send);
	xcb_flush(serve->display->connection);
}

void clipboard_serve_taken(struct clipboard_serve *serve, const xcb_property_notify_event_t *event,
                           int64_t now_ms)
{
	for (int i = 0; i < CLIPBOARD_SENDS_MAX && event->state == XCB_PROPERTY_DELETE; i++) {
		struct clipboard_send *send = &serve->sends[i];
		if (send->to != 0 && send->to == event->window && send->property == event->atom)
			send_piece(serve, send, now_ms);
	}
}

void clipboard_serve_tick(struct clipboard_serve *serve, int64_t now_ms, struct clipboard_news *news)
{
	for (int i = 0; i < CLIPBOARD_SENDS_MAX; i++) {
		struct clipboard_send *send = &serve->sends[i];
		if (send->to == 0)
			continue;
		if (now_ms >= send->until_ms) {
			forget(send);
			continue;
		}
		int left_ms = (int)(send->until_ms - now_ms);
		if (news->again_ms < 0 || left_ms < news->again_ms)
			news->again_ms = left_ms;
	}
}
