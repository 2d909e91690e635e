/* Always above all windows while the session is on: who sees, who controls, F12, and the way to stop. */
#include "base/text.h"
#include "client/face.h"

/* Who sees this screen: the first one's name, and how many more. */
static const char *say_who_sees(const struct participant_state *state, char *to, size_t room)
{
	const char *first = NULL;
	int count = 0;
	for (int i = 0; state->is_sharing && i < state->person_count; i++) {
		if (!state->people[i].sees_me)
			continue;
		if (count++ == 0)
			first = face_name(state->people[i].name);
	}
	if (count == 0)
		return text_get(TEXT_STRIP_NOBODY);
	return count == 1 ? text_write(to, room, TEXT_STRIP_SEES, first)
	                  : text_write(to, room, TEXT_STRIP_MORE_SEE, first, count - 1);
}

static const struct participant_person *find_controller(const struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].controls_me)
			return &state->people[i];
	}
	return NULL;
}

void screen_strip(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	const struct participant_person *controller = find_controller(state);
	const struct ui_button stop = {.id = "stop", .label = text_get(TEXT_STRIP_STOP), .look = UI_DANGER};
	char words[PARTICIPANT_NAME_BYTES + 80];
	ui_bar_begin(page, "strip", false);
	ui_status(page, state->is_sharing ? UI_BAD : UI_CALM, say_who_sees(state, words, sizeof words));
	if (controller != NULL) {
		text_write(words, sizeof words, TEXT_STRIP_CONTROLS, face_name(controller->name));
		ui_status(page, UI_WARN, words);
		ui_text(page, UI_STRONG, text_get(TEXT_STRIP_F12));
	} else {
		ui_text(page, UI_BODY, text_get(TEXT_STRIP_NO_CONTROL));
		ui_text(page, UI_MUTED, text_get(TEXT_STRIP_F12));
	}
	if (ui_buttons(page, &stop, 1) == 0)
		face->wish = WISH_LEAVE;
	ui_bar_end(page);
}
