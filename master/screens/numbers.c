/* A card for each number that still counts: one that can be used, or the newest if it is closed. */
#include "base/text.h"
#include "master/face.h"

#include <stdio.h>

static void wish_seat(struct face *face, const struct participant_number *number)
{
	face->wish = WISH_SEAT;
	face->route = number->route;
}

static void closed_number(struct face *face, struct page *page, const struct participant_number *number)
{
	bool is_last_try = face->state.session_tries_left <= 0;
	const struct ui_button fresh = {.id = "new",
	                                .label = text_get(TEXT_NEW_NUMBER),
	                                .look = UI_PRIMARY,
	                                .is_default = true,
	                                .is_first = true};
	ui_text(page, UI_MUTED, text_get(TEXT_SESSION_NUMBER));
	ui_text(page, UI_HEADING, number->text);
	ui_banner(page, UI_BAD, text_get(is_last_try ? TEXT_SESSION_CLOSED : TEXT_NUMBER_CLOSED),
	          is_last_try ? NULL : text_get(TEXT_NUMBER_CLOSED_NEXT));
	if (!is_last_try && ui_buttons(page, &fresh, 1) == 0)
		face->wish = WISH_OPEN;
}

static void knock(struct face *face, struct page *page, const struct participant_number *number)
{
	const struct ui_button let_in = {.id = "let-in", .label = text_get(TEXT_LET_IN), .look = UI_PRIMARY};
	ui_banner(page, UI_WARN, text_get(TEXT_KNOCK), text_get(TEXT_KNOCK_NEXT));
	if (ui_buttons(page, &let_in, 1) == 0)
		wish_seat(face, number);
}

/* What stands below the digits. */
static enum text_id hint_of(const struct face *face, const struct participant_number *number)
{
	if (number->is_used)
		return number->free_seats > 0 ? TEXT_NUMBER_SEAT_OPEN : TEXT_NUMBER_TAKEN;
	if (number->is_replaced && face->copied_route != number->route)
		return TEXT_NUMBER_REPLACED;
	return face->copied_route == number->route ? TEXT_NUMBER_COPIED : TEXT_TELL_NUMBER;
}

/* For who is not on the phone. */
static void mail(struct face *face, struct page *page, const struct participant_number *number)
{
	const struct ui_button buttons[] = {
		{.id = "copy-mail", .label = text_get(TEXT_COPY_MAIL)},
		{.id = "mail", .label = text_get(TEXT_WRITE_MAIL)},
	};
	int used = ui_buttons(page, buttons, 2);
	if (used < 0)
		return;
	face->wish = used == 0 ? WISH_COPY_MAIL : WISH_MAIL;
	face->route = number->route;
	face->number = number->text;
}

static void open_number(struct face *face, struct page *page, const struct participant_number *number)
{
	char words[200];
	bool is_taken = number->is_used && number->free_seats == 0;
	const struct ui_button copy = {.id = "copy", .label = text_get(TEXT_COPY), .is_first = true};
	const struct ui_button seat = {.id = "seat", .label = text_get(TEXT_OPEN_SEAT)};
	const struct ui_number shown = {text_get(TEXT_SESSION_NUMBER), number->text,
	                                text_get(hint_of(face, number))};
	bool was_used = ui_number(page, &shown, number->is_knocked ? NULL : is_taken ? &seat : &copy);
	if (was_used && is_taken) {
		wish_seat(face, number);
	} else if (was_used) {
		face->wish = WISH_COPY;
		face->route = number->route;
		face->number = number->text;
	}
	if (!is_taken && !number->is_knocked)
		mail(face, page, number);
	if (number->tries_left < 3)
		ui_status(page, UI_WARN, text_write(words, sizeof words, TEXT_WRONG_TRY, number->tries_left));
	if (number->is_knocked)
		knock(face, page, number);
}

void screen_numbers(struct face *face, struct page *page)
{
	const struct participant_state *state = &face->state;
	for (int i = 0; i < state->number_count; i++) {
		const struct participant_number *number = &state->numbers[i];
		char id[16];
		snprintf(id, sizeof id, "%u", (unsigned)number->route);
		if (number->is_closed && i + 1 < state->number_count)
			continue;
		ui_card_begin(page, id);
		if (number->is_closed)
			closed_number(face, page, number);
		else
			open_number(face, page, number);
		ui_card_end(page);
	}
}
