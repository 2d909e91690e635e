/* "Continue as administrator": the part of the session's page, and the page while the other process takes
 * over. */
#include "base/text.h"
#include "client/face.h"

/* The first who asks for it. */
static const struct participant_person *who_asks(const struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].is_in && state->people[i].asks_administrator)
			return &state->people[i];
	}
	return NULL;
}

static void say_barrier(const struct participant_state *state, struct page *page)
{
	if (state->barrier == BARRIER_RIGHTS)
		ui_banner(page, UI_WARN, text_get(TEXT_BARRED_HERE), text_get(TEXT_BARRED_HERE_NEXT));
	else if (state->barrier == BARRIER_QUESTION)
		ui_banner(page, UI_WARN, text_get(TEXT_QUESTION_HERE), NULL);
}

static void say_failure(const struct elevation *elevation, struct page *page)
{
	if (elevation->result == RESULT_OK)
		return;
	enum text_id what = elevation->result == RESULT_REFUSED ? TEXT_ELEVATE_REFUSED : TEXT_ELEVATE_FAILED;
	ui_banner(page, UI_CALM, text_get(what), text_get(TEXT_ELEVATE_AS_BEFORE));
}

void screen_elevation(struct face *face, struct page *page)
{
	const struct participant_person *asker = who_asks(&face->state);
	char words[PARTICIPANT_NAME_BYTES + 200];
	const struct ui_button button = {.id = "elevate",
	                                 .label = text_get(TEXT_ELEVATE),
	                                 .is_disabled = face->elevation.phase != ELEVATE_NONE ||
	                                                line_is_lost(&face->state) || face->giving.is_deaf};
	say_barrier(&face->state, page);
	if (!face->elevation.is_possible)
		return;
	say_failure(&face->elevation, page);
	if (asker != NULL)
		ui_banner(page, UI_WARN,
		          text_write(words, sizeof words, TEXT_ELEVATE_ASKED, giving_name(asker->name)), NULL);
	if (face->elevation.phase != ELEVATE_NONE)
		ui_status(page, UI_BUSY, text_get(TEXT_ELEVATE_ANSWER));
	if (ui_buttons(page, &button, 1) == 0)
		face->wish = WISH_ELEVATE;
	ui_text(page, UI_MUTED, text_get(TEXT_ELEVATE_MORE));
}

void screen_moving(struct face *face, struct page *page)
{
	(void)face;
	ui_text(page, UI_HEADING, text_get(TEXT_MOVING_TITLE));
	ui_status(page, UI_BUSY, text_get(TEXT_MOVING));
	ui_text(page, UI_MUTED, text_get(TEXT_MOVING_MORE));
}
