/* Where no address of a relay is known: it is asked for, once. */
#include "program/way.h"

void screen_host(struct way *way, struct page *page)
{
	const struct ui_input host = {.id = "host",
	                              .hint = text_get(TEXT_HOST_HINT),
	                              .is_large = true,
	                              .is_first = true,
	                              .selection = way->host_selection};
	const struct ui_button go_on = {
		.id = "continue", .label = text_get(TEXT_HOST_BUTTON), .look = UI_PRIMARY, .is_default = true};
	ui_text(page, UI_HEADING, text_get(TEXT_HOST_TITLE));
	ui_text(page, UI_BODY, text_get(TEXT_HOST_WORDS));
	ui_gap(page, 1);
	if (ui_input(page, &host, way->host, sizeof way->host))
		way->host_result = RESULT_OK;
	if (ui_buttons(page, &go_on, 1) == 0)
		way->wish = WAY_HOST;
	if (way->host_result == RESULT_NEED_MORE)
		ui_banner(page, UI_WARN, text_get(TEXT_HOST_EMPTY), NULL);
	else if (way->host_result != RESULT_OK)
		ui_banner(page, UI_WARN, text_get(TEXT_HOST_BAD), text_get(TEXT_HOST_BAD_NEXT));
}
