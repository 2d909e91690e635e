// What the C++ files of ui/ share: the page that is being built, colours and lengths of the look, and small
// helpers.
#pragma once

extern "C" {
#include "ui/fonts.h"
#include "ui/gui.h"
#include "ui/ring.h"
#include "ui/widgets.h"
}

#include <imgui.h>
#include <imgui_internal.h>
#include <math.h>

// Colours as 0xAARRGGBB.
namespace look
{
constexpr ImU32 ground = 0xFFF4F6F8, card = 0xFFFEFEFE, border = 0xFFDDE2E8, text = 0xFF1B2430,
				muted = 0xFF5F6B7A;
constexpr ImU32 field_border = 0xFFAEB8C4, field_mark = 0xFF98A2B0, focus = 0xFF1F6FEB, white = 0xFFFFFFFF;
constexpr ImU32 avatar = 0xFFE3ECFB, avatar_text = 0xFF1F5FC4, selection = 0x551F6FEB, scroll = 0xFFC4CDD8;
constexpr ImU32 good = 0xFF1A8A4A, busy = 0xFF1F6FEB, warn = 0xFFB45309, bad = 0xFFB42318, calm = 0xFF5F6B7A;
constexpr ImU32 primary = 0xFF1F6FEC, primary_hovered = 0xFF1A62D2, primary_held = 0xFF1555B8;
constexpr ImU32 danger = 0xFFC0271B, danger_hovered = 0xFFA82016, danger_held = 0xFF8F1A12;
constexpr ImU32 button = 0xFFE6EBF1, button_hovered = 0xFFD9E1EA, button_held = 0xFFC9D4E0;
constexpr ImU32 disabled = 0xFFEDF0F4, disabled_text = 0xFF98A2B0, plate = 0xF5FFFFFF;

// Lengths at 100 %.
constexpr int unit = 10, page_x = 32, page_y = 28, card_x = 24, card_y = 20, column_max = 760;
constexpr int button_min = 110, button_x = 16, button_y = 9, frame_round = 8, card_round = 12,
			  bar_height = 48, bar_row = 30, plate_max = 520, footer_y = 14, logo_max = 56, thumb_x = 96,
			  thumb_y = 60;
} // namespace look

struct page {
	struct gui *gui;
	struct fonts *fonts;
	struct ring *ring;
	ImFont *styles[FONT_STYLE_COUNT];
	ImDrawList *canvas;
	int scale_percent;
	enum window_kind kind;
	bool has_keyboard, shows_focus;

	float left, width, y; // of the column that is being filled; where the next part begins
	float top, bottom;    // of what is seen of the page
	bool is_first_part;   // nothing to keep a distance from
	bool follows_section;

	struct gui_press press; // of this frame; key GUI_NO_KEY once somebody has used it
	bool focus_takes_enter; // as of the last frame: what has the focus is a button or a switch
	bool next_takes_enter;
	bool focus_takes_arrows, next_takes_arrows;
	bool escape_is_free;

	float card_top, card_left, card_width;
	bool is_in_bar, is_docked;
	bool is_bar_wanted;
	int room_px;            // of a strip: how wide it may be; 0: any width
	ImRect bar_plate;       // as of the last frame
	float bar_x, bar_width; // where the next part of the bar begins; its width as of the last frame
	float bar_widest;       // where the longest of its rows so far ends
	float bar_buttons;      // how wide its buttons are, as of the last frame
	int bar_row;            // that is being filled, from 0
	float plate_top, plate_height;
	float footer_height; // what the footer covers of the window, as of the last frame; 0: it follows the page
	bool is_clipped;     // the rest of the page is kept out of there
	bool is_in_footer;

	ImGuiID secret;  // the input with a secret that has been typed into; 0: none
	bool has_secret; // it is on this page

	struct gui_wants wants;
};

inline float scaled(const struct page *page, int length)
{
	return roundf((float)length * (float)page->scale_percent / 100);
}

// Room for a part of this height below the last one; gives its left top corner.
ImVec2 page_place(struct page *page, float height, float gap);

// The usual distance between two parts.
inline float page_gap(const struct page *page)
{
	return scaled(page, look::unit);
}

// Text of one style, wrapped at the width `wrap`; 0: not. Lines stand a little apart.
float page_line_height(const struct page *page, enum font_style style);
// How large it comes out.
ImVec2 page_measure(struct page *page, enum font_style style, const char *text, float wrap);
// Writes it with its left top corner there; only lines that are seen.
void page_write(struct page *page, enum font_style style, ImVec2 at, ImU32 colour, const char *text,
                float wrap);

// One line, without control characters, cut with an ellipsis to the width.
void page_write_cut(struct page *page, enum font_style style, ImVec2 at, ImU32 colour, const char *text,
                    float width);

// Whether the mouse used the rectangle; hovered and held are answered too.
bool page_touch(struct page *page, ImGuiID id, const ImRect &place, bool *is_hovered, bool *is_held);

// Takes part in the ring; true if it has the focus. Scrolls it into view if that is new.
bool page_join_ring(struct page *page, ImGuiID id, const ImRect &place, bool is_first);

// The ring around what has the focus, if it is to be shown.
void page_draw_focus(struct page *page, const ImRect &place, float rounding);

// Uses up this frame's key press if it is `key`.
bool page_take_key(struct page *page, enum gui_key key, bool also_repeated);

// The colour of a tone.
ImU32 page_tone(enum ui_tone tone);

// Keeps what is built out of the footer's part of the window, until page_unclip.
void page_clip(struct page *page);
// Ends page_clip; fine without.
void page_unclip(struct page *page);

// How wide buttons in a line are together.
float page_buttons_width(struct page *page, const struct ui_button *buttons, int count);
// Draws them, the last one ending at `right`; the index of the one used, or -1.
int page_buttons_at(struct page *page, float right, float middle_y, const struct ui_button *buttons,
                    int count);
// Of every button in a line.
float page_button_height(struct page *page);

// Parts of a bar (bar.cpp): words.
void bar_text(struct page *page, enum font_style style, ImU32 colour, const char *text);
// A dot with words.
void bar_status(struct page *page, enum ui_tone tone, const char *text);
// Its buttons; the one used, or -1.
int bar_buttons(struct page *page, const struct ui_button *buttons, int count);

// Draws a picture with its left top corner there, but where it has the ground's colour (logo_draw.cpp).
void logo_draw_at(struct page *page, const struct image *image, ImVec2 at, ImU32 ground);

// Recolours what was built (contrast.cpp).
void contrast_apply(ImDrawData *data);

// Overwrites.
void fields_wipe(void *data, size_t bytes);

// What was typed into an input for secrets that is no longer on the page is wiped (fields.cpp).
void fields_forget(struct page *page);

// The frame around a page: gui.cpp calls them.
void page_start(struct page *page, enum window_kind kind, ImVec2 size);
// After the page has been built.
void page_finish(struct page *page, enum window_kind kind);
