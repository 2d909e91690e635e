/* What the session was, on its last page, and where to keep it. */
#include "program/recap.h"
#include "base/text.h"

enum { TEXT_HEIGHT = 190 };

static void say_saved(const struct recap *recap, struct page *page)
{
	if (recap->is_saved)
		ui_banner(page, UI_GOOD, text_get(TEXT_RECAP_SAVED), recap->path);
	else if (recap->save_result != RESULT_OK)
		ui_banner(page, UI_BAD, text_get(TEXT_RECAP_NOT_SAVED), text_get(TEXT_RECAP_NOT_SAVED_NEXT));
}

static void ask_where(struct recap *recap, struct page *page)
{
	/* The path is there to be typed over. */
	const struct ui_input path = {.id = "path", .label = text_get(TEXT_RECAP_PATH), .selection = 1};
	const struct ui_button save = {
		.id = "save-there", .label = text_get(TEXT_RECAP_SAVE_THERE), .is_default = true};
	ui_input(page, &path, recap->path, sizeof recap->path);
	if (ui_buttons(page, &save, 1) == 0)
		recap->wants_save = true;
}

void recap_draw(struct recap *recap, struct page *page)
{
	const struct ui_button save = {.id = "save", .label = text_get(TEXT_RECAP_SAVE)};
	struct bytes text = buffer_bytes(&recap->text);
	if (text.size == 0)
		return;
	ui_text(page, UI_SECTION, text_get(TEXT_RECAP_TITLE));
	ui_text_box(page, "recap", (const char *)text.data, TEXT_HEIGHT, false);
	say_saved(recap, page);
	if (recap->is_saving) {
		ask_where(recap, page);
		return;
	}
	ui_text(page, UI_MUTED, text_get(TEXT_RECAP_KEPT));
	if (ui_buttons(page, &save, 1) == 0)
		recap->is_saving = true;
}
