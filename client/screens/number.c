/* Where it begins: the number as it was told, typed or pasted with words around it. */
#include "base/text.h"
#include "client/face.h"

/* After going back by himself, what failed before does not matter; that the tries are used up does. */
static bool has_news_of_failure(const struct face *face)
{
	return face->has_failed && face->state.result != RESULT_OK && !face->is_at_number;
}

static void say_what_is_wrong(const struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	if (face->number_result == RESULT_NEED_MORE) {
		ui_banner(page, UI_WARN, text_get(TEXT_NUMBER_SHORT), text_get(TEXT_NUMBER_SHORT_NEXT));
	} else if (face->number_result != RESULT_OK) {
		ui_banner(page, UI_WARN, result_words(face->number_result), result_next_step(face->number_result));
	} else if (has_news_of_failure(face)) {
		ui_banner(page, UI_BAD, result_words(state->result), result_next_step(state->result));
		if (state->detail[0] != 0)
			ui_text(page, UI_MUTED, state->detail);
	}
}

/* Three per start of the program, whatever the reason was. */
static bool is_out_of_tries(const struct participant_state *state)
{
	return state->phase == PHASE_ENDED && state->tries_left <= 0;
}

static void say_tries(struct face *face, struct page *page)
{
	char words[100];
	int left = face->state.tries_left;
	bool is_over = is_out_of_tries(&face->state), has_lost_one = left > 0 && left < 3;
	const char *said = is_over        ? text_get(TEXT_NO_TRIES)
	                   : has_lost_one ? text_write(words, sizeof words, TEXT_TRIES_LEFT, left)
	                                  : text_get(TEXT_ONLY_WHO_YOU_KNOW);
	bool may_change = face->way.host_shown[0] != 0 && !face->way.is_host_locked;
	const struct ui_button address = {.id = "address", .label = text_get(TEXT_OTHER_ADDRESS)};
	if (ui_footer(page, is_over ? UI_BAD : has_lost_one ? UI_WARN : UI_CALM, said, &address, may_change) == 0)
		face->way.wish = WAY_ASK_HOST;
}

/* That a link in a mail opens this program is written into the person's own settings: only by this switch. */
static void links(struct face *face, struct page *page)
{
	bool is_on = face->has_links;
	if (!ui_more(page, "more", text_get(TEXT_MORE), &face->is_more_open))
		return;
	ui_card_begin(page, "links");
	if (ui_switch(page, "links", text_get(TEXT_LINKS_SWITCH), text_get(TEXT_LINKS_SWITCH_MORE), &is_on))
		face->wish = WISH_LINKS;
	ui_card_end(page);
	if (face->links_result != RESULT_OK)
		ui_banner(page, UI_BAD, result_words(face->links_result), result_next_step(face->links_result));
}

void screen_number(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	char relay[WHERE_HOST_BYTES + 40];
	bool is_over = is_out_of_tries(state);
	const struct ui_input number = {.id = "number",
	                                .hint = text_get(TEXT_NUMBER_HINT),
	                                .is_large = true,
	                                .is_first = true,
	                                .is_disabled = is_over,
	                                .selection = face->number_selection};
	const struct ui_button connect = {.id = "connect",
	                                  .label = text_get(TEXT_CONNECT),
	                                  .look = UI_PRIMARY,
	                                  .is_default = true,
	                                  .is_disabled = is_over};
	if (face->company != NULL)
		company_draw(face->company, page);
	ui_text(page, UI_HEADING, text_get(TEXT_ENTER_NUMBER));
	ui_text(page, UI_BODY, text_get(TEXT_ENTER_NUMBER_HOW));
	ui_gap(page, 1);
	if (ui_input(page, &number, face->number_text, sizeof face->number_text))
		face->number_result = RESULT_OK;
	if (ui_buttons(page, &connect, 1) == 0)
		face->wish = WISH_JOIN;
	if (face->way.host_shown[0] != 0)
		ui_text(page, UI_MUTED, text_write(relay, sizeof relay, TEXT_HOST_AT, face->way.host_shown));
	say_what_is_wrong(face, page);
	links(face, page);
	say_tries(face, page);
}
