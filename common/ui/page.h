/*
 * Words, and how the parts of a page lie: from top to bottom, in cards, with one spacing unit.
 * Thread: ui, within a window's draw.
 */
#ifndef LOTSE_UI_PAGE_H
#define LOTSE_UI_PAGE_H

#include <stdbool.h>

struct page; /* opaque; the ui's */

/* The kinds of text: one type scale. */
enum ui_style { UI_BODY, UI_STRONG, UI_SMALL, UI_MUTED, UI_ALARM, UI_SECTION, UI_HEADING };

/* Wrapped text. UI_MUTED and UI_ALARM are small: grey, and red. UI_SECTION is above what belongs together. */
void ui_text(struct page *page, enum ui_style style, const char *text);

/* Room of `units` spacing units (10 pixels at 100 %) between what was and what comes. */
void ui_gap(struct page *page, int units);

/* What is built between the two lies on a white card. Cards don't lie in cards. */
void ui_card_begin(struct page *page, const char *id);
void ui_card_end(struct page *page); /* Ends ui_card_begin. */

/* A thin line across a card between two entries. */
void ui_line(struct page *page);

/* Names of parts count only within: for entries of a list, by something that stays the same for an entry. */
void ui_scope_begin(struct page *page, const char *id);
void ui_scope_end(struct page *page); /* Ends ui_scope_begin. */

/* What is built between the two lies side by side in one line: all of a strip, or the top of a picture's
 * window. There it has a line of its own above the picture, with the buttons at the right, or, if
 * `is_floating`, a plate over it. Only ui_text, ui_status and, at the end, ui_buttons lie in it. Words
 * without room are cut; in a strip they begin another row. */
void ui_bar_begin(struct page *page, const char *id, bool is_floating);
void ui_bar_end(struct page *page); /* Ends ui_bar_begin. */

/* Whether a floating bar is to be seen: since the pointer touched the window's upper edge or Tab was pressed,
 * until the pointer moves elsewhere or Escape is pressed. */
bool ui_bar_is_wanted(struct page *page);

/* What is built between the two lies on a card in the middle of a picture's window, over the picture. One per
 * page, behind its bar. */
void ui_plate_begin(struct page *page, const char *id);
void ui_plate_end(struct page *page); /* Ends ui_plate_begin. */

struct ui_note {
	const char *text;
	unsigned colour; /* 0xAARRGGBB: of a square before it; 0: none */
};
/* Small words in the lower left corner of a picture's window, over the picture and not to be touched. */
void ui_notes(struct page *page, const struct ui_note *notes, int count);

/* Makes what somebody else wrote harmless, in place: control characters (but, if `keeps_lines`, not line ends
 * and tabs) and what is no UTF-8 become spaces. */
void ui_clean(char *text, bool keeps_lines);

#endif
