#include "support/unit.h"

#include "relay/block.h"

static struct block_pool pool;

static int set_up(void **state)
{
	(void)state;
	block_pool_init(&pool, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	block_pool_finish(&pool);
	return 0;
}

static void block_has_the_room_that_was_asked_for(void **state)
{
	(void)state;
	for (size_t bytes = 0; bytes < 300000; bytes = bytes * 2 + 1) {
		struct block *block = block_take(&pool, bytes);
		assert_non_null(block);
		assert_true(block->room_bytes >= bytes);
		assert_int_equal(block->used_bytes, 0);
		block_release(&pool, block);
	}
}

static void block_is_given_back_with_its_last_reference(void **state)
{
	(void)state;
	struct block *block = block_take(&pool, 1000);
	assert_ptr_equal(block_hold(block), block);
	size_t held_bytes = pool.held_bytes;
	block_release(&pool, block);
	assert_int_equal(pool.held_bytes, held_bytes);
	block_release(&pool, block);
	assert_int_equal(pool.held_bytes, 0);
	block_release(&pool, NULL);
}

static void spare_block_is_taken_again(void **state)
{
	(void)state;
	struct block *block = block_take(&pool, 5000);
	block_release(&pool, block);
	assert_ptr_equal(block_take(&pool, 5000), block);
	block_release(&pool, block);
}

static void no_more_than_the_limit_is_held(void **state)
{
	struct block *blocks[64] = {NULL};
	int count = 0;
	(void)state;
	while (count < 64 && (blocks[count] = block_take(&pool, 60000)))
		count++;
	assert_int_equal(count, 16); /* 64 KiB each */
	block_release(&pool, blocks[--count]);
	blocks[count] = block_take(&pool, 60000);
	assert_non_null(blocks[count++]);
	while (count > 0)
		block_release(&pool, blocks[--count]);
}

static void block_over_the_largest_is_not_to_be_had(void **state)
{
	(void)state;
	assert_null(block_take(&pool, (512 << 10) + 1));
}

static void block_that_changes_its_pool_is_counted_once(void **state)
{
	struct block_pool other;
	(void)state;
	block_pool_init(&other, 1 << 20);
	struct block *block = block_take(&pool, 100);
	block_leave(&pool, block);
	block_arrive(&other, block);
	assert_int_equal(pool.held_bytes, 0);
	assert_int_equal(other.held_bytes, BLOCK_SMALLEST_BYTES);
	block_release(&other, block);
	assert_int_equal(other.held_bytes, 0);
	block_pool_finish(&other);
}

static void run_gives_its_reference_back(void **state)
{
	(void)state;
	struct block *block = block_take(&pool, 100);
	struct run *run = run_take(&pool);
	run->block = block_hold(block);
	run_release(&pool, run);
	assert_int_equal(block->references, 1);
	assert_ptr_equal(run_take(&pool), run);
	assert_null(run->block);
	run_release(&pool, run);
	block_release(&pool, block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(block_has_the_room_that_was_asked_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_is_given_back_with_its_last_reference, set_up, tear_down),
		cmocka_unit_test_setup_teardown(spare_block_is_taken_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_more_than_the_limit_is_held, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_over_the_largest_is_not_to_be_had, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_that_changes_its_pool_is_counted_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(run_gives_its_reference_back, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
