/* The line was away for long, or the computer slept: somebody else may sit here now. One click goes on, and
 * it is never what a key does by itself. */
#include "base/text.h"
#include "program/giving.h"

#include <stdio.h>
#include <string.h>

/* The names of those who would see it again. */
static bool write_viewers(const struct participant_state *state, char *to, size_t room)
{
	int count = 0;
	to[0] = 0;
	for (int i = 0; i < state->person_count; i++) {
		size_t at = strlen(to);
		if (state->people[i].sees_me)
			snprintf(to + at, room - at, "%s%s", count++ > 0 ? ", " : "", giving_name(state->people[i].name));
	}
	return count > 0;
}

static const char *say_why(const struct participant_state *state, const char *duration, char *to, size_t room)
{
	switch (state->go_on_why) {
	case REST_SLEPT:
		return text_get(TEXT_RESUME_SLEEP);
	case REST_LOCKED:
		return text_get(TEXT_RESUME_LOCKED);
	case REST_UNANSWERED:
		return text_get(TEXT_RESUME_UNANSWERED);
	default:
		return text_write(to, room, TEXT_RESUME_LINE, duration);
	}
}

bool screen_resume(struct giving *giving, const struct participant_state *state, struct page *page)
{
	static const enum giving_wish wishes[] = {GIVING_NONE, GIVING_SHARE, GIVING_RESUME};
	char duration[24], names[400], words[500];
	const struct ui_button buttons[] = {
		{.id = "leave", .label = text_get(TEXT_LEAVE), .is_disabled = giving->is_deaf},
		{.id = "nothing", .label = text_get(TEXT_SHARE_NOTHING), .is_disabled = giving->is_deaf},
		{.id = "go-on",
	     .label = text_get(TEXT_RESUME_BUTTON),
	     .look = UI_PRIMARY,
	     .is_disabled = giving->is_deaf},
	};
	line_duration(state->go_on_gap_ms, duration, sizeof duration);
	ui_text(page, UI_HEADING, text_get(TEXT_RESUME_TITLE));
	ui_text(page, UI_BODY, say_why(state, duration, words, sizeof words));
	if (write_viewers(state, names, sizeof names))
		ui_text(page, UI_BODY, text_write(words, sizeof words, TEXT_RESUME_WHO, names));
	ui_gap(page, 1);
	int used = ui_buttons(page, buttons, 3);
	if (used < 0)
		return false;
	giving->wish = wishes[used];
	giving->is_on = false;
	return used == 0;
}

/* Half an hour without a hand here: is anybody there? */
bool screen_stay(struct giving *giving, const struct participant_state *state, struct page *page)
{
	char duration[24], words[500];
	const struct ui_button buttons[] = {
		{.id = "nothing", .label = text_get(TEXT_SHARE_NOTHING), .is_disabled = giving->is_deaf},
		{.id = "stay",
	     .label = text_get(TEXT_STAY_BUTTON),
	     .look = UI_PRIMARY,
	     .is_disabled = giving->is_deaf},
	};
	line_duration(state->stay_left_ms, duration, sizeof duration);
	ui_text(page, UI_HEADING, text_get(TEXT_STAY_TITLE));
	ui_text(page, UI_BODY, text_write(words, sizeof words, TEXT_STAY_WORDS, duration));
	ui_gap(page, 1);
	int used = ui_buttons(page, buttons, 2);
	if (used < 0)
		return false;
	giving->wish = used == 0 ? GIVING_SHARE : GIVING_STAY;
	giving->is_on = false;
	return false;
}
