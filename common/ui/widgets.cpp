// Buttons, and the parts that are shown rather than filled in: people, numbers, states. Fields are in
// fields.cpp.
#include "ui/inner.hpp"

#include <string.h>

float page_button_height(struct page *page)
{
	return page->styles[FONT_BODY]->FontSize + 2 * scaled(page, look::button_y);
}

static float button_width(struct page *page, const struct ui_button *button)
{
	float width = page_measure(page, FONT_BODY, button->label, 0).x + 2 * scaled(page, look::button_x);
	float least = scaled(page, look::button_min);
	return width < least ? least : width;
}

float page_buttons_width(struct page *page, const struct ui_button *buttons, int count)
{
	float width = 0;
	for (int i = 0; i < count; i++)
		width += button_width(page, &buttons[i]) + (i > 0 ? page_gap(page) : 0);
	return width;
}

struct button_colours {
	ImU32 normal, hovered, held, text;
};

static struct button_colours colours_of(const struct ui_button *button)
{
	if (button->is_disabled)
		return {look::disabled, look::disabled, look::disabled, look::disabled_text};
	switch (button->look) {
	case UI_PRIMARY:
		return {look::primary, look::primary_hovered, look::primary_held, look::white};
	case UI_DANGER:
		return {look::danger, look::danger_hovered, look::danger_held, look::white};
	default:
		return {look::button, look::button_hovered, look::button_held, look::text};
	}
}

static void draw_button(struct page *page, const struct ui_button *button, const ImRect &place, ImU32 fill)
{
	float rounding = scaled(page, look::frame_round);
	page->canvas->AddRectFilled(place.Min, place.Max, fill, rounding);
	ImVec2 size = page_measure(page, FONT_BODY, button->label, 0);
	ImVec2 at(place.Min.x + (place.GetWidth() - size.x) / 2, place.Min.y + (place.GetHeight() - size.y) / 2);
	page_write(page, FONT_BODY, at, colours_of(button).text, button->label, 0);
}

// Enter or Space on the button itself, Enter anywhere else if it is the default one, Escape if it cancels.
static bool is_used_by_key(struct page *page, const struct ui_button *button, bool has_focus)
{
	if (has_focus && (page_take_key(page, GUI_ENTER, false) || page_take_key(page, GUI_SPACE, false)))
		return true;
	if (button->is_default && !page->focus_takes_enter && page_take_key(page, GUI_ENTER, false))
		return true;
	if (button->is_cancel && page_take_key(page, GUI_ESCAPE, false)) {
		page->escape_is_free = false;
		return true;
	}
	return false;
}

static bool button_at(struct page *page, const struct ui_button *button, const ImRect &place)
{
	ImGuiID id = ImGui::GetID(button->id);
	struct button_colours colours = colours_of(button);
	if (button->is_disabled) {
		draw_button(page, button, place, colours.normal);
		return false;
	}
	bool is_hovered, is_held;
	bool is_used = page_touch(page, id, place, &is_hovered, &is_held);
	bool has_focus = page_join_ring(page, id, place, button->is_first);
	if (is_held && !has_focus)
		ring_focus(page->ring, id);
	if (has_focus)
		page->next_takes_enter = true;
	is_used = is_used_by_key(page, button, has_focus) || is_used;
	bool is_down = is_held && is_hovered;
	draw_button(page, button, place, is_down ? colours.held : is_hovered ? colours.hovered : colours.normal);
	if (has_focus)
		page_draw_focus(page, place, scaled(page, look::frame_round));
	return is_used;
}

int page_buttons_at(struct page *page, float right, float middle_y, const struct ui_button *buttons,
                    int count)
{
	float x = right - page_buttons_width(page, buttons, count), height = page_button_height(page);
	float y = (float)(int)(middle_y - height / 2);
	int used = -1;
	for (int i = 0; i < count; i++) {
		float width = button_width(page, &buttons[i]);
		if (button_at(page, &buttons[i], ImRect(x, y, x + width, y + height)))
			used = i;
		x += width + page_gap(page);
	}
	return used;
}

extern "C" int ui_buttons(struct page *page, const struct ui_button *buttons, int count)
{
	if (page->is_in_bar)
		return bar_buttons(page, buttons, count);
	float height = page_button_height(page);
	ImVec2 at = page_place(page, height, page_gap(page) * 1.5f);
	return page_buttons_at(page, page->left + page->width, at.y + height / 2, buttons, count);
}

extern "C" bool ui_button_wide(struct page *page, const struct ui_button *button)
{
	float height = page_button_height(page) + scaled(page, look::unit);
	ImVec2 at = page_place(page, height, page_gap(page));
	return button_at(page, button, ImRect(at.x, at.y, at.x + page->width, at.y + height));
}

// Latin and Cyrillic alone: elsewhere there are no capitals, or they are left as they are.
static unsigned int capital_of(unsigned int character)
{
	if (character >= 'a' && character <= 'z')
		return character - 'a' + 'A';
	bool is_latin_1 = character >= 0xE0 && character <= 0xFE && character != 0xF7;
	bool is_cyrillic = character >= 0x430 && character <= 0x44F;
	return is_latin_1 || is_cyrillic ? character - 0x20 : character;
}

