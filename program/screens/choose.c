/* Everything or nothing; neither is what Enter does by itself, and the focus begins at nothing. */
#include "base/text.h"
#include "program/giving.h"

bool screen_choose(struct giving *giving, const char *other, struct page *page)
{
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button everything = {
		.id = "everything", .label = text_get(TEXT_SHARE_EVERYTHING), .look = UI_PRIMARY};
	const struct ui_button nothing = {
		.id = "nothing", .label = text_get(TEXT_SHARE_NOTHING), .is_first = true};
	const struct ui_button back = {.id = "back", .label = text_get(TEXT_CANCEL), .is_cancel = true};
	const struct ui_button leave = {.id = "leave", .label = text_get(TEXT_LEAVE)};
	ui_text(page, UI_HEADING, text_get(TEXT_CHOOSE_TITLE));
	ui_text(page, UI_BODY,
	        other != NULL ? text_write(words, sizeof words, TEXT_CHOOSE_WORDS, other)
	                      : text_get(TEXT_CHOOSE_WORDS_OWN));
	ui_gap(page, 1);
	bool wants_everything = ui_button_wide(page, &everything);
	bool wants_nothing = ui_button_wide(page, &nothing);
	if (wants_everything || wants_nothing) {
		giving->wish = GIVING_SHARE;
		giving->is_on = wants_everything;
	}
	ui_text(page, UI_MUTED, text_get(TEXT_SHARE_LATER));
	const struct ui_button *button = giving->is_choosing ? &back : &leave;
	if (ui_footer(page, UI_CALM, "", button, 1) != 0)
		return false;
	if (!giving->is_choosing)
		return true;
	giving->wish = GIVING_CHOOSE;
	giving->is_on = false;
	return false;
}
