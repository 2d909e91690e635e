#include "base/text.h"
#include "client/face.h"

static void knocking(struct face *face, struct page *page)
{
	const struct ui_button cancel = {.id = "cancel", .label = text_get(TEXT_CANCEL), .is_cancel = true};
	ui_text(page, UI_HEADING, text_get(TEXT_KNOCKING));
	ui_attempt(page, UI_BUSY, text_get(TEXT_KNOCKING_NEXT), NULL);
	if (ui_footer(page, UI_CALM, "", &cancel, 1) == 0)
		face->wish = WISH_CANCEL;
}

void screen_refused(struct face *face, struct page *page)
{
	if (face->state.phase == PHASE_KNOCKING) {
		knocking(face, page);
		return;
	}
	const struct ui_button buttons[] = {
		{.id = "other", .label = text_get(TEXT_OTHER_NUMBER), .is_cancel = true, .is_first = true},
		{.id = "knock", .label = text_get(TEXT_KNOCK_BUTTON), .look = UI_PRIMARY},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_REFUSED_TITLE));
	ui_banner(page, UI_WARN, text_get(TEXT_REFUSED_WORDS), text_get(TEXT_REFUSED_NEXT));
	int used = ui_buttons(page, buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_CANCEL : WISH_KNOCK;
}
