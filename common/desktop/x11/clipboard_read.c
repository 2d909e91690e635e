#include "desktop/x11/clipboard_read.h"

#include "base/log.h"
#include "base/secret.h"
#include "desktop/clipboard_text.h"

#include <stdlib.h>
#include <string.h>

enum { FORMS_MAX = 256, HINT_BYTES_MAX = 64 };

void clipboard_read_init(struct clipboard_read *read)
{
	/* One byte more, so that too much is seen. */
	buffer_init(&read->text, CLIPBOARD_TEXT_BYTES_MAX + 1);
}

void clipboard_read_stop(struct clipboard_read *read)
{
	struct bytes held = buffer_bytes(&read->text);

	if (held.size > 0)
		secret_wipe(read->text.data, read->text.room_bytes);
	buffer_consume(&read->text, held.size);
	read->step = CLIPBOARD_IDLE;
}

void clipboard_read_finish(struct clipboard_read *read)
{
	clipboard_read_stop(read);
	buffer_finish(&read->text);
}

static xcb_atom_t place(const struct clipboard_read *read)
{
	return read->atoms->of[ATOM_PLACE_0 + read->place];
}

static void ask(struct clipboard_read *read, enum clipboard_step step, xcb_atom_t form, int64_t now_ms)
{
	xcb_connection_t *c = read->display->connection;

	read->step = step;
	read->place = (read->place + 1) % CLIPBOARD_PLACES;
	read->until_ms = now_ms + CLIPBOARD_ANSWER_MS;
	xcb_delete_property(c, read->window, place(read));
	xcb_convert_selection(c, read->window, read->atoms->of[ATOM_CLIPBOARD], form, place(read), read->time);
	xcb_flush(c);
}

void clipboard_read_start(struct clipboard_read *read, xcb_timestamp_t time, int64_t now_ms)
{
	clipboard_read_stop(read);
	read->time = time;
	ask(read, CLIPBOARD_FORMS, read->atoms->of[ATOM_TARGETS], now_ms);
}

/* The answer, of which no more than `room_bytes` counts, and which goes; the caller's to free. NULL: none. */
static xcb_get_property_reply_t *fetch(const struct clipboard_read *read, uint32_t room_bytes)
{
	xcb_connection_t *c = read->display->connection;
	xcb_get_property_reply_t *reply = xcb_get_property_reply(
		c,
		xcb_get_property(c, 1, read->window, place(read), XCB_GET_PROPERTY_TYPE_ANY, 0, room_bytes / 4 + 1),
		NULL);
	if (reply != NULL && reply->bytes_after > 0)
		xcb_delete_property(c, read->window, place(read)); /* the server does so only if all was read */
	xcb_flush(c);
	return reply;
}

static struct bytes value_of(const xcb_get_property_reply_t *reply)
{
	return (struct bytes){xcb_get_property_value(reply), (size_t)xcb_get_property_value_length(reply)};
}

static bool has_form(const xcb_get_property_reply_t *reply, xcb_atom_t form)
{
	const xcb_atom_t *forms = xcb_get_property_value(reply);
	size_t count = value_of(reply).size / sizeof *forms;

	for (size_t i = 0; reply->format == 32 && i < count; i++) {
		if (forms[i] == form)
			return true;
	}
	return false;
}

static void take_forms(struct clipboard_read *read, int64_t now_ms)
{
	const xcb_atom_t wanted[] = {read->atoms->of[ATOM_UTF8_STRING], read->atoms->of[ATOM_TEXT_PLAIN_UTF8],
	                             XCB_ATOM_STRING};
	xcb_get_property_reply_t *reply = fetch(read, FORMS_MAX * sizeof(xcb_atom_t));

	read->form = XCB_ATOM_NONE;
	for (size_t i = 0; reply != NULL && i < sizeof wanted / sizeof *wanted && read->form == XCB_ATOM_NONE;
	     i++) {
		if (has_form(reply, wanted[i]))
			read->form = wanted[i];
	}
	if (read->form == XCB_ATOM_NONE)
		clipboard_read_stop(read); /* pictures, files */
	else if (has_form(reply, read->atoms->of[ATOM_HINT]))
		ask(read, CLIPBOARD_SECRET, read->atoms->of[ATOM_HINT], now_ms);
	else
		ask(read, CLIPBOARD_TEXT, read->form, now_ms);
	free(reply);
}

