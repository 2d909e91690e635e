/* Who asks, what that one will see, whom to beware of, and what the customer agrees to. Accept is never what
 * Enter does by itself, and can't be used before there was time to read. */
#include "base/text.h"
#include "client/face.h"

#include <stdio.h>
#include <string.h>

enum { NOTICE_HEIGHT = 130, VERSION_BYTES = 40 };

/* A notice may begin with a line "Version: ...", so that it can be said later which one was accepted. */
static const char *take_version(const char *notice, char version[static VERSION_BYTES])
{
	static const char mark[] = "Version:";
	version[0] = 0;
	if (strncmp(notice, mark, sizeof mark - 1) != 0)
		return notice;
	const char *from = notice + sizeof mark - 1, *end = strchr(from, '\n');
	while (*from == ' ')
		from++;
	size_t length = end != NULL ? (size_t)(end - from) : strlen(from);
	if (length == 0 || length >= VERSION_BYTES)
		return notice;
	memcpy(version, from, length);
	version[length] = 0;
	while (end != NULL && *end == '\n')
		end++;
	return end != NULL ? end : from + length;
}

/* What is known of who asks, and who says so. */
static const char *say_who(const struct participant_state *state, char *to, size_t room)
{
	switch (state->operator_trust) {
	case OPERATOR_OF_COMPANY:
	case OPERATOR_OF_RELAY:
		return text_write(to, room, TEXT_OPERATOR_KNOWN, state->operator_name, state->operator_company);
	default:
		return text_write(to, room, TEXT_NOT_VERIFIED, giving_name(state->master_name));
	}
}

/* Below the name: whose word that is, and the computer. */
static const char *say_by_whom(const struct participant_state *state, char *to, size_t room)
{
	if (state->operator_trust == OPERATOR_OF_COMPANY)
		snprintf(to, room, "%s · %s", text_get(TEXT_OPERATOR_VERIFIED), state->master_computer);
	else if (state->operator_trust == OPERATOR_OF_RELAY)
		text_write(to, room, TEXT_OPERATOR_OF_RELAY, state->relay, state->master_computer);
	else
		snprintf(to, room, "%s", state->master_computer);
	return to;
}

static void who(const struct participant_state *state, struct page *page)
{
	char words[PARTICIPANT_NAME_BYTES + 2 * OPERATOR_NAME_BYTES + 400];
	char by_whom[600];
	bool is_known = state->operator_trust != OPERATOR_UNVERIFIED;
	const struct ui_person master = {.id = "master",
	                                 .name =
	                                     is_known ? state->operator_name : giving_name(state->master_name),
	                                 .title = say_who(state, words, sizeof words),
	                                 .title_tone = is_known ? UI_CALM : UI_BAD,
	                                 .detail = say_by_whom(state, by_whom, sizeof by_whom)};
	ui_card_begin(page, "who");
	ui_person(page, &master, NULL, 0);
	ui_line(page);
	ui_text(page, UI_MUTED, text_get(TEXT_WILL_SEE));
	ui_card_end(page);
}

static void notice(const struct participant_state *state, struct page *page)
{
	char version[VERSION_BYTES], title[VERSION_BYTES + 80];
	const char *rest = take_version(state->notice, version);
	ui_text(page, UI_SECTION,
	        version[0] != 0 ? text_write(title, sizeof title, TEXT_NOTICE_VERSION, version)
	                        : text_get(TEXT_NOTICE_TITLE));
	ui_text_box(page, "notice", rest, NOTICE_HEIGHT, true);
}

/* The number came with a link or a file's name: nothing is shown of who asks before it was told to the
 * person by somebody. */
static void digits(struct face *face, struct page *page)
{
	const struct ui_input input = {.id = "digits", .hint = "1234567", .is_large = true, .is_first = true};
	const struct ui_button buttons[] = {
		{.id = "not-me", .label = text_get(TEXT_DECLINE), .is_cancel = true},
		{.id = "go", .label = text_get(TEXT_HOST_BUTTON), .look = UI_PRIMARY, .is_default = true},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_DIGITS_TITLE));
	ui_text(page, UI_BODY, text_get(TEXT_DIGITS_WORDS));
	ui_gap(page, 1);
	ui_input(page, &input, face->digits_text, sizeof face->digits_text);
	ui_text(page, UI_MUTED, text_get(TEXT_DIGITS_ONCE));
	int used = ui_footer(page, UI_CALM, text_get(TEXT_ONLY_WHO_YOU_KNOW), buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_DECLINE : WISH_DIGITS;
}

void screen_asked(struct face *face, struct page *page)
{
	if (face->state.must_type_digits) {
		digits(face, page);
		return;
	}
	const struct ui_input your_name = {
		.id = "name", .label = text_get(TEXT_YOUR_NAME), .hint = text_get(TEXT_YOUR_NAME_HINT)};
	const struct ui_button buttons[] = {
		{.id = "decline", .label = text_get(TEXT_DECLINE), .is_cancel = true},
		{.id = "accept", .label = text_get(TEXT_ACCEPT), .look = UI_PRIMARY, .is_disabled = face->is_reading},
	};
	ui_text(page, UI_HEADING, text_get(TEXT_WHO_ASKS));
	who(&face->state, page);
	ui_banner(page, UI_WARN, text_get(TEXT_BEWARE), text_get(TEXT_BEWARE_MORE));
	notice(&face->state, page);
	ui_input(page, &your_name, face->your_name, sizeof face->your_name);
	int used = ui_footer(page, UI_CALM, face->is_reading ? text_get(TEXT_READ_FIRST) : "", buttons, 2);
	if (used >= 0)
		face->wish = used == 0 ? WISH_DECLINE : WISH_ACCEPT;
}
