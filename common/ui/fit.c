#include "ui/fit.h"

static int clamp(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

int fit_scroll_max(int picture_px, int window_px)
{
	return picture_px > window_px ? picture_px - window_px : 0;
}

/* The largest size of this aspect in the window; beyond the picture's own size only by whole factors, which
 * stay sharp. */
static void fit_size(struct fit *fit, int window_width_px, int window_height_px)
{
	int64_t width = fit->picture_width_px, height = fit->picture_height_px;
	int factor_x = (int)(window_width_px / width), factor_y = (int)(window_height_px / height);
	int factor = factor_x < factor_y ? factor_x : factor_y;
	if (factor >= 1) {
		fit->place.width = (int)width * factor;
		fit->place.height = (int)height * factor;
	} else if (window_width_px * height <= window_height_px * width) {
		fit->place.width = window_width_px;
		fit->place.height = clamp((int)((height * window_width_px + width / 2) / width), 1, window_height_px);
	} else {
		fit->place.height = window_height_px;
		fit->place.width = clamp((int)((width * window_height_px + height / 2) / height), 1, window_width_px);
	}
}

/* Begin of something `size` long in a window: in its middle, or scrolled. */
static int begin_of(int size, int window_px, int scroll_px)
{
	if (size <= window_px)
		return (window_px - size) / 2;
	return -clamp(scroll_px, 0, size - window_px);
}

struct fit fit_make(enum surface_fit how, const struct image *picture, int window_width_px,
                    int window_height_px, int scroll_x_px, int scroll_y_px)
{
	struct fit fit = {.picture_width_px = picture->width_px, .picture_height_px = picture->height_px};
	if (picture->width_px <= 0 || picture->height_px <= 0 || window_width_px <= 0 || window_height_px <= 0)
		return fit;
	fit.place.width = picture->width_px;
	fit.place.height = picture->height_px;
	if (how == SURFACE_FIT_WINDOW)
		fit_size(&fit, window_width_px, window_height_px);
	fit.place.x = begin_of(fit.place.width, window_width_px, scroll_x_px);
	fit.place.y = begin_of(fit.place.height, window_height_px, scroll_y_px);
	fit.is_scaled = fit.place.width != picture->width_px || fit.place.height != picture->height_px;
	return fit;
}

/* Enlarged: the pixel that is seen. Shrunk: one of those that are seen there, so that the first and the last
 * one, where desktops have corners to push the pointer into, can be reached. */
static int pixel_at(int inside, int picture_px, int place_px)
{
	if (place_px >= picture_px)
		return (int)((int64_t)inside * picture_px / place_px);
	if (place_px == 1)
		return picture_px / 2;
	int64_t last = place_px - 1;
	return (int)((2 * (int64_t)inside * (picture_px - 1) + last) / (2 * last));
}

bool fit_to_picture(const struct fit *fit, int window_x, int window_y, int *x, int *y)
{
	*x = *y = 0;
	if (rect_is_empty(fit->place))
		return false;
	int inside_x = clamp(window_x - fit->place.x, 0, fit->place.width - 1);
	int inside_y = clamp(window_y - fit->place.y, 0, fit->place.height - 1);
	*x = pixel_at(inside_x, fit->picture_width_px, fit->place.width);
	*y = pixel_at(inside_y, fit->picture_height_px, fit->place.height);
	return rect_has_point(fit->place, window_x, window_y);
}

/* from..end of the picture, in the window's pixels, all that are touched. */
static void map_span(int *at, int *size, int picture_px, int place_px)
{
	int64_t from = (int64_t)*at * place_px / picture_px;
	int64_t end = (((int64_t)*at + *size) * place_px + picture_px - 1) / picture_px;
	*at = (int)from;
	*size = (int)(end - from);
}

struct rect fit_to_window(const struct fit *fit, struct rect picture)
{
	struct rect all = {0, 0, fit->picture_width_px, fit->picture_height_px};
	struct rect rect = rect_intersect(picture, all);
	if (rect_is_empty(rect) || rect_is_empty(fit->place))
		return (struct rect){0};
	map_span(&rect.x, &rect.width, fit->picture_width_px, fit->place.width);
	map_span(&rect.y, &rect.height, fit->picture_height_px, fit->place.height);
	rect.x += fit->place.x;
	rect.y += fit->place.y;
	return rect;
}

int fit_edge_step(int at, int size, int margin, int most)
{
	if (size < 4 * margin || at < 0 || at >= size)
		return 0;
	int from_start = margin - at, from_end = at - (size - 1 - margin);
	if (from_start > 0)
		return -((most * from_start + margin - 1) / margin);
	return from_end > 0 ? (most * from_end + margin - 1) / margin : 0;
}
