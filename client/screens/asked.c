/* Who asks, and what the customer agrees to. Accept is never what Enter does by itself. */
#include "base/text.h"
#include "client/face.h"

enum { NOTICE_HEIGHT = 210 };

void screen_asked(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char who[PARTICIPANT_NAME_BYTES + 80];
	const char *name = face_name(state->master_name);
	const struct ui_person master = {.id = "master",
	                                 .name = name,
	                                 .title = text_write(who, sizeof who, TEXT_NOT_VERIFIED, name),
	                                 .title_tone = UI_BAD,
	                                 .detail = state->master_computer};
	const struct ui_input your_name = {
		.id = "name", .label = text_get(TEXT_YOUR_NAME), .hint = text_get(TEXT_YOUR_NAME_HINT)};
	const struct ui_button buttons[] = {
		{.id = "decline", .label = text_get(TEXT_DECLINE), .is_cancel = true},
		{.id = "accept", .label = text_get(TEXT_ACCEPT), .look = UI_PRIMARY},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_WHO_ASKS));
	ui_card_begin(page, "who");
	ui_person(page, &master, NULL, 0);
	ui_card_end(page);
	ui_text(page, UI_SECTION, text_get(TEXT_NOTICE_TITLE));
	ui_text_box(page, "notice", state->notice, NOTICE_HEIGHT, true);
	ui_input(page, &your_name, face->your_name, sizeof face->your_name);
	int used = ui_footer(page, UI_CALM, "", buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_DECLINE : WISH_ACCEPT;
}
