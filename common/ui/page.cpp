// A page is filled from top to bottom: `y` is where the next part begins, `left` and `width` the column that
// it has. Parts draw themselves; ImGui is told only what the mouse can touch, and how long the page was, so
// that it scrolls.
#include "ui/inner.hpp"

#include <string.h>

ImVec2 page_place(struct page *page, float height, float gap)
{
	if (!page->is_first_part)
		page->y += page->follows_section ? page_gap(page) * 0.8f : gap;
	page->is_first_part = page->follows_section = false;
	ImVec2 at(page->left, page->y);
	page->y += height;
	return at;
}

float page_line_height(const struct page *page, enum font_style style)
{
	return roundf(page->styles[style]->FontSize * 1.38f);
}

// Where the line that begins at `text` ends; `*next` is where the next one begins (the end of the text, if
// none does).
static const char *line_end(ImFont *font, const char *text, const char *end, float wrap, const char **next)
{
	const char *newline = static_cast<const char *>(memchr(text, '\n', (size_t)(end - text)));
	const char *at = newline != nullptr ? newline : end;
	if (wrap > 0 && at > text) {
		at = font->CalcWordWrapPositionA(1, text, at, wrap);
		unsigned int character;
		if (at == text) // not even one character fits
			at += ImTextCharFromUtf8(&character, at, end);
	}
	const char *after = at;
	while (after < end && (*after == ' ' || *after == '\t'))
		after++;
	*next = after < end && *after == '\n' ? after + 1 : after;
	return at;
}

ImVec2 page_measure(struct page *page, enum font_style style, const char *text, float wrap)
{
	fonts_need(page->fonts, text);
	ImFont *font = page->styles[style];
	const char *end = text + strlen(text);
	float width = 0;
	int lines = 0;
	for (const char *next; text < end; text = next, lines++) {
		const char *stop = line_end(font, text, end, wrap, &next);
		float own = font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text, stop).x;
		width = own > width ? own : width;
	}
	float more = lines > 1 ? (float)(lines - 1) * page_line_height(page, style) : 0;
	return ImVec2((float)(int)(width + 0.99999f), font->FontSize + more);
}

void page_write(struct page *page, enum font_style style, ImVec2 at, ImU32 colour, const char *text,
                float wrap)
{
	ImFont *font = page->styles[style];
	ImDrawList *canvas = ImGui::GetWindowDrawList();
	const char *end = text + strlen(text);
	float y = (float)(int)at.y, top = canvas->GetClipRectMin().y, bottom = canvas->GetClipRectMax().y;
	for (const char *next; text < end && y < bottom; text = next, y += page_line_height(page, style)) {
		const char *stop = line_end(font, text, end, wrap, &next);
		if (y + 2 * font->FontSize > top)
			canvas->AddText(font, font->FontSize, ImVec2((float)(int)at.x, y), colour, text, stop);
	}
}

// How many bytes of the text fit in the width, in whole characters.
static int fitting_bytes(struct page *page, enum font_style style, const char *text, float width)
{
	ImFont *font = page->styles[style];
	const char *rest = text;
	font->CalcTextSizeA(font->FontSize, width, 0, text, nullptr, &rest);
	return (int)(rest - text);
}

void page_write_cut(struct page *page, enum font_style style, ImVec2 at, ImU32 colour, const char *text,
                    float width)
{
	char line[512];
	size_t length = 0;
	for (; text[length] != 0 && length < sizeof line - 1; length++)
		line[length] = (unsigned char)text[length] < 0x20 || text[length] == 0x7F ? ' ' : text[length];
	line[length] = 0;
	fonts_need(page->fonts, line);
	if (page_measure(page, style, line, 0).x > width) {
		const char *dots = "\u2026";
		int kept = fitting_bytes(page, style, line, width - page_measure(page, style, dots, 0).x);
		if (kept > (int)sizeof line - 4)
			kept = (int)sizeof line - 4;
		memcpy(line + kept, dots, strlen(dots) + 1);
	}
	page_write(page, style, at, colour, line, 0);
}

bool page_touch(struct page *page, ImGuiID id, const ImRect &place, bool *is_hovered, bool *is_held)
{
	*is_hovered = *is_held = false;
	if (!ImGui::ItemAdd(place, id))
		return false;
	bool is_pressed = ImGui::ButtonBehavior(place, id, is_hovered, is_held);
	page->wants.hand = page->wants.hand || *is_hovered;
	return is_pressed;
}

