/*
 * What a page consists of. A page is built anew for each event by the window's draw function; the functions
 * here both draw and answer what the person did to the part since the last time.
 *
 * Keyboard: Tab and Shift+Tab go round everything that can be used, arrows too (in lists and text boxes they
 * move or scroll). Enter or Space uses what has the focus. Enter in an input uses the button with is_default,
 * Escape the one with is_cancel. A key that repeats because it is held down never uses a button.
 *
 * `id` names a part within its page (or card) and is not shown; it must stay the same while the part is the
 * same. Texts are UTF-8, copied or used at once. Sizes at 100 %. Thread: ui, within draw.
 */
#ifndef LOTSE_UI_WIDGETS_H
#define LOTSE_UI_WIDGETS_H

#include "ui/page.h"

#include <stddef.h>

struct logo; /* logo.h */

enum ui_look { UI_SECONDARY, UI_PRIMARY, UI_DANGER };

struct ui_button {
	const char *id;
	const char *label;
	enum ui_look look;
	bool is_default;  /* Enter in an input uses it: one per page, and never one that agrees to something */
	bool is_cancel;   /* Escape uses it: one per page */
	bool is_disabled; /* shown, but neither used nor reached */
	bool is_first;    /* has the focus when its page appears */
};

enum ui_tone { UI_CALM, UI_GOOD, UI_BUSY, UI_WARN, UI_BAD };

enum { UI_BUTTONS_MAX = 4 };

/* Buttons in one line at the right, first one leftmost; the index of the one that was used, or -1. */
int ui_buttons(struct page *page, const struct ui_button *buttons, int count);

/* One button as wide as the page, or card. */
bool ui_button_wide(struct page *page, const struct ui_button *button);

/* The end of a page, at the window's bottom if there is room: a coloured dot, a sentence, and buttons as in
 * ui_buttons. */
int ui_footer(struct page *page, enum ui_tone tone, const char *text, const struct ui_button *buttons,
              int count);

/* Somebody: initials in a circle, name, a smaller line, and buttons as in ui_buttons. UI_BAD writes in red.
 */
struct ui_person {
	const char *id;
	const char *name;
	const char *title; /* what stands where the name would; NULL: the name */
	enum ui_tone title_tone;
	const char *detail;
	enum ui_tone detail_tone;
};
/* The index of the button that was used, or -1. */
int ui_person(struct page *page, const struct ui_person *person, const struct ui_button *buttons, int count);

/* A session number in large digits with a small line above and below it, and a button (or NULL) at its right,
 * whose use is answered. */
struct ui_number {
	const char *label;
	const char *number;
	const char *hint;
};
/* Whether the button was used. */
bool ui_number(struct page *page, const struct ui_number *number, const struct ui_button *button);

/* A line of text to type into. */
struct ui_input {
	const char *id;
	const char *label; /* above it, or NULL */
	const char *hint;  /* inside while it is empty, or NULL */
	bool is_large;     /* for numbers */
	bool is_secret;    /* shown as dots, never copied, wiped from the ui when it leaves the page */
	bool is_disabled;
	bool is_first; /* has the focus when its page appears */
	int selection; /* when this changes, it has the focus and all of its text is selected: to be typed anew */
};
/* `text` holds `room` bytes with its NUL; more can't be typed. True when it has changed. */
bool ui_input(struct page *page, const struct ui_input *input, char *text, size_t room);

/* A switch with its label and a smaller line (or NULL). True when the person turned it: *is_on is then the
 * new wish; what is shown is *is_on. */
bool ui_switch(struct page *page, const char *id, const char *label, const char *detail, bool *is_on);

/* A switch for something that has a small picture (or NULL), which is drawn at its left. As ui_switch. */
bool ui_pick(struct page *page, const char *id, struct logo *picture, const char *label, const char *detail,
             bool *is_on);

/* One of several, a line each: arrows and Tab go to it, Space or Enter chooses. True when another one was
 * chosen:
 * `*chosen` is then its index. */
bool ui_choice(struct page *page, const char *id, const char *const *labels, int count, int *chosen);

/* A line that opens and closes what comes below it. Returns whether it is open. */
bool ui_more(struct page *page, const char *id, const char *label, bool *is_open);

/* Long text, wrapped, in a frame of `height` that scrolls; has the focus when its page appears if `is_first`.
 */
void ui_text_box(struct page *page, const char *id, const char *text, int height, bool is_first);

/* A company's picture, at the left. */
void ui_logo(struct page *page, struct logo *logo);

/* A coloured dot and a sentence. */
void ui_status(struct page *page, enum ui_tone tone, const char *text);

/* One try of several: what was tried and, smaller, how it went. UI_BUSY: still going on. */
void ui_attempt(struct page *page, enum ui_tone tone, const char *what, const char *outcome);

/* Something that must be seen: words, and what to do next ("" or NULL: nothing). */
void ui_banner(struct page *page, enum ui_tone tone, const char *words, const char *next_step);

/* Small words in the page's upper right corner, used like buttons; built last, so that they are last in the
 * ring. The index of the one that was used, or -1. */
int ui_corner(struct page *page, const char *const *labels, int count);

/* Escape was pressed and no is_cancel button took it. */
bool ui_escape(struct page *page);

#endif