// The first letters of the first and the last word.
static void initials_of(const char *name, char *to, size_t room)
{
	unsigned int found[2] = {0, 0};
	bool is_start = true;
	const char *end = name + strlen(name);
	while (name != end) {
		unsigned int character = 0;
		name += ImTextCharFromUtf8(&character, name, end);
		bool is_gap = character <= ' ' || character == '-' || character == '.' || character == ',';
		if (is_start && !is_gap)
			found[found[0] != 0] = character;
		is_start = is_gap;
	}
	size_t length = 0;
	for (int i = 0; i < 2 && found[i] != 0; i++) {
		char part[5];
		const char *utf8 = ImTextCharToUtf8(part, capital_of(found[i]));
		if (length + strlen(utf8) >= room)
			break;
		memcpy(to + length, utf8, strlen(utf8));
		length += strlen(utf8);
	}
	to[length] = 0;
}

static void draw_avatar(struct page *page, ImVec2 middle, float radius, const char *name)
{
	char initials[12];
	initials_of(name, initials, sizeof initials);
	page->canvas->AddCircleFilled(middle, radius, look::avatar, 40);
	ImVec2 size = page_measure(page, FONT_STRONG, initials, 0);
	page_write(page, FONT_STRONG, ImVec2(middle.x - size.x / 2, middle.y - size.y / 2), look::avatar_text,
	           initials, 0);
}

extern "C" int ui_person(struct page *page, const struct ui_person *person, const struct ui_button *buttons,
                         int count)
{
	ImGui::PushID(person->id);
	float radius = scaled(page, 20), small = page->styles[FONT_SMALL]->FontSize;
	float body = page->styles[FONT_STRONG]->FontSize, text_x = 2 * radius + scaled(page, 14);
	float buttons_width = count > 0 ? page_buttons_width(page, buttons, count) + page_gap(page) : 0;
	bool is_narrow = page->width - text_x - buttons_width < scaled(page, 150);
	float text_width = page->width - text_x - (is_narrow ? 0 : buttons_width);
	float detail = page_measure(page, FONT_SMALL, person->detail, text_width).y;
	float words = body + scaled(page, 4) + (detail > small ? detail : small);
	float height = words > 2 * radius ? words : 2 * radius;
	ImVec2 at = page_place(page, height, page_gap(page));
	float middle = at.y + height / 2, text_y = middle - words / 2;
	draw_avatar(page, ImVec2(at.x + radius, middle), radius, person->name);
	const char *title = person->title != nullptr ? person->title : person->name;
	ImU32 title_colour = person->title_tone == UI_CALM ? look::text : page_tone(person->title_tone);
	page_write_cut(page, FONT_STRONG, ImVec2(at.x + text_x, text_y), title_colour, title, text_width);
	ImU32 colour = person->detail_tone == UI_CALM ? look::muted : page_tone(person->detail_tone);
	page_write(page, FONT_SMALL, ImVec2(at.x + text_x, text_y + body + scaled(page, 4)), colour,
	           person->detail, text_width);
	if (is_narrow) {
		at = page_place(page, page_button_height(page), page_gap(page));
		middle = at.y + page_button_height(page) / 2;
	}
	int used = page_buttons_at(page, page->left + page->width, middle, buttons, count);
	ImGui::PopID();
	return used;
}

extern "C" bool ui_number(struct page *page, const struct ui_number *number, const struct ui_button *button)
{
	ui_text(page, UI_MUTED, number->label);
	float height = page->styles[FONT_NUMBER]->FontSize;
	ImVec2 at = page_place(page, height, scaled(page, 6));
	page_write(page, FONT_NUMBER, at, look::text, number->number, 0);
	bool is_used = false;
	float right = page->left + page->width;
	if (button != nullptr) {
		float middle = at.y + height / 2;
		float end = at.x + page_measure(page, FONT_NUMBER, number->number, 0).x + page_gap(page);
		if (end + page_buttons_width(page, button, 1) > right) // no room beside it
			middle =
				page_place(page, page_button_height(page), page_gap(page)).y + page_button_height(page) / 2;
		is_used = page_buttons_at(page, right, middle, button, 1) == 0;
	}
	page->y += scaled(page, 3);
	if (number->hint != nullptr)
		ui_text(page, UI_MUTED, number->hint);
	return is_used;
}

static void draw_dot(struct page *page, ImVec2 middle, enum ui_tone tone)
{
	page->canvas->AddCircleFilled(middle, scaled(page, 4), page_tone(tone), 24);
}

static void status_at(struct page *page, ImVec2 at, enum ui_tone tone, const char *text, float wrap)
{
	float indent = scaled(page, 16);
	draw_dot(page, ImVec2(at.x + scaled(page, 4), at.y + page->styles[FONT_SMALL]->FontSize / 2), tone);
	page_write(page, FONT_SMALL, ImVec2(at.x + indent, at.y), look::muted, text, wrap - indent);
}

