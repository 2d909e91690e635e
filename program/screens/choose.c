/* Everything, one monitor, chosen programs, or nothing; none of it is what Enter does by itself, and the
 * focus begins at nothing. */
#include "base/text.h"
#include "program/giving.h"

#include <stdio.h>

static void wish_monitor(struct giving *giving, const struct desktop_monitor *monitor)
{
	giving->choice = (struct share_choice){.kind = SHARE_MONITOR};
	snprintf(giving->choice.monitor, sizeof giving->choice.monitor, "%s", monitor->name);
	giving->wish = GIVING_SHARE_THIS;
}

/* One button for each, if there are several. */
static void monitors(struct giving *giving, const struct participant_choices *choices, struct page *page)
{
	for (size_t i = 0; i < choices->monitor_count && choices->monitor_count > 1; i++) {
		const struct desktop_monitor *monitor = &choices->monitors[i];
		char label[DESKTOP_MONITOR_NAME_BYTES + 80], id[24];
		snprintf(id, sizeof id, "m%zu", i);
		text_write(label, sizeof label, TEXT_SHARE_MONITOR, monitor->name, monitor->area.width,
		           monitor->area.height);
		const struct ui_button button = {.id = id, .label = label};
		if (ui_button_wide(page, &button))
			wish_monitor(giving, monitor);
	}
}

static void programs(struct giving *giving, struct picking *picking, struct page *page)
{
	const struct participant_choices *choices = &picking->choices;
	struct share_choice choice;
	bool is_any = picking_choice(picking, &choice);
	const struct ui_button show = {
		.id = "these", .label = text_get(TEXT_SHARE_THESE), .look = UI_PRIMARY, .is_disabled = !is_any};
	if (choices->applications_result != RESULT_OK || choices->application_count == 0) {
		ui_banner(page, UI_WARN,
		          choices->applications_result != RESULT_OK ? result_words(choices->applications_result)
		                                                    : text_get(TEXT_NO_PROGRAMS),
		          NULL);
		return;
	}
	ui_card_begin(page, "programs");
	for (size_t i = 0; i < choices->application_count && i < PICKING_SHOWN_MAX; i++) {
		const struct desktop_application *program = &choices->applications[i];
		char id[24];
		snprintf(id, sizeof id, "p%zu", i);
		ui_pick(page, id, picking->logos[i], program->name, program->title, &picking->is_picked[i]);
	}
	ui_card_end(page);
	if (ui_buttons(page, &show, 1) == 0) {
		giving->choice = choice;
		giving->wish = GIVING_SHARE_THIS;
	}
}

/* What is looked for when the person wants less than everything. */
static void less(struct giving *giving, struct picking *picking, struct page *page)
{
	const struct ui_button look = {.id = "less", .label = text_get(TEXT_SHARE_LESS)};
	if (ui_button_wide(page, &look))
		giving->wish = GIVING_PICK;
	if (!picking->is_there)
		return;
	monitors(giving, &picking->choices, page);
	programs(giving, picking, page);
}

bool screen_choose(struct giving *giving, struct picking *picking, const char *other, struct page *page)
{
	char words[PARTICIPANT_NAME_BYTES + 120];
	const struct ui_button everything = {
		.id = "everything", .label = text_get(TEXT_SHARE_EVERYTHING), .look = UI_PRIMARY};
	const struct ui_button nothing = {
		.id = "nothing", .label = text_get(TEXT_SHARE_NOTHING), .is_first = true};
	const struct ui_button back = {.id = "back", .label = text_get(TEXT_CANCEL), .is_cancel = true};
	const struct ui_button leave = {.id = "leave", .label = text_get(TEXT_LEAVE)};
	ui_text(page, UI_HEADING, text_get(TEXT_CHOOSE_TITLE));
	ui_text(page, UI_BODY,
	        other != NULL ? text_write(words, sizeof words, TEXT_CHOOSE_WORDS, other)
	                      : text_get(TEXT_CHOOSE_WORDS_OWN));
	ui_gap(page, 1);
	bool wants_everything = ui_button_wide(page, &everything);
	bool wants_nothing = ui_button_wide(page, &nothing);
	less(giving, picking, page);
	if (wants_everything || wants_nothing) {
		giving->wish = GIVING_SHARE;
		giving->is_on = wants_everything;
	}
	ui_text(page, UI_MUTED, text_get(TEXT_SHARE_LATER));
	const struct ui_button *button = giving->is_choosing ? &back : &leave;
	if (ui_footer(page, UI_CALM, "", button, 1) != 0)
		return false;
	if (!giving->is_choosing)
		return true;
	giving->wish = GIVING_CHOOSE;
	giving->is_on = false;
	return false;
}
