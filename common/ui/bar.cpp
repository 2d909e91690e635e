// A bar: all of a strip, or the line above or over a picture; the plate in the middle of a picture, and the
// notes in its corner.
//
// In a bar parts lie side by side, the buttons last. What has no room is cut in a picture's bar and begins
// another row in a strip, whose width is bounded by its display (gui_set_room) and whose window follows its
// height. How wide the buttons are and how many rows there are is known from the last frame; a page is built
// until it has come to rest.
#include "ui/inner.hpp"

static float row_middle(const struct page *page)
{
	return page->y + scaled(page, look::bar_height) / 2 + (float)page->bar_row * scaled(page, look::bar_row);
}

static float bar_start(const struct page *page)
{
	return page->bar_plate.Min.x + scaled(page, 2 * look::unit);
}

// Where words have to end.
static float bar_end(const struct page *page)
{
	bool is_over_picture = page->kind == WINDOW_PICTURE;
	if (!is_over_picture && page->room_px == 0)
		return FLT_MAX;
	float end = is_over_picture ? ImGui::GetIO().DisplaySize.x : page->bar_plate.Min.x + (float)page->room_px;
	return end - page->bar_buttons - scaled(page, 3 * look::unit);
}

// Words of one style, with a dot of `tone` before them if it is not NULL.
static void write_words(struct page *page, enum font_style style, ImU32 colour, const ImU32 *dot,
                        const char *text)
{
	float indent = dot != nullptr ? scaled(page, 16) : 0;
	float width = page_measure(page, style, text, 0).x + indent, end = bar_end(page);
	if (page->kind != WINDOW_PICTURE && page->bar_x + width > end && page->bar_x > bar_start(page)) {
		page->bar_row++;
		page->bar_x = bar_start(page);
	}
	float room = end - page->bar_x, middle = row_middle(page);
	if (width > room)
		width = room > indent ? room : indent;
	if (dot != nullptr)
		page->canvas->AddCircleFilled(ImVec2(page->bar_x + scaled(page, 4), middle), scaled(page, 4), *dot,
		                              24);
	ImVec2 at(page->bar_x + indent, middle - page->styles[style]->FontSize / 2);
	page_write_cut(page, style, at, colour, text, width - indent);
	page->bar_x += width + scaled(page, 2 * look::unit);
	page->bar_widest = page->bar_x > page->bar_widest ? page->bar_x : page->bar_widest;
}

void bar_text(struct page *page, enum font_style style, ImU32 colour, const char *text)
{
	write_words(page, style, colour, nullptr, text);
}

void bar_status(struct page *page, enum ui_tone tone, const char *text)
{
	ImU32 colour = page_tone(tone);
	write_words(page, FONT_BODY, look::text, &colour, text);
}

int bar_buttons(struct page *page, const struct ui_button *buttons, int count)
{
	page->bar_buttons = page_buttons_width(page, buttons, count);
	float right = page->bar_widest + page->bar_buttons;
	if (page->is_docked)
		right = page->bar_plate.Max.x - scaled(page, 2 * look::unit);
	float middle = page->y + page->bar_plate.GetHeight() / 2;
	int used = page_buttons_at(page, right, middle, buttons, count);
	page->bar_widest = right + scaled(page, look::unit);
	return used;
}

// A bar has the whole width in a strip and above a picture; over a picture it is a plate in the middle.
static ImRect place_bar(const struct page *page, bool is_floating)
{
	float window = ImGui::GetIO().DisplaySize.x;
	float height = scaled(page, look::bar_height) + (float)page->bar_row * scaled(page, look::bar_row);
	if (!is_floating)
		return ImRect(0, 0, window, height);
	float left = (float)(int)((window - page->bar_width) / 2);
	left = left < 0 ? 0 : left;
	return ImRect(left, 0, left + page->bar_width, height);
}

