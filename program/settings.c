#include "program/settings.h"

#include "base/text.h"

void settings_draw(struct settings *settings, struct page *page)
{
	const char *const labels[] = {text_get(TEXT_OTHER_LANGUAGE), text_get(TEXT_CONTRAST)};
	int used = ui_corner(page, labels, 2);
	if (used >= 0)
		settings->wish = used == 0 ? SETTINGS_LANGUAGE : SETTINGS_CONTRAST;
}

bool settings_fulfil(struct settings *settings, struct ui *ui)
{
	if (settings->wish == SETTINGS_LANGUAGE)
		text_speak(text_language() == TEXT_GERMAN ? TEXT_ENGLISH : TEXT_GERMAN);
	else if (settings->wish == SETTINGS_CONTRAST)
		ui_set_contrast(ui, !ui_has_contrast(ui));
	if (settings->wish != SETTINGS_NONE)
		ui_redraw(ui);
	bool is_language = settings->wish == SETTINGS_LANGUAGE;
	settings->wish = SETTINGS_NONE;
	return is_language;
}
