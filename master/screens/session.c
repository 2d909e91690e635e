/* The main screen: what to tell the customer, who waits, who is in, and the end. */
#include "base/text.h"
#include "master/face.h"

enum { NOTICE_HEIGHT = 200 };

static bool is_anybody_in(const struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].is_in)
			return true;
	}
	return false;
}

/* The other direction: what of this computer is shown. */
static void own_screen(struct face *face, struct page *page)
{
	const struct ui_button show = {.id = "own", .label = text_get(TEXT_SHOW_OWN)};
	bool is_in_use = face->state.is_sharing || face->state.share_result != RESULT_OK;
	if (is_in_use)
		giving_draw_own(&face->giving, &face->state, page);
	else if (is_anybody_in(&face->state) && ui_buttons(page, &show, 1) == 0) {
		face->giving.wish = GIVING_CHOOSE;
		face->giving.is_on = true;
	}
}

/* As the others get it, so that nobody has to guess what a customer reads: until somebody has read it. */
static void own_notice(struct face *face, struct page *page)
{
	const char *words = face->notice != NULL ? face->notice : text_get(TEXT_NOTICE_BUILT_IN);
	if (is_anybody_in(&face->state) ||
	    !ui_more(page, "notice-more", text_get(TEXT_OWN_NOTICE), &face->is_notice_open))
		return;
	ui_text_box(page, "notice", words, NOTICE_HEIGHT, false);
	if (face->notice == NULL)
		ui_text(page, UI_MUTED, text_get(TEXT_OWN_NOTICE_NEXT));
}

void screen_session(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char status[700];
	const struct ui_button end = {.id = "end", .label = text_get(TEXT_END_SESSION)};
	if (state->result != RESULT_OK && !line_is_lost(state))
		ui_banner(page, UI_WARN, result_words(state->result),
		          state->detail[0] != 0 ? state->detail : result_next_step(state->result));
	giving_draw_questions(&face->giving, state, page);
	screen_numbers(face, page);
	screen_people(face, page);
	own_screen(face, page);
	own_notice(face, page);
	if (ui_footer(page, line_tone(state), line_status(state, status, sizeof status), &end, 1) == 0)
		face->wish = state->person_count > 0 ? WISH_ASK_END : WISH_END;
}
