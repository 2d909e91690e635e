#include "support/unit.h"

#include "session/kept.h"

#include <string.h>

static struct kept kept;

static int begin(void **state)
{
	(void)state;
	kept_init(&kept, 1000);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	kept_finish(&kept);
	return 0;
}

static enum result add(uint64_t id, const char *text, bool is_secret)
{
	return kept_add(&kept,
	                &(struct kept_message){.id = id, .body = bytes_of_text(text), .is_secret = is_secret});
}

/* The next one's id, which then counts as sent; 0: there is none. */
static uint64_t send_next(void)
{
	struct kept_message next;

	if (!kept_next(&kept, &next))
		return 0;
	kept_sent(&kept);
	return next.id;
}

static void messages_go_once_and_in_order(void **state)
{
	(void)state;
	assert_int_equal(send_next(), 0);
	for (uint64_t id = 1; id <= 3; id++)
		assert_int_equal(add(id, "abc", false), RESULT_OK);
	for (uint64_t id = 1; id <= 3; id++)
		assert_int_equal(send_next(), id);
	assert_int_equal(send_next(), 0);
}

static void what_was_not_opened_goes_again_after_a_loss(void **state)
{
	(void)state;
	for (uint64_t id = 1; id <= 4; id++)
		assert_int_equal(add(id, "abc", false), RESULT_OK);
	for (int i = 0; i < 3; i++)
		send_next();
	assert_true(kept_acknowledged(&kept, 1));
	kept_rewind(&kept);
	assert_true(kept_acknowledged(&kept, 2)); /* as the other end says under new keys */
	assert_int_equal(send_next(), 3);
	assert_int_equal(send_next(), 4);
	assert_int_equal(send_next(), 0);
	kept_rewind(&kept);
	assert_int_equal(send_next(), 3); /* and once more */
}

static void acknowledging_frees_the_place(void **state)
{
	char text[300];

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	for (uint64_t id = 1; id <= 3; id++)
		assert_int_equal(add(id, text, false), RESULT_OK);
	assert_int_equal(add(4, text, false), RESULT_TOO_LARGE);
	send_next();
	assert_true(kept_acknowledged(&kept, 1));
	assert_int_equal(add(4, text, false), RESULT_OK);
	for (uint64_t id = 2; id <= 4; id++)
		assert_int_equal(send_next(), id);
}

static void what_was_never_sent_can_not_be_acknowledged(void **state)
{
	(void)state;
	assert_true(kept_acknowledged(&kept, 0));
	assert_false(kept_acknowledged(&kept, 1));
	assert_int_equal(add(1, "abc", false), RESULT_OK);
	assert_false(kept_acknowledged(&kept, 1));
	assert_int_equal(send_next(), 1);
	assert_false(kept_acknowledged(&kept, 2));
	assert_true(kept_acknowledged(&kept, 1));
	assert_true(kept_acknowledged(&kept, 1)); /* again is no harm */
	assert_int_equal(send_next(), 0);
}

static bool holds(const char *text)
{
	const uint8_t *data = kept.entries.data;
	size_t size = strlen(text);

	for (size_t i = 0; data != NULL && i + size <= kept.entries.room_bytes; i++) {
		if (memcmp(data + i, text, size) == 0)
			return true;
	}
	return false;
}

static void a_secret_is_wiped_once_sent_and_goes_again_as_nothing(void **state)
{
	struct kept_message next;

	(void)state;
	assert_int_equal(add(1, "hidden thing", true), RESULT_OK);
	assert_int_equal(add(2, "open thing", false), RESULT_OK);
	assert_true(kept_next(&kept, &next));
	assert_int_equal(next.body.size, 12);
	assert_true(holds("hidden thing"));
	kept_sent(&kept);
	assert_false(holds("hidden thing"));
	kept_rewind(&kept);
	assert_true(kept_next(&kept, &next));
	assert_int_equal(next.id, 1);
	assert_int_equal(next.body.size, 0);
	kept_sent(&kept);
	assert_true(kept_next(&kept, &next));
	assert_true(bytes_are_equal(next.body, bytes_of_text("open thing")));
}

/* A secret that never went goes whole, also after a loss. */
static void a_secret_that_waited_goes_whole(void **state)
{
	struct kept_message next;

	(void)state;
	assert_int_equal(add(1, "hidden thing", true), RESULT_OK);
	kept_rewind(&kept);
	assert_true(kept_next(&kept, &next));
	assert_int_equal(next.body.size, 12);
}

#define KEPT(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEPT(messages_go_once_and_in_order),
		KEPT(what_was_not_opened_goes_again_after_a_loss),
		KEPT(acknowledging_frees_the_place),
		KEPT(what_was_never_sent_can_not_be_acknowledged),
		KEPT(a_secret_is_wiped_once_sent_and_goes_again_as_nothing),
		KEPT(a_secret_that_waited_goes_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
