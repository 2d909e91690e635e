#include "ui/fade.h"

enum { FOG = 0xC4, FOG_SHARE = 112 }; /* of 256: how much of each pixel is fog */

static uint32_t fade_pixel(uint32_t pixel)
{
	uint32_t red = pixel >> 16 & 0xFF, green = pixel >> 8 & 0xFF, blue = pixel & 0xFF;
	uint32_t light = (red * 77 + green * 151 + blue * 28) >> 8; /* Rec. 601 */
	light = (light * (256 - FOG_SHARE) + FOG * FOG_SHARE) >> 8;
	return light * 0x010101;
}

void fade_apply(struct image *image, struct rect rect)
{
	rect = rect_intersect(rect, image_rect(image));
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		uint32_t *row = image_row(image, y);
		for (int x = rect.x; x < rect.x + rect.width; x++)
			row[x] = fade_pixel(row[x]);
	}
}
