/* Who waits to come in, and who is in, by name. */
#include "base/text.h"
#include "master/face.h"

#include <stdio.h>

static const char *detail_of(const struct participant_state *state, const struct participant_person *person,
                             char *to, size_t room)
{
	char away[LINE_WORDS_BYTES], duration[24];
	enum text_id what = !person->is_in          ? TEXT_WAITING_DETAIL
	                    : !person->is_connected ? TEXT_PERSON_LOST
	                    : person->rests         ? TEXT_PERSON_RESTS
	                    : person->i_control     ? TEXT_PERSON_CONTROLLED
	                    : person->shares        ? TEXT_PERSON_SHOWS
	                                            : TEXT_PERSON_IN;
	const char *words = text_get(what);
	if (person->is_away)
		words = text_write(away, sizeof away, TEXT_PERSON_AWAY,
		                   line_duration(person->away_ms, duration, sizeof duration));
	const struct participant_person *refuser = seeing_person(state, person->refused_by);
	if (refuser != NULL)
		words = text_write(away, sizeof away, TEXT_PERSON_REFUSED_BY, seeing_name(refuser));
	snprintf(to, room, "%s%s%s", person->computer, person->computer[0] != 0 ? " · " : "", words);
	return to;
}

static void one_who_waits(struct face *face, struct page *page, const struct participant_person *person)
{
	const struct ui_button buttons[] = {
		{.id = "refuse", .label = text_get(TEXT_REFUSE)},
		{.id = "admit", .label = text_get(TEXT_ADMIT), .look = UI_PRIMARY},
	};
	char detail[LINE_WORDS_BYTES];
	const struct ui_person shown = {.id = "who",
	                                .name = seeing_name(person),
	                                .detail = detail_of(&face->state, person, detail, sizeof detail)};
	int used = ui_person(page, &shown, buttons, 2);
	if (used < 0)
		return;
	face->wish = used == 1 ? WISH_ADMIT : WISH_SEND_AWAY;
	face->peer = person->peer;
}

static void one_who_is_in(struct face *face, struct page *page, const struct participant_person *person)
{
	const struct ui_button buttons[] = {
		{.id = "away", .label = text_get(TEXT_SEND_AWAY)},
		{.id = "show",
	     .label = text_get(person->i_see ? TEXT_SHOW_SCREEN : TEXT_ASK_VIEW),
	     .look = person->i_see ? UI_PRIMARY : UI_SECONDARY},
	};
	char detail[LINE_WORDS_BYTES];
	bool is_odd = person->is_away || person->rests || person->refused_by != 0;
	enum ui_tone tone = is_odd ? UI_WARN : person->is_connected ? UI_CALM : UI_BAD;
	const struct ui_person shown = {.id = "who",
	                                .name = seeing_name(person),
	                                .detail = detail_of(&face->state, person, detail, sizeof detail),
	                                .detail_tone = tone};
	int used = ui_person(page, &shown, buttons, person->shares ? 2 : 1);
	if (face->state.is_sharing)
		giving_draw_rights(&face->giving, &face->state, person, page);
	if (used < 0)
		return;
	face->peer = face->seeing.peer = person->peer;
	if (used == 1)
		face->seeing.wish = person->i_see ? SEEING_SHOW : SEEING_ASK_VIEW;
	else
		face->wish = WISH_SEND_AWAY;
}

static int list(struct face *face, struct page *page, bool are_in)
{
	int count = 0;
	for (int i = 0; i < face->state.person_count; i++) {
		const struct participant_person *person = &face->state.people[i];
		char id[16];
		if (person->is_in != are_in)
			continue;
		if (count++ > 0)
			ui_line(page);
		snprintf(id, sizeof id, "%u", (unsigned)person->peer);
		ui_scope_begin(page, id);
		if (are_in)
			one_who_is_in(face, page, person);
		else
			one_who_waits(face, page, person);
		ui_scope_end(page);
	}
	return count;
}

static bool has_any(const struct face *face, bool are_in)
{
	for (int i = 0; i < face->state.person_count; i++) {
		if (face->state.people[i].is_in == are_in)
			return true;
	}
	return false;
}

static bool has_number_to_use(const struct face *face)
{
	for (int i = 0; i < face->state.number_count; i++) {
		const struct participant_number *number = &face->state.numbers[i];
		if (!number->is_closed && number->free_seats > 0)
			return true;
	}
	return false;
}

void screen_people(struct face *face, struct page *page)
{
	if (has_any(face, false)) {
		ui_text(page, UI_SECTION, text_get(TEXT_WAITING));
		ui_card_begin(page, "waiting");
		list(face, page, false);
		ui_card_end(page);
	}
	ui_text(page, UI_SECTION, text_get(TEXT_IN_SESSION));
	ui_card_begin(page, "in");
	if (list(face, page, true) == 0)
		ui_text(page, UI_BODY, text_get(TEXT_NOBODY_YET));
	ui_card_end(page);
	const struct ui_button another = {.id = "another", .label = text_get(TEXT_ANOTHER_NUMBER)};
	bool has_room = face->state.number_count < PARTICIPANT_NUMBERS_MAX;
	if (has_any(face, true) && !has_number_to_use(face) && has_room && ui_buttons(page, &another, 1) == 0)
		face->wish = WISH_OPEN;
}