extern "C" void ui_bar_begin(struct page *page, const char *id, bool is_floating)
{
	ImGui::PushID(id);
	page->is_in_bar = true;
	page->is_docked = !is_floating && page->kind == WINDOW_PICTURE;
	ImRect plate = place_bar(page, is_floating); // the row is still the last frame's
	page->bar_row = 0;
	float rounding = is_floating ? scaled(page, look::card_round) : 0;
	page->canvas->AddRectFilled(plate.Min, plate.Max, is_floating ? look::plate : look::card, rounding,
	                            ImDrawFlags_RoundCornersBottom);
	ImU32 edge = page->kind == WINDOW_STRIP ? look::field_border : look::border;
	ImVec2 corner(plate.Min.x, plate.Min.y - rounding); // of a plate the upper edge is not seen
	page->canvas->AddRect(corner, plate.Max, edge, rounding, ImDrawFlags_RoundCornersBottom);
	page->left = plate.Min.x;
	page->y = 0;
	page->bar_plate = plate;
	page->bar_x = page->bar_widest = bar_start(page);
	page->wants.bar = {(int)plate.Min.x, 0, (int)plate.GetWidth(), (int)plate.GetHeight()};
	page->wants.height_px = (int)plate.GetHeight();
	if (page->is_docked)
		page->wants.inset_px = (int)plate.GetHeight();
}

extern "C" void ui_bar_end(struct page *page)
{
	page->bar_width = page->bar_widest - page->left;
	page->wants.width_px = (int)page->bar_width;
	page->wants.height_px =
		(int)(scaled(page, look::bar_height) + (float)page->bar_row * scaled(page, look::bar_row));
	page->is_in_bar = false;
	ImGui::PopID();
}

extern "C" bool ui_bar_is_wanted(struct page *page)
{
	return page->is_bar_wanted;
}

extern "C" void ui_plate_begin(struct page *page, const char *id)
{
	ImVec2 window = ImGui::GetIO().DisplaySize;
	float margin = scaled(page, look::page_x), width = scaled(page, look::plate_max);
	float top = (float)page->wants.inset_px;
	if (width > window.x - 2 * margin)
		width = window.x - 2 * margin;
	page->left = (float)(int)((window.x - width) / 2);
	page->width = width;
	page->y = top + (float)(int)((window.y - top - page->plate_height) / 2);
	page->plate_top = page->y = page->y > top ? page->y : top;
	page->is_first_part = true;
	ui_card_begin(page, id);
}

extern "C" void ui_plate_end(struct page *page)
{
	ui_card_end(page);
	page->plate_height = page->y - page->plate_top;
	page->wants.plate = {(int)page->left, (int)page->plate_top, (int)page->width, (int)page->plate_height};
}

extern "C" void ui_notes(struct page *page, const struct ui_note *notes, int count)
{
	float pad = scaled(page, look::unit), mark = scaled(page, 16), line = page_line_height(page, FONT_SMALL);
	float width = 0, height = (float)count * line + 2 * pad;
	for (int i = 0; i < count; i++) {
		float own = page_measure(page, FONT_SMALL, notes[i].text, 0).x + mark;
		width = own > width ? own : width;
	}
	ImVec2 at(2 * pad, ImGui::GetIO().DisplaySize.y - height - 2 * pad);
	ImVec2 end(at.x + width + 2 * pad, at.y + height);
	page->canvas->AddRectFilled(at, end, look::plate, scaled(page, 4));
	page->canvas->AddRect(at, end, look::border, scaled(page, 4));
	for (int i = 0; i < count; i++) {
		float x = at.x + pad, y = at.y + pad + (float)i * line, side = scaled(page, 10);
		if (notes[i].colour != 0)
			page->canvas->AddRectFilled(ImVec2(x, y + scaled(page, 2)),
			                            ImVec2(x + side, y + scaled(page, 2) + side),
			                            notes[i].colour | 0xFF000000);
		page_write(page, FONT_SMALL, ImVec2(x + mark, y), look::text, notes[i].text, 0);
	}
}
