// A company's logo on a page. The only texture of a page is that of its letters, so the logo is drawn as
// rectangles: one for each run of one colour that is not the ground's. It stands on one page and is small.
#include "ui/inner.hpp"

extern "C" {
#include "ui/logo.h"
}

static void draw_row(struct page *page, const uint32_t *row, int width, ImVec2 at, ImU32 ground)
{
	for (int x = 0; x < width;) {
		int end = x + 1;
		while (end < width && row[end] == row[x])
			end++;
		ImU32 colour = row[x] | 0xFF000000;
		if (colour != ground) {
			page->canvas->PrimReserve(6, 4);
			page->canvas->PrimRect(ImVec2(at.x + (float)x, at.y), ImVec2(at.x + (float)end, at.y + 1),
			                       colour);
		}
		x = end;
	}
}

void logo_draw_at(struct page *page, const struct image *image, ImVec2 at, ImU32 ground)
{
	at = ImVec2((float)(int)at.x, (float)(int)at.y);
	float top = ImGui::GetWindowDrawList()->GetClipRectMin().y;
	for (int y = 0; y < image->height_px; y++) {
		if (at.y + (float)y >= top)
			draw_row(page, image_row(image, y), image->width_px, ImVec2(at.x, at.y + (float)y), ground);
	}
}

extern "C" void ui_logo(struct page *page, struct logo *logo)
{
	int height_max = (int)scaled(page, look::logo_max);
	const struct image *image = logo_scaled(logo, (int)page->width, height_max, look::ground & 0xFFFFFF);
	if (image == nullptr)
		return;
	logo_draw_at(page, image, page_place(page, (float)image->height_px, page_gap(page)), look::ground);
	page->y += scaled(page, look::unit);
}
