#include "picture/convert.h"

#include <libyuv.h>
#include <string.h>

static uint8_t *plane_at(const struct planes *planes, int index, int x_px, int y_px)
{
	int half = index > 0;
	return planes->plane[index] + (ptrdiff_t)(y_px >> half) * planes->stride[index] + (x_px >> half);
}

void convert_to_planes(const struct image *image, struct rect rect, const struct planes *to, int x_px,
                       int y_px)
{
	if (rect_is_empty(rect))
		return;
	const uint8_t *from = (const uint8_t *)(image_row(image, rect.y) + rect.x);
	ARGBToJ420(from, image->stride_px * (int)sizeof(uint32_t), plane_at(to, 0, x_px, y_px), to->stride[0],
	           plane_at(to, 1, x_px, y_px), to->stride[1], plane_at(to, 2, x_px, y_px), to->stride[2],
	           rect.width, rect.height);
}

void convert_to_image(const struct planes *planes, struct rect rect, struct image *to, int x_px, int y_px)
{
	if (rect_is_empty(rect))
		return;
	uint8_t *at = (uint8_t *)(image_row(to, y_px) + x_px);
	J420ToARGB(plane_at(planes, 0, rect.x, rect.y), planes->stride[0], plane_at(planes, 1, rect.x, rect.y),
	           planes->stride[1], plane_at(planes, 2, rect.x, rect.y), planes->stride[2], at,
	           to->stride_px * (int)sizeof(uint32_t), rect.width, rect.height);
}

void convert_blank(const struct planes *planes)
{
	for (int i = 0; i < 3; i++) {
		int rows = i == 0 ? planes->height_px : (planes->height_px + 1) / 2;
		size_t bytes = i == 0 ? (size_t)planes->width_px : ((size_t)planes->width_px + 1) / 2;
		for (int y = 0; y < rows; y++)
			memset(planes->plane[i] + (ptrdiff_t)y * planes->stride[i], 128, bytes);
	}
}
