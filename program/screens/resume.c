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
	ui_text(page, UI_BODY,
	        state->go_on_gap_ms > 0 ? text_write(words, sizeof words, TEXT_RESUME_LINE, duration)
	                                : text_get(TEXT_RESUME_SLEEP));
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
