/* The session at the customer's: whether the screen is shown, and for each person who is in what that one may
 * do. */
#include "base/text.h"
#include "client/face.h"

#include <stdio.h>

static void your_screen(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	bool is_on = state->is_sharing;
	ui_text(page, UI_SECTION, text_get(TEXT_YOUR_SCREEN));
	ui_card_begin(page, "screen");
	if (ui_switch(page, "share", text_get(TEXT_SHOW_MY_SCREEN), text_get(is_on ? TEXT_SHOWN : TEXT_NOT_SHOWN),
	              &is_on)) {
		face->wish = WISH_SHARE;
		face->is_on = is_on;
	}
	ui_card_end(page);
	if (state->share_result != RESULT_OK)
		ui_banner(page, UI_BAD, result_words(state->share_result), result_next_step(state->share_result));
	if (state->is_control_lost)
		ui_banner(page, UI_CALM, text_get(TEXT_CONTROL_TAKEN), NULL);
}

static void question(struct face *face, struct page *page, const struct participant_person *person)
{
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button buttons[] = {
		{.id = "not-now", .label = text_get(TEXT_NOT_NOW), .is_disabled = face->is_deaf},
		{.id = "allow",
	     .label = text_get(TEXT_ALLOW_CONTROL),
	     .look = UI_PRIMARY,
	     .is_disabled = face->is_deaf || !face->state.is_guarded},
	};
	ui_banner(page, UI_WARN, text_write(words, sizeof words, TEXT_ASKS_CONTROL, face_name(person->name)),
	          text_get(TEXT_ASKS_CONTROL_NEXT));
	int used = ui_buttons(page, buttons, 2);
	if (used < 0)
		return;
	face->wish = used == 0 ? WISH_NOT_NOW : WISH_MAY_CONTROL;
	face->is_on = used == 1;
	face->peer = person->peer;
}

static void rights(struct face *face, struct page *page, const struct participant_person *person)
{
	bool may_see = person->sees_me, may_control = person->controls_me, is_guarded = face->state.is_guarded;
	if (ui_switch(page, "see", text_get(TEXT_MAY_SEE), NULL, &may_see)) {
		face->wish = WISH_MAY_SEE;
		face->is_on = may_see;
		face->peer = person->peer;
	}
	if (!is_guarded && !may_control) {
		ui_text(page, UI_MUTED, text_get(TEXT_NO_GUARD));
		return;
	}
	if (ui_switch(page, "control", text_get(TEXT_MAY_CONTROL), text_get(TEXT_MAY_CONTROL_MORE),
	              &may_control)) {
		face->wish = WISH_MAY_CONTROL;
		face->is_on = may_control;
		face->peer = person->peer;
	}
}

/* Who that is, and where; or that the line of that one is lost. */
static const char *detail_of(const struct participant_person *person, char *to, size_t room)
{
	char away[LINE_WORDS_BYTES], duration[24];
	const char *what = text_get(person->role == PARTICIPANT_MASTER ? TEXT_IS_HELPER : TEXT_IS_GUEST);
	if (person->is_away)
		what = text_write(away, sizeof away, TEXT_PERSON_AWAY,
		                  line_duration(person->away_ms, duration, sizeof duration));
	snprintf(to, room, "%s%s%s", person->computer, person->computer[0] != 0 ? " · " : "", what);
	return to;
}

static void one_person(struct face *face, struct page *page, const struct participant_person *person)
{
	char detail[PARTICIPANT_COMPUTER_BYTES + LINE_WORDS_BYTES];
	const struct ui_person shown = {.id = "who",
	                                .name = face_name(person->name),
	                                .detail = detail_of(person, detail, sizeof detail),
	                                .detail_tone = person->is_away ? UI_WARN : UI_CALM};
	ui_person(page, &shown, NULL, 0);
	if (!face->state.is_sharing)
		return;
	ui_line(page);
	rights(face, page, person);
}

static void people(struct face *face, struct page *page)
{
	ui_text(page, UI_SECTION, text_get(TEXT_IN_SESSION));
	for (int i = 0; i < face->state.person_count; i++) {
		const struct participant_person *person = &face->state.people[i];
		char id[16];
		if (!person->is_in)
			continue;
		snprintf(id, sizeof id, "%u", (unsigned)person->peer);
		ui_card_begin(page, id);
		one_person(face, page, person);
		ui_card_end(page);
	}
}

void screen_session(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char status[700];
	const struct ui_button leave = {.id = "leave", .label = text_get(TEXT_LEAVE)};
	for (int i = 0; i < state->person_count; i++) {
		if (!face_is_asked(face, &state->people[i]))
			continue;
		char id[16];
		snprintf(id, sizeof id, "q%u", (unsigned)state->people[i].peer);
		ui_scope_begin(page, id);
		question(face, page, &state->people[i]);
		ui_scope_end(page);
	}
	your_screen(face, page);
	people(face, page);
	if (ui_footer(page, line_tone(state), line_status(state, status, sizeof status), &leave, 1) == 0)
		face->wish = WISH_LEAVE;
}
