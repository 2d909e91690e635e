// What is turned or chosen: switches, one of several, and the line that opens what is below it.
#include "ui/inner.hpp"

extern "C" {
#include "ui/logo.h"
}

struct used {
	bool is_used, has_focus, is_hovered;
};

// What the mouse or Space and Enter did to a part at `place`, which takes part in the ring.
static struct used use(struct page *page, ImGuiID id, const ImRect &place)
{
	struct used used;
	bool is_held;
	used.is_used = page_touch(page, id, place, &used.is_hovered, &is_held);
	used.has_focus = page_join_ring(page, id, place, false);
	if (is_held && !used.has_focus)
		ring_focus(page->ring, id);
	if (used.has_focus)
		page->next_takes_enter = true;
	if (used.has_focus && (page_take_key(page, GUI_SPACE, false) || page_take_key(page, GUI_ENTER, false)))
		used.is_used = true;
	return used;
}

static void draw_switch(struct page *page, const ImRect &place, bool is_on, bool is_hovered)
{
	ImU32 off = is_hovered ? 0xFF8793A1 : 0xFF98A2B0, on = is_hovered ? 0xFF1A62D2 : 0xFF1F6FEB;
	float radius = place.GetHeight() / 2, knob = radius - scaled(page, 3);
	page->canvas->AddRectFilled(place.Min, place.Max, is_on ? on : off, radius);
	ImVec2 middle(is_on ? place.Max.x - radius : place.Min.x + radius, place.Min.y + radius);
	page->canvas->AddCircleFilled(middle, knob, look::white, 32);
}

// A switch at the right, words from `indent` on, at least so high.
static bool switch_row(struct page *page, const char *id, const char *const words[2], float indent,
                       float least, bool *is_on)
{
	const char *label = words[0], *detail = words[1];
	float width = scaled(page, 46), high = scaled(page, 26),
		  wrap = page->width - indent - width - scaled(page, 2 * look::unit);
	float first = page_measure(page, FONT_BODY, label, wrap).y;
	bool has_more = detail != nullptr && detail[0] != 0;
	float second = has_more ? page_measure(page, FONT_SMALL, detail, wrap).y + scaled(page, 4) : 0;
	float height = first + second > high ? first + second : high;
	height = height > least ? height : least;
	ImVec2 at = page_place(page, height, page_gap(page));
	float text_x = at.x + indent, text_y = at.y + (height - first - second) / 2;
	page_write(page, FONT_BODY, ImVec2(text_x, text_y), look::text, label, wrap);
	if (has_more)
		page_write(page, FONT_SMALL, ImVec2(text_x, text_y + first + scaled(page, 4)), look::muted, detail,
		           wrap);

	float top = (float)(int)(at.y + (height - high) / 2);
	ImRect place(at.x + page->width - width, top, at.x + page->width, top + high);
	struct used used = use(page, ImGui::GetID(id), place);
	if (used.is_used)
		*is_on = !*is_on;
	draw_switch(page, place, *is_on, used.is_hovered);
	if (used.has_focus)
		page_draw_focus(page, place, high / 2);
	return used.is_used;
}

extern "C" bool ui_switch(struct page *page, const char *id, const char *label, const char *detail,
                          bool *is_on)
{
	const char *const words[2] = {label, detail};
	return switch_row(page, id, words, 0, 0, is_on);
}

extern "C" bool ui_pick(struct page *page, const char *id, struct logo *picture, const char *label,
                        const char *detail, bool *is_on)
{
	const char *const words[2] = {label, detail};
	float width = scaled(page, look::thumb_x), height = scaled(page, look::thumb_y);
	bool was_used = switch_row(page, id, words, width + scaled(page, 14), height, is_on);
	ImVec2 at(page->left, page->y - height);
	const struct image *image =
		picture != nullptr ? logo_scaled(picture, (int)width, (int)height, look::ground & 0xFFFFFF) : nullptr;
	if (image != nullptr) {
		at.x += (width - (float)image->width_px) / 2;
		at.y += (height - (float)image->height_px) / 2;
		logo_draw_at(page, image, at, 0);
	}
	page->canvas->AddRect(ImVec2(page->left, page->y - height), ImVec2(page->left + width, page->y),
	                      look::border);
	return was_used;
}

