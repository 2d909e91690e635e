#include "base/text.h"
#include "client/face.h"

void screen_accepted(struct face *face, struct page *page)
{
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button leave = {.id = "leave", .label = text_get(TEXT_LEAVE), .is_cancel = true};
	ui_text(page, UI_HEADING, text_get(TEXT_ACCEPTED_TITLE));
	text_write(words, sizeof words, TEXT_ACCEPTED_WORDS, giving_name(face->state.master_name));
	ui_attempt(page, UI_BUSY, words, NULL);
	if (ui_footer(page, UI_CALM, "", &leave, 1) == 0)
		face->wish = WISH_LEAVE;
}
