#include "base/text.h"
#include "client/face.h"

/* Who was in and is out has not been told no: he may even have put an end to a flood. */
static void say_why(const struct face *face, struct page *page)
{
	enum result result = face->state.result;
	if (result == RESULT_REFUSED && face->was_in)
		ui_banner(page, UI_WARN, text_get(TEXT_OUT), text_get(TEXT_OUT_NEXT));
	else
		ui_banner(page, UI_BAD, result_words(result), result_next_step(result));
}

void screen_ended(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	bool is_willed = state->result == RESULT_OK || state->result == RESULT_CLOSED;
	const char *well = text_get(face->was_declined ? TEXT_DECLINED_WELL : TEXT_CUSTOMER_ENDED_WELL);
	const struct ui_button buttons[] = {
		{.id = "other", .label = text_get(TEXT_OTHER_NUMBER)},
		{.id = "close",
	     .label = text_get(TEXT_CLOSE),
	     .look = UI_PRIMARY,
	     .is_cancel = true,
	     .is_first = true},
	};
	ui_text(page, UI_HEADING, text_get(face->was_declined ? TEXT_DECLINED : TEXT_ENDED));
	ui_text(page, UI_BODY, well);
	if (!is_willed && !face->was_declined)
		say_why(face, page);
	if (state->detail[0] != 0)
		ui_text(page, UI_MUTED, state->detail);
	const struct ui_button report = {.id = "report", .label = text_get(TEXT_REPORT)};
	if (state->was_reported)
		ui_banner(page, UI_GOOD, text_get(TEXT_REPORTED), NULL);
	else if (state->may_report) {
		ui_text(page, UI_BODY, text_get(TEXT_REPORT_WORDS));
		if (ui_buttons(page, &report, 1) == 0)
			face->wish = WISH_REPORT;
	}
	if (!face->was_declined)
		recap_draw(&face->recap, page);
	int used = ui_footer(page, UI_CALM, "", buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_CANCEL : WISH_CLOSE;
}
