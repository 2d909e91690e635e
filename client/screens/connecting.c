#include "base/text.h"
#include "client/face.h"

static enum text_id words_of(enum participant_phase phase)
{
	switch (phase) {
	case PHASE_LISTING:
		return TEXT_FETCHING_LIST;
	case PHASE_JOINING:
		return TEXT_CHECKING_NUMBER;
	default:
		return TEXT_REACHING_RELAY;
	}
}

void screen_connecting(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	const struct ui_button cancel = {.id = "cancel", .label = text_get(TEXT_CANCEL), .is_cancel = true};
	ui_text(page, UI_HEADING, text_get(TEXT_CONNECTING));
	ui_attempt(page, UI_BUSY, text_get(words_of(state->phase)), NULL);
	if (state->attempt_count > 0) {
		ui_text(page, UI_SECTION, text_get(TEXT_WHAT_IS_TRIED));
		ui_card_begin(page, "attempts");
		for (int i = 0; i < state->attempt_count; i++) {
			const struct participant_attempt *attempt = &state->attempts[i];
			ui_attempt(page,
			           !attempt->is_over  ? UI_BUSY
			           : attempt->is_good ? UI_GOOD
			                              : UI_BAD,
			           attempt->words, NULL);
		}
		ui_card_end(page);
	}
	if (ui_footer(page, UI_CALM, "", &cancel, 1) == 0)
		face->wish = WISH_CANCEL;
}
