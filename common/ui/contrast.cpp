// High contrast: what a page was drawn with, in colours of a second look. The meshes are recoloured after
// they were built, so that no part has to know which look it is drawn in.
#include "ui/inner.hpp"

namespace
{
struct pair {
	ImU32 from, to; // without alpha
};

constexpr ImU32 rgb(ImU32 colour)
{
	return colour & 0xFFFFFF;
}

// Black ground, white words and lines; what has the focus in yellow.
constexpr struct pair pairs[] = {
	{rgb(look::ground), 0x000000},
	{rgb(look::card), 0x000000},
	{rgb(look::border), 0xFFFFFF},
	{rgb(look::text), 0xFFFFFF},
	{rgb(look::muted), 0xFFFFFF},
	{rgb(look::field_border), 0xFFFFFF},
	{rgb(look::field_mark), 0xB0B0B0},
	{rgb(look::focus), 0xFFE600},
	{rgb(look::primary), 0x0B4AA8},
	{rgb(look::primary_hovered), 0x1560D0},
	{rgb(look::primary_held), 0x1560D0},
	{rgb(look::danger), 0xA01410},
	{rgb(look::danger_hovered), 0xC01C18},
	{rgb(look::danger_held), 0xC01C18},
	{rgb(look::button), 0x3A3A3A},
	{rgb(look::button_hovered), 0x555555},
	{rgb(look::button_held), 0x555555},
	{rgb(look::disabled), 0x202020},
	{rgb(look::avatar), 0x303030},
	{rgb(look::avatar_text), 0xFFFFFF},
	{rgb(look::scroll), 0xFFFFFF},
	{rgb(look::good), 0x4CE08A},
	{rgb(look::warn), 0xFFB84D},
	{rgb(look::bad), 0xFF8A80},
	{0xE6F4EC, 0x0A2A18},
	{0xFFF3DC, 0x332200},
	{0xFDECEA, 0x3A0A08},
	{0xE8F0FD, 0x0A1A33},
};

ImU32 recolour(ImU32 colour)
{
	for (const struct pair &pair : pairs) {
		if (rgb(colour) == pair.from)
			return (colour & 0xFF000000) | pair.to;
	}
	return colour;
}
} // namespace

void contrast_apply(ImDrawData *data)
{
	ImU32 last = 0, last_to = recolour(0);
	for (int i = 0; i < data->CmdListsCount; i++) {
		for (ImDrawVert &vertex : data->CmdLists[i]->VtxBuffer) {
			if (vertex.col != last) {
				last = vertex.col;
				last_to = recolour(last);
			}
			vertex.col = last_to;
		}
	}
}
