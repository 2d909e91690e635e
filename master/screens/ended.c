#include "base/text.h"
#include "master/face.h"

/* How it ended: by somebody's will, or because something failed. */
static void say_how(const struct participant_state *state, bool was_open, struct page *page)
{
	bool is_willed = state->result == RESULT_OK || state->result == RESULT_CLOSED;
	ui_text(page, UI_HEADING, text_get(was_open ? TEXT_ENDED : TEXT_NO_SESSION));
	if (is_willed) {
		ui_text(page, UI_BODY, text_get(TEXT_ENDED_WELL));
		return;
	}
	ui_banner(page, UI_BAD, result_words(state->result), result_next_step(state->result));
	if (state->detail[0] != 0)
		ui_text(page, UI_MUTED, state->detail);
}

void screen_ended(struct face *face, struct page *page)
{
	const struct ui_button buttons[] = {
		{.id = "close", .label = text_get(TEXT_CLOSE), .is_cancel = true},
		{.id = "new",
	     .label = text_get(face->was_open ? TEXT_NEW_SESSION : TEXT_TRY_AGAIN),
	     .look = UI_PRIMARY,
	     .is_first = true},
	};
	say_how(&face->state, face->was_open, page);
	recap_draw(&face->recap, page);
	int used = ui_footer(page, UI_CALM, "", buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_CLOSE : WISH_OPEN;
}
