/* Always above all windows while the session is on: who sees, who controls, F12, and the way to stop. */
#include "base/text.h"
#include "program/giving.h"

#include <stdio.h>

enum { NAME_CHARACTERS = 20 };

const char *giving_short_name(const char *name, char to[static GIVING_SHORT_NAME_BYTES])
{
	const char *full = giving_name(name);
	size_t bytes = 0;
	for (int characters = 0; full[bytes] != 0; bytes++) {
		characters += ((unsigned char)full[bytes] & 0xC0) != 0x80;
		if (characters > NAME_CHARACTERS) {
			snprintf(to, GIVING_SHORT_NAME_BYTES, "%.*s\xE2\x80\xA6", (int)bytes, full);
			return to;
		}
	}
	snprintf(to, GIVING_SHORT_NAME_BYTES, "%s", full);
	return to;
}

/* Who sees this screen: the first one's name, and how many more. */
static const char *say_who_sees(const struct participant_state *state, char *to, size_t room)
{
	char name[GIVING_SHORT_NAME_BYTES];
	const char *first = NULL;
	int count = 0;
	for (int i = 0; state->is_sharing && i < state->person_count; i++) {
		if (!state->people[i].sees_me)
			continue;
		if (count++ == 0)
			first = giving_short_name(state->people[i].name, name);
	}
	if (count == 0)
		return text_get(TEXT_STRIP_NOBODY);
	return count == 1 ? text_write(to, room, TEXT_STRIP_SEES, first)
	                  : text_write(to, room, TEXT_STRIP_MORE_SEE, first, count - 1);
}

/* Who controls it, likewise; NULL: nobody. */
static const char *say_who_controls(const struct participant_state *state, char *to, size_t room)
{
	char name[GIVING_SHORT_NAME_BYTES];
	const char *first = NULL;
	int count = 0;
	for (int i = 0; i < state->person_count; i++) {
		if (!state->people[i].controls_me)
			continue;
		if (count++ == 0)
			first = giving_short_name(state->people[i].name, name);
	}
	if (count == 0)
		return NULL;
	return count == 1 ? text_write(to, room, TEXT_STRIP_CONTROLS, first)
	                  : text_write(to, room, TEXT_STRIP_MORE_CONTROL, first, count - 1);
}

static void usual(const struct participant_state *state, struct page *page)
{
	char words[PARTICIPANT_NAME_BYTES + 80];
	ui_status(page, state->is_sharing ? UI_BAD : UI_CALM, say_who_sees(state, words, sizeof words));
	const char *control = say_who_controls(state, words, sizeof words);
	if (control != NULL) {
		ui_status(page, UI_WARN, control);
		ui_text(page, UI_STRONG, text_get(TEXT_STRIP_F12));
	} else {
		ui_text(page, UI_BODY, text_get(TEXT_STRIP_NO_CONTROL));
		ui_text(page, UI_MUTED, text_get(TEXT_STRIP_F12));
	}
}

/* Somebody waits for an answer of the person here. */
static const char *say_who_asks(const struct giving *giving, const struct participant_state *state, char *to,
                                size_t room)
{
	char name[GIVING_SHORT_NAME_BYTES];
	for (int i = 0; i < state->person_count; i++) {
		if (giving_question(giving, state, &state->people[i]) != GIVING_NO_QUESTION)
			return text_write(to, room, TEXT_STRIP_ASKS, giving_short_name(state->people[i].name, name));
	}
	return giving_say_newcomers(giving, state, to, room);
}

void giving_draw_strip(struct giving *giving, const struct participant_state *state, struct page *page)
{
	static const enum giving_wish wishes[] = {GIVING_RESUME, GIVING_ANSWER, GIVING_STOP};
	char words[LINE_WORDS_BYTES];
	bool is_lost = line_is_lost(state), is_resting = state->must_go_on && !is_lost;
	bool is_question = giving_is_asked(giving, state);
	const struct ui_button all[] = {
		{.id = "resume", .label = text_get(TEXT_RESUME_BUTTON), .is_disabled = giving->is_deaf},
		{.id = "answer",
	     .label = text_get(is_question ? TEXT_STRIP_ANSWER : TEXT_STRIP_LOOK),
	     .look = is_question ? UI_PRIMARY : UI_SECONDARY},
		{.id = "stop", .label = text_get(TEXT_STRIP_STOP), .look = UI_DANGER},
	};
	const char *asks = is_lost || is_resting  ? NULL
	                   : state->is_stay_asked ? text_get(TEXT_STRIP_STAY)
	                                          : say_who_asks(giving, state, words, sizeof words);
	ui_bar_begin(page, "strip", false);
	if (asks != NULL)
		ui_status(page, is_question ? UI_WARN : UI_BUSY, asks);
	if (is_lost)
		ui_status(page, UI_WARN, line_short(state, words, sizeof words));
	else if (is_resting)
		ui_status(page, UI_WARN, text_get(TEXT_STRIP_RESTS));
	else
		usual(state, page);
	int first = is_resting ? 0 : asks != NULL ? 1 : 2;
	struct ui_button buttons[] = {all[first], all[2]};
	int used = ui_buttons(page, buttons, first == 2 ? 1 : 2);
	if (used >= 0)
		giving->wish = wishes[used == 0 ? first : 2];
	ui_bar_end(page);
}
