#include "support/unit.h"

#include "ui/ring.h"

/* One frame with these parts; `first` is the one that wants to be first, or 0. */
static void frame(struct ring *ring, const uint32_t *parts, int count, uint32_t first)
{
	ring_begin(ring);
	for (int i = 0; i < count; i++)
		ring_add(ring, parts[i], parts[i] == first);
	ring_end(ring);
}

static const uint32_t three[] = {11, 12, 13};

static void a_new_page_gives_the_focus_to_the_part_that_wants_it(void **state)
{
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 12);
	assert_int_equal(ring.focused, 12);
}

static void a_new_page_where_no_part_wants_it_gives_it_to_none(void **state)
{
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 0);
	assert_int_equal(ring.focused, 0);
	ring_step(&ring, 1);
	assert_int_equal(ring.focused, 11);
}

static void tab_goes_round_in_both_directions(void **state)
{
	static const uint32_t on[] = {12, 13, 11, 12}, back[] = {11, 13, 12, 11};
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 11);
	for (int i = 0; i < 4; i++) {
		ring_step(&ring, 1);
		assert_int_equal(ring.focused, on[i]);
	}
	for (int i = 0; i < 4; i++) {
		ring_step(&ring, -1);
		assert_int_equal(ring.focused, back[i]);
	}
}

static void backwards_from_nowhere_is_the_last_part(void **state)
{
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 0);
	ring_step(&ring, -1);
	assert_int_equal(ring.focused, 13);
}

static void a_part_that_comes_up_takes_nothing(void **state)
{
	static const uint32_t more[] = {99, 11, 12, 13};
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 12);
	frame(&ring, more, 4, 99);
	assert_int_equal(ring.focused, 12);
}

static void when_the_focused_part_goes_nobody_inherits_it(void **state)
{
	static const uint32_t fewer[] = {11, 13};
	struct ring ring = {0};
	(void)state;
	frame(&ring, three, 3, 12);
	ring_begin(&ring);
	ring_add(&ring, fewer[0], true);
	ring_add(&ring, fewer[1], false);
	assert_true(ring_end(&ring)); /* it has changed */
	assert_int_equal(ring.focused, 0);
	frame(&ring, three, 3, 12); /* nor does it come back by itself */
	assert_int_equal(ring.focused, 0);
}

/* What stands on every page does not make two of them one. */
static void common_parts_do_not_tie_pages_together(void **state)
{
	static const uint32_t pages[][2] = {{11, 12}, {21, 22}};
	struct ring ring = {0};
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 2; i++) { /* twice: the second frame of a page changes nothing */
			ring_begin(&ring);
			ring_add(&ring, pages[turn][0], true);
			ring_add(&ring, pages[turn][1], false);
			ring_add_common(&ring);
			ring_add(&ring, 99, false);
			ring_end(&ring);
			assert_int_equal(ring.focused, i == 0 ? pages[turn][0] : 99);
			ring_focus(&ring, 99);
		}
	}
}

static void an_empty_page_and_steps_on_it_are_harmless(void **state)
{
	struct ring ring = {0};
	(void)state;
	ring_step(&ring, 1);
	frame(&ring, NULL, 0, 0);
	ring_step(&ring, -1);
	assert_int_equal(ring.focused, 0);
}

static void more_parts_than_fit_are_left_out(void **state)
{
	struct ring ring = {0};
	(void)state;
	ring_begin(&ring);
	for (uint32_t part = 1; part <= RING_PARTS_MAX + 10; part++)
		ring_add(&ring, part, part == 1);
	ring_end(&ring);
	assert_int_equal(ring.known_count, RING_PARTS_MAX);
	ring_step(&ring, -1);
	assert_int_equal(ring.focused, RING_PARTS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_page_gives_the_focus_to_the_part_that_wants_it),
		cmocka_unit_test(a_new_page_where_no_part_wants_it_gives_it_to_none),
		cmocka_unit_test(tab_goes_round_in_both_directions),
		cmocka_unit_test(backwards_from_nowhere_is_the_last_part),
		cmocka_unit_test(a_part_that_comes_up_takes_nothing),
		cmocka_unit_test(when_the_focused_part_goes_nobody_inherits_it),
		cmocka_unit_test(common_parts_do_not_tie_pages_together),
		cmocka_unit_test(an_empty_page_and_steps_on_it_are_harmless),
		cmocka_unit_test(more_parts_than_fit_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