/* Who has something to hint at and does not say what is taken to mean the worst. */
static void take_hint(struct clipboard_read *read, int64_t now_ms)
{
	static const char word[] = "secret";
	xcb_get_property_reply_t *reply = fetch(read, HINT_BYTES_MAX);
	struct bytes value = reply != NULL ? value_of(reply) : (struct bytes){0};
	bool is_secret =
		value.size == 0 || (value.size >= sizeof word - 1 && memcmp(value.data, word, sizeof word - 1) == 0);

	free(reply);
	if (is_secret)
		clipboard_read_stop(read);
	else
		ask(read, CLIPBOARD_TEXT, read->form, now_ms);
}

static void give(struct clipboard_read *read, struct clipboard_news *news)
{
	struct bytes text = buffer_bytes(&read->text);
	enum result result = read->form == XCB_ATOM_STRING ? clipboard_text_from_latin1(&news->text, text)
	                                                   : clipboard_text_copy(&news->text, text);
	news->result = result == RESULT_OK ? RESULT_OK : RESULT_WOULD_BLOCK;
	clipboard_read_stop(read);
}

static void refuse(struct clipboard_read *read, struct clipboard_news *news)
{
	news->result = RESULT_TOO_LARGE;
	clipboard_read_stop(read);
}

/* The whole text, or the word that it comes in pieces. */
static void take_text(struct clipboard_read *read, int64_t now_ms, struct clipboard_news *news)
{
	xcb_get_property_reply_t *reply = fetch(read, CLIPBOARD_TEXT_BYTES_MAX);

	if (reply == NULL || (reply->type != read->atoms->of[ATOM_INCR] && reply->format != 8)) {
		clipboard_read_stop(read);
	} else if (reply->type == read->atoms->of[ATOM_INCR]) {
		read->step = CLIPBOARD_PIECES;
		read->until_ms = now_ms + CLIPBOARD_ANSWER_MS;
	} else if (reply->bytes_after > 0 || value_of(reply).size > CLIPBOARD_TEXT_BYTES_MAX ||
	           buffer_append(&read->text, value_of(reply)) != RESULT_OK) {
		refuse(read, news);
	} else {
		give(read, news);
	}
	free(reply);
}

static void take_piece(struct clipboard_read *read, int64_t now_ms, struct clipboard_news *news)
{
	xcb_get_property_reply_t *reply = fetch(read, CLIPBOARD_TEXT_BYTES_MAX);

	if (reply == NULL || (reply->format != 8 && value_of(reply).size > 0))
		clipboard_read_stop(read);
	else if (value_of(reply).size == 0)
		give(read, news);
	else if (reply->bytes_after > 0 || buffer_append(&read->text, value_of(reply)) != RESULT_OK ||
	         buffer_bytes(&read->text).size > CLIPBOARD_TEXT_BYTES_MAX)
		refuse(read, news);
	else
		read->until_ms = now_ms + CLIPBOARD_ANSWER_MS;
	free(reply);
}

void clipboard_read_answered(struct clipboard_read *read, const xcb_selection_notify_event_t *event,
                             int64_t now_ms, struct clipboard_news *news)
{
	if (read->step == CLIPBOARD_IDLE || read->step == CLIPBOARD_PIECES ||
	    event->selection != read->atoms->of[ATOM_CLIPBOARD])
		return;
	if (event->property != place(read)) {
		if (event->property == XCB_ATOM_NONE && event->time == read->time)
			clipboard_read_stop(read); /* refused */
		return;
	}
	if (read->step == CLIPBOARD_FORMS)
		take_forms(read, now_ms);
	else if (read->step == CLIPBOARD_SECRET)
		take_hint(read, now_ms);
	else
		take_text(read, now_ms, news);
}

void clipboard_read_written(struct clipboard_read *read, const xcb_property_notify_event_t *event,
                            int64_t now_ms, struct clipboard_news *news)
{
	if (read->step == CLIPBOARD_PIECES && event->state == XCB_PROPERTY_NEW_VALUE &&
	    event->atom == place(read))
		take_piece(read, now_ms, news);
}

void clipboard_read_tick(struct clipboard_read *read, int64_t now_ms, struct clipboard_news *news)
{
	if (read->step == CLIPBOARD_IDLE)
		return;
	if (now_ms >= read->until_ms) {
		log_info("desktop", "what was copied could not be read: its owner is silent");
		clipboard_read_stop(read);
		return;
	}
	int left_ms = (int)(read->until_ms - now_ms);
	if (news->again_ms < 0 || left_ms < news->again_ms)
		news->again_ms = left_ms;
}
