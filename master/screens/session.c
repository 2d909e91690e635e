/* The main screen: what to tell the customer, who waits, who is in, and the end. */
#include "base/text.h"
#include "master/face.h"

void screen_session(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char status[700];
	const struct ui_button end = {.id = "end", .label = text_get(TEXT_END_SESSION)};
	if (state->result != RESULT_OK && !line_is_lost(state))
		ui_banner(page, UI_WARN, result_words(state->result),
		          state->detail[0] != 0 ? state->detail : result_next_step(state->result));
	screen_numbers(face, page);
	screen_people(face, page);
	if (ui_footer(page, line_tone(state), line_status(state, status, sizeof status), &end, 1) == 0)
		face->wish = state->person_count > 0 ? WISH_ASK_END : WISH_END;
}
