/* Before anybody gets control for the first time: a step of its own, which no key answers by itself. */
#include "base/text.h"
#include "program/giving.h"

#include <stddef.h>

static const char *name_of(const struct participant_state *state, uint16_t peer)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].peer == peer)
			return giving_name(state->people[i].name);
	}
	return giving_name("");
}

bool screen_safety(struct giving *giving, const struct participant_state *state, struct page *page)
{
	static const enum text_id lines[] = {TEXT_SAFETY_MACHINE, TEXT_SAFETY_PEOPLE, TEXT_SAFETY_WORK};
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button buttons[] = {
		{.id = "not-now", .label = text_get(TEXT_NOT_NOW), .is_disabled = giving->is_deaf},
		{.id = "allow",
	     .label = text_get(TEXT_SAFETY_ALLOW),
	     .look = UI_PRIMARY,
	     .is_disabled = giving->is_deaf || !state->is_guarded},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_SAFETY_TITLE));
	ui_text(page, UI_BODY,
	        text_write(words, sizeof words, TEXT_SAFETY_WORDS, name_of(state, giving->safety_for)));
	ui_card_begin(page, "safety");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		ui_attempt(page, UI_WARN, text_get(lines[i]), NULL);
	ui_card_end(page);
	ui_text(page, UI_STRONG, text_get(TEXT_SAFETY_F12));
	ui_gap(page, 1);
	int used = ui_buttons(page, buttons, 2);
	if (used < 0)
		return false;
	giving->wish = GIVING_SAFE;
	giving->is_on = used == 1;
	return false;
}
