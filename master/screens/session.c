/* The main screen: what to tell the customer, who waits, who is in, and the end. */
#include "base/text.h"
#include "master/face.h"

static const char *status_of(const struct participant_state *state, char *to, size_t room)
{
	if (state->relay[0] == 0)
		return text_get(TEXT_STATUS_NOT_CONNECTED);
	if (state->round_trip_ms < 0)
		return text_write(to, room, TEXT_STATUS_CONNECTED, state->relay);
	return text_write(to, room, TEXT_STATUS_CONNECTED_MS, state->relay, state->round_trip_ms);
}

void screen_session(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char status[400];
	const struct ui_button end = {.id = "end", .label = text_get(TEXT_END_SESSION)};
	if (state->result != RESULT_OK)
		ui_banner(page, UI_WARN, result_words(state->result),
		          state->detail[0] != 0 ? state->detail : result_next_step(state->result));
	screen_numbers(face, page);
	screen_people(face, page);
	if (ui_footer(page, state->relay[0] != 0 ? UI_GOOD : UI_WARN, status_of(state, status, sizeof status),
	              &end, 1) == 0)
		face->wish = state->person_count > 0 ? WISH_ASK_END : WISH_END;
}
