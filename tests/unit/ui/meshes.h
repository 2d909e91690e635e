/* Meshes as Dear ImGui makes them, for the tests of what reads meshes. */
#ifndef LOTSE_TESTS_MESHES_H
#define LOTSE_TESTS_MESHES_H

#include "ui/mesh.h"

enum { MESHES_SIDE = 64 };

static const struct rect meshes_all = {0, 0, MESHES_SIDE, MESHES_SIDE};
static const uint16_t meshes_rect_order[6] = {0, 1, 2, 0, 2, 3};

/* Four corners with a texture that does not change: solid. */
static inline void meshes_rect(struct mesh_vertex to[4], float left, float top, float right, float bottom,
                               uint32_t argb)
{
	const struct mesh_vertex corners[4] = {{left, top, 0.5f, 0.5f, argb},
	                                       {right, top, 0.5f, 0.5f, argb},
	                                       {right, bottom, 0.5f, 0.5f, argb},
	                                       {left, bottom, 0.5f, 0.5f, argb}};
	for (int i = 0; i < 4; i++)
		to[i] = corners[i];
}

static inline struct mesh meshes_of(const struct mesh_vertex *vertices, const uint16_t *indices, size_t count)
{
	return (struct mesh){vertices, indices, count, meshes_all};
}

#endif