static void draw_mark(struct page *page, ImVec2 middle, bool is_chosen, bool is_hovered)
{
	float radius = scaled(page, 9);
	page->canvas->AddCircleFilled(middle, radius,
	                              is_chosen    ? look::focus
	                              : is_hovered ? look::muted
	                                           : look::field_mark,
	                              32);
	page->canvas->AddCircleFilled(middle, radius - scaled(page, 2), look::white, 32);
	if (is_chosen)
		page->canvas->AddCircleFilled(middle, radius - scaled(page, 5), look::focus, 32);
}

// One line of ui_choice: whether it was used.
static bool choice_line(struct page *page, ImGuiID id, const char *label, bool is_chosen)
{
	float indent = scaled(page, 30), wrap = page->width - indent;
	float words = page_measure(page, FONT_BODY, label, wrap).y, height = words + scaled(page, 12);
	ImVec2 at = page_place(page, height, scaled(page, 2));
	ImRect place(at.x, at.y, at.x + page->width, at.y + height);
	struct used used = use(page, id, place);
	float first = page->styles[FONT_BODY]->FontSize / 2;
	draw_mark(page, ImVec2(at.x + scaled(page, 11), at.y + scaled(page, 6) + first), is_chosen,
	          used.is_hovered);
	page_write(page, FONT_BODY, ImVec2(at.x + indent, at.y + scaled(page, 6)), look::text, label, wrap);
	if (used.has_focus)
		page_draw_focus(page, place, scaled(page, 4));
	return used.is_used;
}

extern "C" bool ui_choice(struct page *page, const char *id, const char *const *labels, int count,
                          int *chosen)
{
	int used = -1;
	ImGui::PushID(id);
	for (int i = 0; i < count; i++) {
		if (choice_line(page, ImGui::GetID(reinterpret_cast<void *>((intptr_t)(i + 1))), labels[i],
		                i == *chosen))
			used = i;
	}
	ImGui::PopID();
	if (used < 0 || used == *chosen)
		return false;
	*chosen = used;
	return true;
}

// A triangle that points at what can be opened, or at what is open below.
static void draw_triangle(struct page *page, ImVec2 middle, bool is_open)
{
	float side = scaled(page, 4);
	ImVec2 a(middle.x - side, middle.y - side), b(middle.x + side, middle.y - side),
		c(middle.x, middle.y + side);
	if (!is_open) {
		b = ImVec2(middle.x + side, middle.y);
		c = ImVec2(middle.x - side, middle.y + side);
	}
	page->canvas->AddTriangleFilled(a, b, c, look::muted);
}

extern "C" bool ui_more(struct page *page, const char *id, const char *label, bool *is_open)
{
	ImVec2 size = page_measure(page, FONT_SMALL, label, 0);
	float height = size.y + scaled(page, 12), indent = scaled(page, 20);
	ImVec2 at = page_place(page, height, page_gap(page));
	ImRect place(at.x, at.y, at.x + indent + size.x + scaled(page, 6), at.y + height);
	struct used used = use(page, ImGui::GetID(id), place);
	if (used.is_used)
		*is_open = !*is_open;
	float middle = (float)(int)(at.y + height / 2);
	draw_triangle(page, ImVec2(at.x + scaled(page, 8), middle), *is_open);
	page_write(page, FONT_SMALL, ImVec2(at.x + indent, middle - size.y / 2),
	           used.is_hovered ? look::text : look::muted, label, 0);
	if (used.has_focus)
		page_draw_focus(page, place, scaled(page, 4));
	return *is_open;
}
