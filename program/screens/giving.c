/* Parts of a page about what this computer gives: the questions, what is shown, what each person may do. */
#include "program/giving.h"
#include "base/text.h"

#include <stdio.h>

static void wish(struct giving *giving, enum giving_wish wish, uint16_t peer, bool is_on)
{
	giving->wish = wish;
	giving->peer = peer;
	giving->is_on = is_on;
}

static void question(struct giving *giving, const struct participant_state *state,
                     const struct participant_person *person, struct page *page)
{
	bool is_control = giving_question(giving, state, person) == GIVING_ASKS_CONTROL;
	bool can_be = !is_control || state->is_guarded;
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button buttons[] = {
		{.id = "not-now", .label = text_get(TEXT_NOT_NOW), .is_disabled = giving->is_deaf},
		{.id = "allow",
	     .label = text_get(is_control ? TEXT_ALLOW_CONTROL : TEXT_ALLOW_VIEW),
	     .look = UI_PRIMARY,
	     .is_disabled = giving->is_deaf || !can_be},
	};
	text_write(words, sizeof words, is_control ? TEXT_ASKS_CONTROL : TEXT_ASKS_VIEW,
	           giving_name(person->name));
	ui_banner(page, UI_WARN, words, text_get(is_control ? TEXT_ASKS_CONTROL_NEXT : TEXT_ASKS_VIEW_NEXT));
	int used = ui_buttons(page, buttons, 2);
	if (used >= 0)
		wish(giving,
		     used == 0    ? GIVING_NOT_NOW
		     : is_control ? GIVING_MAY_CONTROL
		                  : GIVING_MAY_SEE,
		     person->peer, used == 1);
}

/* One at a time: who floods with questions fills no page. */
void giving_draw_questions(struct giving *giving, const struct participant_state *state, struct page *page)
{
	for (int i = 0; i < state->person_count; i++) {
		if (giving_question(giving, state, &state->people[i]) == GIVING_NO_QUESTION)
			continue;
		char id[16];
		snprintf(id, sizeof id, "q%u", (unsigned)state->people[i].peer);
		ui_scope_begin(page, id);
		question(giving, state, &state->people[i], page);
		ui_scope_end(page);
		return;
	}
}

const char *giving_say_newcomers(const struct giving *giving, const struct participant_state *state, char *to,
                                 size_t room)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX];
	char name[GIVING_SHORT_NAME_BYTES];
	int count = giving_newcomers(giving, state, peers);
	if (count == 0)
		return NULL;
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].peer == peers[0])
			giving_short_name(state->people[i].name, name);
	}
	return count == 1 ? text_write(to, room, TEXT_NEWCOMER, name)
	                  : text_write(to, room, TEXT_NEWCOMERS, name, count - 1);
}

/* One banner, however many come at once; nobody of them sees anything, so that there is no hurry. */
void giving_draw_newcomers(struct giving *giving, const struct participant_state *state, struct page *page)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX];
	char words[GIVING_SHORT_NAME_BYTES + 80];
	bool are_many = giving_newcomers(giving, state, peers) > 1;
	const struct ui_button buttons[] = {
		{.id = "refuse-new", .label = text_get(are_many ? TEXT_REFUSE_ALL : TEXT_REFUSE)},
		{.id = "greet", .label = text_get(TEXT_NEWCOMER_KNOWN)},
	};
	if (giving_say_newcomers(giving, state, words, sizeof words) == NULL)
		return;
	ui_scope_begin(page, "new");
	ui_banner(page, UI_CALM, words, text_get(are_many ? TEXT_NEWCOMERS_NEXT : TEXT_NEWCOMER_NEXT));
	int used = ui_buttons(page, buttons, 2);
	ui_scope_end(page);
	if (used >= 0)
		wish(giving, used == 0 ? GIVING_REFUSE : GIVING_GREET, 0, false);
}

