/* The rasteriser against pixels that were worked out by hand. */
#include "support/unit.h"

#include "support/noise.h"
#include "ui/raster.h"
#include "unit/ui/meshes.h"

#include <math.h>
#include <string.h>

static const uint8_t glyph[16] = {0, 64, 128, 255, 255, 128, 64, 0, 0, 0, 255, 255, 1, 2, 3, 4};
static const struct mesh_texture texture = {glyph, 4, 4, 1};

static struct image blank(uint32_t pixel)
{
	struct image image;
	assert_int_equal(image_init(&image, MESHES_SIDE, MESHES_SIDE), RESULT_OK);
	image_fill(&image, image_rect(&image), pixel);
	return image;
}

static int count_of(const struct image *image, uint32_t pixel)
{
	int count = 0;
	for (int y = 0; y < image->height_px; y++) {
		for (int x = 0; x < image->width_px; x++)
			count += (image_row(image, y)[x] & 0xFFFFFF) == pixel;
	}
	return count;
}

static void draw_rect(struct image *image, struct rect clip, float left, float top, float right, float bottom)
{
	struct mesh_vertex corners[4];
	meshes_rect(corners, left, top, right, bottom, 0xFF336699);
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	raster_draw(image, clip, &mesh, &texture);
}

static void a_solid_rectangle_fills_its_pixels_and_no_other(void **state)
{
	struct image image = blank(0);
	(void)state;
	draw_rect(&image, meshes_all, 5, 6, 15, 26);
	assert_int_equal(count_of(&image, 0x336699), 200);
	assert_int_equal(image_row(&image, 6)[5], 0x336699);
	assert_int_equal(image_row(&image, 25)[14], 0x336699);
	assert_int_equal(image_row(&image, 5)[5], 0);
	assert_int_equal(image_row(&image, 6)[15], 0);
	image_finish(&image);
}

/* The middle of a pixel decides: 5.5 takes pixel 5 (its middle is on the edge), 5.6 does not. */
static void parts_of_pixels_count_by_their_middle(void **state)
{
	struct image image = blank(0);
	(void)state;
	draw_rect(&image, meshes_all, 5.5f, 0, 7.4f, 1);
	assert_int_equal(image_row(&image, 0)[5], 0x336699);
	assert_int_equal(image_row(&image, 0)[6], 0x336699);
	assert_int_equal(image_row(&image, 0)[7], 0);
	draw_rect(&image, meshes_all, 5.6f, 2, 7.6f, 3);
	assert_int_equal(image_row(&image, 2)[5], 0);
	assert_int_equal(image_row(&image, 2)[7], 0x336699);
	image_finish(&image);
}

static void nothing_is_drawn_outside_the_clip(void **state)
{
	struct image image = blank(0);
	(void)state;
	draw_rect(&image, (struct rect){10, 10, 3, 3}, 0, 0, MESHES_SIDE, MESHES_SIDE);
	assert_int_equal(count_of(&image, 0x336699), 9);
	assert_int_equal(image_row(&image, 10)[10], 0x336699);
	assert_int_equal(image_row(&image, 9)[10], 0);
	image_finish(&image);
}

static void a_clip_beyond_the_image_is_harmless(void **state)
{
	struct image image = blank(0);
	(void)state;
	draw_rect(&image, (struct rect){-50, -50, 500, 500}, -20, -20, 1000, 1000);
	assert_int_equal(count_of(&image, 0x336699), MESHES_SIDE * MESHES_SIDE);
	image_finish(&image);
}

static void blending_is_exactly_rounded(void **state)
{
	(void)state;
	for (uint32_t alpha = 0; alpha <= 255; alpha++) {
		for (uint32_t from = 0; from <= 255; from += 5) {
			for (uint32_t to = 0; to <= 255; to += 17) {
				uint32_t exact = (to * alpha + from * (255 - alpha) + 127) / 255;
				uint32_t got = raster_blend(from | from << 8 | from << 16, to | to << 8 | to << 16, alpha);
				assert_int_equal(got, exact | exact << 8 | exact << 16);
			}
		}
	}
}

static void a_translucent_rectangle_lets_the_ground_through(void **state)
{
	struct mesh_vertex corners[4];
	struct image image = blank(0x000000);
	(void)state;
	meshes_rect(corners, 0, 0, 4, 4, 0x80FFFFFF);
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	raster_draw(&image, meshes_all, &mesh, &texture);
	assert_int_equal(image_row(&image, 3)[3], 0x808080);
	image_finish(&image);
}

/* Each texel of a glyph lands on its own pixel, as coverage of the colour. */
static void a_glyph_covers_as_its_texture_says(void **state)
{
	struct mesh_vertex corners[4];
	struct image image = blank(0xFFFFFF);
	(void)state;
	meshes_rect(corners, 10, 20, 14, 24, 0xFF000000);
	corners[0].u = corners[3].u = 0;
	corners[1].u = corners[2].u = 1;
	corners[0].v = corners[1].v = 0;
	corners[2].v = corners[3].v = 1;
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	raster_draw(&image, meshes_all, &mesh, &texture);
	for (int y = 0; y < 4; y++) {
		for (int x = 0; x < 4; x++) {
			uint32_t grey = 255u - glyph[y * 4 + x];
			assert_int_equal(image_row(&image, 20 + y)[10 + x], grey | grey << 8 | grey << 16);
		}
	}
	assert_int_equal(image_row(&image, 20)[9], 0xFFFFFF);
	assert_int_equal(image_row(&image, 24)[10], 0xFFFFFF);
	image_finish(&image);
}

