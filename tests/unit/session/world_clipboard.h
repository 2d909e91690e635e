/* Clipboards of the world of world.h: one for each person, known by the display's name. Takes the place of
 * desktop/clipboard.h at link time. */
#ifndef LOTSE_TESTS_SESSION_WORLD_CLIPBOARD_H
#define LOTSE_TESTS_SESSION_WORLD_CLIPBOARD_H

#include "desktop/clipboard.h"
#include "desktop/clipboard_text.h"

enum { WORLD_CLIPBOARDS = 4 };

struct clipboard {
	bool is_open, is_listening;
	struct clipboard_events events;
	enum result news;
	struct clipboard_text copied; /* and not taken yet */
	struct clipboard_text put;    /* what was put last */
	int puts;
};

static struct clipboard world_clipboards[WORLD_CLIPBOARDS];

enum result clipboard_open(struct clipboard **out, const char *display_name,
                           const struct clipboard_events *events)
{
	*out = &world_clipboards[display_name[0] - '0'];
	**out = (struct clipboard){.is_open = true, .events = *events, .news = RESULT_WOULD_BLOCK};
	return RESULT_OK;
}

void clipboard_close(struct clipboard *clipboard)
{
	if (clipboard == NULL)
		return;
	clipboard_text_finish(&clipboard->copied);
	clipboard_text_finish(&clipboard->put);
	*clipboard = (struct clipboard){0};
}

void clipboard_listen(struct clipboard *clipboard, bool is_wanted)
{
	clipboard->is_listening = is_wanted;
	clipboard->news = RESULT_WOULD_BLOCK;
	clipboard_text_finish(&clipboard->copied);
}

enum result clipboard_take(struct clipboard *clipboard, struct clipboard_text *out)
{
	enum result news = clipboard->news;

	if (news == RESULT_OK) {
		*out = clipboard->copied;
		clipboard->copied = (struct clipboard_text){0};
	}
	clipboard->news = RESULT_WOULD_BLOCK;
	return news;
}

enum result clipboard_put(struct clipboard *clipboard, struct bytes text)
{
	if (!clipboard_text_is_valid(text))
		return RESULT_BAD_ARGUMENT;
	clipboard_text_finish(&clipboard->put);
	clipboard->puts++;
	return clipboard_text_copy(&clipboard->put, text);
}

/* A person copies. Nobody hears of it who does not listen. */
static inline void world_copy(int who, struct bytes text)
{
	struct clipboard *clipboard = &world_clipboards[who];

	if (!clipboard->is_listening)
		return;
	clipboard_text_finish(&clipboard->copied);
	clipboard->news = text.size > CLIPBOARD_TEXT_BYTES_MAX ? RESULT_TOO_LARGE : RESULT_OK;
	if (clipboard->news == RESULT_OK)
		(void)clipboard_text_copy(&clipboard->copied, text);
	clipboard->events.on_news(clipboard->events.context);
}

#endif