void giving_draw_own(struct giving *giving, const struct participant_state *state, struct page *page)
{
	bool is_on = state->is_sharing;
	ui_text(page, UI_SECTION, text_get(TEXT_YOUR_SCREEN));
	ui_card_begin(page, "screen");
	if (ui_switch(page, "share", text_get(TEXT_SHOW_MY_SCREEN),
	              text_get(!is_on                                  ? TEXT_NOT_SHOWN
	                       : state->share_kind != SHARE_EVERYTHING ? TEXT_SHOWN_PART
	                                                               : TEXT_SHOWN),
	              &is_on))
		wish(giving, GIVING_SHARE, 0, is_on);
	ui_card_end(page);
	if (giving->is_hand_missing)
		ui_banner(page, UI_WARN, text_get(TEXT_NO_HAND), text_get(TEXT_NO_HAND_NEXT));
	if (state->share_result != RESULT_OK)
		ui_banner(page, UI_BAD, result_words(state->share_result), result_next_step(state->share_result));
	if (state->clip_result != RESULT_OK)
		ui_banner(page, UI_WARN, result_words(state->clip_result), result_next_step(state->clip_result));
	if (state->is_control_lost)
		ui_banner(page, UI_CALM, text_get(TEXT_CONTROL_TAKEN), NULL);
}

/* Of many people those who may nothing, and ask for nothing, take one line each. */
static bool is_folded(struct giving *giving, const struct participant_state *state,
                      const struct participant_person *person, struct page *page)
{
	bool has_any = person->sees_me || person->controls_me || person->asks_view || person->asks_control;
	if (state->person_count <= GIVING_UNFOLDED_MAX || has_any || person->role == PARTICIPANT_MASTER)
		return false;
	bool is_open = giving->unfolded == person->peer, was_open = is_open;
	bool is_shown = ui_more(page, "rights", text_get(TEXT_RIGHTS), &is_open);
	if (is_open != was_open)
		giving->unfolded = is_open ? person->peer : 0;
	return !is_shown;
}

void giving_draw_rights(struct giving *giving, const struct participant_state *state,
                        const struct participant_person *person, struct page *page)
{
	bool may_see = person->sees_me, may_control = person->controls_me;
	bool asks = person->asks_view || person->asks_control;
	if (person->is_refused || is_folded(giving, state, person, page))
		return;
	if (asks && giving_question(giving, state, person) == GIVING_NO_QUESTION)
		ui_text(page, UI_MUTED, text_get(TEXT_ASKED_AGAIN));
	if (ui_switch(page, "see", text_get(TEXT_MAY_SEE), NULL, &may_see))
		wish(giving, GIVING_MAY_SEE, person->peer, may_see);
	if (!state->is_guarded && !may_control) {
		ui_text(page, UI_MUTED, text_get(TEXT_NO_GUARD));
		return;
	}
	if (ui_switch(page, "control", text_get(TEXT_MAY_CONTROL), text_get(TEXT_MAY_CONTROL_MORE), &may_control))
		wish(giving, GIVING_MAY_CONTROL, person->peer, may_control);
	bool may_copy = person->reads_my_clipboard;
	if (person->controls_me &&
	    ui_switch(page, "copy", text_get(TEXT_MAY_COPY), text_get(TEXT_MAY_COPY_MORE), &may_copy))
		wish(giving, GIVING_MAY_COPY, person->peer, may_copy);
}

bool giving_draw_page(struct giving *giving, struct picking *picking, const struct participant_state *state,
                      const char *other, struct page *page)
{
	switch (giving_screen(giving, state)) {
	case GIVING_SCREEN_CHOOSE:
		return screen_choose(giving, picking, other, page);
	case GIVING_SCREEN_SAFETY:
		return screen_safety(giving, state, page);
	case GIVING_SCREEN_STAY:
		return screen_stay(giving, state, page);
	case GIVING_SCREEN_RESUME:
		return screen_resume(giving, state, page);
	case GIVING_SCREEN_NONE:
		break;
	}
	return false;
}
