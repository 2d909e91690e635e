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

/* All room that is left goes here, so that what follows (`height` at 100 %) ends at the window's bottom. */
void ui_push_down(struct page *page, int height);

/* What is built between the two lies on a white card. Cards don't lie in cards. */
void ui_card_begin(struct page *page, const char *id);
void ui_card_end(struct page *page); /* Ends ui_card_begin. */

/* A thin line across a card between two entries. */
void ui_line(struct page *page);

/* Names of parts count only within: for entries of a list, by something that stays the same for an entry. */
void ui_scope_begin(struct page *page, const char *id);
void ui_scope_end(struct page *page); /* Ends ui_scope_begin. */

/* One line over a picture, or in a strip: what is built between the two lies side by side on a plate of its
 * own, in the middle of the window's top. Only ui_text, ui_status and ui_buttons lie in it. */
void ui_bar_begin(struct page *page, const char *id);
void ui_bar_end(struct page *page); /* Ends ui_bar_begin. */

#endif
