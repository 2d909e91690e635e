#include "ui/pointer.h"

#include <SDL_surface.h>
#include <stdlib.h>
#include <string.h>

void pointer_finish(struct pointer *pointer)
{
	free(pointer->pixels);
	if (pointer->system != NULL)
		SDL_FreeCursor(pointer->system);
	*pointer = (struct pointer){0};
}

/* The system takes the pixels as they are, premultiplied. */
static SDL_Cursor *make_system(const struct surface_cursor *shape)
{
	SDL_Surface *surface =
		SDL_CreateRGBSurfaceWithFormatFrom((void *)shape->pixels, shape->width_px, shape->height_px, 32,
	                                       shape->width_px * 4, SDL_PIXELFORMAT_ARGB8888);
	SDL_Cursor *made =
		surface != NULL ? SDL_CreateColorCursor(surface, shape->hot_x_px, shape->hot_y_px) : NULL;
	SDL_FreeSurface(surface);
	return made;
}

enum result pointer_set(struct pointer *pointer, const struct surface_cursor *shape)
{
	static const uint32_t nothing = 0;
	const struct surface_cursor invisible = {.pixels = &nothing, .width_px = 1, .height_px = 1};
	if (shape == NULL)
		shape = &invisible;
	if (shape->width_px > SURFACE_CURSOR_SIDE_MAX_PX || shape->height_px > SURFACE_CURSOR_SIDE_MAX_PX)
		return RESULT_TOO_LARGE;
	if (shape->width_px < 1 || shape->height_px < 1)
		return RESULT_BAD_ARGUMENT;
	size_t bytes = (size_t)shape->width_px * shape->height_px * sizeof *pointer->pixels;
	uint32_t *pixels = malloc(bytes);
	if (pixels == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(pixels, shape->pixels, bytes);
	struct pointer before = *pointer;
	*pointer = (struct pointer){pixels,          shape->width_px, shape->height_px,
	                            shape->hot_x_px, shape->hot_y_px, make_system(shape),
	                            before.x_px,     before.y_px,     before.is_visible};
	pointer_finish(&before);
	return RESULT_OK;
}

struct rect pointer_place(const struct pointer *pointer, int x_px, int y_px)
{
	return (struct rect){x_px - pointer->hot_x_px, y_px - pointer->hot_y_px, pointer->width_px,
	                     pointer->height_px};
}

/* One premultiplied pixel over another; a sum that is too large (which no honest shape gives) stays at white.
 */
static uint32_t over(uint32_t pixel, uint32_t argb)
{
	uint32_t rest = 255 - (argb >> 24), result = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		uint32_t channel = (argb >> shift & 0xFF) + ((pixel >> shift & 0xFF) * rest + 127) / 255;
		result |= (channel > 255 ? 255 : channel) << shift;
	}
	return result;
}

void pointer_draw(const struct pointer *pointer, struct image *to, struct rect place, struct rect clip)
{
	struct rect area = rect_intersect(rect_intersect(place, clip), image_rect(to));
	for (int y = area.y; y < area.y + area.height; y++) {
		const uint32_t *from = pointer->pixels + (size_t)(y - place.y) * pointer->width_px;
		uint32_t *row = image_row(to, y);
		for (int x = area.x; x < area.x + area.width; x++) {
			uint32_t argb = from[x - place.x];
			if (argb >> 24 != 0)
				row[x] = over(row[x], argb);
		}
	}
}
