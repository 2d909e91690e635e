#include "base/text.h"
#include "master/face.h"

void screen_end(struct face *face, struct page *page)
{
	const struct ui_button buttons[] = {
		{.id = "go-on", .label = text_get(TEXT_GO_ON), .is_cancel = true, .is_first = true},
		{.id = "end", .label = text_get(TEXT_END_SESSION), .look = UI_DANGER},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_END_SESSION_ASK));
	ui_text(page, UI_BODY, text_get(TEXT_END_SESSION_NEXT));
	ui_gap(page, 1);
	int used = ui_buttons(page, buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_GO_ON : WISH_END;
}
