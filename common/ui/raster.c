/*
 * Rectangles are rows of equal pixels or rows of glyph coverage. Triangles are cut into rows by their three
 * edges, in whole numbers of 1/256 pixel, so that neighbours share an edge exactly; colours run linearly
 * along a row.
 */
#include "ui/raster.h"

#include <math.h>

enum { SUBPIXELS = 256, SUBPIXEL_SHIFT = 8, TEXEL_SHIFT = 16 };

uint32_t raster_blend(uint32_t pixel, uint32_t argb, uint32_t alpha)
{
	uint32_t rest = 255 - alpha;
	uint32_t odd = (argb & 0xFF00FF) * alpha + (pixel & 0xFF00FF) * rest + 0x800080;
	uint32_t even = ((argb >> 8) & 0xFF) * alpha + ((pixel >> 8) & 0xFF) * rest + 0x80;
	odd = ((odd + ((odd >> 8) & 0xFF00FF)) >> 8) & 0xFF00FF; /* x/255, rounded */
	even = (even + (even >> 8)) & 0xFF00;
	return odd | even;
}

static void fill_row(uint32_t *at, int count, uint32_t argb)
{
	uint32_t alpha = argb >> 24;
	if (alpha == 255) {
		for (int i = 0; i < count; i++)
			at[i] = argb & 0xFFFFFF;
	} else if (alpha != 0) {
		for (int i = 0; i < count; i++)
			at[i] = raster_blend(at[i], argb, alpha);
	}
}

/* The first pixel whose middle is at `edge` or behind it. */
static int first_pixel(float edge)
{
	const float limit = 4 * IMAGE_SIDE_MAX_PX;
	if (!(edge > -limit))
		return -4 * IMAGE_SIDE_MAX_PX;
	return edge > limit ? 4 * IMAGE_SIDE_MAX_PX : (int)ceilf(edge - 0.5f);
}

static struct rect rect_of(const struct mesh_piece *piece)
{
	int x = first_pixel(piece->at[0]->x), y = first_pixel(piece->at[0]->y);
	return (struct rect){x, y, first_pixel(piece->at[2]->x) - x, first_pixel(piece->at[2]->y) - y};
}

/* Which texel belongs to a pixel: a line in 1/65536 texels. */
struct texel_line {
	int64_t start, step;
};

static struct texel_line texels_along(float from, float to, float first, float last, int size_px)
{
	double step = (double)(last - first) * size_px / (to - from);
	double start = (double)first * size_px + (0.5 - (double)from) * step; /* at the middle of pixel 0 */
	return (struct texel_line){(int64_t)floor(start * (1 << TEXEL_SHIFT)),
	                           (int64_t)floor(step * (1 << TEXEL_SHIFT) + 0.5)};
}

static int texel_at(struct texel_line line, int pixel, int size_px)
{
	int64_t texel = (line.start + line.step * pixel) >> TEXEL_SHIFT;
	if (texel < 0)
		return 0;
	return texel >= size_px ? size_px - 1 : (int)texel;
}

static void draw_glyph_row(uint32_t *row, struct rect area, const uint8_t *coverage, struct texel_line x_line,
                           uint32_t argb, const struct mesh_texture *texture)
{
	uint32_t own = argb >> 24;
	for (int x = area.x; x < area.x + area.width; x++) {
		uint32_t alpha = coverage[texel_at(x_line, x, texture->width_px)];
		if (alpha == 0)
			continue;
		if (own != 255)
			alpha = (alpha * own + 127) / 255;
		row[x] = alpha == 255 ? argb & 0xFFFFFF : raster_blend(row[x], argb, alpha);
	}
}

static void draw_rect(struct image *to, struct rect clip, const struct mesh_piece *piece,
                      const struct mesh_texture *texture)
{
	struct rect area = rect_intersect(rect_of(piece), clip);
	const struct mesh_vertex *a = piece->at[0], *c = piece->at[2];
	if (rect_is_empty(area))
		return;
	if (!piece->is_textured) {
		for (int y = area.y; y < area.y + area.height; y++)
			fill_row(image_row(to, y) + area.x, area.width, a->argb);
		return;
	}
	struct texel_line x_line = texels_along(a->x, c->x, a->u, c->u, texture->width_px);
	struct texel_line y_line = texels_along(a->y, c->y, a->v, c->v, texture->height_px);
	for (int y = area.y; y < area.y + area.height; y++) {
		const uint8_t *coverage =
			texture->alpha + (size_t)texel_at(y_line, y, texture->height_px) * texture->width_px;
		draw_glyph_row(image_row(to, y), area, coverage, x_line, a->argb, texture);
	}
}

/* A side of a triangle: a pixel is inside if x_step * x + y_step * y + start >= 0. */
struct edge {
	int64_t x_step, y_step, start;
};

struct point {
	int64_t x, y; /* in 1/256 pixel */
};

static struct point point_of(const struct mesh_vertex *vertex)
{
	const float limit = 2 * IMAGE_SIDE_MAX_PX;
	float x = fminf(fmaxf(vertex->x, -limit), limit), y = fminf(fmaxf(vertex->y, -limit), limit);
	return (struct point){lrintf(x * SUBPIXELS), lrintf(y * SUBPIXELS)};
}

/* From a to b with the inside at its right (y grows downwards). An edge that is top or left owns its pixels.
 */