extern "C" void ui_status(struct page *page, enum ui_tone tone, const char *text)
{
	if (page->is_in_bar) {
		bar_status(page, tone, text);
		return;
	}
	ImVec2 size = page_measure(page, FONT_SMALL, text, page->width - scaled(page, 16));
	status_at(page, page_place(page, size.y, page_gap(page)), tone, text, page->width);
}

// Where the footer begins: at the window's bottom, where it stays in sight when the page is longer than the
// window. Then the page ends above it.
static float place_footer(struct page *page, float height)
{
	float window = ImGui::GetIO().DisplaySize.y, margin = scaled(page, look::page_y),
		  gap = 2.6f * page_gap(page);
	float end = page->y + ImGui::GetScrollY() + gap + height + margin; // if it followed the page
	if (page->kind != WINDOW_PLAIN || end <= window) {
		page->footer_height = 0;
		page->y = window - margin - height > page->y + gap ? window - margin - height - gap : page->y;
		return page_place(page, height, gap).y;
	}
	float band = scaled(page, look::footer_y);
	page->footer_height = height + 2 * band;
	page->y += page->footer_height - margin + page_gap(page) * 1.5f; // to be scrolled to the last part
	float top = window - page->footer_height;
	page->canvas->AddRectFilled(ImVec2(0, top), ImVec2(ImGui::GetIO().DisplaySize.x, top + 1), look::border);
	return top + band;
}

extern "C" int ui_footer(struct page *page, enum ui_tone tone, const char *text,
                         const struct ui_button *buttons, int count)
{
	float button = page_button_height(page), wrap = page->width;
	if (count > 0)
		wrap -= page_buttons_width(page, buttons, count) + 2 * page_gap(page);
	float words = page_measure(page, FONT_SMALL, text, wrap - scaled(page, 16)).y;
	float height = words > button ? words : button;
	page_unclip(page);
	float y = place_footer(page, height), middle = y + height / 2;
	if (text[0] != 0)
		status_at(page, ImVec2(page->left, (float)(int)(middle - words / 2)), tone, text, wrap);
	page->is_in_footer = page->footer_height > 0; // always in sight: nothing to scroll to
	int used = page_buttons_at(page, page->left + page->width, middle, buttons, count);
	page->is_in_footer = false;
	return used;
}

extern "C" void ui_attempt(struct page *page, enum ui_tone tone, const char *what, const char *outcome)
{
	float indent = scaled(page, 22), wrap = page->width - indent;
	float first = page_measure(page, FONT_BODY, what, wrap).y;
	bool has_more = outcome != nullptr && outcome[0] != 0;
	float second = has_more ? page_measure(page, FONT_SMALL, outcome, wrap).y + scaled(page, 4) : 0;
	ImVec2 at = page_place(page, first + second, page_gap(page));
	draw_dot(page, ImVec2(at.x + scaled(page, 5), at.y + page->styles[FONT_BODY]->FontSize / 2), tone);
	page_write(page, FONT_BODY, ImVec2(at.x + indent, at.y), look::text, what, wrap);
	if (has_more)
		page_write(page, FONT_SMALL, ImVec2(at.x + indent, at.y + first + scaled(page, 4)), look::muted,
		           outcome, wrap);
}

static ImU32 tint_of(enum ui_tone tone)
{
	switch (tone) {
	case UI_GOOD:
		return 0xFFE6F4EC;
	case UI_WARN:
		return 0xFFFFF3DC;
	case UI_BAD:
		return 0xFFFDECEA;
	default:
		return 0xFFE8F0FD;
	}
}

extern "C" void ui_banner(struct page *page, enum ui_tone tone, const char *words, const char *next_step)
{
	float padding = scaled(page, 14), stripe = scaled(page, 4), wrap = page->width - 2 * padding - stripe;
	float first = page_measure(page, FONT_STRONG, words, wrap).y;
	bool has_more = next_step != nullptr && next_step[0] != 0;
	float second = has_more ? page_measure(page, FONT_BODY, next_step, wrap).y + scaled(page, 5) : 0;
	float height = first + second + 2 * padding;
	ImVec2 at = page_place(page, height, page_gap(page) * 1.5f);
	ImVec2 end(at.x + page->width, at.y + height);
	float rounding = scaled(page, look::frame_round);
	page->canvas->AddRectFilled(at, end, tint_of(tone), rounding);
	page->canvas->AddRectFilled(at, ImVec2(at.x + stripe, end.y), page_tone(tone), rounding,
	                            ImDrawFlags_RoundCornersLeft);
	float x = at.x + stripe + padding;
	page_write(page, FONT_STRONG, ImVec2(x, at.y + padding), look::text, words, wrap);
	if (has_more)
		page_write(page, FONT_BODY, ImVec2(x, at.y + padding + first + scaled(page, 5)), look::text,
		           next_step, wrap);
}

extern "C" bool ui_escape(struct page *page)
{
	bool is_free = page->escape_is_free && page->press.key == GUI_ESCAPE;
	page->escape_is_free = false;
	return is_free && page_take_key(page, GUI_ESCAPE, false);
}
