#include "ui/mesh.h"

#include <math.h>

/* The six indices of ImDrawList's rectangles: a b c, a c d. */
static bool has_rect_order(const uint16_t *i)
{
	return i[0] == i[3] && i[2] == i[4];
}

static bool is_along_axes(const struct mesh_vertex *a, const struct mesh_vertex *b,
                          const struct mesh_vertex *c, const struct mesh_vertex *d)
{
	return a->y == b->y && b->x == c->x && c->y == d->y && d->x == a->x && a->x <= b->x && a->y <= c->y;
}

static bool has_texture_along_axes(const struct mesh_vertex *a, const struct mesh_vertex *b,
                                   const struct mesh_vertex *c, const struct mesh_vertex *d)
{
	return a->v == b->v && b->u == c->u && c->v == d->v && d->u == a->u;
}

bool mesh_next(const struct mesh *mesh, size_t *index, struct mesh_piece *out)
{
	if (*index + 3 > mesh->index_count)
		return false;
	const uint16_t *i = mesh->indices + *index;
	const struct mesh_vertex *v = mesh->vertices;
	out->is_rect = out->is_textured = false;
	for (int corner = 0; corner < 3; corner++)
		out->at[corner] = &v[i[corner]];
	*index += 3;
	if (*index + 3 > mesh->index_count || !has_rect_order(i))
		return true;
	const struct mesh_vertex *a = &v[i[0]], *b = &v[i[1]], *c = &v[i[2]], *d = &v[i[5]];
	bool is_one_colour = a->argb == b->argb && a->argb == c->argb && a->argb == d->argb;
	if (!is_one_colour || !is_along_axes(a, b, c, d) || !has_texture_along_axes(a, b, c, d))
		return true;
	out->is_rect = true;
	out->is_textured = a->u != c->u || a->v != c->v;
	*index += 3;
	return true;
}

/* To an int that can be calculated with, whatever the float holds. */
static int whole(double value)
{
	const double limit = 4 * IMAGE_SIDE_MAX_PX;
	if (!(value > -limit)) /* also not a number */
		return -4 * IMAGE_SIDE_MAX_PX;
	return value > limit ? 4 * IMAGE_SIDE_MAX_PX : (int)value;
}

struct rect mesh_piece_bounds(const struct mesh *mesh, const struct mesh_piece *piece)
{
	float left = piece->at[0]->x, right = left, top = piece->at[0]->y, bottom = top;
	for (int i = 1; i < 3; i++) {
		left = fminf(left, piece->at[i]->x);
		right = fmaxf(right, piece->at[i]->x);
		top = fminf(top, piece->at[i]->y);
		bottom = fmaxf(bottom, piece->at[i]->y);
	}
	int x = whole(floorf(left)), y = whole(floorf(top));
	struct rect all = {x, y, whole(ceilf(right)) - x, whole(ceilf(bottom)) - y};
	return rect_intersect(all, mesh->clip);
}
