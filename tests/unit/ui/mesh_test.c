#include "support/unit.h"

#include "unit/ui/meshes.h"

#include <math.h>

static void two_triangles_that_form_a_rectangle_are_one_piece(void **state)
{
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	size_t index = 0;
	(void)state;
	meshes_rect(corners, 2, 3, 10, 7, 0xFF112233);
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	assert_true(mesh_next(&mesh, &index, &piece));
	assert_true(piece.is_rect);
	assert_false(piece.is_textured);
	assert_int_equal(index, 6);
	assert_false(mesh_next(&mesh, &index, &piece));
}

static void a_rectangle_with_a_running_texture_is_textured(void **state)
{
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	size_t index = 0;
	(void)state;
	meshes_rect(corners, 0, 0, 4, 4, 0xFF000000);
	corners[1].u = corners[2].u = 0.75f;
	corners[2].v = corners[3].v = 0.75f;
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	assert_true(mesh_next(&mesh, &index, &piece));
	assert_true(piece.is_rect);
	assert_true(piece.is_textured);
}

/* What breaks a rectangle up: another order, a slanted side, a second colour. */
static void anything_else_stays_two_triangles(void **state)
{
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	static const uint16_t other_order[6] = {0, 1, 2, 3, 2, 1};
	(void)state;
	for (int what = 0; what < 3; what++) {
		size_t index = 0, pieces = 0;
		meshes_rect(corners, 0, 0, 4, 4, 0xFF000000);
		if (what == 1)
			corners[2].x = 5;
		if (what == 2)
			corners[3].argb = 0xFF000001;
		struct mesh mesh = meshes_of(corners, what == 0 ? other_order : meshes_rect_order, 6);
		for (; mesh_next(&mesh, &index, &piece); pieces++)
			assert_false(piece.is_rect);
		assert_int_equal(pieces, 2);
	}
}

static void indices_that_are_no_whole_triangle_are_not_read(void **state)
{
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	(void)state;
	meshes_rect(corners, 0, 0, 4, 4, 0xFF000000);
	for (size_t count = 0; count < 3; count++) {
		size_t index = 0;
		struct mesh mesh = meshes_of(corners, meshes_rect_order, count);
		assert_false(mesh_next(&mesh, &index, &piece));
	}
	size_t index = 0;
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 5);
	assert_true(mesh_next(&mesh, &index, &piece));
	assert_false(piece.is_rect);
	assert_false(mesh_next(&mesh, &index, &piece));
}

static void bounds_are_whole_pixels_within_the_clip(void **state)
{
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	size_t index = 0;
	(void)state;
	meshes_rect(corners, -3.5f, 1.25f, 10.1f, 200, 0xFF000000);
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	mesh.clip = (struct rect){0, 0, 20, 30};
	mesh_next(&mesh, &index, &piece);
	struct rect bounds = mesh_piece_bounds(&mesh, &piece);
	assert_int_equal(bounds.x, 0);
	assert_int_equal(bounds.y, 1);
	assert_int_equal(bounds.width, 11);
	assert_int_equal(bounds.height, 29);
}

static void numbers_that_are_none_give_bounds_within_the_clip(void **state)
{
	static const float odd[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f};
	struct mesh_vertex corners[4];
	struct mesh_piece piece;
	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		size_t index = 0;
		meshes_rect(corners, odd[i], 0, 5, odd[i], 0xFF000000);
		struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
		while (mesh_next(&mesh, &index, &piece))
			assert_true(rect_contains(mesh.clip, mesh_piece_bounds(&mesh, &piece)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_triangles_that_form_a_rectangle_are_one_piece),
		cmocka_unit_test(a_rectangle_with_a_running_texture_is_textured),
		cmocka_unit_test(anything_else_stays_two_triangles),
		cmocka_unit_test(indices_that_are_no_whole_triangle_are_not_read),
		cmocka_unit_test(bounds_are_whole_pixels_within_the_clip),
		cmocka_unit_test(numbers_that_are_none_give_bounds_within_the_clip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
