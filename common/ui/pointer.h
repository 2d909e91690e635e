/*
 * The pointer of another computer: its shape, to be drawn into a picture or used as the pointer here, and its
 * place. Thread: ui. The caller's memory; zeroed is "no shape, not visible".
 */
#ifndef LOTSE_UI_POINTER_H
#define LOTSE_UI_POINTER_H

#include "ui/surface.h"

#include <SDL_mouse.h>

struct pointer {
	uint32_t *pixels; /* owned; premultiplied */
	int width_px, height_px, hot_x_px, hot_y_px;
	SDL_Cursor *system; /* owned; NULL: the usual one */
	int x_px, y_px;     /* in the picture */
	bool is_visible;
};

/* Fine on zeroed memory and twice. */
void pointer_finish(struct pointer *pointer);

/* Takes the shape over, NULL: an invisible one. RESULT_TOO_LARGE, RESULT_BAD_ARGUMENT for a size below 1,
 * RESULT_OUT_OF_MEMORY; then the shape stays as it was. */
enum result pointer_set(struct pointer *pointer, const struct surface_cursor *shape);

/* Its rectangle when its hot spot is at this point. */
struct rect pointer_place(const struct pointer *pointer, int x_px, int y_px);

/* Draws it at `place`, only within `clip`. */
void pointer_draw(const struct pointer *pointer, struct image *to, struct rect place, struct rect clip);

#endif