static struct edge edge_between(struct point a, struct point b)
{
	int64_t x_step = -(b.y - a.y), y_step = b.x - a.x;
	bool owns = b.y < a.y || (b.y == a.y && b.x > a.x);
	int64_t start = x_step * (SUBPIXELS / 2 - a.x) + y_step * (SUBPIXELS / 2 - a.y) - (owns ? 0 : 1);
	return (struct edge){x_step * SUBPIXELS, y_step * SUBPIXELS, start};
}

static int64_t divide_down(int64_t value, int64_t by)
{
	int64_t quotient = value / by;
	return quotient - (value % by != 0 && (value < 0) != (by < 0));
}

/* Keeps of from..to (the end excluded) what is inside the edge in this row. */
static void cut_row(const struct edge *edge, int y, int *from, int *to)
{
	int64_t here = edge->start + edge->y_step * y;
	if (edge->x_step == 0) {
		if (here < 0)
			*to = *from;
		return;
	}
	if (edge->x_step > 0) {
		int64_t first = -divide_down(here, edge->x_step);
		if (first > *from)
			*from = first > *to ? *to : (int)first;
		return;
	}
	int64_t end = divide_down(here, -edge->x_step) + 1;
	if (end < *to)
		*to = end < *from ? *from : (int)end;
}

/* One channel, linear over the triangle: value = start + x * x_step + y * y_step. */
struct ramp {
	double start, x_step, y_step;
};

static struct ramp ramp_over(const struct mesh_piece *piece, int shift)
{
	const struct mesh_vertex *a = piece->at[0], *b = piece->at[1], *c = piece->at[2];
	double at = (a->argb >> shift) & 0xFF;
	double to_b = (double)((b->argb >> shift) & 0xFF) - at, to_c = (double)((c->argb >> shift) & 0xFF) - at;
	double bx = b->x - a->x, by = b->y - a->y, cx = c->x - a->x, cy = c->y - a->y;
	double area = bx * cy - by * cx;
	struct ramp ramp = {at, 0, 0};
	if (area == 0)
		return ramp;
	ramp.x_step = (to_b * cy - to_c * by) / area;
	ramp.y_step = (to_c * bx - to_b * cx) / area;
	ramp.start += (0.5 - a->x) * ramp.x_step + (0.5 - a->y) * ramp.y_step;
	return ramp;
}

static uint32_t ramp_at(const struct ramp *ramp, int x, int y)
{
	double value = ramp->start + x * ramp->x_step + y * ramp->y_step + 0.5;
	if (value < 0)
		return 0;
	return value > 255 ? 255 : (uint32_t)value;
}

static void draw_ramp_row(uint32_t *row, int from, int to, int y, const struct ramp ramps[static 4])
{
	for (int x = from; x < to; x++) {
		uint32_t alpha = ramp_at(&ramps[3], x, y);
		if (alpha == 0)
			continue;
		uint32_t rgb =
			ramp_at(&ramps[0], x, y) | ramp_at(&ramps[1], x, y) << 8 | ramp_at(&ramps[2], x, y) << 16;
		row[x] = raster_blend(row[x], rgb, alpha);
	}
}

/* The three edges, all with the inside at the same hand; false if the triangle has no area. */
static bool edges_of(const struct mesh_piece *piece, struct edge edges[static 3])
{
	struct point a = point_of(piece->at[0]), b = point_of(piece->at[1]), c = point_of(piece->at[2]);
	int64_t area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
	if (area == 0)
		return false;
	if (area < 0) {
		struct point swap = b;
		b = c;
		c = swap;
	}
	edges[0] = edge_between(a, b);
	edges[1] = edge_between(b, c);
	edges[2] = edge_between(c, a);
	return true;
}

static void draw_triangle(struct image *to, struct rect clip, const struct mesh_piece *piece)
{
	struct edge edges[3];
	if (rect_is_empty(clip) || !edges_of(piece, edges))
		return;
	uint32_t argb = piece->at[0]->argb;
	bool is_solid = argb == piece->at[1]->argb && argb == piece->at[2]->argb;
	struct ramp ramps[4];
	for (int i = 0; i < 4 && !is_solid; i++)
		ramps[i] = ramp_over(piece, i * 8);
	for (int y = clip.y; y < clip.y + clip.height; y++) {
		int from = clip.x, end = clip.x + clip.width;
		for (int i = 0; i < 3; i++)
			cut_row(&edges[i], y, &from, &end);
		if (from >= end)
			continue;
		if (is_solid)
			fill_row(image_row(to, y) + from, end - from, argb);
		else
			draw_ramp_row(image_row(to, y), from, end, y, ramps);
	}
}

void raster_draw(struct image *to, struct rect clip, const struct mesh *mesh,
                 const struct mesh_texture *texture)
{
	struct rect inside = rect_intersect(rect_intersect(clip, mesh->clip), image_rect(to));
	if (rect_is_empty(inside))
		return;
	struct mesh_piece piece;
	for (size_t index = 0; mesh_next(mesh, &index, &piece);) {
		struct rect area = rect_intersect(mesh_piece_bounds(mesh, &piece), inside);
		if (piece.is_rect)
			draw_rect(to, area, &piece, texture);
		else
			draw_triangle(to, area, &piece);
	}
}
