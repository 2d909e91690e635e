/*
 * Where a picture lies in a window, and which pixel of it a point of the window is. Arithmetic only; values;
 * any thread.
 */
#ifndef LOTSE_UI_FIT_H
#define LOTSE_UI_FIT_H

#include "base/image.h"
#include "ui/surface.h"

struct fit {
	struct rect place; /* of the whole picture in the window; in SURFACE_FIT_ACTUAL it may begin
	                      before the window and end behind it */
	int picture_width_px, picture_height_px;
	bool is_scaled; /* place and picture differ in size */
};

/* Where a picture comes to lie. `scroll` are the first pixels of the picture that are seen when it is larger
 * than the window in SURFACE_FIT_ACTUAL, clamped here. A picture or window without pixels gives an empty
 * place. */
struct fit fit_make(enum surface_fit how, const struct image *picture, int window_width_px,
                    int window_height_px, int scroll_x_px, int scroll_y_px);

/* The pixel of the picture under a point of the window; false if there is none: then the nearest. */
bool fit_to_picture(const struct fit *fit, int window_x, int window_y, int *x, int *y);

/* The pixels of the window that depend on these of the picture (not clipped to the window). */
struct rect fit_to_window(const struct fit *fit, struct rect picture);

/* How far a picture can be scrolled in each direction in a window; 0: all of it is seen. */
int fit_scroll_max(int picture_px, int window_px);

/* What edge scrolling adds for a pointer at `at` of a window `size` long: nothing in the middle, up to `most`
 * at an edge, over a margin of `margin`. */
int fit_edge_step(int at, int size, int margin, int most);

#endif