bool page_join_ring(struct page *page, ImGuiID id, const ImRect &place, bool is_first)
{
	bool has_focus = ring_add(page->ring, id, is_first);
	if (!has_focus || !page->ring->has_moved || page->is_in_bar || page->is_in_footer)
		return has_focus;
	float margin = scaled(page, 2 * look::unit);
	float over = page->top + margin - place.Min.y, under = place.Max.y + margin - page->bottom;
	if (over > 0)
		ImGui::SetScrollY(ImGui::GetScrollY() - over);
	else if (under > 0)
		ImGui::SetScrollY(ImGui::GetScrollY() + (under < -over ? under : -over));
	return has_focus;
}

void page_draw_focus(struct page *page, const ImRect &place, float rounding)
{
	if (!page->shows_focus || !page->has_keyboard)
		return;
	float off = scaled(page, 2), thick = scaled(page, 2);
	ImVec2 low(place.Min.x - off - thick / 2, place.Min.y - off - thick / 2);
	ImVec2 high(place.Max.x + off + thick / 2, place.Max.y + off + thick / 2);
	page->canvas->AddRect(low, high, look::focus, rounding + off, 0, thick);
}

bool page_take_key(struct page *page, enum gui_key key, bool also_repeated)
{
	if (page->press.key != key || (page->press.is_repeat && !also_repeated))
		return false;
	page->press.key = GUI_NO_KEY;
	return true;
}

ImU32 page_tone(enum ui_tone tone)
{
	switch (tone) {
	case UI_GOOD:
		return look::good;
	case UI_BUSY:
		return look::busy;
	case UI_WARN:
		return look::warn;
	case UI_BAD:
		return look::bad;
	default:
		return look::calm;
	}
}

void page_clip(struct page *page)
{
	page->is_clipped = page->footer_height > 0;
	if (page->is_clipped)
		ImGui::PushClipRect(ImVec2(0, page->top), ImVec2(ImGui::GetIO().DisplaySize.x, page->bottom), true);
}

void page_unclip(struct page *page)
{
	if (page->is_clipped)
		ImGui::PopClipRect();
	page->is_clipped = false;
}

void page_start(struct page *page, enum window_kind kind, ImVec2 size)
{
	ImFontAtlas *atlas = static_cast<ImFontAtlas *>(fonts_atlas(page->fonts));
	for (int style = 0; style < FONT_STYLE_COUNT; style++)
		page->styles[style] = atlas->Fonts[style];
	ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
	                         ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
	                         ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
	                         ImGuiWindowFlags_NoNav;
	if (kind != WINDOW_PLAIN)
		flags |= ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
	ImGui::SetNextWindowPos(ImVec2(0, 0));
	ImGui::SetNextWindowSize(size);
	ImGui::Begin("page", nullptr, flags);
	page->canvas = ImGui::GetWindowDrawList();
	page->top = 0;
	page->bottom = size.y - page->footer_height;
	float column = scaled(page, look::column_max), room = size.x - 2 * scaled(page, look::page_x);
	page->width = room < column ? room : column;
	page->left = (float)(int)((size.x - page->width) / 2);
	page->y = scaled(page, look::page_y) - ImGui::GetScrollY();
	page->is_first_part = true;
	page->is_in_bar = page->follows_section = page->has_secret = false;
	page->next_takes_enter = page->next_takes_arrows = false;
	const ImGuiIO &io = ImGui::GetIO();
	if (io.MouseDelta.x != 0 || io.MouseDelta.y != 0)
		page->is_bar_wanted =
			(io.MousePos.y >= 0 && io.MousePos.y < 2) || page->bar_plate.Contains(io.MousePos);
	if (page->press.key == GUI_ESCAPE)
		page->is_bar_wanted = false;
	page->kind = kind;
	page->bar_plate = ImRect(0, 0, 0, 0);
	page->escape_is_free = page->press.key == GUI_ESCAPE && !page->press.is_repeat;
	page_clip(page);
}

