/*
 * What a person sets for the program itself, at the corner of its pages: the language, and high contrast. For
 * this run; nothing is kept. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_SETTINGS_H
#define LOTSE_PROGRAM_SETTINGS_H

#include "ui/ui.h"
#include "ui/widgets.h"

enum settings_wish { SETTINGS_NONE, SETTINGS_LANGUAGE, SETTINGS_CONTRAST };

/* Zeroed at first. */
struct settings {
	enum settings_wish wish;
};

/* At the end of a page. */
void settings_draw(struct settings *settings, struct page *page);

/* After a page: speaks the other language, or shows the other look. Whether the language is another one now:
 * then windows have other titles. */
bool settings_fulfil(struct settings *settings, struct ui *ui);

#endif
