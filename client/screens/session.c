/* The session at the customer's: whether the screen is shown, and for each person who is in what that one may
 * do. */
#include "base/text.h"
#include "client/face.h"

#include <stdio.h>

/* Who that is, and where; or that the line of that one is lost. */
static const char *detail_of(const struct participant_person *person, char *to, size_t room)
{
	char away[LINE_WORDS_BYTES], duration[24];
	const char *what = text_get(person->role == PARTICIPANT_MASTER ? TEXT_IS_HELPER : TEXT_IS_GUEST);
	if (person->is_refused)
		what = text_get(TEXT_PERSON_REFUSED);
	else if (person->is_away)
		what = text_write(away, sizeof away, TEXT_PERSON_AWAY,
		                  line_duration(person->away_ms, duration, sizeof duration));
	snprintf(to, room, "%s%s%s", person->computer, person->computer[0] != 0 ? " · " : "", what);
	return to;
}

static void one_person(struct face *face, struct page *page, const struct participant_person *person)
{
	char detail[PARTICIPANT_COMPUTER_BYTES + LINE_WORDS_BYTES];
	const struct ui_person shown = {.id = "who",
	                                .name = giving_name(person->name),
	                                .detail = detail_of(person, detail, sizeof detail),
	                                .detail_tone = person->is_away ? UI_WARN : UI_CALM};
	const struct ui_button see = {.id = "look",
	                              .label = text_get(person->i_see ? TEXT_SHOW_SCREEN : TEXT_ASK_VIEW)},
						   refuse = {.id = "refuse", .label = text_get(TEXT_REFUSE)};
	bool may_refuse = person->role != PARTICIPANT_MASTER && !person->is_refused;
	const struct ui_button buttons[] = {may_refuse ? refuse : see, see};
	int count = (may_refuse ? 1 : 0) + (person->shares ? 1 : 0);
	int used = ui_person(page, &shown, buttons, count);
	if (used == 0 && may_refuse) {
		face->giving.wish = GIVING_REFUSE;
		face->giving.peer = person->peer;
	} else if (used >= 0) {
		face->seeing.wish = person->i_see ? SEEING_SHOW : SEEING_ASK_VIEW;
		face->seeing.peer = person->peer;
	}
	if (!face->state.is_sharing || person->is_refused)
		return;
	ui_line(page);
	giving_draw_rights(&face->giving, &face->state, person, page);
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
	giving_draw_questions(&face->giving, state, page);
	if (!giving_is_asked(&face->giving, state)) /* one thing after the other */
		giving_draw_newcomers(&face->giving, state, page);
	giving_draw_own(&face->giving, state, page);
	people(face, page);
	screen_elevation(face, page);
	if (ui_footer(page, line_tone(state), line_status(state, status, sizeof status), &leave, 1) == 0)
		face->wish = WISH_LEAVE;
}