void page_finish(struct page *page, enum window_kind kind)
{
	if (page->is_clipped) // the footer that was there is gone
		page->footer_height = 0;
	page_unclip(page);
	if (kind == WINDOW_PLAIN) {
		ImGui::SetCursorScreenPos(ImVec2(page->left, page->y));
		ImGui::Dummy(ImVec2(1, scaled(page, look::page_y)));
	}
	ImGui::End();
	fields_forget(page);
	page->focus_takes_enter = page->next_takes_enter;
	page->focus_takes_arrows = page->next_takes_arrows;
}

static enum font_style font_of(enum ui_style style)
{
	switch (style) {
	case UI_STRONG:
		return FONT_STRONG;
	case UI_SECTION:
	case UI_SMALL:
	case UI_MUTED:
	case UI_ALARM:
		return FONT_SMALL;
	case UI_HEADING:
		return FONT_HEADING;
	default:
		return FONT_BODY;
	}
}

static ImU32 colour_of(enum ui_style style)
{
	if (style == UI_MUTED || style == UI_SECTION)
		return look::muted;
	return style == UI_ALARM ? look::bad : look::text;
}

extern "C" void ui_text(struct page *page, enum ui_style style, const char *text)
{
	if (page->is_in_bar) {
		bar_text(page, font_of(style), colour_of(style), text);
		return;
	}
	ImVec2 size = page_measure(page, font_of(style), text, page->width);
	float gap = page_gap(page);
	if (style == UI_SECTION)
		gap *= 2.6f;
	else if (font_of(style) == FONT_SMALL) // belongs to what is above it
		gap *= 0.7f;
	ImVec2 at = page_place(page, size.y, gap);
	page_write(page, font_of(style), at, colour_of(style), text, page->width);
	page->follows_section = style == UI_SECTION;
}

extern "C" void ui_gap(struct page *page, int units)
{
	page->y += scaled(page, look::unit * units);
}

extern "C" void ui_card_begin(struct page *page, const char *id)
{
	ImGui::PushID(id);
	ImVec2 at = page_place(page, scaled(page, look::card_y), page_gap(page) * 1.5f);
	page->card_top = at.y;
	page->card_left = page->left;
	page->card_width = page->width;
	page->left += scaled(page, look::card_x);
	page->width -= 2 * scaled(page, look::card_x);
	page->is_first_part = true;
	page->canvas->ChannelsSplit(2);
	page->canvas->ChannelsSetCurrent(1);
}

extern "C" void ui_card_end(struct page *page)
{
	page->y += scaled(page, look::card_y);
	page->left = page->card_left;
	page->width = page->card_width;
	page->canvas->ChannelsSetCurrent(0);
	ImVec2 low(page->left, page->card_top), high(page->left + page->width, page->y);
	float rounding = scaled(page, look::card_round);
	page->canvas->AddRectFilled(low, high, look::card, rounding);
	page->canvas->AddRect(low, high, look::border, rounding);
	page->canvas->ChannelsMerge();
	ImGui::PopID();
}

extern "C" void ui_line(struct page *page)
{
	ImVec2 at = page_place(page, 1, page_gap(page) * 1.2f);
	page->canvas->AddRectFilled(at, ImVec2(at.x + page->width, at.y + 1), look::border);
	page->y += page_gap(page) * 0.2f;
}

extern "C" void ui_scope_begin(struct page *page, const char *id)
{
	ImGui::PushID(id);
}

extern "C" void ui_scope_end(struct page *)
{
	ImGui::PopID();
}

// How many bytes at `at` are one character that may stay; 0: what is there may not.
static int good_bytes(const unsigned char *at, bool keeps_lines)
{
	if (at[0] < 0x80)
		return (at[0] >= 0x20 && at[0] != 0x7F) || (keeps_lines && (at[0] == '\n' || at[0] == '\t'));
	unsigned int character = 0;
	int bytes = ImTextCharFromUtf8(&character, (const char *)at, (const char *)at + strlen((const char *)at));
	bool is_good = character != IM_UNICODE_CODEPOINT_INVALID && character >= 0xA0;
	return is_good ? bytes : 0;
}

extern "C" void ui_clean(char *text, bool keeps_lines)
{
	unsigned char *at = (unsigned char *)text;
	while (*at != 0) {
		int bytes = good_bytes(at, keeps_lines);
		if (bytes == 0)
			*at = ' ';
		at += bytes > 0 ? bytes : 1;
	}
}
