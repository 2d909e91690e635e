#include "desktop/frame_sides.h"

void frame_sides(struct rect rect, struct rect screen, struct rect out[static FRAME_SIDES])
{
	struct rect outer = rect;
	if (!rect_is_empty(rect))
		outer = rect_intersect(screen, (struct rect){rect.x - FRAME_PX, rect.y - FRAME_PX,
		                                             rect.width + 2 * FRAME_PX, rect.height + 2 * FRAME_PX});
	for (int i = 0; i < FRAME_SIDES; i++)
		out[i] = (struct rect){0};
	if (outer.width <= 2 * FRAME_PX || outer.height <= 2 * FRAME_PX)
		return;
	out[0] = (struct rect){outer.x, outer.y, outer.width, FRAME_PX};
	out[1] = (struct rect){outer.x, outer.y + outer.height - FRAME_PX, outer.width, FRAME_PX};
	out[2] = (struct rect){outer.x, outer.y + FRAME_PX, FRAME_PX, outer.height - 2 * FRAME_PX};
	out[3] = (struct rect){outer.x + outer.width - FRAME_PX, outer.y + FRAME_PX, FRAME_PX,
	                       outer.height - 2 * FRAME_PX};
}
