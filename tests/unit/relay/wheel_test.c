#include "support/unit.h"

#include "relay/wheel.h"
#include "support/noise.h"

static struct wheel wheel;

static void nothing_set_is_never_due(void **state)
{
	(void)state;
	wheel_init(&wheel, 1000);
	assert_int_equal(wheel_sleep_ms(&wheel, 1000), -1);
	assert_null(wheel_next_due(&wheel, 1000000));
}

static void entry_is_due_at_its_time_and_not_before(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 1000);
	wheel_set(&wheel, &entry, 2000);
	assert_null(wheel_next_due(&wheel, 1999));
	assert_ptr_equal(wheel_next_due(&wheel, 2000 + WHEEL_SLOT_MS), &entry);
	assert_null(wheel_next_due(&wheel, 5000));
}

static void sleep_ends_when_the_entry_can_be_taken(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 1000);
	wheel_set(&wheel, &entry, 1500);
	int sleep_ms = wheel_sleep_ms(&wheel, 1000);
	assert_in_range(sleep_ms, 500, 500 + WHEEL_SLOT_MS);
	assert_ptr_equal(wheel_next_due(&wheel, 1000 + sleep_ms), &entry);
}

static void moved_entry_is_due_at_its_new_time_alone(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 0);
	wheel_set(&wheel, &entry, 500);
	wheel_set(&wheel, &entry, 9000);
	assert_null(wheel_next_due(&wheel, 8000));
	assert_ptr_equal(wheel_next_due(&wheel, 9100), &entry);
	assert_int_equal(wheel.count, 0);
}

static void stopped_entry_is_never_due(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 0);
	wheel_set(&wheel, &entry, 500);
	wheel_stop(&wheel, &entry);
	wheel_stop(&wheel, &entry);
	assert_null(wheel_next_due(&wheel, 100000));
	assert_int_equal(wheel_sleep_ms(&wheel, 0), -1);
}

static void entry_far_beyond_one_turn_waits_for_its_time(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 0);
	wheel_set(&wheel, &entry, 15 * 60 * 1000);
	for (int64_t now_ms = 0; now_ms < 15 * 60 * 1000; now_ms += 1000)
		assert_null(wheel_next_due(&wheel, now_ms));
	assert_ptr_equal(wheel_next_due(&wheel, 15 * 60 * 1000 + WHEEL_SLOT_MS), &entry);
}

static void entry_of_the_past_is_due_at_once(void **state)
{
	struct wheel_entry entry = {0};
	(void)state;
	wheel_init(&wheel, 100000);
	wheel_set(&wheel, &entry, 500);
	assert_ptr_equal(wheel_next_due(&wheel, 100000), &entry);
}

static void one_entry_due_leaves_others_of_its_slot(void **state)
{
	struct wheel_entry first = {0}, second = {0}, later = {0};
	(void)state;
	wheel_init(&wheel, 0);
	wheel_set(&wheel, &first, 70);
	wheel_set(&wheel, &later, 70 + (int64_t)WHEEL_SLOTS * WHEEL_SLOT_MS);
	wheel_set(&wheel, &second, 71);
	assert_ptr_equal(wheel_next_due(&wheel, 128), &first);
	assert_ptr_equal(wheel_next_due(&wheel, 128), &second);
	assert_null(wheel_next_due(&wheel, 128));
	assert_int_equal(wheel.count, 1);
}

static void many_entries_all_come_never_early_and_at_most_one_slot_late(void **state)
{
	enum { MANY = 500 };
	static struct wheel_entry entries[MANY];
	struct noise noise = noise_start(1);
	int left = MANY;
	(void)state;
	wheel_init(&wheel, 0);
	for (int i = 0; i < MANY; i++)
		wheel_set(&wheel, &entries[i], noise_below(&noise, 200000));
	for (int64_t now_ms = 0, before_ms = 0; now_ms < 210000;
	     before_ms = now_ms, now_ms += noise_below(&noise, 300) + 1)
		for (struct wheel_entry *entry; (entry = wheel_next_due(&wheel, now_ms)); left--) {
			assert_true(entry->due_ms <= now_ms);
			assert_true(entry->due_ms + WHEEL_SLOT_MS > before_ms);
		}
	assert_int_equal(left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_set_is_never_due),
		cmocka_unit_test(entry_is_due_at_its_time_and_not_before),
		cmocka_unit_test(sleep_ends_when_the_entry_can_be_taken),
		cmocka_unit_test(moved_entry_is_due_at_its_new_time_alone),
		cmocka_unit_test(stopped_entry_is_never_due),
		cmocka_unit_test(entry_far_beyond_one_turn_waits_for_its_time),
		cmocka_unit_test(entry_of_the_past_is_due_at_once),
		cmocka_unit_test(one_entry_due_leaves_others_of_its_slot),
		cmocka_unit_test(many_entries_all_come_never_early_and_at_most_one_slot_late),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
