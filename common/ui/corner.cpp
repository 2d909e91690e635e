// Small words in a page's upper right corner that are used like buttons: for what concerns the program, not
// the page.
#include "ui/inner.hpp"

static bool link_at(struct page *page, const char *label, const ImRect &place)
{
	ImGuiID id = ImGui::GetID(label);
	bool is_hovered, is_held;
	bool is_used = page_touch(page, id, place, &is_hovered, &is_held);
	bool has_focus = page_join_ring(page, id, place, false);
	if (has_focus)
		page->next_takes_enter = true;
	if (has_focus && (page_take_key(page, GUI_ENTER, false) || page_take_key(page, GUI_SPACE, false)))
		is_used = true;
	float pad = scaled(page, 6);
	page_write(page, FONT_SMALL, ImVec2(place.Min.x + pad, place.Min.y + scaled(page, 3)),
	           is_hovered ? look::text : look::muted, label, 0);
	if (has_focus)
		page_draw_focus(page, place, scaled(page, 4));
	return is_used;
}

extern "C" int ui_corner(struct page *page, const char *const *labels, int count)
{
	float pad = scaled(page, 6), right = page->left + page->width + pad;
	float top = scaled(page, 5) - ImGui::GetScrollY();
	float height = page->styles[FONT_SMALL]->FontSize + scaled(page, 6);
	int used = -1;
	ring_add_common(page->ring);
	for (int i = count - 1; i >= 0; i--)
		right -= page_measure(page, FONT_SMALL, labels[i], 0).x + 2 * pad;
	for (int i = 0; i < count; i++) {
		float width = page_measure(page, FONT_SMALL, labels[i], 0).x + 2 * pad;
		if (link_at(page, labels[i], ImRect(right, top, right + width, top + height)))
			used = i;
		right += width;
	}
	return used;
}
