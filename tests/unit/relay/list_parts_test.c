#include "support/unit.h"

#include "relay/list_parts.h"
#include "support/noise.h"

#include <string.h>

static uint8_t list[SERVER_LIST_BYTES_MAX];
static struct list_parts parts;

static int make_list(void **state)
{
	struct noise noise = noise_start(31);
	(void)state;
	for (size_t i = 0; i < sizeof list; i++)
		list[i] = (uint8_t)noise_u32(&noise);
	memset(&parts, 0, sizeof parts);
	return 0;
}

static void a_list_of_any_size_arrives_whole(void **state)
{
	static const size_t sizes[] = {1, KEEPER_CONTENT_MAX_BYTES, KEEPER_CONTENT_MAX_BYTES + 1, 5000,
	                               SERVER_LIST_BYTES_MAX};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct keeper_message part;
		uint32_t at = 0;
		bool is_whole = false;
		while (list_parts_next((struct bytes){list, sizes[i]}, &at, &part)) {
			assert_false(is_whole);
			assert_int_equal(part.kind, KEEPER_LIST);
			is_whole = list_parts_add(&parts, &part);
		}
		assert_true(is_whole);
		assert_int_equal(parts.have_bytes, sizes[i]);
		assert_memory_equal(parts.bytes, list, sizes[i]);
	}
}

static void a_new_list_begins_in_the_middle_of_another(void **state)
{
	struct keeper_message part;
	uint32_t at = 0;
	(void)state;
	list_parts_next((struct bytes){list, 5000}, &at, &part);
	assert_false(list_parts_add(&parts, &part));
	at = 0;
	list_parts_next((struct bytes){list + 7, 100}, &at, &part);
	assert_true(list_parts_add(&parts, &part));
	assert_memory_equal(parts.bytes, list + 7, 100);
}

static void what_does_not_follow_is_dropped(void **state)
{
	struct keeper_message part = {.kind = KEEPER_LIST, .ticket = 10, .route = 20, .size = 10};
	(void)state;
	assert_false(list_parts_add(&parts, &part));
	part = (struct keeper_message){.kind = KEEPER_LIST, .route = SERVER_LIST_BYTES_MAX + 1, .size = 10};
	assert_false(list_parts_add(&parts, &part));
	part = (struct keeper_message){.kind = KEEPER_LIST, .route = 5, .size = 10};
	assert_false(list_parts_add(&parts, &part));
	assert_int_equal(parts.have_bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_list_of_any_size_arrives_whole, make_list),
		cmocka_unit_test_setup(a_new_list_begins_in_the_middle_of_another, make_list),
		cmocka_unit_test_setup(what_does_not_follow_is_dropped, make_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