static void a_part_of_a_glyph_is_the_same_as_that_part_of_the_whole(void **state)
{
	struct mesh_vertex corners[4];
	struct image whole = blank(0xFFFFFF), parts = blank(0xFFFFFF);
	(void)state;
	meshes_rect(corners, 1, 1, 5, 5, 0xFF123456);
	corners[1].u = corners[2].u = 1;
	corners[0].u = corners[3].u = corners[0].v = corners[1].v = 0;
	corners[2].v = corners[3].v = 1;
	struct mesh mesh = meshes_of(corners, meshes_rect_order, 6);
	raster_draw(&whole, meshes_all, &mesh, &texture);
	for (int x = 0; x < 8; x++)
		raster_draw(&parts, (struct rect){x, 0, 1, 8}, &mesh, &texture);
	assert_true(image_is_equal(&whole, &parts, image_rect(&whole)));
	image_finish(&whole);
	image_finish(&parts);
}

/* Two translucent triangles that share an edge leave no gap and cover no pixel twice, whatever the edge. */
static void neighbours_neither_overlap_nor_leave_a_gap(void **state)
{
	struct noise noise = noise_start(5);
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct image image = blank(0);
		struct mesh_vertex corners[4];
		static const uint16_t order[6] = {0, 1, 2, 2, 3, 0};
		meshes_rect(corners, 8, 8, 56, 56, 0x80FFFFFF);
		for (int i = 0; i < 4; i++) {
			corners[i].x += (float)noise_below(&noise, 4000) / 256;
			corners[i].y += (float)noise_below(&noise, 2000) / 256;
		}
		struct mesh mesh = meshes_of(corners, order, 6);
		raster_draw(&image, meshes_all, &mesh, &texture);
		int once = count_of(&image, 0x808080), none = count_of(&image, 0);
		assert_int_equal(once + none, MESHES_SIDE * MESHES_SIDE);
		for (int y = 0; y < MESHES_SIDE; y++) { /* in each row they are one run */
			int runs = 0;
			for (int x = 1; x < MESHES_SIDE; x++)
				runs += image_row(&image, y)[x] != 0 && image_row(&image, y)[x - 1] == 0;
			assert_true(runs <= 1);
		}
		image_finish(&image);
	}
}

static void a_triangle_covers_the_same_pixels_in_both_directions(void **state)
{
	static const uint16_t one_way[3] = {0, 1, 2}, other_way[3] = {2, 1, 0};
	const struct mesh_vertex points[3] = {
		{3.2f, 4.7f, 0, 0, 0xFFFFFFFF}, {50, 11, 0, 0, 0xFFFFFFFF}, {20, 60, 0, 0, 0xFFFFFFFF}};
	struct image a = blank(0), b = blank(0);
	struct mesh mesh = meshes_of(points, one_way, 3);
	(void)state;
	raster_draw(&a, meshes_all, &mesh, &texture);
	mesh.indices = other_way;
	raster_draw(&b, meshes_all, &mesh, &texture);
	assert_true(image_is_equal(&a, &b, image_rect(&a)));
	assert_true(count_of(&a, 0xFFFFFF) > 1000);
	image_finish(&a);
	image_finish(&b);
}

/* The fringes that smooth an edge run from full to nothing. */
static void colours_run_evenly_over_a_triangle(void **state)
{
	static const uint16_t order[6] = {0, 1, 2, 2, 3, 0};
	struct mesh_vertex corners[4];
	struct image image = blank(0);
	(void)state;
	meshes_rect(corners, 0, 0, 64, 64, 0xFFFFFFFF);
	corners[1].argb = corners[2].argb = 0x00FFFFFF;
	struct mesh mesh = meshes_of(corners, order, 6);
	raster_draw(&image, meshes_all, &mesh, &texture);
	for (int x = 0; x < 64; x++) {
		int wanted = (int)(255 - (x + 0.5) * 255 / 64 + 0.5), got = (int)(image_row(&image, 31)[x] & 0xFF);
		assert_true(got - wanted <= 1 && wanted - got <= 1);
	}
	image_finish(&image);
}

static void what_is_no_number_draws_nothing_outside(void **state)
{
	static const float odd[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f};
	struct image image = blank(0);
	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
			draw_rect(&image, meshes_all, odd[i], 3, odd[k], 20);
			const struct mesh_vertex points[3] = {
				{odd[i], 0, 0, 0, 0xFFFFFFFF}, {9, odd[k], 0, 0, 0xFF}, {5, 5, 0, 0, 0xFFFF00FF}};
			static const uint16_t order[3] = {0, 1, 2};
			struct mesh mesh = meshes_of(points, order, 3);
			raster_draw(&image, meshes_all, &mesh, &texture);
		}
	}
	image_finish(&image); /* the sanitizers would have said it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_solid_rectangle_fills_its_pixels_and_no_other),
		cmocka_unit_test(parts_of_pixels_count_by_their_middle),
		cmocka_unit_test(nothing_is_drawn_outside_the_clip),
		cmocka_unit_test(a_clip_beyond_the_image_is_harmless),
		cmocka_unit_test(blending_is_exactly_rounded),
		cmocka_unit_test(a_translucent_rectangle_lets_the_ground_through),
		cmocka_unit_test(a_glyph_covers_as_its_texture_says),
		cmocka_unit_test(a_part_of_a_glyph_is_the_same_as_that_part_of_the_whole),
		cmocka_unit_test(neighbours_neither_overlap_nor_leave_a_gap),
		cmocka_unit_test(a_triangle_covers_the_same_pixels_in_both_directions),
		cmocka_unit_test(colours_run_evenly_over_a_triangle),
		cmocka_unit_test(what_is_no_number_draws_nothing_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
